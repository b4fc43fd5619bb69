"""Budgets: how much error a system may make before a harm passes a ceiling."""

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import numpy as np

from ostraka.core.accessor import Accessor
from ostraka.core.errors import OstrakaError
from ostraka.engine import schedule_for
from ostraka.results.estimate import FEWEST_DRAWS
from ostraka.results.run import as_run
from ostraka.results.uncertainty import INNER
from ostraka.sensitivity.ceiling import Varied, ceiling_of, varied
from ostraka.sensitivity.common import Runs, Told
from ostraka.sensitivity.roots import Curve, crossing, scan, shape_of
from ostraka.sensitivity.search import World

DRAWS: Final = 40
"""Draws of the uncertain numbers, unless said otherwise."""

FEWEST_REPLICATES: Final = 3


@dataclass(frozen=True, slots=True)
class Point:
    """The harm at one value of the number: mean over replicates, with its 95 % t interval."""

    value: float
    harm: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class OverAssumptions:
    """The budget over draws of the uncertain numbers.

    Attributes
    ----------
    low, high : float or None
        2.5 and 97.5 % points of the budget; None for no value at all or any value (``never`` and
        ``always`` say which), or with too few draws.
    draws : int
    never, always : int
        Draws in which no value keeps the ceiling, and in which all that were searched do.
    """

    low: float | None
    high: float | None
    draws: int
    never: int
    always: int


@dataclass(frozen=True)
class Budget:
    """How far a number may go before a harm passes a ceiling.

    Attributes
    ----------
    title, harm, unit, definition : str
    most : float
        The ceiling.
    place, number_unit : str
        The number that varies.
    now : float or None
        Its value in the scenario.
    status : str
        ``found``; ``always``, if the ceiling holds wherever it was looked; ``never``, if nowhere.
    rises : bool
        Whether the harm grows with the number: then the budget is the largest value, else the least.
    value : float or None
        The budget; None unless found. Uncertain numbers are at their centre.
    low, high : float or None
        95 % Monte Carlo interval: the values at which the interval of the mean harm holds the ceiling.
        None where it goes on beyond what was searched: to no value at all, or to any.
    assumptions : OverAssumptions or None
        None if nothing else is uncertain, or no draws were asked for.
    monotone : str
        ``in every replicate``, ``on average`` or ``no``; the harm is compared at every value of a scan.
    turns : tuple of float
        Where it goes back by more than chance.
    searched : (float, float)
    points : tuple of Point
    people, months, seed, replicates : int
    """

    title: str
    harm: str
    unit: str
    definition: str
    most: float
    place: str
    number_unit: str
    now: float | None
    status: str
    rises: bool
    value: float | None
    low: float | None
    high: float | None
    assumptions: OverAssumptions | None
    monotone: str
    turns: tuple[float, ...]
    searched: tuple[float, float]
    points: tuple[Point, ...]
    people: int
    months: int
    seed: int
    replicates: int

    plot = Accessor("ostraka.plots.of_sensitivity", "BudgetPlots")

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return asdict(self)

    def picture(self, path: str | Path) -> Path:
        """Save the harm over the number, with the ceiling, SVG or PNG by the ending of ``path``."""
        return Path(import_module("ostraka.report.budget_picture").save(self, path))

    def __str__(self) -> str:
        """In sentences, with the curve as a table."""
        from ostraka.sensitivity.budget_text import budget_text

        return budget_text(self)


@dataclass(frozen=True)
class Asked:
    """What a budget is looked for in, read and checked."""

    scenario: Any
    runs: Runs
    most: float
    numbers: tuple[Varied, ...]
    centre: dict[str, float]


def budget(
    scenario: Any,
    harm: str,
    vary: str,
    *,
    draws: int | None = None,
    people: int | None = None,
    months: int | None = None,
    seed: int | None = None,
    replicates: int | None = None,
    threads: int | None = None,
    progress: Told | None = None,
    say: Callable[[str], None] | None = None,
) -> Budget:
    """The largest value of a number under which a harm stays at or below a ceiling.

    Parameters
    ----------
    scenario : Scenario, str or Path
        A scenario, a file, or the name of a shipped one.
    harm : str
        Such as ``ever_wrongly_listed_per_100k <= 10``; a figure that counts harm on the left.
    vary : str
        Dotted place of an error or of redress, such as ``linking.mislink``; ``PLACE=LOW:HIGH`` says
        where to look. Where harm falls with it, the least value is given.
    draws : int, optional
        Draws of the uncertain numbers, each with a budget of its own; :data:`DRAWS` unless given.
    people, months, seed, replicates : int, optional
        Instead of the scenario's own.
    threads : int, optional
        All processors unless given; changes no figure.
    progress : callable, optional
        Called with (draws done, draws in all).
    say : callable, optional
        Told in a sentence what it will cost.

    Raises
    ------
    OstrakaError
        If the left side is no harm, the number is neither an error nor redress, or replicates are few.
    """
    asked = read(scenario, harm, (vary,), people, months, seed, replicates, threads)
    others = [place for place in asked.scenario.uncertain() if place != asked.numbers[0].place]
    count = (DRAWS if draws is None else draws) if others else 0
    if say is not None:
        runs = 28 * asked.scenario.replicates + 24 * INNER * count
        say(
            f"About {runs:,} runs x {asked.scenario.people:,} people x {asked.scenario.months} months; "
            f"{count} draws of {len(others)} other uncertain numbers."
        )
    found = central(asked, asked.numbers[0], asked.centre)
    if not count:
        return found
    return with_assumptions(asked, found, count, progress)


def read(
    scenario: Any,
    harm: str,
    vary: tuple[str, ...],
    people: int | None,
    months: int | None,
    seed: int | None,
    replicates: int | None,
    threads: int | None,
) -> Asked:
    """What was asked, checked."""
    asked = as_run(scenario, people=people, months=months, seed=seed, replicates=replicates)
    if asked.replicates < FEWEST_REPLICATES:
        raise OstrakaError(
            f"replicates: {asked.replicates} are too few for an interval; "
            f"take {FEWEST_REPLICATES} at least"
        )
    limit = ceiling_of(harm, asked, schedule_for(asked))
    numbers = tuple(varied(one, asked) for one in vary)
    places = {one.place for one in numbers}
    centre = {p: float(q) for p, q in asked.uncertain().items() if p not in places}
    return Asked(asked, Runs(asked, limit.harm, threads), limit.most, numbers, centre)


def central(asked: Asked, number: Varied, others: dict[str, float]) -> Budget:
    """The budget with all other numbers as they are given, with its Monte Carlo interval."""
    scenario, harm = asked.scenario, asked.runs.harm
    world = World(asked.runs, number, others, scenario.replicates)
    curve, low, high = world.bracketed(asked.most, with_band=True)
    values = scan(curve, low, high)
    shape = shape_of(curve, values)

    def first(level: Callable[[float], float]) -> float:
        return crossing(level, values, asked.most, rises=shape.rises, is_whole=number.is_whole)

    value = first(curve.mean)
    ends = sorted(
        (
            first(lambda x: curve.mean(x) + curve.half(x)),
            first(lambda x: curve.mean(x) - curve.half(x)),
        )
    )
    quantity = number.quantity
    return Budget(
        title=scenario.title,
        harm=harm.name,
        unit=harm.unit,
        definition=harm.definition,
        most=asked.most,
        place=number.place,
        number_unit=number.unit,
        now=quantity.value,
        status=_status(value, rises=shape.rises),
        rises=shape.rises,
        value=_finite(value),
        low=_finite(ends[0]) if math.isfinite(value) else None,
        high=_finite(ends[1]) if math.isfinite(value) else None,
        assumptions=None,
        monotone=shape.monotone,
        turns=shape.turns,
        searched=(low, high),
        points=tuple(_point(curve, x) for x in values),
        people=scenario.people,
        months=scenario.months,
        seed=scenario.seed,
        replicates=scenario.replicates,
    )


def with_assumptions(asked: Asked, found: Budget, draws: int, progress: Told | None) -> Budget:
    """The same with the budget of each draw of the other numbers."""
    number = asked.numbers[0]
    roots = []
    for draw in range(draws):
        _, others = asked.scenario.draw(asked.scenario.seed, draw)
        others.pop(number.place, None)
        world = World(asked.runs, number, others, INNER)
        curve, low, high = world.bracketed(asked.most, with_band=False)
        roots.append(
            crossing(
                curve.mean, (low, high), asked.most, rises=found.rises, is_whole=number.is_whole
            )
        )
        if progress is not None:
            progress(draw + 1, draws)
    statuses = [_status(root, rises=found.rises) for root in roots]
    low_end = high_end = None
    if draws >= FEWEST_DRAWS:
        low_end = _finite(float(np.quantile(roots, 0.025, method="lower")))
        high_end = _finite(float(np.quantile(roots, 0.975, method="higher")))
    over = OverAssumptions(
        low_end, high_end, draws, statuses.count("never"), statuses.count("always")
    )
    return replace(found, assumptions=over)


def _status(value: float, *, rises: bool) -> str:
    if math.isfinite(value):
        return "found"
    return "always" if (value > 0) == rises else "never"


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _point(curve: Curve, value: float) -> Point:
    mean, half = curve.mean(value), curve.half(value)
    return Point(value, mean, mean - half, mean + half)
