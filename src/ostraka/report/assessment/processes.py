"""Element (a): the processes in which the system is used, as far as the scenario describes them."""

from collections.abc import Iterator
from typing import Any

from ostraka.core.quantities import PROVENANCE
from ostraka.report import words
from ostraka.report.assessment.content import Element, Gap, Part, Text, gathered
from ostraka.report.assessment.numbers import given, words_table
from ostraka.report.words import count_of, listed, name_in_words

MOST_NAMES = 12
"""So many names are listed; of more, the first ones and how many others there are."""


def processes(scenario: Any) -> Element:
    """The element, from the scenario alone."""
    steps = list(_steps(scenario))
    count = len(steps)
    lead = Text(
        f"The scenario describes {count_of(count, 'step')} from a record to its consequences.",
        is_lead=True,
    )
    table = words_table("The process as the scenario describes it", ("step", "rule"), steps)
    return Element(
        "processes",
        "(a)",
        "The processes in which the system is used",
        "Which of the deployer's processes the system is part of, and whether that is the use it was "
        "made for.",
        gathered(
            lead,
            table,
            _gaps(scenario),
        ),
    )


def names(given_names: list[str]) -> str:
    """Names in words, the first few if there are many."""
    shown = [name_in_words(name) for name in given_names[:MOST_NAMES]]
    rest = len(given_names) - len(shown)
    return listed([*shown, f"{words.number(rest)} more"] if rest else shown)


def _steps(scenario: Any) -> Iterator[tuple[str, str]]:
    yield "What is recorded", _recorded(scenario)
    if text := _unfounded(scenario):
        yield "Records with nothing behind them", text
    if scenario.linking is not None:
        mislink = given(scenario.linking.mislink, percent=True)
        yield "To whom a record is pinned", f"Pinned on somebody else: {mislink} of records."
    if scenario.corroboration is not None:
        yield "Second source", "A record counts only if an independent second source confirms it."
    if _has_score(scenario):
        yield "How it is scored", _score(scenario)
    if scenario.flag is not None:
        yield "Risk flag", _flag(scenario.flag)
    yield "Who is listed", _listing(scenario)
    yield "For how long", _term(scenario)
    if scenario.joint_sanctions is not None:
        yield "Who acts on the list", _agencies(scenario.joint_sanctions.agencies)
    if scenario.association is not None:
        yield "Whom else it reaches", _association(scenario.association)
    if len(scenario.jurisdictions) > 1:
        yield "Where", _where(scenario)
    if scenario.redlist is not None:
        benefits = names(list(scenario.redlist.benefits))
        yield "The list of the well-behaved", f"Those on it are given: {benefits}."


def _recorded(scenario: Any) -> str:
    kinds: dict[str, list[str]] = {}
    for name, category in scenario.categories.items():
        kinds.setdefault(category.kind, []).append(name)
    said = {
        "wrongdoing": "wrongdoing",
        "lawful": "lawful conduct",
        "protected": "protected conduct",
        "merit": "deeds of merit, which are rewarded",
    }
    return (
        ". ".join(
            words.capital(f"{said.get(kind, kind)}: {names(found)}")
            for kind, found in kinds.items()
        )
        + "."
    )


_SOURCES = {
    "clerical": "slips of clerks and registers",
    "automated_inference": "wrong inferences of a machine",
    "malicious_report": "false reports by others",
    "fabrication": "records invented by officials",
}
_OTHERS = {
    "quota": "officials who invent records to meet a quota",
    "informants": "paid reports, some of them about nothing",
    "averaging": "a yearly income averaged over months in which it was not earned",
}


def _unfounded(scenario: Any) -> str:
    found = []
    if scenario.unfounded is not None:
        found = [
            text for name, text in _SOURCES.items() if getattr(scenario.unfounded, name) is not None
        ]
    found += [text for name, text in _OTHERS.items() if getattr(scenario, name, None) is not None]
    return f"{words.capital(listed(found))}." if found else ""


def _has_score(scenario: Any) -> bool:
    return scenario.blacklist.threshold is not None or scenario.grades is not None


def _score(scenario: Any) -> str:
    score = scenario.score
    parts = [f"Everybody starts at {given(score.start, 'points')}"]
    if score.record_life_months is not None:
        parts.append(f"a record expires after {given(score.record_life_months, 'months')}")
    if score.recovers:
        parts.append(f"each month gives back {given(score.recovery_points, 'points')}")
    text = "; ".join(parts) + "."
    if scenario.grades is not None:
        lowest = [*scenario.grades.lowest, scenario.grades.last]
        text += f" Grades, best first: {', '.join(lowest)}."
    return text


def _flag(rules: Any) -> str:
    return (
        f"It claims {name_in_words(rules.claims)}, every {given(rules.every_months, 'months')}; it is "
        f"raised for {given(rules.sensitivity, percent=True)} of those who did it, and left out for "
        f"{given(rules.specificity, percent=True)} of those who did not."
    )


def triggers(scenario: Any) -> list[str]:
    """Kinds of conduct of which one record lists."""
    found = []
    for name, category in scenario.categories.items():
        if category.trigger:
            found.append(name)
        for degree, severity in (category.severities or {}).items():
            if severity.trigger:
                found.append(f"{name} ({degree})")
    return found


def _listing(scenario: Any) -> str:
    ways = []
    if scenario.blacklist.threshold is not None:
        ways.append(f"whoever has a score below {given(scenario.blacklist.threshold)}")
    if found := triggers(scenario):
        ways.append(f"whoever has one record of {names(found)}")
    if scenario.flag is not None:
        ways.append("whoever is flagged, if a clerk acts on the flag")
    ways = ways or ["nobody: no rule lists"]
    public = " The list is public." if scenario.blacklist.public else ""
    return f"{words.capital('; '.join(ways))}.{public}"


def _term(scenario: Any) -> str:
    if scenario.blacklist.term_months is not None:
        text = f"{given(scenario.blacklist.term_months, 'months')}"
        restart = "; a new reason starts the term again"
        return f"{text}{restart if scenario.blacklist.renewal == 'restart' else ''}."
    if scenario.blacklist.is_by_grade:
        leave = scenario.blacklist.exit_at
        back = "the threshold" if leave is None else given(leave, "points")
        return f"Until the score is back at {back}."
    return "Without end, unless something else ends it."


def _agencies(agencies: Any) -> str:
    restrictions = [name for agency in agencies.values() for name in agency.restrictions]
    count = count_of(len(agencies), "agency", "agencies")
    verb = "copies" if len(agencies) == 1 else "copy"
    return (
        f"{words.capital(count)} {verb} it: {names(list(agencies))}. Denied or imposed: "
        f"{names(list(dict.fromkeys(restrictions)))}."
    )


def _where(scenario: Any) -> str:
    places = list(scenario.jurisdictions)
    own = {
        name: sorted(set(place.rules) - set(PROVENANCE))
        for name, place in scenario.jurisdictions.items()
        if set(place.rules) - set(PROVENANCE)
    }
    text = f"In {count_of(len(places), 'jurisdiction')}: {names(places)}."
    if not own:
        return f"{text} The same rules hold in all."
    tables = sorted({table for found in own.values() for table in found})
    where = "all of them" if len(own) == len(places) else names(list(own))
    return f"{text} Local rules that this table does not show: {names(tables)}, in {where}."


def _association(rules: Any) -> str:
    whom = {
        "share": "the other members of the household",
        "representative_share": "the person who signs for a firm, and the firm for that person",
        "collective_share": "everybody else of the neighbourhood (cell)",
    }
    found = [
        f"{text} (share of the points: {given(getattr(rules, name), percent=True)})"
        for name, text in whom.items()
        if getattr(rules, name).quantile(1.0) > 0
    ]
    text = f"Points of an entry reach {listed(found)}." if found else ""
    if rules.restrictions:
        text += (
            f" While somebody is listed, the household is under: {names(list(rules.restrictions))}."
        )
    return text.strip() or "Nobody: every share is 0 and no restriction is named."


def _gaps(scenario: Any) -> Iterator[Part]:
    yield Gap(
        "whose processes these are: the unit that runs the system, its staff, and the decisions that "
        "rest on it",
        "the deployer",
    )
    yield Gap(
        "the purpose and the conditions of use that the provider states, and whether this use keeps to "
        "them",
        "the provider in its instructions for use, and the deployer",
    )
    yield Gap("the legal basis of each step above", "the deployer's legal service")
    if scenario.joint_sanctions is None:
        yield Gap(
            "what follows from being on the list: the scenario names no agency and no restriction",
            "the deployer, and whoever receives the list",
        )
    without = [name for name, one in scenario.categories.items() if not one.description]
    if without:
        yield Gap(
            f"what the rules mean by {names(without)}: the scenario gives a name and no description",
            "the deployer, from its rulebook",
        )
