"""A picture as a file of its own: paper, title, foot, and the marks of charts with two axes."""

import math
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ostraka.report import palette
from ostraka.report.canvas import SMALL, Scale, Sheet
from ostraka.report.picture_file import INNER, MARGIN, WIDTH, save_picture
from ostraka.results.estimate import number_in_words

LINE: Final = 20.0

Draw = Callable[[Sheet, float], None]
"""Draws below a height on a sheet."""


@dataclass(frozen=True, slots=True)
class Words:
    """What stands around a picture, and what stands for it.

    Attributes
    ----------
    title, below, foot : str
        The answer above it, a line below that, and what it is made of at the foot.
    description : str
        The text alternative: every number of the picture.
    """

    title: str
    below: str
    foot: str
    description: str


def save(path: str | Path, words: Words, height: float, draw: Draw) -> Path:
    """Draw and write a picture to ``path``, which ends in ``.svg`` or ``.png``.

    Raises
    ------
    OutputError
        If it ends otherwise, or cannot be written.
    """
    return save_picture(path, words.title, words.description, lambda: _framed(words, height, draw))


def _framed(words: Words, height: float, draw: Draw) -> Sheet:
    lines = textwrap.wrap(words.title, 84)
    below = textwrap.wrap(words.below, 100)
    foot = textwrap.wrap(words.foot, 104)
    top = MARGIN + LINE * (len(lines) + len(below)) + 12
    whole = top + height + 18 * len(foot) + MARGIN
    sheet = Sheet(INNER, whole, palette.light(), margin=MARGIN)
    sheet.box(-MARGIN, 0, WIDTH, whole, "paper")
    for number, line in enumerate(lines):
        sheet.text(0, MARGIN + 10 + LINE * number, line, size=15, bold=True)
    for number, line in enumerate(below, start=len(lines)):
        sheet.text(0, MARGIN + 10 + LINE * number, line, "muted", size=SMALL)
    draw(sheet, top)
    for number, line in enumerate(foot):
        sheet.text(0, top + height + 18 * (number + 1), line, "muted", size=SMALL)
    return sheet


def across(
    sheet: Sheet, scale: Scale, ticks: Sequence[float], span: tuple[float, float], unit: str
) -> None:
    """Vertical guides with their numbers below, and the unit below these."""
    top, bottom = span
    for tick in ticks:
        x = scale(tick)
        sheet.line([x, x], [top, bottom], "line")
        align = "left" if x < 14 else "right" if x > INNER - 14 else "center"
        sheet.text(x, bottom + 16, tick_words(tick), "muted", size=SMALL, align=align)
    sheet.text(scale(ticks[0]), bottom + 34, unit, "muted", size=SMALL)


def upward(sheet: Sheet, scale: Scale, ticks: Sequence[float], span: tuple[float, float]) -> None:
    """Horizontal guides with their numbers at the left."""
    left, right = span
    for tick in ticks:
        y = scale(tick)
        sheet.line([left, right], [y, y], "line")
        sheet.text(left - 8, y + 4, tick_words(tick), "muted", size=SMALL, align="right")


def whisker(sheet: Sheet, scale: Scale, y: float, low: float | None, high: float | None) -> None:
    """An interval: a thin line with ends."""
    if low is None or high is None or not math.isfinite(high - low):
        return
    left, right = scale(low), scale(high)
    sheet.line([left, right], [y, y], "ink", 1.2)
    for x in (left, right):
        sheet.line([x, x], [y - 3.5, y + 3.5], "ink", 1.2)


def tick_words(tick: float) -> str:
    """A round number, as short as it is."""
    if tick and abs(tick) < 1e-3:
        return f"{tick:.3g}"
    return number_in_words(tick)
