"""What safeguards do to which value of a scenario, and what does not fit."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ostraka.core.errors import Problem, choose
from ostraka.core.quantities import Quantity
from ostraka.safeguards.definition import Safeguard
from ostraka.safeguards.eligibility import Ineligible, Reach, eligible, reach
from ostraka.safeguards.operators import MIXED, Act
from ostraka.safeguards.tables import sections
from ostraka.safeguards.targets import EVERY, Path, Target, Unresolved, resolve
from ostraka.safeguards.words import bare_value, say

Unfit = tuple[str, str, bool]
"""Why an effect does not fit a value: fault, remedy, and whether only because it is not given."""


@dataclass(frozen=True, slots=True)
class Local:
    """What a scenario's jurisdictions do in their own way.

    Attributes
    ----------
    scenarios : mapping of str to Scenario
        The scenario as it holds in each jurisdiction.
    fixed : collection of str
        Tables that cannot differ between jurisdictions.
    """

    scenarios: Mapping[str, Any]
    fixed: Collection[str]


@dataclass(frozen=True, slots=True)
class Site:
    """One value, in the scenario or in the rules of one jurisdiction, with all that acts on it.

    Attributes
    ----------
    path : tuple of str
        Where it is written.
    target : Target
    before : Quantity, or other
        The value as it stands there.
    acts : tuple of Act
        In the order of the safeguards' names.
    is_local : bool
        In the rules of one jurisdiction, which hold values and no ranges.
    """

    path: Path
    target: Target
    before: Any
    acts: tuple[Act, ...]
    is_local: bool = False

    @property
    def place(self) -> str:
        """Its dotted place."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Gathering:
    """What acts on each value of a scenario, and what is wrong with it.

    Attributes
    ----------
    scenario : Scenario
    data : mapping
        The same as plain data.
    sites : tuple of Site
    problems : tuple of Problem
    """

    scenario: Any
    data: Mapping[str, Any]
    sites: tuple[Site, ...]
    problems: tuple[Problem, ...]


def gather(scenario: Any, data: Mapping[str, Any], local: Local) -> Gathering:
    """What the safeguards of a scenario do to which of its values."""
    acts: dict[Path, tuple[Target, list[tuple[str, Act]]]] = {}
    problems: list[Problem] = []
    known = list(sections(type(scenario)))
    for name, safeguard in sorted(scenario.safeguard.items()):
        for table in safeguard.where_present:
            if table not in known:
                place = f"safeguard.{name}.where_present"
                problems.append(Problem(place, f"no table {table!r}", choose(table, known)))
        owed, unknown = eligible(name, safeguard, scenario)
        problems += unknown
        for where in safeguard.effect:
            try:
                for target in resolve(where, type(scenario), data):
                    act = _act(name, safeguard, where, reach(target, owed, local.fixed))
                    if act is not None:
                        acts.setdefault(target.path, (target, []))[1].append((where, act))
            except Unresolved as error:
                if error.table not in safeguard.where_present:
                    problems.append(_unresolved(error, name, where))
            except Ineligible as error:
                place = f"safeguard.{name}.effect.{where}"
                fault = f"{where} does not differ by {error.dimension}"
                remedy = f"leave {error.dimension} out of applies_to, or act on what does"
                problems.append(Problem(place, fault, remedy))
    sites = []
    for target, here in acts.values():
        found, unfit = _sites(scenario, target, here, local)
        sites += found
        problems += unfit
    return Gathering(scenario, data, tuple(sites), tuple(dict.fromkeys(problems)))


def _sites(
    scenario: Any, target: Target, acts: Sequence[tuple[str, Act]], local: Local
) -> tuple[list[Site], list[Problem]]:
    """The places where one value is written, with what acts on it there, and what does not fit."""
    sites: list[Site] = []
    problems: list[Problem] = []
    for path, before, place in _written_at(scenario, target, acts, local):
        fitting = []
        for where, act in acts:
            if not _acts_at(act, place):
                continue
            unfit = _unfit(act, target, before)
            if unfit is None:
                fitting.append(act)
            elif not (unfit[2] and EVERY in where):  # one of many is not given: others may be
                at = f"safeguard.{act.safeguard}.effect.{where}"
                problems.append(Problem(at, unfit[0], unfit[1]))
        sites.append(Site(path, target, before, tuple(fitting), bool(place)))
    return sites, problems


def _act(name: str, safeguard: Safeguard, where: str, found: Reach) -> Act | None:
    if found.is_empty:
        return None
    effect = safeguard.effect[where]
    return Act(name, effect, safeguard.delivery, found.strata, found.places)


def _acts_at(act: Act, place: str) -> bool:
    """Whether a safeguard acts in a jurisdiction, or ("") in the rules of the whole scenario."""
    return act.places is None or place in act.places


def _written_at(
    scenario: Any, target: Target, acts: Sequence[tuple[str, Act]], local: Local
) -> Iterator[tuple[Path, Any, str]]:
    """Every place where a value is written that safeguards act on, with the value there.

    That of the scenario; and that of each jurisdiction which has one of its own, or for which some
    safeguard is meant.
    """
    if any(act.places is None for _, act in acts):
        yield target.path, value_at(scenario, target.path), ""
    for name, here in local.scenarios.items():
        is_meant = any(act.places is not None and name in act.places for _, act in acts)
        is_own = _has(scenario.jurisdictions[name].rules, target.path)
        if is_meant or (is_own and any(_acts_at(act, name) for _, act in acts)):
            yield ("jurisdictions", name, "rules", *target.path), value_at(here, target.path), name


def _has(rules: Any, path: Path) -> bool:
    """Whether rules of a jurisdiction hold a value at a place."""
    for part in path:
        if not isinstance(rules, Mapping) or part not in rules:
            return False
        rules = rules[part]
    return True


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
    for site in gathering.sites:
        strata = {s for act in site.acts for s in act.strata or ()} or {""}
        for stratum in sorted(strata):
            here = [act for act in site.acts if act.strata is None or stratum in act.strata]
            problem = _conflict(site.place, here)
            if problem is not None:
                yield problem
                break


def _conflict(place: str, acts: Sequence[Act]) -> Problem | None:
    setters = [act for act in acts if "set" in act.effect.operators]
    for one in setters[1:]:
        if bare_value(one.effect.set) != bare_value(setters[0].effect.set):
            return Problem(
                place,
                f"{setters[0].safeguard} sets it to {say(bare_value(setters[0].effect.set))}, "
                f"{one.safeguard} to {say(bare_value(one.effect.set))}",
                "leave one of them out, or limit it by at_least or at_most",
            )
    least = [(_end(a.effect.at_least, 1), a.safeguard) for a in acts if a.effect.at_least]
    most = [(_end(a.effect.at_most, 0), a.safeguard) for a in acts if a.effect.at_most]
    if least and most and max(least)[0] > min(most)[0]:
        (low, lower), (high, upper) = max(least), min(most)
        return Problem(
            place,
            f"{lower} asks for at least {low:g}, {upper} for at most {high:g}",
            "leave one of them out, or move the limits apart",
        )
    return None


def _end(number: Quantity, upper: int) -> float:
    end = number.high if upper else number.low
    return float(number) if end is None else end
