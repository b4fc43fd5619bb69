"""The assessment as a Word document (DOCX), so that whoever has to fill the gaps can write into it."""

import io
from datetime import UTC, datetime
from typing import Any

from ostraka.core.errors import OutputError
from ostraka.report.assessment.as_markdown import spread_out
from ostraka.report.assessment.content import Assessment, Element, Gap, Part, Points, Text
from ostraka.report.tables import Table

REMEDY = (
    'install the extra "assess" (python -m pip install python-docx), or choose --format html or md'
)
_ACCENT = (0xA5, 0x40, 0x1D)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""When it was made is no part of it: the same run gives the same words."""


def docx(document: Assessment) -> bytes:
    """The whole document as a file.

    Raises
    ------
    OutputError
        If python-docx is not installed.
    """
    try:
        from docx import Document
    except ImportError:
        raise OutputError(f"--format docx: it needs the package python-docx; {REMEDY}") from None
    file = Document()
    _page(file)
    title = f"Fundamental rights impact assessment: {clean(document.title)}"
    file.core_properties.title = title[:255]
    file.core_properties.author = "Ostraka"
    file.core_properties.created = file.core_properties.modified = _LONG_AGO
    file.core_properties.language = "en"
    file.add_heading(title, level=0)
    for line in document.notice:
        file.add_paragraph(clean(line), style="Intense Quote")
    file.add_paragraph(clean(document.question))
    _lead(file, str(document.headline))
    for line in document.summary:
        file.add_paragraph(clean(line))
    file.add_paragraph("; ".join(f"{name}: {value}" for name, value in document.facts))
    for element in document.elements:
        _element(file, element)
    _all_gaps(file, document)
    file.add_paragraph(clean(document.footer))
    content = io.BytesIO()
    file.save(content)
    return content.getvalue()


def clean(text: str) -> str:
    """Text without the control signs that XML does not allow."""
    return "".join(c for c in text if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff"))


def _page(file: Any) -> None:
    from docx.shared import Mm, Pt

    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(18)
    file.styles["Normal"].font.size = Pt(10.5)


def _lead(file: Any, text: str) -> None:
    file.add_paragraph().add_run(clean(text)).bold = True


def _element(file: Any, element: Element) -> None:
    file.add_heading(clean(element.heading), level=1)
    if element.asks:
        file.add_paragraph().add_run(clean(element.asks)).italic = True
    for part in element.parts:
        _part(file, part)


def _part(file: Any, part: Part) -> None:
    if isinstance(part, Text):
        if part.is_lead:
            _lead(file, part.text)
        else:
            file.add_paragraph(clean(part.text))
    elif isinstance(part, Points):
        for item in part.items:
            file.add_paragraph(clean(item), style="List Bullet")
    elif isinstance(part, Gap):
        _gap(file, part)
    else:
        _table(file, part.caption, [c.text for c in part.columns], _rows(part), _numbers(part))


def _gap(file: Any, gap: Gap) -> None:
    from docx.shared import Mm, RGBColor

    paragraph = file.add_paragraph()
    paragraph.paragraph_format.left_indent = Mm(6)
    label = paragraph.add_run(f"{gap.label}: ")
    label.bold = True
    label.font.color.rgb = RGBColor(*_ACCENT)
    paragraph.add_run(f"{clean(gap.what)}. ")
    paragraph.add_run("Who has to say it: ").italic = True
    paragraph.add_run(f"{clean(gap.who)}.")


def _rows(table: Table) -> list[list[str]]:
    return [spread_out(row) for row in table.rows]


def _numbers(table: Table) -> list[bool]:
    return [cell.is_number for cell in table.columns]


def _table(
    file: Any, caption: str, heads: list[str], rows: list[list[str]], numbers: list[bool]
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    line = file.add_paragraph()
    line.paragraph_format.keep_with_next = True
    line.paragraph_format.space_before = Pt(8)
    line.add_run(clean(caption)).bold = True
    made = file.add_table(rows=1, cols=len(heads), style="Light Grid Accent 1")
    _repeated(made.rows[0])
    cells = [made.rows[0].cells, *(made.add_row().cells for _ in rows)]
    for texts, places in zip([heads, *rows], cells, strict=True):
        for text, place, is_number in zip(texts, places, numbers, strict=True):
            paragraph = place.paragraphs[0]
            paragraph.add_run(clean(text)).font.size = Pt(8.5)
            if is_number and text:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    file.add_paragraph().paragraph_format.space_after = Pt(2)


def _repeated(row: Any) -> None:
    """The head of a table stands again on every page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _all_gaps(file: Any, document: Assessment) -> None:
    file.add_heading("All gaps", level=1)
    heads = ["gap", "what is missing", "who has to say it", "answer"]
    rows = [[gap.label, gap.what, gap.who, ""] for gap in document.gaps]
    _table(file, "Every gap, to be filled", heads, rows, [False] * len(heads))
