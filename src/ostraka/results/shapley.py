"""Exact Shapley shares of a figure over the worlds in which some mechanisms are on.

A world is a number whose bit k says whether mechanism k is on. With v(S) the figure in world S, the
share of mechanism k is the mean of v(S with k) - v(S) over all orders in which the mechanisms could
be switched on one after another. Source: Shapley 1953, "A value for n-person games", in Contributions
to the Theory of Games II, doi 10.1515/9781400881970-018. The shares add up to v(all) - v(none).
"""

from math import factorial

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64] | npt.NDArray[np.int64]


def shapley_numerators(values: Values) -> Values:
    """k! times the Shapley share of each of k mechanisms: integers, if the values are.

    Parameters
    ----------
    values : array (2**k, ...)
        The figure in every world.

    Returns
    -------
    array (k, ...)
    """
    k = number_of(values)
    made = np.zeros((k, *values.shape[1:]), dtype=values.dtype)
    for world in range(1 << k):
        size = world.bit_count()
        weight = factorial(size) * factorial(k - size - 1) if size < k else 0
        for one in range(k):
            if not world >> one & 1:
                made[one] += weight * (values[world | 1 << one] - values[world])
    return made


def shapley(values: Values) -> npt.NDArray[np.float64]:
    """The Shapley share of each mechanism: array (k, ...)."""
    shares: npt.NDArray[np.float64] = shapley_numerators(values) / factorial(number_of(values))
    return shares


def off_alone(values: Values) -> Values:
    """By how much the figure falls if one mechanism alone is switched off: array (k, ...)."""
    k, full = number_of(values), len(values) - 1
    return np.stack([values[full] - values[full & ~(1 << one)] for one in range(k)])


def on_alone(values: Values) -> Values:
    """By how much the figure rises from none if one mechanism alone is on: array (k, ...)."""
    return np.stack([values[1 << one] - values[0] for one in range(number_of(values))])


def number_of(values: Values) -> int:
    """How many mechanisms these worlds are of."""
    return len(values).bit_length() - 1
