"""The same integers however the work is cut, ordered, threaded, repeated or dirtied before."""

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest

import ostraka.engine.run as engine_run
from ostraka.engine import BlockPlan, simulate
from ostraka.testing import PLANS, differing_tables
from tests.reference import scenarios

PEOPLE = 18 * 256 + 100  # nineteen cells, the last partly filled
MONTHS = 14


def run(plan, scenario=None, **changes):
    options = {"people": PEOPLE, "months": MONTHS, "seed": 5, "replicate": 2, **changes}
    return simulate(scenario or scenarios.term(), plan=plan, **options)


def assert_same(one, other):
    assert not differing_tables(one, other)


def fingerprint(tallies):
    """Hash of every table, names and shapes included."""
    digest = hashlib.sha256()
    for name in sorted(tallies.tables):
        table = np.ascontiguousarray(tallies.tables[name])
        digest.update(f"{name}{table.shape}{table.dtype}".encode())
        digest.update(table.tobytes())
    return digest.hexdigest()


@pytest.fixture(scope="module")
def plain():
    """One thread, one block for all cells."""
    return run(BlockPlan(threads=1, cells_per_block=10_000))


@pytest.mark.parametrize("name", PLANS)
def test_no_plan_changes_a_bit(plain, name):
    assert_same(run(PLANS[name]), plain)


@pytest.mark.parametrize("make", [scenarios.grade, scenarios.collective])
def test_a_list_by_grade_does_not_mind_poison_either(make):
    scenario = make()
    assert_same(
        run(PLANS["poisoned, threaded and shuffled"], scenario), run(BlockPlan(threads=1), scenario)
    )


def test_timing_changes_nothing_and_every_pass_takes_time():
    timed = run(BlockPlan(threads=1), scenarios.bare(), timed=True)
    assert_same(timed, run(BlockPlan(threads=1), scenarios.bare()))
    assert timed.ticks is not None
    assert all(ticks > 0 for ticks in timed.ticks.values())


def test_another_seed_or_replicate_is_another_world(plain):
    prints = {fingerprint(plain)}
    prints.add(fingerprint(run(BlockPlan(threads=1), seed=6)))
    prints.add(fingerprint(run(BlockPlan(threads=1), replicate=3)))
    assert len(prints) == 3


def test_another_process_gives_the_same_bytes(plain):
    program = (
        "from tests.invariance.test_splits import BlockPlan, fingerprint, run\n"
        "print(fingerprint(run(BlockPlan(threads=2))))\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=250,
    )
    assert done.stdout.strip() == fingerprint(plain)


# ---- lists that prove too short ---------------------------------------------------------------------


def crowded():
    """So many acts, delays and returns that no list is long enough at first."""
    calm = scenarios.term()
    updates = {
        name: category.model_copy(
            update={
                "rate_per_month": category.rate_per_month.model_copy(
                    update={"value": 1.5, "by_stratum": None}
                ),
                "ceiling_per_month": None,
            }
        )
        for name, category in calm.categories.items()
    }
    delay = calm.delay.reporting_months.model_copy(update={"value": 5.0})
    return calm.model_copy(
        update={
            "categories": updates,
            "delay": calm.delay.model_copy(update={"reporting_months": delay}),
        }
    )


@pytest.mark.parametrize("threads", [1, 3])
def test_a_block_whose_lists_are_too_short_is_repeated(monkeypatch, threads):
    cells, months = 4, 10
    options = {"people": cells * 256, "months": months}
    grown = []

    class Watched(engine_run._Capacities):
        def grow(self, seen):
            grown.append(dict(seen))
            super().grow(seen)

    monkeypatch.setattr(engine_run, "_Capacities", Watched)
    plan = BlockPlan(threads=threads, cells_per_block=1, poison=9)
    short = run(plan, crowded(), **options)
    assert grown, "the scenario is not crowded enough"

    class Roomy(Watched):
        def __init__(self, cell_size):
            super().__init__(cell_size)
            self.now = {name: 64 * size for name, size in self.now.items()}

    grown.clear()
    monkeypatch.setattr(engine_run, "_Capacities", Roomy)
    roomy = run(plan, crowded(), **options)
    assert not grown
    assert_same(short, roomy)
    # each list was too short on its own account: of a month's acts, of what waits, of all records
    assert short.tables["tally_acts"].sum() / cells / months > 4 * 256
    assert short.tables["tally_waiting"].sum() / cells > 4 * 256
    assert short.tables["tally_records"].sum() / cells > 8 * 256
