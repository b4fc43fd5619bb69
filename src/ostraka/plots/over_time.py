"""Curves with their bands: parts of a count by month, and ends of spells by duration."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from matplotlib.ticker import FuncFormatter, NullFormatter, NullLocator

from ostraka.plots.axes import Sheet
from ostraka.plots.rows import ASSUMPTIONS, MONTE_CARLO, Row
from ostraka.report import words
from ostraka.report.canvas import ratio_ticks, spread_apart
from ostraka.report.readings import Ends, Floats, Months
from ostraka.results import Estimate

_STYLES: Final = ("-", "--", "-.", ":", (0, (1, 1)), (0, (5, 1)), (0, (3, 1, 1, 1)))
"""Lines are told apart by these too, so that they need no colour."""


def stack(sheet: Sheet, series: Months, causes: Sequence[str]) -> None:
    """Causes one on top of the other, month by month, each named at its right end; the total's band."""
    ax = sheet.axes
    months = np.arange(1, len(series.total) + 1, dtype=float)
    parts = [series.parts[cause].mean(axis=0) for cause in causes]
    areas = ax.stackplot(
        months,
        parts,
        colors=[sheet.colour(cause) for cause in causes],
        edgecolor=sheet.colour("paper"),
        linewidth=0.8,
    )
    for cause, area in zip(causes, areas, strict=True):
        area.set_gid(cause)
    ax.plot(months, series.total, color=sheet.colour("ink"), linewidth=1.4, label="all wrongful")
    band(sheet, months, series.low, series.high, "ink")
    tops = np.cumsum([part[-1] for part in parts])
    middles = [top - part[-1] / 2 for top, part in zip(tops, parts, strict=True)]
    highest = float(np.nanmax(np.append(series.high, series.total.max())))
    ax.set_ylim(0, 1.06 * highest)
    ax.set_xlim(1, max(months[-1], 2))
    names_at_right(
        sheet, middles, [words.CAUSES[cause] for cause in causes], [*causes], 1.06 * highest
    )
    sheet.grid("y")


def band(sheet: Sheet, x: Floats, low: Floats, high: Floats, colour: str) -> None:
    """The Monte Carlo interval of a curve; nothing where there is none."""
    if not np.isfinite(low).any():
        return
    sheet.axes.fill_between(
        x,
        low,
        high,
        color=sheet.colour(colour),
        alpha=0.22,
        linewidth=0,
        label=MONTE_CARLO,
        zorder=3,
    )


def names_at_right(
    sheet: Sheet, places: Sequence[float], names: Sequence[str], roles: Sequence[str], top: float
) -> None:
    """Names beside the right end of what they name, none on top of another."""
    apart = spread_apart(places, 0.058 * top, 0.0, top)
    for name, role, place, y in zip(names, roles, places, apart, strict=True):
        sheet.axes.annotate(
            name,
            xy=(1.0, place),
            xycoords=("axes fraction", "data"),
            xytext=(1.03, y),
            textcoords=("axes fraction", "data"),
            va="center",
            fontsize=9,
            color=sheet.colour("ink"),
            arrowprops={"arrowstyle": "-", "color": sheet.colour(role), "linewidth": 2.0},
            annotation_clip=False,
        )


def incidence(sheet: Sheet, found: Ends, never: Estimate) -> None:
    """Competing ends as steps, each with its band; correction last, so that it lies on top."""
    ax = sheet.axes
    followed = found.at_risk > 0
    last = int(np.flatnonzero(followed)[-1]) if followed.any() else 0
    months = found.months[: last + 1]
    order = sorted(found.value, key=lambda name: (name == "corrected", name))
    places, names, roles = [], [], []
    for number, name in enumerate(order):
        role = _ROLES.get(name, "by_rules")
        value = 100 * found.value[name][: last + 1]
        is_main = name == "corrected"
        ax.step(
            months,
            value,
            where="post",
            color=sheet.colour(role),
            linewidth=2.4 if is_main else 1.6,
            linestyle="-" if is_main else _STYLES[1 + number % (len(_STYLES) - 1)],
            label="_" + name,
            gid=name,
            zorder=4,
        )
        low, high = (100 * ends[name][: last + 1] for ends in (found.low, found.high))
        if np.isfinite(low).any():
            ax.fill_between(
                months,
                low,
                high,
                step="post",
                color=sheet.colour(role),
                alpha=0.25,
                linewidth=0,
                label=MONTE_CARLO,
                zorder=3,
            )
        places.append(float(value[-1]))
        names.append(words.OUTCOMES[name])
        roles.append(role)
    _at_horizon(sheet, float(months[-1]), never)
    top = min(100.0, 1.08 * max([*places, 100 * (1 - (never.parameter_low or 1.0)), 8.0]))
    ax.set_ylim(0, top)
    ax.set_xlim(0, max(float(months[-1]), 1.0) * 1.015)
    names_at_right(sheet, places, names, roles, top)
    sheet.grid("y")


def _at_horizon(sheet: Sheet, x: float, never: Estimate) -> None:
    """The interval over the assumptions of the share corrected, where the run ends."""
    if never.parameter_low is None or never.parameter_high is None:
        return
    low, high = (100 * (1 - end) for end in (never.parameter_high, never.parameter_low))
    sheet.axes.vlines(
        x,
        low,
        high,
        colors=sheet.colour("band"),
        linewidth=7,
        label=f"{ASSUMPTIONS}, of correction at the horizon",
        zorder=2,
    )


_ROLES: Final = {
    "corrected": "corrected",
    "repaired": "series_c",
    "pardoned": "series_d",
    "recovered": "series_e",
    "bought_out": "series_g",
    "expired": "series_a",
    "overtaken": "by_rules",
}
"""Colours of the ends as lines: the page draws areas, in greys that a thin line would not carry."""


def pair(
    sheet: Sheet, y: float, row: Row, *, hatched: bool | None = None, named: str = MONTE_CARLO
) -> None:
    """One of two bars of a line, with its interval; one of them hatched, to be told apart in grey."""
    ax = sheet.axes
    value = row.value or 0.0
    is_hatched = row.colour != "accent" if hatched is None else hatched
    ax.barh(
        y,
        value,
        height=0.36,
        color=sheet.colour(row.colour),
        hatch="////" if is_hatched else "",
        edgecolor=sheet.colour("paper"),
        linewidth=0,
        label=row.what,
        zorder=2,
    )
    if row.low is not None and row.high is not None:
        ax.errorbar(
            value,
            y,
            xerr=[[value - row.low], [row.high - value]],
            fmt="none",
            ecolor=sheet.colour("ink"),
            elinewidth=1.2,
            capsize=2.5,
            label=named,
            zorder=3,
        )


def times_of(sheet: Sheet, rows: Sequence[Row]) -> None:
    """A logarithmic axis of ratios around 1, with round numbers."""
    ends = [
        end
        for row in rows
        for end in (row.value, row.low, row.high, row.assumed_low, row.assumed_high)
        if end is not None and end > 0
    ]
    ticks = ratio_ticks(min(ends, default=1.0), max(ends, default=1.0))
    axis = sheet.axes
    axis.set_xscale("log")
    axis.set_xlim(ticks[0], ticks[-1])
    axis.set_xticks(ticks)
    axis.xaxis.set_major_formatter(FuncFormatter(lambda tick, _: f"{tick:g}×"))
    axis.xaxis.set_minor_locator(NullLocator())
    axis.xaxis.set_minor_formatter(NullFormatter())
