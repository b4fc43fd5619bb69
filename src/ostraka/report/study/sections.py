"""Sections of a study's report: harm first, then who, then how sure, then what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ostraka.report import words
from ostraka.report.blocks import Block, Section
from ostraka.report.figures import picture
from ostraka.report.sentences import Headline
from ostraka.report.study import (
    grouped,
    paired,
    readings,
    sentences,
    stacked,
    tables,
    worlds,
)
from ostraka.report.study.wording import (
    against,
    arm_in_words,
    arm_inside,
    estimate_of,
    say,
    scaled,
    share,
    unit_of,
)
from ostraka.results import Estimate
from ostraka.studies.changes import Change
from ostraka.studies.compare import Comparison

SHOWN: Final = 16
"""Arms in a picture; the table has them all."""

_ROWS: Final = 36
"""Rows of a picture in which each arm has several."""


def some(arms: Sequence[str], most: int = SHOWN) -> list[str]:
    """The arms that a picture shows: those at both ends of the order where there are too many."""
    if len(arms) <= most:
        return list(arms)
    first = most - most // 4
    return [*arms[:first], *arms[-(most - first) :]]


def left_out(arms: Sequence[str], shown: Sequence[str]) -> str:
    """Which arms a picture does not show."""
    more = len(arms) - len(shown)
    if not more:
        return ""
    return (
        f" {words.capital(words.count_of(more, 'arm'))} between the first and the last "
        f"{'is' if more == 1 else 'are'} in the table only."
    )


def _estimate(found: Comparison, change: Change | None, factor: float = 1.0) -> Estimate:
    return estimate_of(None if change is None else scaled(change, factor), found.replicates)


def differences(found: Comparison, harm: str) -> Block:
    """Paired differences of one harm, with what is missed beside it."""
    unit = unit_of(found, harm)
    order = readings.ordered(found, harm)
    shown = some(order)
    lines = []
    for arm in shown:
        own, missed = readings.difference(found, arm, harm), readings.missed(found, arm)
        lines.append(
            paired.Line(
                arm,
                _estimate(found, own, unit.factor),
                say(own, found.replicates, unit.factor, signed=True).value,
                _estimate(found, missed),
                say(missed, found.replicates, signed=True).value,
            )
        )
    table = tables.differences(found, harm, order)
    reference = arm_in_words(found.reference)
    drawn = picture(
        f"harm-{found.harms.index(harm)}",
        f"{unit.name}: what each arm changes, and what is missed beside it",
        f"Dots with intervals around a line at zero, which is {reference}, in {unit.change}. "
        + " ".join(
            f"{words.capital(arm_in_words(line.arm))}: {line.harm_said}; missed beside it "
            f"{line.missed_said} person-months."
            for line in lines
        ),
        paired.height(lines),
        paired.draw(
            lines,
            paired.Side(("Harm", _head(unit.name)), _axis(unit.change), "accent"),
            paired.Side(
                ("Beside it", "missed, as the rules are written"), "person-months", "muted"
            ),
        ),
    )
    caption = f"{found.figures[harm]['definition']} {sentences.zero(found, harm)}"
    return Block(
        f"{unit.name}: {against(found.reference)}",
        caption + left_out(order, shown),
        table,
        drawn,
    )


def _head(name: str) -> str:
    return name[:1].lower() + name[1:] if len(name) <= 40 else name[:39].rstrip() + "…"


def _axis(unit: str) -> str:
    return unit if len(unit) <= 36 else unit[:35].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Opening:
    """What a reader sees first.

    Attributes
    ----------
    headline : Headline
    above, below : sequence of str
        Sentences before and after the picture.
    reading : str
        What a difference is.
    harm : Block
    """

    headline: Headline
    above: Sequence[str]
    reading: str
    harm: Block
    below: Sequence[str]


def opening(found: Comparison) -> Opening:
    """The headline with whom it newly harms, the first picture, and how sure that is."""
    harm = found.harms[0]
    arms = readings.best(found, harm) or readings.ordered(found, harm)[:1]
    above = [
        sentences.newly(found, arms[0]),
        sentences.adding(found, harm),
        sentences.beside(found, arms[0]),
    ]
    below = [sentences.next_best(found, harm), sentences.uncertain_sign(found, harm)]
    return Opening(
        sentences.headline(found),
        [one for one in above if one],
        sentences.how_to_read(found),
        differences(found, harm),
        [one for one in below if one],
    )


def other_harms(found: Comparison) -> list[Section]:
    """The other harms of the study, each with its own order of arms."""
    if len(found.harms) < 2:
        return []
    lead, blocks = [], []
    for harm in found.harms[1:]:
        lead += [sentences.by_measure(found, harm), sentences.adding(found, harm)]
        blocks.append(differences(found, harm))
    title = "By another measure of harm" if len(blocks) == 1 else "By other measures of harm"
    return [Section("harms", title, [one for one in lead if one], blocks)]


def both_worlds(found: Comparison) -> list[Section]:
    """Spared and newly harmed, if the study kept who was wronged."""
    if not found.sets:
        return []
    order = readings.by_spared(found)
    shown = some(order)
    factor = sentences.PER / found.people
    rows, numbers = [], []
    for arm in order:
        for one in (s for s in found.sets if s.arm == arm):
            spared = sentences.of_people(found, one.spared)
            harmed = sentences.of_people(found, one.newly_harmed)
            numbers.append((arm, one.stratum, spared, harmed))
            if not one.stratum and arm in shown:
                rows.append(
                    worlds.Both(
                        arm,
                        _estimate(found, one.spared, factor),
                        spared.value,
                        _estimate(found, one.newly_harmed, factor),
                        harmed.value,
                    )
                )
    reference = arm_inside(found.reference)
    drawn = picture(
        "worlds",
        "People spared and people newly harmed, by arm",
        f"Two bars an arm from one zero, of {sentences.PER:,} people. "
        + " ".join(
            f"{words.capital(arm_in_words(row.arm))}: {row.spared_said} spared, {row.harmed_said} newly "
            "harmed."
            for row in rows
        ),
        worlds.height(rows),
        worlds.draw(rows, f"of {sentences.PER:,} people"),
    )
    block = Block(
        "The same people in both worlds",
        f"Spared: ever wrongly listed in {reference}, never in the arm. Newly harmed: the other way "
        f"round. The study has {words.count_of(found.people, 'person', 'people')}; where fewer than 30 "
        "people stand behind a number in all replicates together, its Monte Carlo interval is exact "
        f"(Garwood 1936).{left_out(order, shown)}",
        tables.people(found, numbers),
        drawn,
    )
    lead = [sentences.both_worlds(found)]
    note = (
        "A net figure hides this. A safeguard that keeps one record from going astray changes who is "
        "listed for what afterwards, so it can spare many and still harm a few whom nobody had harmed."
    )
    return [Section("worlds", "Whom it spares, and whom it newly harms", lead, [block], [note])]


def by_cause(found: Comparison) -> Section:
    """Through which causes wrongful months fall or rise."""
    causes = readings.causes(found)
    order = readings.ordered(found, readings.WHOLE_FIGURE)
    title = "Through which mechanism"
    if not causes:
        return Section("causes", title, ["No listed month was wrongful in any arm."], [])
    shown = some(order)
    stacks = []
    for arm in shown:
        parts = {c: readings.difference(found, arm, c) for c in causes}
        whole = readings.difference(found, arm, readings.WHOLE_FIGURE)
        said = say(whole, found.replicates, signed=True).value
        values = {c: (d.value or 0.0) if d else 0.0 for c, d in parts.items()}
        named = {c: say(d, found.replicates, signed=True).value for c, d in parts.items()}
        stacks.append(stacked.Stack(arm, values, named, _estimate(found, whole), said))
    best = order[0]
    drawn = picture(
        "causes",
        "Wrongful person-months by cause: what each arm changes",
        "Bars stacked by cause around a line at zero, with a dot for all causes together. "
        + " ".join(
            f"{words.capital(arm_in_words(s.arm))}: "
            + words.listed([f"{words.CAUSES[c].lower()} {s.parts_said[c]}" for c in causes])
            + f", together {s.said}."
            for s in stacks
        ),
        stacked.height(stacks),
        stacked.draw(stacks, "person-months"),
    )
    block = Block(
        f"Wrongful person-months by cause: {against(found.reference)}",
        "Decreases are stacked to the left of zero, increases to the right; the dot below the bar is the "
        f"sum. Intervals of each cause are in the table.{left_out(order, shown)}",
        tables.by_cause(found, causes, [words.CAUSES[c] for c in causes]),
        drawn,
    )
    note = "; ".join(f"{words.CAUSES[c]}: {words.CAUSES_SAID[c]}" for c in causes) + "."
    return Section("causes", title, [sentences.largest_cause(found, best)], [block], [note])


def who(found: Comparison) -> Section:
    """Who carries it, and who gains."""
    title = "Who carries it, and who gains"
    harm = readings.by_stratum(found)
    if harm is None:
        why = "No harm of this study is counted for more than one stratum, so nothing is compared."
        return Section("who", title, [why], [])
    unit = unit_of(found, harm)
    strata = readings.strata(found, harm)
    order = readings.ordered(found, harm)
    shown = some(order, max(2, _ROWS // len(strata)))
    groups = []
    for arm in shown:
        parts = {}
        for stratum in strata:
            change = readings.difference(found, arm, harm, stratum)
            said = say(change, found.replicates, unit.factor, signed=True).value
            parts[stratum] = (_estimate(found, change, unit.factor), said)
        groups.append(grouped.Group(arm, parts))
    lead = sentences.carried(found, harm, order[0])
    drawn = picture(
        "strata",
        f"{unit.name} by stratum: what each arm changes",
        "Dots with intervals, a row a stratum, around a line at zero. "
        + " ".join(
            f"{words.capital(arm_in_words(group.arm))}: "
            + words.listed(
                [f"{words.name_in_words(n)} {said}" for n, (_, said) in group.strata.items()]
            )
            + "."
            for group in groups
        ),
        grouped.height(groups),
        grouped.draw(groups, unit.change),
    )
    count = ""
    if unit.factor == 1 and "per " not in unit.level:
        count = " These are counts, not rates: a stratum of more people has more of them."
    block = Block(
        f"{unit.name} by stratum: {against(found.reference)}",
        (left_out(order, shown) + count).strip(),
        tables.by_stratum(found, harm),
        drawn,
    )
    people = found.study.base.strata
    shares = [f"{words.name_in_words(n)} {share(float(one.share))}" for n, one in people.items()]
    notes = [f"Of the people: {words.listed(shares)}."]
    told = [
        f"{words.capital(n)}: {one.description.rstrip('.')}."
        for n, one in people.items()
        if one.description
    ]
    return Section("who", title, lead, [block], [*notes, " ".join(told)])
