"""The shipped safeguards, one file each, and how a scenario's names find their definitions."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from ostraka.core.errors import Problem, ScenarioError, choose
from ostraka.core.quantities import PROVENANCE
from ostraka.safeguards.definition import OPERATORS, Safeguard


@cache
def names() -> tuple[str, ...]:
    """Names of the shipped safeguards."""
    folder = resources.files("ostraka.safeguards") / "shipped"
    found = [entry.name.removesuffix(".toml") for entry in folder.iterdir()]
    return tuple(sorted(name for name in found if not name.startswith("_")))


def shipped(name: str) -> str:
    """Text of a shipped safeguard.

    Raises
    ------
    ScenarioError
        If there is none of this name.
    """
    if name not in names():
        raise ScenarioError(_unknown(name, names()), name)
    path = resources.files("ostraka.safeguards") / "shipped" / f"{name}.toml"
    return path.read_text(encoding="utf-8")


def load(name: str) -> Safeguard:
    """A shipped safeguard, read and checked."""
    return Safeguard.model_validate(tomllib.loads(shipped(name)))


def with_definitions(data: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """A scenario's raw data with every safeguard that it names in full; and what is wrong.

    A safeguard written in the file acts as any table of a file does. One with the name of a shipped
    one is laid over it, key by key. What is written in full stays as it is: a saved scenario reads
    back the same even where a later version ships another definition.
    """
    listed, own = data.get("safeguards", []), data.get("safeguard", {})
    if not isinstance(listed, list) or not isinstance(own, Mapping):
        return dict(data), []  # the schema says what is wrong
    if not listed and not own:
        return dict(data), []
    if not all(isinstance(name, str) for name in listed):
        return dict(data), []
    acting = sorted({*listed, *own})
    problems = []
    for name in acting:
        if name not in names() and not _is_whole(own.get(name)):
            place = f"safeguard.{name}" if name in own else "safeguards"
            problems.append(_unknown(name, [*names(), *(n for n in own if n != name)], place))
    full = {name: _full(name, own.get(name, {})) for name in acting}
    for name, given in full.items():
        problems += _misplaced(name, given)
    return {**data, "safeguards": acting, "safeguard": full}, problems


def _is_whole(given: Any) -> bool:
    """Whether a table of the file sets out to define a safeguard, or is no table at all."""
    if not isinstance(given, Mapping):
        return given is not None
    return not {"description", "effect", "tables"}.isdisjoint(given)


def _unknown(name: str, known: Sequence[str], place: str = "safeguards") -> Problem:
    return Problem(place, f"no safeguard {name!r}", choose(name, known))


def _full(name: str, given: Any) -> Any:
    if not isinstance(given, Mapping) or name not in names():
        return given
    below = tomllib.loads(shipped(name))
    if any(key in given for key in PROVENANCE):
        below = {key: value for key, value in below.items() if key not in PROVENANCE}
    return {**below, **given}


def _misplaced(name: str, given: Any) -> list[Problem]:
    """Effects whose place was written without quotes, so that TOML reads a table in a table."""
    effects = given.get("effect") if isinstance(given, Mapping) else None
    found = []
    for place, effect in effects.items() if isinstance(effects, Mapping) else ():
        if not isinstance(effect, Mapping) or any(key in OPERATORS for key in effect):
            continue
        inner = next((k for k, v in effect.items() if isinstance(v, Mapping)), None)
        if inner is not None:
            fault = f"{place!r} holds a table, not an operator ({', '.join(OPERATORS)})"
            remedy = f'write the whole place in quotes: "{place}.{inner}" = {{ ... }}'
            found.append(Problem(f"safeguard.{name}.effect.{place}", fault, remedy))
    return found
