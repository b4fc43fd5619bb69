"""Sentences that state a result of a study: every one is made from the numbers it states."""

from ostraka.report import words
from ostraka.report.sentences import Headline
from ostraka.report.study import readings
from ostraka.report.study.wording import (
    arm_inside,
    in_brackets,
    in_unit,
    interval_of,
    is_plural,
    is_told_apart,
    may_turn,
    negated,
    say,
    scaled,
    share,
    times,
    unit_of,
    with_unit,
)
from ostraka.report.words import NBSP, count_of
from ostraka.results.estimate import FEWEST_DRAWS
from ostraka.sensitivity.robustness import Share
from ostraka.studies.ceilings import Ceiling
from ostraka.studies.changes import Change
from ostraka.studies.compare import Comparison
from ostraka.studies.definition import AS_IS

RATE = "ever_wrongly_listed_per_100k"
PER = 100_000
"""People of which spared and newly harmed are told."""


def headline(found: Comparison) -> Headline:
    """Which arm spares most by the study's first harm, and by how much."""
    harm = found.harms[0]
    arms = readings.best(found, harm)
    unit = unit_of(found, harm)
    if not arms:
        return Headline(f"None of the arms lowers {_what(unit.inside)}", "", "", "", 0)
    change = readings.difference(found, arms[0], harm)
    assert change is not None
    said = say(negated(change), found.replicates, unit.factor)
    if not is_told_apart(change):
        start = f"None of the arms lowers {_what(unit.inside)} by more than chance: "
        start += f"{_named(arms)} {'come' if _are(arms) else 'comes'} closest, with a decrease of "
        return Headline(start, said.value, f"{NBSP}{unit.change}", interval_of(said), 0)
    start = f"{_capital(_named(arms))} {'spare' if _are(arms) else 'spares'} most: "
    if harm == RATE:
        after = f" fewer of every {PER:,} people are ever wrongly listed"
        return Headline(start, said.value, after, interval_of(said), PER)
    start += f"{'they lower' if _are(arms) else 'it lowers'} {_what(unit.inside)} by "
    after = "" if unit.change in unit.inside else f"{NBSP}{unit.change}"
    return Headline(start, said.value, after, interval_of(said), 0)


def by_measure(found: Comparison, harm: str) -> str:
    """The same by another harm, as a sentence of its own."""
    arms = readings.best(found, harm)
    unit = unit_of(found, harm)
    change = readings.difference(found, arms[0], harm) if arms else None
    if change is None:
        return f"None of the arms lowers {_what(unit.inside)}."
    said = say(negated(change), found.replicates, unit.factor)
    if not is_told_apart(change):
        return (
            f"None of the arms lowers {_what(unit.inside)} by more than chance; "
            f"{_named(arms)} {'come' if _are(arms) else 'comes'} closest, with a decrease of "
            f"{with_unit(said, unit.change)}."
        )
    verb = "lower" if _are(arms) else "lowers"
    amount = in_brackets(said) if unit.change in unit.inside else with_unit(said, unit.change)
    return f"{_capital(_named(arms))} {verb} {_what(unit.inside)} most: by {amount}."


def _what(name: str) -> str:
    return f"the figure “{name}”" if "," in name else name


def _named(arms: list[str]) -> str:
    """Arms that tie, at most three by name."""
    if len(arms) > 3:
        return f"{arm_inside(arms[0])} and {len(arms) - 1} other arms alike"
    return words.listed([arm_inside(arm) for arm in arms])


def _are(arms: list[str]) -> bool:
    return len(arms) > 1 or is_plural(arms[0])


def _capital(text: str) -> str:
    start = 1 if text.startswith("“") else 0
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]


def newly(found: Comparison, arm: str) -> str:
    """Whom an arm spares and whom it newly harms, of 100,000 people."""
    sets = readings.people(found, arm)
    if sets is None:
        return ""
    spared = of_people(found, sets.spared)
    harmed = of_people(found, sets.newly_harmed)
    who = " who are not wrongly listed without it" if harmed.value != "0" else ""
    start = f"Of {PER:,} people, {arm_inside(arm)} {_verb(arm, 'spare')}"
    return (
        f"{start} {_nobody(spared)} from ever being wrongly listed, and newly "
        f"{_verb(arm, 'harm')} {_nobody(harmed)}{who}."
    )


def _verb(arm: str, stem: str) -> str:
    return stem if is_plural(arm) else f"{stem}s"


def _nobody(said: words.Said) -> str:
    text = in_brackets(said)
    return f"nobody{text[1:]}" if said.value == "0" else text


def of_people(found: Comparison, change: Change) -> words.Said:
    """A count of people of the study, of 100,000."""
    return say(scaled(change, PER / found.people), found.replicates)


def next_best(found: Comparison, harm: str) -> str:
    """How sure the first place is, and what comes next."""
    arms = readings.best(found, harm)
    if not arms:
        return ""
    first = arms[0]
    where = readings.place(found, harm, first)
    parts = []
    if where.best_in_draws is not None:
        draws = count_of(found.draws, "draw")
        parts.append(f"{share(where.best_in_draws)} of the {draws} of the assumptions")
    replicates = count_of(found.replicates, "replicate")
    parts.append(f"{share(where.best_in_replicates)} of the {replicates} at the central values")
    start = (
        f"{_capital(arm_inside(first))} {'have' if is_plural(first) else 'has'} the least of it in"
    )
    text = f"{start} {words.listed(parts)}, ties shared."
    order = [arm for arm in readings.ordered(found, harm) if arm not in arms]
    change = readings.difference(found, order[0], harm) if order else None
    if change is None or change.value is None or change.value >= 0:
        return text
    unit = unit_of(found, harm)
    said = say(negated(change), found.replicates, unit.factor)
    after = (
        f"Next {'are' if is_plural(order[0]) else 'is'} {arm_inside(order[0])}, with a decrease of"
    )
    return f"{text} {after} {with_unit(said, unit.change)}."


def robust(found: Comparison, harm: str) -> str:
    """In how many draws the arm with the least regret helps, and which arms harm in some."""
    one = found.robustness[harm]
    arms = [arm for arm in one.arms if arm.name != one.base]
    first = arms[0]
    unit = unit_of(found, harm)
    verb = "lower" if is_plural(first.name) else "lowers"
    text = (
        f"{_capital(arm_inside(first.name))} {verb} {_what(unit.inside)} in {_of_draws(first.helps)} of "
        f"{count_of(one.draws, 'draw')} of the uncertain numbers"
    )
    worse = sorted((a for a in arms if a.harms.value > 0), key=lambda a: -a.harms.value)
    if not worse:
        return f"{text}; with no arm does it rise in any."
    told = [f"with {arm_inside(a.name)} in {_of_draws(a.harms)}" for a in worse[:3]]
    if len(worse) > 3:
        told.append(f"with {count_of(len(worse) - 3, 'other arm')}")
    return f"{text}. Harm rises {words.listed(told)}."


def _of_draws(part: Share) -> str:
    return f"{share(part.value)} ({100 * part.low:.0f} to {100 * part.high:.0f}{NBSP}%)"


def order(found: Comparison, harm: str) -> str:
    """Which arm ranks first by a harm, over draws and over replicates."""
    place = found.ranking[harm][0]
    unit = unit_of(found, harm)
    replicates = count_of(found.replicates, "replicate")
    text = (
        f"By {_what(unit.inside)}, {arm_inside(place.arm)} {'are' if is_plural(place.arm) else 'is'} "
        f"first, with a mean rank of {place.mean_rank:.1f} of {len(found.arms)}: best in "
    )
    chance = f"{share(place.best_in_replicates)} of the {replicates} at the central values"
    if place.best_in_draws is None:
        return f"{text}{chance}."
    draws = count_of(found.draws, "draw")
    return f"{text}{share(place.best_in_draws)} of the {draws} of the assumptions and in {chance}."


def how_run(found: Comparison, units: int) -> str:
    """Arms, replicates, draws and units."""
    text = (
        f"{_capital(count_of(units, 'unit'))} of work: {count_of(len(found.arms), 'arm')}, each with "
        f"{count_of(found.replicates, 'replicate')} at the central values"
    )
    if found.draws:
        each = count_of(found.draw_replicates, "replicate")
        text += f" and {each} of each of {count_of(found.draws, 'draw')} of the uncertain numbers"
    people = count_of(found.people, "person", "people")
    return f"{text}; {people} over {count_of(found.months, 'month')}, seed {found.seed}."


def adding(found: Comparison, harm: str, most: int = 3) -> str:
    """Arms that add harm, the worst first."""
    arms = readings.raising(found, harm)
    if not arms:
        return ""
    unit = unit_of(found, harm)
    told = []
    for arm in arms[:most]:
        said = say(readings.difference(found, arm, harm), found.replicates, unit.factor)
        told.append(f"with {arm_inside(arm)}, by {with_unit(said, unit.change)}")
    if len(arms) > most:
        told.append(f"with {count_of(len(arms) - most, 'other arm')}")
    return f"Harm rises {words.listed(told)}."


def uncertain_sign(found: Comparison, harm: str) -> str:
    """Arms whose interval over the assumptions leaves open whether they help."""
    arms = [
        arm
        for arm in readings.ordered(found, harm)
        if may_turn(readings.difference(found, arm, harm))
    ]
    if not arms:
        return ""
    named = words.listed([arm_inside(arm) for arm in arms[:4]])
    more = f" and {count_of(len(arms) - 4, 'other arm')}" if len(arms) > 4 else ""
    return f"Over the assumptions it stays open whether harm falls or rises with {named}{more}."


def beside(found: Comparison, arm: str) -> str:
    """What is missed under the rules as written, beside harm and never over it."""
    change = readings.missed(found, arm)
    if change is None or change.value is None:
        return ""
    way = "more" if change.value > 0 else "fewer"
    said = say(change if change.value >= 0 else negated(change), found.replicates)
    inner = f" ({interval_of(said)})" if interval_of(said) else ""
    amount = (
        f"{said.value} {way} person-months"
        if change.value
        else "no more and no fewer person-months"
    )
    return (
        f"Beside it, with {arm_inside(arm)}: {amount} missed under the rules as written{inner}. That is "
        "no measure of success and is never set off against harm."
    )


def zero(found: Comparison, harm: str) -> str:
    """What the zero line stands for."""
    unit = unit_of(found, harm)
    value = found.row(found.reference, harm).value
    said = say(value, found.replicates, unit.factor)
    if not said.is_number:
        return f"{_capital(arm_inside(found.reference))} has no value: {said.value}."
    return f"Zero is {arm_inside(found.reference)}: {with_unit(said, unit.level)}."


def how_to_read(found: Comparison) -> str:
    """What a difference is, and what the two intervals are."""
    text = (
        "A difference is the arm less the scenario it is compared with: the same invented people and "
        "the same luck in both, replicate by replicate. Monte Carlo: how far another seed could lead."
    )
    if found.draws >= FEWEST_DRAWS:
        text += (
            " Over the assumptions: how far other values of the uncertain numbers could. Both 95 %."
        )
    elif found.draws:
        text += (
            f" {_capital(count_of(found.draws, 'draw'))} of the uncertain numbers "
            f"{'is' if found.draws == 1 else 'are'} too few for an interval over the assumptions: "
            f"it takes {FEWEST_DRAWS}."
        )
    else:
        text += " No uncertain number was drawn, so there is no interval over the assumptions."
    return text


def largest_cause(found: Comparison, arm: str) -> str:
    """Through which cause an arm changes wrongful months most, and whether another grows."""
    changes = {c: readings.difference(found, arm, c) for c in readings.causes(found)}
    known = {c: d for c, d in changes.items() if d is not None and d.value}
    if not known:
        return f"With {arm_inside(arm)} no cause of wrongful months changes."
    cause = max(known, key=lambda c: abs(known[c].value or 0.0))
    said = say(known[cause], found.replicates, signed=True)
    text = (
        f"With {arm_inside(arm)}, most changes through {words.CAUSES_SAID[cause]}: "
        f"{with_unit(said, 'person-months')}."
    )
    grown = [c for c, d in known.items() if (d.value or 0) > 0 and is_told_apart(d) and c != cause]
    if grown:
        told = [
            f"{words.CAUSES_SAID[c]} {in_brackets(say(known[c], found.replicates, signed=True))}"
            for c in grown
        ]
        text += f" It grows through {words.listed(told)}."
    return text


def carried(found: Comparison, harm: str, arm: str) -> list[str]:
    """Who carries a harm as it is, and who gains with an arm."""
    unit = unit_of(found, harm)
    levels, gains = [], []
    for stratum in readings.strata(found, harm)[:6]:
        name = words.name_in_words(stratum)
        value = found.row(found.reference, harm, stratum).value
        levels.append(f"{name} {in_brackets(say(value, found.replicates, unit.factor))}")
        change = readings.difference(found, arm, harm, stratum)
        said = say(change, found.replicates, unit.factor, signed=True)
        gains.append(f"{name} {in_brackets(said)}")
    what = unit.name if unit.level in unit.inside else f"{unit.name}, {in_unit(unit.level)},"
    return [
        f"{what} in {arm_inside(found.reference)}: {words.listed(levels)}.",
        f"With {arm_inside(arm)} that changes by: {words.listed(gains)}.",
    ]


def both_worlds(found: Comparison) -> str:
    """The arm that harms most people anew."""
    worst = readings.most_newly_harmed(found)
    if worst is None:
        return "In no replicate at the central values does any arm newly harm anybody."
    said = of_people(found, worst.newly_harmed)
    return (
        f"Most people are newly harmed by {arm_inside(worst.arm)}: {in_brackets(said)} of {PER:,}."
    )


def saved(found: Comparison) -> str:
    """What common draws saved, from the least to the most."""
    told = []
    for harm in found.harms:
        gains = [found.row(arm, harm).common_draws for arm in readings.others(found)]
        known = [gain for gain in gains if gain is not None]
        if known:
            name = unit_of(found, harm).inside
            low, high = times(min(known)), times(max(known))
            told.append(f"{low if low == high else f'{low} to {high}'} times for {_what(name)}")
    if not told:
        return ""
    return (
        "With a seed of its own, each arm would need so many times the replicates for the same Monte "
        f"Carlo interval: {words.listed(told)}."
    )


def precision(found: Comparison) -> str:
    """Whether the study stopped by precision."""
    if not found.until:
        return ""
    if found.reached:
        return (
            f"It stopped after {count_of(found.replicates, 'replicate')} at the central values, when "
            f"every difference was known so closely: {found.until}."
        )
    return (
        f"All {count_of(found.replicates, 'replicate')} at the central values did not bring the "
        f"precision that was asked for: {found.until}."
    )


def ceiling(held: Ceiling, name: str, unit: str, factor: float) -> str:
    """Which combinations are enough, and with how few safeguards."""
    most = words.number(held.ceiling * factor)
    if unit not in name:
        most += f"{NBSP}{unit}"
    minimal = list(held.minimal)
    if not minimal:
        return f"No combination of this study keeps {_what(name)} at or below {most}."
    if [one.arm for one in minimal] == [AS_IS]:
        return (
            f"The scenario as it is keeps {_what(name)} at or below {most}; no safeguard is needed."
        )
    told = []
    for one in minimal[:4]:
        drawn = (
            ""
            if one.share_of_draws is None
            else f" (so in {share(one.share_of_draws)} of the draws)"
        )
        told.append(f"{arm_inside(one.arm)}{drawn}")
    more = [count_of(len(minimal) - 4, "other")] if len(minimal) > 4 else []
    kinds = "this is enough" if len(minimal) == 1 else "each of these is enough"
    return (
        f"To keep {_what(name)} at or below {most}, {kinds}, and no part of it is: "
        f"{words.listed(told + more)}."
    )
