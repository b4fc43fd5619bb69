"""One number at a time: the harm at the ends of each range, with all others at their centre."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import numpy as np

from ostraka.core.accessor import Accessor
from ostraka.core.errors import OstrakaError
from ostraka.core.quantities import Quantity
from ostraka.results.estimate import Floats, replicate_half_width
from ostraka.sensitivity.analysis import About
from ostraka.sensitivity.methods import Interval

ENDS: Final = (0.025, 0.975)
"""Quantiles at which each number is held."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One number: its two values, and what they change.

    Attributes
    ----------
    place : str
    low, high : float
        Its 2.5 and 97.5 % points.
    at_low, at_high : Interval
        Change of the harm against all numbers at their centre; paired, 95 % t interval.
    """

    place: str
    low: float
    high: float
    at_low: Interval
    at_high: Interval

    @property
    def reach(self) -> float:
        """The larger of the two changes."""
        return max(abs(self.at_low.value), abs(self.at_high.value))


@dataclass(frozen=True, kw_only=True)
class Tornado(About):
    """What each number does alone. It shows no interaction.

    Attributes
    ----------
    replicates, runs : int
    centre : Interval
        The harm with all numbers at their centre.
    luck : float
        Standard deviation of one run over the replicates: what another seed moves.
    bars : tuple of Bar
        The longest first.
    """

    replicates: int
    runs: int
    centre: Interval
    luck: float
    bars: tuple[Bar, ...]

    plot = Accessor("ostraka.plots.of_sensitivity", "TornadoPlots")

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return asdict(self)

    def picture(self, path: str | Path) -> Path:
        """Save the bars with their intervals, SVG or PNG by the ending of ``path``."""
        return Path(import_module("ostraka.report.tornado_picture").save(self, path))

    def __str__(self) -> str:
        """The table."""
        from ostraka.sensitivity.text import tornado_text

        return tornado_text(self)


def tornado_of(
    centre: Floats, ends: Floats, about: About, varied: Mapping[str, Quantity]
) -> Tornado:
    """What each number does alone, from runs on common draws.

    Parameters
    ----------
    centre : array (replicate)
        The figure with all numbers at their centre; two replicates at least.
    ends : array (2 x number, replicate)
        With each number at its two :data:`ENDS`, the others at their centre.
    about : About
    varied : mapping of str to Quantity
        The numbers, in the order of ``ends``.

    Raises
    ------
    OstrakaError
        If the figure is undefined in some run.
    """
    if not np.isfinite(centre).all() or not np.isfinite(ends).all():
        raise OstrakaError(f"harm: {about.harm} is undefined in some run; choose a count")
    bars = []
    for k, (place, quantity) in enumerate(varied.items()):
        low, high = (_mean(ends[2 * k + end] - centre) for end in (0, 1))
        first, last = (quantity.settled(u) for u in ENDS)
        bars.append(Bar(place, first, last, low, high))
    bars.sort(key=lambda bar: -bar.reach)
    return Tornado(
        **vars(about),
        replicates=centre.size,
        runs=centre.size * (1 + len(ends)),
        centre=_mean(centre),
        luck=float(centre.std(ddof=1)),
        bars=tuple(bars),
    )


def _mean(values: Floats) -> Interval:
    mean, half = float(values.mean()), float(replicate_half_width(values))
    return Interval(mean, mean - half, mean + half)
