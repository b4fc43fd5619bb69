"""Which figures count a harm: only of these may anybody ask for the causes, or make them small."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ostraka.core.declarations import TallyFigure
from ostraka.core.errors import OstrakaError, choose
from ostraka.engine import Schedule, Tallies
from ostraka.population.ledgers import CAUSES, WRONGFUL
from ostraka.results.counts import collect
from ostraka.results.declared import figure_set

FIXED = (
    "wrongful_person_months",
    "error",
    *WRONGFUL,
    "ever_wrongly_listed",
    "ever_wrongly_listed_per_100k",
    "wrongful_share_of_listed",
    "wrongful_share_at_end",
    "wrongful_share_of_entries",
    "error_share_of_listed",
    *(f"{cause}_share_of_listed" for cause in CAUSES if cause in WRONGFUL),
    "mean_wrongful_months",
    "appeals_denied_though_wrongful",
)
"""Harms among the figures of every run."""


@dataclass(frozen=True, slots=True)
class Harm:
    """A figure that counts harm.

    Attributes
    ----------
    name, unit, definition : str
    read : callable
        From the tables of a run to its value.
    is_count : bool
        Whether the value is a whole number.
    """

    name: str
    unit: str
    definition: str
    read: Callable[[Tallies], float]
    is_count: bool


def harm_named(name: str, scenario: Any, schedule: Schedule) -> Harm:
    """The harm of this name among the figures of a scenario's runs.

    Raises
    ------
    OstrakaError
        If there is no such figure, or it counts no harm.
    """
    known = figure_set(scenario)
    harms = harm_names(scenario, schedule)
    if name not in harms:
        is_figure = name in known.figures
        fault = "is no harm, and only harms have causes to look for" if is_figure else "unknown"
        raise OstrakaError(f"harm: {name!r} {fault}; {choose(name, harms)}")
    figure = known.figures[name]
    with_appeals = scenario.appeal is not None
    own = {part: total for part, total in known.sums.items() if part.startswith(f"{name}/")}

    def read(tallies: Tallies) -> float:
        counts = collect(tallies.tables, tallies.months, "all", with_appeals=with_appeals, sums=own)
        return float(figure.read(counts).value[0])

    whole = figure.grows and all(one.scale == 1 for one in _declared(name, schedule))
    return Harm(name, figure.unit, figure.definition, read, is_count=whole)


def harm_names(scenario: Any, schedule: Schedule) -> list[str]:
    """Every figure of a scenario's runs that counts harm, in the order of reports."""
    return [name for name in figure_set(scenario).figures if _is_harm(name, schedule)]


def _is_harm(name: str, schedule: Schedule) -> bool:
    return name in FIXED or any(one.is_harm for one in _declared(name, schedule))


def _declared(name: str, schedule: Schedule) -> list[TallyFigure]:
    """The declaration behind a figure, if a mechanism brings it: by its name, or one a position."""
    return [
        one
        for each in schedule.passes
        for one in each.figures
        if name == one.name or (one.each and name.startswith(f"{one.name}."))
    ]
