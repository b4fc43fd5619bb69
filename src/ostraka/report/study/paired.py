"""Safeguards as paired differences of a harm, with what is missed beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from ostraka.report.canvas import LINE as KEY_LINE
from ostraka.report.canvas import (
    SMALL,
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

_BELOW: Final = 62.0
"""Pixels below the rows: numbers of the axis and what they are."""

_HEAD: Final = 40.0
_MARKS: Final = 26.0
_VALUE: Final = 66.0


@dataclass(frozen=True, slots=True)
class Line:
    """One arm: its difference, and what is missed beside it (if that is shown), each with its words.

    Attributes
    ----------
    arm : str
    harm : Estimate
    missed : Estimate or None
        In the units shown.
    harm_said, missed_said : str
    """

    arm: str
    harm: Estimate
    harm_said: str
    missed: Estimate | None = None
    missed_said: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two charts.

    Attributes
    ----------
    head : (str, str)
        What it shows, in two lines.
    unit : str
        On its axis.
    colour : str
    """

    head: tuple[str, str]
    unit: str
    colour: str


def height(lines: Sequence[Line]) -> Callable[[float], float]:
    """Pixels that the picture needs, by width."""
    arms = [line.arm for line in lines]

    def of(width: float) -> float:
        key = KEY_LINE * len(key_lines(width, _marks(lines))) + 10
        one = _HEAD + geometry.height_of(arms, width, _MARKS) + _BELOW
        both = any(line.missed is not None for line in lines)
        return key + (2 * one + 12 if both and is_narrow(width) else one)

    return of


def _marks(lines: Sequence[Line]) -> Marks:
    return marks_of([e for line in lines for e in (line.harm, line.missed) if e is not None])


def draw(lines: Sequence[Line], harm: Side, missed: Side | None = None) -> Draw:
    """Dots with both intervals around a line at zero: the harm, and beside it what is missed."""
    arms = [line.arm for line in lines]
    first = [(line.harm, line.harm_said) for line in lines]
    second = [(line.missed, line.missed_said) for line in lines if line.missed is not None]

    def onto(sheet: Sheet) -> None:
        top = draw_key(sheet, _marks(lines), with_bars=False) + _HEAD
        placed = geometry.slots(arms, sheet.width, top, _MARKS)
        geometry.draw_names(sheet, placed)
        if is_narrow(sheet.width):
            room = (5.0, sheet.width - 8)
            _side(sheet, harm, first, placed, room, sheet.width)
            if missed is None:
                return
            below = placed[-1].bottom + _BELOW + 12 + _HEAD
            placed = geometry.slots(arms, sheet.width, below, _MARKS)
            geometry.draw_names(sheet, placed)
            _side(sheet, missed, second, placed, room, sheet.width)
            return
        start = geometry.column(arms, sheet.width)
        if missed is None:
            _side(sheet, harm, first, placed, (start, sheet.width - _VALUE), sheet.width)
            return
        free = sheet.width - start - 2 * _VALUE - 26
        middle = start + 0.58 * free
        _side(sheet, harm, first, placed, (start, middle), middle + _VALUE)
        left = middle + _VALUE + 26
        _side(sheet, missed, second, placed, (left, sheet.width - _VALUE), sheet.width)

    return onto


def _side(
    sheet: Sheet,
    side: Side,
    shown: Sequence[tuple[Estimate, str]],
    placed: Sequence[Slot],
    room: tuple[float, float],
    value_at: float,
) -> None:
    narrow = is_narrow(sheet.width)
    top = placed[0].top
    sheet.text(room[0], top - 24, side.head[0], bold=True)
    sheet.text(room[0], top - 9, side.head[1], "muted", size=SMALL)
    pad = 0 if narrow else 6
    scale, ticks = geometry.around_zero(
        [e for e, _ in shown], room[0] + pad, room[1] - pad, 4 if narrow or room[1] < 460 else 3
    )
    spans = geometry.spans_of(placed, sheet.width)
    geometry.draw_guides(sheet, scale, ticks, spans, side.unit)
    for slot, (estimate, said) in zip(placed, shown, strict=True):
        base = slot.baseline if narrow else slot.middle + 1.5
        sheet.text(value_at, base, said, align="right", bold=True)
        if estimate.value is None:
            continue
        y = slot.middle - 3
        draw_assumptions(sheet, scale, y + 10, estimate)
        sheet.dot(scale(estimate.value), y, side.colour)
        draw_monte_carlo(sheet, scale, y, estimate)
