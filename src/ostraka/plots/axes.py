"""Axes to draw on: those that were given, or a figure of their own that a notebook can show."""

import io
import math
import textwrap
from typing import Any, Final

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import ScaledTranslation

from ostraka.core.errors import OstrakaError
from ostraka.report.palette import COLOURS
from ostraka.report.words import MINUS

WIDTH: Final = 7.2
"""Of a figure, in inches."""

LEGEND_LINE: Final = 0.2
NOTE_LINE: Final = 0.155
"""Heights of a line of each, in inches."""

_BELOW: Final = 40.0
"""Points below given axes where the legend begins: past the numbers and the unit of the axis."""

_NOTE: Final = 118
"""Letters of a line of the note."""

_ACROSS: Final = 64
_UPWARD: Final = 30
"""Letters of a line of the words at each axis."""

_PIXELS: Final = 100
"""Per inch, where a notebook shows a figure; it is drawn with twice as many."""


class Picture(Figure):
    """A figure that belongs to nobody's window, and that a notebook shows."""

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", dpi=2 * _PIXELS)
        width, height = (round(_PIXELS * inches) for inches in self.get_size_inches())
        return buffer.getvalue(), {"width": width, "height": height}


class PictureAxes(Axes):
    """Axes of such a figure: shown whole, where they are the last line of a notebook's cell."""

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        figure = self.get_figure(root=True)
        assert isinstance(figure, Picture)  # these axes are made with no other
        return figure._repr_png_()


class Sheet:
    """Axes while they are drawn on, with the palette that suits their ground.

    Attributes
    ----------
    axes : matplotlib.axes.Axes
    is_own : bool
        Whether the figure was made here, so that its ground and its note are ours to set.
    """

    def __init__(self, ax: Any, height: float, note: str) -> None:
        """Axes of our own, ``height`` inches high with ``note`` at their foot, unless ``ax`` is given.

        Raises
        ------
        OstrakaError
            If ``ax`` is something else.
        """
        if ax is not None and not isinstance(ax, Axes):
            raise OstrakaError(
                f"ax: a {type(ax).__name__} is no matplotlib Axes; give one of them, such as axes[0]"
            )
        self.is_own = ax is None
        if ax is None:
            figure = Picture(figsize=(WIDTH, height), layout="constrained")
            ax = figure.add_subplot(axes_class=PictureAxes)
            self._is_dark = _dark(matplotlib.rcParams["axes.facecolor"])
            figure.set_facecolor(self.colour("paper"))
            self._note = textwrap.wrap(note, _NOTE)
            figure.text(
                *_place(figure, 0.08, 0.06),
                "\n".join(self._note),
                va="bottom",
                fontsize=8,
                color=self.colour("muted"),
            )
        else:
            self._is_dark = _dark(ax.get_facecolor())
        self.axes: Axes = ax
        self._settle()

    def colour(self, role: str) -> str:
        """A role's colour on this ground."""
        chosen = COLOURS[role]
        return chosen.dark if self._is_dark else chosen.light

    def _settle(self) -> None:
        ax = self.axes
        if self.is_own:
            ax.set_facecolor(self.colour("paper"))
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
            axis.set_major_formatter(FuncFormatter(lambda tick, _: _number(tick)))
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
        for side in ("bottom", "left"):
            ax.spines[side].set_color(self.colour("line"))
        ax.tick_params(colors=self.colour("muted"), labelcolor=self.colour("muted"), length=3)
        ax.set_axisbelow(True)

    def grid(self, axis: str) -> None:
        """Thin guides at the numbers of one axis."""
        self.axes.grid(axis=axis, color=self.colour("line"), linewidth=0.7)  # type: ignore[arg-type]

    def label(self, title: str, x: str, y: str = "") -> None:
        """The title, which is the figure's where that is ours, and what each axis measures."""
        ax, muted = self.axes, self.colour("muted")
        look: dict[str, Any] = {"fontsize": 11, "fontweight": "bold", "color": self.colour("ink")}
        if isinstance(ax.figure, Picture):
            ax.figure.suptitle(title, x=0.1 / WIDTH, ha="left", **look)
        else:
            ax.set_title(title, loc="left", **look)
        ax.set_xlabel(textwrap.fill(x, _ACROSS, break_long_words=False), color=muted)
        ax.set_ylabel(textwrap.fill(y, _UPWARD, break_long_words=False), color=muted)

    def legend(self, *, columns: int = 2) -> None:
        """Name what is drawn, clear of the marks: parts first, intervals last, each name once.

        Under a figure of our own it stands on the figure, and the layout is told to leave room: its
        names may be wider than the axes.
        """
        handles, names = self.axes.get_legend_handles_labels()
        once = dict(zip(names, handles, strict=True))
        chosen = sorted(once, key=lambda name: name.startswith("95 %"))
        columns = max(1, min(columns, len(chosen)))
        figure = self.axes.get_figure(root=True)
        assert figure is not None  # axes always have one
        look: dict[str, Any] = {
            "handles": [once[name] for name in chosen],
            "labels": chosen,
            "frameon": False,
            "ncols": columns,
            "fontsize": 9,
            "labelcolor": self.colour("ink"),
            "borderaxespad": 0.0,
            "borderpad": 0.0,
            "columnspacing": 2.0,
        }
        if self.is_own:
            note = 0.14 + NOTE_LINE * len(self._note)
            below = note + LEGEND_LINE * math.ceil(len(chosen) / columns) + 0.1
            if chosen:
                figure.legend(loc="lower left", bbox_to_anchor=_place(figure, 0.1, note), **look)
            rest = below / figure.get_size_inches()[1]
            engine = figure.get_layout_engine()
            assert isinstance(engine, ConstrainedLayoutEngine)  # ours is
            engine.set(rect=(0.0, rest, 1.0, 1.0 - rest))
        elif chosen:
            down = ScaledTranslation(0, -_BELOW / 72, figure.dpi_scale_trans)
            look |= {"bbox_to_anchor": (0.0, 0.0), "bbox_transform": self.axes.transAxes + down}
            self.axes.legend(loc="upper left", **look)


def _number(tick: float) -> str:
    """A round number with its thousands marked."""
    shown = f"{abs(tick):,.10g}"
    return shown if tick >= 0 else f"{MINUS}{shown}"


def _place(figure: Figure, x: float, y: float) -> tuple[float, float]:
    """A place of a figure, given in inches from its lower left."""
    width, height = figure.get_size_inches()
    return float(x / width), float(y / height)


def _dark(colour: Any) -> bool:
    """Whether a ground is dark: relative luminance of ITU-R BT.709."""
    red, green, blue = to_rgb(colour)
    return bool(np.dot((0.2126, 0.7152, 0.0722), (red, green, blue)) < 0.4)
