"""What cannot be is refused, with its place, what is wrong and what to do."""

import pytest

import ostraka as ok
from ostraka.core.errors import FiguresError
from ostraka.estimation import Audit, Figures


@pytest.mark.parametrize(
    ("given", "place", "fault"),
    [
        ({"listed": 0}, "listed", "not a count"),
        ({"listed": 2.5}, "listed", "no whole number"),
        ({"listed": 10**10}, "listed", "not a count"),
        ({"listed": 9, "challenged": 10, "overturned": 1}, "challenged", "of 9 listed"),
        ({"listed": 9, "challenged": 4, "overturned": 5}, "overturned", "of 4 decided"),
        ({"listed": 9, "challenged": 4, "overturned": -1}, "overturned", "not a count"),
        ({"listed": 9, "challenged": 4}, "challenged", "without overturned"),
        ({"listed": 9, "overturned": 4}, "overturned", "without challenged"),
        ({"listed": 9, "removed": 10}, "removed", "of 9 listed"),
        ({"listed": 9, "challenged": 4, "overturned": 1, "told": 3}, "told", "from 4"),
        ({"listed": 9, "audits": Audit(10, 1)}, "audited", "of 9 entries of the list"),
        ({"listed": 9, "audits": Audit(5, 6)}, "found_wrong", "of 5 audited"),
        ({"listed": 9, "audits": Audit(0, 0)}, "audited", "not a count"),
        ({"listed": 9, "audits": Audit(5, 4, "lists")}, "audit_of", "neither"),
        ({"listed": 9, "audits": Audit(5, 4, sensitivity=1.2)}, "audit_sensitivity", "no share"),
        (
            {
                "listed": 9,
                "challenged": 8,
                "overturned": 1,
                "audits": Audit(2, 1, "unchallenged"),
            },
            "audited",
            "of 1 entries of the unchallenged",
        ),
        ({"listed": 9, "sensitivity": 95}, "sensitivity", "no share"),
        ({"listed": 9, "specificity": float("nan")}, "specificity", "no share"),
        ({"listed": 9, "specificity": "all"}, "specificity", "no number"),
        ({"listed": 9, "ratio_at_least": -1}, "ratio_at_least", "no ratio"),
        ({"listed": 9, "ratio_at_most": float("inf")}, "ratio_at_most", "no ratio"),
        ({"listed": 9, "ratio_at_least": 3, "ratio_at_most": 2}, "ratio_at_most", "below"),
        ({"listed": 9, "confidence": 95}, "confidence", "is none"),
        ({"listed": 9, "reading": "literal"}, "reading", "neither"),
        (
            {"listed": 9, "perfect_review": True, "sensitivity": 0.9},
            "perfect_review",
            "contradicts",
        ),
    ],
)
def test_impossible_input_is_refused(given, place, fault):
    with pytest.raises(FiguresError) as caught:
        ok.estimate(**given)
    problem = caught.value.problems[0]
    assert problem.place == place
    assert fault in problem.fault
    assert problem.remedy


def test_every_fault_is_told_at_once():
    with pytest.raises(FiguresError) as caught:
        Figures(10, 11, 12)
    assert [problem.place for problem in caught.value.problems] == ["challenged", "overturned"]


def test_groups_rest_on_the_same_assumptions():
    one, other = ok.estimate(10, 4, 2), ok.estimate(10, 4, 2, perfect_review=True)
    with pytest.raises(FiguresError, match="other assumptions"):
        ok.compare_groups({"group_a": one, "group_b": other})
    with pytest.raises(FiguresError, match="two or more"):
        ok.compare_groups({"group_a": one})


def test_a_refuted_group_has_no_difference():
    fine = ok.estimate(100, 10, 5, perfect_review=True, ratio_at_least=20)
    refuted = ok.estimate(100, 90, 5, perfect_review=True, ratio_at_least=20)
    assert refuted.is_refuted
    (pair,) = ok.compare_groups({"group_a": fine, "group_b": refuted}).pairs
    assert pair.difference is None
    assert not pair.differs


def test_groups_by_small_audits_are_exact():
    audits = {"group_a": Audit(12, 11, "list", True), "group_b": Audit(12, 1, "list", True)}
    groups = {name: ok.estimate(40, audits=audit) for name, audit in audits.items()}
    found = ok.compare_groups(groups)
    (pair,) = found.pairs
    (low, high), (base_low, base_high) = (
        groups["group_b"].bounds.shares,
        groups["group_a"].bounds.shares,
    )
    assert pair.difference == (low - base_high, high - base_low)
    assert pair.ratio == (low / base_high, high / base_low)
    assert pair.confidence == pytest.approx(0.9)
    assert pair.differs
    assert "smaller in group_b" in found.quote
    assert "90 % confidence" in found.quote
