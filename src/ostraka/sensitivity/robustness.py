"""Which safeguard helps whatever is assumed: how often, how much, and what is regretted."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from ostraka.core.errors import OstrakaError
from ostraka.core.intervals import binomial_interval
from ostraka.results.estimate import Floats
from ostraka.results.harms import FIXED
from ostraka.sensitivity.ceiling import nearest
from ostraka.sensitivity.discovery import Region, regions

WHOLE: Final = ""
"""The stratum under which outcomes of everybody stand, as in the outcomes of a study."""

FEWEST: Final = 20
"""Draws below which nothing is said of how often."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share of draws with its exact 95 % interval (Clopper and Pearson 1934)."""

    value: float
    low: float
    high: float
    draws: int


@dataclass(frozen=True)
class Arm:
    """What one arm does to the harm, over the draws.

    Attributes
    ----------
    name : str
    helps, harms, same : Share
        Draws in which the harm, on average over replicates on common draws, is less than without the
        arm, more, or equal to it.
    certain : int
        Draws in which all replicates agree on which of these it is.
    middle, low, high : float
        Median, 2.5 and 97.5 % points of the change of the harm over the draws (below 0: less harm).
    best : Share
        Draws in which no other arm, nor doing nothing, has less of the harm.
    mean_regret, most_regret : float
        Harm beyond that of the best arm of the same draw: on average, and at the 97.5 % point.
    where_it_harms : tuple of Region
        Ranges of the uncertain numbers in which it harms more often than elsewhere; held against draws
        on which they were not found.
    """

    name: str
    helps: Share
    harms: Share
    same: Share
    certain: int
    middle: float
    low: float
    high: float
    best: Share
    mean_regret: float
    most_regret: float
    where_it_harms: tuple[Region, ...]


@dataclass(frozen=True)
class Robustness:
    """How far the answer about each arm holds over the uncertain numbers.

    Attributes
    ----------
    harm, base : str
        The figure, and the arm that all are compared with.
    draws, replicates : int
    arms : tuple of Arm
        That with the least mean regret first; the base is one of them.
    """

    harm: str
    base: str
    draws: int
    replicates: int
    arms: tuple[Arm, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        """As a table, with the regions in sentences."""
        from ostraka.sensitivity.robustness_text import robustness_text

        return robustness_text(self)


def robustness(
    outcomes: pd.DataFrame,
    draws: pd.DataFrame,
    *,
    harm: str,
    base: str,
    harms: Sequence[str] = FIXED,
    seed: int = 0,
) -> Robustness:
    """How often each arm helps, when it harms, and what is regretted, over the draws.

    Parameters
    ----------
    outcomes : DataFrame
        Columns arm, draw, replicate, figure, stratum, value: a row for every figure of every run.
    draws : DataFrame
        Index draw, one column for each uncertain number.
    harm : str
        The figure.
    base : str
        The arm that the others are compared with, such as the scenario without safeguards.
    harms : sequence of str
        Figures that count harm; only these are taken.
    seed : int
        Of the draws that regions are found on and held against.

    Raises
    ------
    OstrakaError
        If the figure is no harm, an arm is missing, or some run of a draw is.

    Notes
    -----
    All arms of a draw and replicate share their draws of luck, so differences are paired. Regret is that
    of Savage (1951, doi 10.1080/01621459.1951.10500768), in the unit of the harm; the best arm of a
    draw is found on the same runs, so with few people regret is a little too large.
    """
    if harm not in harms:
        raise OstrakaError(
            f"harm: {harm!r} is no harm, and only harms are compared; {nearest(harm, list(harms))}"
        )
    values = _values(outcomes, draws, harm)
    names = list(values)
    if base not in names:
        raise OstrakaError(f"base: there is no arm {base!r}; {nearest(base, names)}")
    if len(draws) < FEWEST:
        raise OstrakaError(f"robustness: {len(draws)} draws are too few; take {FEWEST} at least")
    means = np.stack([values[name].mean(axis=1) for name in names], axis=1)
    least = means.min(axis=1)
    arms = []
    for k, name in enumerate(names):
        change = values[name] - values[base]
        regret = means[:, k] - least
        arms.append(_arm(name, change, regret, draws, seed))
    arms.sort(key=lambda one: one.mean_regret)
    return Robustness(harm, base, len(draws), values[base].shape[1], tuple(arms))


def _values(outcomes: pd.DataFrame, draws: pd.DataFrame, harm: str) -> dict[str, Floats]:
    """The figure of the whole, by arm: array (draw, replicate)."""
    kept = outcomes[(outcomes["figure"] == harm) & (outcomes["stratum"] == WHOLE)]
    if kept.empty:
        raise OstrakaError(f"robustness: no outcome of {harm!r} for everybody (stratum {WHOLE!r})")
    replicates = sorted(kept["replicate"].unique())
    found = {}
    for name, rows in kept.groupby("arm", sort=False):
        table = rows.pivot(index="draw", columns="replicate", values="value")
        table = table.reindex(index=draws.index, columns=replicates)
        missing = int(table.isna().to_numpy().sum())
        if missing:
            raise OstrakaError(
                f"robustness: arm {name!r} has no value of {harm!r} in {missing} runs; finish the study, "
                "or choose a count"
            )
        found[str(name)] = table.to_numpy(dtype=float)
    return found


def _arm(name: str, change: Floats, regret: Floats, draws: pd.DataFrame, seed: int) -> Arm:
    mean = change.mean(axis=1)
    low, middle, high = (float(x) for x in np.quantile(mean, [0.025, 0.5, 0.975]))
    signs = np.sign(change)
    return Arm(
        name=name,
        helps=_share(mean < 0),
        harms=_share(mean > 0),
        same=_share(mean == 0),
        certain=int((signs == signs[:, :1]).all(axis=1).sum()),
        middle=middle,
        low=low,
        high=high,
        best=_share(regret == 0),
        mean_regret=float(regret.mean()),
        most_regret=float(np.quantile(regret, 0.975)),
        where_it_harms=regions(draws, mean > 0, seed=seed),
    )


def _share(holds: Any) -> Share:
    count, draws = int(holds.sum()), len(holds)
    return Share(count / draws, *binomial_interval(count, draws), draws)
