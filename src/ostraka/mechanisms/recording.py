"""Recording: which acts come to be recorded."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numba import njit

from ostraka.core.clock import thresholds
from ostraka.core.declarations import Column, Mechanism, Parameter
from ostraka.core.switches import Switch
from ostraka.draws import draw_indexed, purpose
from ostraka.mechanisms.story_of_records import noticed

DETECTION = purpose("recording.detection", 21)


LAWFUL_KINDS = ("lawful", "protected")

INDICES = 512
MONTHS_APART = 128
"""A record's index is its ordinal within owner and source in its month plus 512 times the month, modulo
128. It goes with the record for good, so that whatever is drawn for the record later does not depend on
what else lies in the same list. Ordinals: from 0 those of acts and from 256 those of unfounded records
at stated rates (of each at most 170 a subject and month: with the largest mean, 100, a 32-bit draw
gives no more); from 448 malicious reports, 479 averaging, from 480 inventions to meet a quota."""


@njit(forceinline=True)
def serial_of(month):
    """What a month adds to the ordinals of its records."""
    return INDICES * (month % MONTHS_APART)


@njit(forceinline=True)
def draw_detection(month, first, address, act_n, act_subject, act_index, words):
    """Draw for this month's acts: word 0 decides whether each is found."""
    draw_indexed(address, first, act_subject, act_index, act_n[0], month, DETECTION, words)


def recording(
    month,
    first,
    address,
    act_n,
    act_subject,
    act_class,
    act_index,
    act_marks,
    row,
    detection,
    words,
    record_n,
    record_owner,
    record_holder,
    record_class,
    record_origin,
    record_index,
    record_marks,
):
    """Start this month's list of records with the acts that were detected."""
    draw_detection(month, first, address, act_n, act_subject, act_index, words)
    n = 0
    for k in range(act_n[0]):
        i = act_subject[k]
        record_owner[n] = i
        record_holder[n] = i
        record_class[n] = act_class[k]
        record_origin[n] = 0
        record_index[n] = act_index[k] + serial_of(month)
        record_marks[n] = act_marks[k]
        # unbranched: what luck decides cannot be predicted
        n += np.int64(np.uint64(words[0, k]) < detection[row[i], act_class[k]])
    record_n[0] = n


def _parameters(world: Any) -> Mapping[str, Any]:
    return {"detection": thresholds(np.array([c.detection for c in world.classes]).T)}


def _lawful_unrecorded(scenario: Any) -> Mapping[str, Any]:
    """Nobody records, or flags, what is lawful or protected: the rules cannot punish it."""
    lawful = [
        name for name, category in scenario.categories.items() if category.kind in LAWFUL_KINDS
    ]
    places: dict[str, Any] = {f"categories.{name}.detection": 0.0 for name in lawful}
    if scenario.flag is not None and scenario.flag.claims in lawful:
        places["flag.sensitivity"] = 0.0
    if scenario.attention is not None:
        told = [name for name in lawful if name in scenario.attention.reported]
        places |= {f"attention.reported.{name}": 0.0 for name in told}
    return places


RECORDING = Mechanism(
    name="recording",
    phase="recording",
    run=recording,
    writes=(
        "words",
        "record_n",
        "record_owner",
        "record_holder",
        "record_class",
        "record_origin",
        "record_index",
        "record_marks",
    ),
    odd="Each act is recorded with the detection probability of its category.",
    source="MODEL 7.2",
    sees_truth="a founded record arises from its act, with probability detection",
    columns={
        "record_n": Column(np.int64, "records this month", shape="one"),
        "record_owner": Column(np.int32, "whom the record is about", shape="records", truth=True),
        "record_holder": Column(np.int32, "to whom it is attached", shape="records"),
        "record_class": Column(np.uint8, "category and severity", shape="records"),
        "record_origin": Column(
            np.uint8,
            "0 founded; else the source of an unfounded record",
            shape="records",
            truth=True,
        ),
        "record_index": Column(
            np.int32, "its own number: ordinal within owner and source, and month", shape="records"
        ),
        "record_marks": Column(
            np.uint8,
            "bits: 1 asserted again, 2 dropped, 4 induced, 8 reported, 16 gamed",
            shape="records",
            truth=True,
        ),
    },
    declares={
        "detection": Parameter("chance that an act is recorded, by class", "2**-32", rows=True)
    },
    purposes=("recording.detection",),
    active=lambda scenario: scenario.attention is None,  # else the pass under attention
    parameters=_parameters,
    story=noticed,
    switches=(
        Switch("lawful_conduct", "records of lawful or protected conduct", _lawful_unrecorded),
    ),
)

MECHANISMS = (RECORDING,)
