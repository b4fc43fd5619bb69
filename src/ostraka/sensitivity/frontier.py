"""Frontiers: the budget of one number over the values of another."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import numpy as np

from ostraka.core.accessor import Accessor
from ostraka.core.errors import OstrakaError
from ostraka.sensitivity.budget import Asked, Budget, central, read
from ostraka.sensitivity.ceiling import Varied
from ostraka.sensitivity.common import Told

POINTS: Final = 7
"""Values of the second number."""


@dataclass(frozen=True)
class Frontier:
    """How far one number may go, by the value of another.

    Attributes
    ----------
    place, number_unit : str
        The number across.
    values : tuple of float
    budgets : tuple of Budget
        Of the first number, one for each value.
    """

    place: str
    number_unit: str
    values: tuple[float, ...]
    budgets: tuple[Budget, ...]

    plot = Accessor("ostraka.plots.of_sensitivity", "FrontierPlots")

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return asdict(self)

    def picture(self, path: str | Path) -> Path:
        """Save it as a curve with its interval, SVG or PNG by the ending of ``path``."""
        return Path(import_module("ostraka.report.frontier_picture").save(self, path))

    def __str__(self) -> str:
        """As a table."""
        from ostraka.sensitivity.budget_text import frontier_text

        return frontier_text(self)


def frontier(
    scenario: Any,
    harm: str,
    vary: str,
    across: str,
    *,
    points: int = POINTS,
    people: int | None = None,
    months: int | None = None,
    seed: int | None = None,
    replicates: int | None = None,
    threads: int | None = None,
    progress: Told | None = None,
    say: Callable[[str], None] | None = None,
) -> Frontier:
    """The budget of ``vary`` at each of several values of ``across``, on common draws.

    Parameters are those of :func:`~ostraka.sensitivity.budget.budget`. ``across`` goes over the range
    that it is given (``PLACE=LOW:HIGH``), or over its own range, or over all that its unit allows.
    Other uncertain numbers are at their centre.

    Raises
    ------
    OstrakaError
        As for a budget; or if the two numbers are one, or there is no range to go over.
    """
    asked = read(scenario, harm, (vary, across), people, months, seed, replicates, threads)
    first, second = asked.numbers
    if first.place == second.place:
        raise OstrakaError(f"vary: {first.place!r} is named twice; name two numbers")
    values = _values(second, points)
    if say is not None:
        say(
            f"{len(values)} budgets of about {28 * asked.scenario.replicates} runs x "
            f"{asked.scenario.people:,} people x {asked.scenario.months} months."
        )
    found = []
    for done, value in enumerate(values, start=1):
        found.append(_at(asked, first, second, value))
        if progress is not None:
            progress(done, len(values))
    return Frontier(second.place, second.unit, values, tuple(found))


def _at(asked: Asked, first: Varied, second: Varied, value: float) -> Budget:
    return central(asked, first, {**asked.centre, second.place: value})


def _values(number: Varied, points: int) -> tuple[float, ...]:
    quantity = number.quantity
    low, high = number.low, number.high
    if low is None or high is None:
        low, high = quantity.low, quantity.high
    if low is None or high is None:
        low, high = number.least, number.most
    if not np.isfinite(high):
        raise OstrakaError(
            f"vary: {number.place!r} has no range to go over; write {number.place}=LOW:HIGH"
        )
    return tuple(sorted({number.settled(float(x)) for x in np.linspace(low, high, points)}))
