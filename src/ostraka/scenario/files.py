"""Scenario files: TOML or JSON, by path or by the name of a shipped one."""

import difflib
import json
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

from ostraka.core.errors import Problem, ScenarioError
from ostraka.scenario.schema import validate

_SHIPPED = "shipped"


def names() -> tuple[str, ...]:
    """Names of the shipped scenarios."""
    folder = resources.files("ostraka.scenario") / _SHIPPED
    found = [entry.name.removesuffix(".toml") for entry in folder.iterdir()]
    return tuple(sorted(name for name in found if not name.startswith("_")))


def shipped(name: str) -> str:
    """Text of a shipped scenario.

    Raises
    ------
    ScenarioError
        If there is none of this name.
    """
    if name not in names():
        near = difflib.get_close_matches(name, names(), n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"shipped are {', '.join(names())}"
        raise ScenarioError(
            Problem(name, "there is no such file, and no shipped scenario of this name", hint), name
        )
    path = resources.files("ostraka.scenario") / _SHIPPED / f"{name}.toml"
    return path.read_text(encoding="utf-8")


def load(file: str | Path) -> Any:
    """Read and check a scenario: a path to a TOML or JSON file, or the name of a shipped one.

    Raises
    ------
    ScenarioError
        If it cannot be read, or with every problem found in it.
    """
    path = Path(file)
    if path.suffix.lower() not in (".toml", ".json") and not path.is_file():
        return loads(shipped(str(file)), origin=str(file))
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        problem = Problem(str(path), f"cannot be read: {reason}", "check the path and the file")
        raise ScenarioError(problem, str(path)) from None
    return loads(text, origin=str(path), kind=path.suffix.lower().lstrip(".") or "toml")


def loads(text: str, *, origin: str = "scenario", kind: str = "toml") -> Any:
    """Check a scenario given as text, ``kind`` "toml" or "json"."""
    try:
        data = json.loads(text) if kind == "json" else tomllib.loads(text)
    except (json.JSONDecodeError, tomllib.TOMLDecodeError) as error:
        problem = Problem(origin, f"it is no valid {kind.upper()}: {error}", "mend the line named")
        raise ScenarioError(problem, origin) from None
    if not isinstance(data, dict):
        problem = Problem(origin, "it holds no table", "write key = value pairs and [tables]")
        raise ScenarioError(problem, origin)
    return validate(data, origin)
