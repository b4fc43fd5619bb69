"""Element (c): which people and groups are affected, and how unequally."""

from collections.abc import Iterator
from typing import Any

from ostraka.report import sentences, words
from ostraka.report.assessment.content import Element, Gap, Part, Points, Text, gathered
from ostraka.report.assessment.numbers import estimates, given, said, words_table
from ostraka.report.words import name_in_words, say_figure, say_ratio
from ostraka.results import Estimate, Result
from ostraka.results.variance import directions

RATE = "ever_wrongly_listed_per_100k"
MOST_COMPARED = 5


def people(result: Result) -> Element:
    """The element, from the scenario and the run."""
    scenario = result.scenario
    lead = Text(sentences.ever(result.people, result.harm["ever_wrongly_listed"]), is_lead=True)
    return Element(
        "people",
        "(c)",
        "People and groups affected",
        "Which kinds of people and which groups the use is likely to touch in this setting.",
        gathered(lead, _compared(result), _strata(result), _reached(result), _gaps(scenario)),
    )


def _strata(result: Result) -> Iterator[Part]:
    scenario = result.scenario
    rows = [
        (
            name_in_words(name),
            stratum.description or "–",
            given(stratum.share, percent=True),
            name_in_words(stratum.sector),
        )
        for name, stratum in scenario.strata.items()
    ]
    heads = ("stratum", "who this is", "share of the population", "kind of subject")
    yield words_table("The strata of the scenario", heads, rows)
    groups = result.by("stratum")
    rates = [
        (name_in_words(name), say_figure(RATE, table[RATE]), words.unit_of(RATE))
        for name, table in groups.items()
    ]
    yield estimates(result, "Ever wrongly listed, by stratum", "stratum", rates)
    reference = scenario.reference_stratum
    ratios = [
        (name_in_words(name), say_ratio(table[RATE]), "times")
        for name, table in groups.ratio(reference).items()
    ]
    if len(result.jurisdictions) > 1:
        places = [
            (name_in_words(name), say_figure(RATE, table[RATE]), words.unit_of(RATE))
            for name, table in result.by("jurisdiction").items()
        ]
        yield estimates(result, "Ever wrongly listed, by jurisdiction", "jurisdiction", places)
    if ratios:
        caption = f"Against {name_in_words(reference)}"
        yield estimates(result, caption, "stratum", ratios)


def _compared(result: Result) -> Points | None:
    """The strata whose rate is furthest above the reference's, a sentence each."""
    groups, reference = result.by("stratum"), result.scenario.reference_stratum
    ratios = {name: table[RATE] for name, table in groups.ratio(reference).items()}
    if not ratios:
        return None
    rates = {name: table[RATE] for name, table in groups.items()}
    turned = directions(result, RATE)

    def height(name: str) -> float:
        value = ratios[name].value
        return -1.0 if value is None else value

    furthest = sorted(ratios, key=height, reverse=True)[:MOST_COMPARED]
    return Points(
        tuple(
            sentences.compared(
                name,
                reference,
                rates,
                ratios[name],
                (turned[name].turned, turned[name].draws),
            )
            for name in furthest
        )
    )


_OTHERS = {
    "ever_listed_for_others": "listed at some time for what somebody else did",
    "ever_restricted_for_others": "under a restriction at some time because somebody else was listed",
    "people_exposed": "exposed when an agency's copy of the list leaked",
    "people_sanctioned": "under a restriction by some agency at some time",
}


def _reached(result: Result) -> Points | None:
    """Whom the list reaches beside those on it."""
    found = tuple(
        reached(what, said(result, name), result.harm[name])
        for name, what in _OTHERS.items()
        if name in result.figures
    )
    return Points(found) if found else None


def reached(what: str, number: words.Said, estimate: Estimate) -> str:
    """How many invented people something befell."""
    if not estimate.value:
        return f"Nobody was {what}."
    noun = "person was" if number.value == "1" else "people were"
    interval = f" ({number.interval})" if number.interval else ""
    return f"{number.value} {noun} {what}{interval}."


def _gaps(scenario: Any) -> Iterator[Part]:
    if len(scenario.strata) == 1:
        yield Gap(
            "which groups are affected differently: the scenario has one stratum, so nothing can be "
            "compared",
            "the deployer, with those whom the groups concern",
        )
    else:
        yield Gap(
            "which real groups the strata stand for; children, people with disabilities and every "
            "protected characteristic have to be looked at by name",
            "the deployer, with those whom the groups concern",
        )
    without = [name_in_words(n) for n, one in scenario.strata.items() if not one.description]
    if without:
        noun = "stratum" if len(without) == 1 else "strata"
        yield Gap(
            f"who is meant by the {noun} {words.listed(without)}", "whoever made the scenario"
        )
    if scenario.association is None:
        yield Gap(
            "whether families, households or firms bear it as well: the scenario lets an entry reach "
            "nobody else",
            "the deployer",
        )
    if all(stratum.sector != "individual" for stratum in scenario.strata.values()):
        yield Gap(
            "which natural persons stand behind the firms, officials or associations of the scenario",
            "the deployer",
        )
