"""Numbers and names in words: never more digits than the interval supports, nothing undefined as 0."""

import math
from dataclasses import dataclass
from typing import Final

from ostraka.results import FIGURES, Estimate

NBSP: Final = "\u00a0"
MINUS: Final = "−"

STEPS_IN_AN_INTERVAL = 3
"""An interval is shown to the coarsest digit of which it is at least so many steps wide."""

DIGITS = 2
"""However wide an interval is, its larger end and its value keep so many significant digits; in
values from 100 on a leading 1 is not counted: from 115 to 120 is further than from 915 to 920."""

CAUSES: Final = {
    "by_rules": "By the rules",
    "wrong_person": "Wrong person",
    "false_record": "False record",
    "false_flag": "False flag",
    "reimported": "Stale copy",
    "disfavour": "Disfavour",
    "association": "Association",
    "lawful_conduct": "Lawful conduct",
}

CAUSES_SAID: Final = {
    "by_rules": "own wrongdoing, under the rules as written",
    "wrong_person": "a record that belongs to somebody else",
    "false_record": "a record of something that never happened",
    "false_flag": "a risk flag whose claim was untrue",
    "reimported": "an agency's copy of an entry that had been removed",
    "disfavour": "a clerk's disfavour toward a group",
    "association": "what somebody else of the household did",
    "lawful_conduct": "conduct that is lawful or protected",
}

OUTCOMES: Final = {
    "corrected": "Corrected",
    "repaired": "Repaired",
    "pardoned": "Pardoned",
    "recovered": "Score recovered",
    "bought_out": "Bought out",
    "expired": "Term ran out",
    "overtaken": "Overtaken",
    "open": "Still wrongly listed",
}

OUTCOMES_SAID: Final = {
    "corrected": "the entry was struck on appeal or audit",
    "repaired": "the person worked or paid the entry off",
    "pardoned": "an amnesty, whatever the case",
    "recovered": "the score rose again, with nobody looking at the error",
    "bought_out": "an official deleted the entry for a bribe",
    "expired": "the term ran out, with nobody looking at the error",
    "overtaken": "the listing went on, but by the rules: the person would have been listed anyway",
    "open": "the spell was still running when last seen",
}

MISSED: Final = {
    "mislinked_away": "the record went to somebody else",
    "struck_by_mistake": "a review struck a deserved entry",
    "favoured": "a clerk passed over the flag",
    "dropped": "an official dropped the record",
    "sold": "an official deleted the entry for a bribe",
    "heard": "a hearing before listing kept it off",
    "served": "the clocks differ: an earlier wrongful spell, or its end, moved them",
}

REDRESS: Final = {
    "told": "Notices",
    "filed": "Appeals filed",
    "given_up": "Appeals given up",
    "upheld": "Upheld, and struck off",
    "upheld_without_effect": "Upheld, without effect",
    "denied": "Denied",
}

_NAMES: Final = {
    "people": "People in the run",
    "listed_person_months": "Listed person-months",
    "by_rules": "By the rules",
    "error": "Error, all kinds",
    "wrong_person": "Wrong person",
    "false_record": "False record",
    "false_flag": "False flag",
    "reimported": "Stale copy",
    "disfavour": "Disfavour",
    "association": "Association",
    "lawful_conduct": "Lawful conduct",
    "wrongful_person_months": "Wrongful person-months",
    "missed_person_months": "Missed under the rules as written",
    "ever_listed": "Ever listed",
    "ever_wrongly_listed": "Ever wrongly listed",
    "ever_wrongly_listed_per_100k": "Ever wrongly listed, as a rate",
    "wrongful_share_of_listed": "Wrongful share of listed person-months",
    "wrongful_share_at_end": "Wrongful share of the list at the end (stock)",
    "wrongful_share_of_entries": "Wrongful share of entries (flow)",
    "error_share_of_listed": "Error share of listed person-months",
    "entries": "Entries",
    "median_months_to_correction": "Median months to correction",
    "never_corrected_share": "Not corrected within the run",
    "mean_wrongful_months": "Wrongful months per person wronged",
    "burden_top_tenth_share": "Borne by the most burdened tenth",
    "records_per_person_month": "Records per person and month",
    "listed_share_at_end": "Listed at the end",
    "listed_share_of_person_months": "Person-months listed",
    "appeals_filed": "Appeals filed",
    "appeals_upheld": "Appeals upheld",
    "appeals_denied_though_wrongful": "Appeals denied though wrongful",
}

_OF_LISTED: Final = "_share_of_listed"

FIGURE_NAMES: Final = _NAMES | {
    f"{cause}{_OF_LISTED}": f"{_NAMES[cause]}: share of listed person-months" for cause in CAUSES
}

_NOTHING: Final = {
    "median_months_to_correction": "undefined: fewer than half of wrongful spells are corrected within "
    "the run",
    "never_corrected_share": "undefined: there was no wrongful spell",
    "mean_wrongful_months": "undefined: nobody was wrongly listed",
    "burden_top_tenth_share": "undefined: nobody was wrongly listed",
    "wrongful_share_of_listed": "undefined: nobody was listed",
    "error_share_of_listed": "undefined: nobody was listed",
    "wrongful_share_at_end": "undefined: nobody was listed at the end",
    "wrongful_share_of_entries": "undefined: there was no entry",
    "appeals_filed": "undefined: this scenario has no appeal",
    "appeals_upheld": "undefined: this scenario has no appeal",
    "appeals_denied_though_wrongful": "undefined: this scenario has no appeal",
}


def why_undefined(name: str) -> str:
    """What to say where a figure has no value."""
    if name.endswith(_OF_LISTED):
        return "undefined: nobody was listed"
    return _NOTHING.get(name, "undefined: there is nothing to divide by")


def name_of(figure: str) -> str:
    """A figure's name for readers; of a declared one, with the position that it stands for."""
    if figure in FIGURE_NAMES:
        return FIGURE_NAMES[figure]
    name, _, position = figure.partition(".")
    return capital(name) + (f" ({name_in_words(position)})" if position else "")


def is_share(figure: str) -> bool:
    """Whether a figure of every run is shown in per cent."""
    return factor_for(FIGURES[figure].unit) != 1


def unit_of(figure: str) -> str:
    """Unit as shown of a figure of every run."""
    return unit_in_words(FIGURES[figure].unit)


def factor_of(figure: str) -> float:
    """What the value of a figure of every run is multiplied with to be shown in its unit."""
    return factor_for(FIGURES[figure].unit)


def unit_in_words(unit: str) -> str:
    """A unit as shown: a share is per cent of something."""
    return f"% of {unit.removeprefix(_SHARE)}" if unit.startswith(_SHARE) else unit


def factor_for(unit: str) -> float:
    """What a value is multiplied with to be shown in its unit."""
    return 100.0 if unit.startswith(_SHARE) else 1.0


_SHARE: Final = "share of "


def is_point(low: float, high: float) -> bool:
    """Whether an interval has no width, but for what is lost in adding and dividing."""
    return math.isclose(low, high, rel_tol=1e-9)


def step_for(low: float | None, high: float | None) -> float | None:
    """Unit of the last digit that an interval supports; None if it has no width."""
    if low is None or high is None or not high > low or is_point(low, high):
        return None
    # a breath more, so that a width of exactly 3 steps is not lost to rounding
    of_width = 10.0 ** math.floor(math.log10((high - low) / STEPS_IN_AN_INTERVAL) + 1e-9)
    return float(min(of_width, 10.0 ** (_power(max(abs(low), abs(high))) - DIGITS + 1)))


def _step_of(value: float) -> float:
    """Unit of the last of a number's digits that are always shown."""
    power = _power(value)
    leads_with_one = abs(value) >= 100 and abs(value) < 2 * 10.0**power
    return float(10.0 ** (power - DIGITS + (0 if leads_with_one else 1)))


def _power(value: float) -> int:
    return math.floor(math.log10(abs(value)) + 1e-9)


def number(value: float, step: float | None = None, unlike: float | None = None) -> str:
    """A number to the digit of ``step``; without a step, whole as it is and else to two digits.

    What is not zero never reads as zero: it keeps one significant digit. What is not ``unlike`` (1,
    of a ratio) does not read as that either, down to a thousandth.
    """
    if value == 0:
        return "0"
    if step is None:
        step = 1.0 if value == int(value) else _step_of(value)
    if round(value / step) == 0:
        step = 10.0 ** _power(value)
    while unlike not in (None, value) and step > 1e-3 and round(value / step) * step == unlike:
        step /= 10
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    rounded = round(value / step) * step
    return f"{rounded:,.{decimals}f}".replace("-", MINUS)


def to(low: float, high: float, unlike: float | None = None) -> str:
    """An interval: ``14 to 35``."""
    step = step_for(low, high)
    return f"{number(low, step, unlike)} to {number(high, step, unlike)}"


def count_of(amount: float, one: str, many: str | None = None) -> str:
    """A count with its noun: ``1 person``, ``2,000 people``."""
    noun = one if amount == 1 else many or one + "s"
    return f"{number(amount)}{NBSP}{noun}"


def listed(names: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def name_in_words(name: str) -> str:
    """A key of a scenario for readers: underscores are spaces."""
    return name.replace("_", " ")


def capital(name: str) -> str:
    """The same, at the start of a sentence."""
    said = name_in_words(name)
    return said[:1].upper() + said[1:]


@dataclass(frozen=True, slots=True)
class Said:
    """An estimate for readers.

    Attributes
    ----------
    value : str
        Or what is missing, in words.
    monte_carlo, assumptions : str
        The two intervals, which are never pooled, or why there is none.
    is_number : bool
        Whether ``value`` is a number.
    """

    value: str
    monte_carlo: str
    assumptions: str
    is_number: bool

    @property
    def interval(self) -> str:
        """Both intervals by their names, or why there is none; "" if nothing is to be said."""
        parts = []
        if self.assumptions not in ("", FIXED):
            parts.append(f"{self.assumptions} over the assumptions")
        if self.monte_carlo in (TOO_FEW, ONE_RUN):
            parts.append(self.monte_carlo)
        elif self.monte_carlo and self.monte_carlo != EXACT:
            parts.append(f"Monte Carlo {self.monte_carlo}")
        return "; ".join(parts)

    def __str__(self) -> str:
        """``23 (14 to 35 over the assumptions; Monte Carlo 22.8 to 23.2)``."""
        return f"{self.value} ({self.interval})" if self.interval else self.value


EXACT: Final = "the same for every seed"
FIXED: Final = "the same in every draw"
TOO_FEW: Final = "too few events for an interval"
ONE_RUN: Final = "one replicate: no interval"


def say(
    estimate: Estimate, undefined: str, factor: float = 1.0, unlike: float | None = None
) -> Said:
    """An estimate for readers; ``undefined`` is said where there is no value.

    The value has no more digits than its Monte Carlo interval supports, nor, beyond the first two,
    than the one over the assumptions does.
    """
    if estimate.value is None:
        return Said(undefined, "", "", False)
    low, high = (_times(end, factor) for end in (estimate.low, estimate.high))
    bounds = (estimate.parameter_low, estimate.parameter_high)
    at_least, at_most = (_times(end, factor) for end in bounds)
    shown = estimate.value * factor
    step = step_for(low, high)
    coarser = step_for(at_least, at_most)
    if shown and (coarser is not None or estimate.status == "too_few"):
        step = max(step or 0.0, min(coarser or math.inf, _step_of(shown)))
    if (
        step
        and not _is_between(low, round(shown / step) * step, high)
        and _is_between(low, shown, high)
    ):
        # no value is shown outside its own interval because of fewer digits
        step = step_for(low, high) or step
    assumptions = ""
    if at_least is not None and at_most is not None:
        assumptions = FIXED if is_point(at_least, at_most) else to(at_least, at_most, unlike)
    monte_carlo = _monte_carlo(estimate, low, high, unlike)
    return Said(number(shown, step, unlike), monte_carlo, assumptions, True)


def _is_between(low: float | None, value: float, high: float | None) -> bool:
    return low is not None and high is not None and low <= value <= high


def signed(said: Said) -> Said:
    """A difference with its sign, also where it is more."""
    more = said.is_number and not said.value.startswith(MINUS) and said.value != "0"
    if not more:
        return said
    return Said(f"+{said.value}", said.monte_carlo, said.assumptions, True)


def say_ratio(estimate: Estimate, undefined: str = "undefined") -> Said:
    """A ratio: no end that differs from 1 reads as 1."""
    return say(estimate, undefined, unlike=1.0)


def say_figure(name: str, estimate: Estimate) -> Said:
    """An estimate of a named figure, in the unit in which it is shown."""
    return say(estimate, why_undefined(name), factor_of(name))


def _times(number: float | None, factor: float) -> float | None:
    return None if number is None else number * factor


def _monte_carlo(
    estimate: Estimate, low: float | None, high: float | None, unlike: float | None
) -> str:
    if low is None or high is None:
        return ONE_RUN if estimate.n == 1 else TOO_FEW
    return EXACT if is_point(low, high) else to(low, high, unlike)
