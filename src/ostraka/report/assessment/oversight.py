"""Element (e): human oversight before and after a listing."""

from collections.abc import Iterator
from typing import Any

from ostraka.report.assessment.content import Element, Gap, Part, Text, gathered
from ostraka.report.assessment.numbers import given, highest, lowest, said, with_unit, words_table
from ostraka.report.words import count_of, listed, name_in_words
from ostraka.results import Result

_RECOGNISED = {
    "error": "errors",
    "association": "listings for the acts of others",
    "lawful_conduct": "listings for lawful conduct",
}


def oversight(result: Result) -> Element:
    """The element: each step at which a person looks, how well, and what it did in the run."""
    steps = list(_steps(result))
    table = words_table(
        "Where a person looks",
        ("step", "as the scenario sets it", "what it did in the run"),
        steps,
    )
    return Element(
        "oversight",
        "(e)",
        "Human oversight",
        "How people watch over the system in practice, as the instructions for use foresee it.",
        gathered(
            Text(how_many(len(steps)), is_lead=True),
            table if steps else None,
            _gaps(result.scenario),
        ),
    )


def how_many(steps: int) -> str:
    """At how many steps a person looks."""
    if not steps:
        return "In this scenario no person looks at a case at any step."
    return f"In this scenario a person looks at {count_of(steps, 'step')}."


def recognised(rules: Any) -> str:
    """Which wrongs somebody who looks may put right."""
    return listed([_RECOGNISED[kind] for kind in rules.recognises])


def clerk_looks(rules: Any) -> bool:
    """Whether a clerk can drop a false flag, or may choose not to act on one, in any stratum."""
    can_drop = highest(rules.check_recognises_false) > 0
    return can_drop or lowest(rules.discretion) < 1


def _steps(result: Result) -> Iterator[tuple[str, str, str]]:
    scenario = result.scenario
    if scenario.flag is not None and clerk_looks(scenario.flag):
        rules = scenario.flag
        yield (
            "A clerk checks a risk flag before it lists",
            f"drops a false flag: {given(rules.check_recognises_false, percent=True)}; keeps a true "
            f"one: {given(rules.check_keeps_true, percent=True)}; acts on what is kept: "
            f"{given(rules.discretion, percent=True)}",
            "not counted apart",
        )
    if scenario.hearing is not None:
        yield (
            "A hearing before the listing",
            f"held: {given(scenario.hearing.attendance, percent=True)}; {_accuracy(scenario.hearing)}",
            _told(result, "wrongful_listings_averted_at_hearing", "of wrongful listings averted"),
        )
    if scenario.appeal is not None and scenario.review is not None:
        yield (
            "A reviewer decides an appeal",
            _accuracy(scenario.review),
            _told(result, "appeals_upheld", "appeals upheld"),
        )
    if scenario.audit is not None:
        rules = scenario.audit
        yield (
            "An audit looks at a sample of entries",
            f"sample: {given(rules.sample_share, percent=True)}, every "
            f"{given(rules.every_months, 'months')}; {_accuracy(rules)}",
            _told(result, "audited_entries_struck", "of audited entries struck"),
        )


def _accuracy(rules: Any) -> str:
    return (
        f"recognises a wrong that it may put right: {given(rules.sensitivity, percent=True)}; leaves "
        f"any other standing: {given(rules.specificity, percent=True)}; may put right "
        f"{recognised(rules)}"
    )


def _told(result: Result, name: str, what: str) -> str:
    if name not in result.figures or result.harm[name].value is None:
        return "nothing to look at in the run"
    unit = f"% {what}" if result.figures[name].unit.startswith("share of ") else what
    return with_unit(said(result, name), unit)


def _gaps(scenario: Any) -> Iterator[Part]:
    before = scenario.hearing is not None or (
        scenario.flag is not None and clerk_looks(scenario.flag)
    )
    if not before:
        yield Gap(
            "who looks at a case before somebody is listed: in this scenario nobody does",
            "the deployer",
        )
    if scenario.appeal is None or scenario.review is None:
        yield Gap(
            "who looks at a case once somebody objects: the scenario has no appeal that is reviewed",
            "the deployer",
        )
    if scenario.audit is None:
        yield Gap(
            "who looks at the list as a whole, unasked: the scenario has no audit", "the deployer"
        )
    if scenario.flag is not None and not clerk_looks(scenario.flag):
        yield Gap(
            f"who checks a flag of {name_in_words(scenario.flag.claims)}: in this scenario every flag "
            "lists as it comes",
            "the deployer",
        )
    yield Gap(
        "who these people are: their number, training, time a case, and whether they may overrule and "
        "stop the system",
        "the deployer",
    )
    yield Gap(
        "which measures of oversight the instructions for use ask for, and how each is carried out",
        "the provider and the deployer",
    )
