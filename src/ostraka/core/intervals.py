"""Exact intervals of a share and of a count."""

from typing import Final

CONFIDENCE: Final = 0.95
"""Of every interval, unless it says otherwise."""


def binomial_interval(
    count: float, out_of: float, confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """Exact two-sided interval of a share; from 0 to 1 where it is a share of nothing.

    Source: Clopper and Pearson (1934), by quantiles of the beta distribution, which also hold for
    counts that are not whole.
    """
    from scipy.special import betaincinv

    tail = (1 - confidence) / 2
    missing = out_of - count
    low = float(betaincinv(count, missing + 1, tail)) if count > 0 else 0.0
    high = float(betaincinv(count + 1, missing, 1 - tail)) if missing > 0 else 1.0
    return low, high


def poisson_interval(count: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Exact two-sided interval of the mean of a count. Source: Garwood (1936), by gamma quantiles."""
    from scipy.special import gammaincinv

    tail = (1 - confidence) / 2
    low = float(gammaincinv(count, tail)) if count > 0 else 0.0
    return low, float(gammaincinv(count + 1, 1 - tail))
