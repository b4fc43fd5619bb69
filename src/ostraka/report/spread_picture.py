"""The picture of what the spread over the assumptions rests on: one bar a figure, in three parts."""

from collections.abc import Callable, Mapping
from typing import Final

from ostraka.report import words
from ostraka.report.canvas import SMALL, Scale, Sheet, draw_monte_carlo, linear
from ostraka.report.figures import WIDE, Draw
from ostraka.results import Estimate
from ostraka.results.variance import VarianceShares

_ROW: Final = 38.0
_ROW_NARROW: Final = 54.0
_TOP: Final = 34.0
_TOP_NARROW: Final = 54.0
_LABELS: Final = 262.0
_KEY: Final = (("sourced", "series_a"), ("assumed", "accent"), ("not explained", "quiet"))


def height_of_spread(rows: int) -> Callable[[float], float]:
    """Pixels that the bars need, by width."""

    def height(width: float) -> float:
        if width >= WIDE:
            return _TOP + _ROW * rows + 42
        return _TOP_NARROW + _ROW_NARROW * rows + 42

    return height


def draw_spread(shares: Mapping[str, VarianceShares]) -> Draw:
    """Of the variance between the draws, how much sourced numbers explain, and how much assumed ones."""

    def draw(sheet: Sheet) -> None:
        narrow = sheet.is_narrow
        left, right = (1.0, sheet.width - 8) if narrow else (_LABELS, sheet.width - 12)
        top, row = (_TOP_NARROW, _ROW_NARROW) if narrow else (_TOP, _ROW)
        _key(sheet)
        scale = linear(0, 100, left, right)
        bottom = top + row * len(shares)
        for tick in (0, 25, 50, 75, 100):
            x = scale(tick)
            if not narrow:
                sheet.line([x, x], [top, bottom], "line")
            align = "left" if narrow and tick == 0 else "right" if tick == 100 else "center"
            sheet.text(x, bottom + 16, f"{tick}", "muted", size=SMALL, align=align)
        unit = "per cent of the variance between the draws"
        sheet.text(left, bottom + 34, unit, "muted", size=SMALL)
        for k, (name, one) in enumerate(shares.items()):
            start = top + row * k
            middle = start + (34 if narrow else row / 2)
            sheet.text(0, start + 16 if narrow else middle + 4.5, words.name_of(name), size=SMALL)
            _bar(sheet, scale, middle, one)

    return draw


def _key(sheet: Sheet) -> None:
    x, y = 0.0, 4.0
    for (name, colour), width in zip(_KEY, (92.0, 98.0, 130.0), strict=True):
        sheet.box(x, y, 12, 12, colour)
        sheet.text(x + 20, y + 10, name, "muted", size=SMALL)
        x += width
    if sheet.is_narrow:
        x, y = 0.0, y + 22
    draw_monte_carlo(sheet, lambda v: v, y + 6, Estimate(0, x, x + 16, 1, "ok"))
    sheet.text(x + 22, y + 10, "95 %, of the number of draws", "muted", size=SMALL)


def _bar(sheet: Sheet, scale: Scale, y: float, one: VarianceShares) -> None:
    """Sourced, then assumed, then the rest; whiskers where each of the first two ends."""
    if one.why:
        sheet.text(scale(0) + 4, y + 4.5, "undefined: see the table", "muted", size=SMALL)
        return
    start = 0.0
    ends = []
    for part, (_, colour) in zip((one.sourced, one.assumed, one.rest), _KEY, strict=True):
        size = min(100 * (part.value or 0.0), 100 - start)
        sheet.box(scale(start), y - 7, scale(start + size) - scale(start), 14, colour)
        ends.append((start, start + size, part))
        start += size
    for begin, end, part in ends[:2]:
        half_low = 100 * ((part.value or 0) - (part.low or 0))
        half_high = 100 * ((part.high or 0) - (part.value or 0))
        if end > begin and half_low + half_high > 0:
            around = Estimate(end, end - half_low, end + half_high, 1, "ok")
            draw_monte_carlo(sheet, scale, y, around)
