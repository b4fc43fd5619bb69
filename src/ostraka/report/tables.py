"""Tables for readers: words and numbers already made, the first column naming the row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ostraka.report import words
from ostraka.report.readings import Ends, Grades, Months, Order, Step, mean_of
from ostraka.report.words import NBSP, Said
from ostraka.results import Estimate


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, how many columns it spans, and whether it is set as a number."""

    text: str
    span: int = 1
    is_number: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes
    ----------
    caption : str
    columns : tuple of Cell
        The first names what the rows are.
    rows : tuple of tuple of Cell
    """

    caption: str
    columns: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


SILENT: Final = "–"
MONTE_CARLO: Final = f"Monte Carlo, 95{NBSP}%"
ASSUMPTIONS: Final = f"assumptions, 95{NBSP}%"
_NO_PARAMETERS: Final = "undefined in some draws"


def _table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Table:
    heads = tuple(Cell(name, is_number=bool(k)) for k, name in enumerate(columns))
    return Table(caption, heads, tuple(tuple(row) for row in rows))


def _name(text: str) -> Cell:
    return Cell(text, is_number=False)


def _intervals(said: Said, *, with_assumptions: bool) -> list[Cell]:
    """The value and its intervals; in their place, what is missing."""
    if not said.is_number:
        return [Cell(said.value, span=3 if with_assumptions else 2, is_number=False)]
    cells = [Cell(said.value), Cell(said.monte_carlo or SILENT)]
    return [*cells, Cell(said.assumptions or _NO_PARAMETERS)] if with_assumptions else cells


def of_estimates(
    caption: str,
    first: str,
    rows: Iterable[tuple[str, Said, str]],
    *,
    with_assumptions: bool,
) -> Table:
    """Name, value, the intervals side by side, and the unit."""
    columns = [first, "value", MONTE_CARLO]
    if with_assumptions:
        columns.append(ASSUMPTIONS)
    heads = (*(Cell(name, is_number=bool(k)) for k, name in enumerate(columns)), _name("unit"))
    made = tuple(
        (_name(name), *_intervals(said, with_assumptions=with_assumptions), _name(unit))
        for name, said, unit in rows
    )
    return Table(caption, heads, made)


def of_moved(caption: str, rows: Iterable[Sequence[str]]) -> Table:
    """Which safeguard moved which value, from what to what."""
    columns = ("safeguard", "value", "before", "after")
    heads = tuple(_name(column) for column in columns)
    return Table(caption, heads, tuple(tuple(map(_name, row)) for row in rows))


def of_months(
    caption: str, series: Months, shown: Mapping[str, str], total_name: str, most: int = 25
) -> Table:
    """A count month by month, in parts by key and name; evenly spaced months if there are many."""
    length = len(series.total)
    every = -(-length // most)
    rows = []
    for k in range(length - 1, -1, -every):
        found = [mean_of(series.parts[key][:, k], independent=True) for key in shown]
        total = words.say(_total(series, k), "")
        numbers = [*(words.say(e, "").value for e in found), total.value, total.monte_carlo]
        rows.append([_name(str(k + 1)), *map(Cell, numbers)])
    heads = ("month", *shown.values(), total_name, MONTE_CARLO)
    return _table(caption, heads, reversed(rows))


def _total(series: Months, k: int) -> Estimate:
    value, low, high = (float(side[k]) for side in (series.total, series.low, series.high))
    if low != low:  # one replicate has no interval
        return Estimate(value, None, None, 1, "too_few")
    return Estimate(value, low, high, 2, "ok")


def of_ends(caption: str, ends: Ends, most: int = 13) -> Table:
    """Cumulative incidence of each outcome at some months since the start, in per cent."""
    length = len(ends.months) - 1
    every = next(s for s in (1, 2, 3, 6, 12, 24, 48, 96) if length / s <= most)
    at = sorted({*range(every, length + 1, every), length})
    names = [name for name in words.OUTCOMES if name in ends.value]
    rows = []
    for k in at:
        shares = [100 * float(ends.value[name][k]) for name in names]
        low, high = (100 * float(side["corrected"][k]) for side in (ends.low, ends.high))
        numbers = [
            *(f"{share:.1f}" for share in (*shares, max(0.0, 100 - sum(shares)))),
            SILENT if low != low else words.to(low, high),
            words.number(float(ends.at_risk[k])),
        ]
        rows.append([_name(f"{ends.months[k]:g}"), *map(Cell, numbers)])
    columns = (
        "months",
        *(words.OUTCOMES[name] for name in (*names, "open")),
        f"Corrected: {MONTE_CARLO}",
        "Spells at risk",
    )
    return _table(caption, columns, rows)


def of_steps(caption: str, steps: Sequence[Step], names: Mapping[str, str]) -> Table:
    """Steps of redress, wrongful beside by the rules."""
    rows = []
    for step in steps:
        cells = [_name(names[step.name])]
        for estimate in (step.wrongful, step.by_rules):
            cells += _intervals(words.say(estimate, ""), with_assumptions=False)
        rows.append(cells)
    columns = ("step", "wrongful listings", MONTE_CARLO, "by the rules", MONTE_CARLO)
    return _table(caption, columns, rows)


def of_grades(caption: str, grades: Grades) -> Table:
    """People by recorded grade (rows) and deserved grade (columns)."""
    rows = []
    for k, name in enumerate(grades.names):
        found = [
            words.say(mean_of(grades.people[:, k, j], independent=True), "").value
            for j in range(len(grades.names))
        ]
        rows.append([_name(f"recorded {name}"), *map(Cell, found)])
    return _table(caption, ("grade", *(f"deserved {name}" for name in grades.names)), rows)


def of_orders(caption: str, orders: Sequence[Order]) -> Table:
    """Person-months by cause in both orders."""
    rows = [
        [_name(words.CAUSES[o.cause]), *map(Cell, _beside(o.forward, o.reverse))] for o in orders
    ]
    return _table(caption, ("cause", "legitimate first", "reverse order", "difference"), rows)


def _beside(one: float, other: float) -> tuple[str, str, str]:
    step = 1.0 if max(one, other) >= 100 else 0.1
    change = other - one
    sign = "+" if change > 0 else ""
    shown = f"{sign}{words.number(change, step)}" if abs(change) > 1e-9 else "none"
    return words.number(one, step), words.number(other, step), shown


def of_strata(
    caption: str,
    rates: Mapping[str, Said],
    differences: Mapping[str, Said],
    ratios: Mapping[str, Said],
    *,
    with_assumptions: bool,
) -> Table:
    """Rate, difference and ratio of every stratum, each with its intervals."""
    width = 3 if with_assumptions else 2
    rows = []
    for name, rate in rates.items():
        cells = [_name(words.name_in_words(name))]
        cells += _intervals(rate, with_assumptions=with_assumptions)
        if name in ratios:
            for said in (differences[name], ratios[name]):
                cells += _intervals(said, with_assumptions=with_assumptions)
        elif ratios:
            cells.append(Cell("the reference", span=2 * width, is_number=False))
        rows.append(cells)
    columns = ["stratum"]
    kinds = ("difference", "ratio") if ratios else ()
    for what in (f"per 100,000{NBSP}people", *kinds):
        columns += [what, MONTE_CARLO, ASSUMPTIONS][:width]
    return _table(caption, columns, rows)
