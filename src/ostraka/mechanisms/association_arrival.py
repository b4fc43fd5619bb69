"""What an entry costs others arrives: a month after it, off their scores, as a reason to list them."""

import numpy as np
from numba import njit

from ostraka.core.declarations import Column, Mechanism, Sum, Tally, TallyFigure
from ostraka.mechanisms.association_collective import (
    CHARGED,
    bear,
    charge_everybody,
    lower,
)
from ostraka.mechanisms.association_rules import charges
from ostraka.mechanisms.scores import note
from ostraka.mechanisms.story_of_association import arrived
from ostraka.population.ledgers import RECORDED


@njit(forceinline=True)
def charge_one(
    i,
    score_floor,
    due,
    due_all,
    scores_before,
    k,
    held,
    held_justly,
    recorded_score,
    counterfactual_score,
):
    """Take what one subject is charged off its scores as they were, the k-th kept before."""
    recorded_score[i] = lower(scores_before[CHARGED * k], due_all[0] + due[0, i], score_floor)
    held[i] = bear(held[i], np.int64(due[0, i]))
    for ledger in range(1, CHARGED):
        points = due_all[ledger] + due[ledger, i]
        before = scores_before[CHARGED * k + ledger]
        counterfactual_score[i, ledger - 1] = lower(before, points, score_floor)
    held_justly[i] = bear(held_justly[i], np.int64(due[CHARGED - 1, i]))


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
    association_due,
    association_due_all,
    association_due_origin,
    association_due_n,
    association_due_who,
    association_due_marked,
    association_held,
    association_held_justly,
    association_low,
    association_low_elsewhere,
    association_pattern,
    tie_who,
    tie_points,
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
    for k in range(named):
        i = association_due_who[k]
        tie_points[CHARGED * k] = recorded_score[i]
        for ledger in range(1, CHARGED):
            tie_points[CHARGED * k + ledger] = counterfactual_score[i, ledger - 1]
    low = 0
    if everybody:
        highest = threshold[0]
        for r in range(1, threshold.size):
            highest = max(highest, threshold[r])
        low = charge_everybody(
            subjects,
            score_floor,
            highest,
            association_due_all,
            association_pattern,
            association_held,
            association_held_justly,
            recorded_score,
            counterfactual_score,
            association_low,
            association_low_elsewhere,
            tie_who,
        )
        for s in range(strata_here.size):
            tally_association_points[month, s] += association_due_all[0] * strata_here[s]
    for k in range(named):
        charge_one(
            association_due_who[k],
            score_floor,
            association_due,
            association_due_all,
            tie_points,
            k,
            association_held,
            association_held_justly,
            recorded_score,
            counterfactual_score,
        )
    for k in range(named + low):
        i = association_due_who[k] if k < named else tie_who[k - named]
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
        "association_low_elsewhere",
        "association_pattern",
        "tie_who",
        "tie_points",
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
            np.uint8,
            "scratch: 1: below some threshold after a charge to everybody",
            truth=True,
            scratch=True,
        ),
        "association_low_elsewhere": Column(
            np.uint8,
            "scratch: 1: such a score in each of the other ledgers",
            shape="counterfactuals",
            truth=True,
            scratch=True,
        ),
        "association_pattern": Column(
            np.int16,
            "scratch: what everybody is charged in each of the other ledgers",
            "points",
            shape="counterfactuals",
            truth=True,
            scratch=True,
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
