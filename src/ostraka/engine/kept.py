"""What of a cell outlives a meeting: decided from the declarations, for each schedule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ostraka.core.declarations import Column, Mechanism
from ostraka.core.errors import DeclarationError

IN_THE_CELL = ("subjects", "ledgers", "counterfactuals", "one")
"""Columns of these shapes have a fixed size and live in one record, the cell; the others vary in
size by scenario and are arguments of their own, so that another size needs no compilation."""

LISTS = ("waiting", "log")
"""Shapes of lists that outlive a month; the column ``waiting_n`` or ``log_n`` is their length."""

_OF_ONE_MONTH = ("records", "words")
_WORD = 8


@dataclass(frozen=True, slots=True)
class Kept:
    """The columns of a schedule that are kept between meetings.

    Attributes
    ----------
    cell : tuple of str
        Columns in the cell's record.
    loose : tuple of str
        Columns that are arguments of their own, kept whole.
    lists : tuple of str
        Columns of lists, kept as far as they are used.
    drawn : tuple of str
        Those of the first two that the population passes fill: their image is drawn again.
    whole_cell, whole_loose : tuple of str
        As ``cell`` and ``loose``, and what is drawn once besides: all that makes up a cell at a month's
        end, but for its lists.
    """

    cell: tuple[str, ...]
    loose: tuple[str, ...]
    lists: tuple[str, ...]
    drawn: tuple[str, ...]
    whole_cell: tuple[str, ...]
    whole_loose: tuple[str, ...]


def kept_by(passes: Iterable[Mechanism], columns: Mapping[str, Column]) -> Kept:
    """Sort the columns: scratch and what stays as it was drawn is not kept.

    Raises
    ------
    DeclarationError
        If a column that is declared scratch is read before it is written, or has a reset; or if what
        is expected of a column hangs on another of which something is expected.
    """
    passes = tuple(passes)
    month = [one for one in passes if one.phase != "population"]
    start = [one for one in passes if one.phase == "population"]
    found: dict[str, list[str]] = {"cell": [], "loose": [], "lists": [], "drawn": []}
    for name, column in columns.items():
        _check_expected(name, column, columns)
        if _is_scratch(column):
            _check_scratch(name, column, month, columns)
            continue
        if not any(name in one.writes for one in month):
            continue
        if column.shape in LISTS:
            found["lists"].append(name)
            continue
        found["cell" if column.shape in IN_THE_CELL else "loose"].append(name)
        if any(name in one.writes for one in start):
            found["drawn"].append(name)
    lasting = {n: c for n, c in columns.items() if not _is_scratch(c) and c.shape not in LISTS}
    found["whole_cell"] = [n for n, c in lasting.items() if c.shape in IN_THE_CELL]
    found["whole_loose"] = [n for n, c in lasting.items() if c.shape not in IN_THE_CELL]
    return Kept(**{kind: tuple(names) for kind, names in found.items()})


def _is_scratch(column: Column) -> bool:
    return column.scratch or column.shape in _OF_ONE_MONTH


def _check_expected(name: str, column: Column, columns: Mapping[str, Column]) -> None:
    expected = column.expected
    for other in (expected.of, *(expected.unless or ("", 0))[:1]) if expected is not None else ():
        if other in columns and columns[other].expected is not None:
            raise DeclarationError(
                f"column {name!r}: what is expected of it hangs on {other!r}, of which something is "
                "expected itself; name a column that is kept as it is"
            )


def _check_scratch(
    name: str, column: Column, month: list[Mechanism], columns: Mapping[str, Column]
) -> None:
    if column.reset is not None:
        raise DeclarationError(f"column {name!r}: scratch has no reset; leave one of the two out")
    count = columns.get(column.counted_by or f"{name.rpartition('_')[0]}_n")
    if count is not None and count.reset is not None and column.shape not in _OF_ONE_MONTH:
        raise DeclarationError(
            f"column {name!r}: it is scratch, but its list goes on until somebody empties it, which may "
            "be in the next month; declare it without scratch"
        )
    if not any(name in one.writes for one in month):
        return  # nobody fills it here: who takes it has no use for it in this scenario
    first = next(one for one in month if name in one.arguments)
    if name not in first.writes:
        raise DeclarationError(
            f"column {name!r}: it is scratch, and pass {first.name} reads it before anybody wrote it "
            "this month; declare it without scratch"
        )


def segments(dtype: np.dtype[Any], names: Iterable[str]) -> npt.NDArray[np.int64]:
    """Ranges of 64-bit words that these fields of a record take, joined where they touch: int64[n, 2].

    Raises
    ------
    DeclarationError
        If a field does not fill whole words.
    """
    fields: Mapping[str, Any] = dtype.fields or {}
    ranges: list[list[int]] = []
    for name in sorted(names, key=lambda name: fields[name][1]):
        kind, offset = fields[name][:2]
        if offset % _WORD or kind.itemsize % _WORD:
            raise DeclarationError(
                f'column {name!r}: it is kept, and fills no whole words; for shape "one" use int64'
            )
        first, last = offset // _WORD, (offset + kind.itemsize) // _WORD
        if ranges and ranges[-1][1] == first:
            ranges[-1][1] = last
        else:
            ranges.append([first, last])
    return np.array(ranges, dtype=np.int64).reshape(-1, 2)
