"""Shares of a harm by mechanism, as a table for a terminal."""

from collections.abc import Iterator
from textwrap import fill
from typing import TYPE_CHECKING

from ostraka.results.estimate import number_in_words

if TYPE_CHECKING:
    from ostraka.results.attribution import Attribution, Change

_WIDTH = 100


def text_of(found: "Attribution") -> str:
    """The whole table, with how to read it."""
    return "\n".join([*_head(found), "", *_table(found), "", *_below(found)]) + "\n"


def _head(found: "Attribution") -> Iterator[str]:
    yield f"{found.title}: which mechanism causes which share of {found.harm}"
    yield fill(f"{found.definition} ({found.unit})", _WIDTH)
    yield (
        f"{found.people:,} invented people, {found.months} months, {found.replicates} replicates, "
        f"{len(found.values)} worlds on the same draws."
    )
    if found.whole.low is None:
        yield "Too few replicates for intervals (5 at least)."
    else:
        yield "In brackets: 95 % intervals, by a paired bootstrap over replicates."


def _table(found: "Attribution") -> Iterator[str]:
    ordered = sorted(found.parts, key=lambda part: -part.share.value)
    rows = [
        (
            part.words,
            _amount(part.share),
            "" if part.of_whole is None else _percent(part.of_whole),
            number_in_words(part.off_alone.value),
            number_in_words(part.on_alone.value),
        )
        for part in ordered
    ]
    rows.append(("together", _amount(found.whole), "", "", ""))
    header = ("mechanism", "Shapley share", "of the whole", "off alone", "on alone")
    widths = [max(len(row[k]) for row in [header, *rows]) for k in range(len(header))]
    for row in [header, *rows]:
        cells = [f"{row[0]:{widths[0]}}"]
        cells += [f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield "  ".join(cells).rstrip()


def _below(found: "Attribution") -> Iterator[str]:
    yield f"With all of them on: {_amount(found.all_on)}; with all off: {_amount(found.all_off)}."
    yield f"Interaction (together, less each switched off alone): {_amount(found.interaction)}."
    yield fill(
        "The shares add up to the whole. Off alone: how much harm goes if this one alone is switched "
        "off. On alone: how much comes if it is the only one. Where the two differ, mechanisms stand in "
        "for each other or need each other, and the Shapley share is the mean over all orders.",
        _WIDTH,
    )
    if found.kept_on:
        yield fill(f"On in every world: {', '.join(found.kept_on)}.", _WIDTH)
    yield "All people are invented; uncertain numbers are at their central values."


def _amount(change: "Change") -> str:
    if change.low is None or change.high is None:
        return number_in_words(change.value)
    ends = f"({number_in_words(change.low)} to {number_in_words(change.high)})"
    return f"{number_in_words(change.value)} {ends}"


def _percent(change: "Change") -> str:
    value = f"{100 * change.value:.1f} %"
    if change.low is None or change.high is None:
        return value
    return f"{value} ({100 * change.low:.1f} to {100 * change.high:.1f})"
