"""The numbers of a scenario that can be moved, each with its range, unit and source."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ostraka.core.quantities import Quantity
from ostraka.core.walking import walk
from ostraka.report import words
from ostraka.report.assumptions import numbers, plain

STEPS: Final = 20
"""Equal parts of the distribution between which a slider stands."""


@dataclass(frozen=True)
class Movable:
    """A number that can be moved.

    Attributes
    ----------
    place : str
        In the scenario.
    value : float
        What it is unless it is moved; of a range, the centre.
    low, high : float or None
        Ends of its range, where it has one.
    positions : tuple of float
        Where a slider may stand: quantiles of its distribution, its centre among them. Empty without a
        range.
    unit, source, note : str
        ``source`` is "" for an assumed number.
    quantity : Quantity
        As the scenario has it.
    """

    place: str
    value: float
    low: float | None
    high: float | None
    positions: tuple[float, ...]
    unit: str
    source: str
    note: str
    quantity: Quantity

    def near_ends(self, shares: Sequence[float]) -> tuple[float, ...]:
        """The values below which these shares of its distribution lie."""
        found = (self.quantity.quantile(share) for share in shares)
        return tuple(float(round(v)) if self.quantity.is_whole else v for v in found)

    @property
    def step(self) -> float:
        """By how much a field without a range goes up or down: a tenth of its leading digit, or one."""
        if self.quantity.is_whole:
            return 1.0
        return 10.0 ** (math.floor(math.log10(abs(self.value))) - 1) if self.value else 0.01

    @property
    def label(self) -> str:
        """Such as ``Linking: mislink``."""
        first, *rest = [p for p in self.place.split(".") if p != "by_stratum"]
        tail = ", ".join(words.name_in_words(part) for part in rest)
        return f"{words.capital(first)}: {tail}" if tail else words.capital(first)

    @property
    def provenance(self) -> str:
        """Where it comes from, its range first: what stands under the slider."""
        span = (
            f"{plain(self.low)} to {plain(self.high)}, centre {plain(self.value)}"
            if self.low is not None and self.high is not None
            else f"{plain(self.value)}, no range given"
        )
        origin = f"Source: {self.source}" if self.source else "Assumed"
        note = f" Note: {self.note}." if self.note else ""
        return f"{words.capital(self.unit)}: {span}. {origin}.{note}"

    def with_position(self, value: float | None) -> tuple[float, ...]:
        """The slider's positions with one more, which an address may name."""
        if value is None or value in self.positions:
            return self.positions
        return tuple(sorted((*self.positions, value)))


def movable(base: Any) -> dict[str, Movable]:
    """Every number of a scenario's file that can be moved alone, by place; those with a range first.

    Shares that must add up to 1 are left out, and numbers in lists.
    """
    written = base.written
    units = {id(quantity): unit for _, quantity, unit in numbers(written)}
    found = [
        _movable(place, quantity, units[id(quantity)])
        for place, quantity in walk(written, written_only=True)
        if _alone(place)
    ]
    return {one.place: one for one in sorted(found, key=lambda one: not one.positions)}


def _alone(place: str) -> bool:
    parts = place.split(".")
    in_list = any(part.isdecimal() for part in parts)
    adds_up = parts[-1] == "share" and (parts[0] == "strata" or "severities" in parts)
    return not (in_list or adds_up or parts[0] == "safeguard")


def _movable(place: str, quantity: Quantity, unit: str) -> Movable:
    return Movable(
        place=place,
        value=float(quantity),
        low=quantity.low,
        high=quantity.high,
        positions=tuple(_positions(quantity)),
        unit=(unit or "a number").removeprefix("a "),
        source=(quantity.source or "").rstrip("."),
        note=(quantity.note or "").rstrip("."),
        quantity=quantity,
    )


def _positions(quantity: Quantity) -> Iterator[float]:
    if quantity.low is None or quantity.high is None:
        return
    found = {quantity.low, quantity.high, float(quantity)}
    for step in range(1, STEPS):
        value = quantity.quantile(step / STEPS)
        value = float(round(value)) if quantity.is_whole else float(f"{value:.3g}")
        if quantity.low < value < quantity.high:
            found.add(value)
    yield from sorted(found)
