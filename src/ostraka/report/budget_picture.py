"""The picture of a budget: the harm over the number, its interval, and the ceiling."""

from pathlib import Path
from typing import Final

import numpy as np

from ostraka.report import own_picture
from ostraka.report.canvas import SMALL, Sheet, linear, ticks_between
from ostraka.report.own_picture import Words, across, upward
from ostraka.report.picture_file import INNER
from ostraka.results.estimate import number_in_words
from ostraka.sensitivity import Budget
from ostraka.sensitivity.budget_text import answer, sentences

_HEIGHT: Final = 260.0
_LEFT: Final = 64.0


def save(found: Budget, path: str | Path) -> Path:
    """Write the picture to ``path``, which ends in ``.svg`` or ``.png``.

    Raises
    ------
    OutputError
        If it ends otherwise, or cannot be written.
    """
    ceiling = number_in_words(found.most)
    words = Words(
        f"{found.title}: how far {found.place} may go, if {found.harm} is to stay at or below {ceiling}",
        answer(found),
        f"Across: {found.place} ({found.number_unit}). Upward: {found.harm} ({found.unit}), mean over "
        f"{found.replicates} replicates on common draws, with its 95 % interval. A harm below a ceiling "
        "is harm all the same. All people are invented.",
        described(found),
    )
    return own_picture.save(path, words, _HEIGHT + 70, lambda sheet, top: _draw(sheet, top, found))


def described(found: Budget) -> str:
    """The text alternative: every number of the picture."""
    parts = [
        f"{found.harm} ({found.unit}) over {found.place} ({found.number_unit}).",
        *sentences(found),
    ]
    parts += [
        f"At {number_in_words(p.value)}: {number_in_words(p.harm)} "
        f"({number_in_words(p.low)} to {number_in_words(p.high)})."
        for p in found.points
    ]
    return " ".join(parts)


def _draw(sheet: Sheet, top: float, found: Budget) -> None:
    top += 12
    bottom = top + _HEIGHT
    values = np.array([p.value for p in found.points])
    x_ticks = ticks_between(float(values.min()), float(values.max()))
    y_ticks = ticks_between(0.0, max(found.most, *(p.high for p in found.points)))
    x = linear(x_ticks[0], x_ticks[-1], _LEFT, INNER - 12)
    y = linear(y_ticks[0], y_ticks[-1], bottom, top)
    upward(sheet, y, y_ticks, (_LEFT, INNER - 12))
    across(sheet, x, x_ticks, (top, bottom), f"{found.place} ({found.number_unit})")
    at = np.array([x(value) for value in values])
    low = np.array([y(max(p.low, 0.0)) for p in found.points])
    high = np.array([y(p.high) for p in found.points])
    sheet.area(at, low, high, "band")
    sheet.line(at, [y(p.harm) for p in found.points], "series_a", 2.4)
    for p in found.points:
        sheet.dot(x(p.value), y(p.harm), "series_a", 3.0)
    sheet.line([_LEFT, INNER - 12], [y(found.most)] * 2, "accent", 2.0)
    sheet.text(
        _LEFT + 6,
        y(found.most) - 6,
        f"ceiling {number_in_words(found.most)}",
        "accent",
        size=SMALL,
        bold=True,
    )
    if found.value is not None:
        sheet.line([x(found.value)] * 2, [y(found.most), bottom], "accent", 2.0)
        ends = [x(end) for end in (found.low, found.high) if end is not None]
        if len(ends) == 2:
            sheet.line(ends, [bottom - 3] * 2, "accent", 5.0)
