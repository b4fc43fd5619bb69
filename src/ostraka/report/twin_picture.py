"""Harms of a run against its twin: a row each, every one in its own unit and on its own axis."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ostraka.report.canvas import (
    LINE,
    Marks,
    Sheet,
    draw_assumptions,
    draw_key,
    draw_monte_carlo,
    key_lines,
    marks_of,
)
from ostraka.report.figures import Draw
from ostraka.report.study import geometry
from ostraka.report.study.geometry import Slot, is_narrow
from ostraka.results import Estimate

_MARKS: Final = 30.0
_AXIS: Final = 62.0
"""Pixels below a row's marks: numbers of its axis, which side is less, and the unit."""

_VALUE: Final = 72.0
_EDGE: Final = 18.0
"""Pixels between the names and the first tick, whose number is centred on it."""


@dataclass(frozen=True, slots=True)
class Own:
    """One harm: its difference in the unit shown, with its words.

    Attributes
    ----------
    name, unit, said : str
    estimate : Estimate
    colour : str
        Role of the palette.
    """

    name: str
    unit: str
    said: str
    estimate: Estimate
    colour: str = "accent"


def _marks(rows: Sequence[Own]) -> Marks:
    return marks_of([row.estimate for row in rows])


def height(rows: Sequence[Own]) -> Callable[[float], float]:
    """Pixels that the picture needs, by width."""
    names = [row.name for row in rows]
    return lambda width: (
        LINE * len(key_lines(width, _marks(rows)))
        + 12
        + geometry.height_of(names, width, _MARKS + _AXIS)
    )


def draw(rows: Sequence[Own]) -> Draw:
    """A dot with both intervals a row; zero, which is the twin, lies in one line."""

    def onto(sheet: Sheet) -> None:
        names = [row.name for row in rows]
        top = draw_key(sheet, _marks(rows), with_bars=False) + 4
        placed = geometry.slots(names, sheet.width, top, _MARKS + _AXIS)
        if not is_narrow(sheet.width):  # beside the marks, and not beside the axis below them
            placed = [replace(slot, baseline=slot.top + 18) for slot in placed]
        geometry.draw_names(sheet, placed)
        for slot, row in zip(placed, rows, strict=True):
            _row(sheet, slot, row)

    return onto


def _row(sheet: Sheet, slot: Slot, row: Own) -> None:
    narrow = is_narrow(sheet.width)
    left = geometry.column([row.name], sheet.width) if narrow else geometry.LABELS + _EDGE
    right = sheet.width - (8 if narrow else _VALUE)
    start = slot.bottom - _AXIS - _MARKS
    at = slot.baseline if narrow else start + 18
    sheet.text(sheet.width, at, row.said, align="right", bold=True)
    if row.estimate.value is None or not any(_ends(row.estimate)):
        return
    both = [row.estimate, _mirrored(row.estimate)]
    scale, ticks = geometry.around_zero(both, left, right, 4)
    span = (start + 2, start + _MARKS)
    geometry.draw_guides(sheet, scale, ticks, [span], row.unit)
    y = start + 12
    draw_assumptions(sheet, scale, y + 10, row.estimate)
    sheet.dot(scale(row.estimate.value), y, row.colour)
    draw_monte_carlo(sheet, scale, y, row.estimate)


def _mirrored(estimate: Estimate) -> Estimate:
    """The same on the other side of zero, so that zero is in the middle of every row."""
    turned = (None if end is None else -end for end in _ends(estimate))
    value, high, low, at_most, at_least = turned
    return Estimate(value, low, high, estimate.n, estimate.status, at_least, at_most)


def _ends(estimate: Estimate) -> tuple[float | None, ...]:
    return (
        estimate.value,
        estimate.low,
        estimate.high,
        estimate.parameter_low,
        estimate.parameter_high,
    )
