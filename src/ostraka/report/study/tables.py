"""Tables of a study's report: every number of a picture, with both intervals beside it."""

from collections.abc import Iterable, Sequence
from typing import Final

from ostraka.report.study import readings
from ostraka.report.study.wording import against, arm_in_words, in_unit, say, share, times, unit_of
from ostraka.report.tables import ASSUMPTIONS, MONTE_CARLO, SILENT, Cell, Table
from ostraka.report.words import Said, capital
from ostraka.studies.ceilings import Ceiling
from ostraka.studies.compare import MISSED, Comparison

SHOWN_IN_RANKING: Final = 12


def name(text: str) -> Cell:
    """A cell of words."""
    return Cell(text, is_number=False)


def _three(said: Said, *, drawn: bool) -> list[Cell]:
    """A value and its intervals, or one cell with what is missing."""
    if not said.is_number:
        return [Cell(said.value, span=3 if drawn else 2, is_number=False)]
    cells = [Cell(said.value), Cell(said.monte_carlo or SILENT)]
    return [*cells, Cell(said.assumptions or SILENT)] if drawn else cells


def _table(
    caption: str,
    first: Sequence[str],
    values: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    drawn: bool,
) -> Table:
    heads = [name(text) for text in first]
    for value in values:
        heads += [Cell(value), Cell(MONTE_CARLO), Cell(ASSUMPTIONS)][: 3 if drawn else 2]
    return Table(caption, tuple(heads), tuple(tuple(row) for row in rows))


def differences(found: Comparison, harm: str, arms: Sequence[str]) -> Table:
    """The difference of a harm by arm, and of what is missed."""
    unit, drawn = unit_of(found, harm), found.draws > 0
    rows = []
    for arm in arms:
        own = say(readings.difference(found, arm, harm), found.replicates, unit.factor, signed=True)
        missed = say(readings.missed(found, arm), found.replicates, signed=True)
        rows.append(
            [name(arm_in_words(arm)), *_three(own, drawn=drawn), *_three(missed, drawn=drawn)]
        )
    values = (f"harm, {unit.change}", "missed, person-months")
    caption = f"{unit.name}: {against(found.reference)}"
    return _table(caption, ("arm",), values, rows, drawn)


def by_cause(found: Comparison, causes: Sequence[str], named: Sequence[str]) -> Table:
    """The difference of wrongful person-months, by arm and cause."""
    drawn = found.draws > 0
    rows = []
    for arm in readings.ordered(found, readings.WHOLE_FIGURE):
        for cause, said in zip(
            (*causes, readings.WHOLE_FIGURE), (*named, "all causes"), strict=True
        ):
            value = say(readings.difference(found, arm, cause), found.replicates, signed=True)
            rows.append([name(arm_in_words(arm)), name(said), *_three(value, drawn=drawn)])
    caption = f"Wrongful person-months by cause: {against(found.reference)}"
    return _table(caption, ("arm", "cause"), ("person-months",), rows, drawn)


def by_stratum(found: Comparison, harm: str) -> Table:
    """A harm by stratum: as it is, and every arm's difference."""
    unit, drawn = unit_of(found, harm), found.draws > 0
    strata = readings.strata(found, harm)
    rows = []
    for arm in (found.reference, *readings.ordered(found, harm)):
        is_reference = arm == found.reference
        for stratum in strata:
            row = found.row(arm, harm, stratum)
            shown = row.value if is_reference else row.difference
            said = say(shown, found.replicates, unit.factor, signed=not is_reference)
            what = f"{arm_in_words(arm)}{', itself' if is_reference else ''}"
            rows.append([name(what), name(capital(stratum)), *_three(said, drawn=drawn)])
    caption = f"{unit.name} by stratum: {arm_in_words(found.reference)}, then what each arm changes"
    return _table(caption, ("arm", "stratum"), (unit.change,), rows, drawn)


def people(found: Comparison, rows: Iterable[tuple[str, str, Said, Said]]) -> Table:
    """Spared and newly harmed by arm and stratum."""
    drawn = found.draws > 0
    made = [
        [
            name(arm_in_words(arm)),
            name(capital(stratum) if stratum else "All"),
            *_three(spared, drawn=drawn),
            *_three(harmed, drawn=drawn),
        ]
        for arm, stratum, spared, harmed in rows
    ]
    caption = "Of 100,000 people of the whole population"
    return _table(caption, ("arm", "people"), ("spared", "newly harmed"), made, drawn)


def ranking(found: Comparison, harm: str) -> Table:
    """Arms by their mean rank, with how often each is best."""
    rows = []
    for place in found.ranking[harm][:SHOWN_IN_RANKING]:
        drawn = SILENT if place.best_in_draws is None else share(place.best_in_draws)
        cells = [f"{place.mean_rank:.1f}", drawn, share(place.best_in_replicates)]
        rows.append((name(arm_in_words(place.arm)), *map(Cell, cells)))
    columns = (
        name("arm, least harm first"),
        Cell("mean rank"),
        Cell(f"best in so many of {found.draws:,} draws"),
        Cell(f"best in so many of {found.replicates:,} replicates"),
    )
    more = len(found.ranking[harm]) - len(rows)
    caption = f"{unit_of(found, harm).name}: which arm has least"
    return Table(f"{caption}; {more} more follow" if more else caption, columns, tuple(rows))


def levels(found: Comparison) -> list[Table]:
    """Every harm in every arm, and what is missed there."""
    drawn = found.draws > 0
    made = []
    for figure in (*found.harms, MISSED):
        unit = unit_of(found, figure)
        rows = [
            [
                name(arm_in_words(arm)),
                *_three(
                    say(found.row(arm, figure).value, found.replicates, unit.factor), drawn=drawn
                ),
            ]
            for arm in found.arms
        ]
        caption = f"{unit.name}, {in_unit(unit.level)}, in every arm"
        made.append(_table(caption, ("arm",), ("value",), rows, drawn))
    return made


def common_draws(found: Comparison) -> Table:
    """How many times the replicates seeds of their own would need."""
    rows = []
    for arm in readings.others(found):
        gains = [found.row(arm, harm).common_draws for harm in found.harms]
        shown = [SILENT if gain is None else times(gain) for gain in gains]
        rows.append((name(arm_in_words(arm)), *map(Cell, shown)))
    columns = (name("arm"), *(Cell(unit_of(found, harm).name) for harm in found.harms))
    return Table("Times the replicates that seeds of their own would need", columns, tuple(rows))


def held(found: Comparison, ceiling: Ceiling, unit_name: str, factor: float) -> Table:
    """Combinations against a ceiling."""
    drawn = found.draws > 0
    rows = []
    for one in ceiling.candidates:
        said = say(one.value, found.replicates, factor)
        within = SILENT if one.share_of_draws is None else share(one.share_of_draws)
        cells = [name(arm_in_words(one.arm)), *_three(said, drawn=drawn)]
        cells += [name("yes" if one.meets else "no"), Cell(within)]
        rows.append([*cells, name("yes" if one.is_minimal else "")])
    made = _table(f"Held against the ceiling, in {unit_name}", ("arm",), ("value",), rows, drawn)
    ends = (name("meets it"), Cell("in so many draws"), name("minimal"))
    return Table(made.caption, (*made.columns, *ends), made.rows)
