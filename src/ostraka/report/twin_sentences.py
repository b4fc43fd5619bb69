"""Sentences about a run and its twin without safeguards: every one is made from the numbers it states."""

from typing import Final

from ostraka.population.ledgers import WRONGFUL
from ostraka.report import words
from ostraka.report.study.wording import AGREE, arm_inside, is_plural
from ostraka.report.words import NBSP, Said, count_of, listed
from ostraka.results import Estimate
from ostraka.results.estimate import FEWEST_DRAWS
from ostraka.results.harm_table import PER_PEOPLE
from ostraka.results.paired import LESS, MORE, OPEN, SAME, Against

RATE: Final = "ever_wrongly_listed_per_100k"
MONTHS: Final = "wrongful_person_months"
MISSED: Final = "missed_person_months"

PER: Final = f"per {PER_PEOPLE:,}{NBSP}people"

_NAMED: Final = 3
"""Safeguards that a sentence names; more are counted."""

_THINGS: Final = {
    RATE: "people ever wrongly listed",
    MONTHS: "wrongful person-months",
    MISSED: "person-months",
}


def acting(found: Against) -> str:
    """The safeguards within a sentence: ``“identity check” and “expiry” together``."""
    names = found.safeguards
    if len(names) > _NAMED:
        return f"the {count_of(len(names), 'safeguard')} together"
    return arm_inside("+".join(names))


def it(found: Against) -> str:
    """The pronoun that stands for the safeguards."""
    return "them" if is_plural("+".join(found.safeguards)) else "it"


def said_of(estimate: Estimate, factor: float = 1.0) -> Said:
    """A difference for readers, its sign before it; where all replicates agree, just that is said."""
    said = words.signed(words.say(estimate, "undefined in one of the two", factor))
    if said.monte_carlo != words.EXACT:
        return said
    return Said(said.value, AGREE, said.assumptions, True)


def interval_of(said: Said) -> str:
    """Both intervals by their names, never as one; what is missing is said."""
    parts = []
    if said.assumptions:
        parts.append(
            said.assumptions
            if said.assumptions == words.FIXED
            else f"{said.assumptions} over the assumptions"
        )
    plain = (words.TOO_FEW, words.ONE_RUN, AGREE, "")
    parts.append(
        said.monte_carlo if said.monte_carlo in plain else f"Monte Carlo {said.monte_carlo}"
    )
    return "; ".join(part for part in parts if part)


def in_brackets(said: Said) -> str:
    """``−195 (−274 to −89 over the assumptions; Monte Carlo −207 to −182)``."""
    inner = interval_of(said)
    return f"{said.value} ({inner})" if inner else said.value


def with_unit(said: Said, unit: str) -> str:
    """The same with its unit behind the value."""
    inner = interval_of(said)
    return f"{said.value} {unit} ({inner})" if inner else f"{said.value} {unit}"


def told(found: Against, figure: str) -> str:
    """By how much a harm is less or more with the safeguards, or that it cannot be told and why."""
    estimate, thing = found.harm[figure], _THINGS[figure]
    start = f"With {acting(found)}"
    if estimate.value is None:
        return f"{start}, the difference in {thing} has no value."
    way = found.direction(figure)
    if way == SAME:
        return f"{start} there are as many {thing} as without {it(found)}, in every replicate."
    if way == OPEN:
        said = with_unit(said_of(estimate), PER)
        return (
            f"Whether there are fewer or more {thing} {with_words(found)} cannot be told: the difference "
            f"is {said}, and {_why_open(found, estimate)}."
        )
    return f"{start} there are {_amount(estimate, thing)} than without {it(found)}{_interval(estimate)}."


def with_words(found: Against) -> str:
    """``with “expiry” than without it``."""
    return f"with {acting(found)} than without {it(found)}"


def _amount(estimate: Estimate, thing: str) -> str:
    """``218 fewer people ever wrongly listed per 100,000 people``."""
    assert estimate.value is not None
    way = "fewer" if estimate.value < 0 else "more"
    return f"{_size(estimate).value} {way} {thing} {PER}"


def _interval(estimate: Estimate) -> str:
    inner = interval_of(_size(estimate))
    return f" ({inner})" if inner else ""


def _size(estimate: Estimate) -> Said:
    """A difference without its sign, and so its ends."""
    if estimate.value is None or estimate.value >= 0:
        shown = estimate
    else:
        ends = (estimate.high, estimate.low, estimate.parameter_high, estimate.parameter_low)
        high, low, at_most, at_least = (None if end is None else -end for end in ends)
        shown = Estimate(-estimate.value, high, low, estimate.n, estimate.status, at_most, at_least)
    said = said_of(shown)
    return Said(said.value.removeprefix("+"), said.monte_carlo, said.assumptions, said.is_number)


def _why_open(found: Against, estimate: Estimate) -> str:
    """What keeps a difference from being told."""
    low, high = estimate.low, estimate.high
    at_least, at_most = estimate.parameter_low, estimate.parameter_high
    if low is None or high is None:
        return "there is no Monte Carlo interval to tell it from chance by"
    by_chance = low <= 0 <= high
    if at_least is None or at_most is None:
        if by_chance:
            return "the Monte Carlo interval holds 0"
        return f"no interval over the assumptions says whether it holds there ({_why_none(found)})"
    over = at_least <= 0 <= at_most
    if by_chance and over:
        return "both intervals hold 0"
    if by_chance:
        return "the Monte Carlo interval holds 0"
    if over:
        return "the interval over the assumptions holds 0"
    return "the two intervals lie on different sides of 0"


def _why_none(found: Against) -> str:
    draws = found.result.parameter_draws
    if draws < FEWEST_DRAWS:
        return f"{count_of(draws, 'draw')} of the uncertain numbers, and it takes {FEWEST_DRAWS}"
    return "it is undefined in some draws"


def beside(found: Against) -> str:
    """What is missed under the rules as written, beside harm and never over it."""
    estimate = found.harm[MISSED]
    if estimate.value is None:
        return ""
    way = found.direction(MISSED)
    if way in (LESS, MORE):
        amount = f"{_amount(estimate, _THINGS[MISSED])}{_interval(estimate)}"
    elif way == SAME:
        amount = "no more and no fewer person-months, in every replicate"
    else:
        amount = (
            f"a difference of {with_unit(said_of(estimate), f'person-months {PER}')}, of which cannot be "
            f"told whether it is more or fewer, since {_why_open(found, estimate)}"
        )
    return (
        f"Beside it, missed under the rules as written: {amount}. That is no measure of success and is "
        "never set off against harm."
    )


def by_cause(found: Against) -> str:
    """Through which cause wrongful months change most, and through which they grow."""
    changes = {c: found.harm[c] for c in causes(found)}
    known = {c: e for c, e in changes.items() if e.value}
    if not known:
        return "Through no cause do wrongful months change."
    most = max(known, key=lambda c: abs(known[c].value or 0.0))
    said = with_unit(said_of(known[most]), f"person-months {PER}")
    open_ = ", which cannot be told from none" if found.direction(most) == OPEN else ""
    text = f"Most changes through {words.CAUSES_SAID[most]}: {said}{open_}."
    grown = [c for c in known if c != most and found.direction(c) == MORE]
    if grown:
        each = [f"{words.CAUSES_SAID[c]} {in_brackets(said_of(known[c]))}" for c in grown]
        text += f" They grow through {listed(each)}."
    return text


def causes(found: Against) -> list[str]:
    """Causes of wrongful months that occur with the safeguards or without."""
    both = (found.result.harm, found.twin.harm)
    return [c for c in WRONGFUL if any(harm[c].value for harm in both)]


def by_stratum(found: Against) -> str:
    """For which strata fewer, or more, are ever wrongly listed, and for which it cannot be told."""
    ways: dict[str, list[str]] = {}
    for stratum in found.strata:
        ways.setdefault(found.direction(RATE, stratum), []).append(words.name_in_words(stratum))
    texts = {
        LESS: "fewer are ever wrongly listed in",
        MORE: "more are ever wrongly listed in",
        SAME: "nothing changes in",
        OPEN: "fewer or more cannot be told in",
    }
    parts = [f"{text} {listed(ways[way])}" for way, text in texts.items() if way in ways]
    return f"By stratum: {'; '.join(parts)}."


def joint(found: Against) -> str:
    """That several safeguards have one effect here, which is nobody's alone."""
    if not found.is_joint:
        return ""
    names = [f"“{words.name_in_words(name)}”" for name in found.safeguards]
    return (
        f"{listed(names)} act together here: these numbers are their joint effect. What each does "
        "singly, and whether one gets in another's way, is not in them."
    )


def zero(found: Against) -> str:
    """What the zero line stands for."""
    result = found.result
    own = count_of(result.replicates, "replicate")
    draws = f" and {count_of(result.parameter_draws, 'draw')} of the uncertain numbers"
    without = "its safeguards" if found.is_joint else "the safeguard"
    return (
        f"Zero is the same scenario without {without}: the same people and the same luck, in "
        f"{own}{draws if result.parameter_draws else ''}. Less, or more, is said only where neither "
        "interval holds 0."
    )
