"""What a harm depends on: indices of every uncertain number, and of the seed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import numpy as np

from ostraka.core.accessor import Accessor
from ostraka.core.errors import OstrakaError, choose
from ostraka.core.quantities import Quantity
from ostraka.sensitivity.designs import Floats
from ostraka.sensitivity.methods import MEASURES, SEED, Indices, Interval, Sample, analysed

DRAWS: Final = {"sobol": 256, "shapley": 512, "morris": 32}
"""Base points or trajectories, unless said otherwise."""

MOST_PAIRS: Final = 12
"""Numbers between which second-order indices are asked for at most."""


@dataclass(frozen=True)
class Factor:
    """What one uncertain number, or the seed, does to the harm.

    Attributes
    ----------
    place : str
        Its dotted place; of the seed, :data:`SEED`.
    measures : mapping of str to Interval
        By the method: ``first`` and ``total``, ``share``, or ``effect``, ``mean``, ``spread``.
    low, high : float or None
        The ends of its range, in its own unit.
    source : str or None
        The publication it was taken from; None if it is assumed.
    """

    place: str
    measures: dict[str, Interval]
    low: float | None = None
    high: float | None = None
    source: str | None = None


@dataclass(frozen=True, kw_only=True)
class About:
    """What a harm, or the difference that an arm makes to it, was evaluated in.

    Attributes
    ----------
    title, harm, unit, definition : str
    arm, reference : str
        The arm whose harm less that of the reference was evaluated; the same twice for the harm itself.
    people, months, seed : int
    fixed : tuple of str
        Uncertain numbers that stayed at their central value.
    together : bool
        Whether the scenario draws some numbers together (it carries a posterior).
    """

    title: str
    harm: str
    unit: str
    definition: str
    arm: str
    reference: str
    people: int
    months: int
    seed: int
    fixed: tuple[str, ...] = ()
    together: bool = False

    @property
    def is_difference(self) -> bool:
        """Whether it is one."""
        return self.arm != self.reference

    @property
    def subject(self) -> str:
        """Such as ``error``, or ``the difference that expiry makes to error``."""
        if self.is_difference:
            return f"the difference that {self.arm} makes to {self.harm}"
        return self.harm


@dataclass(frozen=True, kw_only=True)
class Sensitivity(About):
    """Indices of one harm, or of the difference that an arm makes to it.

    Attributes
    ----------
    method : str
    draws, runs : int
    factors : tuple of Factor
        In the order of the scenario, the seed last.
    pairs : mapping of (str, str) to Interval
        Second-order indices, where they were asked for.
    mean, deviation : float
        Of the harm, or the difference, over all runs of the design.
    """

    method: str
    draws: int
    runs: int
    factors: tuple[Factor, ...]
    pairs: dict[tuple[str, str], Interval]
    mean: float
    deviation: float

    plot = Accessor("ostraka.plots.of_sensitivity", "SensitivityPlots")

    @property
    def luck(self) -> Factor:
        """The seed's own share."""
        return self.factors[-1]

    def ordered(self) -> list[Factor]:
        """The numbers, that which does most first."""
        last = MEASURES[self.method][-1 if self.method != "morris" else 0]
        return sorted(self.factors[:-1], key=lambda one: -one.measures[last].value)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        plain = asdict(self)
        plain["pairs"] = [
            {"places": list(places), **asdict(found)} for places, found in self.pairs.items()
        ]
        return plain

    def picture(self, path: str | Path) -> Path:
        """Save the indices as bars with their intervals, SVG or PNG by the ending of ``path``."""
        return Path(import_module("ostraka.report.sensitivity_picture").save(self, path))

    def interactions(self, path: str | Path) -> Path:
        """Save the second-order indices as a table of tiles.

        Raises
        ------
        OstrakaError
            If they were not asked for.
        """
        return Path(import_module("ostraka.report.interaction_picture").save(self, path))

    def __str__(self) -> str:
        """The table."""
        from ostraka.sensitivity.text import sensitivity_text

        return sensitivity_text(self)


def sensitivity_of(
    sample: Sample, values: Floats, about: About, varied: Mapping[str, Quantity], draws: int
) -> Sensitivity:
    """What a harm depends on, from its value at every point of a design.

    Parameters
    ----------
    sample : Sample
        Of :func:`~ostraka.sensitivity.methods.sampled`, over the places of ``varied``.
    values : array (points)
    about : About
        What was evaluated.
    varied : mapping of str to Quantity
        The numbers that vary, by place.
    draws : int
        Base points or trajectories that were asked for.

    Raises
    ------
    OstrakaError
        If the figure is undefined at some point, or the same at all.
    """
    found = analysed(sample, values)
    return Sensitivity(
        **vars(about),
        method=sample.method,
        draws=draws,
        runs=len(found.values),
        factors=_factors(found, varied),
        pairs=found.pairs,
        mean=float(found.values.mean()),
        deviation=float(np.std(found.values, ddof=1)),
    )


def varied_of(
    scenario: Any, numbers: Sequence[str] | None
) -> tuple[dict[str, Quantity], tuple[str, ...]]:
    """The uncertain numbers that vary, and the places of those that do not."""
    known = scenario.uncertain()
    if not known:
        raise OstrakaError(
            "sensitivity: no number of this scenario is uncertain; write some as "
            "{ low = ..., high = ..., assumed = true }"
        )
    for place in numbers or ():
        if place not in known:
            raise OstrakaError(
                f"numbers: {place!r} is no uncertain number; {choose(place, [*known])}"
            )
    varied = {place: q for place, q in known.items() if numbers is None or place in numbers}
    return varied, tuple(place for place in known if place not in varied)


def _factors(found: Indices, varied: Mapping[str, Quantity]) -> tuple[Factor, ...]:
    made = []
    for k, place in enumerate(found.names):
        measures = {name: values[k] for name, values in found.measures.items()}
        given = None if place == SEED else varied[place]
        made.append(
            Factor(
                place,
                measures,
                given.low if given else None,
                given.high if given else None,
                given.source if given else None,
            )
        )
    return tuple(made)
