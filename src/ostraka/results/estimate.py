"""Estimates: a value with two intervals that are never pooled, or the reason why there is none."""

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from ostraka.core.intervals import CONFIDENCE

Floats = npt.NDArray[np.float64]
Status = Literal["ok", "undefined", "too_few"]

FEW = 30
"""Below so many independent events a normal approximation is not trusted."""

FEWEST_DRAWS = 20
"""With fewer draws of the uncertain numbers there is no interval over the assumptions: the outermost
of n draws are its ends, and fewer than 20 leave out too much to be called 95 %."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """One figure of a run.

    Attributes
    ----------
    value : float or None
        Mean over replicates of a count; shares and functionals are those of all replicates together.
        None where the figure has no meaning in this run.
    low, high : float or None
        95 % Monte Carlo interval: how far another seed could lead. None where it is undefined.
    n : int
        Replicates behind the interval, or, of an exact interval, the events that were counted.
    status : str
        "ok"; "undefined" (no value: nothing to divide by, or a median that is not reached); "too_few"
        (a value, but too few events or replicates for an interval).
    parameter_low, parameter_high : float or None
        95 % interval over draws of the uncertain numbers, with Monte Carlo error taken out. None if
        nothing is uncertain, if there are fewer than 20 draws, or if the figure is undefined in one.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    status: Status
    parameter_low: float | None = None
    parameter_high: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        """Such as ``0.124 (0.118 to 0.131)``, or what is missing, in words."""
        if self.value is None:
            return "undefined"
        if self.low is None or self.high is None:
            return f"{number_in_words(self.value)} (too few for an interval)"
        monte_carlo = f"{number_in_words(self.low)} to {number_in_words(self.high)}"
        if self.parameter_low is None or self.parameter_high is None:
            return f"{number_in_words(self.value)} ({monte_carlo})"
        ends = f"{number_in_words(self.parameter_low)} to {number_in_words(self.parameter_high)}"
        return f"{number_in_words(self.value)} ({ends} over the assumptions; Monte Carlo {monte_carlo})"


def undefined(n: int) -> Estimate:
    """An estimate that has no value."""
    return Estimate(None, None, None, n, "undefined")


def too_few(value: float, n: int) -> Estimate:
    """An estimate whose value is known, and its error is not."""
    return Estimate(value, None, None, n, "too_few")


def number_in_words(number: float) -> str:
    """Four significant digits; whole numbers with thousands marked from 1,000 on."""
    if abs(number) >= 1000:
        return f"{number:,.0f}"
    return f"{number:.4g}"


def jackknife_half_width(left_out: npt.ArrayLike) -> Floats:
    """Half width of the t interval, from the figure with each replicate left out in turn.

    ``left_out`` has replicates along its first axis (at least two). For a mean over replicates this
    is the classical t interval exactly; for a ratio, or a paired difference, it is the usual
    linearisation. Source: Efron and Stein (1981).
    """
    from scipy.special import stdtrit

    values = np.asarray(left_out, dtype=float)
    n = values.shape[0]
    spread = ((values - values.mean(axis=0)) ** 2).sum(axis=0)
    half: Floats = _student(stdtrit, n) * np.sqrt((n - 1) / n * spread)
    return half


def replicate_half_width(values: npt.ArrayLike) -> Floats:
    """Half width of the t interval of the mean of one figure a replicate (first axis, at least two)."""
    from scipy.special import stdtrit

    given = np.asarray(values, dtype=float)
    n = given.shape[0]
    half: Floats = _student(stdtrit, n) * given.std(axis=0, ddof=1) / math.sqrt(n)
    return half


def _student(quantile: Any, n: int) -> float:
    return float(quantile(n - 1, (1 + CONFIDENCE) / 2))


def parameter_interval(draws: Floats) -> tuple[float, float] | None:
    """Interval over parameter draws with Monte Carlo error taken out.

    Parameters
    ----------
    draws : array (draws, replicates)
        A figure in each draw, by inner replicate; the inner replicates may use the same random
        numbers in every draw. With one there is nothing to tell Monte Carlo error by, and it is left in.

    Returns
    -------
    tuple or None
        2.5 and 97.5 % points of the inner means, drawn together toward their mean by the root of the
        share of their variance that is not Monte Carlo error (left as they are where they differ by
        no more than that error). None with fewer than 20 draws, or if the figure is undefined in any
        of them.

    Notes
    -----
    What a replicate's luck adds in every draw alike is no spread between draws. So the error of an
    inner mean is the residual mean square of a two-way layout of draws and replicates over the number
    of replicates: of two, a quarter of the variance over draws of their difference.
    """
    if draws.shape[0] < FEWEST_DRAWS or not np.isfinite(draws).all():
        return None
    low, high = np.quantile(without_noise(draws), [0.025, 0.975])
    return float(low), float(high)


def without_noise(draws: Floats) -> Floats:
    """Inner means of parameter draws, drawn together by what of their spread is Monte Carlo error.

    ``draws`` is (draw, replicate), two draws at least; see :func:`parameter_interval`.
    """
    inner: Floats = draws.mean(axis=1)
    between = float(inner.var(ddof=1))
    noise = _residual(draws) / draws.shape[1]
    # where the draws differ by no more than chance, better too wide an interval than none
    kept = math.sqrt((between - noise) / between) if between > noise else 1.0
    centre = float(inner.mean())
    drawn: Floats = centre + kept * (inner - centre)
    return drawn


def _residual(draws: Floats) -> float:
    """Mean square of what neither the draw nor the replicate explains: array (draws, replicates)."""
    count, replicates = draws.shape
    if replicates == 1:
        return 0.0
    if replicates == 2:
        return float((draws[:, 0] - draws[:, 1]).var(ddof=1)) / 2
    rest = draws - draws.mean(axis=1, keepdims=True) - draws.mean(axis=0) + draws.mean()
    return float((rest**2).sum() / ((count - 1) * (replicates - 1)))
