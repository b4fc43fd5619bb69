"""Address discipline: nothing depends on the order of a list, and every draw has its owner's address."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ostraka.core.declarations import Mechanism
from ostraka.draws import purposes
from ostraka.engine.workbench import Arrays, Workbench
from ostraka.testing.addresses import Addresses, traced


def order_faults(
    chosen: Sequence[Mechanism], bench: Workbench, *, shuffles: int = 2
) -> Iterator[str]:
    """Run a cell through its months; try each chosen pass in other orders and another place, too.

    Each fault is told once, with the pass and the month in which it was met first.
    """
    told: set[tuple[str, str]] = set()
    drew: set[str] = set()
    random = np.random.default_rng(1)
    for month, one in bench.steps():
        if one in chosen:
            for fault, words in _faults(one, bench, month, random, shuffles, drew):
                if (one.name, fault) not in told:
                    told.add((one.name, fault))
                    yield f"{one.name}: {words} (month {month})"
        bench.do(one, month)
    for one in chosen:
        if one.purposes and one.name not in drew:
            yield (
                f"{one.name}: it declares draws and none was seen; import the functions of "
                "ostraka.draws by name, and give a scenario in which it has something to decide"
            )


def _faults(
    one: Mechanism,
    bench: Workbench,
    month: int,
    random: np.random.Generator,
    shuffles: int,
    drew: set[str],
) -> Iterator[tuple[str, str]]:
    before = {name: array.copy() for name, array in bench.arrays.items()}
    addresses = traced(one, bench, month)
    after = {name: bench.arrays[name].copy() for name in one.arguments if name in bench.arrays}
    if len(addresses):
        drew.add(one.name)
    yield from _address_faults(one, bench, month, addresses)
    for _ in range(shuffles):
        _restore(bench, before)
        _shuffle(bench, random)
        again = traced(one, bench, month)
        if not np.array_equal(addresses, again):
            yield (
                "addresses",
                "a draw's address depends on a position in a list; use the subject and the event's "
                "own ordinal",
            )
        for name in _differing(one, bench, after):
            yield name, f"{name} depends on the order of a list of this month's events or people"
    _restore(bench, before)


def _address_faults(
    one: Mechanism, bench: Workbench, month: int, addresses: Addresses
) -> Iterator[tuple[str, str]]:
    if not len(addresses):
        return
    numbers = {number: name for name, number in purposes().items()}
    for number in np.unique(addresses[:, 2]).tolist():
        name = numbers.get(number)
        if name is None:
            yield "unknown", f"it draws for the purpose {number}, which nobody has registered"
        elif name not in one.purposes:
            yield name, f"it draws for {name!r} and does not declare that purpose"
    size = bench.schedule.cell_size
    mine = addresses[:, 0][addresses[:, 0] != 0]  # subject 0 with an index: what is no subject's
    if len(mine) and (mine.min() < bench.first or mine.max() >= bench.first + size):
        yield "subject", "a draw's subject is outside the cell; it is first + a place in the cell"
    if addresses[:, 1].max() > month:
        yield "month", "a draw is addressed to a month that is still to come"


def _restore(bench: Workbench, arrays: Arrays) -> None:
    for name, array in arrays.items():
        bench.arrays[name][...] = array


def _shuffle(bench: Workbench, random: np.random.Generator) -> None:
    """Another order of every list of people, and of every list of this month's events."""
    for count, names in bench.schedule.lists.items():
        n = int(bench.arrays[count][0])
        if 1 < n <= min(bench.arrays[name].shape[-1] for name in names):
            order = random.permutation(n)
            for name in names:
                bench.arrays[name][:n] = bench.arrays[name][:n][order]


def _differing(one: Mechanism, bench: Workbench, after: Arrays) -> Iterator[str]:
    """What the pass wrote that is not the same, lists taken as sets of entries."""
    lists = bench.schedule.lists
    listed = {name: count for count, names in lists.items() for name in names}
    for name in one.writes:
        if name in bench.schedule.columns and not _has_an_order(name, bench):
            ours, theirs = bench.arrays[name], after[name]
            if name in listed:
                continue
            if not np.array_equal(ours, theirs):
                yield name
        elif name in bench.schedule.tallies and not np.array_equal(bench.arrays[name], after[name]):
            yield name
    for count, names in lists.items():
        written = [name for name in names if name in one.writes]
        if written and not np.array_equal(
            _rows(bench.arrays, count, written), _rows(after, count, written)
        ):
            yield written[0]


def _has_an_order(name: str, bench: Workbench) -> bool:
    """Scratch, positions in a list, and the list of all records so far: an order is theirs by right."""
    column = bench.schedule.columns[name]
    counted = f"{name.rpartition('_')[0]}_n" in bench.schedule.columns
    return (
        (isinstance(column.shape, tuple) and counted)  # lists of several months
        or column.doc.startswith("scratch")
        or column.unit == "position"
        or column.shape in ("log", "words")
    )


def _rows(arrays: Mapping[str, Any], count: str, names: Sequence[str]) -> npt.NDArray[Any]:
    """The entries of a list, sorted."""
    if count not in arrays:
        return np.zeros(0)
    n = int(arrays[count][0])
    rows = np.stack([np.asarray(arrays[name][:n]).astype(np.int64) for name in names])
    return rows[:, np.lexsort(rows[::-1])]
