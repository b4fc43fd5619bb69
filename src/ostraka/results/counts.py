"""What figures are made of: a few sums of the tables, additive over replicates and groups."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from ostraka.population.ledgers import CAUSES, STATES, cause_table
from ostraka.results.estimate import Floats

Scope = Literal["all", "stratum", "jurisdiction"]
Integers = npt.NDArray[np.int64]

SCOPES: tuple[Scope, ...] = ("all", "stratum", "jurisdiction")
"""The order in which groups are kept: the whole, each stratum, each jurisdiction."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Sums over a run, for one group or, along leading axes, for many.

    Attributes
    ----------
    people, person_months, records : array (...)
    listed, at_end : array (..., cause)
        Person-months listed, and people listed in the last month, by cause.
    missed : array (..., missed)
    ever : array (..., 2)
        People ever listed, and ever wrongly listed.
    entries : array (..., cause)
    spells : array (..., outcome, duration)
    burden : array (..., duration)
        People by wrongful months.
    redress : array (..., redress_event, cause) or None
        None where the scenario has no appeal.
    sums : mapping of str to array (...)
        What declared figures are made of; nan for groups by which it is not counted.
    """

    people: Floats
    person_months: Floats
    records: Floats
    listed: Floats
    at_end: Floats
    missed: Floats
    ever: Floats
    entries: Floats
    spells: Floats
    burden: Floats
    redress: Floats | None
    sums: Mapping[str, Floats] = field(default_factory=dict)

    def changed(self, change: Callable[[Floats], Floats]) -> "Counts":
        """The same with every array passed through ``change``."""
        given: dict[str, Any] = {name: getattr(self, name) for name in _ARRAYS}
        made: dict[str, Any] = {k: None if v is None else change(v) for k, v in given.items()}
        return Counts(**made, sums={name: change(total) for name, total in self.sums.items()})


_ARRAYS = tuple(f.name for f in fields(Counts) if f.name != "sums")


def stacked(parts: Sequence[Counts]) -> Counts:
    """Several counts along a new first axis."""
    together: dict[str, list[Any]] = {
        name: [getattr(part, name) for part in parts] for name in _ARRAYS
    }
    joined: dict[str, Any] = {k: None if v[0] is None else np.stack(v) for k, v in together.items()}
    sums = {name: np.stack([part.sums[name] for part in parts]) for name in parts[0].sums}
    return Counts(**joined, sums=sums)


@dataclass(frozen=True, slots=True)
class TableSum:
    """A part of one table, with its positions resolved.

    Attributes
    ----------
    tally : str
    dims : tuple of str
        Axes of the table, the jurisdiction first.
    places : mapping of str to tuple of int
        Positions that count along an axis; -1 is the last. An axis that is not named counts whole.
    """

    tally: str
    dims: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]

    def kept(self, table: Integers) -> Integers:
        """The table with 0 wherever it does not count."""
        for dimension, places in self.places.items():
            axis = self.dims.index(dimension)
            if table.shape[axis] == 0:  # what the axis is of is switched off: nothing to count
                continue
            counts = np.zeros(table.shape[axis], dtype=np.int64)
            counts[list(places)] = 1
            table = table * counts.reshape([-1 if k == axis else 1 for k in range(table.ndim)])
        return table

    def along(self, table: Integers, *dimensions: str) -> Integers:
        """What counts, added up over all axes but these, which come in the order of the table."""
        rest = tuple(k for k, name in enumerate(self.dims) if name not in dimensions)
        summed: Integers = self.kept(table).sum(axis=rest)
        return summed

    def of_groups(self, tables: Mapping[str, Integers], scope: Scope) -> Floats:
        """The sum of each group; nan by strata if the table has none."""
        if scope == "all":
            return self.along(tables[self.tally])[None].astype(float)
        if scope not in self.dims:
            return np.full(tables["tally_people"].shape[1], np.nan)
        return self.along(tables[self.tally], scope).astype(float)


def collect(
    tables: Mapping[str, Integers],
    months: int,
    scope: Scope,
    *,
    with_appeals: bool,
    sums: Mapping[str, TableSum],
) -> Counts:
    """The sums of one run's tables: one group, or the strata or jurisdictions along the first axis.

    Tables have the axes (jurisdiction, *dims of the tally); ``sums`` are those of declared figures.
    """
    states = tables["tally_states"]

    def grouped(table: Integers) -> Floats:
        """From axes (jurisdiction, stratum, ...) to (group, ...)."""
        axes: dict[Scope, tuple[int, ...]] = {"all": (0, 1), "stratum": (0,), "jurisdiction": (1,)}
        summed: Floats = table.sum(axis=axes[scope]).astype(float)
        return summed[None] if scope == "all" else summed

    def over_months(table: Integers) -> Integers:
        summed: Integers = table.sum(axis=1)
        return summed

    people = grouped(tables["tally_people"])
    listed = by_cause(over_months(states))
    return Counts(
        people=people,
        person_months=people * months,
        records=grouped(over_months(tables["tally_records"]).sum(axis=(-2, -1))),
        listed=grouped(listed),
        at_end=grouped(by_cause(states[:, -1])),
        missed=grouped(over_months(tables["tally_missed"])),
        ever=grouped(over_months(tables["tally_ever"])),
        entries=grouped(over_months(tables["tally_entries"])),
        spells=grouped(tables["tally_spells"].sum(axis=2)),
        burden=grouped(tables["tally_burden"]),
        redress=grouped(over_months(tables["tally_redress"])) if with_appeals else None,
        sums={name: one.of_groups(tables, scope) for name, one in sums.items()},
    )


def by_cause(states: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """From a last axis of states to one of causes; nobody is ``not_listed`` here.

    State 0 (on no ledger) is not kept by the table, so the first cause is left at 0.
    """
    found = np.zeros((*states.shape[:-1], len(CAUSES)), dtype=states.dtype)
    causes = cause_table()
    for state in range(1, STATES):
        if causes[state]:
            found[..., causes[state]] += states[..., state]
    return found
