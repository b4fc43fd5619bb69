"""The ledgers that run side by side, and the causes that follow from comparing them.

Five accounts of the same subject under the same rulebook and the same draws; they differ in what
they are allowed to know. A listing has a bit for each ledger that holds it.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

LEDGERS: Final = ("recorded", "linked", "error_free", "individual", "legitimate")
"""From what the system sees to what it would see if only wrongdoing of one's own counted.

``recorded``: every record attached to the subject, right or wrong, and penalties for association.
``linked``: as recorded, with every record at its owner: mislinks undone, false records kept.
``error_free``: founded records only, each with its owner; association follows from that world.
``individual``: error_free without penalties for association.
``legitimate``: individual without records of lawful or protected conduct.
"""

LEDGER_WORDS: Final = (
    "as the system sees it",
    "every record at its owner",
    "without errors",
    "without errors and penalties for others",
    "own wrongdoing alone",
)
"""Each ledger in a few words: the world in which it would be the list."""

RECORDED: Final = 1
LINKED: Final = 2
ERROR_FREE: Final = 4
INDIVIDUAL: Final = 8
LEGITIMATE: Final = 16
ALL: Final = 31

ORIGINS: Final = (
    "record",
    "false_flag",
    "disfavoured_flag",
    "record_of_another",
    "stale_copy",
)
"""What brought about the recorded entry: a record (or a true flag that any clerk would have chosen); a
flag with no act behind it; a true flag that a blind clerk would have passed over; a record of a
subject to whom, by then, somebody else's had been attached; or an agency's stale copy of an entry that
had been removed."""

OF_ANOTHER: Final = 3
STALE_COPY: Final = 4

ORIGIN_SHIFT: Final = 5
STATES: Final = 256
"""A state is the five ledger bits plus the origin of the recorded entry, shifted above them."""

CAUSES: Final = (
    "not_listed",
    "by_rules",
    "wrong_person",
    "false_record",
    "false_flag",
    "reimported",
    "disfavour",
    "association",
    "lawful_conduct",
)
"""Why somebody is listed in a month: exactly one holds, or ``not_listed``."""

ERRORS: Final = ("wrong_person", "false_record", "false_flag", "reimported")
"""The causes that together are ``error``."""

WRONGFUL: Final = (*ERRORS, "disfavour", "association", "lawful_conduct")
"""Every cause that is not by the rules."""

CARRIED: Final = (*CAUSES, "stale")
"""What an agency's copy, or a restriction, rests on in a month: the cause of the listing that carries
it now, or nothing any more."""

MISSED: Final = (
    "none",
    "mislinked_away",
    "struck_by_mistake",
    "favoured",
    "dropped",
    "sold",
    "heard",
    "served",
)
"""Why somebody whom ``legitimate`` lists is not listed in ``recorded``."""

EXITS: Final = (
    "none",
    "expired",
    "pardoned",
    "audited",
    "upheld",
    "repaired",
    "recovered",
    "sold",
)
"""How a recorded listing ends; ``recovered`` is a score that rose to the exit of a list by grade, and
``sold`` a deletion for a bribe."""

OUTCOMES: Final = (
    "open",
    "expired",
    "pardoned",
    "corrected",
    "repaired",
    "recovered",
    "bought_out",
    "overtaken",
)
"""How a wrongful spell ends; ``overtaken``: it went on, but by the rules."""

EXPIRED: Final = 1
PARDONED: Final = 2
AUDITED: Final = 3
UPHELD: Final = 4
REPAIRED: Final = 5
RECOVERED: Final = 6
SOLD: Final = 7

OUTCOME_OF_EXIT: Final = tuple(
    OUTCOMES.index(name)
    for name in (
        "overtaken",
        "expired",
        "pardoned",
        "corrected",
        "corrected",
        "repaired",
        "recovered",
        "bought_out",
    )
)
"""Outcome of a wrongful spell by the exit that ended it; no exit means overtaken."""


def cause_of(state: int) -> str:
    """The one cause of a state, legitimate first (but for, month by month)."""
    if not state & RECORDED:
        return "not_listed"
    if state & LEGITIMATE:
        return "by_rules"
    origin = state >> ORIGIN_SHIFT
    if origin == STALE_COPY:
        return "reimported"
    if not state & ERROR_FREE:
        if origin == OF_ANOTHER:
            # undoing the mislinks alone clears it, or the record was false besides
            return "false_record" if state & LINKED else "wrong_person"
        return ("false_record", "false_flag", "disfavour")[min(origin, 2)]
    return "lawful_conduct" if state & INDIVIDUAL else "association"


def cause_table() -> npt.NDArray[np.uint8]:
    """:func:`cause_of` for every state, as an index into :data:`CAUSES`."""
    return np.array([CAUSES.index(cause_of(state)) for state in range(STATES)], dtype=np.uint8)
