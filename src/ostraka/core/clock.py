"""Hazards, lags and probabilities per month, and the integers that kernels compare draws with.

A hazard h acts in a month with probability 1 - exp(-h). A lag of mean m is geometric on 0, 1, 2 ...
with success probability 1 / (1 + m), or on 1, 2 ... with 1 / m where it takes at least one month.
"""

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ostraka.core.errors import OstrakaError

WORD = 2**32
"""Draws are words below this: a probability p becomes the threshold round(p * WORD)."""

SMALLEST = 1e-7
"""A smaller probability per month is refused: 32-bit draws would round it noticeably."""

NEVER = 32_767
"""A month that does not come: the due date of what is not going to happen."""

LONGEST = 600
"""The longest run, in months."""


def monthly_probability(hazard: float) -> float:
    """Probability that a hazard (per month) acts within a month."""
    return -math.expm1(-hazard)


def threshold(probability: float) -> int:
    """The integer t such that a 32-bit word is below t with this probability.

    Raises
    ------
    OstrakaError
        Outside [0, 1], or positive and below :data:`SMALLEST`.
    """
    if not 0.0 <= probability <= 1.0:
        raise OstrakaError(f"{probability!r} is not a probability; give a number from 0 to 1")
    if 0.0 < probability < SMALLEST:
        raise OstrakaError(
            f"a probability of {probability:.3g} a month is below {SMALLEST:g}, finer than a "
            "32-bit draw resolves; use 0, or a larger rate over a coarser category"
        )
    return round(probability * WORD)


def thresholds(probabilities: npt.ArrayLike) -> npt.NDArray[np.uint64]:
    """Elementwise :func:`threshold`."""
    given = np.asarray(probabilities, dtype=float)
    flat = [threshold(float(p)) for p in given.ravel()]
    return np.array(flat, dtype=np.uint64).reshape(given.shape)


def product_thresholds(probabilities: npt.ArrayLike) -> npt.NDArray[np.uint64]:
    """As :func:`thresholds`, for products and ratios of numbers that were each checked before.

    They may be finer than a draw resolves, and are then rounded.
    """
    given = np.asarray(probabilities, dtype=float)
    rounded: npt.NDArray[np.uint64] = np.rint(np.clip(given, 0.0, 1.0) * WORD).astype(np.uint64)
    return rounded


def cumulative_thresholds(weights: npt.ArrayLike) -> npt.NDArray[np.uint64]:
    """Cumulative thresholds of a discrete distribution along the last axis; the last one is 2**32.

    All-zero weights give a first outcome that is certain: such a row is never asked.
    """
    given = np.atleast_2d(np.asarray(weights, dtype=float))
    total = given.sum(axis=1, keepdims=True)
    shares = np.divide(given, total, out=np.zeros_like(given), where=total > 0)
    summed: npt.NDArray[np.uint64] = np.rint(np.cumsum(shares, axis=1) * WORD).astype(np.uint64)
    summed[total[:, 0] <= 0] = WORD
    # nothing with zero weight may be picked, whatever the rounding, and the end is closed
    last = given.shape[1] - 1 - np.argmax(given[:, ::-1] > 0, axis=1)
    for row, end in enumerate(last):
        if total[row, 0] > 0:
            summed[row, end:] = WORD
    return summed.reshape(np.asarray(weights).shape)


def lag_success(mean_months: float) -> float:
    """Success probability of a geometric lag on 0, 1, 2 ... with this mean."""
    return 1.0 / (1.0 + mean_months)


def lag_table(successes: npt.ArrayLike, chances: npt.ArrayLike = 1.0) -> npt.NDArray[np.uint64]:
    """Cumulative thresholds of geometric lags on 0, 1, 2 ..., one row a success probability.

    Entry (row, k) is P(lag <= k) in units of 2**-32, for k below :data:`LONGEST`; a word at or above
    the last entry means that the lag outlives every run. With ``chances`` (one a row) it may also
    not come at all: entry (row, k) is then chance x P(lag <= k), so that one word decides both.

    Behind the chances stand 256 places at which a search in the row begins, by the upper byte of the
    word: how many chances lie at or below the least word with that byte (Chen and Asau 1974, the
    indexed search). Shape (rows, LONGEST + 256).
    """
    q = np.atleast_1d(np.asarray(successes, dtype=float))
    chance = np.broadcast_to(np.asarray(chances, dtype=float), q.shape)
    return _lag_table(tuple(q.tolist()), tuple(chance.tolist())).copy()


@lru_cache(maxsize=1024)
def _lag_table(successes: tuple[float, ...], chances: tuple[float, ...]) -> npt.NDArray[np.uint64]:
    q = np.array(successes)[:, None]
    k = np.arange(1, LONGEST + 1)[None, :]
    with np.errstate(divide="ignore"):
        below = np.where(q >= 1.0, 1.0, -np.expm1(k * np.log1p(-np.minimum(q, 1.0))))
    chance = np.array(chances)[:, None]
    table = np.rint(chance * below * WORD).astype(np.uint64)
    least = np.arange(256, dtype=np.uint64) << np.uint64(24)
    starts = [np.searchsorted(row, least, side="right") for row in table]
    return np.hstack([table, np.array(starts, dtype=np.uint64)])
