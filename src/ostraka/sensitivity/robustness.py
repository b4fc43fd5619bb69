"""Which safeguard helps whatever is assumed: how often, how much, and what is regretted."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from ostraka.core.errors import OstrakaError
from ostraka.core.intervals import binomial_interval
from ostraka.results.estimate import Floats, replicate_half_width
from ostraka.results.harms import FIXED
from ostraka.sensitivity.ceiling import nearest
from ostraka.sensitivity.discovery import FEWEST as FEWEST_FOR_REGIONS
from ostraka.sensitivity.discovery import NEEDED, Region, regions

WHOLE: Final = ""
"""The stratum under which outcomes of everybody stand, as in the outcomes of a study."""

FEWEST: Final = 20
"""Draws below which nothing is said of how often."""

BEYOND: Final = 1.959964
"""Standard errors from 0 beyond which a change is more than luck: the 97.5 % point of the normal."""


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
    surely_helps, surely_harms : Share or None
        Draws in which it does so by more than luck: the mean change lies further from 0 than its 95 %
        Monte Carlo error. None where nothing tells that error (one replicate, and none elsewhere).
    middle, low, high : float
        Median, 2.5 and 97.5 % points of the change of the harm over the draws (below 0: less harm).
    best : Share
        Draws in which no other arm, nor doing nothing, has less of the harm.
    mean_regret, most_regret : float
        Harm beyond that of the best arm of the same draw: on average, and at the 97.5 % point.
    regret_low, regret_high : float or None
        95 % t interval of the mean regret, over so many draws; None where it is the same in all.
    where_it_harms : tuple of Region
        Ranges of the uncertain numbers in which it harms more often than elsewhere; held against draws
        on which they were not found.
    """

    name: str
    helps: Share
    harms: Share
    same: Share
    certain: int
    surely_helps: Share | None
    surely_harms: Share | None
    middle: float
    low: float
    high: float
    best: Share
    mean_regret: float
    most_regret: float
    regret_low: float | None
    regret_high: float | None
    where_it_harms: tuple[Region, ...]


@dataclass(frozen=True)
class Robustness:
    """How far the answer about each arm holds over the uncertain numbers.

    Attributes
    ----------
    harm, base : str
        The figure, and the arm that all are compared with.
    unit : str
        Of the figure, and so of every regret; empty if it was not said.
    draws, replicates : int
    regret_by_luck : float or None
        So much of each mean regret, on average at most, is there only because the best arm of a draw was
        found on the runs that it is measured on. None with one replicate.
    regions : str
        Why no regions were looked for, and what to do about it; empty if they were.
    arms : tuple of Arm
        That with the least mean regret first; the base is one of them.
    """

    harm: str
    base: str
    unit: str
    draws: int
    replicates: int
    regret_by_luck: float | None
    regions: str
    arms: tuple[Arm, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return asdict(self)

    def to_pandas(self) -> pd.DataFrame:
        """A row an arm; of shares the value, and the ends of its interval beside it."""
        rows = []
        for arm in self.arms:
            row: dict[str, Any] = {"harm": self.harm}
            for name, value in asdict(arm).items():
                if isinstance(value, dict):
                    row |= {name: value["value"]}
                    row |= {f"{name}_{end}": value[end] for end in ("low", "high")}
                elif name != "where_it_harms":
                    row[name] = value
            rows.append(row)
        return pd.DataFrame(rows)

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
    unit: str = "",
    central: pd.DataFrame | None = None,
    discover: bool = True,
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
    unit : str
        Of the figure, for the text.
    central : DataFrame, optional
        Outcomes at the central values, in the same columns: their replicates say too how much is luck.
    discover : bool
        Whether to look for ranges in which an arm harms, for which scikit-learn is needed.
    seed : int
        Of the draws that regions are found on and held against.

    Raises
    ------
    OstrakaError
        If the figure is no harm, an arm is missing, or some run of a draw is.

    Notes
    -----
    All arms of a draw and replicate share their draws of luck, so differences are paired. Their Monte
    Carlo error is one for all draws: the variance of the paired change over the replicates of a draw,
    averaged over draws, or that over the replicates at the central values, whichever is larger.

    Regret is that of Savage (1951, doi 10.1080/01621459.1951.10500768), in the unit of the harm. The best
    arm of a draw is found on the same runs, so with few people regret is too large. Found on all but one
    replicate and measured on that one, it is too small on average (the arm chosen is no better than the
    best one); the truth lies between the two, and their distance is what luck adds at most.
    """
    if harm not in harms:
        raise OstrakaError(
            f"harm: {harm!r} is no harm, and only harms are compared; {nearest(harm, list(harms))}"
        )
    values = _values(outcomes, draws.index, harm)
    names = list(values)
    if base not in names:
        raise OstrakaError(f"base: there is no arm {base!r}; {nearest(base, names)}")
    if len(draws) < FEWEST:
        raise OstrakaError(f"robustness: {len(draws)} draws are too few; take {FEWEST} at least")
    lucks = {} if central is None else _values(central, None, harm)
    cube = np.stack([values[name] for name in names])
    means = cube.mean(axis=2)
    regret = means - means.min(axis=0)
    arms = []
    for k, name in enumerate(names):
        change = values[name] - values[base]
        luck = lucks[name] - lucks[base] if name in lucks and base in lucks else None
        found = regions(draws, change.mean(axis=1) > 0, seed=seed) if discover else ()
        arms.append(_arm(name, change, _error(change, luck), regret[k], found))
    arms.sort(key=lambda one: one.mean_regret)
    return Robustness(
        harm=harm,
        base=base,
        unit=unit,
        draws=len(draws),
        replicates=cube.shape[2],
        regret_by_luck=_by_luck(cube),
        regions=_why_not(draws, discover),
        arms=tuple(arms),
    )


def _why_not(draws: pd.DataFrame, discover: bool) -> str:
    """Why no regions were looked for."""
    if not discover:
        return f"Ranges in which an arm harms were not looked for: {NEEDED}."
    if len(draws) < FEWEST_FOR_REGIONS:
        return (
            f"Ranges in which an arm harms are looked for from {FEWEST_FOR_REGIONS} draws on: here are "
            f"{len(draws)}."
        )
    return ""


def _values(outcomes: pd.DataFrame, draws: pd.Index | None, harm: str) -> dict[str, Floats]:
    """The figure of the whole, by arm: array (draw, replicate)."""
    kept = outcomes[(outcomes["figure"] == harm) & (outcomes["stratum"] == WHOLE)]
    if kept.empty:
        raise OstrakaError(f"robustness: no outcome of {harm!r} for everybody (stratum {WHOLE!r})")
    replicates = sorted(kept["replicate"].unique())
    found = {}
    for name, rows in kept.groupby("arm", sort=False):
        table = rows.pivot(index="draw", columns="replicate", values="value")
        table = table.reindex(index=table.index if draws is None else draws, columns=replicates)
        missing = int(table.isna().to_numpy().sum())
        if missing:
            raise OstrakaError(
                f"robustness: arm {name!r} has no value of {harm!r} in {missing} runs; finish the study, "
                "or choose a count"
            )
        found[str(name)] = table.to_numpy(dtype=float)
    return found


def _error(change: Floats, luck: Floats | None) -> float | None:
    """Monte Carlo standard error of a draw's mean change: arrays (draw, replicate)."""
    replicates = change.shape[1]
    known = [
        float(one.var(axis=1, ddof=1).mean())
        for one in (change, luck)
        if one is not None and one.shape[1] > 1
    ]
    return float(np.sqrt(max(known) / replicates)) if known else None


def _by_luck(cube: Floats) -> float | None:
    """How much better the best arm of a draw looks on the runs that it was found on than on another.

    ``cube`` is (arm, draw, replicate). Arms that tie as best are averaged.
    """
    replicates = cube.shape[2]
    if replicates < 2:
        return None
    kept = []
    for held in range(replicates):
        others = np.delete(cube, held, axis=2).mean(axis=2)
        is_best = others == others.min(axis=0)
        kept.append((cube[:, :, held] * is_best).sum(axis=0) / is_best.sum(axis=0))
    least = cube.mean(axis=2).min(axis=0)
    return max(round(float(np.mean(kept) - least.mean()), 9), 0.0)


def _arm(
    name: str,
    change: Floats,
    error: float | None,
    regret: Floats,
    found: tuple[Region, ...],
) -> Arm:
    mean = change.mean(axis=1)
    low, middle, high = (float(x) for x in np.quantile(mean, [0.025, 0.5, 0.975]))
    signs = np.sign(change)
    average = float(regret.mean())
    half = float(replicate_half_width(regret)) if np.ptp(regret) > 0 else None
    beyond = None if error is None else BEYOND * error
    return Arm(
        name=name,
        helps=_share(mean < 0),
        harms=_share(mean > 0),
        same=_share(mean == 0),
        certain=int((signs == signs[:, :1]).all(axis=1).sum()),
        surely_helps=None if beyond is None else _share(mean < -beyond),
        surely_harms=None if beyond is None else _share(mean > beyond),
        middle=middle,
        low=low,
        high=high,
        best=_share(regret == 0),
        mean_regret=average,
        most_regret=float(np.quantile(regret, 0.975)),
        regret_low=None if half is None else max(average - half, 0.0),
        regret_high=None if half is None else average + half,
        where_it_harms=found,
    )


def _share(holds: Any) -> Share:
    count, draws = int(holds.sum()), len(holds)
    return Share(count / draws, *binomial_interval(count, draws), draws)
