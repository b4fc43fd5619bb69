"""The picture of sensitivity indices: a bar for each number, with its interval, and the seed below."""

from pathlib import Path
from typing import Final

from ostraka.report import own_picture
from ostraka.report.canvas import SMALL, Scale, Sheet, linear, shortened, ticks_between
from ostraka.report.own_picture import Words, across, whisker
from ostraka.report.picture_file import INNER
from ostraka.sensitivity import Factor, Sensitivity
from ostraka.sensitivity.text import amount, luck_sentence, percent

SHOWN: Final = 12
_ROW: Final = {1: 40.0, 2: 54.0}
_BARS: Final = {
    "sobol": (
        ("first", "series_a", "first order: alone"),
        ("total", "series_b", "total: with others too"),
    ),
    "shapley": (("share", "series_a", "Shapley effect"),),
    "morris": (("effect", "series_a", "mean size of the effect (µ*)"),),
}


def save(found: Sensitivity, path: str | Path) -> Path:
    """Write the picture to ``path``, which ends in ``.svg`` or ``.png``.

    Raises
    ------
    OutputError
        If it ends otherwise, or cannot be written.
    """
    bars = _BARS[found.method]
    rows = [*found.ordered()[:SHOWN], found.luck]
    row = _ROW[len(bars)]
    words = Words(
        f"{found.title}: what {found.subject} depends on",
        f"{found.definition} ({found.unit}). Lines with ends: 95 % intervals.",
        f"{luck_sentence(found)} All people are invented.",
        described(found),
    )

    def draw(sheet: Sheet, top: float) -> None:
        scale, ticks = _scale(found, rows)
        begin = top + 26
        _key(sheet, top + 8, found.method)
        across(sheet, scale, ticks, (begin, begin + row * len(rows)), _unit(found))
        for number, one in enumerate(rows):
            _row(sheet, scale, begin + row * number, one, found)

    return own_picture.save(path, words, 26 + row * len(rows) + 44, draw)


def described(found: Sensitivity) -> str:
    """The text alternative: every number of the picture."""
    shown = percent if found.method != "morris" else None
    parts = [f"{found.title}: what {found.subject} ({found.unit}) depends on, with 95 % intervals."]
    for one in [*found.ordered()[:SHOWN], found.luck]:
        said = [
            f"{words} {amount(one.measures[name], shown) if shown else amount(one.measures[name])}"
            for name, _, words in _BARS[found.method]
        ]
        parts.append(f"{one.place}: {', '.join(said)}.")
    return " ".join(parts)


def _scale(found: Sensitivity, rows: list[Factor]) -> tuple[Scale, list[float]]:
    factor = _factor(found)
    ends = [
        factor * x
        for one in rows
        for name, *_ in _BARS[found.method]
        for x in (one.measures[name].value, one.measures[name].high or 0.0)
    ]
    ticks = ticks_between(0.0, max(*ends, 1e-9))
    return linear(ticks[0], ticks[-1], 0, INNER - 2), ticks


def _factor(found: Sensitivity) -> float:
    return 1.0 if found.method == "morris" else 100.0


def _unit(found: Sensitivity) -> str:
    if found.method == "morris":
        return f"change over the whole range of the number ({found.unit})"
    return "per cent of the variance"


def _key(sheet: Sheet, y: float, method: str) -> None:
    x = 0.0
    for _, colour, words in _BARS[method]:
        sheet.box(x, y - 10, 14, 10, colour)
        sheet.text(x + 20, y, words, "muted", size=SMALL)
        x += 210


def _row(sheet: Sheet, scale: Scale, y: float, one: Factor, found: Sensitivity) -> None:
    factor = _factor(found)
    sheet.box(0, y + 1, 7.2 * len(shortened(one.place, 70)) + 8, 17, "paper")
    sheet.text(0, y + 14, shortened(one.place, 70), size=SMALL)
    for number, (name, colour, _) in enumerate(_BARS[found.method]):
        given = one.measures[name]
        middle = y + 26 + 15 * number
        length = scale(factor * max(given.value, 0.0))
        sheet.box(0, middle - 5, max(length, 1.0), 10, colour)
        if given.low is not None and given.high is not None:
            whisker(sheet, scale, middle, factor * given.low, factor * given.high)
