import math

import numpy as np
import pytest
from scipy import stats

from ostraka.results.estimate import (
    Estimate,
    jackknife_half_width,
    number_in_words,
    parameter_interval,
    replicate_half_width,
    too_few,
    undefined,
)


def test_jackknife_of_a_mean_is_the_t_interval():
    values = np.array([12.0, 15.5, 9.0, 20.25, 13.0])
    left_out = (values.sum() - values) / (values.size - 1)
    low, high = stats.t.interval(0.95, 4, loc=values.mean(), scale=stats.sem(values))
    assert jackknife_half_width(left_out) == pytest.approx((high - low) / 2)
    assert replicate_half_width(values) == pytest.approx((high - low) / 2)


def test_jackknife_of_a_ratio_covers_it_as_often_as_it_says():
    rng = np.random.default_rng(5)
    hits = 0
    for _ in range(1000):
        below = rng.poisson(400, size=10).astype(float)
        above = rng.binomial(below.astype(int), 0.3).astype(float)
        left_out = (above.sum() - above) / (below.sum() - below)
        hits += abs(above.sum() / below.sum() - 0.3) <= jackknife_half_width(left_out)
    # a binomial count with p = .95 lies here with probability .999
    assert stats.binom.ppf(0.0005, 1000, 0.95) <= hits <= stats.binom.ppf(0.9995, 1000, 0.95)


def noisy_draws(spread, noise, shared=0.0, draws=4000):
    rng = np.random.default_rng(11)
    luck = shared * rng.standard_normal(2)
    centre = rng.normal(10, spread, size=draws)
    return centre[:, None] + luck + rng.normal(0, noise, size=(draws, 2))


@pytest.mark.parametrize("noise", [0.0, 1.0, 3.0])
def test_parameter_interval_leaves_out_monte_carlo_error(noise):
    low, high = parameter_interval(noisy_draws(spread=2.0, noise=noise))
    assert (high - low) / 2 == pytest.approx(1.96 * 2.0, rel=0.08)


def test_luck_that_all_draws_share_is_not_taken_for_noise_between_them():
    low, high = parameter_interval(noisy_draws(spread=2.0, noise=0.1, shared=50.0))
    assert (high - low) / 2 == pytest.approx(1.96 * 2.0, rel=0.08)


def test_nothing_but_noise_leaves_almost_no_parameter_interval():
    draws = noisy_draws(spread=0.0, noise=1.0)
    low, high = parameter_interval(draws)
    assert high - low < 0.25 * np.ptp(np.quantile(draws.mean(axis=1), [0.025, 0.975]))


def test_a_figure_undefined_in_one_draw_has_no_parameter_interval():
    draws = noisy_draws(2.0, 1.0, draws=50)
    draws[3, 1] = np.nan
    assert parameter_interval(draws) is None


def test_fewer_than_twenty_draws_make_no_interval_over_the_assumptions():
    draws = noisy_draws(2.0, 0.1, draws=20)
    assert parameter_interval(draws) is not None
    assert parameter_interval(draws[:19]) is None


def test_words():
    assert str(Estimate(0.12345, 0.1, 0.2, 20, "ok")) == "0.1235 (0.1 to 0.2)"
    assert str(undefined(3)) == "undefined"
    assert str(too_few(2.0, 1)) == "2 (too few for an interval)"
    assert number_in_words(1_234_567.8) == "1,234,568"
    assert undefined(3).to_dict()["value"] is None
    assert not any(isinstance(v, float) and math.isnan(v) for v in undefined(3).to_dict().values())
