"""A world: one jurisdiction of a scenario with every size absolute, as mechanisms see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ostraka.mechanisms.categories import RecordClass, record_classes
from ostraka.population.proportional_fitting import fit_to_marginals, whole_numbers
from ostraka.population.rules import Jurisdiction, jurisdiction_key
from ostraka.scenario.overrides import local


@dataclass(frozen=True, slots=True)
class World:
    """What a mechanism may read to compute its parameters.

    Attributes
    ----------
    scenario : Scenario
        As it holds in this jurisdiction, with every uncertain number settled.
    jurisdiction : Jurisdiction
        Its people and its shares of strata.
    strata : tuple of str
    classes : tuple of RecordClass
        Categories by severity, in the numbering of the kernels.
    unit : tuple of str
        The jurisdictions between which people move, this one among them; itself alone if nobody does.
    rulebooks : mapping of str to tuple of RecordClass
        The classes as every jurisdiction of the scenario has them.
    """

    scenario: Any
    jurisdiction: Jurisdiction
    strata: tuple[str, ...]
    classes: tuple[RecordClass, ...]
    unit: tuple[str, ...]
    rulebooks: Mapping[str, tuple[RecordClass, ...]]


def jurisdictions(scenario: Any, people: int | None = None) -> tuple[Jurisdiction, ...]:
    """The jurisdictions with absolute sizes; ``people`` replaces the scenario's number.

    Shares of strata are the overall ones, the jurisdiction's own, or (where odds are given) those of
    the table that keeps both the sizes and the overall shares, by iterative proportional fitting.
    """
    total = scenario.people if people is None else people
    rules = scenario.jurisdictions
    overall = np.array([float(s.share) for s in scenario.strata.values()])
    overall = overall / overall.sum()
    weights = np.array([float(r.weight) for r in rules.values()])
    sizes = np.maximum(1, whole_numbers(weights, total))
    if any(r.strata_odds is not None for r in rules.values()):
        start = [
            [1.0] * len(overall)
            if r.strata_odds is None
            else [float(r.strata_odds[s]) for s in scenario.strata]
            for r in rules.values()
        ]
        joint = fit_to_marginals(start, [sizes, overall * sizes.sum()])
        shares = list(joint / joint.sum(axis=1, keepdims=True))
    else:
        shares = [
            overall if r.strata is None else _normed([float(r.strata[s]) for s in scenario.strata])
            for r in rules.values()
        ]
    return tuple(
        Jurisdiction(name, jurisdiction_key(name), int(size), np.asarray(share, dtype=float))
        for name, size, share in zip(rules, sizes, shares, strict=True)
    )


def _normed(shares: list[float]) -> npt.NDArray[np.float64]:
    given = np.array(shares)
    return np.asarray(given / given.sum())


def worlds(scenario: Any, places: Sequence[Jurisdiction]) -> tuple[World, ...]:
    """One world for each jurisdiction."""
    strata = tuple(scenario.strata)
    here = {place.name: local(scenario, place.name) for place in places}
    books = {name: record_classes(own.categories, strata) for name, own in here.items()}
    units = units_of(scenario)
    return tuple(
        World(here[p.name], p, strata, books[p.name], units[p.name], books) for p in places
    )


def units_of(scenario: Any) -> dict[str, tuple[str, ...]]:
    """For each jurisdiction, those that moves connect it with, in the scenario's order."""
    names = list(scenario.jurisdictions)
    unit = {name: {name} for name in names}
    for origin, targets in (scenario.moves or {}).items():
        for target in targets:
            joined = unit[origin] | unit[target]
            for name in joined:
                unit[name] = joined
    return {name: tuple(n for n in names if n in unit[name]) for name in names}
