"""Variates by inversion against scipy, and at the ends of the words."""

import numpy as np
import pytest
from numba import njit
from scipy import integrate, stats

from ostraka.core.clock import LONGEST, WORD, cumulative_thresholds, lag_table
from ostraka.draws import open_unit, pick, pick_row, poisson_given_some, wait
from ostraka.population.rules import FRAILTY_STEPS, chance_of_any, frailty_table

TOP = WORD - 1
GRID = np.unique(
    np.concatenate(
        [
            [0, 1, 2, TOP - 2, TOP - 1, TOP],
            np.linspace(0, TOP, 2001).astype(np.uint64),
            np.random.default_rng(3).integers(0, WORD, 4000),
        ]
    ).astype(np.uint64)
)
NEAR = 1e-9
"""How near to a step of the distribution scipy and the kernel may disagree, as a probability."""


@njit
def _open_unit(word):
    return open_unit(word)


@njit
def _pick(thresholds, word):
    return pick(thresholds, word)


@njit
def _pick_row(thresholds, row, word):
    return pick_row(thresholds, row, word)


def test_uniform_numbers_lie_strictly_between_zero_and_one():
    assert 0.0 < _open_unit(np.uint64(0)) < 1e-9
    assert 1.0 - 1e-9 < _open_unit(np.uint64(TOP)) < 1.0
    assert _open_unit(np.uint64(WORD // 2)) == pytest.approx(0.5)
    values = [_open_unit(word) for word in GRID]
    assert all(np.diff(values) > 0)


@pytest.mark.parametrize("success", [1e-4, 0.01, 0.2, 1 / 3, 0.9])
def test_a_lag_is_scipys_geometric(success):
    table = lag_table([0.5, success])
    assert table.shape == (2, LONGEST + 256)
    expected = stats.geom.ppf((GRID + 0.5) / WORD, success) - 1
    got = np.array([wait(table, 1, word) for word in GRID])
    edge = np.abs(stats.geom.cdf(expected + 1, success) - (GRID + 0.5) / WORD) < NEAR
    edge |= np.abs(stats.geom.cdf(expected, success) - (GRID + 0.5) / WORD) < NEAR
    assert edge.mean() < 0.01
    assert np.array_equal(got[~edge], np.minimum(expected, LONGEST)[~edge])


def test_a_lag_of_certain_success_is_none():
    assert {int(wait(lag_table([1.0]), 0, word)) for word in GRID[::50]} == {0}


def test_a_lag_without_success_outlives_every_run():
    assert {int(wait(lag_table([0.0]), 0, word)) for word in GRID[::50]} == {LONGEST}


def test_a_lag_agrees_with_its_table_at_every_step():
    table = lag_table([0.05])
    for k in (0, 1, 2, 3, 4, 7, 8, 9, 31, 100, 300):
        edge = table[0, k]
        assert wait(table, 0, edge - np.uint64(1)) <= k < wait(table, 0, edge)
        if table[0, k] > table[0, k - 1] or k == 0:
            assert wait(table, 0, edge - np.uint64(1)) == k


WEIGHTS = [[1, 2, 3, 4], [0, 0, 5, 0], [1, 0, 1, 0], [0.1, 0.2, 0.3, 0.4], [0, 1e-9, 1, 0]]


@pytest.mark.parametrize("row", range(len(WEIGHTS)))
def test_a_pick_is_a_search_among_cumulative_shares(row):
    table = cumulative_thresholds(WEIGHTS)
    weights = np.array(WEIGHTS[row], dtype=float)
    edges = np.rint(np.cumsum(weights / weights.sum()) * WORD)
    edges[np.flatnonzero(weights)[-1] :] = WORD
    expected = np.searchsorted(edges, GRID.astype(float), side="right")
    assert [int(_pick(table[row], word)) for word in GRID] == expected.tolist()
    assert [int(_pick_row(table, row, word)) for word in GRID] == expected.tolist()


def test_nothing_without_weight_is_ever_picked():
    table = cumulative_thresholds(WEIGHTS)
    for row, weights in enumerate(WEIGHTS):
        picked = {
            int(_pick(table[row], word)) for word in (*GRID, *(np.maximum(table[row], 1) - 1))
        }
        assert all(weights[k] > 0 for k in picked if k < len(weights))
        assert max(picked) < len(weights)


@pytest.mark.parametrize("mean", [1e-4, 0.01, 0.3, 1.0, 4.0, 8.0, 20.0, 30.0, 40.0, 100.0])
def test_a_count_given_some_is_scipys_poisson(mean):
    none = float(np.exp(-mean))
    u = (GRID + 0.5) / WORD
    got = np.array([poisson_given_some(mean, none, word) for word in GRID])

    def share(n):
        return (stats.poisson.cdf(n, mean) - np.exp(-mean)) / -np.expm1(-mean)

    assert got.min() >= 1
    assert (share(got) > u - NEAR).all(), "too few"
    assert (share(got - 1) <= u + NEAR).all(), "too many"


def test_a_larger_mean_never_gives_a_smaller_count():
    means = np.geomspace(1e-3, 100, 80)
    counts = np.array(
        [[poisson_given_some(m, float(np.exp(-m)), w) for w in GRID[::20]] for m in means]
    )
    assert (np.diff(counts, axis=0) >= 0).all()


@pytest.mark.parametrize("cv", [0.2, 0.5, 1.0, 2.0])
def test_frailty_steps_are_conditional_means_of_a_gamma(cv):
    table = frailty_table(cv)
    law = stats.gamma(cv**-2, scale=cv**2)
    edges = law.ppf(np.linspace(0, 1, FRAILTY_STEPS + 1))
    assert table.shape == (FRAILTY_STEPS,)
    assert table.mean() == pytest.approx(1.0, abs=1e-12)
    assert (np.diff(table) > 0).all()
    assert (table >= edges[:-1] * (1 - 1e-9)).all()
    assert (table <= edges[1:] * (1 + 1e-9)).all()
    for k in (FRAILTY_STEPS // 10, FRAILTY_STEPS // 2, FRAILTY_STEPS - 5, FRAILTY_STEPS - 1):
        top = law.ppf(1 - 1e-15) if k == FRAILTY_STEPS - 1 else edges[k + 1]
        whole, _ = integrate.quad(lambda x: x * law.pdf(x), edges[k], top, epsabs=0, epsrel=1e-10)
        assert table[k] == pytest.approx(whole * FRAILTY_STEPS, rel=1e-5)
    # what lies within a step is lost from the variance; most of it in the last step
    assert table.var() == pytest.approx(cv**2, rel=0.02)


def test_no_frailty_is_one_for_everybody():
    assert (frailty_table(0.0) == 1.0).all()


def test_the_chance_of_any_is_one_minus_the_chance_of_none():
    means = np.array([0.0, 1e-12, 1e-6, 0.01, 1.0, 30.0])
    assert chance_of_any(means) == pytest.approx(stats.poisson.sf(0, means), rel=1e-12, abs=0)


@pytest.mark.parametrize("success", [0.0, 1e-7, 1e-4, 0.01, 0.4, 1.0])
@pytest.mark.parametrize("chance", [0.0, 0.3, 1.0])
def test_an_indexed_search_ends_where_a_bisection_does(success, chance):
    table = lag_table([0.5, success], [1.0, chance])
    got = [wait(table, 1, word) for word in GRID]
    assert got == list(np.searchsorted(table[1, :LONGEST], GRID, side="right"))
    never = np.array(got) == LONGEST
    outlives = (1 - success) ** LONGEST if success < 1 else 0.0
    assert never.mean() == pytest.approx(1 - chance * (1 - outlives), abs=0.02)
