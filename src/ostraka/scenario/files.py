"""Scenario files: TOML or JSON, by path or by the name of a shipped one."""

from importlib import resources
from pathlib import Path
from typing import Any

from ostraka.core.errors import Problem, ScenarioError, choose
from ostraka.core.files import Kind, kind_of, parsed, read_text
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
        fault = "there is no such file, and no shipped scenario of this name"
        raise ScenarioError(Problem(name, fault, choose(name, names())), name)
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
    return loads(read_text(path), origin=str(path), kind=kind_of(path))


def loads(text: str, *, origin: str = "scenario", kind: Kind = "toml") -> Any:
    """Check a scenario given as text, ``kind`` "toml" or "json"."""
    data = parsed(text, origin, kind)
    if not isinstance(data, dict):
        problem = Problem(origin, "it holds no table", "write key = value pairs and [tables]")
        raise ScenarioError(problem, origin)
    return validate(data, origin)
