"""What operators make of a number: multiply, then the limits, then set; and who is not reached.

Each safeguard reaches a share ``delivery`` of those to whom it is owed, one independently of
another. The number is the mean over who is reached by which: the sum, over every set S of
safeguards, of P(S) times the number that those of S together make. So nothing depends on an order.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ostraka.core.quantities import Distribution, Quantity, Unit
from ostraka.safeguards.definition import Effect

MIXED = ("a probability", "a share", "a rate per month", "a multiplier")
"""Units whose mean over those reached and those not is again such a number, with the same meaning."""


@dataclass(frozen=True, slots=True)
class Act:
    """One safeguard's part in one number.

    Attributes
    ----------
    safeguard : str
    effect : Effect
    delivery : Quantity
    strata, places : frozenset of str, or None
        For which strata, in which jurisdictions; None for all.
    """

    safeguard: str
    effect: Effect
    delivery: Quantity
    strata: frozenset[str] | None = None
    places: frozenset[str] | None = None

    @property
    def is_partial(self) -> bool:
        """Whether it may reach fewer than all."""
        ends = (self.delivery.low, self.delivery.high, self.delivery.value)
        return any(end is not None and end < 1 for end in ends)

    def numbers(self) -> Iterator[Quantity]:
        """Its numbers: the operands and the delivery."""
        yield self.delivery
        for name in self.effect.operators:
            operand = getattr(self.effect, name)
            if isinstance(operand, Quantity):
                yield operand


@dataclass(frozen=True, slots=True)
class Range:
    """A number and its ends, and whether any draw of what went in makes it another than before."""

    value: float
    low: float
    high: float
    is_moved: bool

    @property
    def is_certain(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high


Pick = Callable[[Quantity], float]


def after(before: Quantity | None, acts: Sequence[Act], unit: Unit | None) -> Range:
    """The number that safeguards together make of another, with its ends.

    The result rises or falls with each number that goes into it, so its ends lie at ends of those.
    A limit that is not given (None) is infinite.
    """
    start = Quantity(value=0.0) if before is None else before
    uncertain = [q for act in acts for q in act.numbers() if q.is_uncertain]
    if start.is_uncertain:
        uncertain.append(start)

    def made(ends: dict[int, float]) -> tuple[float, bool]:
        def pick(q: Quantity) -> float:
            return ends.get(id(q), float(q))

        number = math.inf if before is None else pick(start)
        found = _mean(number, acts, pick)
        if unit is not None and unit.whole and found < math.inf:
            found = float(round(found))
        return found, found != number

    middle, is_moved = made({})
    corners = [
        made(dict(zip(map(id, uncertain), ends, strict=True)))
        for ends in itertools.product(*((q.low or 0.0, q.high or 0.0) for q in uncertain))
    ]
    low, high = min(corners)[0], max(corners)[0]
    is_moved = is_moved or any(moves for _, moves in corners)
    return Range(min(max(middle, low), high), low, high, is_moved)


def _mean(start: float, acts: Sequence[Act], pick: Pick) -> float:
    """The mean of a number over who is reached by which safeguard."""
    chances = [pick(act.delivery) for act in acts]
    unsure = [k for k, chance in enumerate(chances) if 0 < chance < 1]
    total = 0.0
    for reached in itertools.product((True, False), repeat=len(unsure)):
        weight = 1.0
        here = {k for k, chance in enumerate(chances) if chance >= 1}
        for k, is_reached in zip(unsure, reached, strict=True):
            weight *= chances[k] if is_reached else 1 - chances[k]
            here |= {k} if is_reached else set()
        made = _together(start, [act for k, act in enumerate(acts) if k in here], pick)
        total += made if weight == 1.0 else weight * made
    return total


def _together(start: float, acts: Sequence[Act], pick: Pick) -> float:
    """A number for somebody whom all of these safeguards reach."""

    def operands(name: str) -> list[float]:
        given = [getattr(act.effect, name) for act in acts]
        return [pick(q) for q in given if isinstance(q, Quantity)]

    number = start
    for factor in operands("multiply"):
        number *= factor
    number = max([number, *operands("at_least")])
    number = min([number, *operands("at_most")])
    return next(iter(operands("set")), number)


def written(found: Range, before: Quantity | None, acts: Sequence[Act]) -> dict[str, Any]:
    """A number as plain data of a scenario: with its ends, and where it comes from."""
    data: dict[str, Any] = {"value": found.value}
    if not found.is_certain:
        data |= {"low": found.low, "high": found.high}
        if (shape := _shape(before, acts)) and not (shape == "log_uniform" and found.low <= 0):
            data["distribution"] = shape
    return data | _provenance(before, acts)


def _shape(before: Quantity | None, acts: Sequence[Act]) -> Distribution | None:
    """The shape that is shown: of the number before, else of what acts on it.

    A run that draws the numbers draws those that went in and composes them, so it draws the true shape.
    """
    candidates = [before] if before is not None else []
    candidates += [q for act in acts for q in act.numbers()]
    return next((q.distribution for q in candidates if q.is_uncertain), None)


def _provenance(before: Quantity | None, acts: Sequence[Act]) -> dict[str, Any]:
    """A source only if all that went in has one; else it is assumed."""
    is_replaced = any("set" in act.effect.operators and not act.is_partial for act in acts)
    parts = [before] if before is not None and not is_replaced else []
    for act in acts:
        parts += [q for q in act.numbers() if q is not act.delivery or act.is_partial]
    names = " and ".join(act.safeguard for act in acts)
    was = "" if before is None else f", {_said(before)} before"
    note = {"note": f"with the safeguard {names}{was}"}
    sources = dict.fromkeys(q.source for q in parts if q.source)
    if all(q.source for q in parts):
        return {"source": "; ".join(s for s in sources if s), **note}
    if all(q.source or q.assumed for q in parts):
        return {"assumed": True, **note}
    return note


def _said(number: Quantity) -> str:
    if number.low is not None and number.high is not None:
        return f"{number.low:g} to {number.high:g}"
    return f"{float(number):g}"
