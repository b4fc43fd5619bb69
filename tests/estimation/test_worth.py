"""What one more figure would buy is a promise: no outcome leaves more."""

import pytest

import ostraka as ok
from ostraka.estimation import Audit, width_after
from ostraka.estimation.exact_tails import hypergeometric_interval
from ostraka.estimation.information import _widest, worth_of


@pytest.mark.parametrize(
    "assumptions",
    [{}, {"perfect_review": True}, {"sensitivity": 0.8, "specificity": 0.9, "ratio_at_least": 1}],
)
@pytest.mark.parametrize("counts", [(900, 200, 150), (3000, 100, 5)])
def test_no_outcome_of_an_audit_leaves_more_than_promised(counts, assumptions):
    found = ok.estimate(*counts, **assumptions)
    for one in worth_of(found.setting, (50,)):
        assert one.width <= one.width_now == found.bounds.width
        if one.kind != "audit":
            continue
        for wrong in range(one.size + 1):
            after = width_after(found.setting, Audit(one.size, wrong, one.of, True))
            if after is not None:
                assert after <= one.width + 1e-12, (one, wrong)


@pytest.mark.parametrize(("size", "drawn"), [(500, 100), (5_000, 100), (700, 41), (60_000, 400)])
def test_the_widest_interval_is_found_near_half(size, drawn):
    widths = [
        high - low
        for low, high in (
            hypergeometric_interval(size, drawn, found, 0.05) for found in range(drawn + 1)
        )
    ]
    assert max(widths) == _widest(size, drawn, 0.05)


def test_the_best_stands_first_and_the_grounds_of_appeals_leave_the_unchallenged():
    found = ok.estimate(1000, 100, 60)
    widths = [one.width for one in found.worth]
    assert widths == sorted(widths)
    (grounds,) = (one for one in found.worth if one.kind == "grounds")
    assert grounds.width == 0.9
    (review,) = (one for one in found.worth if one.kind == "full_review")
    assert review.width == 0.1  # the decided challenges stay open, where nothing is assumed of them


def test_where_nothing_is_open_nothing_is_offered():
    audit = Audit(900, 300, "unchallenged", False, 1, 1)
    found = ok.estimate(1000, 100, 60, perfect_review=True, audits=audit)
    assert found.worth == ()
    assert found.offered == ()
    refuted = ok.estimate(1000, 100, 60, perfect_review=True, ratio_at_least=900)
    assert refuted.worth == ()
