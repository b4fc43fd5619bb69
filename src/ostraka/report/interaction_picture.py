"""The picture of second-order indices: a tile for every pair, dark where two numbers work together."""

from pathlib import Path
from typing import Final

from ostraka.core.errors import OstrakaError
from ostraka.report import own_picture
from ostraka.report.canvas import SMALL, Sheet
from ostraka.report.own_picture import Words
from ostraka.report.picture_file import INNER
from ostraka.sensitivity import Interval, Sensitivity
from ostraka.sensitivity.text import amount, percent

SHOWN: Final = 8
_LABEL: Final = 250.0
_ROW: Final = 46.0
_LETTERS: Final = 33


def save(found: Sensitivity, path: str | Path) -> Path:
    """Write the picture to ``path``, which ends in ``.svg`` or ``.png``.

    Raises
    ------
    OstrakaError
        If second-order indices were not asked for.
    OutputError
        If it ends otherwise, or cannot be written.
    """
    if not found.pairs:
        raise OstrakaError("interactions: second-order indices were not asked for; ask for pairs")
    places = [*(one.place for one in found.ordered()[:SHOWN]), found.luck.place]
    words = Words(
        f"{found.title}: which numbers work together on {found.harm}",
        "Per cent of the variance that two have beyond what each has alone (second-order Sobol index), "
        "above its 95 % interval. Filled where the interval lies above 0.",
        "On the diagonal: first order, what each has alone. All people are invented.",
        described(found, places),
    )

    def draw(sheet: Sheet, top: float) -> None:
        _tiles(sheet, top + 30, found, places)

    return own_picture.save(path, words, 30 + _ROW * len(places) + 12, draw)


def described(found: Sensitivity, places: list[str]) -> str:
    """The text alternative: every number of the picture."""
    first = {one.place: one.measures["first"] for one in found.factors}
    parts = [f"{found.title}: shares of the variance of {found.harm}."]
    parts += [f"{place} alone: {amount(first[place], percent)}." for place in places]
    parts += [
        f"{one} with {other}: {amount(value, percent)}."
        for (one, other), value in found.pairs.items()
        if one in places and other in places
    ]
    return " ".join(parts)


def _tiles(sheet: Sheet, top: float, found: Sensitivity, places: list[str]) -> None:
    width = (INNER - _LABEL) / len(places)
    first = {one.place: one.measures["first"] for one in found.factors}
    for column in range(len(places)):
        middle = _LABEL + width * (column + 0.5)
        sheet.text(middle, top - 8, f"{column + 1}", "muted", size=SMALL, align="center")
    for row, place in enumerate(places):
        y = top + _ROW * row
        sheet.text(0, y + 27, f"{row + 1}  {_ending(place)}", size=SMALL)
        for column in range(row + 1):
            x = _LABEL + width * column
            if column == row:
                _tile(sheet, x, y, width, first[place], "quiet")
                continue
            value = found.pairs.get((places[column], place)) or found.pairs[place, places[column]]
            is_sure = value.low is not None and value.low > 0
            _tile(sheet, x, y, width, value, "series_e" if is_sure else "paper")


def _hundredths(share: float) -> str:
    """Whole per cent; what rounds to nothing has no sign."""
    return f"{round(100 * share) + 0:d}"


def _ending(place: str) -> str:
    """The end of a long place, which tells it from others."""
    return place if len(place) <= _LETTERS else f"…{place[1 - _LETTERS :]}"


def _tile(sheet: Sheet, x: float, y: float, width: float, value: Interval, colour: str) -> None:
    sheet.box(x, y, width - 2, _ROW - 2, "line")
    sheet.box(x + 1, y + 1, width - 4, _ROW - 4, colour)
    middle = x + width / 2 - 1
    sheet.text(middle, y + 19, _hundredths(value.value), align="center", bold=colour == "series_e")
    if value.low is not None and value.high is not None:
        ends = f"{_hundredths(value.low)} to {_hundredths(value.high)}"
        sheet.text(middle, y + 35, ends, "ink", size=9.5, align="center")
