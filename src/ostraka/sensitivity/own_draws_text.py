"""What a harm depends on over given draws, as a table."""

from collections.abc import Iterator
from textwrap import fill
from typing import TYPE_CHECKING

from ostraka.results.estimate import number_in_words
from ostraka.sensitivity.text import SHOWN, WIDTH, aligned, amount, fixed_lines, percent

if TYPE_CHECKING:
    from ostraka.sensitivity.own_draws import FromDraws

_READING = (
    "Rank: Spearman's correlation; 0 says that the harm neither rises nor falls with the number. Lowest "
    "and highest quarter: the mean there less that over all draws, the others moving too."
)


def own_draws_text(found: "FromDraws") -> str:
    """The whole table, with how to read it."""
    return "\n".join([*_head(found), "", *_table(found), "", *_below(found)]) + "\n"


def _head(found: "FromDraws") -> Iterator[str]:
    yield f"{found.title}: what {found.subject} depends on (the study's own draws)"
    yield fill(f"{found.definition} ({found.unit})", WIDTH)
    yield (
        f"{found.people:,} invented people, {found.months} months, {found.draws} draws, "
        f"{found.replicates} replicates each; in brackets: 95 % intervals."
    )
    yield (
        f"Over the draws: mean {number_in_words(found.mean)}, standard deviation "
        f"{number_in_words(found.deviation)}."
    )


def _table(found: "FromDraws") -> Iterator[str]:
    has_first = any(one.first is not None for one in found.numbers)
    heads = ["uncertain number", "rank", "lowest quarter", "highest quarter"]
    rows = [[*heads, *(["first order"] if has_first else []), "range"]]
    for one in found.numbers[:SHOWN]:
        cells = [one.place, amount(one.rank, _two), amount(one.bar.at_low), amount(one.bar.at_high)]
        if has_first:
            cells.append("" if one.first is None else amount(one.first, percent))
        ends = ""
        if one.low is not None and one.high is not None:
            origin = "sourced" if one.source else "assumed"
            ends = f"{number_in_words(one.low)} to {number_in_words(one.high)}, {origin}"
        rows.append([*cells, ends])
    yield from aligned(rows)
    if len(found.numbers) > SHOWN:
        yield f"and {len(found.numbers) - SHOWN} more, each with a smaller rank correlation"


def _below(found: "FromDraws") -> Iterator[str]:
    yield fill(luck_words(found), WIDTH)
    yield fill(_READING, WIDTH)
    if found.together:
        yield fill(
            "The scenario is calibrated: some of its numbers are drawn together, so one may stand in for "
            "another, and no shares of the variance are given.",
            WIDTH,
        )
    yield from _pairs(found)
    yield from fixed_lines(found)
    yield "All people are invented. It says what the answer depends on, not what is true."


def luck_words(found: "FromDraws") -> str:
    """What of it is the seed's."""
    moves = (
        ""
        if found.luck is None
        else f"Another seed alone moves one run by {number_in_words(found.luck)} (standard deviation "
        "over replicates at the central values)."
    )
    if found.shares is None:
        return (
            moves or "With one replicate at the central values, nothing says what the seed moves."
        )
    of = found.shares
    return (
        f"Of the variance of one run, at {found.people:,} people: {amount(of.numbers, percent)} is that "
        f"of the numbers, {percent(of.luck.value)} the seed's by itself, {percent(of.both.value)} the "
        f"seed's together with the numbers. {moves}"
    ).rstrip()


def _pairs(found: "FromDraws") -> Iterator[str]:
    if not found.pairs:
        return
    count = len(found.pairs)
    of = "of the only pair:"
    if count > 1:
        of = f"the largest of {count} pairs, of which {0.05 * count:.2g} would seem sure by chance:"
    yield fill(
        "Two together: how much more it rises from the lower to the upper half of one number where "
        f"the other is in its upper half than where it is in its lower; {of}",
        WIDTH,
    )
    ordered = sorted(found.pairs.items(), key=lambda pair: -abs(pair[1].value))
    for (one, other), value in ordered[:3]:
        yield f"  {one} with {other}: {amount(value)}"


def _two(number: float) -> str:
    return f"{number:.2f}"
