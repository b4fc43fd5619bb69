"""What the numbers rest on, and what has to happen before the document is used."""

from collections.abc import Iterator

from ostraka.report import context_sections, sentences, spread, words
from ostraka.report.assessment.content import Element, Gap, Part, Points, Text, gathered
from ostraka.report.assumptions import Group, assumptions
from ostraka.report.tables import Cell, Table
from ostraka.report.words import number
from ostraka.results import Result


def basis(result: Result) -> Element:
    """Assumed against sourced, table by table; what the intervals are; the limits."""
    groups = assumptions(result.scenario)
    numbers = [one for group in groups for one in group.numbers]
    sourced = sum(one.is_sourced for one in numbers)
    defaults = sum(one.is_default for one in numbers)
    assumed = len(numbers) - sourced - defaults
    uncertain = sum(one.is_uncertain for one in numbers)
    sources = sorted({"".join(p.text for p in one.source) for one in numbers if one.is_sourced})
    limits = context_sections.limits(result, assumed)
    limits = [line.replace(", marked “assumed” under What was assumed", "") for line in limits]
    return Element(
        "basis",
        "",
        "What the numbers rest on",
        "",
        gathered(
            Text(sentences.provenance(sourced, assumed, uncertain, defaults), is_lead=True),
            _counts(groups),
            *(Text(line) for line in spread.lead(result)),
            Text(
                sentences.intervals(
                    result.replicates, result.parameter_draws, len(result.scenario.uncertain())
                )
            ),
            Text(_WITHOUT) if result.spans_assumptions else None,
            Text("Sources of the numbers that have one:") if sources else None,
            Points(tuple(sources)) if sources else None,
            Text("Limits:"),
            Points((*limits, *result.scenario.limits)),
        ),
    )


_WITHOUT = (
    "A share under the two sets of indicators that carries a Monte Carlo interval only was counted from "
    "the run's tables: the draws of the assumptions keep figures and no tables."
)


def _counts(groups: list[Group]) -> Table:
    heads = ("table of the scenario", "sourced", "assumed", "left at default", "with a range")
    rows = []
    for group in groups:
        sourced = sum(one.is_sourced for one in group.numbers)
        default = sum(one.is_default for one in group.numbers)
        counts = (
            sourced,
            len(group.numbers) - sourced - default,
            default,
            sum(one.is_uncertain for one in group.numbers),
        )
        rows.append((Cell(group.name, is_number=False), *(Cell(number(n)) for n in counts)))
    columns = tuple(Cell(head, is_number=bool(k)) for k, head in enumerate(heads))
    return Table("Numbers by where they come from", columns, tuple(rows))


def before_use() -> Element:
    """The steps around the assessment that a laboratory cannot take."""
    return Element(
        "before-use",
        "",
        "Before this is used",
        "The assessment belongs before the first use and is kept up to date; the market surveillance "
        "authority is told of it; and it adds to a data protection impact assessment where there is one "
        "(Art. 27(2) to (4)).",
        gathered(_before()),
    )


def _before() -> Iterator[Part]:
    for what, who in (
        (
            "whether Art. 27 applies: to whom the system belongs, what it decides, and whether it is of "
            "high risk",
            "the deployer's legal service",
        ),
        (
            "what the data protection impact assessment says, and where the two differ",
            "the deployer's data protection officer",
        ),
        ("what those affected, and those who speak for them, say to this draft", "those affected"),
        (
            "when the authority is told, with which form, and who looks again when something changes",
            "the deployer",
        ),
    ):
        yield Gap(what, who)


def notice(result: Result) -> tuple[str, ...]:
    """What the document is not."""
    return (
        "This is no legal advice, and it certifies nothing: neither a system, nor that the law is kept.",
        "Every person in it is invented. Its numbers say what follows if a system worked as the scenario "
        f"“{result.scenario.title}” assumes; none is about a real person or a real system.",
        "What neither the scenario nor the run can say is marked as a gap, with who has to say it. A "
        "draft with gaps is not an assessment.",
    )


def completeness(gaps: int, elements: int) -> str:
    """How much is missing."""
    if not gaps:
        return "No gap is left in this draft."
    noun = "gap" if gaps == 1 else "gaps"
    in_elements = words.count_of(elements, "section")
    return f"This draft has {number(gaps)} {noun}, in {in_elements}: somebody has to fill each."
