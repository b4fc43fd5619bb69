"""Sensitivity through the units of a study: kept, resumed, shared; known indices come out of it."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ostraka.core.errors import OstrakaError
from ostraka.engine import simulate
from ostraka.sensitivity import SEED, FromDraws
from ostraka.sensitivity.text import sensitivity_text
from ostraka.studies import Study, StudyResult, merge, run_study, running
from ostraka.studies.parts import part_bytes
from ostraka.studies.persons import schedule_of
from ostraka.studies.sensitivity import cost, designed, scenario_study, sensitivity
from ostraka.studies.units import outcome_of, units
from tests.sensitivity.made import certain, uncertain
from tests.sensitivity.test_indices import FIRST, TOTAL, agree
from tests.studies.small import small_study
from tests.studies.test_running import content, counting

pytest.importorskip("SALib")

SMALL = {"people": 400, "months": 12, "draws": 4, "harm": "error"}
THREE = """
[categories.act]
rate_per_month = 0.004
detection = { low = 0.0, high = 1.0 }
[linking]
mislink = { low = 0.0, high = 1.0 }
[unfounded.clerical.rate_per_month]
act = { low = 0.0, high = 1.0 }
"""


def of_function(function):
    """Whoever runs units, with a function of the unit's numbers as the people ever wrongly listed."""

    def execute(study, todo):
        base = study.base
        run = simulate(base, people=1, months=1, schedule=schedule_of(study, base))
        empty = outcome_of(run, base)
        for unit in todo:
            whole = empty.counts["all"].changed(np.zeros_like)
            whole.people[:] = 1
            whole.ever[0, 1] = function(unit.arm, study.numbers(unit.arm, unit.draw))
            yield unit, part_bytes(replace(empty, counts={**empty.counts, "all": whole}))

    return execute


def ishigami(numbers):
    a, b, c = (np.pi * (2 * x - 1) for x in numbers.values())
    return np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)


def test_ishigami_put_in_place_of_the_model_has_its_indices_and_so_has_a_difference(
    tmp_path, monkeypatch
):
    """The arm adds the function to what the scenario has: so what it changes is the function."""
    from tests.known_answers.neutral import BARE, world

    monkeypatch.setattr("ostraka.studies.parts.os.fsync", lambda descriptor: None)
    base = world(THREE, base=BARE)
    table = {
        "title": "Ishigami",
        "purpose": "To be known.",
        "scenario": "made",
        "people": 1,
        "months": 1,
        "harms": ["ever_wrongly_listed"],
        "arms": {"adds": {"set": {"categories.act.rate_per_month": 0.005}}},
        "design": {"kind": "sobol_indices", "draws": 256},
    }
    study = Study.of(table, scenario=base)

    def value(arm, numbers):
        own = 5 * next(iter(numbers.values()))
        return own if arm == "as_is" else own + ishigami(numbers)

    result = run_study(study, tmp_path / "run", executor=of_function(value))
    own, change = sensitivity(result).answers
    assert own.factors[0].measures["first"].value == pytest.approx(1, abs=0.1)
    assert [one.measures["total"].value for one in own.factors[1:]] == [0, 0, 0]
    assert change.subject == "the difference that adds makes to ever_wrongly_listed"
    assert change.factors[-1].place == SEED
    agree([one.measures["first"] for one in change.factors], FIRST, most=0.17)
    agree([one.measures["total"] for one in change.factors], TOTAL, most=0.25)
    assert change.luck.measures["total"].value == 0


@pytest.mark.parametrize("method", ["sobol", "morris", "shapley", "tornado"])
def test_the_same_question_runs_nothing_twice_and_another_harm_neither(
    method, tmp_path, monkeypatch
):
    how = {**SMALL, "replicates": 3} if method == "tornado" else SMALL
    folder = tmp_path / "run"
    first = sensitivity(run_study(scenario_study(uncertain(), method, **how), folder, threads=1))
    ran = counting(monkeypatch)
    study = scenario_study(uncertain(), method, **how)
    assert "are done" in cost(study, folder)
    again = sensitivity(run_study(study, folder, threads=1))
    assert str(again) == str(first)
    other = {**how, "harm": "ever_wrongly_listed_per_100k"}
    found = sensitivity(run_study(scenario_study(uncertain(), method, **other), folder, threads=1))
    assert found.answers[0].harm == "ever_wrongly_listed_per_100k"
    assert ran == []


def test_a_run_that_was_stopped_goes_on_and_answers_the_same(tmp_path, monkeypatch):
    study = scenario_study(uncertain(), "morris", **SMALL)
    run_study(study, tmp_path / "whole", threads=1)
    original, done = running.write_part, []

    def stopping(bytes_, path):
        if len(done) == 7:
            raise KeyboardInterrupt
        done.append(path)
        original(bytes_, path)

    monkeypatch.setattr(running, "write_part", stopping)
    with pytest.raises(KeyboardInterrupt):
        run_study(study, tmp_path / "out", threads=1)
    monkeypatch.setattr(running, "write_part", original)
    ran = counting(monkeypatch)
    run_study(study, tmp_path / "out", threads=1)
    assert len(ran) == len({unit.key for unit in units(study)}) - 7
    assert content(tmp_path / "out") == content(tmp_path / "whole")


def test_shards_of_a_design_for_indices_merge_to_the_same_answer(tmp_path):
    study = scenario_study(uncertain(), "morris", **SMALL)
    whole = sensitivity(run_study(study, tmp_path / "whole", threads=1))
    folders = [tmp_path / "one", tmp_path / "two"]
    for number, folder in enumerate(folders, 1):
        assert run_study(study, folder, shard=(number, 2), threads=1) is None
    merge(folders, tmp_path / "merged")
    assert content(tmp_path / "merged") == content(tmp_path / "whole")
    # what lies on the disk is enough: the answer needs no scenario any more
    assert str(sensitivity(StudyResult.load(tmp_path / "merged"))) == str(whole)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    study = small_study(replicates=3, people=1500, design={"draws": 48})
    return run_study(study, tmp_path_factory.mktemp("drawn") / "run", threads=1)


def test_a_study_is_read_from_its_own_draws_for_the_harm_and_for_each_difference(drawn):
    own, change = sensitivity(drawn).answers
    assert isinstance(own, FromDraws)
    assert (own.arm, change.arm) == ("as_is", "identity_check")
    # a number of a safeguard that the arm does not have is no part of its answer
    assert not any("safeguard" in one.place for one in own.numbers)
    assert any("safeguard" in one.place for one in change.numbers)
    table = drawn.outcomes()
    mine = table[(table["figure"] == own.harm) & (table["stratum"] == "")]
    means = mine.groupby(["arm", "draw"])["value"].mean().unstack("arm")
    paired = means["identity_check"] - means["as_is"]
    assert change.mean == pytest.approx(paired.mean())
    place = change.numbers[0].place
    rank = pd.Series(paired).corr(drawn.draws()[place], method="spearman")
    assert change.numbers[0].rank.value == pytest.approx(rank)
    json.dumps(sensitivity(drawn).to_dict(), allow_nan=False)


def test_only_the_arms_that_were_asked_for_are_answered(drawn):
    (only,) = sensitivity(drawn, arms=["identity_check"]).answers
    assert only.arm == "identity_check"
    with pytest.raises(OstrakaError, match="there is no arm 'identity_chek'"):
        sensitivity(drawn, arms=["identity_chek"])
    with pytest.raises(OstrakaError, match="is no harm"):
        sensitivity(drawn, "entries")


def test_an_arm_that_changes_nothing_is_said_to(tmp_path):
    same = {"same": {"set": {"review.sensitivity": 0.5}}}
    study = small_study(safeguards=[], arms=same, design={"draws": 20}, replicates=2, people=300)
    draws = {"as_is": 1.0, "same": 1.0}

    def value(arm, numbers):
        return draws[arm] + next(iter(numbers.values()))

    study = Study.checked(
        study.table.model_copy(update={"replicates": 0, "person_sets": False}), study.arms, "x"
    )
    found = sensitivity(
        run_study(study, tmp_path / "run", executor=of_function(value)), "ever_wrongly_listed"
    )
    assert len(found.answers) == 1
    assert "it is 0 in all 20 draws" in found.unmoved["same"]
    assert "same: it is 0" in str(found)


def test_the_arms_of_a_study_can_be_run_over_the_design_of_a_method(drawn, tmp_path):
    study = designed(drawn.study, "morris", draws=4)
    assert list(study.arms) == ["as_is", "identity_check"]
    found = sensitivity(run_study(study, tmp_path / "run", threads=1))
    own, change = found.answers
    # what only the safeguard has does nothing without it, exactly
    effects = {one.place: one.measures["effect"].value for one in own.factors}
    assert {x for place, x in effects.items() if place.startswith("safeguard")} == {0}
    assert change.runs == 4 * (len(study.places) + 2)
    one = designed(drawn.study, "tornado", replicates=2)
    own, change = sensitivity(run_study(one, tmp_path / "tornado", threads=1)).answers
    assert change.replicates == 2
    assert len(change.bars) == len(one.places)


@pytest.mark.parametrize(
    ("instead", "words"),
    [
        ({"replicates": 3}, "a luck of its own"),
        ({"design": {"kind": "morris", "draws": 4, "replicates": 2}}, "a luck of its own"),
        ({"design": {"kind": "morris", "draws": 1}}, "too few"),
        ({"design": {"kind": "morris", "draws": 4, "pairs": True}}, "sobol_indices has them"),
        ({"design": {"kind": "tornado"}, "replicates": 1}, "replicate by replicate"),
    ],
)
def test_a_study_file_whose_design_cannot_be_is_refused(instead, words):
    data = {
        "title": "Small",
        "purpose": "To be quick.",
        "scenario": "missed_fines",
        "design": {"kind": "morris", "draws": 4},
    }
    with pytest.raises(OstrakaError, match=words):
        Study.of({**data, **instead})


def test_a_design_for_indices_is_not_compared_at_central_values_that_it_has_not(tmp_path):
    study = small_study(replicates=0, person_sets=False, design={"kind": "morris", "draws": 2})
    result = run_study(study, tmp_path / "run", threads=1)
    with pytest.raises(OstrakaError, match="ostraka sensitivity"):
        result.compare()


def test_nothing_uncertain_has_nothing_to_depend_on():
    with pytest.raises(OstrakaError, match="no number of this scenario is uncertain"):
        scenario_study(certain(), people=200)


def test_numbers_that_a_calibration_draws_together_are_said_to_be_taken_apart(tmp_path):
    study = scenario_study(uncertain(), "morris", **SMALL)
    (found,) = sensitivity(run_study(study, tmp_path / "run", threads=1)).answers
    assert "calibrated" not in sensitivity_text(found)
    assert "calibrated" in sensitivity_text(replace(found, together=True))
