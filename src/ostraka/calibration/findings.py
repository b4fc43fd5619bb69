"""One number before and after a fit, and one published figure beside the runs."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ostraka.calibration.sampling import Sample
from ostraka.calibration.targets import Target
from ostraka.core.quantities import Quantity
from ostraka.results.estimate import Floats, parameter_interval

Identified = Literal["identified", "partly identified", "not identified"]


@dataclass(frozen=True, slots=True)
class FittedNumber:
    """One number before and after the fit.

    Attributes
    ----------
    place : str
    prior, prior_low, prior_high : float
        Median and 95 % interval of its declared distribution.
    posterior, low, high : float
        Median and 95 % interval of the weighted draws.
    width : float
        Of the posterior's 95 % interval, in prior probability, over the prior's own: 1 if the facts did
        not narrow it.
    moved : float
        Largest difference between the distribution functions of prior and posterior (Kolmogorov's
        distance): 0 if the facts changed nothing, 1 at most.
    verdict : str
        ``not identified``: the posterior is the prior, as far as the effective sample size tells.
        ``partly identified``: moved, or narrowed to no less than half.
    named : bool
        Whether the search followed it.
    sourced : str
        Source of the prior, if it has one.
    """

    place: str
    prior: float
    prior_low: float
    prior_high: float
    posterior: float
    low: float
    high: float
    width: float
    moved: float
    verdict: Identified
    named: bool
    sourced: str


@dataclass(frozen=True, slots=True)
class HeldFigure:
    """A published figure beside the runs.

    Attributes
    ----------
    name : str
    fitted : bool
        Whether the fit was steered by it; then that it agrees is no prediction.
    published, published_low, published_high : float
    prior_low, prior_high : float or None
        95 % interval of the runs drawn from the prior.
    predicted, low, high : float or None
        Median and 95 % interval over draws of the posterior with Monte Carlo error taken out; None where
        some run has no such figure.
    luck : float
        Standard deviation of one run's luck, in standard errors of the published figure.
    verdict : str
        ``inside`` or ``outside``, as the intervals meet or not; held out, ``uninformative`` where they
        meet and the fit narrowed nothing; ``undefined``.
    source : str
    """

    name: str
    fitted: bool
    published: float
    published_low: float
    published_high: float
    prior_low: float | None
    prior_high: float | None
    predicted: float | None
    low: float | None
    high: float | None
    luck: float
    verdict: str
    source: str


def fitted(place: str, prior: Quantity, sample: Sample, k: int, *, named: bool) -> FittedNumber:
    """One number before and after the fit."""
    low, middle, high = weighted_quantiles(sample.u[:, k], sample.weights, (0.025, 0.5, 0.975))
    width = (high - low) / 0.95
    moved = kolmogorov(sample.u[:, k], sample.weights)
    # what a sample of this size would show by chance alone, once in a thousand (Kolmogorov)
    by_chance = max(0.1, 1.95 / np.sqrt(sample.effective))
    verdict: Identified = "partly identified"
    if moved < by_chance and width > 0.8:
        verdict = "not identified"
    elif width < 0.5:
        verdict = "identified"

    return FittedNumber(
        place=place,
        prior=prior.settled(0.5),
        prior_low=prior.settled(0.025),
        prior_high=prior.settled(0.975),
        posterior=prior.settled(middle),
        low=prior.settled(low),
        high=prior.settled(high),
        width=width,
        moved=moved,
        verdict=verdict,
        named=named,
        sourced=prior.source or "",
    )


def predicted(target: Target, before: Floats, pairs: Floats, *, is_fitted: bool) -> HeldFigure:
    """A published figure beside the runs of the prior (draws) and of the posterior (draws, 2)."""
    known = before[np.isfinite(before)]
    prior = np.quantile(known, [0.025, 0.975]) if len(known) else (None, None)
    interval = parameter_interval(pairs)
    luck = float("nan")
    low, high = interval if interval is not None else (None, None)
    verdict = "undefined"
    if low is not None and high is not None:
        luck = float((pairs[:, 0] - pairs[:, 1]).std(ddof=1)) / 2**0.5
        luck /= (target.below + target.above) / 2
        verdict = "inside" if low <= target.high and target.low <= high else "outside"
        told = prior[1] is not None and high - low < 0.9 * (prior[1] - prior[0])
        if verdict == "inside" and not is_fitted and not told:
            verdict = "uninformative"
    return HeldFigure(
        name=target.name,
        fitted=is_fitted,
        published=target.published,
        published_low=target.low,
        published_high=target.high,
        prior_low=None if prior[0] is None else float(prior[0]),
        prior_high=None if prior[1] is None else float(prior[1]),
        predicted=None if low is None else float(np.median(pairs.mean(axis=1))),
        low=low,
        high=high,
        luck=luck if np.isfinite(luck) else 0.0,
        verdict=verdict,
        source=target.source,
    )


def weighted_quantiles(values: Floats, weights: Floats, at: tuple[float, ...]) -> tuple[float, ...]:
    """Quantiles of weighted draws: the mid-points of the cumulated weights, joined by lines."""
    order = np.argsort(values)
    reached = np.cumsum(weights[order]) - weights[order] / 2
    return tuple(float(x) for x in np.interp(at, reached / weights.sum(), values[order]))


def kolmogorov(u: Floats, weights: Floats) -> float:
    """Largest distance between the distribution function of weighted draws and the uniform one."""
    order = np.argsort(u)
    after = np.cumsum(weights[order]) / weights.sum()
    before = after - weights[order] / weights.sum()
    return float(max(np.abs(after - u[order]).max(), np.abs(before - u[order]).max()))
