"""What a budget is asked for: a harm and its ceiling, and the numbers that may vary."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Final

from ostraka.core.errors import OstrakaError
from ostraka.core.quantities import Quantity, Unit
from ostraka.core.walking import walk
from ostraka.engine import Schedule
from ostraka.results.declared import figure_set
from ostraka.results.harms import harm_names
from ostraka.safeguards.targets import Unresolved, resolve

_ASKED: Final = re.compile(r"\s*([\w.]+)\s*(<=|>=|<|>|==|=)\s*(\S+)\s*")

NAMED: Final = 30
"""Names that an error lists at most."""

ERRORS: Final = (
    "unfounded.*.rate_per_month.*",
    "unfounded.*.kept",
    "linking.mislink",
    "corroboration.unfounded_confirmed",
    "flag.specificity*",
    "informants.malicious_share",
    "quota.zeal",
    "association.share",
    "association.representative_share",
    "association.collective_share",
    "review.disfavour*",
    "review.reassert_per_month",
    "joint_sanctions.agencies.*.never_drops",
    "joint_sanctions.agencies.*.drop_months",
    "joint_sanctions.agencies.*.reimport_per_month",
    "joint_sanctions.agencies.*.breach_per_year",
)
"""What a system gets wrong, and how long it stays wrong."""

REDRESS: Final = (
    "notice.probability*",
    "notice.lag_months",
    "appeal.*",
    "review.sensitivity*",
    "review.corrects_source",
    "hearing.attendance*",
    "hearing.sensitivity*",
    "audit.every_months",
    "audit.sample_share",
    "audit.sensitivity",
    "repair.*",
    "blacklist.term_months*",
    "score.record_life_months",
    "flag.check_recognises_false*",
)
"""What puts it right, or lets it end."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most of a harm that may be.

    Attributes
    ----------
    harm : str
        A figure that counts harm.
    most : float
        In its unit.
    """

    harm: str
    most: float


def ceiling_of(text: str, scenario: Any, schedule: Schedule) -> Ceiling:
    """A ceiling as it is typed, such as ``ever_wrongly_listed_per_100k <= 10``.

    Raises
    ------
    OstrakaError
        If it cannot be read, if its left side is no harm, or if it asks for more of it.
    """
    found = _ASKED.fullmatch(text)
    if found is None:
        raise OstrakaError(
            f"harm: {text!r} is no ceiling; write NAME <= NUMBER, such as "
            "'ever_wrongly_listed_per_100k <= 10'"
        )
    name, sign, number = found.groups()
    _check_harm(name, scenario, schedule)
    if sign not in ("<=", "<"):
        raise OstrakaError(
            f"harm: {name} {sign} {number} asks for more harm; a harm has a ceiling: "
            f"write {name} <= {number}"
        )
    try:
        most = float(number)
    except ValueError:
        raise OstrakaError(f"harm: {number!r} is no number; write {name} <= NUMBER") from None
    if not 0 <= most < float("inf"):
        raise OstrakaError(f"harm: {most:g} is no ceiling; give a finite number from 0 on")
    return Ceiling(name, most)


def _check_harm(name: str, scenario: Any, schedule: Schedule) -> None:
    harms = harm_names(scenario, schedule)
    if name in harms:
        return
    if name in figure_set(scenario).figures:
        raise OstrakaError(
            f"harm: {name!r} counts no harm. A budget keeps a harm below a ceiling, and nothing else: "
            "Ostraka never searches for more listed, more found or fewer missed; "
            f"{nearest(name, harms)}"
        )
    raise OstrakaError(f"harm: {name!r} is unknown; {nearest(name, harms)}")


def nearest(given: str, known: Sequence[str]) -> str:
    """The remedy for a wrong name: the nearest ones, or some of all that there are."""
    near = difflib.get_close_matches(given, known, n=3, cutoff=0.5)
    if near:
        return f"did you mean {' or '.join(near)}?"
    more = f" and {len(known) - NAMED} more" if len(known) > NAMED else ""
    return f"choose one of {', '.join(known[:NAMED])}{more}" if known else "this scenario has none"


@dataclass(frozen=True, slots=True)
class Varied:
    """A number that varies.

    Attributes
    ----------
    place : str
        Dotted, as :meth:`uncertain` of a scenario writes it.
    quantity : Quantity
        As it stands in the scenario.
    unit : str
    least, most : float
        What its unit allows; ``most`` may be infinite.
    low, high : float or None
        Where it is looked for, if that was said.
    """

    place: str
    quantity: Quantity
    unit: str
    least: float
    most: float
    low: float | None = None
    high: float | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it is a whole number."""
        return self.quantity.is_whole

    def settled(self, value: float) -> float:
        """A value that the number may take: rounded where it is whole."""
        return float(round(value)) if self.is_whole else value


def varied(text: str, scenario: Any) -> Varied:
    """A number that may vary, as it is typed: ``linking.mislink`` or ``linking.mislink=0:0.2``.

    Raises
    ------
    OstrakaError
        If there is no such number, if it is neither an error nor redress, or the range is none.
    """
    place, _, span = text.partition("=")
    place = place.strip()
    known = dict(walk(scenario._ready or scenario))
    allowed = sorted(at for at in known if _may_vary(at))
    if place not in allowed:
        if place in known:
            raise OstrakaError(
                f"vary: {place!r} is neither an error nor redress. A budget varies what a system gets "
                "wrong and what puts it right, never what it finds, covers or deters with; "
                f"{nearest(place, allowed)}"
            )
        raise OstrakaError(f"vary: there is no number {place!r}; {nearest(place, allowed)}")
    unit = _unit(place, scenario)
    low, high = _span(span, place) if span else (None, None)
    least = unit.low if unit.low is not None else 0.0
    most = unit.high if unit.high is not None else float("inf")
    for end in (low, high):
        if end is not None and not least <= end <= most:
            raise OstrakaError(f"vary: {end:g} is not {unit.range_in_words} ({place})")
    return Varied(place, known[place], unit.unit, least, most, low, high)


def _may_vary(place: str) -> bool:
    return any(fnmatchcase(place, pattern) for pattern in (*ERRORS, *REDRESS))


def _unit(place: str, scenario: Any) -> Unit:
    """The unit of the number at a place."""
    path = place.partition(".by_stratum.")[0]
    ready = scenario._ready or scenario
    try:
        targets = resolve(path, type(ready), ready.model_dump(mode="json", exclude_none=True))
    except Unresolved as error:
        raise OstrakaError(str(error.problem(f"vary: {place}"))) from None
    unit = targets[0].unit
    return unit if unit is not None else Unit("a number")


def _span(text: str, place: str) -> tuple[float, float]:
    ends = list(_numbers(text))
    if len(ends) != 2 or not ends[0] < ends[1] < float("inf"):
        raise OstrakaError(f"vary: {text!r} is no range; write {place}=LOW:HIGH")
    return ends[0], ends[1]


def _numbers(text: str) -> Iterator[float]:
    for part in text.split(":"):
        try:
            yield float(part)
        except ValueError:
            return
