"""What the numbers along the axes of a table stand for."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ostraka.engine import schedule_for
from ostraka.mechanisms.categories import record_classes
from ostraka.mechanisms.unfounded import SOURCES
from ostraka.population.ledgers import (
    CAUSES,
    ERROR_FREE,
    EXITS,
    INDIVIDUAL,
    LEDGERS,
    LEGITIMATE,
    MISSED,
    ORIGIN_SHIFT,
    ORIGINS,
    OUTCOMES,
    RECORDED,
    cause_of,
)
from ostraka.results.described import Column

REDRESS_EVENTS: Final = ("told", "filed", "given_up", "upheld", "upheld_without_effect", "denied")
"""Bits of the column ``redress_event``, in order."""

ALL: Final = "all"
"""Name of the whole, where groups are named."""

_NO_YES = ("no", "yes")

_FIXED: Final[Mapping[str, tuple[str, ...]]] = {
    "cause": CAUSES,
    "missed": MISSED,
    "exit": EXITS,
    "outcome": OUTCOMES,
    "ever": ("listed", "wrongly_listed"),
    "record_origin": ("founded", *SOURCES),
    "elsewhere": _NO_YES,
    "redress_event": REDRESS_EVENTS,
    "flag_truth": _NO_YES,
    "flag_selected": _NO_YES,
}

DIMENSIONS: Final[Mapping[str, str]] = {
    "jurisdiction": "pilot whose rules hold; all: every one together",
    "replicate": "run with other draws, from 0",
    "month": "month of the run, from 0; states are those at the month's end",
    "stratum": "part of the population; of records, that of the holder",
    "state": "which ledgers list the subject, as a number: 1 recorded, 2 linked, 4 error_free, "
    "8 individual, 16 legitimate; plus 32 if a false flag brought about the entry, 64 if a true one, "
    "96 if it was a record and somebody else's had been attached by then, 128 if a stale copy",
    "cause": "the one cause of the listing",
    "missed": "why somebody whom the rules as written would list is not listed",
    "exit": "how the listing ended",
    "outcome": "how the wrongful spell ended; open: it had not by the end of the run",
    "duration": "length in months",
    "ever": "for the first time listed, or wrongly listed",
    "record_class": "category of conduct, with its severity if it has several",
    "record_origin": "founded on an act, or the source of a record without one",
    "elsewhere": "whether the holder of the record is somebody else than its owner",
    "redress_event": "step of redress",
    "grade": "grade by the recorded score",
    "deserved_grade": "grade by own wrongdoing alone",
    "flag_truth": "whether what the flag claims is true",
    "flag_selected": "whether a clerk acted on the flag",
}
"""Each axis that every run may have in words, for the data package."""

WHOLE_NUMBERS: Final = ("replicate", "month", "state", "duration")
"""Axes that count or are codes, and so stay numbers."""

_UNITS: Final = {"replicate": "1", "month": "month", "state": "1", "duration": "months"}
"""Theirs; "1" where the number is an index or a code."""


def labels(scenario: Any, dimension: str, length: int) -> tuple[str, ...] | None:
    """Names along an axis, or None where the numbers speak for themselves."""
    if dimension in WHOLE_NUMBERS:
        return None
    if dimension == "stratum":
        return tuple(scenario.strata)
    if dimension == "record_class":
        classes = record_classes(scenario.categories, tuple(scenario.strata))
        return tuple(c.name for c in classes)
    if dimension in ("grade", "deserved_grade"):
        return (*scenario.grades.lowest, scenario.grades.last)
    if dimension in _FIXED:
        return _FIXED[dimension]
    axes = schedule_for(scenario).axes
    if dimension in axes:
        return axes[dimension].names(scenario)
    return tuple(str(k) for k in range(length))


def dimensions_of(scenario: Any) -> dict[str, str]:
    """Each axis of a scenario's tables in words."""
    return {**DIMENSIONS, **{n: axis.doc for n, axis in schedule_for(scenario).axes.items()}}


def axes_of(scenario: Any) -> dict[str, Column]:
    """Each axis of a scenario's tables as a column of a file."""
    return {
        name: Column(words, "integer", _UNITS[name]) if name in WHOLE_NUMBERS else Column(words)
        for name, words in dimensions_of(scenario).items()
    }


def groups_of(scenario: Any, jurisdictions: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Every group by scope and name: the whole, the strata, the jurisdictions."""
    return (
        (ALL, ALL),
        *(("stratum", name) for name in scenario.strata),
        *(("jurisdiction", name) for name in jurisdictions),
    )


def state_in_words(state: int) -> str:
    """Such as ``recorded+linked (false_flag)``: the ledgers that list, and what brought it about."""
    ledgers = [name for bit, name in enumerate(LEDGERS) if (state >> bit) & 1]
    origin = ORIGINS[state >> ORIGIN_SHIFT]
    return "+".join(ledgers) + ("" if origin == "record" else f" ({origin})")


def cause_in_reverse(state: int) -> str:
    """The one cause of a state in the reverse order: lawful conduct, then association, then error.

    It differs from :func:`ostraka.population.ledgers.cause_of` only where a ledger that knows less
    lists somebody whom one that knows more does not, as clocks that have drifted apart allow.
    """
    if not state & RECORDED or state & LEGITIMATE:
        return cause_of(state)
    if state & INDIVIDUAL:
        return "lawful_conduct"
    if state & ERROR_FREE:
        return "association"
    return cause_of(state)
