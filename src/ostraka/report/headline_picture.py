"""The harm in one picture, as a file of its own."""

import textwrap
from pathlib import Path
from typing import Final

from ostraka.core.errors import OutputError
from ostraka.core.files import put
from ostraka.report import palette, sentences
from ostraka.report.canvas import Sheet, settled, shortened
from ostraka.report.figures import draw_hundred, height_of_hundred
from ostraka.report.harm_sections import hundred
from ostraka.report.vectors import standalone
from ostraka.results import Result

_WIDTH: Final = 760.0
_MARGIN: Final = 28.0


def save(result: Result, path: str | Path) -> Path:
    """Write the picture to ``path``, which ends in ``.svg`` or ``.png``.

    Raises
    ------
    OutputError
        If it ends otherwise, or cannot be written.
    """
    target = Path(path)
    kind = target.suffix.lower()
    if kind not in (".svg", ".png"):
        raise OutputError(f"{target}: a picture ends in .svg or .png")
    harm = result.harm
    line = sentences.headline(harm["wrongful_share_of_listed"], harm["listed_person_months"])
    with settled():
        sheet = _drawn(result, str(line))
        if kind == ".png":
            return put(target, sheet.png())
        title = "How much of the list is wrongful"
        return put(target, standalone(sheet.svg(), title, str(line)).encode())


def _drawn(result: Result, line: str) -> Sheet:
    squares = hundred(result.harm["wrongful_share_of_listed"])
    lines = textwrap.wrap(line, 68)
    inner = _WIDTH - 2 * _MARGIN
    top = _MARGIN + 36 + 24 * len(lines)
    below = height_of_hundred(squares)(inner) if squares else 0.0
    height = top + below + 28 + _MARGIN
    sheet = Sheet(inner, height, palette.light(), margin=_MARGIN)
    sheet.box(-_MARGIN, 0, _WIDTH, height, "paper")
    title = shortened(result.scenario.title, 60)
    sheet.text(0, _MARGIN + 10, f"{title} · invented people", "accent", bold=True)
    for number, part in enumerate(lines):
        sheet.text(0, _MARGIN + 40 + 24 * number, part, size=17)
    if squares:
        draw_hundred(squares, top)(sheet)
    words = f"One square is one of {squares.base:,} person-months on the list. " if squares else ""
    sheet.text(0, height - _MARGIN, words + "It certifies no real system.", "muted", size=12)
    return sheet
