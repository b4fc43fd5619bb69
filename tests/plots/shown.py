"""What is to be read off axes: the numbers that are drawn, their names and their colours."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.container import ErrorbarContainer

MONTE_CARLO = "95 % Monte Carlo interval"
ASSUMPTIONS = "95 % interval over the assumptions"


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
    """Every colour that is drawn, written and framed with."""
    found = set()
    for artist in ax.figure.findobj():
        for reader in ("get_color", "get_facecolor", "get_edgecolor", "get_ecolor"):
            if hasattr(artist, reader) and artist.get_visible():
                given = getattr(artist, reader)()
                for one in (
                    np.atleast_2d(np.array(given, dtype=object)) if _is_many(given) else [given]
                ):
                    colour = to_hex(
                        tuple(one) if not isinstance(one, str) else one, keep_alpha=True
                    )
                    if not colour.endswith("00"):
                        found.add(colour[:7])
    return found


def _is_many(given):
    return not isinstance(given, str) and np.ndim(given) == 2
