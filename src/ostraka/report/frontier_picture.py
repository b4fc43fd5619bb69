"""The picture of a frontier: how far one number may go, over the values of another."""

from pathlib import Path
from typing import Final

import numpy as np

from ostraka.report import own_picture
from ostraka.report.canvas import SMALL, Sheet, linear, ticks_between
from ostraka.report.own_picture import Words, across, upward
from ostraka.report.picture_file import INNER
from ostraka.results.estimate import number_in_words
from ostraka.sensitivity import Budget, Frontier
from ostraka.sensitivity.budget_text import span

_HEIGHT: Final = 280.0
_LEFT: Final = 72.0


def save(found: Frontier, path: str | Path) -> Path:
    """Write the picture to ``path``, which ends in ``.svg`` or ``.png``.

    Raises
    ------
    OutputError
        If it ends otherwise, or cannot be written.
    """
    one = found.budgets[0]
    bound = "at most" if one.rises else "at least"
    words = Words(
        f"{one.title}: how far {one.place} may go, if {one.harm} is to stay at or below "
        f"{number_in_words(one.most)}",
        f"Upward: {one.place}, {bound} ({one.number_unit}); band: 95 % Monte Carlo. Other uncertain "
        "numbers are at their centre.",
        f"{one.people:,} invented people, {one.months} months, {one.replicates} replicates on common "
        "draws. A harm below a ceiling is harm all the same.",
        described(found),
    )
    return own_picture.save(path, words, _HEIGHT + 70, lambda sheet, top: _draw(sheet, top, found))


def described(found: Frontier) -> str:
    """The text alternative: every number of the picture."""
    one = found.budgets[0]
    parts = [f"Budget of {one.place} ({one.number_unit}) by {found.place} ({found.number_unit})."]
    for value, b in zip(found.values, found.budgets, strict=True):
        said = {"never": "no value keeps the ceiling", "always": "any value keeps the ceiling"}.get(
            b.status
        )
        if b.value is not None:
            said = f"{number_in_words(b.value)} ({span(b.low, b.high, rises=b.rises)})"
        parts.append(f"At {number_in_words(value)}: {said}.")
    return " ".join(parts)


def _draw(sheet: Sheet, top: float, found: Frontier) -> None:
    top += 12
    bottom = top + _HEIGHT
    known = [
        (v, b) for v, b in zip(found.values, found.budgets, strict=True) if b.value is not None
    ]
    x_ticks = ticks_between(found.values[0], found.values[-1])
    highest = max((max(_ends(b)) for _, b in known), default=1.0)
    y_ticks = ticks_between(0.0, highest)
    x = linear(x_ticks[0], x_ticks[-1], _LEFT, INNER - 12)
    y = linear(y_ticks[0], y_ticks[-1], bottom, top)
    upward(sheet, y, y_ticks, (_LEFT, INNER - 12))
    across(sheet, x, x_ticks, (top, bottom), f"{found.place} ({found.number_unit})")
    if len(known) > 1:
        at = np.array([x(value) for value, _ in known])
        ends = np.array([[y(end) for end in _ends(b)] for _, b in known])
        sheet.area(at, ends[:, 0], ends[:, 1], "band")
        sheet.line(at, [y(b.value or 0.0) for _, b in known], "series_a", 2.4)
    for value, b in zip(found.values, found.budgets, strict=True):
        if b.value is not None:
            sheet.dot(x(value), y(b.value), "series_a", 3.5)
        else:
            is_none = b.status == "never"
            place = bottom - 6 if is_none else top + 12
            sheet.text(
                x(value),
                place,
                "none" if is_none else "any",
                "accent",
                size=SMALL,
                align="center",
                bold=True,
            )


def _ends(found: Budget) -> tuple[float, float]:
    """The interval as far as it was searched."""
    low, high = found.searched
    return (low if found.low is None else found.low, high if found.high is None else found.high)
