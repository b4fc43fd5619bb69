"""Indicators for Art. 5(1)(c): treatment in unrelated contexts, and severity against gravity."""

import math
from collections.abc import Iterator
from typing import Any

from ostraka.core.quantities import Quantity
from ostraka.report import words
from ostraka.report.assessment.content import Element, Gap, Part, Text, gathered
from ostraka.report.assessment.numbers import (
    estimates,
    given,
    highest,
    lowest,
    percent,
    share_of,
    totals,
    with_unit,
    words_table,
)
from ostraka.report.assessment.processes import names
from ostraka.report.words import count_of, listed, name_in_words, number, say
from ostraka.results import Estimate, Result


def social_scoring(result: Result) -> Element:
    """The two indicators, one after the other."""
    scenario = result.scenario
    return Element(
        "social-scoring",
        "",
        "Indicators for Art. 5(1)(c): social scoring",
        "The ban concerns judging people over time by how they behave or what they are like, where the "
        "result is held against them in settings that have nothing to do with where the data arose, or "
        "more harshly than what they did would justify. The numbers below bear on both; whether the ban "
        "applies they cannot say.",
        gathered(
            Text("Treatment in unrelated contexts.", is_lead=True),
            _contexts(result),
            Text("Severity against gravity.", is_lead=True),
            _gravity(scenario),
            _severity(result),
            Text(without_wrongdoing(result.harm["wrongful_share_of_listed"])),
            Text(lawful(scenario, result.harm["lawful_conduct_share_of_listed"])),
            Gap(
                "whether this is an AI system in the sense of the law that judges people over a period "
                "of time, or a lawful evaluation for one specific purpose",
                "the deployer's legal service, in the end a court",
            ),
            Gap(
                "what aim each restriction serves, and which milder means would do",
                "whoever makes the rules",
            ),
        ),
    )


def _contexts(result: Result) -> Iterator[Part]:
    rules = result.scenario.joint_sanctions
    if rules is None:
        yield Gap(
            "in which contexts people are treated worse: the scenario names no agency that acts on the "
            "list",
            "the deployer, and whoever receives the list",
        )
        return
    agencies = rules.agencies
    other = [name for name, agency in agencies.items() if not agency.same_purpose]
    places = [list(agencies).index(name) for name in other]
    share = share_of(totals(result, "tally_copies", agency=places), totals(result, "tally_copies"))
    yield Text(unrelated(len(other), len(agencies), share))
    rows = [
        (
            name_in_words(name),
            agency.purpose or "not said",
            "yes" if agency.same_purpose else "no",
            names(list(agency.restrictions)),
        )
        for name, agency in agencies.items()
    ]
    heads = ("agency", "what it is for", "same purpose as the entry", "what it denies or imposes")
    yield words_table("Who acts on the list, and for what", heads, rows)
    silent = [name_in_words(n) for n, agency in agencies.items() if not agency.purpose]
    if silent:
        yield Gap(
            f"what these agencies are for: {listed(silent)}", "the deployer, with each agency"
        )
    if other:
        yield Gap(
            f"how far the purpose of these is from the one for which entries are made: {names(other)}; "
            "the scenario does not say that they share it, so they count as acting for another",
            "the deployer, with each agency",
        )
    yield Gap(
        "in which context each kind of record first arose; the scenario names the conduct, not the "
        "register that it comes from",
        "the deployer",
    )


def unrelated(other: int, agencies: int, share: Estimate) -> str:
    """How many agencies act for another purpose, and how much of what is copied they hold.

    Copies are alike, one agency holding one entry for one month, so they may be added up;
    restrictions are not, and each stands alone.
    """
    which = count_of(agencies, "agency", "agencies")
    if other == 0:
        act = "acts" if agencies == 1 else "act"
        start = "The" if agencies == 1 else "All"
        return f"{start} {which} {act} for the purpose for which entries are made."
    if share.value is None:
        held = "no copy was held in the run"
    elif other == agencies:
        held = "so whatever is copied is used outside the purpose for which entries are made"
    else:
        said = say(share, "", 100)
        hold = "holds" if other == 1 else "hold"
        interval = f" ({said.interval})" if said.interval else ""
        held = (
            f"{'it' if other == 1 else 'they'} {hold} {said.value} of every 100 copies, month by "
            f"month{interval}"
        )
    verb = "acts" if other == 1 else "act"
    of_all = f"Of {which}, {number(other)}" if other < agencies else f"All {which}"
    if agencies == 1:
        of_all = "The one agency"
    return f"{of_all} {verb} for another purpose than the entry; {held}."


def _gravity(scenario: Any) -> Iterator[Part]:
    rows = [(name, kind, cost, steps) for name, kind, cost, steps in gravity_rows(scenario)]
    heads = ("conduct", "what it is", "what one record costs", "records of it alone that list")
    yield words_table("Gravity, as the rules weigh it", heads, rows)
    if scenario.blacklist.threshold is not None:
        yield Text(
            "How many records list is counted from the score at the start, with nothing else on record, "
            f"for the stratum {name_in_words(scenario.reference_stratum)}, by the rules of the scenario "
            "at its central values; a range of points gives a range."
        )
    yield Text(one_for_all(scenario))


def gravity_rows(scenario: Any) -> Iterator[tuple[str, str, str, str]]:
    """Each kind of conduct that is punished: its name, kind, cost, and how many records list."""
    stratum = scenario.reference_stratum
    flagged = scenario.flag.claims if scenario.flag is not None else None
    for name, category in scenario.categories.items():
        if category.kind == "merit":
            continue
        degrees = category.severities or {"": category}
        for degree, one in degrees.items():
            label = name_in_words(name) + (f" ({name_in_words(degree)})" if degree else "")
            points = _of(one.points, stratum)
            costs = [given(points, "points")] if highest(points) > 0 else []
            if one.trigger:
                costs.append("a place on the list" + _for_whom(one.trigger))
            if name == flagged:
                costs.append("a risk flag may claim it")
            lists = records_that_list(scenario, one, points)
            yield label, name_in_words(category.kind), listed(costs) or "nothing", lists


def _of(quantity: Quantity, stratum: str) -> Quantity:
    return quantity if quantity.by_stratum is None else quantity.by_stratum[stratum]


def _for_whom(trigger: Any) -> str:
    if isinstance(trigger, list):
        return f" (for {listed([name_in_words(name) for name in trigger])})"
    return ""


def records_that_list(scenario: Any, one: Any, points: Quantity) -> str:
    """How many records of one kind alone put somebody on the list who stands at the start score.

    From score.start, blacklist.threshold at their central values for the reference stratum: the least
    n with start − n × points < threshold; a range of points gives a range.
    """
    stratum = scenario.reference_stratum
    if one.trigger is True or (one.trigger and stratum in one.trigger):
        return "1"
    threshold = scenario.blacklist.threshold
    if threshold is None or highest(points) <= 0:
        return "none do"
    room = float(scenario.score.start) - threshold.of(stratum)
    floor = scenario.score.floor
    if floor is not None and float(floor) >= threshold.of(stratum):
        return "none do: the score has a floor"
    if room < 0:
        return "0: the start lies below the threshold"
    ends = [highest(points), lowest(points)]
    few, many = (math.floor(room / p) + 1 if p > 0 else None for p in ends)
    if many is None:
        return f"{few} or more"
    return str(few) if few == many else f"{few} to {many}"


def one_for_all(scenario: Any) -> str:
    """Whether the consequences follow the gravity at all."""
    rules = scenario.joint_sanctions
    if scenario.blacklist.is_by_grade:
        length = "How long somebody stays follows the score, so a graver record can last longer"
    elif scenario.blacklist.term_months is not None:
        months = given(scenario.blacklist.term_months, "months")
        length = f"The term is the same for every kind of conduct, {months}"
    else:
        length = "The scenario sets no end to a listing, whatever the conduct"
    if rules is None:
        return f"{length}; what follows from the list the scenario does not say."
    kind = "agency" if len(rules.agencies) == 1 else "agencies"
    return (
        f"{length}. What the {kind} may do does not depend on which record listed somebody: the same "
        "restrictions stand open against the lightest and the gravest."
    )


def _severity(result: Result) -> Iterator[Part]:
    entries = result.harm["entries"].value
    if not entries:
        yield Text("There was no entry in the run, so there is no severity to measure.")
        return
    per_entry = result.quotient("listed_person_months", "entries")
    yield Text(months_per_entry(per_entry))
    rules = result.scenario.joint_sanctions
    rows = [("On the list", say(per_entry, "undefined"), "months per entry")]
    if rules is not None:
        rows += [
            (
                words.capital(name),
                say(result.quotient(f"restriction_months.{name}", "entries"), "undefined"),
                "months per entry",
            )
            for name in rules.restriction_names
        ]
    yield estimates(result, "Severity: what an entry comes to, on average", "consequence", rows)
    if rules is not None:
        yield Text(
            "A restriction that several agencies impose counts once. Months of unlike restrictions are "
            "not added up: which weighs more is not for a count to say."
        )
    yield Gap(
        "how many months each kind of conduct comes to: the run counts entries, not the record that "
        "each rests on",
        "whoever runs the scenario, with one kind of conduct at a time",
    )


def months_per_entry(one: Estimate) -> str:
    """How long an entry lasts on average, within the run."""
    said = say(one, "undefined")
    noun = "month" if said.value == "1" else "months"
    return f"Within the run an entry comes to {with_unit(said, noun)} on the list on average."


def without_wrongdoing(share: Estimate) -> str:
    """Treatment that no conduct of one's own justifies even by the rules themselves."""
    if share.value is None:
        return "Nobody was listed, so nothing was held against anybody."
    if share.value == 0:
        return "No listed month was held against anybody without wrongdoing of their own."
    return (
        f"Of the listed person-months, {percent(share)} are not justified by the rules' own measure: "
        "no wrongdoing of the person's own would have led to them."
    )


def lawful(scenario: Any, share: Estimate) -> str:
    """Whether lawful conduct is punished, and how many listed months come of it."""
    kinds = [
        name_in_words(name)
        for name, category in scenario.categories.items()
        if category.kind in ("lawful", "protected")
    ]
    if not kinds:
        return "The scenario punishes no lawful or protected conduct."
    if share.value is None:
        came = "nobody was listed in the run"
    elif share.value == 0:
        came = "in the run no listed month came of it alone"
    else:
        came = f"of the listed person-months, {percent(share)} come of it alone"
    return f"The rules record lawful or protected conduct ({listed(kinds)}); {came}."


__all__ = ["gravity_rows", "records_that_list", "social_scoring", "unrelated"]
