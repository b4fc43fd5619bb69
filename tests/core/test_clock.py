"""Hazards, lags and the integers that draws are compared with."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostraka.core.clock import (
    LONGEST,
    SMALLEST,
    WORD,
    cumulative_thresholds,
    lag_success,
    lag_table,
    monthly_probability,
    threshold,
    thresholds,
)
from ostraka.core.errors import OstrakaError


def test_a_hazard_acts_with_one_less_its_exponential() -> None:
    assert monthly_probability(0.0) == 0.0
    assert monthly_probability(math.log(2)) == pytest.approx(0.5)
    assert monthly_probability(1e-9) == pytest.approx(1e-9)  # no digits lost
    assert monthly_probability(1e9) == 1.0


def test_thresholds_hold_certainty_and_impossibility_exactly() -> None:
    assert threshold(0.0) == 0
    assert threshold(1.0) == WORD
    assert threshold(0.5) == WORD // 2
    assert threshold(SMALLEST) > 0
    np.testing.assert_array_equal(thresholds([[0, 1], [0.5, 0.25]]) / WORD, [[0, 1], [0.5, 0.25]])


@pytest.mark.parametrize("probability", [-0.1, 1.1, float("nan"), 1e-9])
def test_what_is_no_probability_or_too_fine_for_a_draw_is_refused(probability: float) -> None:
    with pytest.raises(OstrakaError, match=r"probability"):
        threshold(probability)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=12))
def test_cumulative_thresholds_end_at_the_last_weight_that_is_not_nothing(
    weights: list[float],
) -> None:
    cumulative = cumulative_thresholds(weights).astype(np.int64)
    assert (np.diff(cumulative) >= 0).all()
    assert cumulative[-1] == WORD
    if sum(weights) > 0:
        chance = np.diff(cumulative, prepend=0) / WORD
        assert np.abs(chance - np.array(weights) / sum(weights)).max() < 1e-8
        assert not chance[np.array(weights) == 0].any()


def test_rows_of_weights_are_cumulated_each_for_itself() -> None:
    rows = cumulative_thresholds([[1, 3], [0, 0], [1, 0]])
    np.testing.assert_array_equal(rows, [[WORD // 4, WORD], [WORD, WORD], [WORD, WORD]])


@pytest.mark.parametrize("mean", [0.0, 0.5, 2.0, 40.0])
def test_a_lag_is_geometric_with_its_mean(mean: float) -> None:
    table = lag_table([lag_success(mean)])
    assert table.shape == (1, LONGEST + 256)
    below = table[0, :LONGEST] / WORD
    success = 1 / (1 + mean)
    np.testing.assert_allclose(below, 1 - (1 - success) ** np.arange(1, LONGEST + 1), atol=1e-9)
    # the mean is the sum of the tails
    assert (1 - below).sum() == pytest.approx(mean, rel=1e-4, abs=1e-9)


def test_a_lag_without_success_never_ends() -> None:
    assert not lag_table([0.0])[:, :LONGEST].any()
