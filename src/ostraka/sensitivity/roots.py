"""Where a curve of means crosses a ceiling: bisection on common draws, with a band around it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from ostraka.results.estimate import Floats, replicate_half_width

Measure = Callable[[float], Floats]
"""From a value of the number to the harm: array (replicate), the same draws for every value."""

FINE: Final = 1 / 256
"""Of the stretch that is searched: how near a crossing is told."""

STEPS: Final = 8
"""Stretches of the scan."""

MONOTONE: Final = ("in every replicate", "on average", "no")


class Curve:
    """A harm over a number, measured where it is asked for, once each."""

    def __init__(self, measure: Measure, *, is_whole: bool = False) -> None:
        """``measure`` gives at least two replicates for an interval."""
        self._measure, self.is_whole = measure, is_whole
        self.points: dict[float, Floats] = {}

    def at(self, value: float) -> Floats:
        """The harm by replicate."""
        if value not in self.points:
            self.points[value] = np.asarray(self._measure(value), dtype=float)
        return self.points[value]

    def mean(self, value: float) -> float:
        """The mean over replicates."""
        return float(self.at(value).mean())

    def half(self, value: float) -> float:
        """Half of the 95 % t interval of the mean."""
        return float(replicate_half_width(self.at(value)))

    def values(self) -> list[float]:
        """Where it was measured, in order."""
        return sorted(self.points)


@dataclass(frozen=True, slots=True)
class Shape:
    """How a curve runs.

    Attributes
    ----------
    rises : bool
        From one end to the other.
    monotone : str
        ``in every replicate``; ``on average``, where no step of the mean goes back by more than chance;
        or ``no``.
    turns : tuple of float
        Values after which it goes back by more than chance.
    """

    rises: bool
    monotone: str
    turns: tuple[float, ...]


def scan(curve: Curve, low: float, high: float) -> list[float]:
    """Measure at equal steps from ``low`` to ``high``."""
    grid = np.linspace(low, high, STEPS + 1)
    values = sorted({float(round(x)) if curve.is_whole else float(x) for x in grid})
    for value in values:
        curve.at(value)
    return values


def shape_of(curve: Curve, values: Sequence[float]) -> Shape:
    """How it runs between the values of a scan, on paired differences."""
    rises = curve.mean(values[-1]) >= curve.mean(values[0])
    sign = 1.0 if rises else -1.0
    turns, exact = [], True
    for here, then in pairwise(values):
        step = sign * (curve.at(then) - curve.at(here))
        exact = exact and bool((step >= 0).all())
        if len(step) > 1 and float(step.mean()) < -float(replicate_half_width(step)):
            turns.append(here)
    if turns:
        return Shape(rises, MONOTONE[2], tuple(turns))
    return Shape(rises, MONOTONE[0] if exact else MONOTONE[1], ())


def crossing(
    level: Callable[[float], float],
    values: Sequence[float],
    ceiling: float,
    *,
    rises: bool,
    is_whole: bool = False,
) -> float:
    """The value next to the harmless end at which ``level`` first passes the ceiling.

    Parameters
    ----------
    level : callable
        From a value to what must stay at or below the ceiling.
    values : sequence of float
        Of a scan, in order.
    rises : bool
        Whether harm grows with the value, so that the search begins at the least.

    Returns
    -------
    float
        The last value that keeps the ceiling, to :data:`FINE` of the stretch; of a rising curve
        ``inf`` if all do and ``-inf`` if none does, of a falling one ``-inf`` if all do and ``inf`` if
        none does.
    """
    ordered = list(values) if rises else list(values)[::-1]
    beyond = math.inf if rises else -math.inf
    if level(ordered[0]) > ceiling:
        return -beyond
    for inner, outer in pairwise(ordered):
        if level(outer) > ceiling:
            fine = FINE * abs(values[-1] - values[0])
            return _bisected(level, inner, outer, ceiling, 1.0 if is_whole else fine, is_whole)
    return beyond


def _bisected(
    level: Callable[[float], float],
    inner: float,
    outer: float,
    ceiling: float,
    fine: float,
    is_whole: bool,
) -> float:
    while abs(outer - inner) > fine:
        middle = (inner + outer) / 2
        if is_whole:
            middle = float(math.floor(middle))
            if middle in (inner, outer):
                break
        if level(middle) > ceiling:
            outer = middle
        else:
            inner = middle
    if is_whole:
        return inner
    within, past = level(inner), level(outer)
    return inner + (outer - inner) * (ceiling - within) / (past - within)
