from pathlib import Path

import numpy as np
import pytest
from ostraka_fines import MECHANISMS

import ostraka
from ostraka.engine import simulate
from ostraka.population.ledgers import CAUSES
from ostraka.testing import check_mechanism, extended

SCENARIO = Path(__file__).parents[1] / "missed_fines_with_fines.toml"


@pytest.fixture(scope="module")
def tables():
    with extended(*MECHANISMS):
        return simulate(ostraka.load(SCENARIO), people=250_000).tables


def test_it_keeps_the_rules_of_every_mechanism():
    check_mechanism(MECHANISMS, SCENARIO)


@pytest.mark.parametrize(("stratum", "chance"), [(0, 0.1), (1, 0.3)])
def test_known_answer_every_month_on_the_list_has_the_chance_of_a_fine(tables, stratum, chance):
    states = tables["tally_states"][:, :, stratum].sum(axis=(0, 1))
    months = states[np.arange(states.size) % 2 == 1].sum()  # bit 1: on the list in fact
    expected = chance * months
    error = np.sqrt(expected * (1 - chance))
    assert 4 * error < 0.05 * expected, "too few fines for this test"
    assert abs(tables["tally_fines"][:, :, stratum].sum() - expected) < 4 * error


def test_fines_fall_on_people_by_the_rules_and_wrongfully(tables):
    by_cause = dict(zip(CAUSES, tables["tally_fines"].sum(axis=(0, 1, 2)), strict=True))
    assert by_cause.pop("not_listed") == 0
    assert {cause for cause, fines in by_cause.items() if fines} == {"by_rules", "false_record"}


def test_a_fine_is_part_of_the_story():
    with extended(*MECHANISMS):
        lives = [ostraka.explain(SCENARIO, subject=i) for i in range(300)]
    told = [event for life in lives for _, event in life.events("fined")]
    assert told
    assert told[0].words == "Fined 50 currency units."


def test_it_is_unknown_where_it_is_not_installed():
    with pytest.raises(ostraka.ScenarioError, match="fines: unknown key"):
        ostraka.load(SCENARIO)
