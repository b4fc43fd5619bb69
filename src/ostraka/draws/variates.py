"""Variates by inversion: one word decides, so a changed rate moves outcomes one way only."""

import numpy as np
from numba import njit

_UNIT = 1.0 / 4294967296.0
_MOST = 255
_LOWER_24 = np.uint64(24)
_STARTS = 256


@njit(forceinline=True)
def pick(thresholds, word):
    """Invert a discrete distribution: how many cumulative ``thresholds`` lie at or below ``word``.

    Branch-free on purpose: the outcome cannot be predicted, and a mispredicted branch costs more
    than a whole row. The last threshold is 2**32, so the result is below ``thresholds.size``.

    Parameters
    ----------
    thresholds : uint64[outcomes]
        Cumulative probabilities in units of 2**-32, ascending.
    word : uint64
        Below 2**32.
    """
    n = np.int64(0)
    for k in range(thresholds.size):
        n += np.int64(np.uint64(word) >= thresholds[k])
    return n


@njit(forceinline=True)
def pick_row(thresholds, row, word):
    """As :func:`pick`, from one row of a table (a slice would cost a reference count)."""
    n = np.int64(0)
    for k in range(thresholds.shape[1]):
        n += np.int64(np.uint64(word) >= thresholds[row, k])
    return n


@njit(forceinline=True)
def pick_row_of(thresholds, table, row, word):
    """As :func:`pick_row`, from one of several tables."""
    n = np.int64(0)
    for k in range(thresholds.shape[2]):
        n += np.int64(np.uint64(word) >= thresholds[table, row, k])
    return n


@njit(forceinline=True)
def wait(table, row, word):
    """Months of a geometric lag on 0, 1, 2 ..., by indexed search in one row of a table of lags.

    The table's rows come from :func:`ostraka.core.clock.lag_table`: cumulative chances, and then
    where the search begins, by the word's upper byte. Nearly every search ends where it begins, so
    nothing is mispredicted. A word beyond the last chance means that the lag does not end within any
    run, and gives their number.
    """
    longest = table.shape[1] - _STARTS
    u = np.uint64(word)
    lag = np.int64(table[row, longest + np.int64(u >> _LOWER_24)])
    while lag < longest and u >= table[row, lag]:
        lag += 1
    return lag


@njit(forceinline=True)
def open_unit(word):
    """A uniform number from a word: strictly between 0 and 1."""
    return (np.float64(word) + 0.5) * _UNIT


@njit
def poisson_given_some(mean, chance_of_none, word):
    """Invert Poisson(`mean`) given that it is not zero; ``chance_of_none`` is ``exp(-mean)``.

    With a larger mean the same word never gives a smaller count. Means up to 100, so that what lies
    above the largest count, 255, is beyond any draw.
    """
    remaining = open_unit(word) * (1.0 - chance_of_none)
    # take off P(N = 1), P(N = 2) ... until the uniform is used up
    term = chance_of_none * mean
    count = 1
    while remaining >= term and count < _MOST:
        remaining -= term
        count += 1
        term *= mean / count
    return count
