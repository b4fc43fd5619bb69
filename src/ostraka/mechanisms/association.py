"""Association: an entry is charged to others: the household, who signs for the firm, the cell."""

import numpy as np
from numba import njit

from ostraka.core.declarations import Axis, Column, Mechanism, Parameter
from ostraka.mechanisms.association_collective import CHARGED, MOST
from ostraka.mechanisms.association_rules import (
    AssociationRules,
    charges,
    check,
    parameters,
    part,
    ties,
)
from ostraka.mechanisms.story_of_association import charged
from ostraka.population.ledgers import ERROR_FREE, LEDGERS, LINKED, OF_ANOTHER, RECORDED
from ostraka.population.marks import MERIT, NEVER_SEEN, RETURNED

_CHARGING = 128


@njit(forceinline=True)
def owe(j, ledger, points, due, due_n, due_who, due_marked):
    """Put points on what somebody is charged next month."""
    due[ledger, j] = np.int16(max(-MOST, min(MOST, np.int64(due[ledger, j]) + points)))
    if due_marked[j] == 0:
        due_marked[j] = 1
        due_who[due_n[0]] = j
        due_n[0] += 1


@njit(forceinline=True)
def mark(j, why, due_origin, mistaken):
    """What is wrong with an entry goes with its charge."""
    if why == OF_ANOTHER:
        mistaken[j] = 1
    else:
        due_origin[j] = max(due_origin[j], why)


@njit
def taint(i, why, n, subjects, tie_who, tie_points, due_origin, mistaken):
    """Mark all who are charged for an entry by what is wrong with it."""
    for t in range(n):
        if tie_points[t] > 0:
            mark(tie_who[t], why, due_origin, mistaken)
    for j in range(subjects):
        if j != i:
            mark(j, why, due_origin, mistaken)


@njit
def points_of_entries(
    month,
    enter_n,
    enter_who,
    enter_charged,
    log_start,
    log_holder,
    log_owner,
    log_origin,
    log_state,
    log_points,
    log_owner_points,
    entry_points,
    entry_seen,
):
    """What this month's records took off those who enter, in each ledger that lists them for it."""
    for k in range(enter_n[0]):
        i = enter_who[k]
        if enter_charged[k]:
            entry_seen[i] = _CHARGING
            for ledger in range(CHARGED):
                entry_points[ledger, i] = 0
    for k in range(log_start[month], log_start[month + 1]):
        if log_state[k] & MERIT:
            continue
        h = log_holder[k]
        seen = log_state[k] & NEVER_SEEN == 0
        if entry_seen[h] and seen:
            entry_seen[h] |= RECORDED
            entry_points[0, h] += max(0, log_points[k])
        i = log_owner[k]
        if entry_seen[i] and log_state[k] & RETURNED == 0:
            if seen:
                entry_seen[i] |= LINKED
                entry_points[1, i] += max(0, log_owner_points[k])
            if log_origin[k] == 0:
                entry_seen[i] |= ERROR_FREE
                entry_points[2, i] += max(0, log_owner_points[k])


def association_charge(
    month,
    subjects,
    household_charge,
    representative_charge,
    collective_charge,
    flag_charge,
    household_first,
    household_size,
    representative,
    first_firm,
    next_firm,
    newcomer_n,
    newcomer_who,
    enter_n,
    enter_who,
    enter_charged,
    origin,
    log_start,
    log_holder,
    log_owner,
    log_origin,
    log_state,
    log_points,
    log_owner_points,
    entry_points,
    entry_seen,
    tie_who,
    tie_points,
    charged_on,
    association_due,
    association_due_all,
    association_due_origin,
    association_due_n,
    association_due_who,
    association_due_marked,
    mistaken,
):
    """Charge each new entry that has a reason of the subject's own to those who answer for it."""
    for k in range(newcomer_n[0]):
        charged_on[newcomer_who[k]] = 0
    charging = 0
    for k in range(enter_n[0]):
        charging |= enter_charged[k]
    if charging == 0:
        return
    points_of_entries(
        month,
        enter_n,
        enter_who,
        enter_charged,
        log_start,
        log_holder,
        log_owner,
        log_origin,
        log_state,
        log_points,
        log_owner_points,
        entry_points,
        entry_seen,
    )
    for k in range(enter_n[0]):
        i = enter_who[k]
        counted = np.int64(-1)
        n = np.int64(0)
        for ledger in range(CHARGED):
            if (enter_charged[k] >> ledger) & 1 == 0:
                continue
            points = np.int64(flag_charge)
            if (entry_seen[i] >> ledger) & 1:
                points = min(np.int64(MOST), np.int64(entry_points[ledger, i]))
            all_pay = part(points, collective_charge)
            if points != counted:  # most often the ledgers agree
                counted = points
                n = ties(
                    i,
                    points,
                    household_charge,
                    representative_charge,
                    collective_charge,
                    household_first,
                    household_size,
                    representative,
                    first_firm,
                    next_firm,
                    tie_who,
                    tie_points,
                )
                if all_pay > 0:  # everybody pays but the subject itself
                    tie_who[n] = i
                    tie_points[n] = -all_pay
                    n += 1
            association_due_all[ledger] += all_pay
            for t in range(n):
                owe(
                    tie_who[t],
                    ledger,
                    tie_points[t],
                    association_due,
                    association_due_n,
                    association_due_who,
                    association_due_marked,
                )
            if ledger == 0:
                charged_on[i] = np.int16(points)
                if origin[i] > 0:
                    taint(
                        i,
                        origin[i],
                        n,
                        subjects if all_pay > 0 else 0,
                        tie_who,
                        tie_points,
                        association_due_origin,
                        mistaken,
                    )
        entry_seen[i] = 0


_ALIKE = "it keeps every ledger by the same rule, each with the entries that this ledger knows"
_SUBJECTS = ("charged_ledger", "subjects")

CHARGE = Mechanism(
    name="association_charge",
    phase="listing",
    run=association_charge,
    writes=(
        "entry_points",
        "entry_seen",
        "tie_who",
        "tie_points",
        "charged_on",
        "association_due",
        "association_due_all",
        "association_due_origin",
        "association_due_n",
        "association_due_who",
        "association_due_marked",
        "mistaken",
    ),
    odd=(
        "A new entry that has a reason of the subject's own counts the points that its records of the "
        "month took off (or `flag_points`, if only a flag asked for it). `share` of them is charged to "
        "each other member of the household, `representative_share` from a firm to who signs for it "
        "and from a person to the firms it signs for, `collective_share` to every other subject of the "
        "cell; in several of these relations once, at the dearest. An entry that association brought "
        "about is not charged on."
    ),
    source="MODEL 7.7, rulings 11 and 38",
    sees_truth=_ALIKE,
    columns={
        "entry_points": Column(
            np.int32,
            "scratch: points of this month's entry",
            "points",
            shape=_SUBJECTS,
            truth=True,
            scratch=True,
        ),
        "entry_seen": Column(
            np.uint8,
            "enters this month, and ledgers in which a record did",
            "bits",
            truth=True,
            reset=0,
        ),
        "tie_who": Column(np.int32, "scratch: who is charged for an entry", shape="records"),
        "tie_points": Column(np.int64, "scratch: with how much", "points", shape="records"),
        "charged_on": Column(
            np.int16, "points of the recorded entry that others were charged for", "points", reset=0
        ),
        "association_due": Column(
            np.int16,
            "charged for others, arrives next month, beyond what everybody is charged",
            "points",
            shape=_SUBJECTS,
            truth=True,
            reset=0,
        ),
        "association_due_all": Column(
            np.int64,
            "charged to everybody in the cell, arrives next month",
            "points",
            shape=("charged_ledger",),
            truth=True,
            reset=0,
        ),
        "association_due_origin": Column(
            np.uint8,
            "what is wrong with an entry charged: 1 a false flag, 2 one chosen out of disfavour",
            truth=True,
            reset=0,
        ),
        "association_due_n": Column(
            np.int64, "people charged by name", shape="one", truth=True, reset=0
        ),
        "association_due_who": Column(np.int32, "who", truth=True),
        "association_due_marked": Column(np.uint8, "1: on that list", truth=True, reset=0),
    },
    declares={
        "household_charge": Parameter("share charged to the household", "1/1000000"),
        "representative_charge": Parameter("share charged between firm and signatory", "1/1000000"),
        "collective_charge": Parameter("share charged to the rest of the cell", "1/1000000"),
        "flag_charge": Parameter("points of an entry by a flag alone", "points"),
    },
    axes={
        "charged_ledger": Axis(
            "ledgers that know of association", lambda scenario: LEDGERS[:CHARGED]
        )
    },
    active=charges,
    parameters=parameters,
    story=charged,
    sections={"association": AssociationRules},
    checks=check,
)

MECHANISMS = (CHARGE,)
