"""Philox4x32-10, the counter-based generator of Salmon et al. (2011), as numba kernels.

Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11,
doi 10.1145/2063384.2063405. Checked against the authors' known-answer vectors and against an
independent implementation in ``tests/draws``.
"""

import numpy as np
from numba import njit

_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_INDEX_BITS = np.uint64(16)
_ROUNDS = 10


@njit(forceinline=True)
def philox4x32(c0, c1, c2, c3, k0, k1):
    """Four 32-bit words for a 128-bit counter and a 64-bit key.

    Every word travels in a uint64 and is below 2**32. (64-bit lanes, because the vectoriser then
    needs no shuffles between widths: more than twice as fast as uint32 arithmetic.)
    """
    for _ in range(_ROUNDS):
        product_0 = _MULTIPLIER_0 * c0
        product_1 = _MULTIPLIER_1 * c2
        c0 = (product_1 >> _HALF) ^ c1 ^ k0
        c1 = product_1 & _LOW
        c2 = (product_0 >> _HALF) ^ c3 ^ k1
        c3 = product_0 & _LOW
        k0 = (k0 + _WEYL_0) & _LOW
        k1 = (k1 + _WEYL_1) & _LOW
    return c0, c1, c2, c3


@njit(forceinline=True)
def draw(address, subject, month, purpose, index):
    """Four words for one decision about one subject.

    Parameters
    ----------
    address : uint64[3]
        Seed, replicate and the jurisdiction's own key: what a whole run of cells shares.
    subject : int
        Index of the subject within its jurisdiction, below 2**32.
    month : int
        Month of the decision (or the block of months, in a scan).
    purpose, index : int
        Why it is drawn (a registered number), and which one of several; each below 2**16.
    """
    return philox4x32(
        np.uint64(subject),
        np.uint64(month),
        (np.uint64(purpose) << _INDEX_BITS) | np.uint64(index),
        address[2],
        address[0],
        address[1],
    )


@njit
def draw_all(address, first, n, month, purpose, words):
    """``words[:, i] = draw(address, first + i, month, purpose, 0)`` for i below n, vectorised."""
    base = np.uint64(first)
    when = np.uint64(month)
    why = np.uint64(purpose) << _INDEX_BITS
    place = address[2]
    seed = address[0]
    replicate = address[1]
    for i in range(n):
        a, b, c, d = philox4x32(base + np.uint64(i), when, why, place, seed, replicate)
        words[0, i] = a
        words[1, i] = b
        words[2, i] = c
        words[3, i] = d


@njit
def draw_many(address, first, who, n, month, purpose, words):
    """``words[:, k] = draw(address, first + who[k], month, purpose, 0)`` for k below n, vectorised.

    Whole vectors are filled: what lies at n and above is noise that nobody reads.

    Parameters
    ----------
    who : int32[capacity]
        Places of the subjects in their cell; the capacity is a multiple of 8.
    words : uint32[4, capacity]
        Written.
    """
    base = np.uint64(first)
    when = np.uint64(month)
    why = np.uint64(purpose) << _INDEX_BITS
    place = address[2]
    seed = address[0]
    replicate = address[1]
    for k in range((n + 7) & ~7):
        a, b, c, d = philox4x32(base + np.uint64(who[k]), when, why, place, seed, replicate)
        words[0, k] = a
        words[1, k] = b
        words[2, k] = c
        words[3, k] = d


@njit
def draw_indexed(address, first, who, index, n, month, purpose, words):
    """As :func:`draw_many`, each with its own index.

    The index is the event's own ordinal within its subject and source, never its position in the
    list: the position depends on what happens to other people.
    """
    base = np.uint64(first)
    when = np.uint64(month)
    why = np.uint64(purpose) << _INDEX_BITS
    place = address[2]
    seed = address[0]
    replicate = address[1]
    for k in range((n + 7) & ~7):
        a, b, c, d = philox4x32(
            base + np.uint64(who[k]), when, why | np.uint64(index[k]), place, seed, replicate
        )
        words[0, k] = a
        words[1, k] = b
        words[2, k] = c
        words[3, k] = d


@njit
def draw_keyed(address, subject, keys, month, purpose, words):
    """``words[0, k] = draw(address, subject, month, purpose, keys[k])[0]``, vectorised.

    One subject and many institutions, each with an index of its own: who else there is decides
    nothing.

    Parameters
    ----------
    keys : uint64[n]
        Below 2**16; n is a multiple of 8.
    words : uint32[4, capacity]
        Its first row is written.
    """
    who = np.uint64(subject)
    when = np.uint64(month)
    why = np.uint64(purpose) << _INDEX_BITS
    place = address[2]
    seed = address[0]
    replicate = address[1]
    for k in range(keys.size):
        words[0, k] = philox4x32(who, when, why | keys[k], place, seed, replicate)[0]
