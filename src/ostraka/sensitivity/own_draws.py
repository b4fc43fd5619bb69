"""What a harm depends on, read from draws that were made for something else: no run is added.

Each number is looked at over the draws as they are, the others moving too: so what numbers do together is
in it on average, unlike in one number at a time with the others at their centre.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from ostraka.core.errors import OstrakaError
from ostraka.core.quantities import Quantity
from ostraka.sensitivity.analysis import About
from ostraka.sensitivity.designs import Floats
from ostraka.sensitivity.given import FEWEST as FEWEST_FOR_SHARES
from ostraka.sensitivity.given import Given, given
from ostraka.sensitivity.methods import Interval
from ostraka.sensitivity.tornado import Bar

FEWEST: Final = 20
"""Draws below which nothing is said."""

IN_PAIRS: Final = 8
"""Numbers between which interactions are looked for: those of the largest rank correlation."""

IN_A_CELL: Final = 5
"""Draws in each quarter of a pair at least; otherwise nothing is said of it."""

RANK_VARIANCE: Final = 1.06
"""Over n - 3: variance of Fisher's transform of a rank correlation (Fieller, Hartley, Pearson 1957)."""


@dataclass(frozen=True, slots=True)
class Number:
    """One uncertain number.

    Attributes
    ----------
    place : str
    rank : Interval
        Spearman's rank correlation with the harm: from -1 to 1.
    bar : Bar
        What the harm is more, or less, than over all draws where the number lies in the lowest and in the
        highest quarter of its draws; ``low`` and ``high`` are where those end and begin.
    first : Interval or None
        First-order index; None with too few draws, one replicate, or without SALib.
    low, high : float or None
        The ends of its range.
    source : str or None
        The publication it was taken from; None if it is assumed.
    """

    place: str
    rank: Interval
    bar: Bar
    first: Interval | None
    low: float | None
    high: float | None
    source: str | None


@dataclass(frozen=True, kw_only=True)
class FromDraws(About):
    """What a harm, or the difference that an arm makes to it, depends on over given draws.

    Attributes
    ----------
    draws, replicates : int
    mean, deviation : float
        Of the mean over replicates, over the draws.
    luck : float or None
        Standard deviation of one run over replicates at the central values; None with fewer than two.
    shares : Given or None
        Shares of the variance of one run: of all numbers, of the seed, of both together.
    numbers : tuple of Number
        The largest rank correlation first.
    alone : mapping of str to Interval
        By place: the harm where it is above its median, less where it is below.
    pairs : mapping of (str, str) to Interval
        How much larger that is where the other number is above its median than where it is below.
    """

    draws: int
    replicates: int
    mean: float
    deviation: float
    luck: float | None
    shares: Given | None
    numbers: tuple[Number, ...]
    alone: dict[str, Interval]
    pairs: dict[tuple[str, str], Interval]

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        plain = asdict(self)
        plain["pairs"] = [
            {"places": list(places), **asdict(found)} for places, found in self.pairs.items()
        ]
        return plain

    def picture(self, path: str | Path) -> Path:
        """Save the bars of each number, SVG or PNG by the ending of ``path``."""
        return Path(import_module("ostraka.report.tornado_picture").save(self, path))

    def interactions(self, path: str | Path) -> Path:
        """Save what two numbers do together as a table of tiles."""
        return Path(import_module("ostraka.report.interaction_picture").save(self, path))

    def __str__(self) -> str:
        """The table."""
        from ostraka.sensitivity.own_draws_text import own_draws_text

        return own_draws_text(self)


def own_draws(
    draws: pd.DataFrame,
    values: Floats,
    about: About,
    varied: Mapping[str, Quantity],
    central: Floats | None = None,
) -> FromDraws:
    """What a harm depends on, from the draws of a study: no run is added.

    Parameters
    ----------
    draws : DataFrame
        One column for each uncertain number, a row a draw.
    values : array (draw, replicate)
        The harm, or the difference of two arms on common draws; its mean over replicates is looked at.
    about : About
    varied : mapping of str to Quantity
        The numbers of ``draws``, by place.
    central : array (replicate), optional
        The same at the central values.

    Raises
    ------
    OstrakaError
        If there are fewer than 20 draws, or the figure is undefined in some of them or the same in all.

    Notes
    -----
    Rank correlation: Spearman (1904), with the interval by Fisher's transform and the variance of
    Fieller, Hartley and Pearson (1957, doi 10.1093/biomet/44.3-4.470). Means of parts: t intervals with
    Welch's degrees of freedom (1947, doi 10.1093/biomet/34.1-2.28). Shares:
    :func:`~ostraka.sensitivity.given.given`.
    """
    if len(draws) < FEWEST:
        raise OstrakaError(
            f"sensitivity: {len(draws)} draws are too few; give the study {FEWEST} at least, or choose a "
            "method that makes draws of its own"
        )
    if not np.isfinite(values).all():
        raise OstrakaError(
            "harm: it is undefined in some draw (nothing to divide by); choose a count"
        )
    y = values.mean(axis=1)
    if np.ptp(y) == 0:
        raise OstrakaError(f"harm: it is {y[0]:g} in all {len(y)} draws, so nothing moves it")
    moving = [place for place in draws.columns if draws[place].nunique() > 1]
    shares = _shares(draws[moving], values, about)
    numbers = [
        _number(place, draws[place].to_numpy(), y, varied[place], shares) for place in moving
    ]
    numbers.sort(key=lambda one: -abs(one.rank.value))
    kept = [one.place for one in numbers[:IN_PAIRS]]
    upper = {place: (draws[place] > draws[place].median()).to_numpy() for place in kept}
    pairs = {
        (one, other): found
        for k, one in enumerate(kept)
        for other in kept[k + 1 :]
        if (found := _together(y, upper[one], upper[other])) is not None
    }
    return FromDraws(
        **vars(about),
        draws=len(draws),
        replicates=values.shape[1],
        mean=float(y.mean()),
        deviation=float(y.std(ddof=1)),
        luck=None if central is None or central.size < 2 else float(central.std(ddof=1)),
        shares=shares,
        numbers=tuple(numbers),
        alone={place: _contrast([y[up], y[~up]], [1, -1]) for place, up in upper.items()},
        pairs=pairs,
    )


def _shares(draws: pd.DataFrame, values: Floats, about: About) -> Given | None:
    """Shares of the variance, where the draws suffice, are independent, and SALib is there."""
    if len(draws) < FEWEST_FOR_SHARES or values.shape[1] < 2 or about.together:
        return None
    if find_spec("SALib") is None:
        return None
    return given(draws, pd.DataFrame(values, index=draws.index), seed=about.seed)


def _number(place: str, x: Floats, y: Floats, quantity: Quantity, shares: Given | None) -> Number:
    first, last = (float(end) for end in np.quantile(x, [0.25, 0.75]))
    bar = Bar(place, first, last, _beside(y, x <= first), _beside(y, x >= last))
    index = None if shares is None else shares.first.get(place)
    return Number(place, _rank(x, y), bar, index, quantity.low, quantity.high, quantity.source)


def _rank(x: Floats, y: Floats) -> Interval:
    from scipy.stats import rankdata

    value = float(np.corrcoef(rankdata(x), rankdata(y))[0, 1])
    half = 1.959964 * np.sqrt(RANK_VARIANCE / (len(x) - 3))
    at = np.arctanh(np.clip(value, -1 + 1e-12, 1 - 1e-12))
    return Interval(value, float(np.tanh(at - half)), float(np.tanh(at + half)))


def _beside(y: Floats, chosen: Any) -> Interval:
    """Mean of the chosen draws less that of all: the share of the others times the plain contrast."""
    share = float(1 - chosen.mean())
    if share == 0:
        return Interval(0.0)
    found = _contrast([y[chosen], y[~chosen]], [1, -1])
    ends = [None if end is None else share * end for end in (found.low, found.high)]
    return Interval(share * found.value, *ends)


def _together(y: Floats, one: Any, other: Any) -> Interval | None:
    cells = [y[one & other], y[~one & other], y[one & ~other], y[~one & ~other]]
    if min(map(len, cells)) < IN_A_CELL:
        return None
    return _contrast(cells, [1, -1, -1, 1])


def _contrast(parts: list[Floats], signs: list[int]) -> Interval:
    """A signed sum of means with its 95 % t interval, variances unequal (Welch)."""
    from scipy.special import stdtrit

    value = float(sum(sign * part.mean() for sign, part in zip(signs, parts, strict=True)))
    if min(map(len, parts)) < 2:
        return Interval(value)
    errors = np.array([part.var(ddof=1) / len(part) for part in parts])
    if errors.sum() == 0:
        return Interval(value)
    freedom = errors.sum() ** 2 / sum(
        error**2 / (len(part) - 1) for error, part in zip(errors, parts, strict=True)
    )
    half = float(stdtrit(freedom, 0.975) * np.sqrt(errors.sum()))
    return Interval(value, value - half, value + half)
