"""Worked numbers of the unemployment-fraud case: every bound, limit and share by its formula."""

import pytest

import ostraka as ok
from ostraka.estimation import Audit, RatioPrior, width_after
from ostraka.estimation.curve import share_at

LISTED, CHALLENGED, OVERTURNED = 67_739, 4_955, 4_058
REVIEWED, REVERSED = 62_784, 43_928
BATCH, BATCH_WRONG = 22_427, 20_965

APPEALS = (LISTED, CHALLENGED, OVERTURNED)


def shares(**assumptions):
    found = ok.estimate(*APPEALS, **assumptions)
    return round(100 * found.low, 2), round(100 * found.high, 2)


def right(share):
    return {"sensitivity": share, "specificity": share}


@pytest.mark.parametrize(
    ("assumptions", "low", "high"),
    [
        ({}, 0, 100),
        ({"specificity": 1}, 5.99, 100),
        ({"sensitivity": 1}, 0, 98.68),
        ({"perfect_review": True}, 5.99, 98.68),
        (right(0.95), 5.92, 98.99),
        (right(0.9), 5.84, 99.34),
        (right(0.8), 5.66, 100),
        ({"perfect_review": True, "ratio_at_least": 1}, 5.99, 81.90),
        ({"perfect_review": True, "ratio_at_least": 2}, 5.99, 69.34),
        ({"perfect_review": True, "ratio_at_least": 3}, 5.99, 60.13),
        ({"perfect_review": True, "ratio_at_least": 5}, 5.99, 47.50),
        ({"perfect_review": True, "ratio_at_least": 1, "ratio_at_most": 2}, 69.34, 81.90),
        ({"perfect_review": True, "ratio_at_least": 1, "ratio_at_most": 5}, 47.50, 81.90),
        ({"perfect_review": True, "ratio_at_least": 0.5, "ratio_at_most": 2}, 69.34, 90.05),
        ({"perfect_review": True, "ratio_at_least": 2, "ratio_at_most": 2}, 69.34, 69.34),
        # with the fewest and largest number of wrong ones among the decided rounded to whole entries
        (right(0.9) | {"ratio_at_least": 1}, 5.84, 90.98),
        (right(0.8) | {"ratio_at_least": 1}, 5.66, 100),
    ],
)
def test_bounds_from_the_appeals(assumptions, low, high):
    assert shares(**assumptions) == (low, high)


@pytest.mark.parametrize(
    ("audit", "low", "high"),
    [
        (Audit(100, 70, "unchallenged", True), 61.63, 78.98),
        (Audit(400, 280, "unchallenged", True), 66.48, 74.98),
        (Audit(400, 280, "unchallenged", True, 0.9, 0.95), 64.79, 82.65),
        (Audit(REVIEWED, REVERSED, "unchallenged", True), 70.84, 70.84),
        (Audit(BATCH, BATCH_WRONG, "unchallenged", False, 1, 1), 36.94, 96.52),
    ],
)
def test_bounds_with_an_audit_of_the_unchallenged(audit, low, high):
    found = ok.estimate(*APPEALS, audits=audit, perfect_review=True)
    assert (round(100 * found.low, 2), round(100 * found.high, 2)) == (low, high)


def test_bounds_with_a_random_audit_of_the_whole_list():
    found = ok.estimate(LISTED, audits=Audit(400, 280, "list", True))
    assert (round(100 * found.low, 1), round(100 * found.high, 1)) == (65.3, 74.4)
    assert found.bounds.confidence == pytest.approx(0.95)
    certain = ok.estimate(LISTED, audits=Audit(400, 280, "list", False, 1, 1))
    assert (certain.bounds.low, certain.bounds.high) == (280, LISTED - 400 + 280)


def test_the_full_review_taken_at_its_word():
    audit = Audit(REVIEWED, REVERSED, "unchallenged", False, 1, 1)
    found = ok.estimate(*APPEALS, audits=audit, perfect_review=True)
    assert found.bounds.low == found.bounds.high == OVERTURNED + REVERSED
    assert round(100 * found.low, 2) == 70.84
    low, high = found.implied_ratios
    assert low == high == pytest.approx(1.862, abs=5e-4)
    wrong = found.bounds.low
    assert round(100 * OVERTURNED / wrong, 2) == 8.46
    assert round(100 * (CHALLENGED - OVERTURNED) / (LISTED - wrong), 2) == 4.54
    assert found.bounds.confidence is None  # all were looked at: luck has no part


def test_a_batch_misread_as_a_random_audit_is_wrong_by_22_points():
    misread = ok.estimate(
        *APPEALS, audits=Audit(BATCH, BATCH_WRONG, "unchallenged", True), perfect_review=True
    )
    point = (OVERTURNED + BATCH_WRONG / BATCH * REVIEWED) / LISTED
    truth = (OVERTURNED + REVERSED) / LISTED
    assert round(100 * point, 2) == 92.63
    assert round(100 * (point - truth)) == 22
    assert misread.low < point < misread.high
    assert misread.low > truth + 0.2  # a narrow interval, and nowhere near the truth
    batch = Audit(BATCH, BATCH_WRONG, "unchallenged", False, 1, 1)
    as_it_is = ok.estimate(*APPEALS, audits=batch, perfect_review=True)
    assert as_it_is.low < truth < as_it_is.high


def test_what_the_figures_refute_is_named_with_its_limit():
    limit = (LISTED - OVERTURNED) / (CHALLENGED - OVERTURNED)
    assert round(limit, 2) == 70.99
    found = ok.estimate(*APPEALS, perfect_review=True, ratio_at_least=71)
    assert found.is_refuted
    assert found.low is None
    refuted = [step for step in found.steps if step.bounds.is_refuted]
    assert [step.name for step in refuted] == ["ratio_at_least"]
    assert refuted[0].limit == pytest.approx(limit, rel=1e-9)
    assert "contradict" in found.quote
    assert "70.99" in str(found)
    assert not ok.estimate(*APPEALS, perfect_review=True, ratio_at_least=70.99).is_refuted


def test_the_curve_is_bayes_rule_on_the_ratio():
    found = ok.estimate(*APPEALS, **right(0.9))
    at = {point.ratio: point for point in found.curve.points}
    for ratio, share in ((0.5, 90.05), (1, 81.90), (2, 69.34), (3, 60.13), (5, 47.50)):
        point = at[float(ratio)]
        assert round(100 * point.right, 2) == share
        assert point.low < point.right < point.high
    assert found.curve.allowed[1] == pytest.approx(70.993, abs=1e-3)
    assert share_at(found.figures, OVERTURNED, 71) is None


def test_what_an_audit_would_buy():
    found = ok.estimate(*APPEALS, perfect_review=True)
    assert round(100 * found.bounds.width, 1) == 92.7
    after = width_after(found.setting, Audit(100, 70, "unchallenged", True))
    assert round(100 * after) == 17
    worth = {(one.kind, one.size, one.of): one.width for one in found.worth}
    assert worth[("grounds", 0, "list")] == found.bounds.width  # the grounds leave all of it
    assert after <= worth[("audit", 100, "unchallenged")] < 0.19
    assert found.worth[0].kind == "full_review"
    assert found.worth[0].width == 0


def test_a_posterior_does_not_learn_how_much_more_often_the_wronged_challenge():
    once = ok.estimate(*APPEALS, perfect_review=True, posterior=RatioPrior(2, 2)).posterior
    more = ok.estimate(
        *(100 * count for count in APPEALS), perfect_review=True, posterior=RatioPrior(2, 2)
    ).posterior
    assert once.monte_carlo_error < 0.002
    for found in (once, more):
        # the prior's own 95 % put through share(κ): 36.8 to 89.8 %
        assert found.share.posterior[0] == pytest.approx(0.3677, abs=0.003)
        assert found.share.posterior[2] == pytest.approx(0.8980, abs=0.003)
        assert not found.ratio.is_learned
        assert found.share.is_learned
        # κ's own prior; what the counts rule out (above 71) takes next to nothing of it
        assert found.ratio.posterior[0] == pytest.approx(2 ** (1 - 1.96), rel=0.02)
        assert found.ratio.posterior[2] == pytest.approx(2 ** (1 + 1.96), rel=0.02)


def test_an_audit_does_teach_it():
    audit = Audit(REVIEWED, REVERSED, "unchallenged", True)
    found = ok.estimate(*APPEALS, perfect_review=True, audits=audit, posterior=True).posterior
    assert found.ratio.is_learned
    assert found.ratio.posterior[0] < 1.862 < found.ratio.posterior[2]
    assert found.share.posterior[0] == pytest.approx(0.7084, abs=1e-4)
    assert found.share.posterior[2] == pytest.approx(0.7084, abs=1e-4)
