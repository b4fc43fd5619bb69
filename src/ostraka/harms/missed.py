"""Missed: listed by the rules as written, and not in fact; with the reason."""

import numpy as np

from ostraka.core.declarations import Column, Mechanism, Tally
from ostraka.population.ledgers import LEGITIMATE, MISSED, RECORDED, UPHELD

_MISLINKED = MISSED.index("mislinked_away")
_STRUCK = MISSED.index("struck_by_mistake")
_FAVOURED = MISSED.index("favoured")
_SERVED = MISSED.index("served")


def missed(
    month,
    stratum,
    state,
    changed_n,
    changed_who,
    changed_from,
    exit_reason,
    record_n,
    record_owner,
    record_holder,
    record_class,
    record_origin,
    record_returned,
    class_wrongdoing,
    favoured,
    lost_record,
    missed_reason,
    tally_missed,
):
    """Give each missed state one reason, when it begins; count the months."""
    for k in range(record_n[0]):
        elsewhere = record_owner[k] != record_holder[k]
        counts = record_origin[k] == 0 and class_wrongdoing[record_class[k]]
        if elsewhere and counts and record_returned[k] == 0:
            lost_record[record_owner[k]] = 1
    for k in range(changed_n[0]):
        i = changed_who[k]
        s = stratum[i]
        after = state[i]
        is_missed = after & LEGITIMATE and not after & RECORDED
        if missed_reason[i] and not is_missed:
            tally_missed[month, s, missed_reason[i]] -= 1
            missed_reason[i] = 0
        elif is_missed and missed_reason[i] == 0:
            left = changed_from[k] & RECORDED
            if left and exit_reason[i] == UPHELD:
                reason = _STRUCK
            elif lost_record[i]:
                reason = _MISLINKED
            elif favoured[i]:
                reason = _FAVOURED
            else:
                reason = _SERVED
            missed_reason[i] = reason
            tally_missed[month, s, reason] += 1
        if not after & LEGITIMATE:
            lost_record[i] = 0
            favoured[i] = 0


MECHANISMS = (
    Mechanism(
        name="missed",
        phase="tallies",
        run=missed,
        writes=("favoured", "lost_record", "missed_reason", "tally_missed"),
        odd=(
            "Months listed in `legitimate` and not in `recorded`, by the reason that held when the "
            "state began: struck by a mistaken review; else a founded record had gone to somebody "
            "else; else passed over by a clerk; else served (the clocks differ)."
        ),
        source="MODEL ruling 32",
        harm=True,
        columns={
            "lost_record": Column(
                np.uint8, "1: a record of own wrongdoing went to somebody else", truth=True, reset=0
            ),
            "missed_reason": Column(np.uint8, "why missed, or 0", truth=True, reset=0),
        },
        tallies={
            "tally_missed": Tally(
                ("month", "stratum", "missed"),
                "subjects missed under the rules as written, by reason",
                "subject-months",
                steps=True,
            )
        },
    ),
)
