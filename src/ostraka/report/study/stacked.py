"""What an arm changes by cause: decreases stacked to the left of zero, increases to the right."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ostraka.report import words
from ostraka.report.canvas import SMALL, Scale, Sheet, draw_assumptions, draw_monte_carlo
from ostraka.report.figures import Draw
from ostraka.report.study import geometry
from ostraka.report.study.geometry import Slot, is_narrow
from ostraka.results import Estimate

_BELOW: Final = 58.0
_MARKS: Final = 40.0
_VALUE: Final = 78.0
_KEY: Final = 18.0
_BAR: Final = 13.0


@dataclass(frozen=True, slots=True)
class Stack:
    """One arm: the change by cause, and of all together.

    Attributes
    ----------
    arm : str
    parts : mapping of str to float
        Change of each cause, in the order in which they are stacked.
    parts_said : mapping of str to str
    whole : Estimate
    said : str
    """

    arm: str
    parts: Mapping[str, float]
    parts_said: Mapping[str, str]
    whole: Estimate
    said: str


def _key_items(stacks: Sequence[Stack]) -> list[tuple[str, str, float]]:
    """Colour, words and pixels of each entry of the key; "" and "band" are marks of the whole."""
    causes = [c for c in stacks[0].parts if any(stack.parts[c] for stack in stacks)]
    items = [(c, words.CAUSES[c], 30 + 7.4 * len(words.CAUSES[c])) for c in causes]
    items.append(("", "all causes, 95 % Monte Carlo", 230.0))
    if any(stack.whole.parameter_low is not None for stack in stacks):
        items.append(("band", "95 % over the assumptions", 212.0))
    return items


def _key_rows(stacks: Sequence[Stack], width: float) -> list[list[tuple[str, str, float]]]:
    rows: list[list[tuple[str, str, float]]] = [[]]
    for item in _key_items(stacks):
        if rows[-1] and sum(w for *_, w in rows[-1]) + item[2] > width + 8:
            rows.append([])
        rows[-1].append(item)
    return rows


def height(stacks: Sequence[Stack]) -> Callable[[float], float]:
    """Pixels that the picture needs, by width."""
    arms = [stack.arm for stack in stacks]
    return lambda width: (
        _KEY * len(_key_rows(stacks, width)) + 14 + geometry.height_of(arms, width, _MARKS) + _BELOW
    )


def draw(stacks: Sequence[Stack], unit: str) -> Draw:
    """Stacked bars on both sides of zero, with a dot and both intervals for all causes together."""

    def onto(sheet: Sheet) -> None:
        narrow = is_narrow(sheet.width)
        arms = [stack.arm for stack in stacks]
        top = _draw_key(sheet, stacks)
        placed = geometry.slots(arms, sheet.width, top, _MARKS)
        geometry.draw_names(sheet, placed)
        left = geometry.column(arms, sheet.width)
        right = sheet.width - (8 if narrow else _VALUE)
        ends = [_ends(stack) for stack in stacks]
        scale, ticks = geometry.around_zero(
            [*(stack.whole for stack in stacks), *(end for both in ends for end in both)],
            left,
            right,
            4 if narrow else 6,
        )
        spans = geometry.spans_of(placed, sheet.width)
        geometry.draw_guides(sheet, scale, ticks, spans, unit)
        for slot, stack in zip(placed, stacks, strict=True):
            _row(sheet, scale, slot, stack)

    return onto


def _ends(stack: Stack) -> tuple[Estimate, Estimate]:
    """How far the bars reach on either side."""
    less = sum(v for v in stack.parts.values() if v < 0)
    more = sum(v for v in stack.parts.values() if v > 0)
    return (
        Estimate(less, None, None, 1, "too_few"),
        Estimate(more, None, None, 1, "too_few"),
    )


def _row(sheet: Sheet, scale: Scale, slot: Slot, stack: Stack) -> None:
    narrow = is_narrow(sheet.width)
    base = slot.baseline if narrow else slot.middle + 1.5
    sheet.text(sheet.width, base, stack.said, align="right", bold=True)
    top = slot.middle - 17
    less = more = 0.0
    for cause, value in stack.parts.items():
        if not value:
            continue
        start = less if value < 0 else more
        one, other = sorted((scale(start), scale(start + value)))
        sheet.box(one, top, max(other - one - 0.8, 0.6), _BAR, cause)
        less, more = (less + value, more) if value < 0 else (less, more + value)
    whole = stack.whole
    if whole.value is None:
        return
    y = top + _BAR + 8
    sheet.dot(scale(whole.value), y, "ink", 3.5)
    draw_monte_carlo(sheet, scale, y, whole)
    draw_assumptions(sheet, scale, y + 9, whole)


def _draw_key(sheet: Sheet, stacks: Sequence[Stack]) -> float:
    rows = _key_rows(stacks, sheet.width)
    for number, row in enumerate(rows):
        x, y = 0.0, 13 + _KEY * number
        for mark, said, width in row:
            middle = y - 4.5
            if mark == "":
                sheet.dot(x + 7, middle, "ink", 3.5)
                draw_monte_carlo(sheet, float, middle, Estimate(0, x, x + 15, 1, "ok"))
            elif mark == "band":
                sheet.box(x, middle - 2.5, 16, 5, "band")
            else:
                sheet.box(x, middle - 5, 14, 10, mark)
            sheet.text(x + 22, y, said, "muted", size=SMALL)
            x += width
    return _KEY * len(rows) + 14
