"""The ODD document of a scenario: the model's description in seven elements, from declarations.

Source: Grimm et al. 2020, "The ODD protocol for describing agent-based and other simulation models: a
second update", JASSS 23(2) 7, doi 10.18564/jasss.4259. Nothing here is written by hand for a
scenario: what a mechanism does not declare is not in the document, and the tests refuse it.
"""

from collections.abc import Iterator
from typing import Any

import ostraka
from ostraka.core.clock import NEVER
from ostraka.core.declarations import PHASES, Column
from ostraka.core.units import unit_of
from ostraka.engine import Schedule, schedule_for
from ostraka.population.ledgers import LEDGER_WORDS, LEDGERS
from ostraka.report import odd_concepts, odd_submodels
from ostraka.report.assumptions import assumptions
from ostraka.report.markdown import choices, table
from ostraka.results.labels import labels
from ostraka.safeguards import say
from ostraka.scenario import jurisdictions, load

_ELEMENTS = (
    "Purpose and patterns",
    "Entities, state variables and scales",
    "Process overview and scheduling",
    "Design concepts",
    "Initialization",
    "Input data",
    "Submodels",
)


def odd(scenario: Any) -> str:
    """The ODD document of a scenario, in Markdown.

    Parameters
    ----------
    scenario : Scenario, str or Path
        A scenario, a file, or the name of a shipped one.
    """
    given = scenario if hasattr(scenario, "strata") else load(scenario)
    schedule = schedule_for(given)
    parts = (
        _purpose(given, schedule),
        _entities(given, schedule),
        _overview(schedule),
        odd_concepts.concepts(given, schedule),
        _initialization(given, schedule),
        _input(given),
        odd_submodels.submodels(schedule),
    )
    lines = list(_head(given))
    for number, (title, part) in enumerate(zip(_ELEMENTS, parts, strict=True), start=1):
        lines += ["", f"## {number} {title}", "", *part]
    return "\n".join(lines) + "\n"


def _head(scenario: Any) -> Iterator[str]:
    yield f"# ODD: {scenario.title}"
    yield ""
    yield (
        "The description of this model after the ODD protocol (Overview, Design concepts, Details; "
        "Grimm et al. 2020, doi 10.18564/jasss.4259), written by "
        f"Ostraka {ostraka.__version__} from the declarations of the passes that this scenario runs. "
        "All people in it are invented; it describes no real person and certifies no real system."
    )


def _purpose(scenario: Any, schedule: Schedule) -> Iterator[str]:
    yield " ".join(scenario.purpose.split())
    yield ""
    yield (
        "In general: to measure, for a described system of records, scores and lists, who is harmed, "
        "how much, for how long and through which mechanism, and what a safeguard changes."
    )
    yield ""
    yield (
        "**Patterns.** The model is held against closed forms, limits and exact identities, each a test; "
        "every pass equals, to the integer, a second program written differently. The figures of "
        "documented systems that it is held against are listed by `ostraka cases`. Sources and "
        "known answers stand beside each submodel below."
    )
    if scenario.limits:
        yield ""
        yield "**What this scenario leaves out.**"
        yield ""
        yield from (f"- {limit}" for limit in scenario.limits)


def _entities(scenario: Any, schedule: Schedule) -> Iterator[str]:
    places = jurisdictions(scenario)
    size = schedule.cell_size
    cells = sum(-(-place.people // size) for place in places)
    yield from table(
        ("entity", "what it is", "how many"),
        [
            (
                "subject",
                "an invented person, firm, official or association; one place in a cell",
                f"{scenario.people:,}",
            ),
            (
                "household",
                "1 to 8 subjects of one cell (for firms: a group)",
                "drawn, see element 5",
            ),
            (
                "stratum",
                "part of the population that differs in conduct, exposure, confusability or redress",
                ", ".join(scenario.strata),
            ),
            (
                "cell",
                f"{size:,} places; what subjects do to each other happens inside one",
                f"{cells:,}",
            ),
            (
                "jurisdiction",
                "cells under one rulebook",
                ", ".join(f"{place.name} ({place.people:,})" for place in places),
            ),
            (
                "ledger",
                "an account of every subject, alike but for what it knows",
                str(len(LEDGERS)),
            ),
        ],
    )
    yield ""
    yield (
        f"**Scales.** One step is a month; a run has {scenario.months}. There is no space but the cell. "
        "The population is closed: no births, deaths or ageing."
    )
    yield ""
    yield "**Ledgers.** They run side by side with the same draws, under the same rulebook."
    yield ""
    yield from table(
        ("ledger", "the world in which it would be the list"),
        zip(LEDGERS, LEDGER_WORDS, strict=True),
    )
    if schedule.axes:
        yield ""
        yield "**Kinds that mechanisms tell apart**, in what they keep and count."
        yield ""
        yield from table(
            ("kind", "what it is", "which there are"),
            [
                (name, axis.doc, ", ".join(n for n in labels(scenario, name, 0) or () if n))
                for name, axis in schedule.axes.items()
            ],
        )
    for title, entity in _SHAPES.items():
        rows = [
            (
                f"`{name}`",
                f"{column.doc}{_at_first(column)}",
                unit_of(name, column),
                "truth" if column.truth else "",
            )
            for name, column in schedule.columns.items()
            if _entity(name, column, schedule) == entity and not column.doc.startswith("scratch")
        ]
        if rows:
            yield ""
            yield f"**State variables of {title}.** Those marked *truth* are hidden from institutions."
            yield ""
            yield from table(("name", "what it holds", "unit", ""), rows)


_SHAPES = {
    "a subject": "subject",
    "a cell": "cell",
    "an entry in a list of people of this month": "list",
    "a month of a cell": "months",
    "a record or act of this month": "records",
    "a record on its way": "waiting",
    "an attached record": "log",
}


def _at_first(column: Column) -> str:
    if column.reset is None:
        return ""
    return f" (at first {'never' if column.reset == NEVER else column.reset})"


def _entity(name: str, column: Column, schedule: Schedule) -> str:
    """The entity that a column belongs to."""
    shape = column.shape
    if isinstance(shape, tuple):
        return "subject" if "subjects" in shape else "cell"
    if shape == "subjects" and any(name in names for names in schedule.lists.values()):
        return "list"
    if shape in ("subjects", "ledgers", "counterfactuals"):
        return "subject"
    return {"one": "cell", "words": "records"}.get(shape, shape)


def _overview(schedule: Schedule) -> Iterator[str]:
    yield (
        "Time runs in months. Phases follow one another in this order, and in a phase its passes do; "
        "each pass treats all subjects of a cell before the next begins, and no result depends on the "
        "order of subjects or cells. Passes in italics count harm and act on nothing."
    )
    yield ""
    number = 0
    for phase in PHASES:
        passes = [one for one in schedule.passes if one.phase == phase]
        if not passes:
            continue
        once = " (once, when a cell begins)" if phase == "population" else ""
        yield f"- **{phase.replace('_', ' ')}**{once}"
        for one in passes:
            number += 1
            name = f"*{one.name}*" if one.harm else one.name
            yield f"  {number}. {name}: {(one.run.__doc__ or '').strip().splitlines()[0]}"


def _initialization(scenario: Any, schedule: Schedule) -> Iterator[str]:
    for one in schedule.passes:
        if one.phase == "population":
            yield f"- **{one.name}.** {one.odd} ({one.source})"
    yield ""
    yield "Every other state variable begins at the value in element 2, or is written before it is read."
    rows = [
        (place.name, f"{place.people:,}", ", ".join(f"{s} {share:.4g}" for s, share in shares))
        for place in jurisdictions(scenario)
        for shares in [list(zip(scenario.strata, place.shares, strict=True))]
    ]
    yield ""
    yield from table(("jurisdiction", "people", "expected shares of strata"), rows)


def _input(scenario: Any) -> Iterator[str]:
    yield (
        "No data about real persons or firms is read. The numbers of the scenario, each with its source "
        "or marked as assumed; a range is drawn anew in each parameter draw."
    )
    yield ""
    plain = [
        ("months", str(scenario.months), "months"),
        ("people", f"{scenario.people:,}", "people"),
        ("seed", str(scenario.seed), "seed of every draw"),
        ("replicates", str(scenario.replicates), "runs with other draws"),
        ("parameter draws", str(scenario.parameter_draws), "draws of the uncertain numbers"),
    ]
    yield from table(("setting", "value", "unit"), plain)
    for group in assumptions(scenario):
        rows = [
            (
                given.place or group.name,
                given.value,
                given.unit,
                "".join(piece.text for piece in given.source) or "assumed",
                given.note,
            )
            for given in group.numbers
        ]
        yield ""
        yield f"**{group.name}**"
        yield ""
        yield from table(("number", "value or range", "unit", "source", "note"), rows)
    if scenario.composition:
        yield ""
        yield (
            "**Safeguards.** They were composed into the scenario before the run; the numbers above are "
            "those after it. What each moved:"
        )
        yield ""
        moved = [
            (" and ".join(one.safeguards), one.place, say(one.before), say(one.after))
            for one in scenario.composition
        ]
        yield from table(("safeguard", "place", "before", "after"), moved)
        yield ""
        for name, one in scenario.safeguard.items():
            harm = f" It may do harm: {one.may_harm}" if one.may_harm else ""
            yield f"- **{name}**: {one.description}{harm}"
    yield ""
    yield "**Choices that are no numbers**"
    yield ""
    yield from table(("place", "choice"), choices(scenario))
