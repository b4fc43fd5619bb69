"""The pictures of the page: every one with its uncertainty, its units and a text alternative."""

import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ostraka.report import words
from ostraka.report.canvas import (
    LINE,
    SMALL,
    Marks,
    Scale,
    Sheet,
    draw_assumptions,
    draw_axis,
    draw_key,
    draw_monte_carlo,
    key_lines,
    largest_of,
    linear,
    logarithmic,
    marks_of,
    ratio_ticks,
    round_ticks,
    row_spans,
    settled,
    shortened,
)
from ostraka.report.palette import MARKS
from ostraka.report.readings import Step
from ostraka.report.vectors import inline
from ostraka.results import Estimate

WIDE: Final = 704.0
NARROW: Final = 336.0

Draw = Callable[[Sheet], None]


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture in two shapes, as SVG elements: for a screen or paper, and for a phone."""

    key: str
    wide: str
    narrow: str


def picture(
    key: str, title: str, description: str, height: Callable[[float], float], draw: Draw
) -> Picture:
    """Draw both shapes; ``height`` gives the pixels that a width needs."""
    drawn = {}
    with settled():
        for shape, width in (("wide", WIDE), ("narrow", NARROW)):
            sheet = Sheet(width, height(width), MARKS)
            draw(sheet)
            drawn[shape] = inline(sheet.svg(), f"{key}-{shape}", title, description)
    return Picture(key, drawn["wide"], drawn["narrow"])


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a chart of intervals.

    Attributes
    ----------
    label : str
    estimate : Estimate
    said : str
        Its value in words, or why it has none.
    colour : str
        Role of the palette.
    """

    label: str
    estimate: Estimate
    said: str
    colour: str = "accent"


@dataclass(frozen=True, slots=True)
class Panel:
    """Rows over one axis.

    Attributes
    ----------
    rows : sequence of Row
    unit : str
        Words below the axis.
    is_bar : bool
        Whether a value is shown as a length from 0; else as a dot.
    factor : float
        From an estimate to the unit.
    is_ratio : bool
        A logarithmic axis with a line at 1.
    most : float or None
        Where the axis ends at the latest.
    """

    rows: Sequence[Row]
    unit: str
    is_bar: bool = False
    factor: float = 1.0
    is_ratio: bool = False
    most: float | None = None


_ROW = 36.0
_ROW_NARROW = 50.0
_LABELS = 212.0
_VALUES = 84.0
_CHARACTER = 7.0
"""Mean width of one, in pixels; reserved, not measured, since the reader's fonts are not known."""


def height_of(panels: Sequence[Panel]) -> Callable[[float], float]:
    """Pixels that panels of intervals need, by width."""

    def height(width: float) -> float:
        row = _ROW if width >= WIDE else _ROW_NARROW
        key = LINE * len(key_lines(width, _marks(panels))) + 10
        return key + sum(row * len(panel.rows) + 42 for panel in panels) + 18 * (len(panels) - 1)

    return height


def _marks(panels: Sequence[Panel]) -> Marks:
    return marks_of([row.estimate for panel in panels for row in panel.rows])


def draw_panels(panels: Sequence[Panel]) -> Draw:
    """Charts of intervals, one below the other."""

    def draw(sheet: Sheet) -> None:
        y = draw_key(sheet, _marks(panels), with_bars=panels[0].is_bar)
        for panel in panels:
            y = _draw_panel(sheet, y, panel) + 18

    return draw


def _draw_panel(sheet: Sheet, top: float, panel: Panel) -> float:
    narrow = sheet.is_narrow
    height = _ROW_NARROW if narrow else _ROW
    bottom = top + height * len(panel.rows)
    left, right = (1.0, sheet.width - 7) if narrow else (_labels(panel), sheet.width - _VALUES)
    scale, ticks = _axis(panel, left, right, 4 if narrow else 6)
    spans = row_spans(top, height, len(panel.rows), narrow=narrow)
    words_of = _ratio_label if panel.is_ratio else tick_label(ticks)
    draw_axis(sheet, scale, ticks, spans, panel.unit, words_of)
    if panel.is_ratio:
        for span in spans:
            sheet.line([scale(1), scale(1)], span, "ink", 1.2)
    for number, row in enumerate(panel.rows):
        start = top + number * height
        middle = start + (height - 17 if narrow else height / 2 - 3)
        baseline = start + 18 if narrow else middle + 4.5
        _name(sheet, row.label, baseline)
        sheet.text(sheet.width, baseline, row.said, align="right", bold=True)
        _draw_row(sheet, scale, middle, row, panel)
    return bottom + 42


def _name(sheet: Sheet, label: str, baseline: float) -> None:
    """The name of a row: on two lines if it is long, or on a phone with its middle left out.

    Long names often differ at their end, so that is kept.
    """
    if sheet.is_narrow:
        head, tail = label[:17].rpartition(" ")[0] or label[:16], label[-18:].partition(" ")[2]
        sheet.text(0, baseline, label if len(label) <= 36 else f"{head} … {tail or label[-17:]}")
        return
    lines = textwrap.wrap(shortened(label, 58), 30) or [""]
    for number, line in enumerate(lines[:2]):
        sheet.text(0, baseline + (number - (len(lines[:2]) - 1) / 2) * 15, line)


def _labels(panel: Panel) -> float:
    """Width of the column of names."""
    longest = max(len(row.label) for row in panel.rows)
    return max(96.0, min(_LABELS, 16 + _CHARACTER * longest))


def _axis(panel: Panel, left: float, right: float, most: int) -> tuple[Scale, list[float]]:
    estimates = [row.estimate for row in panel.rows]
    if panel.is_ratio:
        lows = [
            end
            for e in estimates
            for end in (e.value, e.low, e.parameter_low)
            if end is not None and end > 0
        ]
        ticks = ratio_ticks(min(lows, default=1.0), largest_of(estimates))
        return logarithmic(ticks[0], ticks[-1], left, right), ticks
    ticks = round_ticks(min(panel.most or np.inf, largest_of(estimates, panel.factor)), most)
    return linear(0, ticks[-1], left, right), ticks


def tick_label(ticks: Sequence[float]) -> Callable[[float], str]:
    """How the numbers of an axis are written."""
    step = ticks[1] - ticks[0]
    digit = 10.0 ** np.floor(np.log10(step) + 1e-9)
    if abs(step / digit - round(step / digit)) > 1e-6:
        digit /= 10  # steps of 2.5, whose numbers would not be true without the half
    return lambda tick: words.number(tick, min(1.0, digit))


def _ratio_label(tick: float) -> str:
    return f"{tick:g}×"


def _draw_row(sheet: Sheet, scale: Scale, y: float, row: Row, panel: Panel) -> None:
    estimate, factor = row.estimate, panel.factor
    if estimate.value is None:
        return
    x = scale(estimate.value * factor)
    draw_assumptions(sheet, scale, y + 10, estimate, factor)
    if panel.is_bar:
        start = scale(0)
        sheet.box(start, y - 6, x - start, 12, row.colour)
    else:
        sheet.dot(x, y, row.colour)
    draw_monte_carlo(sheet, scale, y, estimate, factor)


@dataclass(frozen=True, slots=True)
class Hundred:
    """A share as so many of a round number.

    Attributes
    ----------
    base : int
        100 or 1,000.
    low, value, high : float
        Of ``base``; low and high may equal the value.
    names : tuple of str
        Words for the three, in this order, and for the rest; "" leaves one out.
    """

    base: int
    low: float
    value: float
    high: float
    names: tuple[str, str, str, str]


def height_of_hundred(share: Hundred) -> Callable[[float], float]:
    """Pixels that the squares and their key need, by width."""

    def height(width: float) -> float:
        lines = sum(1 for name in share.names if name)
        return _squares(share, width)[2] + 12 + LINE * (lines if width < WIDE else -(-lines // 2))

    return height


def _squares(share: Hundred, width: float) -> tuple[int, float, float]:
    """Rows, pitch and height of the squares."""
    rows, columns = (5, 20) if share.base == 100 else (20, 50)
    pitch = width / columns
    return rows, pitch, pitch * rows


def draw_hundred(share: Hundred, top: float = 0.0) -> Draw:
    """One square for each person-month of a hundred (or thousand), filled column by column."""

    def draw(sheet: Sheet) -> None:
        rows, pitch, height = _squares(share, sheet.width)
        gap = max(1.5, pitch * 0.09)
        for amount, colour in (
            (float(share.base), "quiet"),
            (share.high, "tint"),
            (share.value, "accent"),
            (share.low, "deep"),
        ):
            squares = []
            for k in range(int(np.ceil(amount - 1e-9))):
                part = min(1.0, amount - k)
                x, y = (k // rows) * pitch, top + (k % rows) * pitch
                squares.append((x, y, (pitch - gap) * part, pitch - gap))
            sheet.boxes(squares, colour)
        roles = ("deep", "accent", "tint", "quiet")
        shown = [pair for pair in zip(share.names, roles, strict=True) if pair[0]]
        lines = len(shown) if sheet.is_narrow else -(-len(shown) // 2)
        for number, (name, colour) in enumerate(shown):
            x = (number // lines) * sheet.width / 2
            y = top + height + 22 + LINE * (number % lines)
            sheet.box(x, y - 10, 12, 12, colour)
            sheet.text(x + 20, y, name, "muted", size=SMALL)

    return draw


def height_of_steps(steps: Sequence[Step]) -> Callable[[float], float]:
    """Pixels that the steps of redress need, by width."""
    return lambda width: 30 + (46 if width >= WIDE else 66) * len(steps) + 42


def draw_steps(steps: Sequence[Step], names: Mapping[str, str]) -> Draw:
    """Steps of redress, for wrongful listings beside those by the rules."""
    every = [e for step in steps for e in (step.wrongful, step.by_rules)]

    def draw(sheet: Sheet) -> None:
        narrow = sheet.is_narrow
        for x, colour, name in (
            (0.0, "accent", "wrongful listings"),
            (156.0, "by_rules", "listings by the rules"),
        ):
            sheet.box(x, 4, 12, 12, colour)
            sheet.text(x + 20, 14, name, "muted", size=SMALL)
        left, right = (1.0, sheet.width - 64) if narrow else (168.0, sheet.width - _VALUES)
        ticks = round_ticks(largest_of(every), 4 if narrow else 6)
        scale = linear(0, ticks[-1], left, right)
        height, top = 66.0 if narrow else 46.0, 30.0
        spans = row_spans(top, height, len(steps), narrow=narrow)
        draw_axis(sheet, scale, ticks, spans, "number in one run", tick_label(ticks))
        for number, step in enumerate(steps):
            start = top + number * height
            sheet.text(0, start + (18 if narrow else height / 2 + 4), names[step.name])
            for k, (colour, estimate) in enumerate(
                (("accent", step.wrongful), ("by_rules", step.by_rules))
            ):
                y = start + (34 if narrow else 14) + 18 * k
                sheet.box(left, y - 6, scale(estimate.value or 0) - left, 12, colour)
                draw_monte_carlo(sheet, scale, y, estimate)
                said = words.say(estimate, "").value
                sheet.text(sheet.width, y + 4.5, said, size=SMALL, align="right", bold=k == 0)

    return draw
