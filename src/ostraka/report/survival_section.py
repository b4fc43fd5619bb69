"""The section on time: how long until a wrongful spell is corrected, and how spells end instead."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from ostraka.population.ledgers import WRONGFUL
from ostraka.report import areas, readings, sentences, survival_picture, tables, words
from ostraka.report.blocks import Block, Section, table_row
from ostraka.report.figures import picture
from ostraka.report.survival import SOURCE, Survival, first_look, horizons, survival
from ostraka.report.tables import Cell, Table
from ostraka.report.words import say
from ostraka.results import Estimate, Result

_WHISKERS: Final = " Whiskers: 95 % Monte Carlo interval of correction."


def how_long(result: Result) -> Section:
    """How long wrongful spells stay uncorrected, and how they end."""
    table = result.harm
    found = survival(result)
    lead = [
        sentences.correction(
            table["median_months_to_correction"], table["never_corrected_share"], result.months
        )
    ]
    if found is None:
        return Section("how-long", "For how long", lead, [_numbers(result)])
    ends = readings.ends(result)
    assert ends is not None  # there is a spell
    lead += [
        after(found),
        sentences.ways_out(ends, result.months),
        sentences.burden(table["mean_wrongful_months"], table["burden_top_tenth_share"]),
    ]
    blocks = [_curves(found, table), _ends(ends, result.months), _numbers(result)]
    shown = [*ends.value, "open"]
    notes = [
        "; ".join(
            f"{words.OUTCOMES[n]}: {words.OUTCOMES_SAID[n]}" for n in words.OUTCOMES if n in shown
        )
        + "."
    ]
    by_cause = _by_cause(result)
    if by_cause is not None:
        blocks.insert(1, by_cause)
    return Section("how-long", "For how long", lead, blocks, notes)


def after(found: Survival) -> str:
    """What has become of wrongful spells some months after they began."""
    month = first_look(found.last)
    corrected, running = found.corrected_by(month), found.running_after(month)
    one, other = (say(e, "", 100) for e in (corrected, running))
    verb = "has" if one.value == "1" else "have"
    text = (
        f"{words.count_of(month, 'month')} after they began, {_so_many(corrected, one)} of 100 "
        f"wrongful spells {verb} been corrected and {_so_many(running, other)} still "
        f"{'runs' if other.value == '1' else 'run'}"
    )
    ended = 100 * (1 - (corrected.value or 0) - (running.value or 0))
    if ended > 0.5:
        return f"{text}; the others ended in another way."
    return f"{text}."


def _so_many(estimate: Estimate, said: words.Said) -> str:
    interval = f" ({said.interval})" if said.interval else ""
    return f"{'none' if estimate.value == 0 else said.value}{interval}"


def _curves(found: Survival, table: Mapping[str, Estimate]) -> Block:
    never = table["never_corrected_share"]
    heading = "How long a wrongful spell goes uncorrected"
    said = say(never, "", 100)
    band = " Bands: 95 % Monte Carlo interval." if found.replicates > 1 else ""
    over = ""
    if never.parameter_low is not None:
        over = " The grey bar at the right edge: 95 % over the assumptions, of the never corrected."
    caption = (
        "The thick line is the share that nobody has corrected: those that still run, and those that "
        f"ended in another way.{band}{over} Estimator: {SOURCE}"
    )
    return Block(
        heading,
        caption,
        _table(found),
        picture(
            "survival",
            heading,
            "Two falling curves by months since a wrongful spell began, of 100 spells: not corrected so "
            f"far, and still running. {after(found)} Never corrected within the run: {said} of 100.",
            lambda width: survival_picture.HEIGHT,
            survival_picture.draw_survival(found, never),
        ),
    )


def _table(found: Survival) -> Table:
    rows = []
    for month in horizons(found.last):
        cells = [Cell(f"{month}", is_number=False)]
        for estimate in (
            found.corrected_by(month),
            found.running_after(month),
        ):
            said = say(estimate, "", 100)
            cells += [Cell(said.value), Cell(said.monte_carlo or tables.SILENT)]
        cells.append(Cell(words.number(float(found.at_risk[month]))))
        rows.append(tuple(cells))
    interval = tables.MONTE_CARLO
    heads = ("months since it began", "corrected", interval, "still running", interval, "at risk")
    columns = tuple(Cell(name, is_number=bool(k)) for k, name in enumerate(heads))
    return Table("Of 100 wrongful spells", columns, tuple(rows))


def _by_cause(result: Result) -> Block | None:
    """When spells are corrected, by the cause for which they began; None if there is only one."""
    found = {name: survival(result, name) for name in WRONGFUL}
    some = {name: one for name, one in found.items() if one is not None}
    if len(some) < 2:
        return None
    month = first_look(result.months)
    rows = []
    for name, one in some.items():
        cells = [Cell(words.CAUSES[name], is_number=False), Cell(words.number(one.spells))]
        for estimate in (one.corrected_by(month), one.uncorrected_by(result.months)):
            said = say(estimate, "", 100)
            cells += [Cell(said.value), Cell(said.monte_carlo or tables.SILENT)]
        rows.append(tuple(cells))
    heads = (
        "cause at the start",
        "spells, all replicates",
        f"corrected within {words.count_of(month, 'month')}",
        tables.MONTE_CARLO,
        "never corrected",
        tables.MONTE_CARLO,
    )
    columns = tuple(Cell(name, is_number=bool(k)) for k, name in enumerate(heads))
    caption = "Of 100 wrongful spells, by the cause for which they began"
    return Block(caption, "", Table(caption, columns, tuple(rows)), is_folded=True)


def _ends(ends: readings.Ends, months: int) -> Block:
    said = sentences.ways_out(ends, months)
    has_whiskers = np.any(ends.low["corrected"] < ends.high["corrected"])
    return Block(
        "How wrongful spells end",
        "Cumulative incidence of competing outcomes (Aalen and Johansen), open spells as "
        f"censored.{_WHISKERS if has_whiskers else ''}",
        tables.of_ends("Of 100 wrongful spells, by months since they began", ends),
        picture(
            "ends",
            "How wrongful spells end, by months since they began",
            f"Stacked areas that add up to 100 spells. {said}",
            lambda width: areas.STACKED_HEIGHT,
            areas.draw_ends(ends),
        ),
    )


def _numbers(result: Result) -> Block:
    names = ("median_months_to_correction", "never_corrected_share", "mean_wrongful_months")
    made = tables.of_estimates(
        "Time on the list",
        "figure",
        [table_row(words.name_of(name), name, result.harm[name]) for name in names],
        with_assumptions=result.spans_assumptions,
    )
    return Block("Time on the list", "", made, is_folded=False)
