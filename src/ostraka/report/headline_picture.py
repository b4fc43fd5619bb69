"""The harm in one picture, as a file of its own."""

import textwrap
from pathlib import Path

from ostraka.report import palette, sentences
from ostraka.report.canvas import Sheet, shortened
from ostraka.report.figures import draw_hundred, height_of_hundred
from ostraka.report.harm_sections import hundred
from ostraka.report.picture_file import INNER, MARGIN, WIDTH, save_picture
from ostraka.results import Result


def save(result: Result, path: str | Path) -> Path:
    """Write the picture to ``path``, which ends in ``.svg`` or ``.png``.

    Raises
    ------
    OutputError
        If it ends otherwise, or cannot be written.
    """
    harm = result.harm
    line = str(sentences.headline(harm["wrongful_share_of_listed"], harm["listed_person_months"]))
    title = "How much of the list is wrongful"
    return save_picture(path, title, line, lambda: _drawn(result, line))


def _drawn(result: Result, line: str) -> Sheet:
    squares = hundred(result.harm["wrongful_share_of_listed"])
    lines = textwrap.wrap(line, 68)
    top = MARGIN + 36 + 24 * len(lines)
    below = height_of_hundred(squares)(INNER) if squares else 0.0
    height = top + below + 28 + MARGIN
    sheet = Sheet(INNER, height, palette.light(), margin=MARGIN)
    sheet.box(-MARGIN, 0, WIDTH, height, "paper")
    title = shortened(result.scenario.title, 60)
    sheet.text(0, MARGIN + 10, f"{title} · invented people", "accent", bold=True)
    for number, part in enumerate(lines):
        sheet.text(0, MARGIN + 40 + 24 * number, part, size=17)
    if squares:
        draw_hundred(squares, top)(sheet)
    words = f"One square is one of {squares.base:,} person-months on the list. " if squares else ""
    sheet.text(0, height - MARGIN, words + "It certifies no real system.", "muted", size=12)
    return sheet
