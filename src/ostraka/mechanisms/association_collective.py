"""Collective liability: what everybody in a cell is charged, taken off in flat loops."""

import numpy as np
from numba import njit

from ostraka.draws import gather
from ostraka.mechanisms.scores import LOWEST

CHARGED = 3
"""How many ledgers know of association: recorded, linked and error_free, the first three."""

MOST = 30_000
"""What one subject can be charged for others in a month; a 16-bit column holds it."""


@njit(forceinline=True)
def lower(score, points, score_floor):
    """A score after a charge."""
    return np.int16(max(np.int64(score_floor), max(np.int64(LOWEST), np.int64(score) - points)))


@njit(forceinline=True)
def bear(held, points):
    """Points that somebody bears for others, with these."""
    return np.int16(min(MOST, np.int64(held) + points))


@njit
def charge_everybody(
    subjects,
    score_floor,
    top,
    due_all,
    pattern,
    held,
    held_justly,
    recorded_score,
    counterfactual_score,
    low,
    low_elsewhere,
    who,
):
    """Take what everybody is charged off three scores of each, many at once.

    The scores of the other ledgers lie side by side, so they are one long column, from which a
    pattern of four is taken: so much in `linked`, so much in `error_free`, nothing in the other two.
    Writes into ``who`` whoever is below ``top`` then, in one of the three ledgers; returns how many.
    """
    floor = max(np.int32(score_floor), np.int32(LOWEST))
    below = np.int32(top)
    most = np.int32(MOST)
    seen, linked, just = (
        np.int32(min(MOST, due_all[0])),
        np.int32(min(MOST, due_all[1])),
        np.int32(min(MOST, due_all[2])),
    )
    for i in range(subjects):
        score = max(floor, np.int32(recorded_score[i]) - seen)
        recorded_score[i] = np.int16(score)
        low[i] = np.uint8(score < below)
    for i in range(subjects):
        held[i] = np.int16(min(most, np.int32(held[i]) + seen))
    for i in range(subjects):
        held_justly[i] = np.int16(min(most, np.int32(held_justly[i]) + just))
    width = counterfactual_score.shape[1]
    taken = pattern.reshape(pattern.size)
    taken[0], taken[1], taken[2], taken[3] = np.int16(linked), np.int16(just), 0, 0
    fours = taken.view(np.uint64)
    for i in range(1, subjects):
        fours[i] = fours[0]
    scores = counterfactual_score.reshape(counterfactual_score.size)
    flags = low_elsewhere.reshape(low_elsewhere.size)
    for k in range(subjects * width):
        score = max(floor, np.int32(scores[k]) - np.int32(taken[k]))
        scores[k] = np.int16(score)
        flags[k] = np.uint8(score < below)
    for k in range(subjects * width, flags.size):
        flags[k] = 0
    for i in range(subjects, low.size):
        low[i] = 0
    places = gather(flags, who)
    for k in range(places):
        if who[k] % width < CHARGED - 1:
            low[who[k] // width] = 1
    return gather(low, who)
