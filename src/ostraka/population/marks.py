"""Marks that a record carries with it, and what becomes of it once attached, a bit each."""

from typing import Final

AGAIN: Final = 1
DROPPED: Final = 2
INDUCED: Final = 4
REPORTED: Final = 8
GAMED: Final = 16
"""Marks of a record: struck before and asserted again by its source; dropped on its way by an official,
so that `recorded` and `linked` never see it; of an act that hardship induced; known by a report, not by
looking; of a deed done for the points."""

VOIDED: Final = 1
RETURNED: Final = 2
NEVER_SEEN: Final = 4
OF_INDUCED: Final = 8
MERIT: Final = 16
OF_GAMED: Final = 32
"""Bits of ``log_state``: struck, so that it counts no more in `recorded`; asserted again, so that it
counts in no other ledger; dropped by an official, so that it counts neither in `recorded` nor in
`linked`; of an act that hardship induced; of merit, whose points `merit` keeps; of a deed done for the
points."""

__all__ = [
    "AGAIN",
    "DROPPED",
    "GAMED",
    "INDUCED",
    "MERIT",
    "NEVER_SEEN",
    "OF_GAMED",
    "OF_INDUCED",
    "REPORTED",
    "RETURNED",
    "VOIDED",
]
