"""Which figures count a harm: only of these may anybody ask for the causes, or make them small."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ostraka.core.errors import OstrakaError, choose
from ostraka.engine import Schedule, Tallies
from ostraka.population.ledgers import CAUSES, WRONGFUL
from ostraka.results.counts import collect
from ostraka.results.figures import FIGURES

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
    known = [figure for figure in FIXED if figure in FIGURES]
    if name not in known:
        fault = (
            "is no harm, and only harms have causes to look for" if name in FIGURES else "unknown"
        )
        raise OstrakaError(f"harm: {name!r} {fault}; {choose(name, known)}")
    figure = FIGURES[name]
    with_appeals = scenario.appeal is not None

    def read(tallies: Tallies) -> float:
        counts = collect(tallies.tables, tallies.months, "all", with_appeals=with_appeals)
        return float(figure.read(counts).value[0])

    return Harm(name, figure.unit, figure.definition, read, is_count=figure.grows)
