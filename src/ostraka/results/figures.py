"""The figures: each with its name, unit and one-line definition, in one table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from ostraka.population.ledgers import CAUSES, ERRORS, OUTCOMES, WRONGFUL
from ostraka.results.counts import Counts
from ostraka.results.estimate import Floats
from ostraka.results.incidence import CORRECTED, cumulative_incidence, median_months
from ostraka.results.labels import REDRESS_EVENTS


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure's values along some leading axes, and how many events stand behind them.

    Attributes
    ----------
    value : array
        Nan where the figure has no meaning.
    events : array
        Independent events behind the value: persons, entries, or person-months divided by how many of
        them hang together in one listing.
    out_of : array or None
        Of a share: how many there are in all, counted the same way.
    scale : array
        Such that value = scale x events / out_of, or scale x events where there is no ``out_of``.
    """

    value: Floats
    events: Floats
    out_of: Floats | None
    scale: Floats


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
    largest: float | None = None


def divided(part: Floats, whole: Floats) -> Floats:
    """Elementwise quotient, nan where there is nothing to divide by."""
    nothing = np.full(np.broadcast(part, whole).shape, np.nan)
    quotient: Floats = np.divide(part, whole, out=nothing, where=whole > 0)
    return quotient


def months_together(counts: Counts) -> Floats:
    """Person-months that hang together: those of one entry, or of one wrongful spell if longer.

    Months of one listing are no independent events, and an exact interval that took them for such
    would be far too narrow.
    """
    entry = divided(counts.listed.sum(axis=-1), counts.entries.sum(axis=-1))
    spell = divided(_wrongful(counts.listed), counts.spells.sum(axis=(-2, -1)))
    longest: Floats = np.fmax(np.fmax(entry, spell), 1.0)
    return longest


_ERROR = [CAUSES.index(name) for name in ERRORS]
_WRONGFUL = [CAUSES.index(name) for name in WRONGFUL]


def _error(by_cause: Floats) -> Floats:
    summed: Floats = by_cause[..., _ERROR].sum(axis=-1)
    return summed


def _wrongful(by_cause: Floats) -> Floats:
    summed: Floats = by_cause[..., _WRONGFUL].sum(axis=-1)
    return summed


def _ones(array: Floats) -> Floats:
    return np.ones_like(array)


def _share(part: Floats, whole: Floats, together: Floats | None = None) -> Reading:
    units = _ones(whole) if together is None else together
    return Reading(divided(part, whole), part / units, whole / units, _ones(whole))


def _number(part: Floats, together: Floats | None = None) -> Reading:
    units = _ones(part) if together is None else together
    return Reading(part, part / units, None, units)


def _persons(part: Floats, people: Floats) -> Reading:
    return Reading(np.where(people > 0, part, np.nan), part, people, people)


def _per_100k(part: Floats, people: Floats) -> Reading:
    scale = 100_000 * _ones(people)
    return Reading(scale * divided(part, people), part, people, scale)


def _functional(value: Floats, events: Floats) -> Reading:
    return Reading(value, events, None, _ones(events))


def _months_of(*causes: str) -> Callable[[Counts], Reading]:
    where = [CAUSES.index(name) for name in causes]

    def read(counts: Counts) -> Reading:
        return _number(counts.listed[..., where].sum(axis=-1), months_together(counts))

    return read


def _listed_person_months(counts: Counts) -> Reading:
    return _number(counts.listed.sum(axis=-1), months_together(counts))


def _missed_person_months(counts: Counts) -> Reading:
    return _number(counts.missed.sum(axis=-1), months_together(counts))


def _share_of_listed(part: Callable[[Floats], Floats]) -> Callable[[Counts], Reading]:
    def read(counts: Counts) -> Reading:
        whole = counts.listed.sum(axis=-1)
        return _share(part(counts.listed), whole, months_together(counts))

    return read


def _listed_share_of_person_months(counts: Counts) -> Reading:
    together = months_together(counts)
    return _share(counts.listed.sum(axis=-1), counts.person_months, together)


def _records_per_person_month(counts: Counts) -> Reading:
    rate = divided(counts.records, counts.person_months)
    per_record = divided(_ones(counts.records), counts.person_months)
    return Reading(rate, counts.records, None, per_record)


def _median_to_correction(counts: Counts) -> Reading:
    corrected = cumulative_incidence(counts.spells)[..., CORRECTED, :]
    ended = counts.spells[..., OUTCOMES.index("corrected"), :].sum(axis=-1)
    return _functional(median_months(corrected), ended)


def _never_corrected(counts: Counts) -> Reading:
    never = 1 - cumulative_incidence(counts.spells)[..., CORRECTED, -1]
    ended = counts.spells[..., 1:, :].sum(axis=(-2, -1))
    events = np.where(np.isnan(never), 0.0, never * ended)
    return Reading(never, events, ended, _ones(ended))


def _mean_wrongful_months(counts: Counts) -> Reading:
    months = np.arange(counts.burden.shape[-1])
    people = counts.burden[..., 1:].sum(axis=-1)
    return _functional(divided((counts.burden * months).sum(axis=-1), people), people)


def _top_tenth(counts: Counts) -> Reading:
    borne = counts.burden[..., 1:]
    months = np.arange(1, counts.burden.shape[-1])
    people = borne.sum(axis=-1)
    so_many_or_more = np.cumsum(borne[..., ::-1], axis=-1)[..., ::-1]
    taken = np.minimum(so_many_or_more, people[..., None] / 10)
    in_the_tenth = taken - np.concatenate([taken[..., 1:], np.zeros_like(taken[..., :1])], axis=-1)
    share = divided((in_the_tenth * months).sum(axis=-1), (borne * months).sum(axis=-1))
    return _functional(share, people)


def _appeals(event: str, *causes: str) -> Callable[[Counts], Reading]:
    kind = REDRESS_EVENTS.index(event)
    where = [CAUSES.index(name) for name in causes] or slice(None)

    def read(counts: Counts) -> Reading:
        if counts.redress is None:
            nothing = np.full_like(counts.people, np.nan)
            return _functional(nothing, _ones(nothing))
        return _number(counts.redress[..., kind, where].sum(axis=-1))

    return read


def _months(name: str, definition: str, read: Callable[[Counts], Reading]) -> Figure:
    return Figure(name, "person-months", definition, read, exact=True, grows=True)


def _events(name: str, unit: str, definition: str, read: Callable[[Counts], Reading]) -> Figure:
    return Figure(
        name, unit, definition, read, exact=True, units_are_independent=True, grows=True
    )


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
    Figure("people", "people", "Invented people in the run.", lambda c: _number(c.people), grows=True),
    _months(
        "listed_person_months",
        "Person-months on the list, for whatever cause; the parts below add up to it.",
        _listed_person_months,
    ),
    _months(
        "by_rules",
        "Person-months listed that own wrongdoing and the rules as written explain.",
        _months_of("by_rules"),
    ),
    _months(
        "error",
        "Person-months listed only because something was wrong: the next three together.",
        _months_of(*ERRORS),
    ),
    _months(
        "wrong_person",
        "Of error: gone if every record lay with its owner.",
        _months_of("wrong_person"),
    ),
    _months(
        "false_record",
        "Of error: there even if every record lay with its owner; something recorded never happened.",
        _months_of("false_record"),
    ),
    _months(
        "false_flag",
        "Of error: a risk flag whose claim was untrue.",
        _months_of("false_flag"),
    ),
    _months(
        "disfavour",
        "Person-months listed on a true flag that a clerk blind to the stratum would have passed over.",
        _months_of("disfavour"),
    ),
    _months(
        "association",
        "Person-months listed for what somebody else of the household did.",
        _months_of("association"),
    ),
    _months(
        "lawful_conduct",
        "Person-months listed for own conduct that is lawful or protected.",
        _months_of("lawful_conduct"),
    ),
    _months(
        "wrongful_person_months",
        "Person-months listed for any cause but by the rules: error, disfavour, association, lawful "
        "conduct.",
        _months_of(*WRONGFUL),
    ),
    _months(
        "missed_person_months",
        "Person-months that the rules as written would list and the system does not; never set off "
        "against harm.",
        _missed_person_months,
    ),
    Figure(
        "ever_listed",
        "people",
        "People listed in at least one month.",
        lambda c: _persons(c.ever[..., 0], c.people),
        exact=True,
        units_are_independent=True,
        grows=True,
    ),
    Figure(
        "ever_wrongly_listed",
        "people",
        "People listed wrongfully in at least one month.",
        lambda c: _persons(c.ever[..., 1], c.people),
        exact=True,
        units_are_independent=True,
        grows=True,
    ),
    Figure(
        "ever_wrongly_listed_per_100k",
        "per 100,000 people",
        "People listed wrongfully in at least one month, per 100,000 people.",
        lambda c: _per_100k(c.ever[..., 1], c.people),
        exact=True,
        units_are_independent=True,
        largest=100_000.0,
    ),
    _share_of(
        "wrongful_share_of_listed",
        "listed person-months",
        "Of all person-months listed over the run, the wrongful ones.",
        _share_of_listed(_wrongful),
    ),
    _share_of(
        "wrongful_share_at_end",
        "people listed",
        "Of the people listed in the last month (the stock), those listed wrongfully.",
        lambda c: _share(_wrongful(c.at_end), c.at_end.sum(axis=-1)),
        independent=True,
    ),
    _share_of(
        "wrongful_share_of_entries",
        "entries",
        "Of all entries (the flow), those that were wrongful in their first month.",
        lambda c: _share(_wrongful(c.entries), c.entries.sum(axis=-1)),
        independent=True,
    ),
    _share_of(
        "error_share_of_listed",
        "listed person-months",
        "Of all person-months listed over the run, those listed in error.",
        _share_of_listed(_error),
    ),
    _events(
        "entries",
        "entries",
        "Entries on the list; a person may enter more than once.",
        lambda c: _number(c.entries.sum(axis=-1)),
    ),
    Figure(
        "median_months_to_correction",
        "months",
        "Months until half of the wrongful spells are corrected, other ends competing; undefined if "
        "half never are.",
        _median_to_correction,
        smooth=False,
    ),
    _share_of(
        "never_corrected_share",
        "wrongful spells",
        "1 − cumulative incidence of correction at the horizon, the months of the run.",
        _never_corrected,
        independent=True,
    ),
    Figure(
        "mean_wrongful_months",
        "months",
        "Wrongful months per person ever wrongly listed, within the run.",
        _mean_wrongful_months,
    ),
    Figure(
        "burden_top_tenth_share",
        "share of wrongful person-months",
        "Of all wrongful months, those borne by the most burdened tenth of the people ever wrongly "
        "listed.",
        _top_tenth,
        largest=1.0,
    ),
    Figure(
        "records_per_person_month",
        "records per person-month",
        "Records attached per person and month, right or wrong; struck records that come back are not "
        "counted again.",
        _records_per_person_month,
        exact=True,
        units_are_independent=True,
    ),
    _share_of(
        "listed_share_at_end",
        "people",
        "Of all people, those listed in the last month.",
        lambda c: _share(c.at_end.sum(axis=-1), c.people),
        independent=True,
    ),
    _share_of(
        "listed_share_of_person_months",
        "person-months",
        "Of all person-months of the run, those listed.",
        _listed_share_of_person_months,
    ),
    _events(
        "appeals_filed",
        "appeals",
        "Appeals filed; undefined if the scenario has no appeal.",
        _appeals("filed"),
    ),
    _events(
        "appeals_upheld",
        "appeals",
        "Appeals upheld that ended the listing, deserved or not.",
        _appeals("upheld"),
    ),
    _events(
        "appeals_denied_though_wrongful",
        "appeals",
        "Appeals denied to somebody whose listing was wrongful in that month.",
        _appeals("denied", *WRONGFUL),
    ),
)

FIGURES: Mapping[str, Figure] = MappingProxyType({figure.name: figure for figure in _TABLE})
"""Every figure, in the order of reports; report and data package take their words from here."""


def values_of(counts: Counts) -> Floats:
    """All figures of the groups of ``counts``: array (..., figure) in the order of FIGURES."""
    return np.stack([figure.read(counts).value for figure in FIGURES.values()], axis=-1)


def certain(scenario: Any) -> dict[str, float]:
    """Figures whose value no seed can change, because the scenario has nothing that could.

    With appeals nothing is promised: a struck record that comes back starts a clock of its own. The
    same holds where renewal is "none" (ruling 22).
    """
    known = {"people": float(scenario.people)}
    if scenario.flag is None:
        known |= {"false_flag": 0.0, "disfavour": 0.0}
    if scenario.appeal is not None or scenario.blacklist.renewal != "restart":
        return known
    known["never_corrected_share"] = 1.0
    kinds = {category.kind for category in scenario.categories.values()}
    if scenario.linking is None:
        known["wrong_person"] = 0.0
        if scenario.unfounded is None:
            known["false_record"] = 0.0
    if getattr(scenario, "association", None) is None:
        known["association"] = 0.0
    if kinds == {"wrongdoing"}:
        known["lawful_conduct"] = 0.0
    if set(ERRORS) <= known.keys():
        known |= {"error": 0.0, "error_share_of_listed": 0.0}
    if set(WRONGFUL) <= known.keys():
        known |= dict.fromkeys(_NONE_IF_NOTHING_IS_WRONGFUL, 0.0)
    return known


_NONE_IF_NOTHING_IS_WRONGFUL = (
    "wrongful_person_months",
    "ever_wrongly_listed",
    "ever_wrongly_listed_per_100k",
    "wrongful_share_of_listed",
    "wrongful_share_at_end",
    "wrongful_share_of_entries",
)
