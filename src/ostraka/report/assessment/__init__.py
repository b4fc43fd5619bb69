"""The impact assessment of a saved run: one content, written as HTML, DOCX or Markdown."""

from pathlib import Path
from typing import Final, Literal, get_args

from ostraka.core.errors import OutputError, choose
from ostraka.results import Result

Format = Literal["html", "docx", "md"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)


def write(result: Result, path: str | Path, kind: Format | None = None) -> Path:
    """Write the assessment of a result to ``path``, whole or not at all.

    ``kind`` is html, docx or md; by the ending of ``path`` unless given.

    Raises
    ------
    OutputError
        If the format is another, python-docx is missing for docx, or it cannot be written there.
    """
    from ostraka.core.files import put

    target = Path(path)
    return put(target, made(result, kind or format_of(target)))


def format_of(path: Path) -> Format:
    """The format that an ending stands for.

    Raises
    ------
    OutputError
        If it stands for none.
    """
    ending = path.suffix.lstrip(".").lower()
    for kind in FORMATS:
        if ending == kind:
            return kind
    raise OutputError(
        f"{path}: its ending names no format; end it in .html, .docx or .md, or give --format"
    )


def made(result: Result, kind: str) -> bytes:
    """The assessment as the content of a file.

    Raises
    ------
    OutputError
        If the format is none of html, docx and md, or python-docx is missing for docx.
    """
    from ostraka.report.assessment.document import assessment

    if kind not in FORMATS:
        raise OutputError(f"--format {kind}: no such format; {choose(kind, FORMATS)}")
    document = assessment(result)
    if kind == "docx":
        from ostraka.report.assessment.as_docx import docx

        return docx(document)
    if kind == "md":
        from ostraka.report.assessment.as_markdown import markdown

        return markdown(document).encode()
    from ostraka.report.assessment.as_html import html

    return html(document).encode()


__all__ = ["FORMATS", "Format", "format_of", "made", "write"]
