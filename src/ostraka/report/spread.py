"""What the spread over the assumptions rests on: sourced numbers or guesses, and whether signs turn."""

from collections.abc import Mapping

from ostraka.report import spread_picture, words
from ostraka.report.blocks import Block, Section
from ostraka.report.figures import picture
from ostraka.report.tables import SILENT, Cell, Table
from ostraka.report.words import NBSP, Said, count_of, number, say
from ostraka.results import Estimate, Result
from ostraka.results.variance import (
    Direction,
    VarianceShares,
    are_sourced,
    directions,
    variance_shares,
)

_HEADLINE = "wrongful_share_of_listed"
_RATE = "ever_wrongly_listed_per_100k"
_CAPTION = (
    "Per cent of the variance between the draws, by a regression of ranks on all uncertain numbers, "
    "freed of what so many numbers explain by chance; a group's share is the mean of what it adds alone "
    "and what it adds to the other group. Intervals (95 %): jackknife over the draws. The rest is what "
    "ranks of single numbers do not explain: numbers that work together, turning points, and chance."
)


def lead(result: Result) -> list[str]:
    """What the headline's spread rests on, and whether a comparison changes its direction."""
    shares = variance_shares(result)
    return _said(result, shares) if shares else []


def _said(result: Result, shares: Mapping[str, VarianceShares]) -> list[str]:
    is_sourced = are_sourced(result.scenario, result.drawn.places)
    return [
        of_the_headline(shares[_HEADLINE], int(is_sourced.sum()), len(is_sourced)),
        of_the_signs(directions(result, _RATE)),
    ]


def of_the_headline(shares: VarianceShares, sourced_numbers: int, numbers: int) -> str:
    """Where the spread of the headline over the assumptions comes from."""
    if sourced_numbers in (0, numbers):
        which, rests = ("None", "guesses") if sourced_numbers == 0 else ("Each", "publications")
        return (
            f"{which} of the {count_of(numbers, 'uncertain number')} has a source: what there is of an "
            f"interval over the assumptions rests on {rests}."
        )
    if shares.why:
        return (
            "How much of the headline's spread comes from assumed numbers cannot be said: "
            f"{shares.why}."
        )
    sourced, assumed = _percent(shares.sourced), _percent(shares.assumed)
    return (
        f"Of the headline's spread over the assumptions, {assumed.value}{NBSP}% "
        f"({assumed.monte_carlo}) comes from assumed numbers and {sourced.value}{NBSP}% "
        f"({sourced.monte_carlo}) from numbers with a source."
    )


def of_the_signs(found: Mapping[str, Direction]) -> str:
    """Whether any stratum changes sides inside the assumed ranges."""
    told = {name: one for name, one in found.items() if one.is_more is not None}
    if not told:
        return ""
    draws = next(iter(told.values())).draws
    turned = {name: one for name, one in told.items() if one.turned}
    start = "The headline is a share, so it has no sign that could turn."
    if not turned:
        return (
            f"{start} Every comparison of a stratum's rate with the reference keeps its direction in all "
            f"{count_of(draws, 'draw')}."
        )
    parts = [
        f"{words.name_in_words(name)} is listed {'more' if one.is_more else 'less'} often than the "
        f"reference at the central values, and {'less' if one.is_more else 'more'} often in "
        f"{number(one.turned)} of {count_of(draws, 'draw')}"
        for name, one in turned.items()
    ]
    return (
        f"{start} A comparison turns inside the assumed ranges, so its direction is not a finding: "
        f"{'; '.join(parts)}."
    )


def section(result: Result) -> Section | None:
    """What the spread of the main figures rests on; None without draws of the assumptions."""
    shares = variance_shares(result)
    if not shares:
        return None
    rows = tuple(
        (Cell(words.name_of(name), is_number=False), *_cells(one)) for name, one in shares.items()
    )
    heads = ("figure", "sourced", f"95{NBSP}%", "assumed", f"95{NBSP}%", "rest")
    columns = tuple(Cell(name, is_number=bool(k)) for k, name in enumerate(heads))
    title = "What the spread over the assumptions rests on"
    said = _said(result, shares)
    drawn = None
    if any(not one.why for one in shares.values()):
        drawn = picture(
            "spread",
            title,
            f"One bar a figure, in three parts that add up to 100 per cent. {said[0]}",
            spread_picture.height_of_spread(len(shares)),
            spread_picture.draw_spread(shares),
        )
    block = Block(title, _CAPTION, Table(title, columns, rows), drawn, is_folded=drawn is not None)
    notes = [
        "Which single numbers a harm depends on most, and how much is luck: ostraka sensitivity FILE."
    ]
    return Section("spread", "What the assumptions decide", said, [block], notes)


def _cells(shares: VarianceShares) -> list[Cell]:
    if shares.why:
        return [Cell(f"undefined: {shares.why}", span=5, is_number=False)]
    cells = []
    for part in (shares.sourced, shares.assumed):
        said = _percent(part)
        # without a number of this kind there is nothing to be unsure of
        interval = SILENT if part.low == part.high else said.monte_carlo
        cells += [Cell(said.value), Cell(interval)]
    return [*cells, Cell(_percent(shares.rest).value)]


def _percent(share: Estimate) -> Said:
    return say(share, "", 100.0)
