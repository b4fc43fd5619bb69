"""What a story tells of somebody who answers for others."""

import pytest

from ostraka.results.explain import explain
from tests.reference import scenarios


def happened(scenario, people):
    """Events of everybody, by kind, with the month and the subject."""
    found = {}
    for subject in range(people):
        life = explain(scenario, subject=subject, replicate=1)
        for one in life.happened:
            found.setdefault(one.event.kind, []).append((one.month, subject, one.event))
    return found


@pytest.fixture(scope="module")
def told():
    return happened(scenarios.family(), 40)


def test_a_charge_is_told_by_both_and_comes_back(told):
    charged = told["charged_to_others"]
    assert all(event.data["points"] >= 0 for _, _, event in charged)
    months = {month for month, _, _ in charged}
    borne = told["charged_for_another"]
    assert len(borne) > 10
    assert {month - 1 for month, _, _ in borne} & months
    assert all(event.data["points"] > 0 for _, _, event in borne)
    assert any("without an error" in event.words for _, _, event in borne)
    assert any(event.data["points_without_error"] for _, _, event in borne)
    assert told["returned_for_another"][0][2].data["points"] > 0


def test_a_restriction_for_others_begins_and_ends(told):
    begun, ended = told["restricted_for_another"], told["unrestricted_for_another"]
    assert len(ended) <= len(begun)
    assert begun[0][2].data["restrictions"] == ["schooling", "licence"]
    for subject in {subject for _, subject, _ in begun}:
        marks = sorted((m, k) for k, x in ((0, begun), (1, ended)) for m, s, _ in x if s == subject)
        assert [k for _, k in marks] == [n % 2 for n in range(len(marks))]
