"""Missed: listed by the rules as written, and not in fact; with the reason."""

import numpy as np

from ostraka.core.declarations import Column, Mechanism, Tally
from ostraka.population.ledgers import AUDITED, LEGITIMATE, MISSED, RECORDED, SOLD, UPHELD
from ostraka.population.marks import AGAIN, DROPPED

_MISLINKED = MISSED.index("mislinked_away")
_STRUCK = MISSED.index("struck_by_mistake")
_DROPPED = MISSED.index("dropped")
_SOLD = MISSED.index("sold")
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
    record_marks,
    class_wrongdoing,
    passed_over,
    lost_record,
    missed_reason,
    tally_missed,
):
    """Give each missed state one reason, when it begins; count the months."""
    for k in range(record_n[0]):
        elsewhere = record_owner[k] != record_holder[k]
        counts = record_origin[k] == 0 and class_wrongdoing[record_class[k]]
        if counts and record_marks[k] & AGAIN == 0:
            if record_marks[k] & DROPPED:
                lost_record[record_owner[k]] = _DROPPED
            elif elsewhere:
                lost_record[record_owner[k]] = _MISLINKED
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
            if left and (exit_reason[i] == UPHELD or exit_reason[i] == AUDITED):
                reason = _STRUCK
            elif left and exit_reason[i] == SOLD:
                reason = _SOLD
            elif lost_record[i]:
                reason = lost_record[i]
            elif passed_over[i]:
                reason = passed_over[i]
            else:
                reason = _SERVED
            missed_reason[i] = reason
            tally_missed[month, s, reason] += 1
        if not after & LEGITIMATE:
            lost_record[i] = 0
            passed_over[i] = 0


MECHANISMS = (
    Mechanism(
        name="missed",
        phase="tallies",
        run=missed,
        writes=("passed_over", "lost_record", "missed_reason", "tally_missed"),
        odd=(
            "Months listed in `legitimate` and not in `recorded`, by the reason that held when the "
            "state began: struck by a mistaken review; else deleted for a bribe; else a founded record "
            "had gone to somebody else, or been dropped; else passed over by a clerk; else served (the "
            "clocks differ)."
        ),
        source="MODEL ruling 32",
        harm=True,
        columns={
            "lost_record": Column(
                np.uint8,
                "where the last lost record of own wrongdoing went: index into MISSED, or 0",
                truth=True,
                reset=0,
            ),
            "missed_reason": Column(np.uint8, "why missed, or 0", "code", truth=True, reset=0),
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
