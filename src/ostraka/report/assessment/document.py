"""The assessment of a saved run, as content that every renderer writes out."""

from ostraka.report import sentences
from ostraka.report.assessment.automated import automated
from ostraka.report.assessment.basis import basis, before_use, completeness, notice
from ostraka.report.assessment.content import Assessment, numbered
from ostraka.report.assessment.measures import measures
from ostraka.report.assessment.oversight import oversight
from ostraka.report.assessment.people import people
from ostraka.report.assessment.period import period
from ostraka.report.assessment.processes import processes
from ostraka.report.assessment.risks import risks
from ostraka.report.assessment.social_scoring import social_scoring
from ostraka.results import Result


def assessment(result: Result) -> Assessment:
    """The six elements of Art. 27(1), the two sets of indicators, and what the numbers rest on.

    Source: Regulation (EU) 2024/1689, Art. 27(1) to (4) and 5(1)(c); Regulation (EU) 2016/679, Art. 22;
    in our words. What neither the scenario nor the run says is a gap, never filled.
    """
    scenario = result.scenario
    elements = numbered(
        [
            processes(scenario),
            period(result),
            people(result),
            risks(result),
            oversight(result),
            measures(result),
            social_scoring(result),
            automated(result),
            basis(result),
            before_use(),
        ]
    )
    harm = result.harm
    headline = sentences.headline(harm["wrongful_share_of_listed"], harm["listed_person_months"])
    gaps = sum(len(element.gaps) for element in elements)
    with_gaps = sum(bool(element.gaps) for element in elements)
    return Assessment(
        title=scenario.title,
        question=" ".join(scenario.purpose.split()),
        notice=notice(result),
        headline=headline,
        summary=(
            sentences.how_to_read(result.months, with_assumptions=result.spans_assumptions),
            completeness(gaps, with_gaps),
        ),
        facts=_facts(result),
        elements=elements,
        footer=_footer(result),
    )


def _facts(result: Result) -> tuple[tuple[str, str], ...]:
    facts = [
        ("people, all invented", f"{result.people:,}"),
        ("month" if result.months == 1 else "months", f"{result.months:,}"),
        ("replicate" if result.replicates == 1 else "replicates", f"{result.replicates:,}"),
    ]
    if result.parameter_draws:
        facts.append(("draws of the assumptions", f"{result.parameter_draws:,}"))
    return (*facts, ("seed", str(result.seed)))


def _footer(result: Result) -> str:
    version = str(result.about.get("ostraka", ""))
    fingerprint = str(result.about.get("scenario_sha256", ""))[:16]
    made = f"Made by Ostraka {version}".strip()
    text = f"{made}, a laboratory for the harm done by blacklists, on synthetic people only."
    if fingerprint:
        text += (
            f" Scenario {fingerprint}, seed {result.seed}: the same run gives the same document."
        )
    return text
