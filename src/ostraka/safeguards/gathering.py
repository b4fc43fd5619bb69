"""What safeguards do to which value of a scenario, and what does not fit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ostraka.core.errors import Problem, choose
from ostraka.core.quantities import Quantity
from ostraka.safeguards.definition import Safeguard
from ostraka.safeguards.eligibility import Eligible, Ineligible, eligible, reach
from ostraka.safeguards.operators import MIXED, Act
from ostraka.safeguards.tables import sections
from ostraka.safeguards.targets import EVERY, Path, Target, Unresolved, resolve
from ostraka.safeguards.words import bare_value, say

Unfit = tuple[str, str, bool]
"""Why an effect does not fit a value: fault, remedy, and whether only because it is not given."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """What acts on each value of a scenario, and what is wrong with it.

    Attributes
    ----------
    scenario : Scenario
    data : mapping
        The same as plain data.
    acts : mapping of path to (Target, list of Act)
        In the order of the safeguards' names.
    problems : list of Problem
    """

    scenario: Any
    data: Mapping[str, Any]
    acts: dict[Path, tuple[Target, list[Act]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def gather(scenario: Any, data: Mapping[str, Any]) -> Gathering:
    """What the safeguards of a scenario do to which of its values."""
    found = Gathering(scenario, data)
    known = list(sections(type(scenario)))
    for name, safeguard in sorted(scenario.safeguard.items()):
        for table in safeguard.where_present:
            if table not in known:
                place = f"safeguard.{name}.where_present"
                found.problems.append(Problem(place, f"no table {table!r}", choose(table, known)))
        owed, problems = eligible(name, safeguard, scenario)
        found.problems.extend(problems)
        for where in safeguard.effect:
            try:
                targets = resolve(where, type(scenario), data)
            except Unresolved as error:
                if error.table not in safeguard.where_present:
                    found.problems.append(_unresolved(error, name, where))
                continue
            for target in targets:
                problem = _add(found, name, target, owed, where)
                if problem is not None:
                    found.problems.append(problem)
    return found


def _add(found: Gathering, name: str, target: Target, owed: Eligible, where: str) -> Problem | None:
    """Note what a safeguard does to one value, or say why it cannot."""
    safeguard: Safeguard = found.scenario.safeguard[name]
    place = f"safeguard.{name}.effect.{where}"
    try:
        strata = reach(target, owed)
    except Ineligible as error:
        fault = f"{target.place} does not differ by {error.dimension}"
        remedy = f"leave {error.dimension} out of applies_to, or act on what does"
        return Problem(place, fault, remedy)
    if strata is not None and not strata:
        return None
    act = Act(name, safeguard.effect[where], safeguard.delivery, strata)
    unfit = _unfit(act, target, value_at(found.scenario, target.path))
    if unfit is None:
        found.acts.setdefault(target.path, (target, []))[1].append(act)
        return None
    fault, remedy, is_absent = unfit
    if is_absent and EVERY in where:  # one of many is not given: the others may be
        return None
    return Problem(place, fault, remedy)


def _unresolved(error: Unresolved, name: str, where: str) -> Problem:
    place = f"safeguard.{name}.effect.{where}"
    if not error.table:
        return error.problem(place)
    remedy = f"add [{error.table}] to the scenario, or leave {name} out"
    if "." not in error.table:
        remedy = (
            f"add [{error.table}] to the scenario, let the safeguard bring it "
            f"([safeguard.{name}.tables.{error.table}]), or leave {name} out"
        )
    return Problem(place, error.fault, remedy)


def _unfit(act: Act, target: Target, given: Any) -> Unfit | None:
    """Why an effect does not fit a value, if it does not."""
    if not act.effect.operators:
        return "it does nothing", "write multiply, at_least, at_most or set", False
    if target.unit is None:
        return _unfit_for_others(act, target)
    unit, operators = target.unit, act.effect.operators
    if "set" in operators and not isinstance(act.effect.set, Quantity):
        return f"{target.place} is {unit.unit}", "set it to a number", False
    if act.is_partial and unit.unit not in MIXED:
        fault = (
            f"delivery is {_said(act.delivery)}, and {target.place} is {unit.unit}: the mean over "
            "those reached and those not would be nobody's"
        )
        return fault, "set delivery = 1, or act on a probability, share, rate or multiplier", False
    if given is None and (act.strata is not None or act.is_partial):
        return f"{target.place} is not given", "give it in the scenario", True
    if given is None and operators != ("set",) and (act.effect.multiply or not target.is_limit):
        fault = f"{target.place} is not given, so it can only be set"
        return fault, "write { set = ... }", True
    return None


def _unfit_for_others(act: Act, target: Target) -> Unfit | None:
    """The same for a flag, a word or a list."""
    if act.effect.operators != ("set",):
        return f"{target.place} is no number, and takes set alone", "write { set = ... }", False
    if act.is_partial:
        fault = f"delivery is {_said(act.delivery)}, and {target.place} is no number"
        return fault, "set delivery = 1, or act on a probability instead", False
    return None


def _said(number: Quantity) -> str:
    return say(bare_value(number))


def value_at(node: Any, path: Sequence[str]) -> Any:
    """The value at a place of a scenario."""
    for part in path:
        node = node[part] if isinstance(node, Mapping) else getattr(node, part)
    return node


def conflicts(gathering: Gathering) -> Iterator[Problem]:
    """Safeguards that ask one value to be two things."""
    for target, acts in gathering.acts.values():
        strata = {s for act in acts for s in act.strata or ()} or {""}
        for stratum in sorted(strata):
            problem = _conflict(target, [a for a in acts if not a.strata or stratum in a.strata])
            if problem is not None:
                yield problem
                break


def _conflict(target: Target, acts: Sequence[Act]) -> Problem | None:
    setters = [act for act in acts if "set" in act.effect.operators]
    for one in setters[1:]:
        if bare_value(one.effect.set) != bare_value(setters[0].effect.set):
            return Problem(
                target.place,
                f"{setters[0].safeguard} sets it to {say(bare_value(setters[0].effect.set))}, "
                f"{one.safeguard} to {say(bare_value(one.effect.set))}",
                "leave one of them out, or limit it by at_least or at_most",
            )
    least = [(_end(a.effect.at_least, 1), a.safeguard) for a in acts if a.effect.at_least]
    most = [(_end(a.effect.at_most, 0), a.safeguard) for a in acts if a.effect.at_most]
    if least and most and max(least)[0] > min(most)[0]:
        (low, lower), (high, upper) = max(least), min(most)
        return Problem(
            target.place,
            f"{lower} asks for at least {low:g}, {upper} for at most {high:g}",
            "leave one of them out, or move the limits apart",
        )
    return None


def _end(number: Quantity, upper: int) -> float:
    end = number.high if upper else number.low
    return float(number) if end is None else end
