"""Neighbouring addresses share nothing: words are uniform, and uncorrelated along every axis.

Addresses run through 65,536 neighbours along one axis. Fixed addresses, so a test passes or fails
for good; the bounds are those that a true random source would break once in about 10,000 choices of
addresses for this whole file (chi-square at p = 1e-6, correlations at five standard errors of
1/256).
"""

import numpy as np
import pytest
from numba import njit
from scipy import stats

from ostraka.draws import draw

N = 2**16
AXES = ("seed", "replicate", "place", "subject", "month", "purpose", "index")
BASE = {
    "seed": 20261121,
    "replicate": 3,
    "place": 12345,
    "subject": 777,
    "month": 11,
    "purpose": 12,
    "index": 1,
}


@njit
def _fill(table, out):
    address = np.zeros(3, dtype=np.uint64)
    for k in range(table.shape[0]):
        address[:] = table[k, :3]
        words = draw(address, table[k, 3], table[k, 4], table[k, 5], table[k, 6])
        for j in range(4):
            out[k, j] = words[j]


@pytest.fixture(scope="module", params=AXES)
def words(request):
    table = np.tile(np.array(list(BASE.values()), dtype=np.uint64), (N, 1))
    table[:, AXES.index(request.param)] = np.arange(N)
    out = np.zeros((N, 4), dtype=np.uint64)
    _fill(table, out)
    return out


@pytest.mark.parametrize("shift", [24, 12, 0])
def test_bytes_are_uniform(words, shift):
    for j in range(4):
        counts = np.bincount((words[:, j] >> np.uint64(shift)) & np.uint64(255), minlength=256)
        assert stats.chisquare(counts).pvalue > 1e-6


def test_pairs_of_neighbours_are_uniform(words):
    """Top four bits of a word and of its neighbour's: 256 pairs."""
    for j in range(4):
        top = (words[:, j] >> np.uint64(28)).astype(int)
        counts = np.bincount(top[:-1:2] * 16 + top[1::2], minlength=256)
        assert stats.chisquare(counts).pvalue > 1e-6


def test_words_are_uncorrelated_with_their_neighbours_and_with_each_other(words):
    u = (words.astype(float) + 0.5) / 2**32 - 0.5
    u *= np.sqrt(12)
    for distance in (0, 1, 2, 4, 256):
        products = u[: N - distance].T @ u[distance:] / np.sqrt(N - distance)
        if distance == 0:
            products -= np.diag(np.diag(products))
        assert np.abs(products).max() < 5


def test_no_two_addresses_give_the_same_four_words(words):
    assert len(np.unique(words, axis=0)) == N


def test_successive_words_of_one_decision_are_independent(words):
    """Sign of each of the four words: 16 patterns, uniform."""
    signs = (words >> np.uint64(31)).astype(int) @ np.array([1, 2, 4, 8])
    assert stats.chisquare(np.bincount(signs, minlength=16)).pvalue > 1e-6
