"""The figures of one run: the fixed ones, then those that the passes of its schedule declare."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ostraka.core.declarations import Mechanism, Sum, TallyFigure
from ostraka.core.errors import DeclarationError
from ostraka.engine import Schedule, schedule_for
from ostraka.results.counts import Counts, TableSum
from ostraka.results.estimate import Floats
from ostraka.results.figures import FIGURES, Figure
from ostraka.results.labels import labels
from ostraka.results.readings import Reading, divided, functional

PEOPLE = "tally_people"


@dataclass(frozen=True)
class FigureSet:
    """Every figure of a run, and what the declared ones are made of.

    Attributes
    ----------
    figures : mapping of str to Figure
        In the order of reports.
    sums : mapping of str to TableSum
        By the name under which :class:`Counts` keeps them.
    declared : mapping of str to tuple of str
        Names of the declared figures, by the pass that declares them.
    """

    figures: Mapping[str, Figure]
    sums: Mapping[str, TableSum]
    declared: Mapping[str, tuple[str, ...]]

    @property
    def tallies(self) -> frozenset[str]:
        """Tables without which the declared figures cannot be read."""
        return frozenset(one.tally for one in self.sums.values())


def figure_set(scenario: Any) -> FigureSet:
    """The figures of a scenario's runs; nothing of a mechanism that is switched off is among them.

    Raises
    ------
    DeclarationError
        If a declared figure names what there is not.
    """
    schedule = schedule_for(scenario)
    figures: dict[str, Figure] = dict(FIGURES)
    sums: dict[str, TableSum] = {}
    declared: dict[str, tuple[str, ...]] = {}
    for one in schedule.passes:
        names = []
        for figure, parts in _figures_of(one, schedule, scenario):
            if figure.name in figures:
                raise DeclarationError(f"pass {one.name}: another figure is called {figure.name!r}")
            figures[figure.name] = figure
            sums.update({_key(figure.name, part): total for part, total in parts.items()})
            names.append(figure.name)
        if names:
            declared[one.name] = tuple(names)
    return FigureSet(figures, sums, declared)


def _figures_of(
    one: Mechanism, schedule: Schedule, scenario: Any
) -> Iterator[tuple[Figure, dict[str, TableSum]]]:
    for given in one.figures:
        where = f"pass {one.name}, figure {given.name}"
        _check_words(given, where)
        asked = {"of": given.of, "minus": given.minus, "per": given.per}
        for position in positions_of(given.each, scenario, where) if given.each else ("",):
            parts = {
                part: resolved(
                    _narrowed(total, schedule, given.each, position), schedule, scenario, where
                )
                for part, total in asked.items()
                if total is not None
            }
            name = f"{given.name}.{position}" if position else given.name
            yield _figure(given, name, position), parts


def _check_words(given: TallyFigure, where: str) -> None:
    if not given.unit or not given.definition.endswith("."):
        raise DeclarationError(f"{where}: it needs a unit, and a sentence that defines it")
    if given.is_share and (given.per is None or given.minus is not None):
        raise DeclarationError(
            f"{where}: a share is a part over its whole, with nothing taken away"
        )
    in_per_cent = given.unit.startswith("share of ")
    if in_per_cent != (given.is_share and given.scale == 1):
        raise DeclarationError(
            f"{where}: its unit and is_share disagree about whether it is a share"
        )


def _narrowed(total: Sum, schedule: Schedule, each: str, position: str) -> Sum:
    """The sum at one position, where its table has the axis."""
    tally = schedule.tallies.get(total.tally)
    if not position or tally is None or each not in tally.dims:
        return total
    return Sum(total.tally, {**total.where, each: (position,)}, total.at_end)


def _figure(given: TallyFigure, name: str, position: str) -> Figure:
    per_people = given.per is not None and given.per.tally == PEOPLE
    countable = given.minus is None and (given.per is None or given.is_share or per_people)
    return Figure(
        name,
        given.unit,
        given.definition.replace("{}", position.replace("_", " ")),
        _reader(given, name),
        # a quotient of two counts that both vary has no simple exact interval
        exact=given.units_are_independent and countable,
        units_are_independent=given.units_are_independent,
        grows=given.per is None,
        smallest=0.0 if given.minus is None else -np.inf,
        largest=given.scale if given.is_share else None,
    )


def _reader(given: TallyFigure, name: str) -> Callable[[Counts], Reading]:
    def read(counts: Counts) -> Reading:
        part = counts.sums[_key(name, "of")]
        scale = np.full_like(part, given.scale)
        if given.minus is not None:
            less = counts.sums[_key(name, "minus")]
            difference = given.scale * (part - less)
            if given.per is not None:
                difference = divided(difference, counts.sums[_key(name, "per")])
            return functional(difference, part + less)
        if given.per is None:
            return Reading(scale * part, part, None, scale)
        whole = counts.sums[_key(name, "per")]
        value = scale * divided(part, whole)
        if given.is_share:
            return Reading(value, part, whole, scale)
        if given.per.tally == PEOPLE:
            return Reading(value, part, None, divided(scale, whole))
        return functional(value, np.minimum(part, whole))

    return read


def _key(name: str, part: str) -> str:
    return f"{name}/{part}"


def resolved(total: Sum, schedule: Schedule, scenario: Any, where: str) -> TableSum:
    """A declared sum with the places of its names.

    Raises
    ------
    DeclarationError
        If there is no such table, axis or position.
    """
    tally = schedule.tallies.get(total.tally)
    if tally is None:
        raise DeclarationError(f"{where}: no pass of this schedule writes {total.tally!r}")
    places: dict[str, tuple[int, ...]] = {}
    for axis, names in total.where.items():
        if axis not in tally.dims:
            raise DeclarationError(f"{where}: {total.tally!r} has no axis {axis!r}")
        known = positions_of(axis, scenario, where)
        unknown = [name for name in names if name not in known]
        if unknown:
            raise DeclarationError(f"{where}: {axis} has no {unknown}; it has {', '.join(known)}")
        places[axis] = tuple(known.index(name) for name in names)
    if total.at_end:
        if "month" not in tally.dims:
            raise DeclarationError(f"{where}: {total.tally!r} has no months, so it has no last one")
        places["month"] = (-1,)
    return TableSum(total.tally, ("jurisdiction", *tally.dims), places)


def positions_of(axis: str, scenario: Any, where: str) -> tuple[str, ...]:
    """Names along an axis that has some."""
    names = labels(scenario, axis, 0)
    if not names:
        raise DeclarationError(f"{where}: the positions along {axis!r} have no names")
    return names


def values_of(counts: Counts, figures: Mapping[str, Figure]) -> Floats:
    """All figures of the groups of ``counts``: array (..., figure)."""
    return np.stack([figure.read(counts).value for figure in figures.values()], axis=-1)
