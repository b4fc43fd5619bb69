"""Scores: expired points come back, then recovery, then what this month's records cost.

All ledgers do this alike, each with the records that it knows; a score depends on its path and is
never recomputed.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numba import njit

from ostraka.core.declarations import FULL_LOG, Column, Mechanism, Parameter
from ostraka.core.expected import Expected
from ostraka.mechanisms.score_rules import ScoreRules
from ostraka.mechanisms.story_of_records import filed
from ostraka.population.ledgers import (
    ERROR_FREE,
    INDIVIDUAL,
    LEDGERS,
    LEGITIMATE,
    LINKED,
    RECORDED,
)
from ostraka.population.marks import (
    AGAIN,
    DROPPED,
    GAMED,
    INDUCED,
    MERIT,
    NEVER_SEEN,
    OF_GAMED,
    OF_INDUCED,
    RETURNED,
    VOIDED,
)

LOWEST = -20_000
HIGHEST = 32_000
"""No score leaves these within a month, so that it fits 16 bits; from the highest score that a
rulebook may name it takes eight expiries of the dearest record, at once, to reach the upper."""


@njit(forceinline=True)
def within_16_bits(score, points):
    """The sum of a score and points, within what a 16-bit column holds."""
    return np.int16(min(HIGHEST, max(LOWEST, np.int64(score) + points)))


@njit(forceinline=True)
def note(i, scored, scored_n, scored_who):
    """Put a subject on this month's list of those whose records changed, once."""
    if scored[i] == 0:
        scored[i] = 1
        scored_who[scored_n[0]] = i
        scored_n[0] += 1


@njit(forceinline=True)
def ledgers_of(origin, wrongdoing):
    """Bits of the ledgers in which a new record lies with its owner."""
    if origin != 0:
        return LINKED
    if wrongdoing:
        return LINKED | ERROR_FREE | INDIVIDUAL | LEGITIMATE
    return LINKED | ERROR_FREE | INDIVIDUAL


@njit(forceinline=True)
def add_to_owner(bits, i, points, counterfactual_score):
    """Add points to the owner's scores in the counterfactual ledgers of ``bits``."""
    for ledger in range(1, len(LEDGERS)):
        if (bits >> ledger) & 1:
            before = counterfactual_score[i, ledger - 1]
            counterfactual_score[i, ledger - 1] = within_16_bits(before, points)


def recovery(
    score_start,
    recovery_points,
    recorded_score,
    counterfactual_score,
):
    """Every score below the start rises by the recovery, up to the start."""
    for i in range(recorded_score.size):
        s = recorded_score[i]
        recorded_score[i] = max(s, min(score_start, np.int16(s + recovery_points)))
    # one flat loop: the compiler then treats the four ledgers as one long column
    flat = counterfactual_score.reshape(counterfactual_score.size)
    for i in range(flat.size):
        s = flat[i]
        flat[i] = max(s, min(score_start, np.int16(s + recovery_points)))


def attach(
    month,
    record_n,
    record_owner,
    record_holder,
    record_class,
    record_origin,
    record_index,
    record_marks,
    row,
    class_points,
    class_trigger,
    class_wrongdoing,
    class_merit,
    overflow,
    log_n,
    log_start,
    log_holder,
    log_owner,
    log_class,
    log_origin,
    log_index,
    log_state,
    log_points,
    log_owner_points,
    log_month,
    log_previous,
    last_record,
    scored,
    scored_n,
    scored_who,
    touched,
    wanted,
    returned,
    mistaken,
    recorded_score,
    counterfactual_score,
):
    """Attach this month's records: to the log, to the scores, and note who may now be listed."""
    n = log_n[0]
    log_start[month] = n
    for k in range(record_n[0]):
        if n == log_holder.size:
            overflow[0] |= FULL_LOG
            break
        h = record_holder[k]
        i = record_owner[k]
        event = record_class[k]
        marks = record_marks[k]
        bits = 0
        status = 0
        log_points[n] = class_points[row[h], event]
        log_previous[n] = last_record[h]
        if marks & AGAIN:
            status = RETURNED
        else:
            bits = ledgers_of(record_origin[k], class_wrongdoing[event])
        if marks & INDUCED:
            status |= OF_INDUCED
        if class_merit[event]:  # it lists nobody; the pass `merit` adds its points
            status |= MERIT | (OF_GAMED if marks & GAMED else 0)
            bits = 0
        if marks & DROPPED:
            bits &= ~LINKED
            status |= NEVER_SEEN | VOIDED
        elif status & MERIT == 0:
            points = class_points[row[h], event]
            recorded_score[h] = within_16_bits(recorded_score[h], -points)
            note(h, scored, scored_n, scored_who)
            touched[h] |= np.uint8(RECORDED if points > 0 else 0)
            wanted[h] |= RECORDED * class_trigger[row[h], event]
            if h != i:
                mistaken[h] = 1
            if marks & AGAIN:
                returned[h] = 1
            last_record[h] = n
        if bits:
            points = class_points[row[i], event]
            add_to_owner(bits, i, -points, counterfactual_score)
            note(i, scored, scored_n, scored_who)
            touched[i] |= np.uint8(bits if points > 0 else 0)
            wanted[i] |= bits * class_trigger[row[i], event]
        log_owner_points[n] = class_points[row[i], event]
        log_holder[n] = h
        log_owner[n] = i
        log_class[n] = event
        log_origin[n] = record_origin[k]
        log_index[n] = record_index[k]
        log_state[n] = status
        log_month[n] = month
        n += 1
    log_n[0] = n
    log_start[month + 1] = n


def bounds(
    score_floor,
    score_ceiling,
    scored_n,
    scored_who,
    recorded_score,
    counterfactual_score,
):
    """Floor and ceiling, for the scores that a record or its expiry has changed this month."""
    for k in range(scored_n[0]):
        i = scored_who[k]
        recorded_score[i] = min(score_ceiling, max(score_floor, recorded_score[i]))
        for ledger in range(counterfactual_score.shape[1]):
            s = counterfactual_score[i, ledger]
            counterfactual_score[i, ledger] = min(score_ceiling, max(score_floor, s))


def _parameters(world: Any) -> Mapping[str, Any]:
    rules = world.scenario.score
    start = float(rules.start)
    return {
        "score_start": np.int16(start),
        "recovery_points": np.int16(float(rules.recovery_points)),
        "record_life": np.int64(
            10_000 if rules.record_life_months is None else float(rules.record_life_months)
        ),
        "score_floor": np.int16(LOWEST if rules.floor is None else float(rules.floor)),
        "score_ceiling": np.int16(start if rules.ceiling is None else float(rules.ceiling)),
        "class_points": np.array(
            [c.points * (not c.is_merit) for c in world.classes], dtype=np.int64
        ).T,
        "class_trigger": np.array([c.trigger for c in world.classes], dtype=np.uint8).T,
        "class_wrongdoing": np.array([c.is_wrongdoing for c in world.classes], dtype=np.uint8),
        "class_merit": np.array([c.is_merit for c in world.classes], dtype=np.uint8),
    }


SCORES = ("recorded_score", "counterfactual_score")
ALIKE = "it keeps every ledger by the same rule, each with the records that this ledger knows"

ATTACH = Mechanism(
    name="attach",
    phase="ledgers",
    run=attach,
    writes=(
        "overflow",
        "log_n",
        "log_start",
        "log_holder",
        "log_owner",
        "log_class",
        "log_origin",
        "log_index",
        "log_state",
        "log_points",
        "log_owner_points",
        "log_month",
        "log_previous",
        "last_record",
        "scored",
        "scored_n",
        "scored_who",
        "touched",
        "wanted",
        "returned",
        "mistaken",
        *SCORES,
    ),
    odd=(
        "Each record takes its points off the holder in `recorded` and off the owner in the ledgers "
        "that know it: an unfounded record in `linked` only, a founded one also in `error_free` and "
        "`individual`, a founded record of wrongdoing also in `legitimate`. A record that its source "
        "asserts again counts in `recorded` only; one that an official drops counts neither in "
        "`recorded` nor in `linked`. Merit takes nothing off and lists nobody."
    ),
    source="MODEL 2 and 7.4, rulings 14, 17, 18, 20",
    sees_truth=ALIKE,
    columns={
        "recorded_score": Column(np.int16, "score as the system sees it", "points"),
        "counterfactual_score": Column(
            np.int16,
            "scores in the ledgers after `recorded`: linked, error_free, individual, legitimate",
            "points",
            shape="counterfactuals",
            truth=True,
        ),
        "scored": Column(
            np.uint8, "1: on this month's list of changed records", truth=True, reset=0
        ),
        "scored_n": Column(np.int64, "length of that list", shape="one", reset=0),
        "scored_who": Column(np.int32, "whose records or score changed this month", truth=True),
        "touched": Column(
            np.uint8, "ledgers in which something arrived this month", "bits", truth=True, reset=0
        ),
        "wanted": Column(
            np.uint8, "ledgers in which a trigger asks for a listing", "bits", truth=True, reset=0
        ),
        "returned": Column(np.uint8, "1: a struck record came back this month", reset=0),
        "mistaken": Column(
            np.uint8, "1: somebody else's record was ever attached", truth=True, reset=0
        ),
        "log_n": Column(np.int64, "records attached so far", shape="one", reset=0),
        "log_start": Column(np.int32, "first record of each month", "position", shape="months"),
        "log_holder": Column(np.int32, "to whom it is attached", shape="log"),
        "log_owner": Column(
            np.int32,
            "whom it is about",
            "place in the cell",
            shape="log",
            truth=True,
            expected=Expected("equal", "log_holder"),
        ),
        "log_class": Column(np.uint8, "category and severity", shape="log"),
        "log_origin": Column(np.uint8, "founded, or its source", shape="log", truth=True),
        "log_index": Column(np.int32, "the record's own number", shape="log"),
        "log_state": Column(
            np.uint8,
            "bits: 1 voided, 2 asserted again, 4 never seen, 8 of an induced act, 16 of merit, 32 of "
            "a deed done for the points",
            shape="log",
            truth=True,
        ),
        "log_points": Column(np.int16, "what it cost the holder", "points", shape="log"),
        "log_owner_points": Column(
            np.int16,
            "what it costs the owner in the other ledgers",
            "points",
            shape="log",
            truth=True,
            expected=Expected("equal", "log_points"),
        ),
        "log_month": Column(
            np.int16,
            "month of arrival",
            "month",
            shape="log",
            expected=Expected("month", "log_start"),
        ),
        "log_previous": Column(
            np.int32,
            "the holder's record before, but for merit, or -1",
            "position",
            shape="log",
            expected=Expected("previous", "log_holder", unless=("log_state", MERIT | NEVER_SEEN)),
        ),
        "last_record": Column(
            np.int32,
            "the holder's last record but merit, or -1",
            "position",
            reset=-1,
            expected=Expected("last", "log_holder", unless=("log_state", MERIT | NEVER_SEEN)),
        ),
    },
    declares={
        "class_points": Parameter(
            "points that a record takes off, by stratum and class; 0 for merit", "points", rows=True
        ),
        "class_trigger": Parameter("whether one record lists, by stratum and class", rows=True),
        "class_wrongdoing": Parameter("whether the act is wrongdoing, by class"),
        "class_merit": Parameter("whether the act is merit, by class"),
        "score_start": Parameter("score at first", "points"),
        "recovery_points": Parameter("points that come back each month", "points"),
        "record_life": Parameter("months until a record expires", "months"),
        "score_floor": Parameter("least score", "points"),
        "score_ceiling": Parameter("greatest score", "points"),
    },
    parameters=_parameters,
    sections={"score": ScoreRules},
    story=filed,
)


def scores_start(
    score_start,
    recorded_score,
    counterfactual_score,
):
    """Everybody starts at the rulebook's start."""
    for i in range(recorded_score.size):
        recorded_score[i] = score_start
        for ledger in range(counterfactual_score.shape[1]):
            counterfactual_score[i, ledger] = score_start


SCORES_START = Mechanism(
    name="scores_start",
    phase="population",
    run=scores_start,
    writes=SCORES,
    odd="Scores start at the rulebook's start, in every ledger.",
    source="MODEL 5",
    sees_truth=ALIKE,
)

RECOVERY = Mechanism(
    name="recovery",
    phase="ledgers",
    run=recovery,
    writes=SCORES,
    odd="A score below the start rises by fixed points a month, never past the start.",
    source="MODEL 7.4, ruling 20",
    sees_truth=ALIKE,
    active=lambda scenario: scenario.score.recovers,
)

BOUNDS = Mechanism(
    name="bounds",
    phase="ledgers",
    run=bounds,
    writes=SCORES,
    odd="At last, floor and ceiling.",
    source="MODEL 7.4, ruling 20",
    sees_truth=ALIKE,
)

MECHANISMS = (SCORES_START, RECOVERY, ATTACH, BOUNDS)
