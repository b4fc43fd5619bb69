"""The picture of second-order indices: a tile for every pair, dark where two numbers work together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ostraka.core.errors import OstrakaError
from ostraka.report import own_picture
from ostraka.report.canvas import SMALL, Sheet
from ostraka.report.own_picture import Words
from ostraka.report.picture_file import INNER
from ostraka.results.estimate import number_in_words
from ostraka.sensitivity import FromDraws, Interval, Sensitivity
from ostraka.sensitivity.text import amount, percent

SHOWN: Final = 8
_LABEL: Final = 250.0
_ROW: Final = 46.0
_LETTERS: Final = 33


def save(found: Sensitivity | FromDraws, path: str | Path) -> Path:
    """Write the picture to ``path``, which ends in ``.svg`` or ``.png``.

    Raises
    ------
    OstrakaError
        If nothing is known of any pair.
    OutputError
        If it ends otherwise, or cannot be written.
    """
    if isinstance(found, FromDraws):
        tiles = _of_draws(found)
    elif found.pairs:
        tiles = _of_indices(found)
    else:
        raise OstrakaError("interactions: second-order indices were not asked for; ask for pairs")

    def draw(sheet: Sheet, top: float) -> None:
        _draw(sheet, top + 30, tiles)

    words = Words(
        f"{found.title}: which numbers work together on {found.subject}",
        tiles.reading,
        tiles.diagonal,
        described(found),
    )
    return own_picture.save(path, words, 30 + _ROW * len(tiles.places) + 12, draw)


@dataclass(frozen=True)
class _Tiles:
    """What stands in the tiles, and how it is written: short in a tile, whole in words."""

    places: list[str]
    alone: Mapping[str, Interval]
    pairs: Mapping[tuple[str, str], Interval]
    short: Callable[[float], str]
    shown: Callable[[float], str]
    reading: str
    diagonal: str


def _of_indices(found: Sensitivity) -> _Tiles:
    return _Tiles(
        [*(one.place for one in found.ordered()[:SHOWN]), found.luck.place],
        {one.place: one.measures["first"] for one in found.factors},
        found.pairs,
        _hundredths,
        percent,
        "Per cent of the variance that two have beyond what each has alone (second-order Sobol index), "
        "above its 95 % interval. Filled where the interval lies above 0.",
        "On the diagonal: first order, what each has alone. All people are invented.",
    )


def _of_draws(found: FromDraws) -> _Tiles:
    if not found.pairs:
        raise OstrakaError(
            f"interactions: {found.draws} draws of {len(found.numbers)} moving numbers say nothing of "
            "pairs; give the study more draws, or ask for pairs by sobol"
        )
    return _Tiles(
        list(found.alone),
        found.alone,
        found.pairs,
        lambda value: f"{value:.3g}",
        number_in_words,
        f"How much more the harm ({found.unit}) rises from the lower to the upper half of one number "
        "where the other is in its upper half, above its 95 % interval. Filled where that leaves 0 out.",
        "On the diagonal: how much it rises, whatever the others are. All people are invented.",
    )


def described(found: Sensitivity | FromDraws) -> str:
    """The text alternative: every number of the picture."""
    tiles = _of_draws(found) if isinstance(found, FromDraws) else _of_indices(found)
    what = "changes" if isinstance(found, FromDraws) else "shares of the variance"
    parts = [f"{found.title}: {what} of {found.subject}."]
    parts += [
        f"{place} alone: {amount(tiles.alone[place], tiles.shown)}." for place in tiles.places
    ]
    parts += [
        f"{one} with {other}: {amount(value, tiles.shown)}."
        for (one, other), value in tiles.pairs.items()
        if one in tiles.places and other in tiles.places
    ]
    return " ".join(parts)


def _draw(sheet: Sheet, top: float, tiles: _Tiles) -> None:
    places = tiles.places
    width = (INNER - _LABEL) / len(places)
    for column in range(len(places)):
        middle = _LABEL + width * (column + 0.5)
        sheet.text(middle, top - 8, f"{column + 1}", "muted", size=SMALL, align="center")
    for row, place in enumerate(places):
        y = top + _ROW * row
        sheet.text(0, y + 27, f"{row + 1}  {_ending(place)}", size=SMALL)
        for column in range(row + 1):
            at = (_LABEL + width * column, y, width)
            if column == row:
                _tile(sheet, at, tiles.alone[place], "quiet", tiles.short)
                continue
            value = tiles.pairs.get((places[column], place)) or tiles.pairs.get(
                (place, places[column])
            )
            if value is not None:
                _tile(sheet, at, value, "series_e" if _is_sure(value) else "paper", tiles.short)


def _is_sure(value: Interval) -> bool:
    """Whether 0 is left out of its interval; a share of the variance cannot lie below."""
    return value.low is not None and value.high is not None and (value.low > 0 or value.high < 0)


def _hundredths(share: float) -> str:
    """Whole per cent; what rounds to nothing has no sign."""
    return f"{round(100 * share) + 0:d}"


def _ending(place: str) -> str:
    """The end of a long place, which tells it from others."""
    return place if len(place) <= _LETTERS else f"…{place[1 - _LETTERS :]}"


def _tile(
    sheet: Sheet,
    at: tuple[float, float, float],
    value: Interval,
    colour: str,
    short: Callable[[float], str],
) -> None:
    x, y, width = at
    sheet.box(x, y, width - 2, _ROW - 2, "line")
    sheet.box(x + 1, y + 1, width - 4, _ROW - 4, colour)
    middle = x + width / 2 - 1
    sheet.text(middle, y + 19, short(value.value), align="center", bold=colour == "series_e")
    if value.low is not None and value.high is not None:
        ends = f"{short(value.low)} to {short(value.high)}"
        sheet.text(middle, y + 35, ends, "ink", size=9.5, align="center")
