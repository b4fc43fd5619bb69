"""Tables for readers: words and numbers already made, the first column naming the row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ostraka.report import words
from ostraka.report.readings import Ends, Grades, Months, Order, Step
from ostraka.report.words import NBSP, Said
from ostraka.results import Estimate


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes
    ----------
    caption : str
    columns : tuple of str
        The first names what the rows are.
    rows : tuple of tuple of str
    words_from : int
        Columns from here on hold words, not numbers, and are set from the left.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words_from: int = 99


NO_PARAMETERS = "undefined in some draws"
SILENT = "–"


def of_estimates(
    caption: str,
    first: str,
    rows: Iterable[tuple[str, Said, str]],
    *,
    with_assumptions: bool,
) -> Table:
    """Name, value, the intervals side by side, and the unit."""
    columns = [first, "value", "Monte Carlo, 95 %"]
    if with_assumptions:
        columns.append("assumptions, 95 %")
    made = []
    for name, said, unit in rows:
        cells = [name, said.value, said.monte_carlo or SILENT]
        if with_assumptions:
            cells.append(said.assumptions or (NO_PARAMETERS if said.is_number else SILENT))
        made.append((*cells, unit))
    return Table(caption, (*columns, "unit"), tuple(made), words_from=len(columns))


def of_months(caption: str, series: Months, shown: Sequence[str], most: int = 25) -> Table:
    """People on the list at month's end, by cause; evenly spaced months if there are many."""
    length = len(series.wrongful)
    every = -(-length // most)
    rows = []
    for k in range(length - 1, -1, -every):
        counts = [words.number(float(series.by_cause[name][k])) for name in shown]
        total = words.say(_estimate(series, k), "")
        rows.append((str(k + 1), *counts, total.value, total.monte_carlo or SILENT))
    names = [words.CAUSES[name] for name in shown]
    columns = ("month", *names, "All wrongful", "Monte Carlo, 95 %")
    return Table(caption, columns, tuple(reversed(rows)))


def _estimate(series: Months, k: int) -> Estimate:
    low, high = float(series.low[k]), float(series.high[k])
    if low != low:  # one replicate: no interval
        return Estimate(float(series.wrongful[k]), None, None, 1, "too_few")
    return Estimate(float(series.wrongful[k]), low, high, 2, "ok")


def of_ends(caption: str, ends: Ends, most: int = 13) -> Table:
    """Cumulative incidence of each outcome at some months since the start, in per cent."""
    length = len(ends.months) - 1
    every = next(s for s in (1, 2, 3, 6, 12, 24, 48, 96) if length / s <= most)
    at = sorted({*range(every, length + 1, every), length})
    names = [name for name in words.OUTCOMES if name in ends.value]
    rows = []
    for k in at:
        cells = [f"{100 * ends.value[name][k]:.1f}" for name in names]
        still = 100 * (1 - sum(ends.value[name][k] for name in names))
        low, high = 100 * ends.low["corrected"][k], 100 * ends.high["corrected"][k]
        interval = SILENT if low != low else words.to(float(low), float(high))
        risk = words.number(float(ends.at_risk[k]))
        rows.append((f"{ends.months[k]:g}", *cells, f"{max(still, 0.0):.1f}", interval, risk))
    columns = (
        "months",
        *(words.OUTCOMES[name] for name in names),
        words.OUTCOMES["open"],
        "Corrected: Monte Carlo, 95 %",
        "Spells at risk",
    )
    return Table(caption, columns, tuple(rows))


def of_steps(caption: str, steps: Sequence[Step], names: Mapping[str, str]) -> Table:
    """Steps of redress, wrongful beside by the rules."""
    rows = []
    for step in steps:
        wrongful, by_rules = (words.say(e, "") for e in (step.wrongful, step.by_rules))
        rows.append(
            (
                names[step.name],
                wrongful.value,
                wrongful.monte_carlo,
                by_rules.value,
                by_rules.monte_carlo,
            )
        )
    columns = (
        "step",
        "wrongful listings",
        "Monte Carlo, 95 %",
        "by the rules",
        "Monte Carlo, 95 %",
    )
    return Table(caption, columns, tuple(rows))


def of_grades(caption: str, grades: Grades) -> Table:
    """People by recorded grade (rows) and deserved grade (columns)."""
    rows = tuple(
        (f"recorded {name}", *(words.number(float(v)) for v in grades.people[k]))
        for k, name in enumerate(grades.names)
    )
    columns = ("grade", *(f"deserved {name}" for name in grades.names))
    return Table(caption, columns, rows)


def of_orders(caption: str, orders: Sequence[Order]) -> Table:
    """Person-months by cause in both orders."""
    rows = tuple(
        (words.CAUSES[o.cause], *_beside(o.forward, o.reverse)) for o in orders
    )
    columns = ("cause", "legitimate first", "reverse order", "difference")
    return Table(caption, columns, rows)


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
    rows = []
    for name, rate in rates.items():
        cells = [words.name_in_words(name)]
        for said in (rate, differences.get(name), ratios.get(name)):
            if said is None:
                cells += ["reference", *[SILENT] * (2 if with_assumptions else 1)]
                continue
            cells += [said.value, said.monte_carlo or SILENT]
            if with_assumptions:
                cells.append(said.assumptions or SILENT)
        rows.append(tuple(cells))
    columns = ["stratum"]
    for what in (f"per 100,000{NBSP}people", "difference", "ratio"):
        columns += [what, "Monte Carlo, 95 %"]
        if with_assumptions:
            columns.append("assumptions, 95 %")
    return Table(caption, tuple(columns), tuple(rows))
