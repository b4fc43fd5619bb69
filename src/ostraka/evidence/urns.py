"""The two-place urn of runaway attention, and its correction (Ensign et al. 2018)."""

from typing import Any

import numpy as np


def limit(a: Any, b: Any, c: Any, d: Any) -> Any:
    """Share of attention on the first place in the long run.

    ``a`` and ``b`` are the expected records added to the first and second place at a visit to the first,
    ``c`` and ``d`` those at a visit to the second. The share x solves (c+d−a−b)x² + (a−2c−d)x + c = 0,
    the root in [0, 1] at which the drift falls (known answer 6).
    """
    a, b, c, d = (np.asarray(one, float) for one in (a, b, c, d))
    two, one = c + d - a - b, a - 2 * c - d
    root = np.sqrt(np.maximum(one * one - 4 * two * c, 0.0))
    straight = np.where(one != 0, -c / np.where(one != 0, one, 1.0), np.nan)
    flat = np.abs(two) < 1e-15
    safe = np.where(flat, 1.0, two)
    # the drift falls where its slope 2·two·x + one is negative: at the root with −sqrt
    return np.where(flat, straight, (-one - root) / (2 * safe))
