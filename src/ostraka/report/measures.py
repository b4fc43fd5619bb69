"""What the scenario's mechanisms count besides the list: their figures, and their pictures over time."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from ostraka.core.declarations import Mechanism, Sum, TallyPicture
from ostraka.engine import schedule_for
from ostraka.report import areas, readings, tables, words
from ostraka.report.areas import Layer
from ostraka.report.blocks import Block, Section
from ostraka.report.figures import picture
from ostraka.report.palette import SERIES
from ostraka.report.readings import Floats, Months
from ostraka.report.words import say, say_ratio
from ostraka.results import HarmTable, Result
from ostraka.results.declared import positions_of, resolved

MOST_PICTURES: Final = 3
"""Of a picture that is drawn for each position along an axis, how many."""

_OTHERS: Final = "all others"
_WHISKERS: Final = " Whiskers: 95 % Monte Carlo interval of all together."


def measures(result: Result) -> Section | None:
    """One table a mechanism, then its pictures; None if no mechanism declares any."""
    blocks = [
        block
        for one in schedule_for(result.scenario).passes
        for block in _of_mechanism(result, one)
    ]
    if not blocks:
        return None
    return Section(
        "measures",
        "Other measures",
        [
            "Beside the list, this scenario's mechanisms count what follows. Counts of unlike things are "
            "never added up."
        ],
        blocks,
    )


def _of_mechanism(result: Result, one: Mechanism) -> Iterator[Block]:
    names = result.figure_set.declared.get(one.name, ())
    title = words.capital(one.name)
    if names:
        rows = [
            (f"{words.name_of(n)}: {_definition(result, n)}", *_said(result, n, result.harm))
            for n in names
        ]
        made = tables.of_estimates(title, "figure", rows, with_assumptions=result.spans_assumptions)
        yield Block(f"{title}: {words.count_of(len(rows), 'figure')}", "", made)
        yield from _strata(result, title, names)
    for number, given in enumerate(one.pictures):
        yield from _pictures(result, given, f"{one.name}-{number}")


def _definition(result: Result, name: str) -> str:
    text = result.figures[name].definition.rstrip(".")
    return text[:1].lower() + text[1:]


def _said(result: Result, name: str, table: HarmTable) -> tuple[words.Said, str]:
    unit = result.figures[name].unit
    said = say(table[name], words.why_undefined(name), words.factor_for(unit))
    return said, words.unit_in_words(unit)


def _strata(result: Result, title: str, names: tuple[str, ...]) -> Iterator[Block]:
    """Each stratum against the reference, where the tables tell them apart."""
    rows = [
        (f"{words.name_of(name)}: {words.name_in_words(stratum)}", say_ratio(table[name]), "times")
        for stratum, table in result.ratio().items()
        for name in names
        # a ratio of differences, which may have either sign, says nothing
        if table[name].value is not None and result.figures[name].smallest >= 0
    ]
    if not rows:
        return
    reference = words.name_in_words(result.scenario.reference_stratum)
    caption = f"{title}: each stratum against {reference}"
    made = tables.of_estimates(
        caption, "figure and stratum", rows, with_assumptions=result.spans_assumptions
    )
    yield Block(caption, "Counts are compared per head.", made)


def _pictures(result: Result, given: TallyPicture, key: str) -> Iterator[Block]:
    where = f"picture {given.title!r}"
    positions = positions_of(given.each, result.scenario, where) if given.each else ("",)
    series = [(position, _series(result, given, position)) for position in positions]
    found = sorted(
        [(position, months) for position, months in series if months.total.any()],
        key=lambda pair: -float(pair[1].total.sum()),
    )
    for number, (position, months) in enumerate(found[:MOST_PICTURES]):
        definition = given.definition
        if len(found) > MOST_PICTURES:
            definition += f" The {MOST_PICTURES} largest of {len(found)} are drawn."
        title = f"{given.title}: {words.name_in_words(position)}" if position else given.title
        yield _picture(result, title, definition, months, given, f"{key}-{number}")


def _series(result: Result, given: TallyPicture, position: str) -> Months:
    """The table over the months, in parts by the positions along the axis that is stacked."""
    here = {given.each: (position,)} if position else {}
    where = f"picture {given.title!r}"
    schedule = schedule_for(result.scenario)
    one = resolved(Sum(given.tally, {**given.where, **here}), schedule, result.scenario, where)
    counts = np.stack(
        [
            one.along(tables[given.tally].dense(), "month", given.axis).astype(float)
            for tables in result.tables
        ]
    )
    if one.dims.index(given.axis) < one.dims.index("month"):
        counts = np.swapaxes(counts, 1, 2)
    names = positions_of(given.axis, result.scenario, where)
    parts = {name: counts[..., k] for k, name in enumerate(names) if counts[..., k].any()}
    parts = _few(parts) or {names[0]: counts[..., 0]}
    return readings.months_of(parts, tuple(parts))


def _few(parts: dict[str, Floats]) -> dict[str, Floats]:
    """As many parts as there are colours: those with one of their own, and the largest others."""
    without = [name for name in parts if not _colour(name)]
    if len(without) <= len(SERIES):
        return parts
    smallest = sorted(without, key=lambda name: float(parts[name].sum()))[: -len(SERIES)]
    rest = np.sum([parts[name] for name in smallest], axis=0)
    return {**{name: parts[name] for name in parts if name not in smallest}, _OTHERS: rest}


def _picture(
    result: Result, title: str, definition: str, months: Months, given: TallyPicture, key: str
) -> Block:
    tally = schedule_for(result.scenario).tallies[given.tally]
    unit = _unit(tally.unit, steps=tally.steps)
    shown = {name: _name(name) for name in months.parts}
    free = iter(SERIES)
    layers = [Layer(name, shown[name], _colour(name) or next(free)) for name in shown]
    last = words.number(float(months.total[-1]), 1.0 if months.total[-1] >= 10 else 0.1)
    return Block(
        title,
        f"{definition}{_WHISKERS if result.replicates > 1 else ''}",
        tables.of_months(f"{title}: {unit}, mean over replicates", months, shown, "All together"),
        picture(
            f"measure-{key}",
            title,
            f"A stacked area over {words.count_of(result.months, 'month')}, in the last {last} {unit}: "
            f"{words.listed([name.lower() for name in shown.values()])}.",
            lambda width: areas.STACKED_HEIGHT,
            areas.draw_months(months, layers, unit),
        ),
    )


def _unit(unit: str, *, steps: bool) -> str:
    """What is counted in a month: ``people at month's end``, or ``payments in the month``."""
    if not steps:
        return f"{unit} in the month"
    held = unit.removesuffix("-months")
    if held in ("subject", "subjects", "person"):
        held = "people"
    return f"{held if held.endswith('s') or held == 'people' else held + 's'} at month's end"


def _name(position: str) -> str:
    known = {**words.CAUSES, **words.OUTCOMES}
    return known.get(position, words.capital(position))


def _colour(position: str) -> str:
    """The colour that a part has everywhere, or "" if it has none."""
    if position == _OTHERS:
        return "band"
    return position if position in (*words.CAUSES, *words.OUTCOMES, "stale") else ""
