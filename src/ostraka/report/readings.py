"""What the page needs of a result beyond its figures: series, steps and crossings, with intervals."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ostraka.core.intervals import poisson_interval
from ostraka.population.ledgers import CAUSES, MISSED, WRONGFUL
from ostraka.results import Estimate, Result
from ostraka.results.counts import by_cause
from ostraka.results.estimate import FEW, replicate_half_width
from ostraka.results.incidence import ENDS
from ostraka.results.labels import REDRESS_EVENTS

Floats = npt.NDArray[np.float64]

_WRONGFUL = [CAUSES.index(name) for name in WRONGFUL]


@dataclass(frozen=True, slots=True)
class Months:
    """A count month by month, in parts.

    Attributes
    ----------
    parts : mapping of str to array (replicate, month)
        Some of which may not belong to the total.
    total, low, high : array (month)
        Mean over replicates, with the 95 % Monte Carlo interval; nan with one replicate.
    """

    parts: Mapping[str, Floats]
    total: Floats
    low: Floats
    high: Floats


def months_of(parts: Mapping[str, Floats], counted: Collection[str]) -> Months:
    """The parts with the total of those that are ``counted``."""
    totals = sum(parts[name] for name in counted)
    assert isinstance(totals, np.ndarray)  # something is always counted
    mean = totals.mean(axis=0)
    half = replicate_half_width(totals) if len(totals) > 1 else np.full_like(mean, np.nan)
    return Months(parts, mean, np.maximum(mean - half, 0), mean + half)


def months(result: Result) -> Months:
    """People on the list by cause and month; all wrongful causes make the total."""
    states = np.stack([tables["tally_states"].dense().sum(axis=(0, 2)) for tables in result.tables])
    causes = by_cause(states).astype(float)
    return months_of({name: causes[..., k] for k, name in enumerate(CAUSES) if k}, WRONGFUL)


@dataclass(frozen=True, slots=True)
class Ends:
    """How wrongful spells end, by months since their start.

    Attributes
    ----------
    months, at_risk : array
        At risk: spells that could still be seen to end, over all replicates.
    value, low, high : mapping of str to array
        Cumulative incidence of each outcome that occurs, with its 95 % Monte Carlo interval.
    """

    months: Floats
    at_risk: Floats
    value: Mapping[str, Floats]
    low: Mapping[str, Floats]
    high: Mapping[str, Floats]


def ends(result: Result) -> Ends | None:
    """Cumulative incidence of the competing outcomes; None if there was no wrongful spell."""
    table = result.incidence()
    if table["value"].isna().all():
        return None
    parts = {name: table[table["outcome"] == name] for name in ENDS}
    first = parts[ENDS[0]]
    kept = [name for name in ENDS if name == "corrected" or parts[name]["value"].max() > 0]

    def column(which: str) -> dict[str, Floats]:
        return {name: parts[name][which].to_numpy(dtype=float) for name in kept}

    return Ends(
        months=first["months"].to_numpy(dtype=float),
        at_risk=first["at_risk"].to_numpy(dtype=float),
        value=column("value"),
        low=column("low"),
        high=column("high"),
    )


def mean_of(totals: Floats, *, independent: bool) -> Estimate:
    """Estimate of a total from one number a replicate.

    ``independent``: what is counted are events of their own, so an exact interval holds for few.
    """
    n = len(totals)
    value = float(totals.mean())
    events = float(totals.sum())
    if independent and (events < FEW or n == 1):
        low, high = (end / n for end in poisson_interval(events))
        return Estimate(value, low, high, round(events), "ok")
    if n == 1 or events < FEW:
        return Estimate(value, None, None, n, "too_few")
    half = float(replicate_half_width(totals))
    return Estimate(value, max(0.0, value - half), value + half, n, "ok")


def missed_reasons(result: Result) -> dict[str, Estimate]:
    """Missed person-months by reason; reasons that never occur are left out."""
    totals = _totals(result, "tally_missed", keep=-1)
    return {
        name: mean_of(totals[:, k], independent=False)
        for k, name in enumerate(MISSED)
        if k and totals[:, k].any()
    }


@dataclass(frozen=True, slots=True)
class Step:
    """One step of redress, for listings that are wrongful and for those by the rules."""

    name: str
    wrongful: Estimate
    by_rules: Estimate


def redress(result: Result) -> list[Step]:
    """Entries, then every event of redress; empty if the scenario tells nobody."""
    if "tally_redress" not in result.tables[0]:
        return []
    steps = [_step("entries", _totals(result, "tally_entries", keep=-1))]
    events = _totals(result, "tally_redress", keep=-2)
    for k, name in enumerate(REDRESS_EVENTS):
        if name != "upheld_without_effect" or events[:, k].any():
            steps.append(_step(name, events[:, k]))
    return steps


def _step(name: str, by_cause: Floats) -> Step:
    by_rules = by_cause[:, CAUSES.index("by_rules")]
    wrongful = by_cause[:, _WRONGFUL].sum(axis=-1)
    return Step(name, mean_of(wrongful, independent=True), mean_of(by_rules, independent=True))


@dataclass(frozen=True, slots=True)
class Grades:
    """People by recorded and deserved grade at the end.

    Attributes
    ----------
    names : tuple of str
        Best first.
    people : array (replicate, recorded, deserved)
    too_low, too_high : Estimate
        People whose recorded grade is below, or above, what their own wrongdoing gives.
    """

    names: tuple[str, ...]
    people: Floats
    too_low: Estimate
    too_high: Estimate


def grades(result: Result) -> Grades | None:
    """The crossing of grades; None without grades."""
    if "tally_grades" not in result.tables[0]:
        return None
    rules = result.scenario.grades
    crossed = np.stack(
        [tables["tally_grades"].dense().sum(axis=(0, 1)) for tables in result.tables]
    ).astype(float)
    recorded, deserved = np.indices(crossed.shape[1:])
    return Grades(
        names=(*rules.lowest, rules.last),
        people=crossed,
        too_low=mean_of(crossed[:, recorded > deserved].sum(axis=-1), independent=True),
        too_high=mean_of(crossed[:, recorded < deserved].sum(axis=-1), independent=True),
    )


@dataclass(frozen=True, slots=True)
class Order:
    """Person-months of one cause in two orders of attribution."""

    cause: str
    forward: float
    reverse: float


def orders(result: Result) -> list[Order]:
    """Person-months by cause, legitimate first, and in the reverse order."""
    patterns = result.patterns()
    forward = patterns.groupby("cause")["value"].sum().to_dict()
    reverse = patterns.groupby("cause_in_reverse")["value"].sum().to_dict()
    return [
        Order(name, float(forward.get(name, 0.0)), float(reverse.get(name, 0.0)))
        for name in CAUSES[1:]
        if forward.get(name, 0.0) or reverse.get(name, 0.0)
    ]


def modelled_causes(scenario: Any) -> frozenset[str]:
    """Causes for which the scenario has a mechanism."""
    kinds = {category.kind for category in scenario.categories.values()}
    ways = {
        "by_rules": True,
        "wrong_person": scenario.linking is not None,
        "false_record": scenario.unfounded is not None or scenario.linking is not None,
        "false_flag": scenario.flag is not None,
        "reimported": getattr(scenario, "joint_sanctions", None) is not None,
        "disfavour": scenario.flag is not None,
        "association": getattr(scenario, "association", None) is not None,
        "lawful_conduct": bool(kinds & {"lawful", "protected"}),
    }
    return frozenset(name for name, is_there in ways.items() if is_there)


def _totals(result: Result, name: str, *, keep: int) -> Floats:
    """One table a replicate, summed over all axes before ``keep``: array (replicate, ...)."""
    first = result.tables[0][name]
    axes = tuple(range(len(first.dims) + keep))
    return np.stack([tables[name].dense().sum(axis=axes) for tables in result.tables]).astype(float)
