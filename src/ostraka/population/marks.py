"""Marks that a record carries with it, a bit each."""

from typing import Final

AGAIN: Final = 1
DROPPED: Final = 2
INDUCED: Final = 4
REPORTED: Final = 8
GAMED: Final = 16
"""Marks of a record: struck before and asserted again by its source; dropped on its way by an official,
so that `recorded` and `linked` never see it; of an act that hardship induced; known by a report, not by
looking; of a deed done for the points."""

__all__ = ["AGAIN", "DROPPED", "GAMED", "INDUCED", "REPORTED"]
