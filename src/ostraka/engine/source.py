"""The generated module: the months of a block of cells, as source text.

One text for both ways of running. Streaming, a cell goes through all months and is forgotten.
Resident, the same passes run the months from one meeting to the next: the cell begins as it always
begins, what was kept of it is put back, and at the end what differs from its beginning is kept.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ostraka.core.declarations import FULL_STORE, Mechanism

if TYPE_CHECKING:
    from ostraka.engine.schedule import Schedule

_HEADER = '''"""Generated: the months of a block of cells. Do not edit."""

import numpy as np

from ostraka.engine.compile import compile_pass, compile_schedule
'''

_PACKING = """from ostraka.engine.packing import (
    clear,
    keep_image,
    pack,
    pack_segments,
    unpack,
    unpack_segments,
    words_of,
)"""

_BLOCK = ("first_cell", "last_cell", "people", "months", "address", "c")
_SPAN = ("from_month", "to_month", "cell_words", "image_words", "cell_kept", "cell_drawn")
_STORE = ("blank", "held", "held_starts", "store", "store_starts", "handed")


def generate(schedule: "Schedule", *, timed: bool = False, resident: bool = False) -> str:
    """Write the module that runs a block of cells: through all months, or between two meetings."""
    return "\n".join([*_imports(schedule, timed, resident), *_function(schedule, timed, resident)])


def arguments_between_meetings(schedule: "Schedule") -> tuple[str, ...]:
    """What the resident function takes after all that the streaming one takes, in order."""
    kept = schedule.kept
    return (
        *_SPAN,
        *(f"{name}_words" for name in (*kept.lists, *kept.loose)),
        *(f"{name}_image" for name in kept.loose),
        *(f"start_{name}" for name in tallies_of_start(schedule)),
        *_STORE,
    )


def tallies_of_start(schedule: "Schedule") -> tuple[str, ...]:
    """Tallies that the population passes write: they count once, however often a cell begins."""
    start = [one for one in schedule.passes if one.phase == "population"]
    return tuple(n for n in schedule.tallies if any(n in one.writes for one in start))


def _imports(schedule: "Schedule", timed: bool, resident: bool) -> Iterator[str]:
    yield _HEADER
    for one in schedule.passes:
        yield f"from {one.run.__module__} import {one.run.__name__} as _{one.name}"
    if timed:
        yield "from ostraka.engine.compile import cycles"
    if resident:
        yield _PACKING
    yield ""
    for one in schedule.passes:
        yield f"{one.name} = compile_pass(_{one.name})"


def _function(schedule: "Schedule", timed: bool, resident: bool) -> Iterator[str]:
    takes = [*_BLOCK, *schedule.loose_columns, *schedule.parameters, *schedule.tallies]
    takes += ["ticks"] if timed else []
    takes += arguments_between_meetings(schedule) if resident else []
    yield from ("", "", "@compile_schedule", "def run_block(")
    for name in takes:
        yield f"    {name},"
    yield "):"
    if resident:
        yield "    at = 0"
    yield f"    for cell in range(first_cell, last_cell):  # {schedule.cell_size} places each"
    yield f"        first = cell * {schedule.cell_size}"
    yield f"        subjects = min({schedule.cell_size}, people - first)"
    for line in (*_resets(schedule, resident), "month = 0"):
        yield " " * 8 + line
    if timed:
        yield " " * 8 + "then = cycles()"
    for one in schedule.passes:
        if one.phase == "population":
            yield from _call(schedule, one, timed, " " * 8, "start_" if resident else "")
    if resident:
        for line in _put_back(schedule):
            yield " " * 8 + line
        yield from _ticks(len(schedule.passes), " " * 8) if timed else ()
    yield f"        for month in range({'from_month, to_month' if resident else 'months'}):"
    for one in schedule.passes:
        if one.phase != "population":
            yield from _call(schedule, one, timed, " " * 12)
    if resident:
        for line in _take(schedule):
            yield " " * 8 + line
        yield from _ticks(len(schedule.passes), " " * 8) if timed else ()
        yield "    return at"
    yield ""


def _where(schedule: "Schedule", name: str) -> str:
    is_loose = name not in schedule.columns or name in schedule.loose_columns
    return name if is_loose else f"c.{name}"


def _call(
    schedule: "Schedule", one: Mechanism, timed: bool, indent: str, tallies_at: str = ""
) -> Iterator[str]:
    given = [
        f"{tallies_at}{name}" if name in schedule.tallies else _where(schedule, name)
        for name in one.arguments
    ]
    yield f"{indent}{one.name}({', '.join(given)})"
    if timed:
        yield from _ticks(schedule.passes.index(one), indent)


def _ticks(place: int, indent: str) -> Iterator[str]:
    yield f"{indent}now = cycles()"
    yield f"{indent}ticks[{place}] += now - then"
    yield f"{indent}then = now"


def _resets(schedule: "Schedule", resident: bool) -> Iterator[str]:
    kept = schedule.kept
    for name, column in schedule.columns.items():
        if column.reset is not None:
            yield f"{_where(schedule, name)}[:] = {column.reset}"
        elif resident and name in (*kept.cell, *kept.loose):
            yield f"{_where(schedule, name)}[:] = 0"  # as in its image


def _put_back(schedule: "Schedule") -> Iterator[str]:
    kept = schedule.kept
    yield "keep_image(cell_words, image_words, cell_drawn)"
    for name in kept.loose:
        if name in kept.drawn:
            yield f"{name}_image[:] = {name}_words"
    yield "if from_month > 0:"
    yield "    place = held_starts[cell - first_cell]"
    yield "    place = unpack_segments(cell_words, cell_kept, held, place)"
    for name in kept.loose:
        yield f"    place = unpack({name}_words, 0, {name}_words.size, held, place)"
    for name in kept.lists:
        yield f"    used = {_used(schedule, name)}"
        yield f"    clear({name}_words, used)"
        yield f"    place = unpack({name}_words, 0, used, held, place)"


def _take(schedule: "Schedule") -> Iterator[str]:
    kept = schedule.kept
    meeting = schedule.meeting
    for k, name in enumerate(meeting.hands_over if meeting is not None else ()):
        yield f"handed[cell, {k}] = c.{name}[0]"
    yield "if to_month < months:"
    yield "    store_starts[cell - first_cell] = at"
    yield "    at = pack_segments(cell_words, image_words, cell_kept, store, at)"
    for name in kept.loose:
        yield f"    at = pack({name}_words, {name}_image, 0, {name}_words.size, store, at)"
    for name in kept.lists:
        yield f"    at = pack({name}_words, blank, 0, {_used(schedule, name)}, store, at)"
    yield "    if at < 0:"
    yield f"        c.overflow[0] |= {FULL_STORE}"
    yield "        at = 0"


def _used(schedule: "Schedule", name: str) -> str:
    column = schedule.columns[name]
    length = _where(schedule, f"{column.shape}_n")
    return f"words_of({length}[0], {column.dtype().itemsize})"
