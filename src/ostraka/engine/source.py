"""The generated module: the months of a block of cells, as source text.

One text for all ways of running. ``streaming``: a cell goes through all months and is forgotten.
Otherwise the same passes run the months from one meeting to the next. ``whole``: what lasts of a cell is
fetched, and laid down again. ``packed``: the cell begins as it always begins, what was kept of it is put
back, and at the end what differs from its beginning is kept.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from ostraka.core.declarations import FULL_STORE, Mechanism

if TYPE_CHECKING:
    from ostraka.engine.schedule import Schedule

_HEADER = '''"""Generated: the months of a block of cells. Do not edit."""

import numpy as np

from ostraka.engine.compile import compile_pass, compile_schedule
'''

_HELPERS = {
    "streaming": "",
    "whole": """from ostraka.engine.copying import fetch, fetch_segments, lay, lay_segments
from ostraka.engine.packing import words_of
""",
    "packed": """from ostraka.engine.expecting import (
    expect_equal,
    expect_last,
    expect_month,
    expect_previous,
)
from ostraka.engine.packing import (
    clear,
    keep_image,
    pack,
    pack_segments,
    unpack,
    unpack_segments,
    words_of,
)
""",
}

Way = Literal["streaming", "whole", "packed"]

_BLOCK = ("first_cell", "last_cell", "people", "months", "address", "c")
_SPAN = ("from_month", "to_month", "cell_words", "cell_kept")
_STORE = ("held", "held_starts", "store", "store_starts", "handed")


def generate(schedule: "Schedule", way: Way = "streaming", *, timed: bool = False) -> str:
    """Write the module that runs a block of cells: through all months, or between two meetings."""
    return "\n".join([*_imports(schedule, way, timed), *_function(schedule, way, timed)])


def arguments_of(schedule: "Schedule", way: Way, *, timed: bool = False) -> tuple[str, ...]:
    """What the function takes, in order."""
    takes = (*_BLOCK, *schedule.loose_columns, *schedule.parameters, *schedule.tallies)
    if timed:
        takes += ("ticks",)
    if way == "streaming":
        return takes
    kept = schedule.kept
    takes += _SPAN
    takes += tuple(f"{name}_words" for name in (*kept.lists, *loose_kept(schedule, way)))
    if way == "packed":
        takes += ("cell_drawn", "image_words", "blank", "seen")
        takes += tuple(f"{name}_image" for name in kept.loose)
        takes += tuple(f"start_{name}" for name in tallies_of_start(schedule))
    return takes + _STORE


def loose_kept(schedule: "Schedule", way: Way) -> tuple[str, ...]:
    """Columns beside the record that are kept, but for the lists."""
    return schedule.kept.whole_loose if way == "whole" else schedule.kept.loose


def tallies_of_start(schedule: "Schedule") -> tuple[str, ...]:
    """Tallies that the population passes write: they count once, however often a cell begins."""
    start = [one for one in schedule.passes if one.phase == "population"]
    return tuple(n for n in schedule.tallies if any(n in one.writes for one in start))


def _imports(schedule: "Schedule", way: Way, timed: bool) -> Iterator[str]:
    yield _HEADER
    for one in schedule.passes:
        yield f"from {one.run.__module__} import {one.run.__name__} as _{one.name}"
    if timed:
        yield "from ostraka.engine.compile import cycles"
    yield _HELPERS[way]
    for one in schedule.passes:
        yield f"{one.name} = compile_pass(_{one.name})"


def _function(schedule: "Schedule", way: Way, timed: bool) -> Iterator[str]:
    yield from ("", "", "@compile_schedule", "def run_block(")
    for name in arguments_of(schedule, way, timed=timed):
        yield f"    {name},"
    yield "):"
    if way != "streaming":
        yield "    at = 0"
    yield f"    for cell in range(first_cell, last_cell):  # {schedule.cell_size} places each"
    for line in _cell(schedule, way, timed):
        yield " " * 8 + line
    if way != "streaming":
        yield "    return at"
    yield ""


def _cell(schedule: "Schedule", way: Way, timed: bool) -> Iterator[str]:
    yield f"first = cell * {schedule.cell_size}"
    yield f"subjects = min({schedule.cell_size}, people - first)"
    yield "month = 0"
    if timed:
        yield "then = cycles()"
    if way == "whole":
        yield "if from_month == 0:"
    for line in _begin(schedule, way, timed):
        yield " " * 4 * (way == "whole") + line
    if way != "streaming":
        yield from _put_back(schedule) if way == "packed" else _fetch(schedule)
        yield from _ticks(len(schedule.passes)) if timed else ()
    yield f"for month in range({'months' if way == 'streaming' else 'from_month, to_month'}):"
    for one in schedule.passes:
        if one.phase != "population":
            for line in _call(schedule, one, timed):
                yield " " * 4 + line
    if way != "streaming":
        yield from _hand_over(schedule)
        yield "if to_month < months:"
        for line in _keep(schedule, way):
            yield " " * 4 + line
        yield from _ticks(len(schedule.passes)) if timed else ()


def _begin(schedule: "Schedule", way: Way, timed: bool) -> Iterator[str]:
    yield from _resets(schedule, way)
    for one in schedule.passes:
        if one.phase == "population":
            yield from _call(schedule, one, timed, "start_" if way == "packed" else "")


def _where(schedule: "Schedule", name: str) -> str:
    is_loose = name not in schedule.columns or name in schedule.loose_columns
    return name if is_loose else f"c.{name}"


def _call(schedule: "Schedule", one: Mechanism, timed: bool, tallies_at: str = "") -> Iterator[str]:
    given = [
        f"{tallies_at}{name}" if name in tallies_of_start(schedule) else _where(schedule, name)
        for name in one.arguments
    ]
    yield f"{one.name}({', '.join(given)})"
    if timed:
        yield from _ticks(schedule.passes.index(one))


def _ticks(place: int) -> Iterator[str]:
    yield "now = cycles()"
    yield f"ticks[{place}] += now - then"
    yield "then = now"


def _resets(schedule: "Schedule", way: Way) -> Iterator[str]:
    kept = schedule.kept
    for name, column in schedule.columns.items():
        if column.reset is not None:
            yield f"{_where(schedule, name)}[:] = {column.reset}"
        elif way == "packed" and name in (*kept.cell, *kept.loose):
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
    for line in _without_expected(schedule, "from_month"):
        yield " " * 4 + line


def _without_expected(schedule: "Schedule", months: str) -> Iterator[str]:
    """Take off what is expected of each entry after so many months, or put it back."""
    kept = schedule.kept
    for name in (*kept.cell, *kept.lists):
        expected = schedule.columns[name].expected
        if expected is None or expected.of not in (*kept.loose, *kept.lists):
            continue
        takes = [_where(schedule, name), expected.of]
        if expected.rule == "month":
            takes.append(months)
        else:
            takes.append(_where(schedule, f"{schedule.columns[expected.of].shape}_n") + "[0]")
        if expected.rule in ("previous", "last"):
            marks, mask = expected.unless or (expected.of, 0)
            takes += [marks, str(mask), "seen"]
        yield f"expect_{expected.rule}({', '.join(takes)})"


def _hand_over(schedule: "Schedule") -> Iterator[str]:
    meeting = schedule.meeting
    for k, name in enumerate(meeting.hands_over if meeting is not None else ()):
        yield f"handed[cell, {k}] = c.{name}[0]"


def _keep(schedule: "Schedule", way: Way) -> Iterator[str]:
    yield "store_starts[cell - first_cell] = at"
    yield from _pack(schedule) if way == "packed" else _lay(schedule)
    yield "if at < 0:"
    yield f"    c.overflow[0] |= {FULL_STORE}"
    yield "    at = 0"


def _pack(schedule: "Schedule") -> Iterator[str]:
    kept = schedule.kept
    yield from _without_expected(schedule, "to_month")
    yield "at = pack_segments(cell_words, image_words, cell_kept, store, at)"
    for name in kept.loose:
        yield f"at = pack({name}_words, {name}_image, 0, {name}_words.size, store, at)"
    for name in kept.lists:
        yield f"at = pack({name}_words, blank, 0, {_used(schedule, name)}, store, at)"


def _lay(schedule: "Schedule") -> Iterator[str]:
    yield "at = lay_segments(cell_words, cell_kept, store, at)"
    for name in schedule.kept.whole_loose:
        yield f"at = lay({name}_words, 0, {name}_words.size, store, at)"
    for name in schedule.kept.lists:
        yield f"at = lay({name}_words, 0, {_used(schedule, name)}, store, at)"


def _fetch(schedule: "Schedule") -> Iterator[str]:
    yield "else:"
    yield "    place = held_starts[cell - first_cell]"
    yield "    place = fetch_segments(cell_words, cell_kept, held, place)"
    for name in schedule.kept.whole_loose:
        yield f"    place = fetch({name}_words, 0, {name}_words.size, held, place)"
    for name in schedule.kept.lists:
        yield f"    place = fetch({name}_words, 0, {_used(schedule, name)}, held, place)"


def _used(schedule: "Schedule", name: str) -> str:
    column = schedule.columns[name]
    length = _where(schedule, f"{column.shape}_n")
    return f"words_of({length}[0], {column.dtype().itemsize})"
