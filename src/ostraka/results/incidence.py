"""How wrongful spells end: cumulative incidence of competing outcomes, from counts of durations."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ostraka.core.errors import OstrakaError
from ostraka.population.ledgers import CAUSES, ERRORS, OUTCOMES, WRONGFUL
from ostraka.results.estimate import Floats, jackknife_half_width

if TYPE_CHECKING:
    import pandas

    from ostraka.results.tables import Tables

ENDS = OUTCOMES[1:]
"""The competing outcomes; ``open`` is none: such a spell was still running at the end."""

CORRECTED = ENDS.index("corrected")


def cumulative_incidence(spells: Floats) -> Floats:
    """Share of spells that ended in each way, by months since their start.

    Parameters
    ----------
    spells : array (..., outcome, duration)
        Spells by outcome (:data:`OUTCOMES`; the first is open) and length in months.

    Returns
    -------
    array (..., len(ENDS), duration)
        Nan throughout where there is no spell. After the longest time for which any spell was
        followed, the incidence stays as it is.

    Notes
    -----
    Source: Aalen and Johansen (1978), in discrete time. A spell that is open after ``d`` months was
    seen through month ``d`` and not at the end of the next, so it is at risk up to ``d - 1`` only.
    """
    ends = spells[..., 1:, :]
    risk = at_risk(spells)
    hazard = np.divide(
        ends,
        risk[..., None, :],
        out=np.zeros_like(ends, dtype=float),
        where=risk[..., None, :] > 0,
    )
    # rounding may leave a sum of hazards a breath above one
    going_on = np.cumprod(np.clip(1 - hazard.sum(axis=-2), 0, 1), axis=-1)
    before = np.concatenate([np.ones_like(going_on[..., :1]), going_on[..., :-1]], axis=-1)
    incidence = np.cumsum(hazard * before[..., None, :], axis=-1)
    some = spells.sum(axis=(-2, -1)) > 0
    result: Floats = np.where(some[..., None, None], incidence, np.nan)
    return result


def incidence_table(spells: Floats) -> "pandas.DataFrame":
    """Cumulative incidence of every outcome with its 95 % Monte Carlo interval, in long form.

    Parameters
    ----------
    spells : array (replicate, outcome, duration)
        As for :func:`cumulative_incidence`.

    Returns
    -------
    DataFrame
        Columns months, outcome, value, low, high (missing with one replicate), at_risk (over all
        replicates).
    """
    import pandas

    total = spells.sum(axis=0)
    value, low, high = with_interval(spells, cumulative_incidence)
    risk = at_risk(total)
    parts = [
        pandas.DataFrame(
            {
                "months": np.arange(total.shape[-1]),
                "outcome": outcome,
                "value": value[k],
                "low": low[k],
                "high": high[k],
                "at_risk": risk,
            }
        )
        for k, outcome in enumerate(ENDS)
    ]
    return pandas.concat(parts, ignore_index=True)


def incidence_of(replicates: "Sequence[Tables]", cause: str | None) -> "pandas.DataFrame":
    """The table of :meth:`ostraka.Result.incidence`, from the tables of every replicate.

    Raises
    ------
    OstrakaError
        If ``cause`` is neither "error" nor one of the wrongful causes.
    """
    if cause not in (None, "error", *WRONGFUL):
        raise OstrakaError(f"{cause!r}: no wrongful cause; use error, {', '.join(WRONGFUL)}")
    where: slice | list[int] = slice(None)
    if cause is not None:
        names = ERRORS if cause == "error" else (cause,)
        where = [CAUSES.index(name) for name in names]
    return incidence_table(spells_of(replicates, where))


def spells_of(replicates: "Sequence[Tables]", causes: "slice | list[int]") -> Floats:
    """Wrongful spells that began for some causes: array (replicate, outcome, duration)."""
    return np.stack(
        [
            tables["tally_spells"].dense().sum(axis=(0, 1))[causes].sum(axis=0).astype(float)
            for tables in replicates
        ]
    )


def with_interval(
    spells: Floats, share: "Callable[[Floats], Floats]"
) -> tuple[Floats, Floats, Floats]:
    """A share read from spells, by the jackknife over replicates: value, and its 95 % ends.

    The ends are nan with one replicate.

    Parameters
    ----------
    spells : array (replicate, outcome, duration)
    share : callable
        From an array (..., outcome, duration).
    """
    total = spells.sum(axis=0)
    value = share(total)
    low = high = np.full_like(value, np.nan)
    if len(spells) > 1:
        half = jackknife_half_width(share(total - spells))
        low, high = np.clip(value - half, 0, 1), np.clip(value + half, 0, 1)
    return value, low, high


def at_risk(spells: Floats) -> Floats:
    """Spells that could still be seen to end at each duration: array (..., duration)."""
    ended = _from_here_on(spells[..., 1:, :].sum(axis=-2))
    still_open = _from_here_on(spells[..., 0, :]) - spells[..., 0, :]
    return ended + still_open


def median_months(incidence: Floats) -> Floats:
    """First month in which an incidence (..., duration) reaches one half; nan if it never does."""
    reached = incidence >= 0.5 - 1e-12
    first = np.argmax(reached, axis=-1).astype(float)
    result: Floats = np.where(reached.any(axis=-1), first, np.nan)
    return result


def _from_here_on(counts: Floats) -> Floats:
    summed: Floats = np.cumsum(counts[..., ::-1], axis=-1)[..., ::-1]
    return summed
