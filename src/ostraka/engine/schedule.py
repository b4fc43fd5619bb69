"""The schedule: passes resolved by their argument names, checked, and composed into one function.

This is the one clever thing in the house. A pass is a plain function whose argument names say what
it takes. From a list of passes :func:`ostraka.engine.source.generate` writes the source of one small
module: a loop over cells, a loop over months, and the calls. numba compiles that module once, so
nothing returns to Python per cell or month, and a pass that is not scheduled costs nothing.
``ostraka schedule --source`` prints the module.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np

from ostraka.core.declarations import (
    CONTEXT,
    PHASES,
    Axis,
    Column,
    Mechanism,
    Meeting,
    Tally,
)
from ostraka.core.errors import DeclarationError
from ostraka.engine import copying, expecting, packing
from ostraka.engine.compile import fingerprint_of, toolchain
from ostraka.engine.kept import IN_THE_CELL, Kept, kept_by
from ostraka.engine.source import Way, generate
from ostraka.population.ledgers import LEDGERS
from ostraka.scenario.extensions import OWN, catalogue

CATALOGUE: tuple[Mechanism, ...] = OWN
"""Ostraka's own mechanisms; :func:`ostraka.scenario.extensions` has those of others besides."""


@dataclass(frozen=True, eq=False)
class Schedule:
    """An ordered list of passes with every name resolved.

    Attributes
    ----------
    passes : tuple of Mechanism
        In the order of the month; those of phase ``population`` run when a cell begins.
    cell_size : int
        Subjects a cell.
    """

    passes: tuple[Mechanism, ...]
    cell_size: int

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """Every column that a scheduled pass takes."""
        known = declared("columns", self.passes)
        return {name: known[name] for name in self._used if name in known}

    @cached_property
    def tallies(self) -> Mapping[str, Tally]:
        """Every tally that a scheduled pass takes."""
        known = declared("tallies", self.passes)
        return {name: known[name] for name in self._used if name in known}

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """Every parameter that a scheduled pass takes."""
        known = declared("declares", self.passes)
        return tuple(name for name in self._used if name in known)

    @cached_property
    def axes(self) -> Mapping[str, Axis]:
        """Every axis that a scheduled pass brings."""
        return {name: axis for one in self.passes for name, axis in one.axes.items()}

    def has_rows(self, parameter: str) -> bool:
        """Whether a parameter is indexed by the row whose rules hold for a subject."""
        return parameter in self._with_rows

    @cached_property
    def _with_rows(self) -> frozenset[str]:
        known = declared("declares", self.passes)
        return frozenset(name for name in self.parameters if known[name].rows)

    @cached_property
    def loose_columns(self) -> tuple[str, ...]:
        """Columns whose size varies by scenario."""
        return tuple(n for n, c in self.columns.items() if c.shape not in IN_THE_CELL)

    @cached_property
    def cell_dtype(self) -> np.dtype[Any]:
        """The record that holds the columns of one cell."""
        shapes = {
            "subjects": (self.cell_size,),
            "ledgers": (len(LEDGERS), self.cell_size),
            "counterfactuals": (self.cell_size, len(LEDGERS) - 1),
            "one": (1,),
        }
        fields = [
            (name, column.dtype, shapes[column.shape])
            for name, column in self.columns.items()
            if column.shape in IN_THE_CELL
        ]
        return np.dtype(fields, align=True)

    @cached_property
    def _used(self) -> tuple[str, ...]:
        names: dict[str, None] = {}
        for one in self.passes:
            names.update(dict.fromkeys(one.arguments))
        return tuple(names)

    @cached_property
    def kept(self) -> Kept:
        """The columns that are kept where cells meet."""
        return kept_by(self.passes, self.columns)

    @cached_property
    def meeting(self) -> Meeting | None:
        """Where the cells of a jurisdiction meet; None if they never do."""
        found = [one.meeting for one in self.passes if one.meeting is not None]
        return found[0] if found else None

    def months_between_meetings(self, scenario: Any) -> int | None:
        """Months from one meeting to the next; None for a scenario that streams."""
        return None if self.meeting is None else self.meeting.every(scenario)

    def way_in_words(self, scenario: Any) -> str:
        """How a scenario is run, from what it declares, and what that means."""
        months = self.months_between_meetings(scenario)
        if months is None:
            return "streaming: each cell goes through all months and is forgotten"
        every = "month" if months == 1 else f"{months} months"
        return (
            f"resident: the cells of a jurisdiction meet every {every}, and what differs from their "
            "beginning is kept in between"
        )

    @cached_property
    def source(self) -> str:
        """The generated module, as this schedule is run."""
        return self.source_for()

    def source_for(self, way: Way | None = None, *, timed: bool = False) -> str:
        """The generated module, with a reading of the cycle counter after each pass or without.

        ``way``: as the schedule asks for, unless given.
        """
        asked = way or self.way, timed
        if asked not in self._sources:
            self._sources[asked] = generate(self, asked[0], timed=timed)
        return self._sources[asked]

    @cached_property
    def _sources(self) -> dict[tuple[Way, bool], str]:
        """Those generated so far: it takes as long as a run of some hundred people."""
        return {}

    @property
    def way(self) -> Way:
        """How it is run where there is room."""
        return "streaming" if self.meeting is None else "whole"

    @cached_property
    def lists(self) -> Mapping[str, tuple[str, ...]]:
        """Lists of people and of a month's events: the columns of each, by the column that counts."""
        found: dict[str, list[str]] = {}
        for name, column in self.columns.items():
            count = column.counted_by
            is_list = column.shape in ("records", "waiting")
            if not count and (is_list or (column.shape == "subjects" and name.endswith("_who"))):
                count = f"{name.rpartition('_')[0]}_n"
            if count in self.columns:
                found.setdefault(count, []).append(name)
        return {count: tuple(names) for count, names in found.items()}

    def reads(self, one: Mechanism) -> tuple[str, ...]:
        """Columns that a pass takes and does not write."""
        return tuple(n for n in one.arguments if n in self.columns and n not in one.writes)


def schedule_for(scenario: Any, extra: Sequence[Mechanism] = ()) -> Schedule:
    """The passes that a scenario needs, in the order of the month.

    Raises
    ------
    DeclarationError
        If an argument of a pass is known to nobody, a write is no argument, or a mechanism takes
        truth without saying how.
    """
    active = [one for one in (*catalogue(), *extra) if one.active(scenario)]
    ordered = sorted(
        active, key=lambda one: PHASES.index(one.phase)
    )  # stable: the catalogue's order
    for one in [one for one in ordered if one.before]:
        names = [other.name for other in ordered]
        if one.before in names and names.index(one.before) < names.index(one.name):
            ordered.remove(one)
            ordered.insert(names.index(one.before), one)
    return _checked(tuple(ordered), int(scenario.population.cell_size))


@cache
def _checked(passes: tuple[Mechanism, ...], cell_size: int) -> Schedule:
    for one in passes:
        check_declaration(one, passes)
    meeting = [one.name for one in passes if one.meeting is not None]
    if len(meeting) > 1:
        raise DeclarationError(f"passes {', '.join(meeting)} all call a meeting; one can")
    made = Schedule(passes, cell_size)
    assert made.kept  # refuses a wrong scratch before anything runs
    return made


def check_declaration(one: Mechanism, beside: Sequence[Mechanism] = ()) -> None:
    """Refuse a pass whose names do not resolve, or that takes truth undeclared.

    ``beside`` are mechanisms that are in no catalogue, and whose columns it may take.
    """
    columns, tallies, parameters = (
        declared(kind, (*beside, one)) for kind in ("columns", "tallies", "declares")
    )
    for name in one.arguments:
        known = [k for k in (columns, tallies, parameters, CONTEXT) if name in k]
        if len(known) != 1:
            fault = "nobody declares" if not known else "several declare"
            raise DeclarationError(f"pass {one.name}: {fault} {name!r}; declare it once")
    for name in one.writes:
        if name not in one.arguments:
            raise DeclarationError(f"pass {one.name}: it writes {name!r}, which it does not take")
        if name in parameters or name in CONTEXT:
            raise DeclarationError(
                f"pass {one.name}: {name!r} is no column or tally; do not write it"
            )
    known_to_tell = {**columns, **parameters}
    unseen = [n for n in one.arguments if n in known_to_tell and known_to_tell[n].truth]
    if unseen and not one.harm and not one.sees_truth and one.phase != "population":
        raise DeclarationError(
            f"pass {one.name}: it takes truth ({', '.join(unseen)}) and does not say with what "
            "accuracy; set sees_truth, or do without"
        )


def declared(kind: str, beside: Sequence[Mechanism] = ()) -> Mapping[str, Any]:
    """All ``columns``, ``declares`` or ``tallies`` of the catalogue, and of mechanisms beside it."""
    return _declared(kind, tuple(dict.fromkeys((*catalogue(), *beside))))


@cache
def _declared(kind: str, known: tuple[Mechanism, ...]) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for one in known:
        found.update(getattr(one, kind))
    return found


_HELPERS: Mapping[Way, tuple[Callable[..., Any], ...]] = {
    "streaming": (),
    "whole": (
        packing.words_of,
        *(copying.lay, copying.fetch, copying.lay_segments, copying.fetch_segments),
    ),
    "packed": (
        *(packing.keep_image, packing.clear, packing.words_of),
        *(packing.pack_segments, packing.unpack_segments),
        *(expecting.expect_equal, expecting.expect_month),
        *(expecting.expect_previous, expecting.expect_last),
    ),
}


@cache
def fingerprint(schedule: Schedule, way: Way | None = None, *, timed: bool = False) -> str:
    """Hash of all that the compiled schedule depends on; an edit anywhere changes it."""
    digest = hashlib.sha256(toolchain().encode())
    digest.update(schedule.source_for(way, timed=timed).encode())
    for one in schedule.passes:
        digest.update(fingerprint_of(one.run).encode())
    for helper in _HELPERS[way or schedule.way]:
        digest.update(fingerprint_of(helper).encode())
    return digest.hexdigest()[:20]
