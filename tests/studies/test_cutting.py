"""Runs too large for a worker are cut by jurisdictions; what cannot be cut is said."""

from dataclasses import replace

import pytest

from ostraka.core.errors import OstrakaError
from ostraka.engine import BlockPlan, simulate
from ostraka.engine.run import expected_state
from ostraka.studies import run_study
from ostraka.studies.cutting import Needs, cut_of, needs, settled, state_room, with_cut
from ostraka.studies.persons import schedule_of
from ostraka.studies.units import groups, units
from ostraka.studies.workers import Workers, room_of
from tests.studies.small import small_study

PLACES = {"scenario": "grid_attention", "months": 12, "people": 120_000, "safeguards": []}
GIVEN = {**PLACES, "replicates": 1, "design": {"draws": 0}}


@pytest.fixture(scope="module")
def study():
    return small_study(**GIVEN)


def workers(room):
    return Workers("tcp://there:8786", 2, 2, 1, 4 * room, room)


def test_the_state_that_is_foreseen_is_that_which_is_kept(study):
    schedule = schedule_of(study, study.base)
    foreseen = expected_state(study.base, plan=BlockPlan(threads=1), schedule=schedule)
    assert list(foreseen) == ["north", "south"]
    for place, state in foreseen.items():
        kept = simulate(
            study.base,
            plan=BlockPlan(threads=1, kept="whole"),
            schedule=schedule,
            only=[place],
        ).kept_bytes
        assert kept < state < 1.2 * kept  # a tenth is added


def test_a_scenario_that_streams_keeps_nothing():
    study = small_study()
    found = needs(study, 1)
    assert not any(found.state.values())
    assert cut_of(study, workers(found.program + 10 * found.persons)).fits


def test_auto_cuts_as_coarsely_as_fits(study):
    found = needs(study, 1)
    whole, _ = found.largest(study, None)
    north, places = found.largest(study, 1)
    assert places == ("north",)  # two thirds of the people
    assert north < whole
    auto = with_cut(study, "auto")
    assert cut_of(auto, workers(whole + 2**24)).jurisdictions_per_unit is None
    between = cut_of(auto, workers((north + whole) // 2))
    assert (between.jurisdictions_per_unit, between.fits, between.largest) == (1, True, ("north",))


def test_what_is_too_large_though_cut_is_said_and_runs_packed_or_in_a_file(study):
    found = needs(study, 1)
    room = found.program + 4 * found.persons + 2**20
    cut = cut_of(with_cut(study, "auto"), workers(room))
    assert (cut.jurisdictions_per_unit, cut.fits) == (1, False)
    words = " ".join(cut.lines())
    assert "more than there is room for (north)" in words
    assert "kept in a file in the worker's TMPDIR" in words
    assert "cannot be cut further" in words
    uncut = " ".join(cut_of(study, workers(room)).lines())
    assert "Cut it with --cut auto" in uncut


def test_a_room_that_not_even_the_program_fits_is_refused(study):
    with pytest.raises(OstrakaError, match=r"beside people's state, and has 1\.0 MiB on tcp"):
        cut_of(with_cut(study, "auto"), workers(2**20))


def test_nobody_decides_without_knowing_the_memory(study):
    unknown = replace(workers(2**30), memory=None, room=None)
    with pytest.raises(OstrakaError, match="is not known; start one of them first"):
        cut_of(with_cut(study, "auto"), unknown)
    assert room_of(None, 1) is None
    assert room_of(10_000, 2) == 3_500


def test_jurisdictions_between_which_people_move_stay_together():
    study = small_study(scenario="everything", people=12_000, months=1, safeguards=[])
    scenario = study.base
    assert scenario.moves
    together = groups(scenario, 1)
    for origin, targets in scenario.moves.items():
        own = next(group for group in together if origin in group)
        assert set(targets) <= set(own)


def test_an_auto_cut_gives_the_same_figures_as_none_and_a_folder_keeps_its_cut(
    study, tmp_path, monkeypatch
):
    from ostraka.studies import running

    found = needs(study, 1)
    small = workers((found.largest(study, 1)[0] + found.largest(study, None)[0]) // 2)
    monkeypatch.setattr(running, "this_process", lambda threads: small)
    whole = run_study(study, tmp_path / "whole")
    cut = run_study(with_cut(study, "auto"), tmp_path / "cut")
    assert cut.study.table.jurisdictions_per_unit == 1
    assert len(units(cut.study)) == 2
    assert whole.outcomes(central=True).equals(cut.outcomes(central=True))
    assert whole.person_sets(central=True).equals(cut.person_sets(central=True))
    again, _ = settled(with_cut(study, "auto"), tmp_path / "cut", workers(2**40))
    assert again.table.jurisdictions_per_unit == 1


def test_shards_do_not_each_find_a_cut_of_their_own(study, tmp_path):
    auto = with_cut(study, "auto")
    with pytest.raises(OstrakaError, match="write the number that --dry-run says"):
        run_study(auto, tmp_path / "out", shard=(1, 2))
    with pytest.raises(OstrakaError, match="'auto' is not decided yet"):
        units(auto)


def test_a_worker_leaves_state_what_its_unit_does_not_need_otherwise(study):
    found = needs(study, 1)
    need = found.of("as_is", ("north", "south"))
    state = sum(found.state["as_is"].values())
    room = state_room(study, (), need, 1, found.program)
    assert room == pytest.approx(state, rel=1e-6)
    assert state_room(study, (), 2**20, 1, found.program) == 0


def test_each_thread_takes_a_block_besides():
    one = Needs(0, {"as_is": {"a": 10_000}}, 0, {"a": 100}, 1)
    two = replace(one, threads=2)
    assert two.of("as_is", ("a",)) > one.of("as_is", ("a",)) > 10_000


@pytest.mark.parametrize("value", [0, -1, "some", True, 1.5])
def test_a_cut_that_is_none_is_refused(value):
    with pytest.raises(OstrakaError, match="jurisdictions_per_unit: neither a whole number"):
        small_study(jurisdictions_per_unit=value)
