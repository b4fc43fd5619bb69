"""Tables of counts: kept without their zeros, shown in long form with the names of their axes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from ostraka.engine import Tallies
from ostraka.results.counts import Integers
from ostraka.results.labels import labels

if TYPE_CHECKING:
    import pandas

PREFIX = "tally_"


@dataclass(frozen=True, slots=True)
class Table:
    """One table of one replicate, zeros left out.

    Attributes
    ----------
    dims : tuple of str
        Its axes, the jurisdiction first.
    lengths : tuple of int
    cells : int64[n]
        Flat positions of the entries that are not zero, ascending.
    counts : int64[n]
    """

    dims: tuple[str, ...]
    lengths: tuple[int, ...]
    cells: Integers
    counts: Integers

    def dense(self) -> Integers:
        """The whole table, with the axes :attr:`dims`."""
        whole = np.zeros(prod(self.lengths), dtype=np.int64)
        whole[self.cells] = self.counts
        return whole.reshape(self.lengths)


Tables = Mapping[str, Table]
"""The tables of one replicate, by the name of their tally."""


def kept(tallies: Tallies) -> Tables:
    """The tables of a run without their zeros, in the order of their names."""
    found: dict[str, Table] = {}
    for name, whole in sorted(tallies.tables.items()):
        cells = np.flatnonzero(whole)
        dims = ("jurisdiction", *tallies.dims[name])
        found[name] = Table(dims, whole.shape, cells, whole.reshape(-1)[cells])
    return found


def dense(tables: Tables) -> dict[str, Integers]:
    """All tables of one replicate as arrays."""
    return {name: table.dense() for name, table in tables.items()}


def columns_of(
    table: Table, scenario: Any, jurisdictions: Sequence[str]
) -> Iterator[tuple[str, Integers, tuple[str, ...] | None]]:
    """Each axis of a table: its name, the positions of the entries, and the names of the positions.

    An axis of one place (``one``) is left out.
    """
    places = np.unravel_index(table.cells, table.lengths)
    for dimension, length, where in zip(table.dims, table.lengths, places, strict=True):
        if dimension == "one":
            continue
        names = (
            tuple(jurisdictions)
            if dimension == "jurisdiction"
            else labels(scenario, dimension, length)
        )
        yield dimension, where, names


def frame(
    table: Table, scenario: Any, jurisdictions: Sequence[str], *, compact: bool = False
) -> "pandas.DataFrame":
    """A table in long form: one column an axis, and ``count``; zeros are left out.

    ``compact``: names as categories, which take a byte or two an entry, instead of as text.
    """
    import pandas

    data: dict[str, Any] = {}
    for dimension, where, names in columns_of(table, scenario, jurisdictions):
        if names is None:
            data[dimension] = where
        elif compact:
            data[dimension] = pandas.Categorical.from_codes(where, pandas.Index(names))
        else:
            data[dimension] = np.array(names, dtype=object)[where]
    return pandas.DataFrame({**data, "count": table.counts}, copy=False)


def summed(name: str, replicates: Sequence[Tables]) -> Table:
    """One table, added up over replicates."""
    first = replicates[0][name]
    if len(replicates) == 1:
        return first
    cells = np.concatenate([tables[name].cells for tables in replicates])
    counts = np.concatenate([tables[name].counts for tables in replicates])
    where, inverse = np.unique(cells, return_inverse=True)
    total = np.zeros(where.size, dtype=np.int64)
    np.add.at(total, inverse, counts)
    return Table(first.dims, first.lengths, where, total)
