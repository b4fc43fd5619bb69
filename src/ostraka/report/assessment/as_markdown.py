"""The assessment as Markdown."""

import re
from collections.abc import Iterator

from ostraka.report.assessment.content import Assessment, Element, Gap, Part, Points, Text
from ostraka.report.markdown import table as table_lines
from ostraka.report.tables import Table

# every sign that could begin markup; a scenario's words are words
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~$&])")


def markdown(document: Assessment) -> str:
    """The whole document as text."""
    lines = [f"# Fundamental rights impact assessment: {escaped(document.title)}", ""]
    lines += [f"> {escaped(line)}\n>" for line in document.notice[:-1]]
    lines += [f"> {escaped(document.notice[-1])}", "", escaped(document.question), ""]
    lines += [f"**{escaped(str(document.headline))}**", ""]
    for line in document.summary:
        lines += [escaped(line), ""]
    lines += [", ".join(f"{name}: {value}" for name, value in document.facts), ""]
    for element in document.elements:
        lines += _element(element)
    lines += _all_gaps(document)
    lines += ["---", "", escaped(document.footer)]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Text in which no sign is markup."""
    made = _MARKUP.sub(r"\\\1", text.replace("\n", " "))
    # what would begin a list at the start of a line
    return re.sub(r"^(\d+)([.)])(?=\s)", r"\1\\\2", re.sub(r"^([-+=])", r"\\\1", made))


def _element(element: Element) -> Iterator[str]:
    yield f"## {escaped(element.heading)}"
    yield ""
    if element.asks:
        yield f"*{escaped(element.asks)}*"
        yield ""
    for part in element.parts:
        yield from _part(part)
        yield ""


def _part(part: Part) -> Iterator[str]:
    if isinstance(part, Text):
        text = escaped(part.text)
        yield f"**{text}**" if part.is_lead else text
    elif isinstance(part, Points):
        yield from (f"- {escaped(item)}" for item in part.items)
    elif isinstance(part, Gap):
        yield f"> **{part.label}:** {escaped(part.what)}. *Who has to say it:* {escaped(part.who)}."
    else:
        yield f"**{escaped(part.caption)}**"
        yield ""
        yield from _table(part)


def _table(table: Table) -> Iterator[str]:
    yield from table_lines(
        (_in_cell(cell.text) for cell in table.columns),
        ([_in_cell(text) for text in spread_out(row)] for row in table.rows),
    )


def _in_cell(text: str) -> str:
    # the bar is escaped where tables are made
    return escaped(text).replace("\\|", "|")


def spread_out(row: object) -> list[str]:
    """The texts of a row, with an empty one for every further column that a cell spans."""
    found: list[str] = []
    for cell in row:  # type: ignore[attr-defined]
        found += [cell.text, *[""] * (cell.span - 1)]
    return found


def _all_gaps(document: Assessment) -> Iterator[str]:
    yield "## All gaps"
    yield ""
    yield from table_lines(
        ("gap", "what is missing", "who has to say it"),
        ((gap.label, _in_cell(gap.what), _in_cell(gap.who)) for gap in document.gaps),
    )
    yield ""
