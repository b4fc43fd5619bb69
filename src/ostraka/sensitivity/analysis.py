"""What a harm depends on: indices of every uncertain number, and of the seed."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import numpy as np

from ostraka.core.accessor import Accessor
from ostraka.core.errors import OstrakaError, choose
from ostraka.core.quantities import Quantity
from ostraka.results.run import as_run
from ostraka.sensitivity.common import Runs, Told, with_common_candidates
from ostraka.sensitivity.designs import Floats, numbers_at
from ostraka.sensitivity.methods import MEASURES, SEED, Indices, Interval, indices, runs_of
from ostraka.sensitivity.methods import Replicates as Numbers

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


@dataclass(frozen=True)
class Sensitivity:
    """Indices of one harm.

    Attributes
    ----------
    title, harm, unit, definition, method : str
    people, months, seed, draws, runs : int
    factors : tuple of Factor
        In the order of the scenario, the seed last.
    pairs : mapping of (str, str) to Interval
        Second-order indices, where they were asked for.
    mean, deviation : float
        Of the harm over all runs of the design.
    fixed : tuple of str
        Uncertain numbers that stayed at their central value.
    """

    title: str
    harm: str
    unit: str
    definition: str
    method: str
    people: int
    months: int
    seed: int
    draws: int
    runs: int
    factors: tuple[Factor, ...]
    pairs: dict[tuple[str, str], Interval]
    mean: float
    deviation: float
    fixed: tuple[str, ...]

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


def sensitivity(
    scenario: Any,
    *,
    harm: str = "ever_wrongly_listed_per_100k",
    method: str = "sobol",
    draws: int | None = None,
    numbers: Sequence[str] | None = None,
    pairs: bool = False,
    people: int | None = None,
    months: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    progress: Told | None = None,
    say: Callable[[str], None] | None = None,
) -> Sensitivity:
    """What a harm depends on, over the ranges of a scenario's uncertain numbers.

    Parameters
    ----------
    scenario : Scenario, str or Path
        A scenario, a file, or the name of a shipped one.
    harm : str
        A figure that counts harm.
    method : str
        ``sobol``, ``shapley`` or ``morris`` (:func:`~ostraka.sensitivity.methods.indices`).
    draws : int, optional
        Base points or trajectories; :data:`DRAWS` unless given.
    numbers : sequence of str, optional
        Dotted places of uncertain numbers; all unless given. The others stay at their centre.
    pairs : bool
        Second-order Sobol indices too: about twice the runs.
    people, months, seed : int, optional
        Instead of the scenario's own.
    threads : int, optional
        All processors unless given; changes no figure.
    progress : callable, optional
        Called with (runs done, runs in all).
    say : callable, optional
        Told in a sentence what it will cost.

    Raises
    ------
    OstrakaError
        If the figure is no harm, a place is unknown, or nothing is uncertain.
    """
    asked = as_run(scenario, people=people, months=months, seed=seed)
    varied, fixed = varied_of(asked, numbers)
    if pairs and (method != "sobol" or len(varied) > MOST_PAIRS):
        raise OstrakaError(
            f"pairs: {len(varied)} numbers by {method}; they are computed by sobol for at most "
            f"{MOST_PAIRS} numbers: name those with `numbers`"
        )
    count = draws or DRAWS.get(method, 0)
    total = runs_of(method, len(varied), count, pairs=pairs)
    highest = {place: float(q.high) for place, q in varied.items() if q.high is not None}
    runs = Runs(with_common_candidates(asked, highest), harm, threads)
    if say is not None:
        say(
            f"{method}: {total:,} runs x {asked.people:,} people x {asked.months} months; "
            f"{len(varied)} uncertain numbers and the seed."
        )

    held = {place: float(q) for place, q in asked.uncertain().items() if place in fixed}

    def evaluate(u: Floats, replicates: Numbers) -> Floats:
        return runs.harms(numbers_at(varied, u).assign(**held), replicates, progress)

    found = indices(tuple(varied), evaluate, method, draws=count, seed=asked.seed, pairs=pairs)
    return Sensitivity(
        title=asked.title,
        harm=runs.harm.name,
        unit=runs.harm.unit,
        definition=runs.harm.definition,
        method=method,
        people=asked.people,
        months=asked.months,
        seed=asked.seed,
        draws=count,
        runs=len(found.values),
        factors=_factors(found, varied),
        pairs=found.pairs,
        mean=float(found.values.mean()),
        deviation=float(np.std(found.values, ddof=1)),
        fixed=fixed,
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


def _factors(found: Indices, varied: dict[str, Quantity]) -> tuple[Factor, ...]:
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
