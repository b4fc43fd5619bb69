"""The sampler against posteriors that are known in closed form or on a grid."""

import numpy as np
import pytest

from ostraka.calibration import sequential
from ostraka.calibration.findings import kolmogorov, weighted_quantiles
from ostraka.core.errors import OstrakaError

OBSERVED = np.array([0.3, 0.12])
ERROR = np.array([0.03, 0.01])
LUCK = 0.01


def runs(u, first):
    """Two figures of three numbers: the first number, and its product with the second."""
    luck = np.random.default_rng([5, first]).normal(0, LUCK, len(u))
    return np.stack([u[:, 0] + luck, u[:, 0] * u[:, 1]], axis=1)


def distance(values):
    return (((values - OBSERVED) / ERROR) ** 2).sum(axis=1)


def moments(sample):
    mean = sample.weights @ sample.u
    return mean, np.sqrt(sample.weights @ (sample.u - mean) ** 2)


def on_a_grid():
    """Means and standard deviations of the first two numbers, by adding up a fine grid."""
    points = (np.arange(1500) + 0.5) / 1500
    a, b = np.meshgrid(points, points, indexing="ij")
    error = np.hypot(ERROR[0], LUCK)  # the luck of a run adds to the error of the figure
    p = np.exp(
        -0.5 * ((a - OBSERVED[0]) / error) ** 2 - 0.5 * ((a * b - OBSERVED[1]) / ERROR[1]) ** 2
    )
    p /= p.sum()
    mean = np.array([(p * a).sum(), (p * b).sum()])
    return mean, np.sqrt(np.array([(p * a**2).sum(), (p * b**2).sum()]) - mean**2)


def test_it_gives_the_posterior_that_a_grid_gives():
    mean, deviation = on_a_grid()
    found = [sequential(runs, distance, 3, draws=400, seed=seed) for seed in range(12)]
    assert all(one.tolerance == 1 for one in found)
    means, deviations = (np.array(x)[:, :2] for x in zip(*map(moments, found), strict=True))
    for values, known in ((means, mean), (deviations, deviation)):
        error = values.std(axis=0, ddof=1) / np.sqrt(len(found))
        # four standard errors of the mean over seeds, and a hundredth for the few seeds
        assert np.all(np.abs(values.mean(axis=0) - known) < 4 * error + 0.01 * known)


def test_a_number_that_no_figure_depends_on_keeps_its_prior():
    found = sequential(runs, distance, 3, draws=400)
    assert kolmogorov(found.u[:, 2], found.weights) < 1.95 / np.sqrt(found.effective)


def test_a_number_that_is_not_steered_is_weighted_all_the_same():
    mean, deviation = on_a_grid()
    found = sequential(runs, distance, 3, steered=[0], draws=800)
    means, deviations = moments(found)
    error = 4 / np.sqrt(found.effective)
    assert found.tolerance == 1
    assert np.all(np.abs(means[:2] - mean) < error * deviation)
    assert np.all(np.abs(deviations[:2] / deviation - 1) < error)


def test_the_same_seed_gives_the_same_draws_and_another_does_not():
    first, again, other = (sequential(runs, distance, 3, draws=100, seed=s) for s in (4, 4, 5))
    assert np.array_equal(first.u, again.u)
    assert np.array_equal(first.weights, again.weights)
    assert not np.array_equal(first.u, other.u)


def test_figures_out_of_reach_leave_a_tolerance_above_one():
    found = sequential(runs, lambda v: distance(v) + 1e4 * (v[:, 0] - 3) ** 2, 3, draws=200)
    assert found.tolerance > 2


def test_runs_without_the_figures_are_an_error_only_if_all_are():
    def seldom(u, first):
        values = runs(u, first)
        values[u[:, 2] < 0.5] = np.nan
        return values

    def finite(values):
        return np.where(np.isfinite(values).all(axis=1), distance(values), np.inf)

    found = sequential(seldom, finite, 3, draws=400)
    assert float(found.weights[found.u[:, 2] < 0.5].sum()) == 0
    with pytest.raises(OstrakaError, match="no run drawn from the priors has all the figures"):
        sequential(lambda u, first: np.full((len(u), 2), np.nan), finite, 3, draws=100)


def test_weighted_quantiles_of_equal_weights_are_those_of_the_draws():
    values = np.random.default_rng(1).random(2000)
    weights = np.full(2000, 1 / 2000)
    known = np.quantile(values, [0.025, 0.5, 0.975])
    assert np.allclose(weighted_quantiles(values, weights, (0.025, 0.5, 0.975)), known, atol=2e-3)
