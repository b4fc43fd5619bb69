"""Sensitivity, budgets and frontiers in words, for a terminal."""

from collections.abc import Iterator, Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Final

from ostraka.results.estimate import number_in_words
from ostraka.sensitivity.methods import LEVELS, MEASURES, Interval

if TYPE_CHECKING:
    from ostraka.sensitivity.analysis import About, Factor, Sensitivity
    from ostraka.sensitivity.tornado import Tornado

WIDTH: Final = 100
SHOWN: Final = 15
"""Numbers in the table; the rest is counted, and in the data."""

HEADS: Final = {
    "first": "first",
    "total": "total",
    "share": "Shapley effect",
    "effect": "effect (µ*)",
    "mean": "mean (µ)",
    "spread": "spread (σ)",
}

_READING: Final = {
    "sobol": (
        "Shares of the harm's variance. First: what is gone, on average, once this number is known. "
        "Total: what is left if all others are known. Where the total is larger, the number works "
        "together with others. Chance may carry an estimate below 0 or above 1."
    ),
    "shapley": (
        "Shares of the harm's variance that add up to 100 %: what numbers do together is divided evenly "
        "between them."
    ),
    "morris": (
        "Effects are changes of the harm over a number's whole range of probability, from steps of two "
        "thirds of it. µ*: mean of the sizes, for screening. µ: mean with sign. σ: how much the effect "
        "depends on where the others stand."
    ),
}


def sensitivity_text(found: "Sensitivity") -> str:
    """The whole table, with how to read it."""
    return "\n".join([*_head(found), "", *_table(found), "", *_below(found)]) + "\n"


def _head(found: "Sensitivity") -> Iterator[str]:
    yield f"{found.title}: what {found.subject} depends on ({found.method})"
    yield fill(f"{found.definition} ({found.unit})", WIDTH)
    yield (
        f"{found.people:,} invented people, {found.months} months, {found.runs:,} runs "
        f"({found.draws} base points); in brackets: 95 % intervals."
    )
    yield (
        f"Over the design: mean {number_in_words(found.mean)}, standard deviation "
        f"{number_in_words(found.deviation)}."
    )


def _table(found: "Sensitivity") -> Iterator[str]:
    names = MEASURES[found.method]
    ordered = found.ordered()
    rows = [_row(one, names, found.method) for one in [*ordered[:SHOWN], found.luck]]
    rows.insert(0, ["uncertain number", *(HEADS[name] for name in names), "range"])
    yield from aligned(rows)
    if len(ordered) > SHOWN:
        yield f"and {len(ordered) - SHOWN} more, each with less"


def _row(one: "Factor", names: tuple[str, ...], method: str) -> list[str]:
    shown = number_in_words if method == "morris" else percent
    cells = [amount(one.measures[name], shown) for name in names]
    if one.low is None or one.high is None:
        return [one.place, *cells, ""]
    origin = "sourced" if one.source else "assumed"
    return [
        one.place,
        *cells,
        f"{number_in_words(one.low)} to {number_in_words(one.high)}, {origin}",
    ]


def _below(found: "Sensitivity") -> Iterator[str]:
    yield fill(luck_sentence(found), WIDTH)
    yield fill(_READING[found.method], WIDTH)
    if found.pairs:
        yield "Second order: what two do together beyond what each does alone, largest first:"
        ordered = sorted(found.pairs.items(), key=lambda pair: -abs(pair[1].value))
        for (one, other), value in ordered[:5]:
            yield f"  {one} with {other}: {amount(value, percent)}"
    if found.together:
        yield fill(
            "The scenario is calibrated: it draws some of these numbers together, but a design for "
            "indices takes each by itself, over its own range.",
            WIDTH,
        )
    yield from fixed_lines(found)
    yield "All people are invented. It says what the answer depends on, not what is true."


def fixed_lines(found: "About") -> Iterator[str]:
    """Which uncertain numbers did not move."""
    if found.fixed:
        few = (
            ", ".join(found.fixed) if len(found.fixed) <= 5 else f"{len(found.fixed)} other numbers"
        )
        yield fill(f"Held at their central value: {few}.", WIDTH)


def tornado_text(found: "Tornado") -> str:
    """One number at a time, as a table."""
    rows = [("uncertain number", "from", "to", "change at the low end", "at the high end")]
    rows += [
        (
            bar.place,
            number_in_words(bar.low),
            number_in_words(bar.high),
            amount(bar.at_low),
            amount(bar.at_high),
        )
        for bar in found.bars[:SHOWN]
    ]
    widths = [max(len(row[k]) for row in rows) for k in range(5)]
    table = []
    for row in rows:
        cells = [f"{row[0]:{widths[0]}}"]
        cells += [f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True)]
        table.append("  ".join(cells).rstrip())
    rest = len(found.bars) - SHOWN
    lines = [
        f"{found.title}: {found.subject}, one number at a time",
        fill(f"{found.definition} ({found.unit})", WIDTH),
        f"{found.people:,} invented people, {found.months} months, {found.runs:,} runs; in brackets: "
        "95 % intervals,",
        "paired over replicates on common draws. With all numbers at their centre: "
        f"{amount(found.centre)}.",
        "",
        *table,
        *([f"and {rest} more, each with less"] if rest > 0 else []),
        "",
        f"Another seed alone moves one run by {number_in_words(found.luck)} (standard deviation over "
        "replicates).",
        fill(
            "Each number at its 2.5 and 97.5 % points, all others at their centre: what numbers do "
            "together is not seen here. All people are invented.",
            WIDTH,
        ),
    ]
    return "\n".join(lines) + "\n"


def luck_sentence(found: "Sensitivity") -> str:
    """What the seed alone does, in a sentence."""
    of = found.luck.measures
    people = f"at {found.people:,} people"
    if found.method == "sobol":
        return (
            f"The seed's own share of the variance, {people}: {amount(of['first'], percent)} by itself, "
            f"{amount(of['total'], percent)} with what it does together with the numbers."
        )
    if found.method == "shapley":
        return f"The seed's own share of the variance, {people}: {amount(of['share'], percent)}."
    moved, step = (
        of["effect"],
        LEVELS / 2 / (LEVELS - 1),
    )  # SALib's step on a grid of so many levels
    ends = [None if x is None else x * step for x in (moved.low, moved.high)]
    change = Interval(moved.value * step, *ends)
    return (
        f"Another seed alone, {people}, moves the harm by {amount(change)} on average; where a number's "
        "interval lies above that of the seed, it does more than luck."
    )


def percent(share: float) -> str:
    """A share in a hundred, one digit."""
    return f"{100 * share:.1f} %"


def amount(found: Interval, shown: object = number_in_words) -> str:
    """A value with its interval in brackets."""
    assert callable(shown)
    if found.low is None or found.high is None:
        return str(shown(found.value))
    ends = f"{shown(found.low)} to {shown(found.high)}".replace(" % to", " to")
    return f"{shown(found.value)} ({ends})"


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows as lines: names at the left, numbers at the right of their column, the last as it comes."""
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    for row in rows:
        cells = [f"{row[0]:{widths[0]}}"]
        cells += [f"{cell:>{width}}" for cell, width in zip(row[1:-1], widths[1:-1], strict=True)]
        yield "  ".join([*cells, row[-1]]).rstrip()
