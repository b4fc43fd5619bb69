"""What the shipped scenarios on families, firms and officials are expected to show, at the centre of
their ranges."""

from typing import Any

import numpy as np
import pytest

from ostraka.engine import simulate
from ostraka.population.ledgers import CAUSES, RECORDED, STATES, WRONGFUL, cause_table
from ostraka.scenario import load
from ostraka.scenario.switches import named, switched_off
from tests.known_answers.neutral import ONE_THREAD

LISTED = np.arange(STATES) & RECORDED > 0


def tables(scenario: Any) -> Any:
    return {
        name: table[0] for name, table in simulate(scenario, seed=3, plan=ONE_THREAD).tables.items()
    }


def months(found: Any, *causes: str) -> np.ndarray:
    """Subject-months listed in ``recorded`` by stratum, of some causes or of all."""
    wanted = np.isin(cause_table(), [CAUSES.index(c) for c in causes or CAUSES]) & LISTED
    return np.asarray(found["tally_states"][..., wanted].sum(axis=(0, 2)))


@pytest.fixture(scope="module")
def families() -> Any:
    return tables(load("association"))


def test_each_listed_month_restricts_the_rest_of_the_household(families: Any) -> None:
    """A listed person has E[n^2]/E[n] - 1 others at home, 2.36; some answer for two at once."""
    share = np.array([float(q) for q in load("association").population.household_sizes])
    size = np.arange(1, share.size + 1)
    others = share @ size**2 / (share @ size) - 1
    assert others == pytest.approx(2.36, abs=0.01)
    restricted = families["tally_restricted_for_others"].sum()
    assert 0.9 * others < restricted / months(families).sum() < others
    ever = families["tally_ever_for_others"].sum(axis=(0, 1))
    assert ever[1] > 1.5 * families["tally_ever"][..., 0].sum()


def test_what_is_borne_for_others_rests_on_errors_as_often_as_the_list_itself(
    families: Any,
) -> None:
    error = months(families, "wrong_person", "false_record").sum() / months(families).sum()
    borne = families["tally_restricted_for_others"].sum(axis=(0, 1))
    assert borne[0] / borne.sum() == pytest.approx(error, rel=0.15)


def test_without_association_nobody_answers_and_nobody_else_leaves_the_list(families: Any) -> None:
    scenario = load("association")
    alone = tables(switched_off(scenario, named(scenario, ["association"])))
    assert months(families, "association").sum() > 0 == months(alone, "association").sum()
    for name in ("tally_acts", "tally_made", "tally_records"):
        np.testing.assert_array_equal(alone[name], families[name])
    fewer = months(alone).sum() / months(families).sum()
    assert 0.85 < fewer < 0.97


def test_every_entry_of_a_firm_reaches_the_person_who_signs_for_it() -> None:
    found = tables(load("corporate_credit"))
    firms = list(load("corporate_credit").strata).index("firms")
    assert found["tally_firms"][firms, 0] == 0
    reached = found["tally_firm_entries"].sum(axis=0)
    assert reached[firms, 1] > 300
    assert reached.sum() == reached[firms, 1]
    residents, _ = (months(found, "association") / months(found, *WRONGFUL)).tolist()
    assert 0.25 < residents < 0.45
    # one charge lists: a firm's entry is worth more than a resident has to lose
    listed = found["tally_ever_for_others"][:, 0, 0].sum()
    assert 0.6 < listed / reached[firms, 1] < 0.85
    # contracts are the only conduct that residents have: it is the fifth class of record
    acts = found["tally_acts"]
    assert acts[0].sum() == acts[0, 4] > 0
    assert (acts[firms] > 0).all()


def test_officials_are_wronged_more_often_than_those_whom_they_serve() -> None:
    found = tables(load("officials"))
    residents, officials = (months(found, *WRONGFUL) / months(found)).tolist()
    assert residents < 0.04
    assert 0.12 < officials < 0.35
    false = months(found, "false_record") / months(found, *WRONGFUL)
    assert false[1] > 0.8
    assert "tally_restricted_for_others" not in found
