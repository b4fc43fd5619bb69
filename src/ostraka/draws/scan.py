"""One dense decision for every subject of a cell, four months at a time."""

import numpy as np
from numba import njit

from ostraka.draws.philox import philox4x32

_ONE = np.uint8(1)
_INDEX_BITS = np.uint64(16)


@njit(forceinline=True)
def scan(address, first, block, purpose, threshold, hit):
    """Bit m of ``hit[i]``: is word m of (``first + i``, ``block``, ``purpose``) below its threshold?

    One Philox call yields four words, so a block of four months costs one call a subject. Two
    subjects are worked per iteration: it keeps the vector units full.

    Parameters
    ----------
    first : int
        Index of the cell's first subject within its jurisdiction.
    block : int
        ``month // 4`` (or any counter of groups of four decisions).
    threshold : uint32[subjects]
        Probability in units of 2**-32.
    hit : uint8[subjects]
        Written: four bits a subject. The number of subjects is even.
    """
    half = threshold.size >> 1
    lower_threshold = threshold[:half]
    upper_threshold = threshold[half:]
    lower_hit = hit[:half]
    upper_hit = hit[half:]
    lower = np.uint64(first)
    upper = np.uint64(first) + np.uint64(half)
    when = np.uint64(block)
    why = np.uint64(purpose) << _INDEX_BITS
    place = address[2]
    seed = address[0]
    replicate = address[1]
    for i in range(half):
        a, b, c, d = philox4x32(lower + np.uint64(i), when, why, place, seed, replicate)
        e, f, g, h = philox4x32(upper + np.uint64(i), when, why, place, seed, replicate)
        t = np.uint64(lower_threshold[i])
        u = np.uint64(upper_threshold[i])
        lower_hit[i] = (
            np.uint8(a < t)
            | np.uint8(np.uint8(b < t) << _ONE)
            | np.uint8(np.uint8(c < t) << np.uint8(2))
            | np.uint8(np.uint8(d < t) << np.uint8(3))
        )
        upper_hit[i] = (
            np.uint8(e < u)
            | np.uint8(np.uint8(f < u) << _ONE)
            | np.uint8(np.uint8(g < u) << np.uint8(2))
            | np.uint8(np.uint8(h < u) << np.uint8(3))
        )
