"""A scenario with its safeguards composed in: what the run, the report and the schedule see."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from ostraka.core.errors import Problem, ScenarioError
from ostraka.safeguards.composition import Moved, effects, idle
from ostraka.safeguards.gathering import Local, conflicts, gather
from ostraka.safeguards.tables import brought
from ostraka.safeguards.words import shorn
from ostraka.scenario.checks import check
from ostraka.scenario.overrides import NOT_LOCAL, local
from ostraka.scenario.problems import problem_of

_OWN = ("safeguards", "safeguard")


def composed(scenario: Any, origin: str) -> Any:
    """The scenario as its safeguards leave it; itself where it has none.

    Raises
    ------
    ScenarioError
        If a safeguard means nothing in this scenario, changes nothing, contradicts another, or leaves a
        scenario that cannot be run.
    """
    if not scenario.safeguard:
        return scenario
    model = type(scenario)
    tables, by, problems = brought(scenario)
    if problems:
        raise ScenarioError(problems, origin)
    ready = scenario
    if tables:
        ready = _validated(model, {**plain(scenario), **tables}, scenario, origin)
    gathering = gather(ready, plain(ready), _local(ready))
    problems = list(gathering.problems) or list(conflicts(gathering))
    if problems:
        raise ScenarioError(problems, origin)
    data, moved = effects(gathering)
    moved = [Moved((name,), tuple(by[name]), None, shorn(tables[name])) for name in tables] + moved
    problems = list(idle(gathering, [name for names in by.values() for name in names]))
    if problems:
        raise ScenarioError(problems, origin)
    made = _validated(model, data, scenario, origin)
    problems = [_blamed(problem, scenario) for problem in check(made)]
    if problems:
        raise ScenarioError(problems, origin)
    made._written, made._ready, made._moved = scenario, ready, tuple(moved)
    return made


def settled(ready: Any) -> Any:
    """A scenario whose numbers are drawn, tables brought and all, as its safeguards leave it.

    It names no safeguard: what they do is in its numbers.
    """
    data, _ = effects(gather(ready, plain(ready), _local(ready)))
    return type(ready).model_validate({k: v for k, v in data.items() if k not in _OWN})


def with_value(scenario: Any, path: Sequence[str], value: Any) -> Any:
    """A scenario with another value at one place, as plain data; None takes it away.

    Safeguards do not act on it again, and it need not be a scenario that could be run: only its values
    are looked at.
    """
    data = plain(scenario.frozen())
    node = data
    for part in path[:-1]:
        node = node[part]
    if value is None:
        del node[path[-1]]
    else:
        node[path[-1]] = _assumed(value) if path[0] == "jurisdictions" else value
    return type(scenario).model_validate(data)


def _assumed(value: Any) -> Any:
    """A value for the rules of a jurisdiction, which take neither ranges nor numbers without a word."""
    if isinstance(value, Mapping):
        if "by_stratum" in value:
            parts = {name: _assumed(part) for name, part in value["by_stratum"].items()}
            return {"by_stratum": parts}
        return {"value": value["value"], "assumed": True}
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return {"value": value, "assumed": True} if is_number else value


def _local(scenario: Any) -> Local:
    names = scenario.jurisdictions
    return Local({name: local(scenario, name) for name in names}, NOT_LOCAL)


def plain(scenario: Any) -> dict[str, Any]:
    """Every value of a scenario as it stands, as plain data."""
    data: dict[str, Any] = scenario.model_dump(mode="json", exclude_none=True)
    return {key: value for key, value in data.items() if value or key not in _OWN}


def changed(data: dict[str, Any], add: Iterable[str], without: Iterable[str]) -> dict[str, Any]:
    """A scenario's plain data with other safeguards.

    Raises
    ------
    ScenarioError
        If one that is to be left out does not act, or one to be added does already.
    """
    acting = list(data.get("safeguards", []))
    own = dict(data.get("safeguard", {}))
    problems = []
    for name in without:
        if name not in acting:
            remedy = f"it has {', '.join(acting)}" if acting else "it has none"
            problems.append(Problem("safeguards", f"{name!r} does not act here", remedy))
            continue
        acting.remove(name)
        own.pop(name, None)
    for name in add:
        if name in acting:
            problems.append(Problem("safeguards", f"{name!r} acts already", "leave it out"))
        acting.append(name)
    if problems:
        raise ScenarioError(problems)
    return {**data, "safeguards": acting, "safeguard": own}


def _validated(model: Any, data: dict[str, Any], scenario: Any, origin: str) -> Any:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems = [_blamed(problem_of(e, model), scenario) for e in error.errors()]
        raise ScenarioError(problems, origin) from None


def _blamed(problem: Problem, scenario: Any) -> Problem:
    names = ", ".join(scenario.safeguard)
    return Problem(problem.place, f"with the safeguards {names}: {problem.fault}", problem.remedy)
