"""Charts of one line a thing: a value, its Monte Carlo interval, and that over the assumptions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from ostraka.plots.axes import Sheet

MONTE_CARLO: Final = "95 % Monte Carlo interval"
ASSUMPTIONS: Final = "95 % interval over the assumptions"
LUCK: Final = "95 % interval"
CENTRAL: Final = "central value"

Mark = Literal["dot", "diamond", "bar"]


class Spread(Protocol):
    """A value with the ends of an interval."""

    @property
    def value(self) -> float | None:
        """Or None."""

    @property
    def low(self) -> float | None:
        """Or None."""

    @property
    def high(self) -> float | None:
        """Or None."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a chart.

    Attributes
    ----------
    name : str
    value, low, high : float or None
        In the unit of the axis.
    assumed_low, assumed_high : float or None
        The interval over the assumptions.
    colour : str
        Role of the palette.
    what : str
        What marks of this colour are, for the legend; "" for nothing.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    assumed_low: float | None = None
    assumed_high: float | None = None
    colour: str = "accent"
    what: str = ""


def row_of(
    name: str,
    found: Spread,
    *,
    factor: float = 1.0,
    colour: str = "accent",
    what: str = "",
) -> Row:
    """A row of whatever has a value and an interval, or two; ``factor`` brings it to the axis' unit."""
    ends = (found.value, found.low, found.high, *assumed(found))
    value, low, high, least, most = (None if end is None else factor * end for end in ends)
    return Row(name, value, low, high, least, most, colour, what)


def assumed(found: Any) -> tuple[float | None, float | None]:
    """The interval over the assumptions of an estimate, or of a change; (None, None) if it has none."""
    for low, high in (("parameter_low", "parameter_high"), ("assumed_low", "assumed_high")):
        if hasattr(found, low):
            return getattr(found, low), getattr(found, high)
    return None, None


def draw_row(sheet: Sheet, y: float, row: Row, *, mark: Mark, named: str = MONTE_CARLO) -> None:
    """One value with its intervals at the height ``y``: the band below the line, never one of the two."""
    ax = sheet.axes
    if row.value is None:
        ax.annotate(
            "undefined",
            (0.0, y),
            xycoords=("axes fraction", "data"),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
            color=sheet.colour("muted"),
        )
        return
    colour, label = sheet.colour(row.colour), row.what or "_" + row.name
    if mark == "bar":
        ax.barh(y, row.value, height=0.44, color=colour, label=label, zorder=2)
    if row.assumed_low is not None and row.assumed_high is not None:
        ax.hlines(
            y + (0.33 if mark == "bar" else 0.0),
            row.assumed_low,
            row.assumed_high,
            colors=sheet.colour("band"),
            linewidth=7,
            label=ASSUMPTIONS,
            zorder=1.9,
        )
    if row.low is not None and row.high is not None and row.low < row.high:
        ax.errorbar(
            row.value,
            y,
            xerr=[[row.value - row.low], [row.high - row.value]],
            fmt="none",
            ecolor=sheet.colour("ink"),
            elinewidth=1.3,
            capsize=3.5,
            label=named,
            zorder=3,
        )
    if mark != "bar":
        shape = "D" if mark == "diamond" else "o"
        ax.plot(
            row.value,
            y,
            shape,
            ms=7,
            color=colour,
            mec=sheet.colour("paper"),
            label=label,
            zorder=4,
        )


def draw_rows(
    sheet: Sheet, rows: Sequence[Row], *, mark: Mark = "dot", named: str = MONTE_CARLO
) -> None:
    """Rows from the top downward, their names at the left."""
    for y, row in enumerate(rows):
        draw_row(sheet, float(y), row, mark=mark, named=named)
    name_rows(sheet, [row.name for row in rows])


def name_rows(sheet: Sheet, names: Sequence[str]) -> None:
    """The names at the left, first on top, and guides that run upward."""
    ax = sheet.axes
    ax.set_yticks(range(len(names)), list(names))
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0, labelcolor=sheet.colour("ink"))
    ax.spines["left"].set_visible(False)
    sheet.grid("x")


def height_for(rows: int, *, each: float = 0.42) -> float:
    """Inches that so many rows need, with title, axis, legend and note."""
    return 1.75 + each * max(rows, 2)
