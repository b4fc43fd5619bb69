"""Joint tables from marginals, and whole numbers from shares."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostraka.core.errors import OstrakaError
from ostraka.population.proportional_fitting import fit_to_marginals, whole_numbers


def test_a_table_fitted_by_hand() -> None:
    """Ones give independence; an odds ratio of 9 with even marginals gives 3 to 1 on the diagonal."""
    np.testing.assert_allclose(
        fit_to_marginals(np.ones((2, 3)), [[40, 60], [10, 30, 60]]),
        [[4, 12, 24], [6, 18, 36]],
    )
    np.testing.assert_allclose(
        fit_to_marginals([[9, 1], [1, 1]], [[40, 40], [40, 40]]), [[30, 10], [10, 30]]
    )
    np.testing.assert_allclose(
        fit_to_marginals([[0, 1], [1, 1]], [[5, 10], [6, 9]]), [[0, 5], [6, 4]]
    )


@given(
    st.lists(st.floats(0.1, 10), min_size=6, max_size=6),
    st.lists(st.floats(0.5, 5), min_size=2, max_size=2),
    st.lists(st.floats(0.5, 5), min_size=3, max_size=3),
)
def test_fitting_keeps_the_odds_ratios_and_meets_the_marginals(
    start: list[float], rows: list[float], columns: list[float]
) -> None:
    table = np.array(start).reshape(2, 3)
    asked = [np.array(rows) / sum(rows), np.array(columns) / sum(columns)]
    fitted = fit_to_marginals(table, asked)
    np.testing.assert_allclose(fitted.sum(axis=1), asked[0], atol=1e-9)
    np.testing.assert_allclose(fitted.sum(axis=0), asked[1], atol=1e-9)

    def odds(t: np.ndarray) -> np.ndarray:
        return t[0, 1:] * t[1, 0] / (t[1, 1:] * t[0, 0])

    np.testing.assert_allclose(odds(fitted), odds(table), rtol=1e-6)


def test_three_axes_keep_the_dependence_of_three() -> None:
    start = np.arange(1.0, 9.0).reshape(2, 2, 2)
    asked = [[3, 7], [4, 6], [5, 5]]
    fitted = fit_to_marginals(start, asked)
    for axis, marginal in enumerate(asked):
        others = tuple(k for k in range(3) if k != axis)
        np.testing.assert_allclose(fitted.sum(axis=others), marginal)

    def third_order(t: np.ndarray) -> float:
        upper = t[0, 0, 0] * t[0, 1, 1] * t[1, 0, 1] * t[1, 1, 0]
        return float(upper / (t[1, 1, 1] * t[1, 0, 0] * t[0, 1, 0] * t[0, 0, 1]))

    assert third_order(fitted) == pytest.approx(third_order(start))


@pytest.mark.parametrize(
    ("start", "marginals", "words"),
    [
        (np.ones((2, 2)), [[1, 2]], "one marginal per axis"),
        (np.ones((2, 2)), [[1, 2], [1, 1, 1]], "one marginal per axis, of its length"),
        ([[1, -1], [1, 1]], [[1, 1], [1, 1]], "below 0"),
        (np.ones((2, 2)), [[1, 1], [2, 1]], "their totals differ"),
        ([[0, 0], [1, 1]], [[1, 1], [1, 1]], "only zeros"),
        ([[1, 0], [0, 1]], [[1, 3], [2, 2]], "contradict the zeros"),
    ],
)
def test_what_cannot_be_fitted_says_why(start: object, marginals: object, words: str) -> None:
    with pytest.raises(OstrakaError, match=words):
        fit_to_marginals(start, marginals)


def test_whole_numbers_go_to_the_largest_remainders() -> None:
    np.testing.assert_array_equal(whole_numbers([1, 1, 1], 10), [4, 3, 3])  # a tie: the first
    np.testing.assert_array_equal(whole_numbers([0.5, 0.3, 0.2], 7), [4, 2, 1])  # 3.5 2.1 1.4
    np.testing.assert_array_equal(whole_numbers([0.0, 2.0], 5), [0, 5])


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=20), st.integers(0, 10**9))
def test_whole_numbers_add_up_and_differ_from_the_shares_by_less_than_one(
    shares: list[float], total: int
) -> None:
    if sum(shares) < 1e-6:
        return
    whole = whole_numbers(shares, total)
    assert whole.sum() == total
    assert (np.abs(whole - np.array(shares) / sum(shares) * total) < 1 + 1e-6).all()
    assert (whole >= 0).all()
