"""Acts; and records: made, attached, on their way; founded or not, at their owner or not."""

import numpy as np

from ostraka.core.declarations import Column, Mechanism, Tally
from ostraka.population.marks import AGAIN, DROPPED


def acts_done(act_n, act_subject, act_class, stratum, tally_acts):
    """Count what people did this month."""
    for k in range(act_n[0]):
        tally_acts[stratum[act_subject[k]], act_class[k]] += 1


def records_made(record_n, record_owner, record_holder, record_origin, stratum, tally_made):
    """Count this month's new records, before any waits."""
    for k in range(record_n[0]):
        elsewhere = 1 if record_owner[k] != record_holder[k] else 0
        tally_made[stratum[record_owner[k]], record_origin[k], elsewhere] += 1


def records_attached(
    month,
    months,
    record_n,
    record_owner,
    record_holder,
    record_origin,
    record_marks,
    waiting_n,
    waiting_marks,
    stratum,
    first_record,
    tally_records,
    tally_returned,
    tally_first_records,
    tally_waiting,
):
    """Count what was attached this month, and what each holder's first month of records held."""
    for k in range(record_n[0]):
        h = record_holder[k]
        s = stratum[h]
        elsewhere = 1 if record_owner[k] != h else 0
        if record_marks[k] & AGAIN:
            tally_returned[month, s] += 1
            continue
        if record_marks[k] & DROPPED:
            continue
        tally_records[month, s, record_origin[k], elsewhere] += 1
        if first_record[h] < 0:
            first_record[h] = month
        if first_record[h] == month:
            tally_first_records[s, record_origin[k], elsewhere] += 1
    if month == months - 1:
        for k in range(waiting_n[0]):
            if waiting_marks[k] & (AGAIN | DROPPED) == 0:
                tally_waiting[0] += 1


DONE = Mechanism(
    name="acts_done",
    phase="conduct",
    run=acts_done,
    writes=("tally_acts",),
    odd="Counts acts by what they are.",
    source="MODEL 7.1",
    harm=True,
    tallies={"tally_acts": Tally(("stratum", "record_class"), "acts", "acts")},
)

MADE = Mechanism(
    name="records_made",
    phase="linking",
    run=records_made,
    writes=("tally_made",),
    odd="Counts new records by origin and by whether they miss their owner.",
    source="MODEL answer 2",
    harm=True,
    tallies={
        "tally_made": Tally(
            ("stratum", "record_origin", "elsewhere"),
            "records made, by the owner's stratum",
            "records",
        )
    },
)

ATTACHED = Mechanism(
    name="records_attached",
    phase="tallies",
    run=records_attached,
    writes=(
        "first_record",
        "tally_records",
        "tally_returned",
        "tally_first_records",
        "tally_waiting",
    ),
    odd=(
        "Counts attached records by origin and holder, returns, first records, and those on the way; "
        "none that an official has dropped."
    ),
    source="MODEL answers 2 and 5",
    harm=True,
    columns={
        "first_record": Column(
            np.int16, "month of the first record, or -1", "month", truth=True, reset=-1
        )
    },
    tallies={
        "tally_records": Tally(
            ("month", "stratum", "record_origin", "elsewhere"),
            "records attached, by the holder's stratum",
            "records",
        ),
        "tally_returned": Tally(("month", "stratum"), "struck records that came back", "records"),
        "tally_first_records": Tally(
            ("stratum", "record_origin", "elsewhere"),
            "records in the month of their holder's first",
            "records",
        ),
        "tally_waiting": Tally(("one",), "records still on their way at the end", "records"),
    },
)

MECHANISMS = (DONE, MADE, ATTACHED)
