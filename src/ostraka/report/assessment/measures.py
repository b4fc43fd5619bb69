"""Element (f): what is done when the risks come true, and who answers for it."""

from collections.abc import Iterator
from typing import Any

from ostraka.report import readings, sentences, twin_section, twin_sentences, words
from ostraka.report.assessment.content import Element, Gap, Part, Points, Text, gathered
from ostraka.report.assessment.numbers import after, estimates, given, words_table
from ostraka.report.words import count_of, listed, name_in_words
from ostraka.results import Result
from ostraka.safeguards import names as shipped_names
from ostraka.safeguards import say as say_value


def measures(result: Result) -> Element:
    """The element: redress in the scenario and in the run, safeguards, and what is not there."""
    scenario = result.scenario
    found = list(_measures(scenario))
    steps = readings.redress(result)
    lead = (
        sentences.redress(steps)
        if steps
        else "In this scenario nobody is told of a listing, so no complaint can follow."
    )
    table = words_table("Ways out that the scenario has", ("way", "as the scenario sets it"), found)
    return Element(
        "measures",
        "(f)",
        "Measures when risks come true, governance and complaints",
        "What is done when a harm occurs, who inside is answerable, and where people can complain.",
        gathered(
            Text(lead, is_lead=True),
            Text(_ends(result)),
            table if found else Text("The scenario has no way off the list."),
            _safeguards(result),
            _gaps(scenario),
        ),
    )


def _ends(result: Result) -> str:
    ends = readings.ends(result)
    return "" if ends is None else sentences.ways_out(ends, result.months)


def _measures(scenario: Any) -> Iterator[tuple[str, str]]:
    notice, appeal, review = scenario.notice, scenario.appeal, scenario.review
    if notice is not None:
        yield (
            "Notice",
            f"told at some time: {given(notice.probability, percent=True)}; "
            f"{after(notice.lag_months)}",
        )
    if appeal is not None:
        yield (
            "Appeal",
            f"filed at a hazard of {given(appeal.hazard_per_month)} a month once told; "
            f"{given(appeal.steps, 'steps')} to a decision, which takes "
            f"{given(appeal.review_months, 'months')} on average; allowed against one entry: "
            f"{given(appeal.max_appeals, 'appeals')}",
        )
    if review is not None:
        yield (
            "Correction where the record came from",
            f"{given(review.corrects_source, percent=True)} of records struck",
        )
    audit = scenario.audit
    if audit is not None and audit.ceiling is not None:
        back = ", and its entries end" if audit.rolls_back else ""
        yield (
            "Suspension of a source that errs too often",
            f"above {given(audit.ceiling, percent=True)} found wrong, for "
            f"{given(audit.suspend_months, 'months')}{back}",
        )
    if scenario.repair is not None:
        yield (
            "Repair by deed or payment",
            f"hazard {given(scenario.repair.hazard_per_month)} a month",
        )
    if scenario.pardon is not None:
        yield "Pardon", f"hazard {given(scenario.pardon.hazard_per_month)} a month"
    if scenario.blacklist.term_months is not None:
        yield "End of the term", f"after {given(scenario.blacklist.term_months, 'months')}"
    if scenario.blacklist.is_by_grade:
        yield "The score rises again", "nobody looks at whether the entry was right"
    if scenario.joint_sanctions is not None:
        agencies = scenario.joint_sanctions.agencies.values()
        rows = ("never_drops", "drop_months")
        worst, slowest = (max(getattr(a, name).quantile(1.0) for a in agencies) for name in rows)
        yield (
            "Agencies drop their copies",
            f"on average up to {words.number(slowest)} months after the entry is gone, and up to "
            f"{words.number(100 * worst)} % of copies never, by the agency that is worst at each",
        )


def _safeguards(result: Result) -> Iterator[Part]:
    scenario = result.scenario
    if scenario.composition:
        yield Points(
            tuple(
                f"{words.capital(listed([name_in_words(n) for n in one.safeguards]))}: "
                f"{' › '.join(name_in_words(part) for part in one.path)} from "
                f"{say_value(one.before)} to {say_value(one.after)}."
                for one in scenario.composition
            )
        )
    if result.twin is not None:
        yield from _changed(result)
    others = [name for name in shipped_names() if name not in scenario.safeguards]
    active = len(scenario.safeguards)
    verb = "are" if active > 1 else "is"
    yield Text(
        f"{words.capital(count_of(active, 'safeguard') if active else 'no safeguard')} {verb} at work "
        f"in this run. What another would change is measured, not guessed: run the scenario again with "
        f"one of {listed(others)} (ostraka run FILE --with NAME) and compare, on the same draws."
    )


def _changed(result: Result) -> Iterator[Part]:
    """What they change together, from the twin without them; what is missed stands beside it."""
    found = result.against()
    told = [*twin_section.lead(found), twin_sentences.joint(found), twin_sentences.zero(found)]
    yield Text(" ".join(sentence for sentence in told if sentence))
    yield estimates(
        result,
        "The run without its safeguards, with them, and the paired difference",
        "harm, and last what is missed",
        twin_section.levels(found),
    )


_ABSENT = (
    ("notice", "how people learn that they are listed: the scenario has no notice"),
    ("appeal", "how people can object: the scenario has no appeal"),
    ("review", "by whom and how well an objection is decided: the scenario has no review"),
)


def _gaps(scenario: Any) -> Iterator[Part]:
    for table, what in _ABSENT:
        if getattr(scenario, table) is None:
            yield Gap(what, "the deployer")
    audit = scenario.audit
    if audit is None or audit.ceiling is None:
        yield Gap(
            "at which rate of error the system is stopped: the scenario has no ceiling of errors",
            "the deployer's management",
        )
    if scenario.joint_sanctions is not None:
        yield Gap(
            "who tells the agencies of a correction, by when, and who checks that they act on it",
            "the deployer and each agency",
        )
    yield Gap(
        "what those wrongly listed get for the harm done: no scenario models compensation",
        "the deployer, and the law of the place",
    )
    yield Gap(
        "who inside answers for errors, who decides on changes, and how complaints are counted and "
        "looked at",
        "the deployer's management",
    )
    yield Gap(
        "to whom outside people can turn: an ombudsman, a supervisory authority, a court",
        "the deployer, and the law of the place",
    )
