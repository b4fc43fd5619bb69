"""Numbers of the scenario and of the run in the words of the assessment."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ostraka.core.intervals import binomial_interval
from ostraka.core.quantities import Quantity
from ostraka.report import tables, words
from ostraka.report.assumptions import plain
from ostraka.report.readings import Floats
from ostraka.report.tables import Cell, Table
from ostraka.report.words import NBSP, Said, say
from ostraka.results import Estimate, Result
from ostraka.results.estimate import FEW, jackknife_half_width
from ostraka.results.readings import divided

YEAR = 12


def given(quantity: Quantity, unit: str = "", *, percent: bool = False) -> str:
    """A number of the scenario with its range and whether it has a source: ``0.6 (assumed)``."""
    parts = []
    for stratum, one in quantity.each():
        shown = _shown(one, unit, percent=percent)
        name = f"{words.name_in_words(stratum)} " if stratum else ""
        parts.append(f"{name}{shown} ({'sourced' if one.source else 'assumed'})")
    return ", ".join(parts)


def after(quantity: Quantity) -> str:
    """A mean lag in words: ``on average after 2 months (assumed)``, or at once."""
    if highest(quantity) == 0:
        return "at once"
    return f"on average after {given(quantity, 'months')}"


def _shown(one: Quantity, unit: str, *, percent: bool) -> str:
    factor = 100 if percent else 1
    if one.low is None or one.high is None:
        text = plain(float(one) * factor)
    else:
        text = f"{plain(one.low * factor)} to {plain(one.high * factor)}"
    if percent:
        return f"{text}{NBSP}%"
    if unit.endswith("s") and text == "1":
        unit = unit[:-1]
    return f"{text}{NBSP}{unit}" if unit else text


def highest(quantity: Quantity) -> float:
    """The largest value that it may have, in any stratum."""
    return max(one.quantile(1.0) for _, one in quantity.each())


def lowest(quantity: Quantity) -> float:
    """The smallest value that it may have, in any stratum."""
    return min(one.quantile(0.0) for _, one in quantity.each())


def totals(result: Result, tally: str, **where: Sequence[int]) -> Floats:
    """A tally added up over everything but the given positions: array (replicate)."""
    found = []
    for replicate in result.tables:
        table = replicate[tally]
        counts = table.dense()
        for axis, places in where.items():
            counts = np.take(counts, list(places), axis=table.dims.index(axis))
        found.append(float(counts.sum()))
    return np.array(found)


def share_of(
    parts: Floats, wholes: Floats, *, independent: bool = False, largest: float = 1.0
) -> Estimate:
    """A share from counts a replicate, with its Monte Carlo interval (jackknife) and no other.

    The draws of the uncertain numbers keep figures and not tables, so there is no interval over the
    assumptions. ``independent``: what is counted are events of their own, so an exact binomial
    interval holds for few. ``largest`` is more than 1 where one thing may be followed by several.
    """
    n = len(wholes)
    part, whole = float(parts.sum()), float(wholes.sum())
    if whole <= 0:
        return Estimate(None, None, None, n, "undefined")
    value = part / whole
    events = min(part, whole - part) if largest == 1 else min(part, whole)
    if independent and (n == 1 or events < FEW):
        low, high = binomial_interval(part, whole)
        return Estimate(value, low, high, round(part), "ok")
    if n == 1 or events < FEW:
        return Estimate(value, None, None, n, "too_few")
    left_out = divided(part - parts, whole - wholes)
    half = float(jackknife_half_width(left_out))
    if not np.isfinite(half):
        return Estimate(value, None, None, n, "too_few")
    return Estimate(value, max(0.0, value - half), min(largest, value + half), n, "ok")


def said(result: Result, name: str, estimate: Estimate | None = None) -> Said:
    """A figure of the run in the unit in which it is shown."""
    factor = words.factor_for(result.figures[name].unit)
    found = result.harm[name] if estimate is None else estimate
    return say(found, words.why_undefined(name), factor)


def with_unit(value: Said, unit: str) -> str:
    """``23 % (14 to 35 over the assumptions)``: the unit follows the number, not the intervals."""
    if not value.is_number:
        return value.value
    text = f"{value.value}{NBSP}{unit}" if unit else value.value
    return f"{text} ({value.interval})" if value.interval else text


def percent(estimate: Estimate, undefined: str = "undefined") -> str:
    """A share in per cent with its intervals."""
    return with_unit(say(estimate, undefined, 100), "%")


def estimates(result: Result, caption: str, first: str, rows: Iterable[Any]) -> Table:
    """A table of estimates: rows of name, numbers, unit."""
    return tables.of_estimates(caption, first, rows, with_assumptions=result.spans_assumptions)


def words_table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table of words."""
    return Table(
        caption,
        tuple(Cell(head, is_number=False) for head in heads),
        tuple(tuple(Cell(text, is_number=False) for text in row) for row in rows),
    )
