"""What figures are made of: a few sums of the tables, additive over replicates and groups."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
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

    def changed(self, change: Callable[[Floats], Floats]) -> "Counts":
        """The same with every array passed through ``change``."""
        given: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        made: dict[str, Any] = {k: None if v is None else change(v) for k, v in given.items()}
        return Counts(**made)


def stacked(parts: Sequence[Counts]) -> Counts:
    """Several counts along a new first axis."""
    together: dict[str, list[Any]] = {
        f.name: [getattr(part, f.name) for part in parts] for f in fields(Counts)
    }
    joined: dict[str, Any] = {k: None if v[0] is None else np.stack(v) for k, v in together.items()}
    return Counts(**joined)


def collect(
    tables: Mapping[str, Integers], months: int, scope: Scope, *, with_appeals: bool
) -> Counts:
    """The sums of one run's tables: one group, or the strata or jurisdictions along the first axis.

    Tables have the axes (jurisdiction, *dims of the tally).
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
