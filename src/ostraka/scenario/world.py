"""A world: one jurisdiction of a scenario with every size absolute, as mechanisms see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ostraka.mechanisms.categories import RecordClass, record_classes
from ostraka.population.proportional_fitting import fit_to_marginals, whole_numbers
from ostraka.population.rules import Jurisdiction, jurisdiction_key


@dataclass(frozen=True, slots=True)
class World:
    """What a mechanism may read to compute its parameters.

    Attributes
    ----------
    scenario : Scenario
        With every uncertain number settled.
    jurisdiction : Jurisdiction
        Its people and its shares of strata.
    strata : tuple of str
    classes : tuple of RecordClass
        Categories by severity, in the numbering of the kernels.
    """

    scenario: Any
    jurisdiction: Jurisdiction
    strata: tuple[str, ...]
    classes: tuple[RecordClass, ...]


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
    classes = record_classes(scenario.categories, strata)
    return tuple(World(scenario, place, strata, classes) for place in places)
