"""Element (b): for how long and how often the system is used."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ostraka.report import words
from ostraka.report.assessment.content import Element, Gap, Part, Text, gathered
from ostraka.report.assessment.numbers import YEAR, estimates, given, words_table
from ostraka.report.words import count_of, say
from ostraka.results import Estimate, Result


def period(result: Result) -> Element:
    """The element, from the scenario and the run."""
    scenario = result.scenario
    rates = [
        ("Records", yearly(result.harm["records_per_person_month"]), "per 1,000 people a year"),
        ("Entries on the list", entries_a_year(result), "per 1,000 people a year"),
        ("On the list in the last month", result.harm["listed_share_at_end"], "% of people"),
    ]
    rows = [
        (name, say(one, "undefined", 100 if unit.startswith("%") else 1), unit)
        for name, one, unit in rates
    ]
    rhythm = list(_rhythm(scenario))
    return Element(
        "period",
        "(b)",
        "Period and frequency of use",
        "Over what time, and how often, the system is meant to be used.",
        gathered(
            Text(how_often(result), is_lead=True),
            estimates(result, "How often it acts, in the run", "what", rows),
            words_table("The rhythm that the scenario sets", ("step", "how often"), rhythm),
            _gaps(scenario),
        ),
    )


def yearly(per_month: Estimate) -> Estimate:
    """A rate a person and month as a rate per 1,000 people and year."""
    return scaled(per_month, 1_000 * YEAR)


def entries_a_year(result: Result) -> Estimate:
    """Entries per 1,000 people and year."""
    return scaled(result.quotient("entries", "people"), 1_000 * YEAR / result.months)


def scaled(one: Estimate, factor: float) -> Estimate:
    """An estimate in another unit."""

    def times(number: float | None) -> float | None:
        return None if number is None else number * factor

    return replace(
        one,
        value=times(one.value),
        low=times(one.low),
        high=times(one.high),
        parameter_low=times(one.parameter_low),
        parameter_high=times(one.parameter_high),
    )


def how_often(result: Result) -> str:
    """Length of the run, and how many people it lists a year."""
    run = (
        f"The run covers {count_of(result.months, 'month')} in steps of one month, for "
        f"{count_of(result.people, 'invented person', 'invented people')}."
    )
    found = entries_a_year(result)
    if not found.value:
        return f"{run} Nobody was entered on the list."
    said = say(found, "")
    noun = "entry" if said.value == "1" else "entries"
    interval = f" ({said.interval})" if said.interval else ""
    return f"{run} The list takes in {said.value} {noun} per 1,000 people a year{interval}."


def _rhythm(scenario: Any) -> Iterator[tuple[str, str]]:
    yield "Records are counted and the list is drawn up", "every month"
    rounds = (
        ("flag", "every_months", "Risk flags are raised"),
        ("audit", "every_months", "Entries are audited by sample"),
        ("attention", "epoch_months", "Attention is spread anew"),
    )
    for table, field, name in rounds:
        rules = getattr(scenario, table, None)
        if rules is not None:
            yield name, f"every {given(getattr(rules, field), 'months')}"
    if scenario.blacklist.term_months is not None:
        yield "An entry lasts", given(scenario.blacklist.term_months, "months")
    if _has_points(scenario) and scenario.score.record_life_months is not None:
        yield "A record lasts", given(scenario.score.record_life_months, "months")


def _has_points(scenario: Any) -> bool:
    return scenario.blacklist.threshold is not None or scenario.grades is not None


def _gaps(scenario: Any) -> Iterator[Part]:
    yield Gap(
        "from when to when the system is to be used, and when that is decided anew; the run's "
        f"{words.count_of(scenario.months, 'month')} are a length of observation and no plan",
        "the deployer",
    )
    yield Gap(
        "how many people the real system decides on, and how often in a year; the frequencies above are "
        "those of the scenario",
        "the deployer, from its own plans or the counts of a pilot",
    )
    ends = scenario.blacklist.term_months is not None or scenario.blacklist.is_by_grade
    if not ends:
        yield Gap(
            "when an entry ends: the scenario gives no term and no score at which it is left",
            "whoever makes the rules",
        )
