"""Re-import: a copy that an agency never drops puts somebody back on the list."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numba import njit

from ostraka.core.clock import LONGEST, NEVER, lag_table, monthly_probability
from ostraka.core.declarations import Column, Mechanism, Parameter
from ostraka.draws import draw_keyed, gather_equal, lowest, purpose, wait, without_lowest
from ostraka.mechanisms.agencies import mask_of, may_be_positive
from ostraka.mechanisms.scores import note
from ostraka.mechanisms.story_of_sanctions import put_back

REIMPORT = purpose("joint_sanctions.reimport", 73)


@njit(forceinline=True)
def first_of(kept, reimport_lag, words):
    """The shortest wait of the agencies of a mask."""
    shortest = np.int64(LONGEST)
    while kept != np.uint64(0):
        agency = lowest(kept)
        kept = without_lowest(kept)
        shortest = min(shortest, wait(reimport_lag, agency, words[0, agency]))
    return shortest


def reimport(
    month,
    first,
    address,
    agency_key,
    agency_reimports,
    reimport_lag,
    left_n,
    left_who,
    on_list,
    entry_month,
    copies,
    current,
    will_drop,
    words,
    who,
    reimport_due,
    reimported,
    scored,
    scored_n,
    scored_who,
):
    """Wait anew at each exit; whoever is due, and not listed, is put up for the list of next month."""
    for k in range(left_n[0]):
        i = left_who[k]
        reimport_due[i] = NEVER
        kept = copies[i] & ~current[i] & ~will_drop[i] & agency_reimports
        if kept != np.uint64(0):
            draw_keyed(address, first + i, agency_key, entry_month[i], REIMPORT, words)
            lag = first_of(kept, reimport_lag, words)
            if lag < LONGEST:
                reimport_due[i] = np.int16(month + lag)
    n = gather_equal(reimport_due, month, who)
    for k in range(n):
        i = who[k]
        reimport_due[i] = NEVER
        if on_list[i]:
            continue
        reimported[i] = 1
        note(i, scored, scored_n, scored_who)
        # should the entry be refused, the copy is still there
        kept = copies[i] & ~current[i] & ~will_drop[i] & agency_reimports
        draw_keyed(address, first + i, agency_key, month, REIMPORT, words)
        lag = first_of(kept, reimport_lag, words)
        if lag < LONGEST:
            reimport_due[i] = np.int16(month + 1 + lag)


def _parameters(world: Any) -> Mapping[str, Any]:
    agencies = world.scenario.joint_sanctions.agencies.values()
    lag = lag_table([monthly_probability(float(a.reimport_per_month)) for a in agencies])
    return {
        "agency_reimports": np.uint64(mask_of(float(a.reimport_per_month) > 0 for a in agencies)),
        "reimport_lag": lag,
    }


def _active(scenario: Any) -> bool:
    rules = scenario.joint_sanctions
    return rules is not None and any(
        may_be_positive(agency.reimport_per_month) for agency in rules.agencies.values()
    )


MECHANISMS = (
    Mechanism(
        name="reimport",
        phase="redress",
        run=reimport,
        writes=(
            "words",
            "who",
            "reimport_due",
            "reimported",
            "scored",
            "scored_n",
            "scored_who",
        ),
        odd=(
            "While somebody is not listed, each copy of a removed entry that its agency never drops "
            "puts them back at a hazard, from the month after removal: a new entry, with notice and "
            "appeal of its own. Being memoryless, the wait is drawn anew at each exit."
        ),
        source="MODEL 7.6, rulings 1, 3 and 42; known answer J",
        sees_truth="it takes the list of those to look at, to put a name on it; truth decides nothing",
        columns={
            "reimport_due": Column(
                np.int16, "month before a stale copy lists again", "month", reset=NEVER
            )
        },
        declares={
            "agency_reimports": Parameter("agencies whose copies can list again, a bit each"),
            "reimport_lag": Parameter("months to a re-import, by agency, cumulative", "2**-32"),
        },
        purposes=("joint_sanctions.reimport",),
        active=_active,
        story=put_back,
        parameters=_parameters,
    ),
)
