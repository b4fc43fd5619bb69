"""How figures are read from counts: a value, and the independent events that stand behind it."""

from collections.abc import Callable
from dataclasses import dataclass

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
    spell = divided(wrongful_of(counts.listed), counts.spells.sum(axis=(-2, -1)))
    longest: Floats = np.fmax(np.fmax(entry, spell), 1.0)
    return longest


_ERROR = [CAUSES.index(name) for name in ERRORS]
_WRONGFUL = [CAUSES.index(name) for name in WRONGFUL]


def error_of(by_cause: Floats) -> Floats:
    """The errors, from a last axis of causes."""
    summed: Floats = by_cause[..., _ERROR].sum(axis=-1)
    return summed


def wrongful_of(by_cause: Floats) -> Floats:
    """All but by the rules, from a last axis of causes."""
    summed: Floats = by_cause[..., _WRONGFUL].sum(axis=-1)
    return summed


def part_of(cause: str) -> Callable[[Floats], Floats]:
    """A reader of one cause, from a last axis of causes."""
    at = CAUSES.index(cause)
    return lambda by_cause: by_cause[..., at]


def _ones(array: Floats) -> Floats:
    return np.ones_like(array)


def share(part: Floats, whole: Floats, together: Floats | None = None) -> Reading:
    """A share, whose units may hang together in bunches of ``together``."""
    units = _ones(whole) if together is None else together
    return Reading(divided(part, whole), part / units, whole / units, _ones(whole))


def number(part: Floats, together: Floats | None = None) -> Reading:
    """A number of things, which may hang together in bunches of ``together``."""
    units = _ones(part) if together is None else together
    return Reading(part, part / units, None, units)


def persons(part: Floats, people: Floats) -> Reading:
    """A number of persons out of all: a share, shown as a number."""
    return Reading(np.where(people > 0, part, np.nan), part, people, people)


def per_100k(part: Floats, people: Floats) -> Reading:
    """A number of persons per 100,000 people."""
    scale = 100_000 * _ones(people)
    return Reading(scale * divided(part, people), part, people, scale)


def functional(value: Floats, events: Floats) -> Reading:
    """A figure that is no share and no number, such as a mean or a median."""
    return Reading(value, events, None, _ones(events))


def months_of(*causes: str) -> Callable[[Counts], Reading]:
    """A reader of the person-months listed for these causes."""
    where = [CAUSES.index(name) for name in causes]

    def read(counts: Counts) -> Reading:
        return number(counts.listed[..., where].sum(axis=-1), months_together(counts))

    return read


def listed_person_months(counts: Counts) -> Reading:
    """Person-months on the list."""
    return number(counts.listed.sum(axis=-1), months_together(counts))


def missed_person_months(counts: Counts) -> Reading:
    """Person-months missed under the rules as written."""
    return number(counts.missed.sum(axis=-1), months_together(counts))


def share_of_listed(part: Callable[[Floats], Floats]) -> Callable[[Counts], Reading]:
    """A reader of a part's share of all listed person-months."""

    def read(counts: Counts) -> Reading:
        whole = counts.listed.sum(axis=-1)
        return share(part(counts.listed), whole, months_together(counts))

    return read


def listed_share_of_person_months(counts: Counts) -> Reading:
    """Listed person-months among all."""
    together = months_together(counts)
    return share(counts.listed.sum(axis=-1), counts.person_months, together)


def records_per_person_month(counts: Counts) -> Reading:
    """Records attached per person and month."""
    rate = divided(counts.records, counts.person_months)
    per_record = divided(_ones(counts.records), counts.person_months)
    return Reading(rate, counts.records, None, per_record)


def median_to_correction(counts: Counts) -> Reading:
    """Median months to correction, other outcomes competing."""
    corrected = cumulative_incidence(counts.spells)[..., CORRECTED, :]
    ended = counts.spells[..., OUTCOMES.index("corrected"), :].sum(axis=-1)
    return functional(median_months(corrected), ended)


def never_corrected(counts: Counts) -> Reading:
    """One minus the incidence of correction at the end of the run."""
    never = 1 - cumulative_incidence(counts.spells)[..., CORRECTED, -1]
    ended = counts.spells[..., 1:, :].sum(axis=(-2, -1))
    events = np.where(np.isnan(never), 0.0, never * ended)
    return Reading(never, events, ended, _ones(ended))


def mean_wrongful_months(counts: Counts) -> Reading:
    """Wrongful months per person who had any."""
    months = np.arange(counts.burden.shape[-1])
    people = counts.burden[..., 1:].sum(axis=-1)
    return functional(divided((counts.burden * months).sum(axis=-1), people), people)


def top_tenth(counts: Counts) -> Reading:
    """Share of wrongful months borne by the most burdened tenth of those who had any."""
    borne = counts.burden[..., 1:]
    months = np.arange(1, counts.burden.shape[-1])
    people = borne.sum(axis=-1)
    so_many_or_more = np.cumsum(borne[..., ::-1], axis=-1)[..., ::-1]
    taken = np.minimum(so_many_or_more, people[..., None] / 10)
    in_the_tenth = taken - np.concatenate([taken[..., 1:], np.zeros_like(taken[..., :1])], axis=-1)
    share = divided((in_the_tenth * months).sum(axis=-1), (borne * months).sum(axis=-1))
    return functional(share, people)


def appeals(event: str, *causes: str) -> Callable[[Counts], Reading]:
    """A reader of one step of redress, for some causes or all."""
    kind = REDRESS_EVENTS.index(event)
    where = [CAUSES.index(name) for name in causes] or slice(None)

    def read(counts: Counts) -> Reading:
        if counts.redress is None:
            nothing = np.full_like(counts.people, np.nan)
            return functional(nothing, _ones(nothing))
        return number(counts.redress[..., kind, where].sum(axis=-1))

    return read
