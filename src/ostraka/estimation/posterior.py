"""A posterior under stated priors, beside its prior; where the figures say nothing, it says so."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from ostraka.core.errors import FiguresError, Problem
from ostraka.estimation.bounds import Setting
from ostraka.estimation.draws import (
    Draws,
    RatioPrior,
    draw,
    draw_prior,
    effective_draws,
    joined,
    quantiles,
)

DRAWS: Final = 1 << 15
BATCHES: Final = 8
FEWEST_EFFECTIVE: Final = 400.0
LEARNED: Final = 0.9
"""An interval that is wider than this share of the prior's has hardly learned anything."""


@dataclass(frozen=True, slots=True)
class Belief:
    """One quantity before and after the figures: 95 % intervals with medians.

    Attributes
    ----------
    prior, posterior : tuple of float
        2.5 %, 50 % and 97.5 % points.
    is_learned : bool
        Whether the figures narrowed it by more than a tenth.
    """

    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    is_learned: bool

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "prior": list(self.prior),
            "posterior": list(self.posterior),
            "learned": self.is_learned,
        }


@dataclass(frozen=True, slots=True)
class Posterior:
    """What the priors become.

    Attributes
    ----------
    share : Belief
        Share of the list that is there wrongly.
    ratio : Belief
        κ; narrowing is judged on the scale of factors.
    prior : RatioPrior
    monte_carlo_error : float
        Largest standard error of the ends of the share, from independent batches.
    effective_draws : float
        Equal draws that the weighted ones are worth.
    """

    share: Belief
    ratio: Belief
    prior: RatioPrior
    monte_carlo_error: float
    effective_draws: float

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "prior_of_ratio": {"median": self.prior.median, "factor": self.prior.factor},
            "share": self.share.to_dict(),
            "ratio": self.ratio.to_dict(),
            "monte_carlo_error": self.monte_carlo_error,
            "effective_draws": self.effective_draws,
        }


def posterior_of(
    setting: Setting, prior: RatioPrior | None = None, draws: int = DRAWS, seed: int = 1
) -> Posterior:
    """Prior and posterior of the share and of κ.

    Raises
    ------
    FiguresError
        If no challenge was decided, no accuracy of its review is assumed, or an audit used is not random.
    """
    refuse_without_prior(setting)
    prior = prior or RatioPrior()
    batches = [
        draw(setting, prior, draws // BATCHES, np.random.default_rng([seed, batch]))
        for batch in range(BATCHES)
    ]
    before = draw_prior(setting, prior, draws, np.random.default_rng([seed, BATCHES]))
    after = joined(batches)
    effective = effective_draws(after)
    if effective < FEWEST_EFFECTIVE:
        raise FiguresError(
            Problem(
                "prior_ratio",
                f"figures and prior hardly agree ({effective:.0f} effective draws)",
                "look at the bounds instead, or state a wider prior",
            )
        )
    ends = np.array([quantiles(b.share, b.weight) for b in batches if effective_draws(b) > 20])
    error = float((ends.std(axis=0, ddof=1) / math.sqrt(len(ends))).max())
    return Posterior(
        _belief(before, after, "share", lambda x: x),
        _belief(before, after, "ratio", math.log2),
        prior,
        error,
        effective,
    )


def _belief(before: Draws, after: Draws, name: str, scale: Callable[[float], float]) -> Belief:
    ends = [quantiles(getattr(d, name), d.weight) for d in (before, after)]
    widths = [scale(float(e[2])) - scale(float(e[0])) for e in ends]
    low, middle, high = (tuple(map(float, e)) for e in zip(*ends, strict=True))
    return Belief(
        (low[0], middle[0], high[0]), (low[1], middle[1], high[1]), widths[1] < LEARNED * widths[0]
    )


def refuse_without_prior(setting: Setting) -> None:
    """Raise what a posterior lacks.

    Raises
    ------
    FiguresError
    """
    if problems := _missing(setting):
        raise FiguresError(problems)


def _missing(setting: Setting) -> list[Problem]:
    figures, given = setting.figures, setting.assumptions.given()
    found = []
    if not figures.challenged:
        found.append(
            Problem("challenged", "no challenge was decided", "give challenged and overturned")
        )
    for name in ("sensitivity", "specificity"):
        if name not in given:
            found.append(Problem(name, "it has no prior", "state the least it was, such as 0.9"))
    if not found and given["sensitivity"] + given["specificity"] <= 1:
        found.append(
            Problem("sensitivity", "with specificity it adds up to 1 or less", "state more of one")
        )
    if "told_challenged_at_least" in given:
        found.append(
            Problem(
                "told_challenged_at_least",
                "the posterior has no model of who was told",
                "leave it out of the posterior; the bounds use it",
            )
        )
    for audit in figures.audits:
        if not audit.is_random:
            found.append(
                Problem(
                    "audit_random",
                    "a sample that was not random has no likelihood",
                    "leave the audit out of the posterior; the bounds use it",
                )
            )
        elif sum(audit.stated) <= 1:
            found.append(
                Problem(
                    "audit_sensitivity", "with specificity it adds up to 1 or less", "state more"
                )
            )
    return found
