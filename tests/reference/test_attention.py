"""Attention against its reference: a whole run of twins that meet, the budget alone, extremes."""

import itertools

import numpy as np
import pytest

from ostraka.engine import BlockPlan, simulate
from ostraka.engine.workbench import Workbench, settled_in
from ostraka.mechanisms.attended import MECHANISMS as ATTENDED
from ostraka.mechanisms.attention import Budget, tenth_of
from ostraka.scenario import jurisdictions, worlds
from ostraka.scenario.schema import validate
from tests.reference import scenarios
from tests.reference.cell import Cell
from tests.reference.harness import Bench
from tests.reference.twins import TWINS
from tests.reference.twins_attention import Attention

MONTHS, SEED = 14, 11


def changed(**rules):
    data = scenarios.attended().model_dump(mode="json", exclude_none=True)
    data["attention"] |= rules
    return validate(data, "test")


class Town:
    """Every cell of a jurisdiction, run by twins alone; before each epoch they meet."""

    def __init__(self, scenario):
        self.benches = [
            Bench(scenario, cell=cell, months=MONTHS, seed=SEED, noise=cell) for cell in (0, 1)
        ]
        self.attention = Attention(scenario, len(self.benches))
        self.epochs = []

    def run(self):
        for bench in self.benches:
            for one in self.passes(bench, start=True):
                self.step(bench, one, 0)
        for month in range(MONTHS):
            if month and month % self.attention.epoch == 0:
                self.epochs.append(
                    [
                        (
                            int(b.arrays["attention_found"][0]),
                            int(b.arrays["attention_reported"][0]),
                        )
                        for b in self.benches
                    ]
                )
            now = self.attention.after(self.epochs)
            for bench, attention in zip(self.benches, now, strict=True):
                for one in self.passes(bench, start=False):
                    self.step(bench, one, month)
                    if one.name == "attend":
                        bench.arrays["attention"][0] = attention
        return {
            name: np.sum([bench.arrays[name] for bench in self.benches], axis=0)
            for name in self.benches[0].schedule.tallies
        }

    @staticmethod
    def passes(bench, start):
        return [one for one in bench.schedule.passes if (one.phase == "population") == start]

    @staticmethod
    def step(bench, one, month):
        context = {k: v for k, v in bench.context(month).items() if k != "address"}
        TWINS[one.name](Cell(bench.arrays, bench.rules, bench.luck, **context))


@pytest.mark.parametrize(
    "rules",
    [
        {},
        {"rule": "corrected", "epoch_months": 2},
        {"cumulative": False, "epoch_months": 5, "attention_floor": 0.0},
    ],
    ids=["by_records", "corrected", "last_epoch"],
)
def test_cells_that_meet_count_as_their_twins_do(rules):
    scenario = changed(**rules)
    tallies = simulate(scenario, months=MONTHS, seed=SEED, plan=BlockPlan(threads=1))
    expected = Town(scenario).run()
    for name, table in tallies.tables.items():
        made = expected[name]
        if name in ("tally_states", "tally_missed", "tally_watched_months"):
            made = made.cumsum(axis=0)
        assert np.array_equal(table[0], made), name
    attention = tallies.tables["tally_attention"][0, :, :, 0]
    assert len(np.unique(attention, axis=0)) > 2, "attention never moved"


def test_a_cell_alone_is_told_what_its_meetings_settled():
    """A cell that is replayed for a story lives through the attention that the run gave it."""
    scenario = changed(rule="corrected")
    here = worlds(scenario, jurisdictions(scenario))
    luck = {"months": MONTHS, "seed": SEED, "replicate": 3}
    settled = settled_in(scenario, here[0], here, **luck)
    assert sorted(settled) == [3, 6, 9, 12]
    tables = []
    for cell in (0, 1):
        bench = Workbench(here[0], here, cell=cell, settled=settled, **luck)
        for month, one in bench.steps():
            bench.do(one, month)
        tables.append(bench.tables())
    run = simulate(scenario, plan=BlockPlan(threads=1), **luck).tables
    for name, table in run.items():
        assert np.array_equal(table[0], tables[0][name] + tables[1][name]), name


@pytest.mark.parametrize(
    ("rule", "cumulative"), list(itertools.product(["by_records", "corrected"], [True, False]))
)
@pytest.mark.parametrize("floor", [0.0, 0.01, 0.6, 1.0])
def test_the_budget_is_that_of_the_reference(rule, cumulative, floor):
    scenario = changed(rule=rule, cumulative=cumulative, attention_floor=floor)
    (world,) = worlds(scenario, jurisdictions(scenario, 23 * 256 - 9))
    budget, reference = Budget(world), Attention(scenario, 23)
    random = np.random.default_rng(4)
    assert np.allclose(budget.attention, reference.after([]), rtol=1e-12)
    assert tenth_of(budget.attention).tolist() == reference.tenths()
    epochs = []
    for _ in range(6):
        handed = random.poisson(random.random((23, 2)) * 30)
        handed[random.random(23) < 0.3] = 0
        epochs.append([tuple(map(int, row)) for row in handed])
        attention = budget.meet(handed)
        assert np.allclose(attention, reference.after(epochs), rtol=1e-9)
        assert attention.mean() == pytest.approx(1)
        assert attention.min() >= floor - 1e-12


def test_nobody_has_seen_anything_anywhere():
    scenario = changed(initial_records=[0, 5], attention_floor=0.0, cumulative=False)
    (world,) = worlds(scenario, jurisdictions(scenario, 256))  # one cell, which begins with nothing
    budget = Budget(world)
    assert budget.attention.tolist() == [1.0]
    assert budget.meet(np.array([[0, 0]])).tolist() == [1.0]


@pytest.mark.parametrize("attention", [0.0, 1.0, 40.0, 5000.0])
def test_the_most_that_a_draw_inverts_is_kept_to_and_what_is_cut_is_counted(attention):
    """Of three people, whose means reach 100 candidates a month and are cut there."""
    recording, unfounded = ATTENDED
    bench = Bench(scenarios.attended(), cell=0, months=4, seed=2, noise=2, people=3)
    bench.given["attention_of_cell"] = np.array([attention])
    for month, one in bench.steps():
        columns = {name: array.copy() for name, array in bench.arrays.items()}
        bench.do(one, month)
        if one in (recording, unfounded):
            context = {k: v for k, v in bench.context(month).items() if k != "address"}
            TWINS[one.name](Cell(columns, bench.rules, bench.luck, **context))
            assert not list(bench.differences(one, columns))
    capped, clipped = (bench.arrays[name].sum() for name in ("tally_capped", "tally_clipped"))
    assert (capped == 12) == (attention == 5000)
    assert (clipped > 0) == (attention >= 40)
    made = bench.arrays["tally_made"][:, 1:].sum()
    assert made == 0 or attention > 0
    assert made < 4 * 3 * 255
