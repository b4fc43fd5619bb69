"""Recording under attention: acts are found where it falls, or reported; what is unfounded is too."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numba import njit

from ostraka.core.clock import WORD, thresholds
from ostraka.core.declarations import EXPECTED, Column, Mechanism, Parameter, Tally
from ostraka.draws import draw, purpose
from ostraka.mechanisms.attention import is_on
from ostraka.mechanisms.recording import RECORDING, draw_detection, serial_of
from ostraka.mechanisms.unfounded import (
    MOST_CANDIDATES,
    UNFOUNDED,
    append_unfounded,
    draw_candidates,
    has_sources,
    parameters_of_sources,
)
from ostraka.population.marks import REPORTED

REPORT = purpose("attention.report", 101)

_LARGEST_WORD = WORD - 1


def attended_recording(
    month,
    first,
    address,
    attention,
    detection_chance,
    report_chance,
    stratum,
    act_n,
    act_subject,
    act_class,
    act_index,
    act_marks,
    row,
    words,
    record_n,
    record_owner,
    record_holder,
    record_class,
    record_origin,
    record_index,
    record_marks,
    tally_clipped,
):
    """Start this month's list of records with the acts that attention finds, or somebody reports."""
    draw_detection(month, first, address, act_n, act_subject, act_index, words)
    n = 0
    for k in range(act_n[0]):
        i = act_subject[k]
        event = act_class[k]
        chance = detection_chance[row[i], event] * attention[0]
        if chance > 1.0:
            tally_clipped[month, stratum[i]] += np.int64(np.rint((chance - 1.0) * EXPECTED))
            chance = 1.0
        mark = 0
        known = np.uint64(words[0, k]) < np.uint64(np.rint(chance * WORD))
        if not known and report_chance[row[i], event] > np.uint64(0):
            luck = draw(address, first + i, month, REPORT, act_index[k])
            known = luck[0] < report_chance[row[i], event]
            mark = REPORTED
        record_owner[n] = i
        record_holder[n] = i
        record_class[n] = event
        record_origin[n] = 0
        record_index[n] = act_index[k] + serial_of(month)
        record_marks[n] = np.uint8(act_marks[k] | mark)
        n += np.int64(known)
    record_n[0] = n


@njit(forceinline=True)
def set_thresholds(subjects, scale, unfounded_mean, stratum, attended_threshold):
    """Chance of any candidate in a month, by subject, at the attention of now; none in empty places."""
    for s in range(unfounded_mean.size):
        some = -np.expm1(-min(unfounded_mean[s] * scale, MOST_CANDIDATES))
        limit = np.uint32(min(np.rint(some * WORD), _LARGEST_WORD))
        for i in range(subjects):
            if stratum[i] == s:
                attended_threshold[i] = limit
    for i in range(subjects, stratum.size):
        attended_threshold[i] = np.uint32(0)


def attended_unfounded(
    month,
    first,
    subjects,
    address,
    attention,
    epoch_months,
    unfounded_mean,
    unfounded_none,
    unfounded_pick,
    unfounded_keep,
    unfounded_class,
    unfounded_origin,
    stratum,
    attended_threshold,
    unfounded_hit,
    who,
    words,
    overflow,
    record_n,
    record_owner,
    record_holder,
    record_class,
    record_origin,
    record_index,
    record_marks,
    tally_capped,
):
    """Append this month's unfounded records: at the ceiling times attention, by the same draws."""
    scale = attention[0]
    begins = month % epoch_months == 0
    if begins or month & 3 == 0:
        set_thresholds(subjects, scale, unfounded_mean, stratum, attended_threshold)
    for s in range(unfounded_mean.size):
        if unfounded_mean[s] * scale > MOST_CANDIDATES:
            for i in range(subjects):
                tally_capped[month, s] += np.int64(stratum[i] == s)
    candidates = draw_candidates(
        month, first, address, begins, attended_threshold, unfounded_hit, who, words
    )
    append_unfounded(
        month,
        first,
        address,
        scale,
        candidates,
        unfounded_mean,
        unfounded_none,
        unfounded_pick,
        unfounded_keep,
        unfounded_class,
        unfounded_origin,
        stratum,
        who,
        words,
        overflow,
        record_n,
        record_owner,
        record_holder,
        record_class,
        record_origin,
        record_index,
        record_marks,
    )


def _parameters(world: Any) -> Mapping[str, Any]:
    reported = world.scenario.attention.reported
    told = [float(reported.get(c.category, 0.0)) for c in world.classes]
    return {
        "detection_chance": np.array([c.detection for c in world.classes]).T,
        "report_chance": np.tile(thresholds(told), (len(world.strata), 1)),
    }


RECORDING_UNDER_ATTENTION = Mechanism(
    name="attended_recording",
    phase="recording",
    run=attended_recording,
    writes=(*RECORDING.writes, "tally_clipped"),
    odd=(
        "Each act is found with probability detection x attention of its cell, at most 1 (what the "
        "limit loses is lost, and counted). An act that is not found may be reported, whatever the "
        "attention."
    ),
    source="MODEL 7.2, rulings 15 and 16",
    sees_truth="a founded record arises from its act: detection x attention, or a report",
    declares={
        "detection_chance": Parameter(
            "chance that an act is found at attention 1, by stratum and class",
            "probability",
            rows=True,
        ),
        "report_chance": Parameter(
            "chance that an act is reported, by stratum and class", "2**-32", rows=True
        ),
    },
    tallies={
        "tally_clipped": Tally(
            ("month", "stratum"),
            "expected records lost because detection x attention exceeds 1",
            "2**-20 records",
        )
    },
    purposes=("attention.report",),
    active=is_on,
    parameters=_parameters,
    story=RECORDING.story,
    switches=RECORDING.switches,
)

UNFOUNDED_UNDER_ATTENTION = Mechanism(
    name="attended_unfounded",
    phase="recording",
    run=attended_unfounded,
    writes=(*UNFOUNDED.writes, "attended_threshold", "tally_capped"),
    odd=(
        "Unfounded records are Poisson with mean rate x exposure x attention of the cell: found where "
        "somebody looks. More attention adds such records and removes none."
    ),
    source="MODEL 7.2, ruling 15; inversion on the draws that serve without attention",
    sees_truth="it makes the records that have no act behind them",
    columns={
        "attended_threshold": Column(
            np.uint32,
            "chance of any candidate in a month, at the attention of now",
            "2**-32",
            truth=True,
            scratch=True,
        )
    },
    tallies={
        "tally_capped": Tally(
            ("month", "stratum"),
            "subject-months whose mean of unfounded candidates was cut to 100",
            "subject-months",
        )
    },
    active=lambda scenario: is_on(scenario) and has_sources(scenario),
    parameters=parameters_of_sources,
    story=UNFOUNDED.story,
    switches=UNFOUNDED.switches,
)

MECHANISMS = (RECORDING_UNDER_ATTENTION, UNFOUNDED_UNDER_ATTENTION)
