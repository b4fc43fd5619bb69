"""The pictures of the page: every one with its uncertainty, its units and a text alternative."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ostraka.report import words
from ostraka.report.canvas import (
    LINE,
    SMALL,
    Scale,
    Sheet,
    draw_assumptions,
    draw_axis,
    draw_key,
    draw_monte_carlo,
    largest_of,
    linear,
    logarithmic,
    marks_of,
    ratio_ticks,
    round_ticks,
    settled,
    shortened,
    spread_apart,
)
from ostraka.report.palette import MARKS
from ostraka.report.readings import Ends, Floats, Months, Step
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
    mark : str
        "dot", "bar" from 0, or "apart": the two intervals one above the other.
    factor : float
        From an estimate to the unit.
    is_ratio : bool
        A logarithmic axis with a line at 1.
    """

    rows: Sequence[Row]
    unit: str
    mark: str = "dot"
    factor: float = 1.0
    is_ratio: bool = False
    most: float | None = None


_ROW = 36.0
_ROW_NARROW = 50.0
_LABELS = 212.0
_VALUES = 96.0


def height_of(panels: Sequence[Panel]) -> Callable[[float], float]:
    """Pixels that panels of intervals need, by width."""

    def height(width: float) -> float:
        row = _ROW if width >= WIDE else _ROW_NARROW
        key = LINE if width >= WIDE else 2 * LINE
        return sum(key + 10 + row * len(panel.rows) + 44 for panel in panels) + 14 * (
            len(panels) - 1
        )

    return height


def draw_panels(panels: Sequence[Panel]) -> Draw:
    """Charts of intervals, one below the other."""

    def draw(sheet: Sheet) -> None:
        y = 0.0
        for panel in panels:
            y = _draw_panel(sheet, y, panel) + 14

    return draw


def _draw_panel(sheet: Sheet, y: float, panel: Panel) -> float:
    narrow = sheet.is_narrow
    estimates = [row.estimate for row in panel.rows]
    draw_key(sheet, y + 13, marks_of(estimates), "bar" if panel.mark == "bar" else "dot")
    top = y + (2 * LINE if narrow else LINE) + 10
    height = _ROW_NARROW if narrow else _ROW
    bottom = top + height * len(panel.rows)
    left, right = (7.0, sheet.width - 7) if narrow else (_LABELS, sheet.width - _VALUES)
    scale, ticks = _axis(panel, left, right)
    words_of = _ratio_label if panel.is_ratio else _tick_label(ticks)
    draw_axis(sheet, scale, ticks, top, bottom, panel.unit, words_of)
    if panel.is_ratio:
        sheet.line([scale(1), scale(1)], [top, bottom], "ink", 1.2)
    for number, row in enumerate(panel.rows):
        start = top + number * height
        middle = start + (height - 14 if narrow else height / 2)
        baseline = start + 18 if narrow else middle + 4.5
        sheet.text(0, baseline, shortened(row.label, 34 if narrow else 30))
        sheet.text(sheet.width, baseline, row.said, align="right", bold=True)
        _draw_row(sheet, scale, middle, row, panel)
    return bottom + 44


def _axis(panel: Panel, left: float, right: float) -> tuple[Scale, list[float]]:
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
    ticks = round_ticks(min(panel.most or np.inf, largest_of(estimates, panel.factor)), 6)
    return linear(0, ticks[-1], left, right), ticks


def _tick_label(ticks: Sequence[float]) -> Callable[[float], str]:
    step = ticks[1] - ticks[0]
    return lambda tick: words.number(tick, min(1.0, 10.0 ** np.floor(np.log10(step) + 1e-9)))


def _ratio_label(tick: float) -> str:
    return f"{tick:g}×"


def _draw_row(sheet: Sheet, scale: Scale, y: float, row: Row, panel: Panel) -> None:
    estimate, factor = row.estimate, panel.factor
    if estimate.value is None:
        return
    x = scale(estimate.value * factor)
    if panel.mark == "apart":
        draw_monte_carlo(sheet, scale, y - 7, estimate, factor)
        draw_assumptions(sheet, scale, y + 7, estimate, factor)
        sheet.line([x, x], [y - 12, y + 12], row.colour, 2.0)
        sheet.dot(x, y, row.colour)
        return
    if panel.mark == "bar":
        start = scale(0)
        sheet.box(start, y - 7, x - start, 14, row.colour)
    draw_assumptions(sheet, scale, y, estimate, factor)
    draw_monte_carlo(sheet, scale, y, estimate, factor)
    if panel.mark == "dot":
        sheet.dot(x, y, row.colour)


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
        return _squares(share, width)[2] + 12 + LINE * (lines if width < WIDE else (lines + 1) // 2)

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
            for k in range(int(np.ceil(amount - 1e-9))):
                part = min(1.0, amount - k)
                x, y = (k // rows) * pitch, top + (k % rows) * pitch
                sheet.box(x, y, (pitch - gap) * part, pitch - gap, colour)
        y, x, across = top + height + 22, 0.0, 1 if sheet.is_narrow else 2
        shown = [
            (name, colour)
            for name, colour in zip(share.names, ("deep", "accent", "tint", "quiet"), strict=True)
            if name
        ]
        for number, (name, colour) in enumerate(shown):
            x = (number % across) * sheet.width / 2
            sheet.box(x, y - 10, 12, 12, colour)
            sheet.text(x + 20, y, name, "muted", size=SMALL)
            if number % across == across - 1:
                y += LINE

    return draw


def draw_months(series: Months, shown: Sequence[str]) -> Draw:
    """People wrongly on the list by cause, stacked, month by month; the total with its interval."""
    longest = [str(words.CAUSES[name]) for name in shown]

    def draw(sheet: Sheet) -> None:
        months = np.arange(1, len(series.wrongful) + 1, dtype=float)
        highest = float(np.nanmax([series.wrongful.max(), np.nanmax(np.append(series.high, 0))]))
        stacks = [(name, series.by_cause[name]) for name in shown]
        stacked = _Stacked(sheet, months, round_ticks(highest, 5), longest)
        ends = stacked.fill(stacks)
        stacked.label([(words.CAUSES[name], place) for name, place in ends])
        stacked.whisker(series.wrongful, series.low, series.high, "ink")
        stacked.axes("people at month's end", "month of the run")

    return draw


def draw_ends(ends: Ends) -> Draw:
    """How spells have ended, by months since they began: competing outcomes, stacked to one."""
    names = [name for name in words.OUTCOMES if name in ends.value]
    still = 1 - sum(ends.value.values())

    def draw(sheet: Sheet) -> None:
        longest = [words.OUTCOMES[name] for name in (*names, "open")]
        stacked = _Stacked(sheet, ends.months, [0, 25, 50, 75, 100], longest)
        parts = [*((name, 100 * ends.value[name]) for name in names), ("open", 100 * still)]
        places = stacked.fill(parts)
        visible = [(words.OUTCOMES[name], p) for name, p in places]
        stacked.label(visible)
        first = names[0]
        stacked.whisker(
            100 * ends.value[first], 100 * ends.low[first], 100 * ends.high[first], "ink"
        )
        stacked.axes("of 100 wrongful spells", "months since the spell began")

    return draw


STACKED_HEIGHT: Final = 330.0


class _Stacked:
    """A stacked area with names at its right edge."""

    def __init__(
        self, sheet: Sheet, x: Floats, ticks: Sequence[float], names: Sequence[str]
    ) -> None:
        self.sheet, self.x, self.ticks = sheet, x, ticks
        widest = max(len(name) for name in names)
        self.left = 44.0
        self.right = sheet.width - min(sheet.width * 0.4, 22 + 6.6 * widest)
        self.top, self.bottom = 30.0, STACKED_HEIGHT - 46
        self.across = linear(float(x[0]), float(x[-1]), self.left, self.right)
        self.up = linear(0, ticks[-1], self.bottom, self.top)

    def fill(self, parts: Sequence[tuple[str, Floats]]) -> list[tuple[str, float]]:
        """Draw the areas from below; returns the middle of each at the right edge, in pixels."""
        across = np.array([self.across(float(v)) for v in self.x])
        below = np.zeros_like(self.x)
        places = []
        for name, values in parts:
            above = below + values
            low, high = (np.array([self.up(float(v)) for v in side]) for side in (below, above))
            self.sheet.area(across, low, high, name)
            places.append((name, (low[-1] + high[-1]) / 2))
            below = above
        self._places = {name: place for name, place in places}
        return places

    def label(self, names: Sequence[tuple[str, float]]) -> None:
        """Names beside the areas, moved apart where they would touch."""
        moved = spread_apart([place for _, place in names], 16, self.top - 4, self.bottom - 2)
        for (name, place), y in zip(names, moved, strict=True):
            self.sheet.line([self.right + 3, self.right + 12], [place, y], "muted", 0.8)
            self.sheet.text(self.right + 16, y + 4.5, name, size=SMALL)

    def whisker(self, value: Floats, low: Floats, high: Floats, colour: str) -> None:
        """A Monte Carlo interval at a few places of a curve."""
        if not np.isfinite(low).any():
            return
        every = max(1, len(self.x) // (3 if self.sheet.is_narrow else 6))
        for k in range(len(self.x) - 1, 0, -every):
            x = self.across(float(self.x[k])) - (1.5 if k == len(self.x) - 1 else 0)
            ends = [self.up(float(end)) for end in (low[k], high[k])]
            self.sheet.line([x, x], ends, colour, 1.4)
            for y in ends:
                self.sheet.line([x - 3, x + 3], [y, y], colour, 1.4)

    def axes(self, up: str, across: str) -> None:
        """Guides over the areas, numbers, and the two units."""
        label = _tick_label(self.ticks)
        self.sheet.text(0, 13, up, "muted", size=SMALL)
        for tick in self.ticks:
            y = self.up(tick)
            self.sheet.line([self.left, self.right], [y, y], "line", 0.8 if tick else 1.2)
            self.sheet.text(self.left - 6, y + 4, label(tick), "muted", size=SMALL, align="right")
        for month in _month_ticks(self.x, 3 if self.sheet.is_narrow else 6):
            x = self.across(month)
            self.sheet.line([x, x], [self.bottom, self.bottom + 4], "muted", 0.8)
            self.sheet.text(x, self.bottom + 18, f"{month:g}", "muted", size=SMALL, align="center")
        self.sheet.text(self.left, self.bottom + 38, across, "muted", size=SMALL)


def _month_ticks(x: Floats, most: int) -> list[float]:
    first, last = float(x[0]), float(x[-1])
    step = next((s for s in (1, 2, 3, 6, 12, 24, 36, 60, 120) if (last - first) / s <= most), 240)
    inner = [float(t) for t in range(step, int(last) + 1, step) if t > first]
    return [first, *inner]


def height_of_steps(steps: Sequence[Step]) -> Callable[[float], float]:
    """Pixels that the steps of redress need, by width."""
    return lambda width: 30 + (46 if width >= WIDE else 66) * len(steps) + 44


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
        left, right = (0.0, sheet.width - 64) if narrow else (_LABELS, sheet.width - _VALUES)
        ticks = round_ticks(largest_of(every), 4 if narrow else 6)
        scale = linear(0, ticks[-1], left, right)
        height, top = 66.0 if narrow else 46.0, 30.0
        draw_axis(
            sheet,
            scale,
            ticks,
            top,
            top + height * len(steps),
            "number in one run",
            _tick_label(ticks),
        )
        for number, step in enumerate(steps):
            start = top + number * height
            sheet.text(0, start + (18 if narrow else height / 2 + 4.5), names[step.name])
            for k, (colour, estimate) in enumerate(
                (("accent", step.wrongful), ("by_rules", step.by_rules))
            ):
                y = start + (34 if narrow else 14) + 18 * k
                sheet.box(left, y - 6, scale(estimate.value or 0) - left, 12, colour)
                draw_monte_carlo(sheet, scale, y, estimate)
                said = words.say(estimate, "").value
                sheet.text(sheet.width, y + 4.5, said, size=SMALL, align="right", bold=k == 0)

    return draw
