"""Every pass, every month, in a full and in a partly filled cell: kernel and twin write the same."""

import numpy as np
import pytest

from ostraka.engine.schedule import CATALOGUE
from ostraka.harms.redlist_truth import STANDINGS
from ostraka.harms.restrictions import SANCTIONED
from ostraka.mechanisms.averaging import CHECKS
from ostraka.mechanisms.behaviour import RESPONSES
from ostraka.mechanisms.informants import REPORTS
from ostraka.population.ledgers import CARRIED, CAUSES, EXITS, MISSED, OUTCOMES
from tests.reference import scenarios
from tests.reference.harness import Bench
from tests.reference.luck import NUMBERS
from tests.reference.twins import TWINS

MONTHS = 30
STEPS = {name: tally.steps for one in CATALOGUE for name, tally in one.tallies.items()}
CELLS = (0, 1)  # of 356 people, 256 and 100


@pytest.fixture(scope="module")
def benches():
    """Each scenario's benches after a whole run, and all that differed."""
    done = {}
    for name, make in scenarios.ALL.items():
        scenario = make()
        pair = [Bench(scenario, cell=cell, months=MONTHS, seed=99, noise=cell) for cell in CELLS]
        done[name] = pair, [fault for bench in pair for fault in bench.run()]
    return done


@pytest.mark.parametrize("name", scenarios.ALL)
def test_every_kernel_writes_what_its_twin_writes(benches, name):
    _, faults = benches[name]
    assert not faults, "\n".join(faults[:20])


@pytest.mark.parametrize("people", [1, 2, 3, 63])
@pytest.mark.parametrize(
    "make", [scenarios.term, scenarios.grade, scenarios.officials, scenarios.family]
)
def test_a_cell_with_almost_nobody_in_it(make, people):
    """Nobody to be confused with, households cut to one, vectors that are mostly padding."""
    bench = Bench(make(), cell=1, months=16, seed=people, noise=people, people=256 + people)
    assert bench.subjects == people
    faults = list(bench.run())
    assert not faults, "\n".join(faults[:20])


def test_every_pass_has_a_twin_and_no_twin_is_idle():
    assert {one.name for one in CATALOGUE} == set(TWINS)


def test_every_pass_was_run(benches):
    run = {one.name for pair, _ in benches.values() for one in pair[0].schedule.passes}
    assert run == set(TWINS)


def test_every_purpose_is_known_to_the_twins():
    declared = [name for one in CATALOGUE for name in one.purposes]
    assert sorted([*declared, "scenario.parameter"]) == sorted(NUMBERS)


def test_every_branch_was_met(benches):
    """The scenarios are only worth something if everything happens in them, and more than once."""

    def total(table, axis):
        arrays = [bench.arrays for pair, _ in benches.values() for bench in pair]
        tables = [a[table] for a in arrays if table in a]
        summed = [t.cumsum(0) if STEPS[table] else t for t in tables]
        others = tuple(k for k in range(tables[0].ndim) if k != axis)
        return np.sum([t.sum(axis=others) for t in summed], axis=0)

    met = {
        "cause of an entry": (
            CAUSES,
            total("tally_entries", 2),
            {"not_listed"},
        ),
        "exit": (EXITS, total("tally_exits", 2), {"none"}),
        "missed": (MISSED, total("tally_missed", 2), {"none"}),
        "outcome": (OUTCOMES, total("tally_spells", 2), set()),
        "carried": (CARRIED, total("tally_copies", 2), {"not_listed", "association"}),
        "what restrictions rest on": (SANCTIONED, total("tally_sanctioned", 2), {"none"}),
        "left after a year": (("no", "yes"), total("tally_aftermath", 3), set()),
        "event": (range(6), total("tally_redress", 2), set()),
        "report": (REPORTS, total("tally_reports", 2), set()),
        "check by averaging": (CHECKS, total("tally_averaging", 2), set()),
        "origin of what is dropped": (range(5), total("tally_dropped", 2), set()),
        "invented for a quota": (range(3), total("tally_fabricated", 1), set()),
        "origin": (range(5), total("tally_records", 2), set()),
        "response": (RESPONSES, total("tally_responses", 3), set()),
        "basis": (range(2), total("tally_basis", 2), set()),
        "standing": (STANDINGS, total("tally_redlist", 2), set()),
        "entry through others": (
            CAUSES,
            total("tally_entries_for_others", 2),
            {"not_listed", "by_rules", "reimported", "disfavour", "lawful_conduct"},
        ),
        "restriction for others": (range(2), total("tally_restricted_for_others", 2), set()),
        "firm's entry": (range(2), total("tally_firm_entries", 2), {0}),
    }
    for what, (names, counts, absent) in met.items():
        for name, count in zip(names, counts, strict=True):
            assert (count >= 5) == (name not in absent), f"{what} {name}: {count}"
    for pair, _ in benches.values():
        assert all(bench.arrays["overflow"][0] == 0 for bench in pair)
