"""Exact tails of counts, and the intervals that invert them; no normal approximation anywhere."""

import math
from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_REACH: Final = 40.0
"""Standard deviations from the mode beyond which a probability is below the smallest double."""


def hypergeometric_tails(size: int, wrong: int, drawn: int, found: int) -> tuple[float, float]:
    """P(X ≤ found) and P(X ≥ found) of the wrong ones drawn without replacement."""
    counts, mass = hypergeometric_mass(size, wrong, drawn)
    at_most = float(mass[counts <= found].sum())
    at_least = float(mass[counts >= found].sum())
    return min(at_most, 1.0), min(at_least, 1.0)


def hypergeometric_mass(size: int, wrong: int, drawn: int) -> tuple[npt.NDArray[np.int64], Floats]:
    """Counts that may occur, and their probabilities, by the ratio of neighbours outward from the mode.

    No factorial of a large number is taken, so lists of any size lose no digits.
    """
    least, most = max(0, drawn - (size - wrong)), min(drawn, wrong)
    mode = min(max((drawn + 1) * (wrong + 1) // (size + 2), least), most)
    share = wrong / size
    spread = math.sqrt(drawn * share * (1 - share) * (size - drawn) / max(size - 1, 1))
    reach = int(_REACH * spread) + 60
    start, end = max(least, mode - reach), min(most, mode + reach)
    counts = np.arange(start, end + 1, dtype=np.int64)
    j = counts[:-1].astype(float)
    steps = np.log((wrong - j) * (drawn - j)) - np.log((j + 1) * (size - wrong - drawn + j + 1))
    logs = np.concatenate([[0.0], np.cumsum(steps)])
    mass = np.exp(logs - logs[mode - start])
    return counts, mass / mass.sum()


def hypergeometric_interval(size: int, drawn: int, found: int, alpha: float) -> tuple[int, int]:
    """Numbers of wrong ones in the whole that a random sample does not reject.

    Both tails are inverted at ``alpha / 2``: a number is kept if P(X ≥ found) and P(X ≤ found) both
    exceed it. So the interval covers with at least 1 − alpha, whatever the truth.

    Source: Katz (1953), Buonaccorsi (1987); Wang (2015), doi 10.1080/01621459.2014.966191, shows how far
    approximations fall short of it.
    """
    least, most = found, size - drawn + found
    return invert(
        least,
        most,
        lambda wrong: hypergeometric_tails(size, wrong, drawn, found)[1] > alpha / 2,
        lambda wrong: hypergeometric_tails(size, wrong, drawn, found)[0] > alpha / 2,
    )


def invert(
    least: int,
    most: int,
    is_enough: Callable[[int], bool],
    is_not_too_much: Callable[[int], bool],
) -> tuple[int, int]:
    """First number that is enough and last that is not too much, of two conditions that turn once."""
    return first(least, most, is_enough), last(least, most, is_not_too_much)


def first(least: int, most: int, holds: Callable[[int], bool]) -> int:
    """The first number at which a condition holds that stays true; ``most`` if only there or nowhere."""
    while least < most:
        middle = (least + most) // 2
        if holds(middle):
            most = middle
        else:
            least = middle + 1
    return least


def last(least: int, most: int, holds: Callable[[int], bool]) -> int:
    """The last number at which a condition holds that was true before; ``least`` if nowhere else."""
    while least < most:
        middle = (least + most + 1) // 2
        if holds(middle):
            least = middle
        else:
            most = middle - 1
    return least


def binomial_at_most(
    count: float | Floats, trials: float | Floats, chance: float | Floats
) -> Floats:
    """P(X ≤ count), elementwise; 0 below zero and 1 from ``trials`` on."""
    from scipy.special import betainc

    k, n, p = np.broadcast_arrays(
        np.floor(np.asarray(count, float)), np.asarray(trials, float), np.asarray(chance, float)
    )
    inside = (k >= 0) & (k < n)
    safe_k, safe_n = np.where(inside, k, 0.0), np.where(inside, n, 1.0)
    tail = betainc(safe_n - safe_k, safe_k + 1, 1 - p)
    result: Floats = np.where(inside, tail, np.where(k < 0, 0.0, 1.0))
    return result


def binomial_mass(counts: Floats, trials: int, chance: float) -> Floats:
    """P(X = count), elementwise, for whole counts from 0 to ``trials``."""
    from scipy.special import gammaln, xlog1py, xlogy

    logs = gammaln(trials + 1) - gammaln(counts + 1) - gammaln(trials - counts + 1)
    result: Floats = np.exp(logs + xlogy(counts, chance) + xlog1py(trials - counts, -chance))
    return result
