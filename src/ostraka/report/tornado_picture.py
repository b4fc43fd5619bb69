"""The picture of one number at a time: two bars from the central harm, with their intervals."""

from pathlib import Path
from typing import Final

from ostraka.report import own_picture
from ostraka.report.canvas import SMALL, Scale, Sheet, linear, shortened, ticks_between
from ostraka.report.own_picture import Words, across, whisker
from ostraka.report.picture_file import INNER
from ostraka.results.estimate import number_in_words
from ostraka.sensitivity import FromDraws, Interval, Tornado
from ostraka.sensitivity.text import amount
from ostraka.sensitivity.tornado import Bar

SHOWN: Final = 12
_ROW: Final = 46.0
_ENDS: Final = (
    ("at_low", "series_a", "number at its 2.5 % point"),
    ("at_high", "series_b", "at its 97.5 % point"),
)
_QUARTERS: Final = (
    ("at_low", "series_a", "number in its lowest quarter"),
    ("at_high", "series_b", "in its highest quarter"),
)


def save(found: Tornado | FromDraws, path: str | Path) -> Path:
    """Write the picture to ``path``, which ends in ``.svg`` or ``.png``.

    Raises
    ------
    OutputError
        If it ends otherwise, or cannot be written.
    """
    bars, luck = _bars(found), found.luck or 0.0
    key = _ENDS if isinstance(found, Tornado) else _QUARTERS

    def draw(sheet: Sheet, top: float) -> None:
        ends = [x for bar in bars for at in (bar.at_low, bar.at_high) for x in _ends(at)]
        ticks = ticks_between(min(*ends, -luck), max(*ends, luck))
        scale = linear(ticks[0], ticks[-1], 0, INNER - 2)
        begin = top + 26
        bottom = begin + _ROW * len(bars)
        for number, (_, colour, said) in enumerate(key):
            sheet.box(240.0 * number, top - 2, 14, 10, colour)
            sheet.text(240.0 * number + 20, top + 8, said, "muted", size=SMALL)
        left, right = scale(-luck), scale(luck)
        sheet.box(left, begin, right - left, bottom - begin, "quiet")
        across(sheet, scale, ticks, (begin, bottom), f"change of {found.harm} ({found.unit})")
        sheet.line([scale(0)] * 2, [begin, bottom], "muted", 1.4)
        for number, bar in enumerate(bars):
            _row(sheet, scale, begin + _ROW * number, bar)

    return own_picture.save(path, _words(found), 26 + _ROW * len(bars) + 44, draw)


def _bars(found: Tornado | FromDraws) -> list[Bar]:
    if isinstance(found, Tornado):
        return list(found.bars[:SHOWN])
    bars = [one.bar for one in found.numbers]
    return sorted(bars, key=lambda bar: -bar.reach)[:SHOWN]


def _words(found: Tornado | FromDraws) -> Words:
    if isinstance(found, Tornado):
        return Words(
            f"{found.title}: {found.subject}, one number at a time",
            f"{found.definition} ({found.unit}). Change against all numbers at their centre, where it is "
            f"{amount(found.centre)}. Lines with ends: 95 % intervals over replicates.",
            f"Grey: one standard deviation of another seed ({number_in_words(found.luck)}). What numbers "
            "do together is not seen here. All people are invented.",
            described(found),
        )
    grey = (
        ""
        if found.luck is None
        else f"Grey: one standard deviation of another seed ({number_in_words(found.luck)}). "
    )
    return Words(
        f"{found.title}: what {found.subject} depends on",
        f"{found.definition} ({found.unit}). Mean over the draws in a number's lowest and highest "
        f"quarter, less that over all {found.draws} draws, {number_in_words(found.mean)}. Lines with "
        "ends: 95 % intervals over draws.",
        f"{grey}The other numbers move too. All people are invented.",
        described(found),
    )


def described(found: Tornado | FromDraws) -> str:
    """The text alternative: every number of the picture."""
    parts = [
        f"{found.title}: change of {found.subject} ({found.unit}) against all numbers at their centre, "
        f"{amount(found.centre)}, with 95 % intervals; another seed moves it by "
        f"{number_in_words(found.luck)}."
        if isinstance(found, Tornado)
        else f"{found.title}: change of {found.subject} ({found.unit}) against the mean over "
        f"{found.draws} draws, {number_in_words(found.mean)}, with 95 % intervals."
    ]
    from_, to = ("at", "at") if isinstance(found, Tornado) else ("up to", "from")
    for bar in _bars(found):
        parts.append(
            f"{bar.place}: {from_} {number_in_words(bar.low)} {amount(bar.at_low)}, "
            f"{to} {number_in_words(bar.high)} {amount(bar.at_high)}."
        )
    return " ".join(parts)


def _ends(given: Interval) -> list[float]:
    return [x for x in (given.value, given.low, given.high) if x is not None]


def _row(sheet: Sheet, scale: Scale, y: float, bar: Bar) -> None:
    said = f"{shortened(bar.place, 60)}: {number_in_words(bar.low)} to {number_in_words(bar.high)}"
    sheet.box(0, y + 1, 7.2 * len(said) + 8, 17, "paper")
    sheet.text(0, y + 14, said, size=SMALL)
    for number, (end, colour, _) in enumerate(_ENDS):
        given: Interval = getattr(bar, end)
        middle = y + 25 + 11 * number
        left, right = sorted((scale(0), scale(given.value)))
        sheet.box(left, middle - 4.5, max(right - left, 1.0), 9, colour)
        whisker(sheet, scale, middle, given.low, given.high)
