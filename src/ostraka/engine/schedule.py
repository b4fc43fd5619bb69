"""The schedule: passes resolved by their argument names, checked, and composed into one function.

This is the one clever thing in the house. A pass is a plain function whose argument names say what
it takes. From a list of passes :func:`generate` writes the source of one small module: a loop over
cells, a loop over months, and the calls. numba compiles that module once, so nothing returns to
Python per cell or month, and a pass that is not scheduled costs nothing. ``ostraka schedule
--source`` prints the module.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np

from ostraka.core.declarations import CONTEXT, PHASES, Axis, Column, Mechanism, Tally
from ostraka.core.errors import DeclarationError
from ostraka.engine.compile import fingerprint_of, toolchain
from ostraka.population.ledgers import LEDGERS
from ostraka.scenario.extensions import OWN, catalogue

CATALOGUE: tuple[Mechanism, ...] = OWN
"""Ostraka's own mechanisms; :func:`ostraka.scenario.extensions` has those of others besides."""

_IN_THE_CELL = ("subjects", "ledgers", "counterfactuals", "one")
"""Columns of these shapes have a fixed size and live in one record, the cell; the others vary in
size by scenario and are arguments of their own, so that another size needs no compilation."""

_HEADER = '''"""Generated: the months of a block of cells. Do not edit."""

import numpy as np

from ostraka.engine.compile import compile_pass, compile_schedule
'''


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
        return bool(declared("declares", self.passes)[parameter].rows)

    @cached_property
    def loose_columns(self) -> tuple[str, ...]:
        """Columns whose size varies by scenario."""
        return tuple(n for n, c in self.columns.items() if c.shape not in _IN_THE_CELL)

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
            if column.shape in _IN_THE_CELL
        ]
        return np.dtype(fields, align=True)

    @cached_property
    def _used(self) -> tuple[str, ...]:
        names: dict[str, None] = {}
        for one in self.passes:
            names.update(dict.fromkeys(one.arguments))
        return tuple(names)

    @cached_property
    def source(self) -> str:
        """The generated module."""
        return generate(self)

    @cached_property
    def timed_source(self) -> str:
        """The same with a reading of the cycle counter after each pass."""
        return generate(self, timed=True)

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
    return Schedule(passes, cell_size)


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


def generate(schedule: Schedule, *, timed: bool = False) -> str:
    """Write the module that runs a block of cells through all months."""
    cell_columns = set(schedule.columns) - set(schedule.loose_columns)

    def call(one: Mechanism) -> str:
        given = [f"c.{name}" if name in cell_columns else name for name in one.arguments]
        return f"{one.name}({', '.join(given)})"

    lines = [_HEADER]
    for one in schedule.passes:
        lines.append(f"from {one.run.__module__} import {one.run.__name__} as _{one.name}")
    if timed:
        lines.append("from ostraka.engine.compile import cycles")
    lines.append("")
    lines += [f"{one.name} = compile_pass(_{one.name})" for one in schedule.passes]
    takes = [*schedule.loose_columns, *schedule.parameters, *schedule.tallies]
    takes += ["ticks"] if timed else []
    lines += ["", "", "@compile_schedule", "def run_block("]
    lines += [
        f"    {name}," for name in ("first_cell", "last_cell", "people", "months", "address", "c")
    ]
    lines += [f"    {name}," for name in takes]
    lines += ["):"]
    lines += [f"    for cell in range(first_cell, last_cell):  # {schedule.cell_size} places each"]
    lines += [f"        first = cell * {schedule.cell_size}"]
    lines += [f"        subjects = min({schedule.cell_size}, people - first)"]
    for name, column in schedule.columns.items():
        if column.reset is not None:
            where = f"c.{name}" if name in cell_columns else name
            lines += [f"        {where}[:] = {column.reset}"]
    start = [one for one in schedule.passes if one.phase == "population"]
    month = [one for one in schedule.passes if one.phase != "population"]
    number = {one.name: k for k, one in enumerate(schedule.passes)}

    def timed_call(one: Mechanism, indent: str) -> list[str]:
        made = [f"{indent}{call(one)}"]
        if timed:
            k = number[one.name]
            made += [
                f"{indent}now = cycles()",
                f"{indent}ticks[{k}] += now - then",
                f"{indent}then = now",
            ]
        return made

    lines += ["        month = 0"]
    lines += ["        then = cycles()"] if timed else []
    for one in start:
        lines += timed_call(one, " " * 8)
    lines += ["        for month in range(months):"]
    for one in month:
        lines += timed_call(one, " " * 12)
    return "\n".join(lines) + "\n"


def declared(kind: str, beside: Sequence[Mechanism] = ()) -> Mapping[str, Any]:
    """All ``columns``, ``declares`` or ``tallies`` of the catalogue, and of mechanisms beside it."""
    return _declared(kind, tuple(dict.fromkeys((*catalogue(), *beside))))


@cache
def _declared(kind: str, known: tuple[Mechanism, ...]) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for one in known:
        found.update(getattr(one, kind))
    return found


@cache
def fingerprint(schedule: Schedule, *, timed: bool = False) -> str:
    """Hash of all that the compiled schedule depends on; an edit anywhere changes it."""
    digest = hashlib.sha256(toolchain().encode())
    digest.update((schedule.timed_source if timed else schedule.source).encode())
    for one in schedule.passes:
        digest.update(fingerprint_of(one.run).encode())
    return digest.hexdigest()[:20]
