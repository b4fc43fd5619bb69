"""Years, regions or groups that lend each other what an audit taught: a hierarchical posterior.

Model. In group g, log₂κ_g is normal about a centre μ with spread τ; μ has the prior of κ, τ is half
normal. All else is as for one list, group by group. So an audit in one group informs κ in the others,
the more so the less groups differ; what it finds of the share stays where it was found.

Given μ and τ the groups are independent. So each group is drawn once from a wide prior, its likelihood
of every (μ, τ) on a grid is a weighted mean of those draws, and the product of these is the posterior
of (μ, τ): sums, and no chain that has to converge.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from ostraka.core.errors import FiguresError, Problem
from ostraka.estimation.bounds import Setting
from ostraka.estimation.draws import (
    Draws,
    Floats,
    RatioPrior,
    draw,
    effective_draws,
    quantiles,
)
from ostraka.estimation.posterior import refuse_without_prior

DRAWS: Final = 1 << 13
CENTRES: Final = 41
SPREADS: Final = 24
FEWEST: Final = 50.0
"""Effective draws below which no interval of a group is given."""

Ends = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class PooledGroup:
    """One group, by its own figures and with those of the others.

    Attributes
    ----------
    share_alone, share : tuple of float
        Share of its list that is wrong: 2.5 %, 50 % and 97.5 % points, alone and pooled.
    ratio_alone, ratio : tuple of float
        The same of κ.
    """

    share_alone: Ends
    share: Ends
    ratio_alone: Ends
    ratio: Ends

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "share_alone": list(self.share_alone),
            "share": list(self.share),
            "ratio_alone": list(self.ratio_alone),
            "ratio": list(self.ratio),
        }


@dataclass(frozen=True, slots=True)
class Pooled:
    """All groups, and how far κ differs between them.

    Attributes
    ----------
    groups : mapping of str to PooledGroup
    spread_prior, spread : tuple of float
        Between groups, one standard deviation of κ is a factor of this much: before and after.
    prior : RatioPrior
        Of the centre.
    """

    groups: Mapping[str, PooledGroup]
    spread_prior: Ends
    spread: Ends
    prior: RatioPrior

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "prior_of_centre": {"median": self.prior.median, "factor": self.prior.factor},
            "spread_prior": list(self.spread_prior),
            "spread": list(self.spread),
            "groups": {name: group.to_dict() for name, group in self.groups.items()},
        }


def pool(
    settings: Mapping[str, Setting],
    prior: RatioPrior | None = None,
    spread: float = 2.0,
    draws: int = DRAWS,
    seed: int = 1,
) -> Pooled:
    """The groups together; ``spread`` is the factor that is the scale of the prior of τ.

    Raises
    ------
    FiguresError
        As for one posterior, or if ``spread`` is no factor above 1.
    """
    if not (math.isfinite(spread) and spread > 1):
        raise FiguresError(Problem("spread", f"{spread} is no factor", "give a number above 1"))
    for setting in settings.values():
        refuse_without_prior(setting)
    prior = prior or RatioPrior()
    centres, spreads, belief = _grid(prior, spread)
    wide = RatioPrior(
        prior.median, math.exp(math.hypot(math.log(prior.factor), 2 * math.log(spread)))
    )
    made: dict[str, tuple[Draws, Floats]] = {}
    for number, (name, setting) in enumerate(settings.items()):
        rng = np.random.default_rng([seed, number])
        one = draw(setting, wide, draws, rng)
        z = np.log2(np.clip(one.ratio, 1e-300, None))
        flat = Draws(one.share, one.ratio, one.weight / _normal(z, wide))
        made[name] = flat, _kernel(z, centres, spreads)
    likelihoods = {name: flat.weight @ kernel for name, (flat, kernel) in made.items()}
    with np.errstate(divide="ignore"):
        logs = np.log(belief) + sum(np.log(found) for found in likelihoods.values())
    after = np.exp(logs - logs.max())
    after /= after.sum()
    groups = {
        name: _group(flat, kernel, belief, after, likelihoods[name], name)
        for name, (flat, kernel) in made.items()
    }
    return Pooled(groups, _factor(spreads, belief), _factor(spreads, after), prior)


def _grid(prior: RatioPrior, spread: float) -> tuple[Floats, Floats, Floats]:
    """Points (μ, τ), on the scale of log₂κ, and how far each is believed before."""
    from scipy.special import ndtri

    z = np.linspace(-4, 4, CENTRES)
    centre = math.log2(prior.median) + z * math.log2(prior.factor)
    quantile = (np.arange(SPREADS) + 0.5) / SPREADS
    scale = math.log2(spread) * ndtri(0.5 + quantile / 2)
    centres, spreads = np.meshgrid(centre, scale, indexing="ij")
    belief = np.repeat(np.exp(-(z**2) / 2), SPREADS)
    return centres.ravel(), spreads.ravel(), belief / belief.sum()


def _kernel(z: Floats, centres: Floats, spreads: Floats) -> Floats:
    """Density of log₂κ at every point of the grid, up to a factor."""
    kernel = (z[:, None] - centres) / spreads
    kernel = np.exp(-(kernel**2) / 2) / spreads
    return kernel


def _normal(z: Floats, prior: RatioPrior) -> Floats:
    """Density of log₂κ under a prior, up to a factor."""
    scaled = (z - math.log2(prior.median)) / math.log2(prior.factor)
    result: Floats = np.exp(-(np.clip(scaled, -30, 30) ** 2) / 2)
    return result


def _group(
    flat: Draws, kernel: Floats, belief: Floats, after: Floats, likelihood: Floats, name: str
) -> PooledGroup:
    """A group by itself, and given what the others say of (μ, τ)."""
    known = likelihood > 0
    others = np.divide(after, likelihood, out=np.zeros_like(after), where=known)
    alone = Draws(flat.share, flat.ratio, flat.weight * (kernel @ belief))
    pooled = Draws(flat.share, flat.ratio, flat.weight * (kernel @ others))
    if min(effective_draws(alone), effective_draws(pooled)) < FEWEST:
        raise FiguresError(
            Problem(f"groups.{name}", "it hardly agrees with the prior", "state a wider prior")
        )
    ends = [
        _ends(quantiles(values, one.weight))
        for one in (alone, pooled)
        for values in (one.share, one.ratio)
    ]
    return PooledGroup(ends[0], ends[2], ends[1], ends[3])


def _factor(spreads: Floats, weight: Floats) -> Ends:
    return _ends(2 ** quantiles(spreads, weight))


def _ends(found: Floats) -> Ends:
    return float(found[0]), float(found[1]), float(found[2])
