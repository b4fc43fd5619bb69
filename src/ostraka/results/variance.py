"""How much of the spread over the assumptions comes from sourced numbers, how much from assumed ones.

In every parameter draw all uncertain numbers are drawn independently, so a regression of a figure on
them tells the groups apart. Figure and numbers are replaced by their ranks, which straightens whatever
is monotone (Saltelli and Sobol 1995, doi 10.1016/0951-8320(95)00099-2). The share of variance that a
set of numbers explains is R², freed of what that many numbers would explain by chance (Ezekiel 1930). A
group's share is the mean of what it adds alone and what it adds to the other group (Shapley values of
two players; Lindeman, Merenda and Gold 1980), so that the two add up to the R² of all numbers. The rest
is what ranks of single numbers cannot explain: numbers that work together, turning points, and chance.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ostraka.results.estimate import FEWEST_DRAWS, Estimate, Floats, jackknife_half_width, undefined
from ostraka.results.labels import ALL

if TYPE_CHECKING:
    from ostraka.results.result import Result

Bools = npt.NDArray[np.bool_]

MAIN = (
    "wrongful_share_of_listed",
    "wrongful_share_of_entries",
    "ever_wrongly_listed_per_100k",
    "never_corrected_share",
    "mean_wrongful_months",
    "missed_person_months",
)
"""The figures whose variance is taken apart."""


@dataclass(frozen=True, slots=True)
class VarianceShares:
    """Where the variance of one figure over the draws comes from.

    Attributes
    ----------
    sourced, assumed, rest : Estimate
        Shares that add up to 1, with the 95 % interval of the finite number of draws (jackknife). What
        chance carries past 0 or 1 is cut there.
    why : str
        Why they are undefined, or "".
    """

    sourced: Estimate
    assumed: Estimate
    rest: Estimate
    why: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        parts = {"sourced": self.sourced, "assumed": self.assumed, "rest": self.rest}
        return {**{name: part.to_dict() for name, part in parts.items()}, "why": self.why}


def variance_shares(result: "Result") -> Mapping[str, VarianceShares]:
    """The shares of each main figure; none without parameter draws."""
    drawn = result.drawn
    if not drawn.draws:
        return {}
    is_sourced = are_sourced(result.scenario, drawn.places)
    group = drawn.groups.index((ALL, ALL))
    places = [drawn.figures.index(name) for name in MAIN]
    values = drawn.values[:, :, group, places].mean(axis=1)
    return dict(zip(MAIN, _all_shares(values, drawn.numbers, is_sourced), strict=True))


def are_sourced(scenario: Any, places: tuple[str, ...]) -> Bools:
    """Whether each uncertain number names a publication."""
    numbers = scenario.uncertain()
    return np.array([bool(numbers[place].source) for place in places])


def shares_of(values: Floats, numbers: Floats, is_sourced: Bools) -> VarianceShares:
    """The shares of variance of one figure.

    Parameters
    ----------
    values : array (draws)
        The figure in each draw.
    numbers : array (draws, number)
    is_sourced : array (number)
    """
    return _all_shares(values[:, None], numbers, is_sourced)[0]


def _all_shares(values: Floats, numbers: Floats, is_sourced: Bools) -> list[VarianceShares]:
    """The shares of several figures, array (draws, figure); what the numbers take is taken once."""
    draws = len(values)
    varies = np.ptp(numbers, axis=0) > 0
    numbers, is_sourced = numbers[:, varies], is_sourced[varies]
    whys = [_why_undefined(one, numbers.shape[1]) for one in values.T]
    told = [k for k, why in enumerate(whys) if not why]
    found = [_undefined(draws, why) for why in whys]
    if not told:
        return found
    columns = np.column_stack([numbers, values[:, told]])
    ranks = _ranks(columns)
    left_out = np.array(
        [_split(_ranks_without(columns, ranks, k), is_sourced) for k in range(draws)]
    )
    halves = jackknife_half_width(left_out)
    for k, whole, half in zip(told, _split(ranks, is_sourced), halves, strict=True):
        sourced, assumed, rest = (
            _share(float(v), float(h), draws) for v, h in zip(whole, half, strict=True)
        )
        found[k] = VarianceShares(sourced, assumed, rest)
    return found


def _why_undefined(values: Floats, numbers: int) -> str:
    """Why a figure's variance cannot be shared out, or ""."""
    needed = numbers + 1 + FEWEST_DRAWS
    if len(values) < needed:
        return f"{len(values)} draws; it takes {needed} for {numbers} uncertain numbers"
    if not np.isfinite(values).all():
        return "the figure is undefined in some draws"
    if np.ptp(values) == 0:
        return "the figure is the same in every draw"
    return ""


def _undefined(draws: int, why: str) -> VarianceShares:
    nothing = undefined(draws)
    return VarianceShares(nothing, nothing, nothing, why)


def _share(value: float, half: float, draws: int) -> Estimate:
    low, high, value = (min(max(x, 0.0), 1.0) for x in (value - half, value + half, value))
    return Estimate(value, low, high, draws, "ok")


def _split(ranks: Floats, is_sourced: Bools) -> Floats:
    """Shares of the sourced numbers, of the assumed ones, and the rest: array (figure, 3).

    ``ranks`` has a column for each number, then one for each figure.
    """
    centred = ranks - ranks.mean(axis=0)
    products = centred.T @ centred
    draws = len(ranks)
    both = _explained(products, np.ones_like(is_sourced), draws)
    sourced, assumed = (_explained(products, which, draws) for which in (is_sourced, ~is_sourced))
    first = (sourced + both - assumed) / 2
    second = (assumed + both - sourced) / 2
    return np.stack([first, second, 1 - both], axis=-1)


def _ranks_without(columns: Floats, ranks: Floats, k: int) -> Floats:
    """The ranks of all rows but one: whoever stood above it moves up by one, its equals by a half."""
    moved = ranks - (columns > columns[k]) - 0.5 * (columns == columns[k])
    return np.delete(moved, k, axis=0)


def _ranks(columns: Floats) -> Floats:
    """Ranks within each column; ties share their mean rank."""
    order = np.argsort(columns, axis=0, kind="stable")
    if np.any(np.diff(np.take_along_axis(columns, order, axis=0), axis=0) == 0):
        import pandas

        return np.asarray(pandas.DataFrame(columns).rank(), dtype=np.float64)
    ranks = np.empty_like(columns)
    np.put_along_axis(ranks, order, np.arange(1.0, len(columns) + 1)[:, None], axis=0)
    return ranks


def _explained(products: Floats, which: Bools, draws: int) -> Floats:
    """R² of linear regressions on some numbers, freed of chance; 0 without numbers: array (figure).

    ``products`` are sums of products about the means, of the numbers and then of the figures.
    """
    numbers = int(which.sum())
    spread = np.diagonal(products)[len(which) :]
    if numbers == 0:
        return np.zeros_like(spread)
    places = np.flatnonzero(which)
    with_figures = products[places, len(which) :]
    among = products[np.ix_(places, places)]
    try:
        np.linalg.cholesky(among)
        slopes = np.linalg.solve(among, with_figures)
    except np.linalg.LinAlgError:  # numbers that move together: any of the best fits will do
        slopes = np.linalg.lstsq(among, with_figures, rcond=None)[0]
    missing = 1 - (with_figures * slopes).sum(axis=0) / spread
    explained: Floats = 1 - missing * (draws - 1) / (draws - numbers - 1)
    return explained


@dataclass(frozen=True, slots=True)
class Direction:
    """Whether one stratum is wrongly listed more often than the reference, over the draws.

    Attributes
    ----------
    is_more : bool or None
        At the central values; None if the two are equal, or one of them undefined.
    turned : int
        Draws in which it is the other way round, in both replicates.
    draws : int
    """

    is_more: bool | None
    turned: int
    draws: int


def directions(result: "Result", figure: str) -> Mapping[str, Direction]:
    """The direction in which each stratum differs from the reference, and how often it turns."""
    groups = result.by("stratum")
    found = {}
    for name, drawn in groups.drawn_differences(figure).items():
        value = groups.difference()[name][figure].value
        sign = 0.0 if value is None else float(np.sign(value))
        turned = int((np.sign(drawn) == -sign).all(axis=1).sum()) if sign else 0
        found[name] = Direction(sign > 0 if sign else None, turned, len(drawn))
    return found
