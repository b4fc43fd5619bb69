"""What is to be read off axes: the numbers that are drawn, their names and their colours."""

import numpy as np
from matplotlib.collections import Collection, LineCollection
from matplotlib.colors import to_hex, to_rgba
from matplotlib.container import ErrorbarContainer
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

MONTE_CARLO = "95 % Monte Carlo interval"
ASSUMPTIONS = "95 % interval over the assumptions"


def near(one, other):
    """Whether two lists of numbers, or of pairs, are the same."""
    one, other = np.array(one, dtype=float), np.array(other, dtype=float)
    return one.shape == other.shape and np.allclose(one, other)


def names(ax):
    """What the legend says."""
    legend = ax.get_legend() or ax.figure.legends[0]
    return [text.get_text() for text in legend.get_texts()]


def monte_carlo(ax, label=MONTE_CARLO):
    """Low and high of every line with ends."""
    found = []
    for one in ax.containers:
        if isinstance(one, ErrorbarContainer) and one.get_label() == label:
            (lines,) = one[2]
            found += [tuple(segment[:, 0]) for segment in lines.get_segments()]
    return found


def assumptions(ax):
    """Low and high of every pale band."""
    return [
        tuple(segment[:, 0])
        for one in ax.collections
        if isinstance(one, LineCollection) and one.get_label() == ASSUMPTIONS
        for segment in one.get_segments()
    ]


def dots(ax):
    """Every value that is drawn as a mark."""
    return [
        float(line.get_xdata()[0])
        for line in ax.lines
        if line.get_marker() in ("o", "D") and len(line.get_xdata()) == 1
    ]


def bars(ax):
    """Every value that is drawn as a length."""
    return [
        float(patch.get_width()) for one in ax.containers for patch in getattr(one, "patches", [])
    ]


def colours(ax):
    """Every colour that is drawn, written or filled with."""
    ax.figure.draw_without_rendering()
    found = set()
    for artist in ax.figure.findobj(_is_drawn):
        readers = ["get_color"] if isinstance(artist, (Text, Line2D)) else ["get_facecolor"]
        if isinstance(artist, Line2D) and artist.get_linestyle() == "None":  # only its marks
            readers = ["get_markerfacecolor", "get_markeredgecolor"]
            if artist.get_marker() in ("|", "_", 0, 1, 2, 3):  # those have no inside
                readers = ["get_markeredgecolor"]
        if isinstance(artist, Patch | Collection) and np.max(artist.get_linewidth()) > 0:
            readers.append("get_edgecolor")
        for reader in readers:
            given = getattr(artist, reader)()
            for one in [given] if isinstance(given, str) or np.ndim(given) == 1 else given:
                *colour, alpha = to_rgba(one)
                if alpha:
                    found.add(to_hex(colour))
    return found


def _is_drawn(artist):
    if not artist.get_visible():
        return False
    if isinstance(artist, Text):
        return bool(artist.get_text())
    if isinstance(artist, Line2D):
        return not (artist.get_linestyle() == "None" and artist.get_marker() in ("None", ""))
    if isinstance(artist, Patch):
        return artist.get_fill() or artist.get_linewidth() > 0
    return isinstance(artist, Collection)
