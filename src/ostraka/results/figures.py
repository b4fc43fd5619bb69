"""The figures of every run: each with its name, unit and one-line definition, in one table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ostraka.population.ledgers import CAUSES, ERRORS, WRONGFUL
from ostraka.results.counts import Counts
from ostraka.results.readings import (
    Reading,
    appeals,
    error_of,
    listed_person_months,
    listed_share_of_person_months,
    mean_wrongful_months,
    median_to_correction,
    missed_person_months,
    months_of,
    never_corrected,
    number,
    part_of,
    per_100k,
    persons,
    records_per_person_month,
    share,
    share_of_listed,
    top_tenth,
    wrongful_of,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its words, and how it is read from counts.

    Attributes
    ----------
    name, unit, definition : str
    read : callable
        From counts per run to a :class:`Reading`.
    exact : bool
        Where events are few an exact interval holds: binomial for a share, Poisson for a number.
    units_are_independent : bool
        Counted in persons, entries or appeals: one run is enough for an exact interval.
    grows : bool
        Grows with the number of people; groups are compared by it per 100,000 people.
    smooth : bool
        Changes little when one replicate is left out; a median does not.
    smallest : float
        Lower bound of the value.
    largest : float or None
        Upper bound of the value.
    """

    name: str
    unit: str
    definition: str
    read: Callable[[Counts], Reading]
    exact: bool = False
    units_are_independent: bool = False
    grows: bool = False
    smooth: bool = True
    smallest: float = 0.0
    largest: float | None = None

    @property
    def counts_people_or_months(self) -> bool:
        """Whether it is a plain count, or one per 100,000 people: no share of what varies, no mean."""
        return self.grows or self.unit == "per 100,000 people"


def _months(name: str, definition: str, read: Callable[[Counts], Reading]) -> Figure:
    return Figure(name, "person-months", definition, read, exact=True, grows=True)


def _events(name: str, unit: str, definition: str, read: Callable[[Counts], Reading]) -> Figure:
    return Figure(name, unit, definition, read, exact=True, units_are_independent=True, grows=True)


def _share_of(
    name: str,
    of_what: str,
    definition: str,
    read: Callable[[Counts], Reading],
    *,
    independent: bool = False,
) -> Figure:
    return Figure(
        name,
        f"share of {of_what}",
        definition,
        read,
        exact=True,
        units_are_independent=independent,
        largest=1.0,
    )


_TABLE = (
    _events("people", "people", "Invented people in the run.", lambda c: number(c.people)),
    _months(
        "listed_person_months",
        "Person-months on the list, for whatever cause; the parts below add up to it.",
        listed_person_months,
    ),
    _months(
        "by_rules",
        "Person-months listed that own wrongdoing and the rules as written explain.",
        months_of("by_rules"),
    ),
    _months(
        "error",
        "Person-months listed only because something was wrong: the next four together.",
        months_of(*ERRORS),
    ),
    _months(
        "wrong_person",
        "Of error: gone if every record lay with its owner.",
        months_of("wrong_person"),
    ),
    _months(
        "false_record",
        "Of error: there even if every record lay with its owner; something recorded never happened.",
        months_of("false_record"),
    ),
    _months(
        "false_flag",
        "Of error: a risk flag whose claim was untrue.",
        months_of("false_flag"),
    ),
    _months(
        "reimported",
        "Of error: put back on the list from an agency's stale copy of a removed entry.",
        months_of("reimported"),
    ),
    _months(
        "disfavour",
        "Person-months listed on a true flag that a clerk blind to the stratum would have passed over.",
        months_of("disfavour"),
    ),
    _months(
        "association",
        "Person-months listed for what somebody else of the household did.",
        months_of("association"),
    ),
    _months(
        "lawful_conduct",
        "Person-months listed for own conduct that is lawful or protected.",
        months_of("lawful_conduct"),
    ),
    _months(
        "wrongful_person_months",
        "Person-months listed for any cause but by the rules: error, disfavour, association, lawful "
        "conduct.",
        months_of(*WRONGFUL),
    ),
    _months(
        "missed_person_months",
        "Person-months that the rules as written would list and the system does not; never set off "
        "against harm.",
        missed_person_months,
    ),
    Figure(
        "ever_listed",
        "people",
        "People listed in at least one month.",
        lambda c: persons(c.ever[..., 0], c.people),
        exact=True,
        units_are_independent=True,
        grows=True,
    ),
    Figure(
        "ever_wrongly_listed",
        "people",
        "People listed wrongfully in at least one month.",
        lambda c: persons(c.ever[..., 1], c.people),
        exact=True,
        units_are_independent=True,
        grows=True,
    ),
    Figure(
        "ever_wrongly_listed_per_100k",
        "per 100,000 people",
        "People listed wrongfully in at least one month, per 100,000 people.",
        lambda c: per_100k(c.ever[..., 1], c.people),
        exact=True,
        units_are_independent=True,
        largest=100_000.0,
    ),
    _share_of(
        "wrongful_share_of_listed",
        "listed person-months",
        "Of all person-months listed over the run, the wrongful ones.",
        share_of_listed(wrongful_of),
    ),
    _share_of(
        "wrongful_share_at_end",
        "people listed",
        "Of the people listed in the last month (the stock), those listed wrongfully.",
        lambda c: share(wrongful_of(c.at_end), c.at_end.sum(axis=-1)),
        independent=True,
    ),
    _share_of(
        "wrongful_share_of_entries",
        "entries",
        "Of all entries (the flow), those that were wrongful in their first month.",
        lambda c: share(wrongful_of(c.entries), c.entries.sum(axis=-1)),
        independent=True,
    ),
    _share_of(
        "error_share_of_listed",
        "listed person-months",
        "Of all person-months listed over the run, those listed in error.",
        share_of_listed(error_of),
    ),
    *(
        _share_of(
            f"{cause}_share_of_listed",
            "listed person-months",
            f"Of all person-months listed over the run, those of the cause {cause}.",
            share_of_listed(part_of(cause)),
        )
        for cause in CAUSES[1:]
    ),
    _events(
        "entries",
        "entries",
        "Entries on the list; a person may enter more than once.",
        lambda c: number(c.entries.sum(axis=-1)),
    ),
    Figure(
        "median_months_to_correction",
        "months",
        "Months until half of the wrongful spells are corrected, other ends competing; undefined if "
        "fewer are within the run.",
        median_to_correction,
        smooth=False,
    ),
    Figure(
        "never_corrected_share",
        "share of wrongful spells",
        "1 − cumulative incidence of correction at the horizon, the months of the run.",
        never_corrected,
        largest=1.0,
    ),
    Figure(
        "mean_wrongful_months",
        "months",
        "Wrongful months per person ever wrongly listed, within the run.",
        mean_wrongful_months,
    ),
    Figure(
        "burden_top_tenth_share",
        "share of wrongful person-months",
        "Of all wrongful months, those borne by the most burdened tenth of the people ever wrongly "
        "listed.",
        top_tenth,
        largest=1.0,
    ),
    Figure(
        "records_per_person_month",
        "records per person-month",
        "Records attached per person and month, right or wrong; struck records that come back are not "
        "counted again.",
        records_per_person_month,
        exact=True,
        units_are_independent=True,
    ),
    _share_of(
        "listed_share_at_end",
        "people",
        "Of all people, those listed in the last month.",
        lambda c: share(c.at_end.sum(axis=-1), c.people),
        independent=True,
    ),
    _share_of(
        "listed_share_of_person_months",
        "person-months",
        "Of all person-months of the run, those listed.",
        listed_share_of_person_months,
    ),
    _events(
        "appeals_filed",
        "appeals",
        "Appeals filed; undefined if the scenario has no appeal.",
        appeals("filed"),
    ),
    _events(
        "appeals_upheld",
        "appeals",
        "Appeals upheld that ended the listing, deserved or not.",
        appeals("upheld"),
    ),
    _events(
        "appeals_denied_though_wrongful",
        "appeals",
        "Appeals denied to somebody whose listing was wrongful in that month.",
        appeals("denied", *WRONGFUL),
    ),
)

FIGURES: Mapping[str, Figure] = MappingProxyType({figure.name: figure for figure in _TABLE})
"""The figures of every run, in the order of reports; mechanisms declare more."""


def certain(scenario: Any) -> dict[str, float]:
    """Figures whose value no seed can change, because the scenario has nothing that could.

    False records are only promised away without appeals (a struck record that comes back starts a
    clock of its own) and with renewal by restart (ruling 22).
    """
    known = {"people": float(scenario.people)}
    if scenario.flag is None:
        known |= {"false_flag": 0.0, "disfavour": 0.0}
    if getattr(scenario, "joint_sanctions", None) is None:
        known["reimported"] = 0.0
    if getattr(scenario, "association", None) is None:
        known["association"] = 0.0
    if {category.kind for category in scenario.categories.values()} <= {"wrongdoing", "merit"}:
        known["lawful_conduct"] = 0.0
    if scenario.linking is None:
        known["wrong_person"] = 0.0
    if scenario.appeal is None:
        known["never_corrected_share"] = 1.0
        nothing_false = all(getattr(scenario, name, None) is None for name in _MAY_MAKE_FALSE)
        if nothing_false and scenario.blacklist.renewal == "restart":
            known["false_record"] = 0.0
    known |= {f"{cause}_share_of_listed": 0.0 for cause in WRONGFUL if cause in known}
    if set(ERRORS) <= known.keys():
        known |= {"error": 0.0, "error_share_of_listed": 0.0}
    if set(WRONGFUL) <= known.keys():
        known |= dict.fromkeys(_NONE_IF_NOTHING_IS_WRONGFUL, 0.0)
    return known


_MAY_MAKE_FALSE = ("unfounded", "linking", "quota", "informants", "averaging", "favour", "sale")
"""Tables that make records of nothing, move them, or let the clocks of the ledgers drift apart."""

_NONE_IF_NOTHING_IS_WRONGFUL = (
    "wrongful_person_months",
    "ever_wrongly_listed",
    "ever_wrongly_listed_per_100k",
    "wrongful_share_of_listed",
    "wrongful_share_at_end",
    "wrongful_share_of_entries",
)
