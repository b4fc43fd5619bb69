"""The page: one HTML file that asks nothing of any other place."""

from pathlib import Path
from typing import Any

from ostraka.core.files import put
from ostraka.evidence import CaseResult
from ostraka.report import (
    cascade_section,
    case_section,
    context_sections,
    harm_sections,
    life_section,
    measures,
    safeguard_section,
    sentences,
    spread,
    survival_section,
)
from ostraka.report.assumptions import Group, assumptions
from ostraka.report.blocks import Section
from ostraka.report.templates import rendered
from ostraka.results import Life, Result


def page(result: Result, comparison: CaseResult | None = None, *, with_story: bool = False) -> str:
    """The whole page as text; the same bytes for the same result.

    ``with_story`` replays one invented person's months, which takes a cell or a few, and the first
    time the compilation of each pass alone.
    """
    groups = assumptions(result.scenario)
    life = life_section.typical_life(result) if with_story else None
    return rendered("page.html", **_content(result, groups, comparison, life))


def _content(
    result: Result, groups: list[Group], comparison: CaseResult | None, life: Life | None
) -> dict[str, Any]:
    if comparison is None:
        line, below, block = harm_sections.harm(result)
    else:
        line, below, block = case_section.opening(comparison)
    numbers = [number for group in groups for number in group.numbers]
    sourced = sum(number.is_sourced for number in numbers)
    uncertain = sum(number.is_uncertain for number in numbers)
    defaults = sum(number.is_default for number in numbers)
    assumed = len(numbers) - sourced - defaults
    return {
        "scenario": result.scenario,
        "headline": line,
        "below": below,
        "harm": block,
        "facts": _facts(result),
        "sections": _sections(result, comparison, life),
        "groups": groups,
        "uncertain": uncertain,
        "provenance": sentences.provenance(sourced, assumed, uncertain, defaults),
        "limits": context_sections.limits(result, assumed),
        "version": str(result.about.get("ostraka", "")),
        "state": str(result.about.get("state", "")),
        "fingerprint": str(result.about.get("scenario_sha256", ""))[:16],
    }


def _sections(result: Result, comparison: CaseResult | None, life: Life | None) -> list[Section]:
    """What follows the harm, in the order of the page; what a scenario has not is left out."""
    if comparison is None:
        opening = [harm_sections.causes(result), harm_sections.who(result)]
    else:
        # the strata of a case are streams of cases: nobody "carries" what befalls a stream
        opening = [case_section.facts(comparison), harm_sections.causes(result)]
    every = [
        context_sections.grades(result),
        *opening,
        survival_section.how_long(result),
        cascade_section.cascade(result),
        None if life is None else life_section.story(result, life),
        *safeguard_section.safeguards(result),
        measures.measures(result),
        context_sections.missed(result),
        context_sections.uncertainty(result),
        spread.section(result),
        context_sections.order(result),
    ]
    return [section for section in every if section is not None]


def _facts(result: Result) -> list[tuple[str, str]]:
    """How the run was made: name and number."""
    facts = [
        ("people, all invented", f"{result.people:,}"),
        ("month" if result.months == 1 else "months", f"{result.months:,}"),
        (
            "stratum" if len(result.scenario.strata) == 1 else "strata",
            f"{len(result.scenario.strata)}",
        ),
        ("replicate" if result.replicates == 1 else "replicates", f"{result.replicates:,}"),
    ]
    if result.parameter_draws:
        facts.append(("draws of the assumptions", f"{result.parameter_draws:,}"))
    return [*facts, ("seed", str(result.seed))]


def write(
    result: Result,
    path: str | Path,
    comparison: CaseResult | None = None,
    *,
    with_story: bool = False,
) -> Path:
    """Write the page to ``path``, whole or not at all.

    Raises
    ------
    OutputError
        If it cannot be written there.
    """
    return put(Path(path), page(result, comparison, with_story=with_story).encode())
