"""A sheet to draw on, in pixels from the top left, and the marks that every picture shares."""

import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ostraka.results import Estimate

Scale = Callable[[float], float]
Floats = npt.NDArray[np.float64]

TEXT: Final = 13.0
SMALL: Final = 12.0
LINE: Final = 18.0
"""Sizes of text and height of a line, in pixels; a picture is never shown much smaller than drawn."""

_SETTINGS: Final[Mapping[Any, Any]] = {
    "font.family": "DejaVu Sans",
    "svg.fonttype": "none",
    "svg.hashsalt": "ostraka",
    "svg.image_inline": True,
    "text.parse_math": False,
    "path.simplify": False,
}


@contextmanager
def settled() -> Iterator[None]:
    """The plotting library as it ships, whatever the reader's own settings are."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        yield


class Sheet:
    """One picture while it is drawn; sizes are pixels, and y runs downward."""

    def __init__(
        self, width: float, height: float, colours: Mapping[str, str], margin: float = 0.0
    ) -> None:
        """``colours`` by role, ``margin`` at the left and right; made within :func:`settled`."""
        from matplotlib.figure import Figure

        self.width, self.height, self._colours = width, height, colours
        self.figure = Figure(figsize=((width + 2 * margin) / 72, height / 72), dpi=72)
        self.figure.patch.set_visible(False)
        self._axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self._axes.set_axis_off()
        self._axes.set_xlim(-margin, width + margin)
        self._axes.set_ylim(height, 0)
        self._drawn = 0

    def _on_top(self) -> int:
        """Order of the next mark: what is drawn later lies above."""
        self._drawn += 1
        return self._drawn

    def _put(self, mark: Any) -> None:
        """On top of what is drawn; the axes need not measure it, for they are as large as the sheet."""
        mark.set_zorder(self._on_top())
        self._axes.add_artist(mark)

    @property
    def is_narrow(self) -> bool:
        """Whether it is drawn for a phone."""
        return self.width < 480

    def text(
        self,
        x: float,
        y: float,
        words: str,
        colour: str = "ink",
        *,
        size: float = TEXT,
        align: str = "left",
        bold: bool = False,
    ) -> None:
        """Words on the baseline ``y``."""
        self._axes.text(
            x,
            y,
            words,
            color=self._colours[colour],
            fontsize=size,
            ha=align,
            va="baseline",
            fontweight="bold" if bold else "normal",
            zorder=self._on_top(),
        )

    def line(
        self,
        x: Sequence[float] | Floats,
        y: Sequence[float] | Floats,
        colour: str,
        width: float = 1.0,
    ) -> None:
        """A line through points."""
        from matplotlib.lines import Line2D

        line = Line2D(x, y, color=self._colours[colour], linewidth=width, solid_capstyle="butt")
        self._put(line)

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled rectangle from its top left."""
        from matplotlib.patches import Rectangle

        patch = Rectangle((x, y), width, height, facecolor=self._colours[colour], linewidth=0)
        self._put(patch)

    def boxes(self, corners: Sequence[tuple[float, float, float, float]], colour: str) -> None:
        """Many rectangles (left, top, width, height) of one colour: one outline, so quick to draw."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        if not corners:
            return
        x, y, width, height = np.array(corners, dtype=float).T
        right, bottom = x + width, y + height
        outline = [(x, y), (right, y), (right, bottom), (x, bottom), (x, y)]
        points = np.transpose(np.array(outline), (2, 0, 1)).reshape(-1, 2)
        codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * len(corners)
        patch = PathPatch(Path(points, codes), facecolor=self._colours[colour], linewidth=0)
        self._put(patch)

    def area(self, x: Floats, low: Floats, high: Floats, colour: str) -> None:
        """A filled band between two curves, with an edge in the colour of the ground."""
        self._axes.fill_between(
            x, low, high, color=self._colours[colour], linewidth=0, zorder=self._on_top()
        )
        self.line(x, high, "paper")

    def dot(self, x: float, y: float, colour: str, radius: float = 4.0) -> None:
        """A filled circle."""
        from matplotlib.patches import Circle

        patch = Circle(
            (x, y), radius, facecolor=self._colours[colour], edgecolor=self._colours["paper"]
        )
        patch.set_linewidth(1.0)
        self._put(patch)

    def svg(self) -> str:
        """As the library writes it, the same bytes every time."""
        buffer = io.StringIO()
        self.figure.savefig(buffer, format="svg", metadata={"Date": None}, transparent=True)
        return buffer.getvalue()

    def png(self, dots_per_pixel: float = 2.0) -> bytes:
        """As a bitmap."""
        buffer = io.BytesIO()
        self.figure.savefig(
            buffer, format="png", dpi=72 * dots_per_pixel, metadata={"Software": None}
        )
        return buffer.getvalue()


def linear(low: float, high: float, start: float, end: float) -> Scale:
    """From data to pixels."""
    span = (high - low) or 1.0
    return lambda value: start + (min(max(value, low), high) - low) / span * (end - start)


def logarithmic(low: float, high: float, start: float, end: float) -> Scale:
    """From ratios to pixels."""
    inner = linear(math.log(low), math.log(high), start, end)
    return lambda value: inner(math.log(max(value, low)))


def round_ticks(high: float, most: int) -> list[float]:
    """Round numbers from 0 to the first at or above ``high``."""
    return ticks_between(0.0, high, most) if high > 0 else [0.0, 1.0]


def ticks_between(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers from the last at or below ``low`` to the first at or above ``high``."""
    from matplotlib.ticker import MaxNLocator

    if not high > low:
        return [low, low + 1.0]
    locator = MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10])
    near = 1e-12 * (high - low)
    ticks = [0.0 if abs(tick) < near else float(tick) for tick in locator.tick_values(low, high)]
    while len(ticks) > 2 and ticks[-2] >= high:
        ticks.pop()
    while len(ticks) > 2 and ticks[1] <= low:
        ticks.pop(0)
    return ticks


def ratio_ticks(low: float, high: float) -> list[float]:
    """Round ratios around one that enclose ``low`` to ``high``."""
    every = [m * 10.0**k for k in range(-4, 5) for m in (1, 2, 5)]
    least = max([t for t in every if t <= min(low, 0.5)], default=every[0])
    most = min([t for t in every if t >= max(high, 2.0)], default=every[-1])
    ticks = [t for t in every if least <= t <= most]
    if len(ticks) > 7:
        ticks = [t for t in ticks if t in (least, most) or math.log10(t) == int(math.log10(t))]
    return ticks


def largest_of(estimates: Sequence[Estimate], factor: float = 1.0) -> float:
    """The largest end of any interval, for the length of an axis."""
    ends = [
        end for e in estimates for end in (e.value, e.high, e.parameter_high) if end is not None
    ]
    return factor * max(ends, default=0.0)


@dataclass(frozen=True, slots=True)
class Marks:
    """What a key has to explain."""

    monte_carlo: bool
    assumptions: bool


def marks_of(estimates: Sequence[Estimate]) -> Marks:
    """Which intervals are to be seen."""
    return Marks(
        monte_carlo=any(e.low is not None and e.low != e.high for e in estimates),
        assumptions=any(e.parameter_low is not None for e in estimates),
    )


def draw_assumptions(
    sheet: Sheet, scale: Scale, y: float, estimate: Estimate, factor: float = 1.0
) -> None:
    """The interval over the assumptions: a pale band."""
    low, high = estimate.parameter_low, estimate.parameter_high
    if low is not None and high is not None:
        left, right = scale(low * factor), scale(high * factor)
        sheet.box(left, y - 2.5, max(right - left, 1.0), 5, "band")


def draw_monte_carlo(
    sheet: Sheet, scale: Scale, y: float, estimate: Estimate, factor: float = 1.0
) -> None:
    """The Monte Carlo interval: a thin line with ends."""
    if estimate.low is None or estimate.high is None or estimate.low == estimate.high:
        return
    left, right = scale(estimate.low * factor), scale(estimate.high * factor)
    sheet.line([left, right], [y, y], "ink", 1.4)
    for x in (left, right):
        sheet.line([x, x], [y - 5, y + 5], "ink", 1.4)


def key_lines(width: float, marks: Marks) -> list[list[tuple[str, str, float]]]:
    """What the key explains, in lines that fit a width: mark, words, pixels."""
    items = [("value", "central value", 118.0)]
    if marks.monte_carlo:
        items.append(("line", "95 % Monte Carlo", 154.0))
    if marks.assumptions:
        items.append(("band", "95 % over the assumptions", 212.0))
    lines: list[list[tuple[str, str, float]]] = [[]]
    for item in items:
        if lines[-1] and sum(w for *_, w in lines[-1]) + item[2] > width + 8:
            lines.append([])
        lines[-1].append(item)
    return lines


def draw_key(sheet: Sheet, marks: Marks, *, with_bars: bool) -> float:
    """Explain the marks at the top of a sheet; returns the height it took."""
    lines = key_lines(sheet.width, marks)
    for number, line in enumerate(lines):
        x, y = 0.0, 13 + LINE * number
        for mark, words, width in line:
            middle = y - 4.5
            if mark == "line":
                draw_monte_carlo(sheet, lambda v: v, middle, Estimate(0, x, x + 16, 1, "ok"))
            elif mark == "band":
                sheet.box(x, middle - 2.5, 16, 5, "band")
            elif with_bars:
                sheet.box(x, middle - 5, 14, 10, "accent")
            else:
                sheet.dot(x + 6, middle, "accent")
            sheet.text(x + 22, y, words, "muted", size=SMALL)
            x += width
    return LINE * len(lines) + 10


def draw_axis(
    sheet: Sheet,
    scale: Scale,
    ticks: Sequence[float],
    spans: Sequence[tuple[float, float]],
    words: str,
    label: Callable[[float], str],
) -> None:
    """Vertical guides over some spans of height, with their numbers and the unit below."""
    bottom = spans[-1][1]
    for number, tick in enumerate(ticks):
        x = scale(tick)
        for top, end in spans:
            sheet.line([x, x], [top, end], "line")
        near_left, near_right = x < 14, x > sheet.width - 14
        align = "left" if near_left else "right" if near_right else "center"
        if number in (0, len(ticks) - 1) or len(ticks) <= 7:
            sheet.text(x, bottom + 16, label(tick), "muted", size=SMALL, align=align)
    sheet.text(scale(ticks[0]), bottom + 34, words, "muted", size=SMALL)


def row_spans(top: float, height: float, rows: int, *, narrow: bool) -> list[tuple[float, float]]:
    """Where guides run: from top to bottom, or past the names that stand above their rows."""
    if not narrow:
        return [(top, top + height * rows)]
    starts = [top + height * number for number in range(rows)]
    return [(start + 23, start + height) for start in starts]


def spread_apart(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places moved as little as needed so that neighbours keep their distance, in their order."""
    order = np.argsort(places, kind="stable")
    moved = np.array([places[k] for k in order], dtype=float)
    for _ in range(200):
        for k in range(1, len(moved)):
            overlap = gap - (moved[k] - moved[k - 1])
            if overlap > 1e-9:
                moved[k - 1] -= overlap / 2
                moved[k] += overlap / 2
        moved = np.clip(moved, low, high)
    result = np.empty_like(moved)
    result[order] = moved
    return [float(place) for place in result]


def shortened(words: str, most: int) -> str:
    """Words cut to a length, with an ellipsis; control characters are left out."""
    clean = "".join(c for c in words if c.isprintable())
    return clean if len(clean) <= most else clean[: most - 1].rstrip() + "…"
