"""In what share of the draws an arm helps or harms: one bar of all draws an arm."""

from collections.abc import Callable, Sequence
from typing import Final

from ostraka.report.canvas import SMALL, Scale, Sheet, draw_monte_carlo, linear
from ostraka.report.figures import Draw
from ostraka.report.study import geometry
from ostraka.report.study.geometry import Slot, is_narrow
from ostraka.report.study.wording import share
from ostraka.results import Estimate
from ostraka.sensitivity.robustness import Arm, Share

_BELOW: Final = 44.0
_MARKS: Final = 34.0
_VALUE: Final = 62.0
_KEY: Final = 18.0
_BAR: Final = 12.0

_PARTS: Final = (
    ("series_a", "less harm"),
    ("quiet", "the same"),
    ("accent", "more harm"),
)


def height(arms: Sequence[Arm]) -> Callable[[float], float]:
    """Pixels that the picture needs, by width."""
    names = [arm.name for arm in arms]
    return lambda width: _head(width) + geometry.height_of(names, width, _MARKS) + _BELOW


def _head(width: float) -> float:
    return (_KEY if is_narrow(width) else 0.0) + 48.0


def draw(arms: Sequence[Arm], words: str) -> Draw:
    """Less harm from the left, more from the right, and between them the draws without a change."""

    def onto(sheet: Sheet) -> None:
        narrow = is_narrow(sheet.width)
        names = [arm.name for arm in arms]
        placed = geometry.slots(names, sheet.width, _head(sheet.width), _MARKS)
        geometry.draw_names(sheet, placed)
        start = geometry.column(names, sheet.width)
        left, right = (start + _VALUE if not narrow else _VALUE), sheet.width - _VALUE
        _draw_key(sheet, left - 8)
        scale = linear(0, 100, left, right)
        spans = geometry.spans_of(placed, sheet.width)
        bottom = spans[-1][1]
        for tick in (0, 25, 50, 75, 100):
            for top, end in spans:
                sheet.line([scale(tick)] * 2, [top, end], "line")
            sheet.text(scale(tick), bottom + 16, str(tick), "muted", size=SMALL, align="center")
        sheet.text(left, bottom + 34, words, "muted", size=SMALL)
        for slot, arm in zip(placed, arms, strict=True):
            _row(sheet, scale, slot, arm, left - 8)

    return onto


def _row(sheet: Sheet, scale: Scale, slot: Slot, arm: Arm, value_at: float) -> None:
    y = slot.middle - 3
    before = 0.0
    for (colour, _), part in zip(_PARTS, (arm.helps, arm.same, arm.harms), strict=True):
        wide = 100 * part.value
        if wide:
            one, other = scale(before), scale(before + wide)
            sheet.box(one, y - _BAR / 2, max(other - one - 0.8, 0.6), _BAR, colour)
        before += wide
    draw_monte_carlo(sheet, scale, y + 11, _ends(arm.helps, mirrored=False))
    draw_monte_carlo(sheet, scale, y + 11, _ends(arm.harms, mirrored=True))
    base = slot.middle + 1.5
    sheet.text(value_at, base, share(arm.helps.value), "series_a", align="right", bold=True)
    sheet.text(sheet.width, base, share(arm.harms.value), "accent", align="right", bold=True)


def _ends(part: Share, *, mirrored: bool) -> Estimate:
    low, high = 100 * part.low, 100 * part.high
    if mirrored:
        low, high = 100 - high, 100 - low
    return Estimate(None, low, high, part.draws, "ok")


def _draw_key(sheet: Sheet, value_at: float) -> None:
    x = 0.0
    for colour, said in _PARTS:
        sheet.box(x, 3.5, 14, 10, colour)
        sheet.text(x + 20, 13, said, "muted", size=SMALL)
        x += 30 + 7.4 * len(said)
    y = 13.0
    if sheet.is_narrow:
        x, y = 0.0, 13.0 + _KEY
    draw_monte_carlo(sheet, float, y - 4.5, Estimate(None, x, x + 16, 1, "ok"))
    sheet.text(x + 22, y, "95 % interval of so many draws", "muted", size=SMALL)
    y = _head(sheet.width) - 8
    sheet.text(value_at, y, "less", "series_a", align="right", bold=True, size=SMALL)
    sheet.text(sheet.width, y, "more", "accent", align="right", bold=True, size=SMALL)
