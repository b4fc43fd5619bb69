"""One invented person's story: the same integers as the run, and words for everything that happens."""

import json

import numpy as np
import pytest

from ostraka.core.errors import OstrakaError
from ostraka.core.story import Event
from ostraka.engine import BlockPlan, schedule_for, simulate
from ostraka.mechanisms.behaviour import RESPONSES
from ostraka.population.ledgers import (
    CAUSES,
    ERROR_FREE,
    INDIVIDUAL,
    LEGITIMATE,
    LINKED,
    RECORDED,
    STATES,
)
from ostraka.results.explain import Life, explain
from ostraka.results.replay import Happening, Tracer, Watcher, replay
from ostraka.results.typical import find, spells_in
from ostraka.scenario import jurisdictions, worlds
from tests.invariance.test_splits import crowded
from tests.reference import scenarios

MONTHS = 36
LUCK = {"months": MONTHS, "seed": 20261121, "replicate": 1}


@pytest.fixture(scope="module", params=["term", "grade"])
def scenario(request):
    return scenarios.ALL[request.param]()


@pytest.fixture(scope="module")
def lives(scenario):
    """The stories of everybody in the first cell."""
    return [explain(scenario, subject=i, replicate=1) for i in range(256)]


def run(scenario, people):
    return simulate(
        scenario, people=people, **LUCK, plan=BlockPlan(threads=1), schedule=schedule_for(scenario)
    ).tables


def test_a_replayed_cell_counts_what_the_run_counts(scenario):
    (world,) = worlds(scenario, jurisdictions(scenario))
    first, both = run(scenario, 256), run(scenario, 356)
    for cell in (0, 1):
        traced = replay(lambda bench: Tracer(bench, 3), world, (), cell=cell, **LUCK)
        for name, table in traced.bench.tables().items():
            expected = first[name][0] if cell == 0 else (both[name] - first[name])[0]
            assert np.array_equal(table, expected), name


def test_the_months_of_all_stories_add_up_to_the_tables(scenario, lives):
    tables = run(scenario, 256)
    wrongful = [life.wrongful_months for life in lives]
    burden = tables["tally_burden"].sum(axis=(0, 1))
    assert np.array_equal(np.bincount(wrongful, minlength=MONTHS + 1), burden)
    states = np.array([life.states for life in lives])
    by_month = tables["tally_states"].sum(axis=(0, 2))
    for month in range(MONTHS):
        counted = np.bincount(states[:, month], minlength=by_month.shape[1])
        assert np.array_equal(counted[1:], by_month[month, 1:])
    entries = tables["tally_entries"].sum(axis=(0, 2))
    for month in range(MONTHS):
        listed = [e for life in lives for m, e in life.events("listed") if m == month]
        assert len(listed) >= entries[month].sum()  # an entry may be ended within its month
    for kind, number in (("appeal", 1), ("given_up", 2), ("denied", 5), ("upheld", 3)):
        told = sum(len(life.events(kind)) for life in lives)
        assert told == tables["tally_redress"][..., number, :].sum(), kind


def test_every_step_has_words_and_plain_data(lives):
    kinds = {h.event.kind for life in lives for h in life.happened}
    assert {
        "act",
        "recorded",
        "unseen",
        "unfounded_record",
        "mislink",
        "record_lost",
        "record",
        "score",
        "listed",
        "listed_elsewhere",
        "notice",
        "notice_due",
        "no_notice",
        "appeal",
        "denied",
        "upheld",
        "state",
    } <= kinds
    for life in lives[:40]:
        assert json.loads(json.dumps(life.to_dict(), allow_nan=False))["subject"] == life.subject
        text = str(life)
        assert "Nobody of this story exists" in text
        assert max(len(line) for line in text.splitlines()) <= 110
        for happening in life.happened:
            assert happening.event.words.endswith(".")


def test_what_one_loses_another_is_blamed_for(lives):
    lost = [
        (m, life.subject, e.data["holder"]) for life in lives for m, e in life.events("record_lost")
    ]
    blamed = [
        (m, e.data["owner"], life.subject) for life in lives for m, e in life.events("mislink")
    ]
    assert sorted(lost) == sorted(blamed)
    assert lost


def test_a_cell_whose_lists_are_too_short_is_replayed_with_longer_ones():
    scenario = crowded()
    (world,) = worlds(scenario, jurisdictions(scenario))
    where = {"cell": 0, "months": 24, "seed": 5}
    traced = replay(lambda bench: Tracer(bench, 0), world, (), **where)
    assert traced.bench.arrays["overflow"][0] == 0
    assert traced.bench.arrays["record_owner"].size > 8 * 256
    assert len(traced.states) == 24


# ---- the counterfactual beside it ---------------------------------------------------------------------


def life(states, happened=()):
    return Life(
        title="Made up",
        jurisdiction="all",
        subject=7,
        cell=0,
        stratum="majority",
        sector="individual",
        household=1,
        months=len(states),
        seed=1,
        replicate=0,
        states=tuple(states),
        happened=tuple(happened),
    )


RULES = RECORDED | LINKED | ERROR_FREE | INDIVIDUAL | LEGITIMATE


def test_the_other_ledgers_say_when_the_list_would_have_come():
    falsely = RECORDED | LINKED
    told = life([0, falsely, falsely, RULES, RULES])
    assert told.by_cause == {"by_rules": 2, "false_record": 2}
    assert told.wrongful_months == 2
    assert told.counterfactuals() == (
        "Without errors: not listed until month 3, then in 2 months.",
    )
    assert life([0, RECORDED]).counterfactuals() == (
        "Every record at its owner: never listed in these months.",
    )
    assert life([RULES, RULES]).counterfactuals() == ()
    missed = life([LINKED | ERROR_FREE | INDIVIDUAL | LEGITIMATE, 0])
    assert missed.counterfactuals() == (
        "Every record at its owner: listed from month 0, in 1 month.",
    )
    assert "Never on the list" in str(missed)


def test_months_without_events_are_left_out():
    event = Event("listed", "Put on the list.", {})
    text = str(life([0, 0, RECORDED], [Happening(2, "listing", "listing", event)]))
    assert "    2  Put on the list." in text
    timeline = text.partition("What happened")[2].partition("On the list")[0]
    assert [line[:5].strip() for line in timeline.splitlines()[1:] if line] == ["2"]
    assert "Nothing happened" in str(life([0, 0]))


# ---- somebody typical ---------------------------------------------------------------------------------


def test_spells_are_runs_of_months_and_know_their_appeals():
    held = np.array([[0, 1, 1], [1, 1, 0], [1, 0, 1], [0, 0, 1]], dtype=bool)
    appealed = np.array([[0, 1, 0], [0, 1, 0], [1, 0, 0], [1, 0, 1]], dtype=bool)
    assert spells_in(held, appealed).tolist() == [
        [0, 1, 2, 1],
        [1, 0, 2, 1],
        [2, 0, 1, 0],
        [2, 2, 2, 1],
    ]
    assert spells_in(held, None)[:, 3].tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("kind", ["error", "lawful_conduct", "false_record", "wrong_person"])
def test_somebody_typical_has_that_cause_and_an_appeal(scenario, kind):
    chosen = explain(scenario, typical=kind)
    choice = chosen.chosen
    assert choice == explain(scenario, typical=kind).chosen
    assert choice.searched in (256, 356)  # the second cell is not needed for a common story
    among = set(chosen.by_cause) & ({"wrong_person", "false_record", "false_flag"})
    assert among if kind == "error" else kind in chosen.by_cause
    filed = [month for month, _ in chosen.events("appeal")]
    assert any(choice.begins <= month < choice.begins + choice.months for month in filed)
    assert str(choice.median_months) in choice.words


def test_how_common_a_story_is_follows_from_the_cells_looked_at(scenario, monkeypatch):
    monkeypatch.setattr("ostraka.results.typical.ENOUGH_SPELLS", 10**6)
    (world,) = worlds(scenario, jurisdictions(scenario))
    schedule = schedule_for(scenario)
    choice = find("lawful_conduct", world, (), schedule, {}, **LUCK)
    cells = [
        replay(lambda bench: Watcher(bench, ("lawful_conduct",)), world, (), cell=cell, **LUCK)
        for cell in (0, 1)
    ]
    ever = sum(int(cell.held["lawful_conduct"].any(axis=0).sum()) for cell in cells)
    months = sum(int(cell.held["lawful_conduct"].sum()) for cell in cells)
    assert choice.persons == ever
    states = run(scenario, 356)["tally_states"].sum(axis=(0, 1, 2))
    lawful = [state for state in range(STATES) if _cause(state) == "lawful_conduct"]
    assert months == states[lawful].sum()


def _cause(state):
    from ostraka.population.ledgers import cause_of

    assert cause_of(state) in CAUSES
    return cause_of(state)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "one of the two"),
        ({"subject": 1, "typical": "error"}, "one of the two"),
        ({"subject": 100_000}, "356 people"),
        ({"subject": 1, "replicate": 99}, "replicate 99"),
        ({"subject": 1, "jurisdiction": "nort"}, "no 'nort'"),
        ({"typical": "eror"}, "did you mean 'error'"),
        ({"typical": "association"}, "nobody among the 356"),
    ],
)
def test_what_cannot_be_told_is_said(asked, said):
    with pytest.raises(OstrakaError, match=said):
        explain(scenarios.term(), **asked)


# ---- joint sanctions ----------------------------------------------------------------------------------


def test_copies_and_what_stays_behind_are_told():
    scenario = scenarios.ALL["sanctioned"]()
    here = worlds(scenario, jurisdictions(scenario))
    names = set(scenario.joint_sanctions.agencies)
    lives = [explain(scenario, subject=i) for i in range(60)]
    kinds = {h.event.kind for life in lives for h in life.happened}
    assert {"copied", "stale", "copy_dropped"} <= kinds
    for life in lives:
        held: set[str] = set()
        for _, _, _, event in life.happened:
            if event.kind == "copied":
                held |= set(event.data["agencies"])
            if event.kind == "copy_dropped":
                assert set(event.data["agencies"]) <= held
                held -= set(event.data["agencies"])
        assert held <= names
        assert bool(life.months_in["restricted"]) == bool(life.events("copied"))
        assert life.months_in["stale"] <= life.months_in["restricted"]
    assert here[0].jurisdiction.people >= 60


def test_somebody_typical_of_stale_copies_is_found():
    life = explain(scenarios.ALL["sanctioned"](), typical="stale")
    assert life.months_in["stale"] >= life.chosen.months
    assert life.events("stale")


# ---- officials, informants, and people who answer ----------------------------------------------------


def test_what_officials_and_informants_do_is_told():
    lives = [explain(scenarios.ALL["officials"](), subject=i) for i in range(256)]
    kinds = {h.event.kind for life in lives for h in life.happened}
    assert {"reported", "sold", "unfounded_record"} <= kinds
    sources = {e.data["source"] for life in lives for _, e in life.events("unfounded_record")}
    assert {"clerical", "malicious_report", "fabrication", "automated_inference"} <= sources
    assert any(e.data["dropped"] for life in lives for _, e in life.events("record"))


def test_acts_are_told_as_they_are_done():
    """Where behaviour decides which candidates become acts, nobody is told to have done the others."""
    scenario = scenarios.ALL["answered"]()
    lives = [explain(scenario, subject=i, replicate=1) for i in range(256)]
    tables = run(scenario, 256)
    told = [e for life in lives for _, e in life.events("act")]
    assert len(told) == tables["tally_acts"].sum()
    for answer, mark in (("induced", "induced"), ("gamed", "gamed")):
        counted = tables["tally_responses"][..., RESPONSES.index(answer)].sum()
        assert sum(e.data[mark] for e in told) == counted > 0
    assert {"redlist", "score"} <= {h.event.kind for life in lives for h in life.happened}
    assert sum(life.months_in["redlisted"] for life in lives) > 0
