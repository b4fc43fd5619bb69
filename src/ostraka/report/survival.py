"""How long until a wrongful spell is corrected: the curves, with their intervals."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from ostraka.core.intervals import binomial_interval
from ostraka.population.ledgers import CAUSES, OUTCOMES, WRONGFUL
from ostraka.results import Estimate, Result
from ostraka.results.estimate import FEW, Floats, too_few
from ostraka.results.incidence import (
    CORRECTED,
    at_risk,
    cumulative_incidence,
    spells_of,
    with_interval,
)

SOURCE: Final = (
    "Aalen and Johansen (1978), in discrete time, by the time since a spell began: to be corrected and "
    "to end in another way compete, and a spell that still runs when last seen is censored then."
)
"""Of the estimator, in words for readers."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A share of wrongful spells by months since they began.

    Attributes
    ----------
    value, low, high : array (duration)
        With the 95 % Monte Carlo interval (jackknife over replicates); nan with one replicate.
    """

    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Survival:
    """Wrongful spells by months since they began.

    Attributes
    ----------
    uncorrected : Curve
        Not corrected so far: one minus the cumulative incidence of correction.
    running : Curve
        Not ended in any way so far.
    at_risk : array (duration)
        Spells that could still be seen to end, over all replicates.
    spells, ended : int
        Over all replicates; those that did not end were running when last seen.
    replicates : int
    """

    uncorrected: Curve
    running: Curve
    at_risk: Floats
    spells: int
    ended: int
    replicates: int

    @property
    def last(self) -> int:
        """The longest time since the beginning, in months: that of the run."""
        return len(self.at_risk) - 1

    @property
    def followed(self) -> int:
        """The longest time for which some spell could still be seen to end, in months."""
        seen = np.flatnonzero(self.at_risk > 0)
        return int(seen[-1]) if len(seen) else 0

    def corrected_by(self, month: int) -> Estimate:
        """Share of spells corrected within so many months."""
        return self._estimate(self.uncorrected, month, inverse=True)

    def uncorrected_by(self, month: int) -> Estimate:
        """Share of spells that nobody has corrected within so many months."""
        return self._estimate(self.uncorrected, month)

    def running_after(self, month: int) -> Estimate:
        """Share of spells that have not ended within so many months."""
        return self._estimate(self.running, month)

    def _estimate(self, curve: Curve, month: int, *, inverse: bool = False) -> Estimate:
        value, low, high = (float(side[month]) for side in (curve.value, curve.low, curve.high))
        if inverse:
            value, low, high = 1 - value, 1 - high, 1 - low
        value = min(max(value, 0.0), 1.0)
        if not self.ended:
            return too_few(value, self.replicates)
        events = value * self.ended
        if min(events, self.ended - events) < FEW or low != low:
            low, high = binomial_interval(events, self.ended)
            return Estimate(value, low, high, round(events), "ok")
        return Estimate(value, low, high, self.replicates, "ok")


def survival(result: Result, *causes: str) -> Survival | None:
    """The curves of all wrongful spells, or of those that began for some causes; None without spells."""
    where = [CAUSES.index(name) for name in causes or WRONGFUL]
    spells = spells_of(result.tables, where)
    total = spells.sum(axis=0)
    if not total.sum():
        return None
    ended = total[1:].sum()
    return Survival(
        uncorrected=_curve(spells, [CORRECTED]),
        running=_curve(spells, list(range(len(OUTCOMES) - 1))),
        at_risk=at_risk(total),
        spells=int(total.sum()),
        ended=int(ended),
        replicates=len(spells),
    )


def _curve(spells: Floats, ends: list[int]) -> Curve:
    """One minus the incidence of some ends: from an array (replicate, outcome, duration)."""

    def left(counts: Floats) -> Floats:
        found: Floats = 1 - cumulative_incidence(counts)[..., ends, :].sum(axis=-2)
        return np.clip(found, 0, 1)

    return Curve(*with_interval(spells, left))


def horizons(months: int) -> tuple[int, ...]:
    """At which months since the beginning a table looks: a few round ones, and the whole run."""
    inner = [m for m in (3, 6, 12, 24, 36, 60, 120) if m < months]
    return (*inner, months)


def first_look(months: int) -> int:
    """The month since the beginning of which the sentence speaks: a year, or half of a shorter run."""
    return 12 if months >= 12 else max(1, months // 2)


__all__ = [
    "SOURCE",
    "Curve",
    "Survival",
    "first_look",
    "horizons",
    "survival",
]
