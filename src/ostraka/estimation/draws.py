"""Weighted draws from the prior and the posterior of the share and of κ.

Model. Each entry is challenged, and decided, with chance κp if it is wrong and p if it is right. With φ
the share of wrong ones among the decided, q the share decided and θ that of wrong ones on such a list,
θ = φ / (φ + κ (1 − φ)), and among the unchallenged ψ = (θ − qφ) / (1 − q).
Priors: φ and q uniform, log₂κ normal (within its limits, where they are assumed), sensitivity and
specificity uniform from what is assumed to 1, all restricted to what is possible (0 ≤ ψ ≤ 1, both
chances at most 1). The challenges inform φ and q, an audit of the unchallenged informs ψ, one of the
list θ; through them, and only so, κ.

Computed by weighted draws on a Latin hypercube: each quantity is drawn from what its own counts say
(conjugate beta distributions), and weighted by the prior of κ that it implies. What is left to chance on
the list itself is drawn too.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from ostraka.core.errors import FiguresError, Problem
from ostraka.estimation.bounds import Setting
from ostraka.estimation.figures import Audit, Figures

Floats = npt.NDArray[np.float64]
Accuracy = tuple[Floats, Floats]

ENDS: Final = (0.025, 0.5, 0.975)


@dataclass(frozen=True, slots=True)
class RatioPrior:
    """What is believed of κ before: log₂κ normal.

    Attributes
    ----------
    median : float
        As probably above as below.
    factor : float
        One standard deviation is a factor of this much.
    """

    median: float = 2.0
    factor: float = 2.0

    def __post_init__(self) -> None:
        """Refuse a prior that is none.

        Raises
        ------
        FiguresError
        """
        if not (math.isfinite(self.median) and self.median > 0):
            raise FiguresError(
                Problem("prior_ratio", f"{self.median} is no ratio", "give a number above 0")
            )
        if not (math.isfinite(self.factor) and self.factor > 1):
            raise FiguresError(
                Problem("prior_factor", f"{self.factor} is no factor", "give a number above 1")
            )


@dataclass(frozen=True, slots=True)
class Draws:
    """Weighted draws: share of this list, κ, weight."""

    share: Floats
    ratio: Floats
    weight: Floats


def draw(setting: Setting, prior: RatioPrior, size: int, rng: np.random.Generator) -> Draws:
    """Weighted draws from the posterior."""
    from scipy.special import betaincinv

    figures = setting.figures
    u = _hypercube(size, 5 + 2 * len(figures.audits), rng)
    accuracies = [
        _accuracies(audit.stated, u[5 + 2 * k], u[6 + 2 * k])
        for k, audit in enumerate(figures.audits)
    ]
    given = setting.assumptions.given()
    review = _accuracies((given["sensitivity"], given["specificity"]), u[1], u[2])
    phi, weight = _share_behind(figures.overturned, figures.challenged, u[0], review)
    q = betaincinv(figures.challenged + 1.0, figures.unchallenged + 1.0, u[3])
    lead = _leading(figures)
    if lead is None:
        ratio = _ratio(prior, u[4], given)
        psi = _among_others(phi, q, ratio)
    else:
        audit = figures.audits[lead]
        psi, more = _share_behind(audit.found_wrong, audit.audited, u[4], accuracies[lead])
        weight = weight * more
        if audit.of == "list":
            psi = (psi - q * phi) / (1 - q)
        else:
            weight = weight * (1 - q)
        ratio, density = _implied(phi, q, psi, prior)
        least, most = _limits(given)
        weight = weight * density * ((ratio >= least) & (ratio <= most))
    weight = weight * _possible(phi, q, psi, ratio)
    phi, psi = np.clip(phi, 0, 1), np.clip(psi, 0, 1)
    for k, audit in enumerate(figures.audits):
        if k != lead:
            weight = weight * _likelihood(audit, phi, q, psi, accuracies[k])
    wrong = _wrong_behind(figures.overturned, figures.challenged, phi, review, rng)
    if lead is None:
        whole = wrong + rng.binomial(figures.unchallenged, psi)
    else:
        whole = _whole(figures, figures.audits[lead], (phi, q, psi), wrong, accuracies[lead], rng)
    return Draws(whole / figures.listed, ratio, weight)


def draw_prior(setting: Setting, prior: RatioPrior, size: int, rng: np.random.Generator) -> Draws:
    """Draws before decisions and audits are seen; how many challenged is known."""
    from scipy.special import betaincinv

    figures = setting.figures
    u = _hypercube(size, 3, rng)
    phi, ratio = u[0], _ratio(prior, u[1], setting.assumptions.given())
    q = betaincinv(figures.challenged + 1.0, figures.unchallenged + 1.0, u[2])
    psi = _among_others(phi, q, ratio)
    weight = _possible(phi, q, psi, ratio)
    wrong = rng.binomial(figures.challenged, phi)
    others = rng.binomial(figures.unchallenged, np.clip(psi, 0, 1))
    return Draws((wrong + others) / figures.listed, ratio, weight)


def joined(batches: Sequence[Draws]) -> Draws:
    """Several sets of draws as one."""
    return Draws(
        np.concatenate([b.share for b in batches]),
        np.concatenate([b.ratio for b in batches]),
        np.concatenate([b.weight for b in batches]),
    )


def effective_draws(draws: Draws) -> float:
    """Equal draws that weighted ones are worth. Source: Kish (1965)."""
    total = float(draws.weight.sum())
    return total**2 / float((draws.weight**2).sum()) if total else 0.0


def quantiles(values: Floats, weight: Floats) -> Floats:
    """2.5 %, 50 % and 97.5 % points of weighted values."""
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weight[order]) - weight[order] / 2
    result: Floats = np.interp(ENDS, below / weight.sum(), values[order])
    return result


def _hypercube(size: int, dimensions: int, rng: np.random.Generator) -> list[Floats]:
    """Uniform numbers that fill every margin evenly. Source: McKay, Beckman and Conover (1979)."""
    return [(rng.permutation(size) + rng.random(size)) / size for _ in range(dimensions)]


def _accuracies(least: tuple[float, float], u: Floats, v: Floats) -> Accuracy:
    """Sensitivity and specificity, uniform from the least that is assumed to 1."""
    return least[0] + (1 - least[0]) * u, least[1] + (1 - least[1]) * v


def _share_behind(found: int, seen: int, u: Floats, accuracy: Accuracy) -> tuple[Floats, Floats]:
    """Share of wrong ones behind what was called wrong, and the weight of drawing it so."""
    from scipy.special import betaincinv

    sensitivity, specificity = accuracy
    apparent = betaincinv(found + 1.0, seen - found + 1.0, u)
    slope = sensitivity + specificity - 1
    share = (apparent - (1 - specificity)) / slope
    return share, ((share >= 0) & (share <= 1)) / slope


def _leading(figures: Figures) -> int | None:
    """The audit that draws start from: the largest, of the unchallenged if there is one."""
    order = range(len(figures.audits))
    return max(
        order,
        key=lambda k: (figures.audits[k].of == "unchallenged", figures.audits[k].audited),
        default=None,
    )


def _limits(given: Mapping[str, float]) -> tuple[float, float]:
    """Of κ, where they are assumed."""
    return given.get("ratio_at_least", 0.0), given.get("ratio_at_most", math.inf)


def _ratio(prior: RatioPrior, u: Floats, given: Mapping[str, float]) -> Floats:
    """κ from its prior, within its limits."""
    from scipy.special import ndtr, ndtri

    ends = [math.log(end / prior.median) if end else -math.inf for end in _limits(given)]
    low, high = (float(ndtr(end / math.log(prior.factor))) for end in ends)
    z = np.clip(ndtri(low + (high - low) * u), -38.0, 38.0)
    result: Floats = prior.median * np.exp(math.log(prior.factor) * z)
    return result


def _among_others(phi: Floats, q: Floats, ratio: Floats) -> Floats:
    """Share of wrong ones among the unchallenged."""
    theta = phi / (phi + ratio * (1 - phi))
    return (theta - q * phi) / (1 - q)


def _implied(phi: Floats, q: Floats, psi: Floats, prior: RatioPrior) -> tuple[Floats, Floats]:
    """κ behind the shares, and the prior's density of it on the scale of θ."""
    phi, psi = np.clip(phi, 1e-12, 1 - 1e-12), np.clip(psi, 0, 1)
    theta = np.clip(q * phi + (1 - q) * psi, 1e-12, 1 - 1e-12)
    ratio = phi * (1 - theta) / (theta * (1 - phi))
    z = np.log(ratio / prior.median) / math.log(prior.factor)
    return ratio, np.exp(-(z**2) / 2) / (theta * (1 - theta))


def _possible(phi: Floats, q: Floats, psi: Floats, ratio: Floats) -> Floats:
    """1 where shares and both chances to challenge lie from 0 to 1."""
    theta = q * phi + (1 - q) * psi
    inside = (phi >= 0) & (phi <= 1) & (psi >= 0) & (psi <= 1)
    chances = (q * phi <= theta) & (q * (1 - phi) <= 1 - theta)
    result: Floats = (inside & chances & np.isfinite(ratio)).astype(float)
    return result


def _likelihood(audit: Audit, phi: Floats, q: Floats, psi: Floats, accuracy: Accuracy) -> Floats:
    """Of another audit, up to a factor."""
    from scipy.special import xlog1py, xlogy

    share = psi if audit.of == "unchallenged" else q * phi + (1 - q) * psi
    sensitivity, specificity = accuracy
    apparent = sensitivity * share + (1 - specificity) * (1 - share)
    found, rest = audit.found_wrong, audit.audited - audit.found_wrong
    at_best = xlogy(found, found / audit.audited) + xlogy(rest, rest / audit.audited)
    result: Floats = np.exp(xlogy(found, apparent) + xlog1py(rest, -apparent) - at_best)
    return result


def _wrong_behind(
    found: int, seen: int, share: Floats, accuracy: Accuracy, rng: np.random.Generator
) -> Floats:
    """Truly wrong ones among those seen, drawn given what they were called."""
    sensitivity, specificity = accuracy
    called = sensitivity * share, (1 - specificity) * (1 - share)
    passed = (1 - sensitivity) * share, specificity * (1 - share)
    total = rng.binomial(found, _part(*called)) + rng.binomial(seen - found, _part(*passed))
    return np.asarray(total, dtype=float)


def _part(one: Floats, other: Floats) -> Floats:
    total = one + other
    return np.clip(np.divide(one, total, out=np.zeros_like(total), where=total > 0), 0, 1)


def _whole(
    figures: Figures,
    audit: Audit,
    shares: tuple[Floats, Floats, Floats],
    wrong: Floats,
    accuracy: Accuracy,
    rng: np.random.Generator,
) -> Floats:
    """Wrongly listed on this list: what was seen, and the luck of what was not."""
    phi, q, psi = shares
    unseen = figures.size_of(audit) - audit.audited
    seen = audit.found_wrong, audit.audited
    if audit.of == "unchallenged":
        return wrong + _wrong_behind(*seen, psi, accuracy, rng) + rng.binomial(unseen, psi)
    theta = q * phi + (1 - q) * psi
    whole = _wrong_behind(*seen, theta, accuracy, rng) + rng.binomial(unseen, theta)
    return np.clip(whole, wrong, wrong + figures.unchallenged)
