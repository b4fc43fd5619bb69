"""Entries, exits, and people who were ever listed."""

import numpy as np

from ostraka.core.declarations import Column, Mechanism, Tally
from ostraka.population.ledgers import RECORDED

EVER_LISTED = 1
EVER_WRONGLY = 2


def flow(
    month,
    stratum,
    state,
    changed_n,
    changed_who,
    changed_from,
    exit_reason,
    cause_of,
    ever,
    tally_entries,
    tally_exits,
    tally_ever,
):
    """An entry has the cause of its first month, an exit that of its last."""
    for k in range(changed_n[0]):
        i = changed_who[k]
        s = stratum[i]
        before = changed_from[k]
        after = state[i]
        cause = cause_of[after]
        if after & RECORDED and not before & RECORDED:
            tally_entries[month, s, cause] += 1
            if ever[i] & EVER_LISTED == 0:
                ever[i] |= EVER_LISTED
                tally_ever[month, s, 0] += 1
        if before & RECORDED and not after & RECORDED:
            tally_exits[month, s, exit_reason[i], cause_of[before]] += 1
        if cause >= 2 and ever[i] & EVER_WRONGLY == 0:
            ever[i] |= EVER_WRONGLY
            tally_ever[month, s, 1] += 1


MECHANISMS = (
    Mechanism(
        name="flow",
        phase="tallies",
        run=flow,
        writes=("ever", "tally_entries", "tally_exits", "tally_ever"),
        odd="Counts entries by cause, exits by reason and cause, and people by first listing.",
        source="MODEL rulings 33 and 48",
        harm=True,
        columns={
            "ever": Column(np.uint8, "bits: 1 ever listed, 2 ever wrongly", truth=True, reset=0)
        },
        tallies={
            "tally_entries": Tally(
                ("month", "stratum", "cause"), "new entries by cause", "entries"
            ),
            "tally_exits": Tally(
                ("month", "stratum", "exit", "cause"), "exits by reason and last cause", "exits"
            ),
            "tally_ever": Tally(
                ("month", "stratum", "ever"), "people listed, or wrongly listed, for the first time"
            ),
        },
    ),
)
