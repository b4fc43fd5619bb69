"""Sensitivity from draws that were made already: first-order indices, and the seed's share."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from ostraka.core.errors import OstrakaError
from ostraka.core.intervals import CONFIDENCE
from ostraka.sensitivity.designs import Floats
from ostraka.sensitivity.methods import RESAMPLES, Interval, library

HARMONICS: Final = 10
FEWEST: Final = 4 * HARMONICS + 1
"""Draws below which the transform has more harmonics than it can tell apart."""


@dataclass(frozen=True)
class Given:
    """What draws that were made for something else say.

    Attributes
    ----------
    first : mapping of str to Interval
        First-order index of each number, of the mean over replicates.
    numbers, luck, both : Interval
        Shares of the variance of one run's figure: of all numbers, of the seed alone, and of the seed
        with the numbers. They add up to 1. Only that of the numbers has an interval.
    draws, replicates : int
    """

    first: dict[str, Interval]
    numbers: Interval
    luck: Interval
    both: Interval
    draws: int
    replicates: int


def given(draws: pd.DataFrame, values: pd.DataFrame, *, seed: int = 0) -> Given:
    """First-order indices and the seed's share, from any design of independent numbers.

    Parameters
    ----------
    draws : DataFrame
        Index draw, one column a number.
    values : DataFrame
        Index draw, one column a replicate: the figure; the same replicates, at least two, for every draw.
    seed : int
        Of the resampling.

    Raises
    ------
    OstrakaError
        If the two do not match, are too few, or the figure does not vary.

    Notes
    -----
    First order: random balance designs (Tarantola, Gatelli and Mara 2006, doi
    10.1016/j.ress.2005.06.003), which need no design of their own, with SALib's correction of bias. The
    seed: a two-way layout of draws and replicates with random effects (Searle, Casella and McCulloch
    1992); a component that comes out below 0 is 0.
    """
    library()
    matched = values.reindex(draws.index)
    y = matched.to_numpy(dtype=float)
    if y.ndim != 2 or y.shape[1] < 2 or len(draws) < FEWEST:
        raise OstrakaError(
            f"sensitivity: {len(draws)} draws and {values.shape[1]} replicates; it takes {FEWEST} draws "
            "and two replicates at least"
        )
    if not np.isfinite(y).all():
        raise OstrakaError(
            "sensitivity: the figure is missing or undefined in some draw; choose a count"
        )
    if np.ptp(y.mean(axis=1)) == 0:
        raise OstrakaError("sensitivity: the figure is the same in every draw, so nothing moves it")
    moving = [place for place in draws.columns if draws[place].nunique() > 1]
    first = _first(draws[moving], y.mean(axis=1), seed)
    random = np.random.default_rng([seed, 2])
    parts = _parts(y)
    resampled = np.array(
        [_parts(y[random.integers(0, len(y), len(y))])[0] for _ in range(RESAMPLES)]
    )
    low, high = np.quantile(resampled, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    numbers = Interval(parts[0], float(low), float(high))
    return Given(first, numbers, Interval(parts[1]), Interval(parts[2]), *y.shape)


def _first(draws: pd.DataFrame, y: Floats, seed: int) -> dict[str, Interval]:
    from SALib.analyze import rbd_fast

    names = [str(place) for place in draws.columns]
    x = draws.to_numpy(dtype=float)
    problem = {
        "num_vars": len(names),
        "names": names,
        "bounds": [[low, high] for low, high in zip(x.min(axis=0), x.max(axis=0), strict=True)],
    }
    made = rbd_fast.analyze(
        problem,
        x,
        y,
        M=HARMONICS,
        num_resamples=RESAMPLES // 10,
        conf_level=CONFIDENCE,
        seed=np.random.default_rng([seed, 1]),
    )
    return {
        name: Interval(float(value), float(value - half), float(value + half))
        for name, value, half in zip(names, made["S1"], made["S1_conf"], strict=True)
    }


def _parts(y: Floats) -> tuple[float, float, float]:
    """Shares of numbers, seed, and both together: array (draw, replicate)."""
    n, r = y.shape
    rows, columns, mean = y.mean(axis=1), y.mean(axis=0), y.mean()
    rest = ((y - rows[:, None] - columns[None, :] + mean) ** 2).sum() / ((n - 1) * (r - 1))
    of_rows = max(rows.var(ddof=1) - rest / r, 0.0)
    of_columns = max(columns.var(ddof=1) - rest / n, 0.0)
    total = of_rows + of_columns + rest
    return float(of_rows / total), float(of_columns / total), float(rest / total)
