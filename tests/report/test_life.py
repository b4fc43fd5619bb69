"""One invented person's story on the page: who is chosen, and that its sentences are the story's."""

import numpy as np
import pytest

import ostraka
from ostraka.population.ledgers import CAUSES, WRONGFUL, cause_of
from ostraka.report import life_section
from ostraka.report.page import page
from ostraka.report.words import NBSP
from ostraka.results.explain import explain
from tests.report.pages import read


@pytest.fixture(scope="module")
def fines():
    return ostraka.run(ostraka.load("missed_fines"), people=8000, replicates=3, parameter_draws=0)


@pytest.fixture(scope="module")
def life(fines):
    return life_section.typical_life(fines)


@pytest.fixture(scope="module")
def told(fines):
    return page(fines, with_story=True)


def test_the_person_is_wronged_for_the_commonest_cause(fines, life):
    cause, some, every = life_section.commonest(fines)
    spells = sum(t["tally_spells"].dense().sum(axis=(0, 1, 3, 4)) for t in fines.tables)
    counted = {name: int(spells[CAUSES.index(name)]) for name in WRONGFUL}
    assert some == max(counted.values()) == counted[cause]
    assert every == sum(counted.values())
    assert life.chosen.kind == cause
    assert cause in life.by_cause


def test_it_is_the_story_that_the_command_tells(fines, life):
    assert explain(fines.scenario, subject=life.subject).states == life.states


def test_sentences_count_the_months_of_the_story(life):
    causes = [cause_of(state) for state in life.states]
    listed = sum(cause != "not_listed" for cause in causes)
    said = life_section.on_the_list(life).replace(NBSP, " ")
    assert f"on the list in {listed} of {len(causes)} months" in said
    for cause in set(causes) - {"not_listed"}:
        assert f"{causes.count(cause)} month" in said
    for month, _ in life.events("notice"):
        assert f"told of the listing in month {month}" in life_section.redress(life).lower()


def test_the_counterfactual_is_what_the_other_ledgers_hold(life):
    said = life_section.otherwise(life)
    assert "same luck" in said
    never = not life.spells("error_free")
    assert ("without errors, never listed" in said) == never


def test_the_picture_has_a_lane_for_every_ledger_and_its_months(told, life):
    (section,) = (s for s in read(told).every("section") if s.attributes["id"] == "story")
    words = [t.text.replace(NBSP, " ") for t in next(section.every("svg")).every("text")]
    assert f"{life.listed_months} months" in words
    for name in ("On the list, as the system sees it", "Without errors", "Own wrongdoing alone"):
        assert name in words
    assert life.chosen.words in section.text
    assert "Nobody of this story exists" in section.text
    assert f"--subject {life.subject}" in section.text


def test_the_story_is_told_on_request_and_is_the_same_each_time(fines, told):
    assert 'id="story"' not in page(fines)
    assert page(fines, with_story=True) == told


def test_nobody_wronged_leaves_the_story_out(nobody):
    assert life_section.commonest(nobody) is None
    assert 'id="story"' not in page(nobody, with_story=True)


def test_lanes_lie_within_the_run(life):
    for lane in life_section._lanes(life):
        months = [m for span in lane.spans for m in (span.first, span.last)] + list(lane.dots)
        assert all(0 <= m < life.months for m in months)
        assert np.all(np.diff(months) >= 0)
