"""The later sections: how sure the order is, a ceiling, what each arm changes, how it was run, limits."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from ostraka.report import tables as common
from ostraka.report import words
from ostraka.report.assumptions import Group, assumptions
from ostraka.report.blocks import Block, Section
from ostraka.report.figures import picture
from ostraka.report.study import held, sentences, tables
from ostraka.report.study.sections import SHOWN
from ostraka.report.study.wording import arm_in_words, estimate_of, figure_name, say, scaled
from ostraka.report.tables import Table
from ostraka.safeguards import Moved
from ostraka.safeguards import say as value_in_words
from ostraka.studies.ceilings import Ceiling
from ostraka.studies.compare import Comparison
from ostraka.studies.units import units


def ranking(found: Comparison) -> Section:
    """Which arm has least harm, over the assumptions and over chance apart."""
    blocks = [Block("", "", tables.ranking(found, harm)) for harm in found.harms]
    lead = [sentences.order(found, harm) for harm in found.harms]
    note = (
        "Rank 1 has least harm. Ties share their rank and their place; what is undefined ranks last. The "
        "draws show how far the order rests on the uncertain numbers, each draw decided by the mean over "
        "its replicates; the replicates at the central values show how far it rests on chance in so many "
        "people. The two are never pooled."
    )
    return Section("ranking", "How sure the order is", lead, blocks, [note])


def ceiling(found: Comparison, given: Ceiling | None) -> list[Section]:
    """The fewest safeguards for a ceiling, if one was given."""
    if given is None:
        return []
    factor = words.factor_for(given.unit)
    shown_unit = words.unit_in_words(given.unit)
    most = words.number(given.ceiling * factor)
    rows = [
        held.Held(
            one.arm,
            estimate_of(scaled(one.value, factor), found.replicates),
            say(one.value, found.replicates, factor).value,
            ("minimal" if one.is_minimal else "meets it") if one.meets else "above it",
            one.is_minimal,
        )
        for one in given.candidates
    ]
    rows = rows[:SHOWN]
    name = figure_name(given.harm)
    said = sentences.ceiling(given, name[:1].lower() + name[1:], shown_unit, factor)
    drawn = picture(
        "ceiling",
        f"{name}, held against a ceiling",
        f"Dots with intervals and a line at {most} {shown_unit}. "
        + " ".join(
            f"{words.capital(arm_in_words(row.arm))}: {row.said}, {row.verdict}." for row in rows
        ),
        held.height(rows),
        held.draw(rows, given.ceiling * factor, most, shown_unit),
    )
    more = len(given.candidates) - len(rows)
    block = Block(
        f"{name}, held against a ceiling of {most}",
        "An arm meets it if the upper end of its Monte Carlo interval does. Minimal: it meets it, and no "
        "part of it does. Only combinations that the study has run are looked at."
        + (f" {words.capital(words.count_of(more, 'more'))} in the table." if more else ""),
        tables.held(found, given, shown_unit, factor),
        drawn,
    )
    return [Section("ceiling", "The fewest safeguards for a ceiling", [said], [block])]


def run(found: Comparison) -> Section:
    """How it was run, what common draws saved, and every figure in every arm."""
    done = len({unit.key for unit in units(found.study, replicates=found.replicates)})
    lead = [sentences.how_run(found, done), sentences.precision(found), sentences.saved(found)]
    blocks = [Block("", "", tables.common_draws(found))]
    note = (
        "All arms have the same people and the same luck: every draw of luck has an address (seed and "
        "replicate; person, month, purpose), so what an arm does not touch happens alike in both worlds. "
        "Times the replicates: the sum of the variances of both arms over replicates, divided "
        "by that of their paired difference; a dash where one of them is 0."
    )
    return Section("run", "How it was run", [one for one in lead if one], blocks, [note])


_Row = tuple[str, str, str, str]

_CAPTION: Final = "Every value that an arm moves before the run"


def moved(found: Comparison) -> Table | None:
    """What each safeguard, and each arm of its own, changes in the scenario."""
    rows = list(dict.fromkeys(_moved(found)))
    if not rows:
        return None
    made = common.of_moved(_CAPTION, rows)
    heads = (tables.name("by"), *made.columns[1:])
    return Table(made.caption, heads, made.rows)


def _moved(found: Comparison) -> Iterator[_Row]:
    own: Mapping[str, Any] = found.study.table.arms
    base = {(one.safeguards, one.path) for one in found.study.base.composition}
    for name, arm in found.study.arms.items():
        fresh = [one for one in arm.scenario.composition if (one.safeguards, one.path) not in base]
        yield from _together(fresh)
        if name in own:
            yield from _set(found, name, own[name])


def _together(moves: list[Moved]) -> Iterator[_Row]:
    """Rows, one for places that differ in one name only and move alike."""
    alike: dict[Any, list[str]] = {}
    for one in moves:
        before, after = (words.name_in_words(value_in_words(v)) for v in (one.before, one.after))
        if before == after:
            after = "the same range, with other values within it"
        path = tuple(words.name_in_words(part) for part in one.path)
        which = path[-2] if len(path) > 2 else ""
        key = (
            one.safeguards,
            path[:-2] if which else path,
            path[-1:] if which else (),
            before,
            after,
        )
        alike.setdefault(key, []).append(which)
    for (names, start, end, before, after), differing in alike.items():
        places = [", ".join(differing)] if differing[0] else []
        by = words.listed([words.name_in_words(name) for name in names])
        yield by, " › ".join([*start, *places, *end]), before, after


def _set(found: Comparison, name: str, table: Any) -> Iterator[_Row]:
    from ostraka.scenario import as_data

    label = f"arm {arm_in_words(name)}"
    for safeguard in table.without:
        yield label, "safeguards", words.name_in_words(safeguard), "left out"
    data = as_data(found.study.base)
    for place, value in table.set.items():
        before: Any = data
        for part in place.split("."):
            before = before.get(part) if isinstance(before, Mapping) else None
        shown = " › ".join(words.name_in_words(part) for part in place.split("."))
        one, other = (words.name_in_words(_plain(v)) for v in (before, value))
        yield label, shown, one, other


def _plain(value: Any) -> str:
    if isinstance(value, Mapping) and "value" in value and "low" not in value:
        return value_in_words(value["value"])
    return value_in_words(value)


def told(found: Comparison) -> list[str]:
    """Each safeguard in words, with the harm that it may do; then arms of their own."""
    said: dict[str, str] = {}
    for arm in found.study.arms.values():
        for name, one in arm.scenario.safeguard.items():
            harm = f" It may do harm: {one.may_harm}" if one.may_harm else ""
            said.setdefault(name, f"{words.capital(name)}: {one.description}{harm}")
    own: Mapping[str, Any] = found.study.table.arms
    arms = [
        f"{words.capital(arm_in_words(name))}: {found.arms[name]}"
        for name in own
        if found.arms[name]
    ]
    return [*said.values(), *arms]


def numbers(found: Comparison) -> tuple[list[Group], list[Group]]:
    """Every number of the scenario, and those of the safeguards that arms add."""
    base = assumptions(found.study.base)
    known = {
        number.place for group in base if group.name == "safeguard" for number in group.numbers
    }
    added: dict[str, Any] = {}
    for arm in found.study.arms.values():
        for group in assumptions(arm.scenario):
            if group.name == "safeguard":
                for number in group.numbers:
                    if number.place not in known:
                        added.setdefault(number.place, number)
    groups: dict[str, list[Any]] = {}
    for place, number in added.items():
        name, _, rest = place.partition(" › ")
        shown = replace(number, place=rest.removeprefix("effect › "))
        groups.setdefault(name, []).append(shown)
    return base, [Group(name, tuple(found)) for name, found in groups.items()]


def limits(found: Comparison, assumed: int) -> list[str]:
    """What this page cannot say, in sentences."""
    size = found.study.base.population.cell_size
    said = [
        "The people are invented. No record about a real person or firm went in, and none came out.",
        "Nothing here certifies a real system or a safeguard, or clears one. It says what follows if a "
        "system worked as the scenario assumes, and the safeguards worked as they are written.",
        f"{words.count_of(assumed, 'number')} of the scenario and of the safeguards "
        f"{'is a guess' if assumed == 1 else 'are guesses'}, marked “assumed” under What was assumed. An "
        "interval over the assumptions covers only those with a range.",
        "Every interval is one at a time: with many arms and harms, some will by chance lie beside the "
        "truth, about one in twenty.",
        "The arm named first was chosen for its value, so its own figure is likely to be a little "
        "flattered; under “How sure the order is” stands how often it is first elsewhere.",
        "Only the arms of this study were looked at. What other combinations would do is not guessed.",
        "Conduct is held as it happened: nobody behaves otherwise because there is a safeguard, unless "
        "the scenario says so.",
        f"Whatever people do to each other happens in cells of {size:,}; another size can change "
        "figures that depend on mislinks or on segregation.",
    ]
    attention = found.study.base.attention
    if attention is not None and attention.rule != "fixed":
        said.append(
            "Attention couples all cells of a jurisdiction, so a small change early in a run can lead "
            "two arms apart: their people stay the same, their luck then meets other situations."
        )
    return said


def facts(found: Comparison) -> list[tuple[str, str]]:
    """How the study was made: name and number."""
    shown = [
        ("people, all invented", f"{found.people:,}"),
        ("month" if found.months == 1 else "months", f"{found.months:,}"),
        ("arms", f"{len(found.arms):,}"),
        ("replicate" if found.replicates == 1 else "replicates", f"{found.replicates:,}"),
    ]
    if found.draws:
        shown.append(("draws of the assumptions", f"{found.draws:,}"))
    return [*shown, ("seed", str(found.seed))]
