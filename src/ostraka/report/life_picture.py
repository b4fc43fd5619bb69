"""The picture of one invented person's months: on the list, as each ledger has it, and what happened."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from ostraka.report.canvas import SMALL, Scale, Sheet, linear
from ostraka.report.figures import WIDE, Draw

_ROW: Final = 27.0
_ROW_NARROW: Final = 42.0
_LABELS: Final = 268.0
_VALUES: Final = 78.0
_AXIS: Final = 46.0
_GAP: Final = 12.0
_BAR: Final = 13.0


@dataclass(frozen=True, slots=True)
class Span:
    """First and last month of something, and its colour."""

    first: int
    last: int
    colour: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One line of the picture.

    Attributes
    ----------
    name : str
    spans : sequence of Span
        Drawn as bars.
    dots : sequence of int
        Months drawn as dots.
    said : str
        At the right edge, such as a number of months.
    is_bold : bool
        Whether its name is set bold.
    begins_group : bool
        Whether a gap comes before it.
    """

    name: str
    spans: Sequence[Span] = ()
    dots: Sequence[int] = ()
    said: str = ""
    is_bold: bool = False
    begins_group: bool = False


def height_of_life(lanes: Sequence[Lane], keys: int) -> Callable[[float], float]:
    """Pixels that the lanes need, by width."""

    def height(width: float) -> float:
        row = _ROW if width >= WIDE else _ROW_NARROW
        gaps = _GAP * sum(lane.begins_group for lane in lanes)
        return _key_height(keys, width) + row * len(lanes) + gaps + _AXIS

    return height


def draw_life(lanes: Sequence[Lane], keys: Sequence[tuple[str, str]], months: int) -> Draw:
    """Lanes over the months of the run; ``keys`` are colours of the list's causes, with their names."""

    def draw(sheet: Sheet) -> None:
        narrow = sheet.is_narrow
        left, right = (0.0, sheet.width) if narrow else (_LABELS, sheet.width - _VALUES)
        across = linear(0, float(months), left, right)
        _key(sheet, keys)
        top = y = _key_height(len(keys), sheet.width)
        middles = []
        for lane in lanes:
            y += _GAP if lane.begins_group else 0.0
            middles.append(y + (29.0 if narrow else _ROW / 2))
            y += _ROW_NARROW if narrow else _ROW
        # on a phone names stand above their bars, and no guide runs through them
        spans = [(m - 8, m + 12) for m in middles] if narrow else [(top, y)]
        _axis(sheet, across, spans, y, months)
        for lane, middle in zip(lanes, middles, strict=True):
            _lane(sheet, across, lane, middle)

    return draw


def _key_height(keys: int, width: float) -> float:
    return 26.0 * (1 if width >= WIDE or keys < 3 else -(-keys // 2))


def _key(sheet: Sheet, keys: Sequence[tuple[str, str]]) -> None:
    each = 158.0
    per_line = 2 if sheet.is_narrow else len(keys)
    for k, (colour, name) in enumerate(keys):
        x, y = each * (k % per_line), 26.0 * (k // per_line)
        sheet.box(x, y + 2, 12, 12, colour)
        sheet.text(x + 20, y + 12, name, "muted", size=SMALL)


def _axis(
    sheet: Sheet,
    across: Scale,
    spans: Sequence[tuple[float, float]],
    bottom: float,
    months: int,
) -> None:
    most = 4 if sheet.is_narrow else 6
    step = next(s for s in (1, 2, 3, 6, 12, 24, 36, 60, 120, 240) if months / s <= most)
    for month in range(0, months + 1, step):
        x = across(month)
        for span in spans:
            sheet.line([x, x], span, "line")
        near_left, near_right = x < 14, x > sheet.width - 14
        align = "left" if near_left else "right" if near_right else "center"
        sheet.text(x, bottom + 16, f"{month}", "muted", size=SMALL, align=align)
    sheet.text(across(0), bottom + 34, "month of the run", "muted", size=SMALL)


def _lane(sheet: Sheet, across: Scale, lane: Lane, middle: float) -> None:
    narrow = sheet.is_narrow
    if narrow:
        sheet.text(0, middle - 13, lane.name, size=SMALL, bold=lane.is_bold)
        sheet.text(sheet.width, middle - 13, lane.said, "muted", size=SMALL, align="right")
    else:
        sheet.text(0, middle + 4.5, lane.name, size=SMALL, bold=lane.is_bold)
        sheet.text(sheet.width, middle + 4.5, lane.said, "muted", size=SMALL, align="right")
    for span in lane.spans:
        start, end = across(span.first), across(span.last + 1)
        sheet.box(start, middle - _BAR / 2, max(end - start, 2.0), _BAR, span.colour)
    for month in lane.dots:
        sheet.dot(across(month + 0.5), middle, "ink", 4.5)
