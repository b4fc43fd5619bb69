"""What an entry costs others arrives: a month after it, off their scores, as a reason to list them."""

import numpy as np
from numba import njit

from ostraka.core.declarations import Column, Mechanism, Sum, Tally, TallyFigure
from ostraka.draws import gather
from ostraka.mechanisms.association import CHARGED, MOST
from ostraka.mechanisms.association_rules import charges
from ostraka.mechanisms.scores import LOWEST, note, within_16_bits
from ostraka.mechanisms.story_of_association import arrived
from ostraka.population.ledgers import RECORDED


@njit(forceinline=True)
def bear(held, points):
    """Points that somebody bears for others, with these."""
    return np.int16(min(MOST, np.int64(held) + points))


@njit(forceinline=True)
def lower(score, points, score_floor, score_ceiling):
    """A score after a charge."""
    return min(score_ceiling, max(score_floor, within_16_bits(score, -points)))


@njit(forceinline=True)
def charge_one(
    i,
    score_floor,
    score_ceiling,
    due,
    due_all,
    held,
    held_justly,
    recorded_score,
    counterfactual_score,
):
    """Take what one subject is charged off its three scores."""
    points = due_all[0] + np.int64(due[0, i])
    if points > 0:
        recorded_score[i] = lower(recorded_score[i], points, score_floor, score_ceiling)
        held[i] = bear(held[i], points)
    for ledger in range(1, CHARGED):
        points = due_all[ledger] + np.int64(due[ledger, i])
        if points > 0:
            score = counterfactual_score[i, ledger - 1]
            counterfactual_score[i, ledger - 1] = lower(score, points, score_floor, score_ceiling)
    if points > 0:
        held_justly[i] = bear(held_justly[i], points)


@njit
def charge_everybody(
    subjects,
    highest,
    score_floor,
    score_ceiling,
    due,
    due_all,
    held,
    held_justly,
    listed_by,
    recorded_score,
    counterfactual_score,
    low,
):
    """The same for the whole cell, in flat loops: the compiler then takes many subjects at once.

    ``low`` marks whoever is below the highest threshold in one of the three ledgers and not listed there.
    """
    floor, ceiling, most = np.int32(score_floor), np.int32(score_ceiling), np.int32(MOST)
    lowest, top = np.int32(LOWEST), np.int32(highest)
    base = np.int32(due_all[0])
    for i in range(subjects):
        points = base + np.int32(due[0, i])
        score = np.int32(recorded_score[i])
        down = min(ceiling, max(floor, max(lowest, score - points)))
        down = down if points > 0 else score
        recorded_score[i] = np.int16(down)
        held[i] = np.int16(min(most, np.int32(held[i]) + points))
        low[i] = np.uint8(down < top) & ~listed_by[i]
    base = np.int32(due_all[1])
    for i in range(subjects):
        points = base + np.int32(due[1, i])
        score = np.int32(counterfactual_score[i, 0])
        down = min(ceiling, max(floor, max(lowest, score - points)))
        down = down if points > 0 else score
        counterfactual_score[i, 0] = np.int16(down)
        low[i] |= np.uint8(down < top) & ~(listed_by[i] >> np.uint8(1))
    base = np.int32(due_all[2])
    for i in range(subjects):
        points = base + np.int32(due[2, i])
        score = np.int32(counterfactual_score[i, 1])
        down = min(ceiling, max(floor, max(lowest, score - points)))
        down = down if points > 0 else score
        counterfactual_score[i, 1] = np.int16(down)
        held_justly[i] = np.int16(min(most, np.int32(held_justly[i]) + points))
        low[i] |= np.uint8(down < top) & ~(listed_by[i] >> np.uint8(2))
        low[i] &= np.uint8(1)
    for i in range(subjects, low.size):
        low[i] = 0


@njit(forceinline=True)
def see(
    i,
    row,
    threshold,
    due,
    due_all,
    due_origin,
    listed_by,
    recorded_score,
    counterfactual_score,
    touched_by_others,
    flagged,
):
    """In which ledgers what arrived leaves somebody below the threshold who is not listed there.

    For somebody listed it is no reason: what others did restarts no term.
    """
    below = 0
    lowest = threshold[row[i]]
    if due_all[0] + np.int64(due[0, i]) > 0 and recorded_score[i] < lowest:
        below = RECORDED
    for ledger in range(1, CHARGED):
        came = due_all[ledger] + np.int64(due[ledger, i]) > 0
        if came and counterfactual_score[i, ledger - 1] < lowest:
            below |= 1 << ledger
    below &= ~np.int64(listed_by[i])
    if below:
        touched_by_others[i] |= below
        flagged[i] = due_origin[i]  # what is wrong with the entry charged goes with the charge
    return below


def association_arrive(
    month,
    subjects,
    row,
    stratum,
    strata_here,
    threshold,
    score_floor,
    score_ceiling,
    association_due,
    association_due_all,
    association_due_origin,
    association_due_n,
    association_due_who,
    association_due_marked,
    association_held,
    association_held_justly,
    association_low,
    who,
    listed_by,
    recorded_score,
    counterfactual_score,
    scored,
    scored_n,
    scored_who,
    touched_by_others,
    flagged,
    tally_association_points,
):
    """Last month's charges arrive: with those who are named, or with everybody in the cell."""
    named = association_due_n[0]
    everybody = association_due_all[0] + association_due_all[1] + association_due_all[2] > 0
    n = named
    if everybody:
        highest = threshold[0]
        for r in range(1, threshold.size):
            highest = max(highest, threshold[r])
        charge_everybody(
            subjects,
            highest,
            score_floor,
            score_ceiling,
            association_due,
            association_due_all,
            association_held,
            association_held_justly,
            listed_by,
            recorded_score,
            counterfactual_score,
            association_low,
        )
        n = gather(association_low, who)
        for s in range(strata_here.size):
            tally_association_points[month, s] += association_due_all[0] * strata_here[s]
    for k in range(n):
        i = who[k] if everybody else association_due_who[k]
        if not everybody:
            charge_one(
                i,
                score_floor,
                score_ceiling,
                association_due,
                association_due_all,
                association_held,
                association_held_justly,
                recorded_score,
                counterfactual_score,
            )
        below = see(
            i,
            row,
            threshold,
            association_due,
            association_due_all,
            association_due_origin,
            listed_by,
            recorded_score,
            counterfactual_score,
            touched_by_others,
            flagged,
        )
        if below or not everybody:
            note(i, scored, scored_n, scored_who)
    for k in range(named):
        i = association_due_who[k]
        tally_association_points[month, stratum[i]] += association_due[0, i]
        association_due_marked[i] = 0
        association_due_origin[i] = 0
        for ledger in range(CHARGED):
            association_due[ledger, i] = 0
    association_due_n[0] = 0
    if everybody:
        for i in range(subjects):
            association_due_origin[i] = 0
        for ledger in range(CHARGED):
            association_due_all[ledger] = 0


ARRIVE = Mechanism(
    name="association_arrive",
    phase="ledgers",
    before="bounds",
    run=association_arrive,
    writes=(
        "association_due",
        "association_due_all",
        "association_due_origin",
        "association_due_n",
        "association_due_marked",
        "association_held",
        "association_held_justly",
        "association_low",
        "who",
        "recorded_score",
        "counterfactual_score",
        "scored",
        "scored_n",
        "scored_who",
        "touched_by_others",
        "flagged",
        "tally_association_points",
    ),
    odd=(
        "A month after the entry its charges come off the scores of those who answer for it: in "
        "`recorded`, `linked` and `error_free` by the entries of that ledger, in `individual` and "
        "`legitimate` never. They may list like a record, are not the subject's own, and restart no term."
    ),
    source="MODEL 2 and 7.7, ruling 38",
    sees_truth="it keeps every ledger by the same rule; truth decides nothing",
    columns={
        "association_held": Column(
            np.int16, "points for others that the recorded score bears", "points", reset=0
        ),
        "association_held_justly": Column(
            np.int16, "points for others charged in error_free", "points", truth=True, reset=0
        ),
        "association_low": Column(
            np.uint8, "scratch: 1: below some threshold after a charge to everybody", truth=True
        ),
    },
    tallies={
        "tally_association_points": Tally(
            ("month", "stratum"),
            "points charged for others, by stratum of who is charged",
            "points",
        )
    },
    figures=(
        TallyFigure(
            "points_charged_for_others",
            "points",
            "Points taken off in the recorded ledger for the entries of somebody else.",
            Sum("tally_association_points"),
            is_harm=True,
        ),
    ),
    active=charges,
    story=arrived,
)


def association_start(subjects, stratum, strata_here):
    """How many of each stratum there are in the cell."""
    for i in range(subjects):
        strata_here[stratum[i]] += 1


START = Mechanism(
    name="association_start",
    phase="population",
    run=association_start,
    writes=("strata_here",),
    odd="What everybody in the cell is charged is counted by stratum at once.",
    source="Own design",
    columns={
        "strata_here": Column(
            np.int64, "subjects of the cell, by stratum", "people", shape=("stratum",), reset=0
        )
    },
    active=charges,
)

MECHANISMS = (START, ARRIVE)
