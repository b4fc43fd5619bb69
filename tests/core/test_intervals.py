import pytest
from scipy import stats

from ostraka.core.intervals import binomial_interval, poisson_interval


@pytest.mark.parametrize("confidence", [0.95, 0.9999])
@pytest.mark.parametrize(("count", "out_of"), [(0, 7), (3, 40), (29, 31), (12, 12), (1, 100_000)])
def test_the_interval_of_a_share_is_that_of_clopper_and_pearson(count, out_of, confidence):
    exact = stats.binomtest(count, out_of).proportion_ci(confidence, method="exact")
    found = binomial_interval(count, out_of, confidence)
    assert found == pytest.approx((exact.low, exact.high), rel=1e-9)


def test_a_share_of_nothing_may_be_anything():
    assert binomial_interval(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize("confidence", [0.95, 0.9999])
@pytest.mark.parametrize("count", [0, 1, 4, 29])
def test_the_interval_of_a_count_is_that_of_garwood(count, confidence):
    tail = (1 - confidence) / 2
    low = stats.chi2.ppf(tail, 2 * count) / 2 if count else 0.0
    high = stats.chi2.isf(tail, 2 * count + 2) / 2
    assert poisson_interval(count, confidence) == pytest.approx((low, high))
