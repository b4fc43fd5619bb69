"""The pictures that stack areas over time: who is on the list, and how wrongful spells end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ostraka.report import words
from ostraka.report.canvas import SMALL, Sheet, linear, round_ticks, spread_apart
from ostraka.report.figures import Draw, tick_label
from ostraka.report.readings import Ends, Floats, Months


@dataclass(frozen=True, slots=True)
class Layer:
    """One part of a stack: its key among the parts, its name for readers, its role of the palette."""

    key: str
    name: str
    colour: str


def draw_months(series: Months, layers: Sequence[Layer], unit: str) -> Draw:
    """Parts of a count, stacked, month by month; the total with its interval."""
    names = {layer.colour: layer.name for layer in layers}

    def draw(sheet: Sheet) -> None:
        months = np.arange(1, len(series.total) + 1, dtype=float)
        highest = float(np.nanmax([series.total.max(), np.nanmax(np.append(series.high, 0))]))
        stacks = [(layer.colour, series.parts[layer.key].mean(axis=0)) for layer in layers]
        stacked = _Stacked(sheet, months, round_ticks(highest, 5), list(names.values()))
        stacked.axes(unit, "month of the run")
        stacked.label([(names[colour], place) for colour, place in stacked.fill(stacks)])
        stacked.whisker(series.low, series.high)

    return draw


def draw_ends(ends: Ends) -> Draw:
    """How spells have ended, by months since they began: competing outcomes, stacked to one."""
    names = [name for name in words.OUTCOMES if name in ends.value]
    still = 1 - np.sum(list(ends.value.values()), axis=0)

    def draw(sheet: Sheet) -> None:
        longest = [words.OUTCOMES[name] for name in names]
        stacked = _Stacked(sheet, ends.months, [0, 25, 50, 75, 100], longest, top=50.0)
        stacked.axes("of 100 wrongful spells", "months since the spell began")
        parts = [*((name, 100 * ends.value[name]) for name in names), ("open", 100 * still)]
        places = stacked.fill(parts, in_steps=True)[: len(names)]
        stacked.label([(words.OUTCOMES[name], place) for name, place in places])
        stacked.whisker(100 * ends.low["corrected"], 100 * ends.high["corrected"])
        sheet.box(stacked.left, stacked.top - 19, 12, 12, "line")
        sheet.box(stacked.left + 1, stacked.top - 18, 10, 10, "open")
        sheet.text(stacked.left + 20, stacked.top - 8, words.OUTCOMES["open"], size=SMALL)

    return draw


STACKED_HEIGHT: Final = 330.0


class _Stacked:
    """A stacked area with names at its right edge."""

    def __init__(
        self,
        sheet: Sheet,
        x: Floats,
        ticks: Sequence[float],
        names: Sequence[str],
        top: float = 30.0,
    ) -> None:
        self.sheet, self.x, self.ticks = sheet, x, ticks
        widest = max(len(name) for name in names)
        self.left = 44.0
        self.right = sheet.width - min(sheet.width * 0.4, 22 + 6.6 * widest)
        self.top, self.bottom = top, STACKED_HEIGHT - 46
        self.across = linear(float(x[0]), float(x[-1]), self.left, self.right)
        self.up = linear(0, ticks[-1], self.bottom, self.top)

    def fill(
        self, parts: Sequence[tuple[str, Floats]], *, in_steps: bool = False
    ) -> list[tuple[str, float]]:
        """Draw the areas from below; returns the middle of each at the right edge, in pixels.

        ``in_steps``: a value holds until the next one, as where things happen once a month.
        """
        across = np.array([self.across(float(v)) for v in self.x])
        below = np.zeros_like(self.x)
        places = []
        for name, values in parts:
            above = below + values
            low, high = (np.array([self.up(float(v)) for v in side]) for side in (below, above))
            if in_steps:
                low, high = (np.repeat(side, 2)[:-1] for side in (low, high))
                self.sheet.area(np.repeat(across, 2)[1:], low, high, name)
            else:
                self.sheet.area(across, low, high, name)
            places.append((name, (low[-1] + high[-1]) / 2))
            below = above
        return places

    def label(self, names: Sequence[tuple[str, float]]) -> None:
        """Names beside the areas, moved apart where they would touch."""
        moved = spread_apart([place for _, place in names], 16, self.top - 4, self.bottom - 2)
        for (name, place), y in zip(names, moved, strict=True):
            self.sheet.line([self.right + 3, self.right + 12], [place, y], "muted", 0.8)
            self.sheet.text(self.right + 16, y + 4.5, name, size=SMALL)

    def whisker(self, low: Floats, high: Floats) -> None:
        """A Monte Carlo interval at a few places of a curve."""
        if not np.isfinite(low).any() or not high.any():
            return
        every = max(1, len(self.x) // (3 if self.sheet.is_narrow else 6))
        for k in range(len(self.x) - 1, 0, -every):
            x = self.across(float(self.x[k])) - (1.5 if k == len(self.x) - 1 else 0)
            ends = [self.up(float(end)) for end in (low[k], high[k])]
            self.sheet.line([x, x], ends, "ink", 1.4)
            for y in ends:
                self.sheet.line([x - 3, x + 3], [y, y], "ink", 1.4)

    def axes(self, up: str, across: str) -> None:
        """Guides, numbers, and the two units."""
        label = tick_label(self.ticks)
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
