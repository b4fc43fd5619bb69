"""A scenario that cannot be run says where it is wrong, what is wrong, and what to do about it."""

import json
import tomllib

import pytest

from ostraka.core.errors import ScenarioError
from ostraka.scenario import loads, shipped
from tests.known_answers.neutral import GRADED, NEUTRAL, world
from tests.scenario.broken import BROKEN, BROKEN_GRADED

CASES = [
    pytest.param(base, *case, id=name)
    for base, cases in ((NEUTRAL, BROKEN), (GRADED, BROKEN_GRADED))
    for name, case in cases.items()
]


@pytest.mark.parametrize(("base", "text", "place", "fault", "remedy"), CASES)
def test_a_broken_scenario_says_where_what_and_what_to_do(
    base: str, text: str, place: str, fault: str, remedy: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        world(text, base=base)
    named = {problem.place: problem for problem in caught.value.problems}
    assert place in named, str(caught.value)
    assert fault in named[place].fault
    assert remedy in named[place].remedy
    assert str(named[place]) in str(caught.value)
    assert len(named) <= 2, "one fault, one problem"


def test_every_fault_is_reported_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        world("[linking]\nmislink = 2\n[delay]\nreporting_months = -1\n[flag]\nclaim = 'act'\n")
    places = [problem.place for problem in caught.value.problems]
    assert sorted(places) == ["delay.reporting_months", "flag.claim", "linking.mislink"]
    assert "3 problem(s)" in str(caught.value)


def test_a_fault_of_all_jurisdictions_is_said_once_and_a_local_one_where_it_stands() -> None:
    local = "[jurisdictions.{0}.rules]\nassumed = true\n[jurisdictions.{0}.rules.blacklist]\n"
    places = "".join(f"{local.format(name)}term_months = 12\n" for name in ("a", "b", "c"))
    with pytest.raises(ScenarioError) as caught:
        loads(world(f"{places}[score]\nceiling = 900\n"))
    assert [one.place for one in caught.value.problems] == ["score.ceiling"]
    with pytest.raises(ScenarioError) as caught:
        loads(world(f"{places}[jurisdictions.c.rules.score]\nceiling = 900\n"))
    assert [one.place for one in caught.value.problems] == ["jurisdictions.c.rules.score.ceiling"]


def test_a_wrong_provenance_is_reported_where_it_stands_and_not_for_every_heir() -> None:
    with pytest.raises(ScenarioError) as caught:
        world("source = 3")
    assert [problem.place for problem in caught.value.problems] == ["source"]


def test_a_number_without_a_source_is_refused() -> None:
    with pytest.raises(ScenarioError) as caught:
        world("assumed = false\n[linking]\nassumed = true\n[pardon]\nsource = 'A 2020'\n")
    problems = {problem.place: problem for problem in caught.value.problems}
    assert "repair.hazard_per_month" in problems
    assert not {"linking.mislink", "pardon.hazard_per_month"} & problems.keys()
    mended = problems["review.specificity"]
    assert mended.fault == "1 has no source and is not marked as assumed"
    assert "{ value = 1, assumed = true }" in mended.remedy


def test_text_that_is_no_toml_or_json_says_where() -> None:
    for kind, text, word in (
        ("toml", "title =\nmonths = 3", "line 1"),
        ("json", '{"title": }', "column 11"),
    ):
        with pytest.raises(ScenarioError, match=word) as caught:
            loads(text, origin="mine", kind=kind)
        assert caught.value.problems[0].place == "mine"
    with pytest.raises(ScenarioError, match="it holds no table"):
        loads("[1, 2]", kind="json")


def test_json_is_read_as_toml_is() -> None:
    data = tomllib.loads(shipped("missed_fines"))
    assert loads(json.dumps(data), kind="json") == loads(shipped("missed_fines"))
