"""Delay: some records reach the system months after the act; some come back after being struck."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic import Field

from ostraka.core.clock import lag_success, lag_table
from ostraka.core.declarations import FULL_RECORDS, FULL_WAITING, Column, Mechanism, Parameter
from ostraka.core.quantities import MeanLag, Section
from ostraka.draws import draw_indexed, purpose, wait
from ostraka.mechanisms.story_of_records import delayed

REPORTING = purpose("delay.reporting", 32)


class DelayRules(Section):
    """How long records are on their way."""

    reporting_months: MeanLag = Field(
        description="mean months between act and record; geometric on 0, 1, 2 ..."
    )


def reporting_delay(
    month,
    months,
    first,
    address,
    reporting_lag,
    words,
    overflow,
    record_n,
    record_owner,
    record_holder,
    record_class,
    record_origin,
    record_index,
    record_marks,
    waiting_n,
    waiting_due,
    waiting_owner,
    waiting_holder,
    waiting_class,
    waiting_origin,
    waiting_index,
    waiting_marks,
):
    """Send records that take time onto the way; the others stay in this month's list."""
    draw_indexed(address, first, record_owner, record_index, record_n[0], month, REPORTING, words)
    kept = 0
    for k in range(record_n[0]):
        lag = wait(reporting_lag, 0, words[0, k])
        if lag == 0:
            record_owner[kept] = record_owner[k]
            record_holder[kept] = record_holder[k]
            record_class[kept] = record_class[k]
            record_origin[kept] = record_origin[k]
            record_index[kept] = record_index[k]
            record_marks[kept] = record_marks[k]
            kept += 1
            continue
        n = waiting_n[0]
        if n == waiting_due.size:
            overflow[0] |= FULL_WAITING
            continue
        waiting_due[n] = min(month + lag, months)
        waiting_owner[n] = record_owner[k]
        waiting_holder[n] = record_holder[k]
        waiting_class[n] = record_class[k]
        waiting_origin[n] = record_origin[k]
        waiting_index[n] = record_index[k]
        waiting_marks[n] = record_marks[k]
        waiting_n[0] = n + 1
    record_n[0] = kept


def arrivals(
    month,
    overflow,
    waiting_n,
    waiting_due,
    waiting_owner,
    waiting_holder,
    waiting_class,
    waiting_origin,
    waiting_index,
    waiting_marks,
    record_n,
    record_owner,
    record_holder,
    record_class,
    record_origin,
    record_index,
    record_marks,
):
    """Take what is due this month off the way and into this month's list."""
    n = record_n[0]
    left = 0
    for k in range(waiting_n[0]):
        if waiting_due[k] == month:
            if n == record_owner.size:
                overflow[0] |= FULL_RECORDS
                break
            record_owner[n] = waiting_owner[k]
            record_holder[n] = waiting_holder[k]
            record_class[n] = waiting_class[k]
            record_origin[n] = waiting_origin[k]
            record_index[n] = waiting_index[k]
            record_marks[n] = waiting_marks[k]
            n += 1
        else:
            waiting_due[left] = waiting_due[k]
            waiting_owner[left] = waiting_owner[k]
            waiting_holder[left] = waiting_holder[k]
            waiting_class[left] = waiting_class[k]
            waiting_origin[left] = waiting_origin[k]
            waiting_index[left] = waiting_index[k]
            waiting_marks[left] = waiting_marks[k]
            left += 1
    waiting_n[0] = left
    record_n[0] = n


def _parameters(world: Any) -> Mapping[str, Any]:
    mean = float(world.scenario.delay.reporting_months)
    return {"reporting_lag": lag_table([lag_success(mean)])}


def _comes_back(scenario: Any) -> bool:
    review = scenario.review
    return review is not None and review.may_return


_WAITING = (
    "waiting_n",
    "waiting_due",
    "waiting_owner",
    "waiting_holder",
    "waiting_class",
    "waiting_origin",
    "waiting_index",
    "waiting_marks",
)
_RECORD = ("record_n", "record_owner", "record_holder", "record_class", "record_origin")

REPORTING_DELAY = Mechanism(
    name="reporting_delay",
    phase="ledgers",
    run=reporting_delay,
    writes=("words", "overflow", *_RECORD, "record_index", "record_marks", *_WAITING),
    odd="The delay between act and record is geometric, drawn once; the record waits with its holder.",
    source="MODEL 7.2, ruling 2 (a lag is drawn when it starts; memoryless, as ruling 19 asks)",
    sees_truth="it carries records, with all that is true of them, and decides nothing by it",
    columns={
        "waiting_n": Column(np.int64, "records on their way", shape="one", reset=0),
        "waiting_due": Column(np.int16, "month of arrival", "month", shape="waiting"),
        "waiting_owner": Column(np.int32, "whom it is about", shape="waiting", truth=True),
        "waiting_holder": Column(np.int32, "to whom it will be attached", shape="waiting"),
        "waiting_class": Column(np.uint8, "category and severity", shape="waiting"),
        "waiting_origin": Column(np.uint8, "founded, or its source", shape="waiting", truth=True),
        "waiting_index": Column(np.int32, "the record's own number", shape="waiting"),
        "waiting_marks": Column(np.uint8, "bits, as of records", shape="waiting", truth=True),
    },
    declares={"reporting_lag": Parameter("months on the way, cumulative", "2**-32")},
    purposes=("delay.reporting",),
    active=lambda scenario: scenario.delay is not None,
    parameters=_parameters,
    sections={"delay": DelayRules},
    story=delayed,
)

ARRIVALS = Mechanism(
    name="arrivals",
    phase="ledgers",
    run=arrivals,
    writes=("overflow", *_RECORD, "record_index", "record_marks", *_WAITING),
    odd="What is due arrives: delayed records, and struck records that their source asserts again.",
    source="MODEL 7.2 and ruling 26",
    sees_truth="it carries records, with all that is true of them, and decides nothing by it",
    active=lambda scenario: scenario.delay is not None or _comes_back(scenario),
)

MECHANISMS = (REPORTING_DELAY, ARRIVALS)
