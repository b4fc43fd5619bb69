"""Arms, harms and differences in words: a difference always with its sign, and both intervals apart."""

import textwrap
from dataclasses import dataclass
from typing import Final

from ostraka.report import words
from ostraka.report.words import NBSP, ONE_RUN, Said
from ostraka.results import Estimate
from ostraka.results.estimate import Status
from ostraka.studies.changes import Change
from ostraka.studies.compare import Comparison
from ostraka.studies.definition import AS_IS, TOGETHER

AGREE: Final = "all replicates agree"
"""Instead of a Monte Carlo interval: nothing then tells how far another replicate might lie."""

POINTS: Final = "percentage points"

_NAMES: Final = {"ever_wrongly_listed_per_100k": "People ever wrongly listed"}


@dataclass(frozen=True, slots=True)
class Unit:
    """How a figure is shown.

    Attributes
    ----------
    name : str
        Of the figure, at the start of a sentence.
    level, change : str
        Unit of its value, and of a difference.
    factor : float
        From a value to its unit as shown.
    """

    name: str
    level: str
    change: str
    factor: float

    @property
    def inside(self) -> str:
        """The name within a sentence."""
        return self.name[:1].lower() + self.name[1:]


def unit_of(found: Comparison, figure: str) -> Unit:
    """How a figure of a comparison is shown."""
    unit = found.figures[figure]["unit"]
    factor = words.factor_for(unit)
    shown = words.unit_in_words(unit)
    return Unit(figure_name(figure), shown, POINTS if factor != 1 else shown, factor)


_ARMS: Final = {AS_IS: "the scenario as it is", TOGETHER: "all safeguards together"}


def figure_name(figure: str) -> str:
    """A figure's name, at the start of a sentence."""
    return _NAMES.get(figure) or words.name_of(figure).replace("person months", "person-months")


def arm_in_words(name: str) -> str:
    """An arm's name for readers: ``identity check + expiry``."""
    if name == AS_IS:
        return "as it is"
    if name == TOGETHER:
        return "all together"
    return " + ".join(words.name_in_words(part) for part in name.split("+"))


def arm_inside(name: str) -> str:
    """The same within a sentence: ``“identity check” and “expiry” together``."""
    if name in _ARMS:
        return _ARMS[name]
    parts = [f"“{words.name_in_words(part)}”" for part in name.split("+")]
    return parts[0] if len(parts) == 1 else f"{words.listed(parts)} together"


def is_plural(name: str) -> bool:
    """Whether an arm in a sentence takes a verb in the plural."""
    return name == TOGETHER or "+" in name


def label(name: str, most: int, lines: int = 5) -> list[str]:
    """An arm's name in lines of a picture: each further safeguard begins one."""
    wrapped: list[str] = []
    for number, part in enumerate(arm_in_words(name).split(" + ")):
        wrapped += textwrap.wrap(("+ " if number else "") + part, most)
    if len(wrapped) > lines:
        wrapped = [*wrapped[: lines - 1], wrapped[lines - 1][: most - 2].rstrip() + " …"]
    return wrapped or [""]


def estimate_of(change: Change | None, replicates: int) -> Estimate:
    """A change as an estimate, for the marks and numbers that the report shares."""
    if change is None or change.value is None:
        return Estimate(None, None, None, replicates, "undefined")
    status: Status = "ok" if change.low is not None else "too_few"
    return Estimate(
        change.value,
        change.low,
        change.high,
        replicates,
        status,
        change.assumed_low,
        change.assumed_high,
    )


def negated(change: Change) -> Change:
    """How much less: the change with its sign turned, and so its ends."""

    def turn(number: float | None) -> float | None:
        return None if number is None else 0.0 - number

    return Change(
        turn(change.value),
        turn(change.high),
        turn(change.low),
        turn(change.assumed_high),
        turn(change.assumed_low),
    )


def scaled(change: Change, factor: float) -> Change:
    """The change in another unit."""

    def times(number: float | None) -> float | None:
        return None if number is None else number * factor

    return Change(
        times(change.value),
        times(change.low),
        times(change.high),
        times(change.assumed_low),
        times(change.assumed_high),
    )


def say(
    change: Change | None, replicates: int, factor: float = 1.0, *, signed: bool = False
) -> Said:
    """A change for readers, to the digit that its Monte Carlo interval supports.

    ``signed`` puts a plus before what is more than nothing.
    """
    estimate = estimate_of(change, replicates)
    found = words.say(estimate, "undefined", factor)
    if not found.is_number or change is None or change.value is None:
        return found
    sign = "+" if signed and change.value > 0 else ""
    monte_carlo = found.monte_carlo
    if change.low is None or change.high is None:
        monte_carlo = ONE_RUN if replicates == 1 else AGREE
    elif signed and change.low != change.high:
        monte_carlo = _ends(change.low * factor, change.high * factor)
    assumptions = found.assumptions
    low, high = change.assumed_low, change.assumed_high
    if signed and low is not None and high is not None and not words.is_point(low, high):
        assumptions = _ends(low * factor, high * factor)
    return Said(sign + found.value, monte_carlo, assumptions, True)


def _ends(low: float, high: float) -> str:
    step = words.step_for(low, high)
    one, other = ("+" * (end > 0) + words.number(end, step) for end in (low, high))
    return f"{one} to {other}"


def interval_of(said: Said) -> str:
    """Both intervals by their names, never as one; what is missing is said."""
    parts = []
    if said.assumptions not in ("", words.FIXED):
        parts.append(f"{said.assumptions} over the assumptions")
    if said.monte_carlo in (ONE_RUN, AGREE):
        parts.append(said.monte_carlo)
    elif said.monte_carlo:
        parts.append(f"Monte Carlo {said.monte_carlo}")
    return "; ".join(parts)


def in_brackets(said: Said) -> str:
    """``195 (89 to 274 over the assumptions; Monte Carlo 182 to 207)``."""
    inner = interval_of(said)
    return f"{said.value} ({inner})" if inner else said.value


def in_unit(unit: str) -> str:
    """What numbers are in: ``in person-months``, ``per 100,000 people``."""
    return unit if unit.startswith("per ") else f"in {unit}"


def with_unit(said: Said, unit: str) -> str:
    """The same with its unit behind the value."""
    inner = interval_of(said)
    text = f"{said.value}{NBSP}{unit}"
    return f"{text} ({inner})" if inner else text


def is_told_apart(change: Change | None) -> bool:
    """Whether chance alone leaves no doubt of the sign: the Monte Carlo interval does not hold 0."""
    if change is None or not change.value:
        return False
    if change.low is None or change.high is None:
        return True  # every replicate says the same, or there is one
    return change.low > 0 or change.high < 0


def may_turn(change: Change | None) -> bool:
    """Whether the assumptions leave the sign open: their interval holds 0 and more than 0."""
    if change is None or change.assumed_low is None or change.assumed_high is None:
        return False
    return change.assumed_low <= 0 <= change.assumed_high


def against(name: str) -> str:
    """What an arm is compared with, in a heading."""
    return f"change against {arm_inside(name)}"


def share(number: float) -> str:
    """A share in per cent, whole; what is not none or all never reads so."""
    if 0 < number < 0.005:
        return f"under 1{NBSP}%"
    if 0.995 <= number < 1:
        return f"over 99{NBSP}%"
    return f"{number:.0%}".replace("%", f"{NBSP}%")


def times(number: float) -> str:
    """A multiple of replicates, to two digits from 10 on."""
    if number < 10:
        return f"{number:.1f}"
    return words.number(float(f"{number:.2g}"))
