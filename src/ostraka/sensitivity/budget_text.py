"""Budgets and frontiers in sentences and small tables."""

from collections.abc import Iterator
from textwrap import fill
from typing import TYPE_CHECKING, Final

from ostraka.results.estimate import FEWEST_DRAWS, number_in_words

if TYPE_CHECKING:
    from ostraka.sensitivity.budget import Budget, OverAssumptions
    from ostraka.sensitivity.frontier import Frontier

WIDTH: Final = 100
NO_LICENCE: Final = (
    "A harm below a ceiling is harm to the people below it all the same. All people are invented; "
    "nothing here certifies a real system."
)


def budget_text(found: "Budget") -> str:
    """The whole answer."""
    lines = [
        f"{found.title}: {found.place}, if {found.harm} is to stay at or below "
        f"{number_in_words(found.most)}",
        fill(f"{found.definition} ({found.unit})", WIDTH),
        f"{found.people:,} invented people, {found.months} months, {found.replicates} replicates "
        "on common draws.",
        "",
        *(fill(sentence, WIDTH) for sentence in sentences(found)),
        "",
        *([] if found.status == "never" else [*_curve(found), ""]),
        fill(NO_LICENCE, WIDTH),
    ]
    return "\n".join(lines) + "\n"


def sentences(found: "Budget") -> Iterator[str]:
    """The budget, its two intervals, and whether the curve can be trusted to have one."""
    yield answer(found)
    over = found.assumptions
    if over is not None:
        yield from _over(found)
    if found.status == "never":
        return
    low, high = (number_in_words(x) for x in found.searched)
    way = "rises" if found.rises else "falls"
    if found.monotone == "no":
        after = ", ".join(number_in_words(x) for x in found.turns)
        yield (
            f"The harm is not monotone between {low} and {high}: it turns back by more than chance after "
            f"{after}. The value above is the first crossing from the harmless end; beyond it the harm "
            "may fall below the ceiling again."
        )
    elif found.monotone == "on average":
        yield f"Between {low} and {high} the mean harm {way} at every step, but for chance."
    else:
        yield f"Between {low} and {high} the harm {way}, or stays, in every replicate at every step."


def answer(found: "Budget") -> str:
    """The budget in one sentence, with its Monte Carlo interval."""
    name, unit = found.place, found.number_unit
    low, high = (number_in_words(x) for x in found.searched)
    now = "" if found.now is None else f"; in the scenario it is {number_in_words(found.now)}"
    if found.status == "never":
        point = found.points[0] if found.rises else found.points[-1]
        return (
            f"No value of {name} keeps the ceiling: even at {number_in_words(point.value)} the harm is "
            f"{number_in_words(point.harm)} (95 % Monte Carlo {number_in_words(max(point.low, 0.0))} to "
            f"{number_in_words(point.high)}){now}. What is left comes from other numbers; "
            "`ostraka sensitivity` and `ostraka attribute` say from which."
        )
    if found.status == "always":
        return f"Every value of {name} from {low} to {high} keeps the ceiling{now}."
    assert found.value is not None
    bound = "at most" if found.rises else "at least"
    return (
        f"{name} may be {bound} {number_in_words(found.value)} "
        f"({unit}; 95 % Monte Carlo {_ends(found)}{now})."
    )


def _ends(found: "Budget") -> str:
    return span(found.low, found.high, rises=found.rises)


def span(low: float | None, high: float | None, *, rises: bool) -> str:
    """Two ends of a budget; where one is missing, no value keeps the ceiling, or any does."""
    none, every = "no value at all", "any value"
    low_words = (none if rises else every) if low is None else number_in_words(low)
    high_words = (every if rises else none) if high is None else number_in_words(high)
    return low_words if low_words == high_words else f"{low_words} to {high_words}"


def _over(found: "Budget") -> Iterator[str]:
    over = found.assumptions
    assert over is not None
    if over.draws < FEWEST_DRAWS:
        yield (
            f"{over.draws} draws are too few for an interval over the assumptions "
            f"({FEWEST_DRAWS} at least)."
        )
    else:
        yield (
            f"Over the assumptions ({over.draws} draws of the other uncertain numbers): "
            f"{_span_over(over, rises=found.rises)}."
        )
    if over.never:
        yield f"In {over.never} of {over.draws} draws no value keeps the ceiling."
    if over.always:
        yield f"In {over.always} of {over.draws} draws every value that was looked at keeps it."


def _span_over(over: "OverAssumptions", *, rises: bool) -> str:
    """The two ends in words; a draw without a budget lies beyond all that have one."""
    first, last = ("no value at all", "any value") if rises else ("any value", "no value at all")
    below, above = (over.never, over.always) if rises else (over.always, over.never)
    outermost = int(0.025 * (over.draws - 1))
    low = first if below > outermost else last
    high = last if above > outermost else first
    low_words = low if over.low is None else number_in_words(over.low)
    high_words = high if over.high is None else number_in_words(over.high)
    return low_words if low_words == high_words else f"{low_words} to {high_words}"


def _curve(found: "Budget") -> Iterator[str]:
    rows = [
        (
            number_in_words(point.value),
            number_in_words(point.harm),
            f"{number_in_words(max(point.low, 0.0))} to {number_in_words(point.high)}",
        )
        for point in found.points
    ]
    yield from _aligned([(found.place, found.harm, "95 % Monte Carlo"), *rows])


def frontier_text(found: "Frontier") -> str:
    """The frontier as a table."""
    one = found.budgets[0]
    rows = [
        (
            number_in_words(value),
            "none"
            if b.status == "never"
            else "any"
            if b.value is None
            else number_in_words(b.value),
            _ends(b) if b.value is not None else "",
            {"in every replicate": "yes", "on average": "on average", "no": "no"}[b.monotone],
        )
        for value, b in zip(found.values, found.budgets, strict=True)
    ]
    bound = "at most" if one.rises else "at least"
    heads = (found.place, f"{one.place}, {bound}", "95 % Monte Carlo", "monotone")
    lines = [
        f"{one.title}: how far {one.place} may go, if {one.harm} is to stay at or below "
        f"{number_in_words(one.most)}",
        f"{one.people:,} invented people, {one.months} months, {one.replicates} replicates on common "
        "draws;",
        "other uncertain numbers are at their centre.",
        "",
        *_aligned([heads, *rows]),
        "",
        fill(NO_LICENCE, WIDTH),
    ]
    return "\n".join(lines) + "\n"


def _aligned(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    for row in rows:
        cells = [f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)]
        yield "  ".join(cells).rstrip()
