"""Which arm has least of a harm: over the assumptions, and over chance."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ostraka.results.estimate import Floats


@dataclass(frozen=True, slots=True)
class Place:
    """Where an arm stands in the ranking by one harm, the smallest best.

    Attributes
    ----------
    arm : str
    best_in_draws : float or None
        Share of the draws of the uncertain numbers in which it is best (ties shared): how far the
        ranking rests on the assumptions. None without draws.
    best_in_replicates : float
        The same over replicates at the central values: how far it rests on chance in so many people.
    mean_rank : float
        Mean rank over draws (over replicates without draws), from 1; ties share theirs.
    """

    arm: str
    best_in_draws: float | None
    best_in_replicates: float
    mean_rank: float


def ranked(arms: Sequence[str], central: Floats, drawn: Floats) -> tuple[Place, ...]:
    """Arms by one harm, best first.

    Parameters
    ----------
    arms : sequence of str
    central : array (arm, replicate)
        The harm at the central values.
    drawn : array (arm, draw)
        Its mean over the replicates of each draw of the uncertain numbers; no columns without draws.
    """
    by_chance, ranks = shares_best(central), mean_ranks(central)
    by_draw = None
    if drawn.shape[1]:
        by_draw, ranks = shares_best(drawn), mean_ranks(drawn)
    places = [
        Place(
            arm,
            None if by_draw is None else float(by_draw[k]),
            float(by_chance[k]),
            float(ranks[k]),
        )
        for k, arm in enumerate(arms)
    ]
    return tuple(sorted(places, key=lambda place: place.mean_rank))


def shares_best(values: Floats) -> Floats:
    """Share of the columns in which each row is smallest, ties shared; undefined is never best."""
    filled = np.where(np.isnan(values), np.inf, values)
    is_best = (filled == filled.min(axis=0)) & np.isfinite(filled)
    count = is_best.sum(axis=0)
    shares: Floats = (is_best / np.maximum(count, 1)).mean(axis=1)
    return shares


def mean_ranks(values: Floats) -> Floats:
    """Mean rank of each row over columns, from 1; ties share theirs, undefined is last."""
    filled = np.where(np.isnan(values), np.inf, values)
    below = (filled[:, None] > filled[None]).sum(axis=1)
    same = (filled[:, None] == filled[None]).sum(axis=1)
    ranks: Floats = (1 + below + (same - 1) / 2).mean(axis=1)
    return ranks
