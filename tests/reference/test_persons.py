"""Person by person in plain Python, and pass by pass in the engine: the same integers everywhere."""

import numpy as np
import pytest

from ostraka.engine import BlockPlan, simulate
from ostraka.scenario import jurisdictions, worlds
from tests.reference import scenarios
from tests.reference.village import Village

MONTHS = 48


@pytest.mark.parametrize("name", ["term", "no_restart", "triggers", "grade"])
def test_every_table_is_that_of_the_persons(name):
    compare(scenarios.ALL[name]())


def test_scores_hold_whatever_points_a_rulebook_may_have():
    """16,000 at the start, 2,000 a record, and a dozen that expire together: nothing wraps around."""
    compare(scenarios.giants())


def compare(scenario):
    tallies = simulate(scenario, months=MONTHS, seed=7, replicate=3, plan=BlockPlan(threads=1))
    (world,) = worlds(scenario, jurisdictions(scenario))
    expected = Village(world, seed=7, replicate=3, months=MONTHS).tallies()
    wrong = []
    for table, given in tallies.tables.items():
        made = np.zeros(given.shape[1:], dtype=np.int64)
        for at, number in expected[table].items():
            made[at] += number
        if table == "tally_states":  # on no ledger: not kept
            given, made = given[..., 1:], made[..., 1:]
        if not np.array_equal(given[0], made):
            at = np.argwhere(given[0] != made)[0]
            wrong.append(f"{table}{list(at)}: {given[0][tuple(at)]}, by persons {made[tuple(at)]}")
    assert not wrong, "\n".join(wrong)
    assert {name for name, count in expected.items() if count.total()} <= set(tallies.tables) | {
        "tally_grades"
    }
