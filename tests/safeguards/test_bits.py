"""Composing changes no address: what a safeguard does not move comes out bit for bit."""

import json

import numpy as np
import pytest

from ostraka.engine import BlockPlan, acting, simulate
from ostraka.scenario import as_data, loads, with_safeguards
from tests.safeguards.worlds import BASE, guard, guarded

ONE_THREAD = BlockPlan(threads=1)
STILL = BASE.replace("hazard_per_month = 0.2", "hazard_per_month = 0")


def tables(scenario):
    return simulate(scenario, plan=ONE_THREAD).tables


def differing(some, others):
    assert some.keys() == others.keys()
    return {name for name in some if not np.array_equal(some[name], others[name])}


@pytest.fixture(scope="module")
def plain():
    return tables(loads(BASE))


def test_a_composed_scenario_runs_as_one_with_the_same_values(plain):
    composed = with_safeguards(loads(BASE), ["expiry", "identity_check", "independent_appeal"])
    alone = loads(json.dumps(as_data(composed.frozen())), kind="json")
    assert not alone.safeguards
    made = tables(composed)
    assert differing(made, tables(alone)) == set()
    assert differing(made, plain)


def test_what_comes_before_a_safeguard_in_the_month_is_the_same_to_the_bit(plain):
    kinder = tables(guarded(guard('"review.sensitivity" = { set = 1 }')))
    changed = differing(kinder, plain)
    assert "tally_states" in changed
    assert not changed & {"tally_acts", "tally_made"}


def test_a_value_that_nothing_asks_for_changes_no_bit():
    still = loads(STILL)
    scenario = guarded(
        guard('"appeal.wronged_ratio" = { set = 5 }', '"review.sensitivity" = { set = 1 }'),
        base=STILL,
    )
    assert len(scenario.composition) == 2
    assert differing(tables(scenario), tables(still)) == set()


def test_a_stratum_without_the_safeguard_meets_the_same_luck(plain):
    """Without mislinks nobody's record depends on another, so the majority's tables stay."""
    base = BASE.replace(
        'mislink = { low = 0.01, high = 0.1, distribution = "log_uniform" }', "mislink = 0"
    )
    both = [loads(base)]
    both.append(
        guarded(
            guard(
                '"notice.probability" = { set = 1 }',
                '"review.disfavour" = { multiply = 0 }',
                '"categories.petition.trigger" = { set = false }',
                head='assumed = true\napplies_to.strata = ["minority"]',
            ),
            base=base,
        )
    )
    first, second = (tables(one)["tally_states"] for one in both)
    stratum = 2  # jurisdiction, month, stratum
    assert np.array_equal(np.take(first, 0, axis=stratum), np.take(second, 0, axis=stratum))
    assert not np.array_equal(np.take(first, 1, axis=stratum), np.take(second, 1, axis=stratum))


def test_a_jurisdiction_without_the_safeguard_keeps_its_tables():
    places = "[jurisdictions.north]\n[jurisdictions.south]\n"
    south = 'assumed = true\napplies_to.jurisdictions = ["south"]'
    one = guard('"notice.probability" = { set = 1 }', '"linking.mislink" = { set = 0 }', head=south)
    first, second = tables(guarded(places)), tables(guarded(one, places))
    assert all(np.array_equal(first[name][0], second[name][0]) for name in first)
    assert not np.array_equal(first["tally_states"][1], second["tally_states"][1])


def test_the_passes_that_a_value_matters_to_are_found():
    base = BASE.replace("[pardon]\nhazard_per_month = 0.002", "")
    scenario = guarded(
        guard(
            '"linking.mislink" = { multiply = 0.5 }',
            '"blacklist.term_months" = { at_most = 12 }',
            '"strata.minority.exposure" = { set = 1 }',
            '"categories.petition.points" = { set = 0 }',
            '"review.sensitivity" = { at_least = { low = 0.0, high = 0.65 } }',
        )
        + "[safeguard.mine.tables.pardon]\nhazard_per_month = 0.1\n",
        base=base,
    )
    found = {one.moved.place: one.passes for one in acting(scenario)}
    assert found["pardon"] == ("pardon",)
    assert found["linking.mislink"] == ("linking",)
    assert found["blacklist.term_months"] == ("term",)
    assert set(found["strata.minority.exposure"]) == {"unfounded_start", "unfounded"}
    assert "attach" in found["categories.petition.points"]
    assert found["review.sensitivity"] == ("review",), "it moves only within its range"
    assert acting(loads(BASE)) == ()
