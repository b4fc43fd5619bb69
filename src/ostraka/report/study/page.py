"""The page of a study: one HTML file that asks nothing of any other place."""

from typing import Any

import ostraka
from ostraka.report import sentences as common
from ostraka.report.study import later, robust, sections, tables
from ostraka.report.templates import rendered
from ostraka.studies.ceilings import Ceiling
from ostraka.studies.compare import Comparison


def page(found: Comparison, ceiling: Ceiling | None = None) -> str:
    """The whole page as text; the same bytes for the same comparison."""
    return rendered("study/study.html", "study/study.css", **_content(found, ceiling))


def _content(found: Comparison, ceiling: Ceiling | None) -> dict[str, Any]:
    base, added = later.numbers(found)
    own = [number for group in base for number in group.numbers]
    every = [*own, *(number for group in added for number in group.numbers)]
    sourced = sum(number.is_sourced for number in every)
    defaults = sum(number.is_default for number in every)
    uncertain = sum(number.is_uncertain for number in every)
    assumed = len(every) - sourced - defaults
    return {
        "title": found.title,
        "purpose": found.purpose,
        "scenario": found.study.base,
        "opening": sections.opening(found),
        "facts": later.facts(found),
        "sections": [
            *sections.other_harms(found),
            *sections.both_worlds(found),
            sections.by_cause(found),
            sections.who(found),
            later.ranking(found),
            robust.section(found),
            *later.ceiling(found, ceiling),
            later.run(found),
        ],
        "told": later.told(found),
        "moved": later.moved(found),
        "levels": tables.levels(found),
        "base": base,
        "added": added,
        "uncertain": uncertain,
        "provenance": common.provenance(sourced, assumed, uncertain, defaults),
        "limits": later.limits(found, assumed),
        "seed": found.seed,
        "version": ostraka.__version__,
    }
