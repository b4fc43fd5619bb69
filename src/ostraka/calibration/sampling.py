"""Sequential approximate Bayesian computation: weighted draws that agree with published figures.

No likelihood of a run is known, but a run can be drawn. A draw of the numbers is weighted by how near
its run comes to the figures, with a normal kernel whose width is the figures' own uncertainty: then the
draws are those of an exact posterior, for a model in which each figure is that of a run plus an error
of this size (Wilkinson 2013, doi 10.1515/sagmb-2013-0010). The width begins large and shrinks to that
one, as in sequential Monte Carlo with a noise model (Schälte and Hasenauer 2020, doi
10.1093/bioinformatics/btaa397). Each generation is proposed around the weighted draws of the last, and
no run is thrown away: all are weighted against the mixture of all proposals (Cornuet, Marin, Mira and
Robert 2012, doi 10.1111/j.1467-9469.2011.00756.x), of which a part is always the prior, so that no weight
explodes (Owen and Zhou 2000, doi 10.1080/01621459.2000.10473909).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from ostraka.core.errors import OstrakaError
from ostraka.results.estimate import Floats

Evaluate = Callable[[Floats, int], Floats]
"""From points of the unit cube (n, numbers) and the number of the first, to figures (n, figures)."""

PRIOR_PART: Final = 0.1
"""Share of every later generation that is drawn from the prior."""

LEAST_EFFECTIVE: Final = 100
"""Effective draws below which the kernel is kept wider than the figures' uncertainty, and it is said."""

_EDGE: Final = 2.0**-33


@dataclass(frozen=True)
class Sample:
    """Weighted draws.

    Attributes
    ----------
    u : array (draws, numbers)
        Where each number lies in its prior: uniform on (0, 1) before the fit.
    values : array (draws, figures)
    weights : array (draws)
        They add up to 1.
    tolerance : float
        Width of the kernel, in units of the figures' own uncertainty: 1 if all went well.
    generations, first : int
        How many generations were drawn; and how many draws the first has, which are the prior's.
    """

    u: Floats
    values: Floats
    weights: Floats
    tolerance: float
    generations: int
    first: int

    @property
    def effective(self) -> float:
        """Effective sample size (Kish 1965): so many equal draws would be worth as much."""
        return effective(self.weights)


def sequential(
    evaluate: Evaluate,
    distance: Callable[[Floats], Floats],
    dimensions: int,
    *,
    steered: Sequence[int] | None = None,
    draws: int = 400,
    generations: int = 6,
    seed: int = 1,
) -> Sample:
    """Draw from the posterior of numbers whose priors are uniform on (0, 1).

    Parameters
    ----------
    evaluate : callable
        Runs the model at points of the cube.
    distance : callable
        From figures (n, figures) to squared distances (n), in units of the figures' uncertainty;
        infinite where a run has no such figure.
    dimensions : int
    steered : sequence of int, optional
        Numbers that proposals follow; all unless given. The others are always drawn from their priors,
        and weighted with the rest.
    draws, generations : int
        Draws in each generation, and most generations. It ends before when the kernel is as narrow as
        the figures' uncertainty and as many effective draws are there as a generation has.
    seed : int

    Raises
    ------
    OstrakaError
        If no run of the first generation has all the figures.
    """
    from scipy.special import ndtri

    followed = list(range(dimensions)) if steered is None else list(steered)
    first = np.random.default_rng([seed, 0]).random((draws, dimensions))
    u = np.clip(first, _EDGE, 1 - _EDGE)
    values = evaluate(u, 0)
    squared = distance(values)
    if not np.isfinite(squared).any():
        raise OstrakaError(
            "calibration: no run drawn from the priors has all the figures that are fitted (nobody is "
            "listed, say, or nobody appeals); take more people, or other ranges"
        )
    proposals: list[Any] = []
    sizes = [draws]
    build = max(draws // 4, 2 * dimensions + 2)
    done = 1
    while done < generations:
        ratio = _prior_over_proposals(ndtri(u[:, followed]), proposals, sizes)
        tolerance, weights = _tempered(squared, ratio, build)
        if tolerance == 1 and effective(weights) >= draws:
            break
        proposal = _around(ndtri(u[:, followed]), weights)
        new = _proposed(proposal, draws, dimensions, followed, [seed, done])
        found = evaluate(new, len(u))
        u, values = np.concatenate([u, new]), np.concatenate([values, found])
        squared = np.concatenate([squared, distance(found)])
        proposals.append(proposal)
        sizes.append(draws)
        done += 1
    ratio = _prior_over_proposals(ndtri(u[:, followed]), proposals, sizes)
    tolerance, weights = _tempered(squared, ratio, LEAST_EFFECTIVE)
    return Sample(u, values, weights, tolerance, done, draws)


def effective(weights: Floats) -> float:
    """Kish's effective sample size of weights."""
    total = float(weights.sum())
    return total**2 / float((weights**2).sum()) if total > 0 else 0.0


def _tempered(squared: Floats, ratio: Floats, wanted: float) -> tuple[float, Floats]:
    """The narrowest kernel, no narrower than 1, that leaves enough effective draws; and its weights."""
    possible = np.isfinite(squared)
    nearest = float(squared[possible].min())

    def weights(tolerance: float) -> Floats:
        kernel = np.exp(-(np.where(possible, squared, np.inf) - nearest) / (2 * tolerance**2))
        made: Floats = kernel * ratio / float((kernel * ratio).sum())
        return made

    at_one = weights(1.0)
    if effective(at_one) >= wanted:
        return 1.0, at_one
    wide = max(float(np.sqrt(squared[possible].max())), 2.0) * 100
    if effective(weights(wide)) < wanted:
        return wide, weights(wide)
    low, high = 0.0, float(np.log(wide))
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if effective(weights(np.exp(middle))) < wanted else (low, middle)
    return float(np.exp(high)), weights(float(np.exp(high)))


def _around(v: Floats, weights: Floats) -> Any:
    """A weighted kernel density of draws, on the scale where the prior is standard normal."""
    from scipy.stats import gaussian_kde

    counted = weights > weights.max() * 1e-9
    return gaussian_kde(v[counted].T, weights=weights[counted], bw_method="silverman")


def _proposed(
    proposal: Any, draws: int, dimensions: int, followed: list[int], seed: list[int]
) -> Floats:
    from scipy.special import ndtr

    rng = np.random.default_rng(seed)
    u = rng.random((draws, dimensions))
    drawn = ndtr(proposal.resample(draws, seed=rng).T)
    from_prior = rng.random(draws) < PRIOR_PART
    for column, k in enumerate(followed):
        u[:, k] = np.where(from_prior, u[:, k], drawn[:, column])
    made: Floats = np.clip(u, _EDGE, 1 - _EDGE)
    return made


def _prior_over_proposals(v: Floats, proposals: list[Any], sizes: list[int]) -> Floats:
    """Density of the prior over that of the mixture of all proposals, at each draw: array (draws)."""
    prior = np.exp(-0.5 * (v**2).sum(axis=1)) / (2 * np.pi) ** (v.shape[1] / 2)
    mixture = sizes[0] * prior
    for proposal, size in zip(proposals, sizes[1:], strict=True):
        mixture = mixture + size * (PRIOR_PART * prior + (1 - PRIOR_PART) * proposal.pdf(v.T))
    made: Floats = prior / mixture
    return made
