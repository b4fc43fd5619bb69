"""Who carries it and who gains: the difference of each arm, stratum by stratum."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ostraka.report import words
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
    shortened,
)
from ostraka.report.figures import Draw
from ostraka.report.study import geometry
from ostraka.report.study.geometry import is_narrow
from ostraka.results import Estimate

_BELOW: Final = 62.0
_PITCH: Final = 27.0
_VALUE: Final = 76.0
_STRATUM: Final = 92.0


@dataclass(frozen=True, slots=True)
class Group:
    """One arm: its difference by stratum, with words."""

    arm: str
    strata: Mapping[str, tuple[Estimate, str]]


def _marks(groups: Sequence[Group]) -> Marks:
    return marks_of([e for group in groups for e, _ in group.strata.values()])


def _room(groups: Sequence[Group]) -> float:
    return _PITCH * len(groups[0].strata) + 8


def height(groups: Sequence[Group]) -> Callable[[float], float]:
    """Pixels that the picture needs, by width."""
    arms = [group.arm for group in groups]

    def of(width: float) -> float:
        key = KEY_LINE * len(key_lines(width, _marks(groups))) + 14
        return key + geometry.height_of(arms, width, _room(groups)) + _BELOW

    return of


def draw(groups: Sequence[Group], unit: str) -> Draw:
    """A row a stratum, in the group of its arm, all on one axis around zero."""

    def onto(sheet: Sheet) -> None:
        narrow = is_narrow(sheet.width)
        arms = [group.arm for group in groups]
        top = draw_key(sheet, _marks(groups), with_bars=False) + 4
        placed = geometry.slots(arms, sheet.width, top, _room(groups))
        geometry.draw_names(sheet, placed)
        start = 0.0 if narrow else geometry.column(arms, sheet.width)
        left, right = start + _STRATUM + 6, sheet.width - _VALUE
        every = [e for group in groups for e, _ in group.strata.values()]
        scale, ticks = geometry.around_zero(every, left, right, 3 if narrow else 5)
        spans = geometry.spans_of(placed, sheet.width)
        geometry.draw_guides(sheet, scale, ticks, spans, unit)
        for slot, group in zip(placed, groups, strict=True):
            first = slot.middle - _PITCH * (len(group.strata) - 1) / 2
            for number, (stratum, (estimate, said)) in enumerate(group.strata.items()):
                y = first + _PITCH * number - 3
                name = shortened(words.name_in_words(stratum), 13)
                sheet.text(start, y + 4.5, name, "muted", size=SMALL)
                sheet.text(sheet.width, y + 4.5, said, align="right", bold=True)
                if estimate.value is None:
                    continue
                draw_assumptions(sheet, scale, y + 10, estimate)
                sheet.dot(scale(estimate.value), y, "accent")
                draw_monte_carlo(sheet, scale, y, estimate)

    return onto
