"""What safeguards change, as paired differences from the same run without them: blocks and tables."""

from collections.abc import Sequence
from typing import Final

from ostraka.report import tables, twin_picture, twin_sentences, words
from ostraka.report.blocks import Block
from ostraka.report.figures import Picture, picture
from ostraka.report.study import paired
from ostraka.report.twin_sentences import MISSED, MONTHS, PER, RATE, said_of
from ostraka.report.words import Said
from ostraka.results import Estimate, Result
from ostraka.results.harm_table import PER_PEOPLE, HarmTable
from ostraka.results.paired import LESS, MORE, Against

EVERYBODY: Final = "everybody"

_SHOWN: Final = 16
"""Strata in a picture; the table has them all."""

_HARMS: Final = 10
"""Harms in a picture; the table has them all."""

_POINTS: Final = "percentage points"

_NAMES: Final = {RATE: "People ever wrongly listed", MISSED: "Missed under the rules as written"}


def lead(found: Against) -> list[str]:
    """The differences in sentences: harm, causes, strata; then what is missed, which never offsets it."""
    strata = [twin_sentences.by_stratum(found)] if len(found.strata) > 1 else []
    said = [
        twin_sentences.told(found, RATE),
        twin_sentences.told(found, MONTHS),
        *by_other_measures(found),
        twin_sentences.by_cause(found),
        *strata,
        twin_sentences.beside(found),
    ]
    return [sentence for sentence in said if sentence]


def by_other_measures(found: Against) -> list[str]:
    """By which other measures there is less harm, and by which more."""
    said = []
    for way in (LESS, MORE):
        names = [
            name
            for name in found.harms
            if name not in (RATE, MONTHS) and found.direction(name) == way
        ]
        each = []
        for name in names:
            factor, unit = _shown_in(found, name)
            number = twin_sentences.with_unit(said_of(found.harm[name], factor), unit)
            each.append(f"“{_name(name)}” {number}")
        if each:
            measure = "another measure" if len(each) == 1 else "other measures"
            said.append(
                f"By {measure} harm is {way} {twin_sentences.with_words(found)}: {words.listed(each)}."
            )
    return said


def blocks(found: Against) -> list[Block]:
    """By stratum with what is missed beside it, by cause, and every harm in its own unit."""
    return [_by_stratum(found), *_by_cause(found), _harms(found)]


def _by_stratum(found: Against) -> Block:
    groups: dict[str, HarmTable] = {EVERYBODY: found.harm}
    if len(found.strata) > 1:
        groups |= found.strata
    shown = list(groups)[: _SHOWN + 1]
    lines = [
        paired.Line(
            name,
            groups[name][RATE],
            said_of(groups[name][RATE]).value,
            groups[name][MISSED],
            said_of(groups[name][MISSED]).value,
        )
        for name in shown
    ]
    drawn = picture(
        "twin-strata",
        "People ever wrongly listed: what the safeguards change, and what is missed beside it",
        f"Dots with intervals around a line at zero, which is the run without safeguards, {PER}. "
        + " ".join(
            f"{words.capital(line.arm)}: {line.harm_said}; missed beside it {line.missed_said} "
            "person-months."
            for line in lines
        ),
        paired.height(lines),
        paired.draw(
            lines,
            paired.Side(("Harm", "people ever wrongly listed"), PER, "accent"),
            paired.Side(
                ("Beside it", "missed, as the rules are written"), f"person-months {PER}", "muted"
            ),
        ),
    )
    rows = [
        (f"{words.capital(name)}: {what}", said_of(table[figure]), unit)
        for name, table in groups.items()
        for figure, what, unit in (
            (RATE, "ever wrongly listed", PER),
            (MONTHS, "wrongful person-months", PER),
            (MISSED, "missed, beside it", f"person-months {PER}"),
        )
    ]
    more = len(groups) - len(shown)
    rest = (
        f" {words.capital(words.count_of(more, 'stratum', 'strata'))} more in the table."
        if more
        else ""
    )
    return Block(
        "People ever wrongly listed: with the safeguards less without",
        twin_sentences.zero(found) + rest,
        _table(found, "By stratum: with the safeguards less without", rows),
        drawn,
    )


def _by_cause(found: Against) -> list[Block]:
    causes = twin_sentences.causes(found)
    if not causes:
        return []
    named = {MONTHS: "All causes", **{cause: words.CAUSES[cause] for cause in causes}}
    lines = [
        paired.Line(name, found.harm[figure], said_of(found.harm[figure]).value)
        for figure, name in named.items()
    ]
    drawn = picture(
        "twin-causes",
        "Wrongful person-months by cause: what the safeguards change",
        f"Dots with intervals around a line at zero, which is the run without safeguards, {PER}. "
        + " ".join(f"{line.arm}: {line.harm_said}." for line in lines),
        paired.height(lines),
        paired.draw(
            lines, paired.Side(("Harm", "wrongful person-months"), f"person-months {PER}", "accent")
        ),
    )
    rows = [
        (name, said_of(found.harm[figure]), f"person-months {PER}")
        for figure, name in named.items()
    ]
    heading = "Wrongful person-months by cause: with the safeguards less without"
    caption = "; ".join(f"{words.CAUSES[c]}: {words.CAUSES_SAID[c]}" for c in causes) + "."
    return [Block(heading, caption, _table(found, heading, rows), drawn)]


def _harms(found: Against) -> Block:
    rows = [_own(found, name) for name in (*found.harms[:_HARMS], MISSED)]
    drawn: Picture = picture(
        "twin-harms",
        "Every harm: what the safeguards change, each in its own unit",
        "A row each, with a dot and intervals around a line at zero, which is the run without "
        "safeguards. " + " ".join(f"{row.name}: {row.said}, {row.unit}." for row in rows),
        twin_picture.height(rows),
        twin_picture.draw(rows),
    )
    heading = "Every harm, and last what is missed beside it"
    return Block(
        heading,
        "Each row has an axis and a unit of its own, so lengths are not to be compared between rows."
        + (" More harms are in the table only." if len(found.harms) > _HARMS else ""),
        _table(found, heading, levels(found)),
        drawn,
    )


def _own(found: Against, name: str) -> twin_picture.Own:
    factor, unit = _shown_in(found, name)
    said = said_of(found.harm[name], factor)
    shown = _scaled(found.harm[name], factor)
    colour = "muted" if name == MISSED else "accent"
    return twin_picture.Own(
        _name(name), unit, said.value if said.is_number else "undefined", shown, colour
    )


def levels(found: Against) -> list[tuple[str, Said, str]]:
    """Each figure without the safeguards, with them, and the paired difference: name, numbers, unit."""
    rows = []
    for name in (*found.harms, MISSED):
        factor, unit = _shown_in(found, name)
        level = words.unit_in_words(found.result.figures[name].unit) if unit == _POINTS else unit
        for result, which in ((found.twin, "without"), (found.result, "with")):
            rows.append((f"{_name(name)}, {which}", _level(result, name), level))
        rows.append((f"{_name(name)}, difference", said_of(found.harm[name], factor), unit))
    return rows


def _level(result: Result, name: str) -> Said:
    figure = result.figures[name]
    factor = words.factor_for(figure.unit) * (PER_PEOPLE / result.people if figure.grows else 1.0)
    return words.say(result.harm[name], words.why_undefined(name), factor)


def _shown_in(found: Against, name: str) -> tuple[float, str]:
    """What a difference is multiplied with to be shown, and its unit then."""
    figure = found.result.figures[name]
    factor = words.factor_for(figure.unit)
    if factor != 1:
        return factor, _POINTS
    if figure.grows:
        return factor, PER if figure.unit == "people" else f"{figure.unit} {PER}"
    return factor, figure.unit


def _name(figure: str) -> str:
    return _NAMES.get(figure) or words.name_of(figure)


def _scaled(estimate: Estimate, factor: float) -> Estimate:
    ends = (
        estimate.value,
        estimate.low,
        estimate.high,
        estimate.parameter_low,
        estimate.parameter_high,
    )
    value, low, high, at_least, at_most = (None if end is None else end * factor for end in ends)
    return Estimate(value, low, high, estimate.n, estimate.status, at_least, at_most)


def _table(found: Against, caption: str, rows: Sequence[tuple[str, Said, str]]) -> tables.Table:
    return tables.of_estimates(
        caption, "what", rows, with_assumptions=found.result.spans_assumptions
    )
