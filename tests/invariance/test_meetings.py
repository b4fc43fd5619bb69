"""What is kept between meetings is enough: the same integers as in one go, however the work is cut."""

import dataclasses

import numpy as np
import pytest

import ostraka.engine.held as engine_held
from ostraka.core.declarations import Column
from ostraka.core.errors import DeclarationError
from ostraka.core.expected import Expected
from ostraka.engine import BlockPlan, schedule_for, simulate
from ostraka.engine.kept import kept_by, segments
from ostraka.engine.schedule import fingerprint
from ostraka.mechanisms.attention import FINDS
from ostraka.scenario.schema import validate
from ostraka.testing import PLANS
from tests.invariance.test_declarations import fake, forget, looks_at_scores
from tests.invariance.test_splits import assert_same, crowded, run
from tests.reference import scenarios

ONE = BlockPlan(threads=1)
REMEMBERING = (
    *("places", "safeguarded", "sanctioned", "answered", "officials", "family", "collective"),
)


@pytest.fixture(scope="module")
def streamed():
    """Each scenario as it runs by itself."""
    return {name: run(ONE, scenarios.ALL[name]()) for name in ("term", "grade")}


@pytest.mark.parametrize("name", ["term", "grade"])
@pytest.mark.parametrize("kept", ["whole", "packed"])
@pytest.mark.parametrize("between", [1, 3, 4, 13, 14, 600])
def test_a_scenario_that_could_stream_counts_the_same_with_stops(streamed, name, kept, between):
    plan = BlockPlan(threads=1, resident_months=between, poison=between, kept=kept)
    stopped = run(plan, scenarios.ALL[name]())
    assert_same(stopped, streamed[name])
    assert streamed[name].kept_bytes is None
    assert stopped.kept_bytes is not None
    assert (stopped.kept_bytes > 10_000) == (between < 14)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        *((name, "packed") for name in REMEMBERING),
        *((name, "whole") for name in ("sanctioned", "answered", "family")),
    ],
)
def test_whatever_a_mechanism_remembers_is_kept(name, kept):
    """Each of these has mechanisms with a memory of their own; the workspace is dirty at every stop."""
    scenario = scenarios.ALL[name]()
    options = {"people": 1300, "months": 20}
    stopped = BlockPlan(threads=1, cells_per_block=2, resident_months=3, poison=6, kept=kept)
    assert_same(run(stopped, scenario, **options), run(ONE, scenario, **options))


@pytest.fixture(scope="module")
def attended():
    """Nineteen cells that compete for attention, in one block."""
    return run(BlockPlan(threads=1, cells_per_block=10_000), scenarios.attended())


@pytest.mark.parametrize("kept", ["whole", "packed"])
@pytest.mark.parametrize("name", PLANS)
def test_no_plan_changes_a_bit_where_cells_meet(attended, name, kept):
    found = run(dataclasses.replace(PLANS[name], kept=kept), scenarios.attended())
    assert_same(found, attended)
    assert found.kept_how == kept


def with_attention(**changes):
    data = scenarios.attended().model_dump(mode="json", exclude_none=True)
    data["attention"] |= changes
    return validate(data, "test")


def test_attention_held_at_one_is_no_attention(streamed):
    """By the floor in a run with meetings, or fixed and even in one without: no bit of anything else."""
    told = {"reported": {}, "spread": 0, "initial_records": [1], "assumed": True}
    held = run(ONE, with_attention(attention_floor=1.0, rule="by_records", **told))
    even = run(ONE, with_attention(rule="fixed", **told))
    assert held.kept_bytes
    assert even.kept_bytes is None
    plain = scenarios.attended().model_dump(mode="json", exclude_none=True)
    del plain["attention"]
    without = run(ONE, validate(plain, "test"))
    for name, table in without.tables.items():
        assert np.array_equal(table, held.tables[name]), name
        assert np.array_equal(table, even.tables[name]), name
    for name in set(even.tables) - set(without.tables):
        assert np.array_equal(even.tables[name], held.tables[name]), name


def places(names, people):
    data = scenarios.attended().model_dump(mode="json", exclude_none=True)
    data["jurisdictions"] = {name: {"weight": 1} for name in names}
    return simulate(
        validate(data | {"assumed": True}, "test"), people=people, months=14, seed=3, plan=ONE
    )


def test_jurisdictions_share_no_attention():
    two = places(["north", "south"], 1300)
    three = places(["south", "east", "north"], 1950)
    for name, table in two.tables.items():
        assert np.array_equal(table, three.tables[name][[2, 0]]), name
    assert not np.array_equal(two.tables["tally_attention"][0], two.tables["tally_attention"][1])


@pytest.mark.parametrize("kept", ["whole", "packed"])
@pytest.mark.parametrize("threads", [1, 3])
def test_a_block_whose_lists_or_store_are_too_short_is_repeated(monkeypatch, threads, kept):
    options = {"people": 4 * 256, "months": 10}
    plain = run(ONE, crowded(), **options)
    monkeypatch.setattr(engine_held, "_FIRST_STORE", -100 if kept == "whole" else 3)
    plan = BlockPlan(threads=threads, cells_per_block=1, poison=9, resident_months=2, kept=kept)
    assert_same(run(plan, crowded(), **options), plain)


def test_months_that_the_scenario_does_not_ask_for_are_refused():
    with pytest.raises(DeclarationError, match="every 3 months"):
        run(BlockPlan(threads=1, resident_months=2), scenarios.attended())


# ---- what is kept ------------------------------------------------------------------------------------


def test_kept_is_what_lasts_and_is_not_drawn_for_life():
    kept = schedule_for(scenarios.term()).kept
    assert {"listed_by", "term_due", "act_hit", "denied_who", "scored_n"} <= set(kept.cell)
    assert {"recorded_score", "counterfactual_score"} == set(kept.drawn)
    assert {"waiting_due", "log_owner", "log_state"} <= set(kept.lists)
    assert set(kept.loose) == {"log_start"}
    for gone in (
        "stratum",
        "frailty",
        "confusable_sum",
        "who",
        "record_owner",
        "words",
        "changed_who",
    ):
        assert gone not in {*kept.cell, *kept.loose, *kept.lists}


def test_a_column_that_is_scratch_by_mistake_is_refused():
    schedule = schedule_for(scenarios.term())
    faults = {
        "appeal_due": ({}, "has no reset"),
        "scored_who": ({}, "until somebody empties it"),
        "denied_who": ({"counted_by": "enter_n"}, "appeal reads it before"),
    }
    for name, (besides, fault) in faults.items():
        wrong = dataclasses.replace(schedule.columns[name], scratch=True, **besides)
        with pytest.raises(DeclarationError, match=fault):
            kept_by(schedule.passes, {**schedule.columns, name: wrong})


def test_what_is_expected_hangs_on_nothing_expected():
    schedule = schedule_for(scenarios.term())
    wrong = dataclasses.replace(
        schedule.columns["log_points"], expected=Expected("equal", "log_owner_points")
    )
    with pytest.raises(DeclarationError, match="'log_points': what is expected of it hangs on"):
        kept_by(schedule.passes, {**schedule.columns, "log_points": wrong})


def test_a_kept_column_fills_whole_words():
    with pytest.raises(DeclarationError, match="no whole words"):
        segments(np.dtype([("small", np.uint8, 1), ("rest", np.uint8, 255)]), ["small"])


def test_only_one_pass_may_call_a_meeting():
    other = fake(looks_at_scores, meeting=FINDS.meeting)
    with pytest.raises(DeclarationError, match="all call a meeting"):
        schedule_for(scenarios.attended(), extra=[other])


def test_an_edit_of_the_packing_is_noticed_where_it_is_used(monkeypatch):
    schedule = schedule_for(scenarios.bare())

    def prints():
        forget()
        return fingerprint(schedule), fingerprint(schedule, "packed")

    streaming, resident = prints()
    assert streaming != resident
    for name, value in (("_BYTE", np.uint64(127)), ("LENGTH", np.zeros(256, dtype=np.uint8))):
        monkeypatch.setattr(f"ostraka.engine.packing.{name}", value)
        edited = prints()
        assert edited[0] == streaming
        assert edited[1] != resident
        monkeypatch.undo()
        assert prints() == (streaming, resident)


def test_a_column_says_whether_it_is_scratch():
    assert not Column(np.uint8, "kept unless said otherwise").scratch
