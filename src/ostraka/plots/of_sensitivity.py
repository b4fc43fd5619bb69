"""``.plot`` of sensitivities: indices, one number at a time, budgets and frontiers."""

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ostraka.core.errors import OstrakaError
from ostraka.plots import over_time
from ostraka.plots.axes import Sheet
from ostraka.plots.rows import LUCK, Row, draw_row, height_for, name_rows, row_of
from ostraka.report import words
from ostraka.results.estimate import number_in_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ostraka.sensitivity import Budget, Frontier, Sensitivity, Tornado

SHOWN: Final = 12
"""Numbers that are drawn at most, those that do most."""

_MEASURES: Final = {
    "sobol": (("first", "first order: alone"), ("total", "total: with others too")),
    "shapley": (("share", "Shapley effect"),),
    "morris": (("effect", "mean size of the effect (µ*)"),),
}


def _subject(found: "Sensitivity | Tornado") -> str:
    """The harm, or the difference that an arm makes to it."""
    name = words.name_of(found.harm)
    return f"{name}, {found.arm} less {found.reference}" if found.is_difference else name


class SensitivityPlots:
    """Pictures of sensitivity indices."""

    def __init__(self, found: "Sensitivity") -> None:
        """Of these indices."""
        self._found = found

    def indices(self, ax: Any = None) -> "Axes":
        """What the harm depends on: a bar for each number with its interval, and the seed last."""
        found = self._found
        measures = _MEASURES[found.method]
        is_share = found.method != "morris"
        rows = [*found.ordered()[:SHOWN], found.luck]
        sheet = Sheet(ax, height_for(len(rows), each=0.34 + 0.16 * len(measures)), _note(found))
        for y, one in enumerate(rows):
            for k, (name, what) in enumerate(measures):
                where = y + 0.36 * (k - (len(measures) - 1) / 2)
                colour = ("series_a", "series_b")[k]
                factor = 100.0 if is_share else 1.0
                row = row_of(one.place, one.measures[name], factor=factor, colour=colour, what=what)
                over_time.pair(sheet, where, row, hatched=k > 0, named=LUCK)
        name_rows(sheet, [one.place for one in rows])
        unit = (
            "% of the variance"
            if is_share
            else f"change over the whole range of the number ({found.unit})"
        )
        return _done(sheet, f"What it depends on: {_subject(found)}", unit)


class TornadoPlots:
    """The picture of one number at a time."""

    def __init__(self, found: "Tornado") -> None:
        """Of these bars."""
        self._found = found

    def tornado(self, ax: Any = None) -> "Axes":
        """What each number does alone: the harm at both ends of its range, less that at the centre."""
        found = self._found
        bars = found.bars[:SHOWN]
        sheet = Sheet(ax, height_for(len(bars), each=0.6), _note(found))
        sheet.axes.axvspan(
            -found.luck,
            found.luck,
            color=sheet.colour("quiet"),
            label="one standard deviation of another seed",
        )
        sheet.axes.axvline(0, color=sheet.colour("ink"), linewidth=1)
        for y, bar in enumerate(bars):
            for where, colour, what, end in (
                (-0.2, "series_a", "number at its 2.5 % point", bar.at_low),
                (0.2, "series_b", "number at its 97.5 % point", bar.at_high),
            ):
                row = row_of(what, end, colour=colour, what=what)
                over_time.pair(sheet, y + where, row, hatched=where > 0)
        name_rows(
            sheet,
            [f"{b.place}\n{number_in_words(b.low)} to {number_in_words(b.high)}" for b in bars],
        )
        return _done(sheet, f"One number at a time: {_subject(found)}", f"change, {found.unit}")


class BudgetPlots:
    """The picture of a budget."""

    def __init__(self, found: "Budget") -> None:
        """Of this budget."""
        self._found = found

    def harm(self, ax: Any = None) -> "Axes":
        """The harm over the number, with its interval, the ceiling, and how far the number may go."""
        found = self._found
        sheet = Sheet(ax, 4.2, _note(found))
        axes = sheet.axes
        points = found.points
        values = np.array([p.value for p in points])
        low, high = (np.array([max(getattr(p, e), 0.0) for p in points]) for e in ("low", "high"))
        over_time.band(sheet, values, low, high, "series_a")
        axes.plot(
            values,
            [p.harm for p in points],
            "o-",
            color=sheet.colour("series_a"),
            markersize=4,
            label="harm, mean over replicates",
        )
        axes.axhline(
            found.most,
            color=sheet.colour("accent"),
            linestyle="--",
            label=f"ceiling: {number_in_words(found.most)}",
        )
        axes.set_ylim(bottom=0)
        axes.set_xlim(values.min(), values.max())
        if found.value is not None:
            self._budget(sheet, found.value)
        sheet.grid("y")
        title = (
            f"How far it may go: {words.name_of(found.harm)} up to {number_in_words(found.most)}"
        )
        return _done(sheet, title, f"{found.place} ({found.number_unit})", found.unit)

    def _budget(self, sheet: Sheet, value: float) -> None:
        """The budget on the axis below: its Monte Carlo interval, and that over the assumptions."""
        found, axes = self._found, sheet.axes
        axes.vlines(value, 0, found.most, colors=sheet.colour("accent"), linewidth=1.5)
        top = axes.get_ylim()[1]
        over = found.assumptions
        assumed = (None, None) if over is None else (over.low, over.high)
        row = Row(
            "budget",
            value,
            found.low,
            found.high,
            *assumed,
            what=f"budget: {number_in_words(value)}",
        )
        draw_row(sheet, 0.04 * top, row, mark="dot")


class FrontierPlots:
    """The picture of a frontier."""

    def __init__(self, found: "Frontier") -> None:
        """Of this frontier."""
        self._found = found

    def frontier(self, ax: Any = None) -> "Axes":
        """How far one number may go, over the values of another, with its Monte Carlo interval.

        Raises
        ------
        OstrakaError
            If no budget was found at any value.
        """
        found = self._found
        one = found.budgets[0]
        known = [
            (v, b) for v, b in zip(found.values, found.budgets, strict=True) if b.value is not None
        ]
        if not known:
            raise OstrakaError(
                "frontier: no budget was found at any value, so there is none to draw"
            )
        sheet = Sheet(ax, 4.0, _note(one))
        x = np.array([v for v, _ in known])
        low = np.array([b.searched[0] if b.low is None else b.low for _, b in known])
        high = np.array([b.searched[1] if b.high is None else b.high for _, b in known])
        over_time.band(sheet, x, low, high, "series_a")
        sheet.axes.plot(
            x,
            np.array([b.value for _, b in known], dtype=float),
            "o-",
            color=sheet.colour("series_a"),
            label="at most" if one.rises else "at least",
        )
        for value, b in zip(found.values, found.budgets, strict=True):
            if b.value is None:
                said = "none" if b.status == "never" else "any"
                sheet.axes.annotate(
                    said,
                    (value, 0.02 if b.status == "never" else 0.95),
                    xycoords=("data", "axes fraction"),
                    ha="center",
                    fontsize=9,
                    color=sheet.colour("accent"),
                )
        sheet.axes.set_xlim(found.values[0], found.values[-1])
        sheet.axes.set_ylim(bottom=0)
        sheet.grid("y")
        title = f"How far it may go: {words.name_of(one.harm)} up to {number_in_words(one.most)}"
        return _done(
            sheet, title, f"{found.place} ({found.number_unit})", f"{one.place} ({one.number_unit})"
        )


def _note(found: Any) -> str:
    how = f"{found.runs:,} runs" if hasattr(found, "runs") else f"{found.replicates} replicates"
    return (
        f"{found.title}. {found.people:,} invented people, {words.count_of(found.months, 'month')}, "
        f"{how}, seed {found.seed}. {words.capital(found.harm)}: {found.definition}"
    )


def _done(sheet: Sheet, title: str, x: str, y: str = "") -> "Axes":
    sheet.label(title, x, y)
    sheet.legend()
    return sheet.axes
