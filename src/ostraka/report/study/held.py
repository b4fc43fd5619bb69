"""Combinations held against a ceiling: a value with both intervals, left or right of a line."""

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
from ostraka.report.study.geometry import is_narrow
from ostraka.results import Estimate

_BELOW: Final = 46.0
_MARKS: Final = 42.0
_VALUE: Final = 132.0


@dataclass(frozen=True, slots=True)
class Held:
    """One combination: its harm, its words, and the verdict."""

    arm: str
    harm: Estimate
    said: str
    verdict: str
    is_minimal: bool


def _marks(rows: Sequence[Held]) -> Marks:
    return marks_of([row.harm for row in rows])


def height(rows: Sequence[Held]) -> Callable[[float], float]:
    """Pixels that the picture needs, by width."""
    arms = [row.arm for row in rows]
    return lambda width: (
        KEY_LINE * len(key_lines(width, _marks(rows)))
        + 36
        + geometry.height_of(arms, width, _MARKS)
        + _BELOW
    )


def draw(rows: Sequence[Held], ceiling: float, said: str, unit: str) -> Draw:
    """A dot a row with both intervals, and a line at the ceiling."""

    def onto(sheet: Sheet) -> None:
        narrow = is_narrow(sheet.width)
        arms = [row.arm for row in rows]
        top = draw_key(sheet, _marks(rows), with_bars=False) + 26
        placed = geometry.slots(arms, sheet.width, top, _MARKS)
        geometry.draw_names(sheet, placed)
        left = geometry.column(arms, sheet.width)
        right = sheet.width - (8 if narrow else _VALUE)
        line = Estimate(ceiling, None, None, 1, "too_few")
        scale, ticks = geometry.around_zero([*(row.harm for row in rows), line], left, right, 5)
        spans = geometry.spans_of(placed, sheet.width)
        geometry.draw_guides(sheet, scale, ticks, spans, unit, at=(ceiling, "ink"))
        x = scale(ceiling)
        align = "right" if x > sheet.width / 2 else "left"
        sheet.text(x, top - 8, f"ceiling {said}", align=align, bold=True, size=SMALL)
        for slot, row in zip(placed, rows, strict=True):
            y = slot.middle - 3
            base = slot.baseline if narrow else y - 2
            sheet.text(sheet.width, base, row.said, align="right", bold=True)
            colour = "accent" if row.is_minimal else "muted"
            if not narrow:
                sheet.text(sheet.width, y + 13, row.verdict, colour, align="right", size=SMALL)
            elif row.is_minimal:
                sheet.text(
                    sheet.width, slot.bottom - 4, row.verdict, colour, align="right", size=SMALL
                )
            if row.harm.value is None:
                continue
            draw_assumptions(sheet, scale, y + 10, row.harm)
            sheet.dot(scale(row.harm.value), y, colour)
            draw_monte_carlo(sheet, scale, y, row.harm)

    return onto
