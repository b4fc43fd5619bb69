"""Runs are made once, can be cancelled, and give the same figures as any other run."""

import threading
import time

import pytest

import ostraka
from ostraka.explore import ranking, running, stories
from ostraka.explore.arms import scenario_of
from ostraka.explore.jobs import Cancelled, Job
from ostraka.explore.numbers import movable
from ostraka.explore.state import Arm
from ostraka.explore.subjects import GIVEN, first, from_command_line, subject, subjects

QUIET = lambda done, total: None  # noqa: E731


def small(arm=None, people=3000):
    return scenario_of(subject("missed_fines").scenario, arm or Arm(), people=people, seed=1)


def test_a_scenario_is_run_once(monkeypatch):
    monkeypatch.setattr(running, "KEPT", running.Kept())
    (one,) = running.run_all([small()], 0, QUIET)
    (again,) = running.run_all([small()], 0, QUIET)
    assert again is one
    (other,) = running.run_all([small(people=3001)], 0, QUIET)
    assert other is not one


def test_a_result_with_draws_serves_who_asks_for_none(monkeypatch):
    monkeypatch.setattr(running, "KEPT", running.Kept())
    scenario = small()
    (one,) = running.run_all([scenario], scenario.parameter_draws, QUIET)
    assert running.known(scenario, 0) is one


def test_the_figures_are_those_of_any_other_run(monkeypatch):
    monkeypatch.setattr(running, "KEPT", running.Kept())
    (one,) = running.run_all([small()], 0, QUIET)
    other = ostraka.run(small(), parameter_draws=0, threads=1, progress=False)
    assert one.harm["wrongful_person_months"] == other.harm["wrongful_person_months"]


def test_only_so_many_results_are_kept():
    kept = running.Kept(2)
    for key in "abc":
        kept.put(key, key)
        kept.get("a")
    assert [kept.get(key) for key in "abc"] == ["a", None, "c"]


def test_a_cancelled_run_ends_soon_and_keeps_nothing(monkeypatch):
    monkeypatch.setattr(running, "KEPT", running.Kept())
    scenario = small(people=5_000_000)
    job = Job(lambda tell: running.run_all([scenario], 0, tell))
    begun = time.monotonic()
    while job.done == 0:
        assert not job.ended_within(0.05)
    job.cancel()
    with pytest.raises(Cancelled):
        job.result()
    assert time.monotonic() - begun < 30
    assert running.known(scenario, 0) is None


def test_what_the_work_raises_is_raised_where_its_result_is_asked_for():
    def fails(tell):
        raise ValueError(threading.current_thread().name)

    with pytest.raises(ValueError, match="Thread"):
        Job(fails).result()


def test_the_number_that_moves_harm_furthest_comes_first_and_is_remembered(monkeypatch, tmp_path):
    monkeypatch.setattr(ranking, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(ranking, "_known", {})
    base = subject("midas_unemployment").scenario
    found = ranking.rank(base, QUIET)
    assert found.is_whole
    assert list(found.reaches.values()) == sorted(found.reaches.values(), reverse=True)
    assert next(iter(found.reaches)).startswith("flag.check_recognises_false")
    monkeypatch.setattr(ranking, "_known", {})
    assert ranking.ranking(base) == found
    order = ranking.laid_out(found, movable(base), (), ())
    assert order[: len(found.reaches)] == list(found.reaches)[: ranking.SHOWN]


def test_a_ranking_that_was_cancelled_goes_on_where_it_was(monkeypatch, tmp_path):
    monkeypatch.setattr(ranking, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(ranking, "_known", {})
    base = subject("midas_unemployment").scenario

    def once(done, total):
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        ranking.rank(base, once)
    found = ranking.ranking(base)
    assert len(found.reaches) == 2
    assert not found.is_whole


def test_a_story_is_told_of_the_same_person_with_and_without_the_changes():
    told = stories.story(small(), small(Arm(added=("independent_appeal",))), "error")
    assert told.life.subject == told.changed.subject
    assert told.life.stratum == told.changed.stratum
    assert f"wrongfully in {told.life.wrongful_months}." in " ".join(told.sentences())
    assert "Nobody of this story exists" in told.sentences()[0]
    assert set(stories.months(told.life).index) == {h.month for h in told.life.happened}


def test_the_command_line_may_name_a_run_a_file_a_scenario_or_a_case(tmp_path, monkeypatch):
    ostraka.run(small(people=500), parameter_draws=0, progress=False).save(tmp_path / "mine")
    (tmp_path / "other.toml").write_text(subject("missed_fines").text)
    run, file = (from_command_line(str(tmp_path / name)) for name in ("mine", "other.toml"))
    assert (run.kind, run.name, run.saved.people) == ("run", "mine", 500)
    assert (file.kind, file.name) == ("scenario", "other")
    assert from_command_line("midas_unemployment").kind == "case"
    monkeypatch.setenv(GIVEN, str(tmp_path / "mine"))
    assert first() == "mine"
    assert "points_pilot" in subjects()
    with pytest.raises(ostraka.OstrakaError, match="nothing_of_this_name"):
        from_command_line("nothing_of_this_name")
