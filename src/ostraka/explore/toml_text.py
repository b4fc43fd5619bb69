"""The scenario of an arm as TOML: the file as it was written, with the changes in it."""

from collections.abc import MutableMapping
from typing import Any

import tomlkit

from ostraka.core.errors import OstrakaError
from ostraka.explore.arms import moved
from ostraka.explore.state import Arm
from ostraka.scenario import as_data, loads

_RUN = ("people", "seed", "replicates", "parameter_draws")


def toml_of(scenario: Any, text: str = "", arm: Arm | None = None) -> str:
    """A file that reads back to exactly this scenario.

    Parameters
    ----------
    scenario : Scenario
        Of the arm, with the people, seed and replicates of the page.
    text : str
        The file that the arm changes. Its order and comments are kept; without it, or where the changes
        do not fit into it, every number is written out.
    arm : Arm, optional
        What was changed.
    """
    if text:
        edited = _edited(text, scenario, arm or Arm())
        if edited is not None and _reads_back(edited, scenario):
            return edited
    return tomlkit.dumps(as_data(scenario))


def _edited(text: str, scenario: Any, arm: Arm) -> str | None:
    document = tomlkit.parse(text)
    try:
        for place, value in arm.values.items():
            *above, last = place.split(".")
            node: Any = document
            for part in above:
                node = node.setdefault(part, tomlkit.table())
            number = tomlkit.inline_table()
            number.update(moved(value))
            node[last] = number
    except (AttributeError, TypeError):
        return None
    first: dict[str, Any] = {name: getattr(scenario, name) for name in _RUN}
    if arm.added or arm.left_out:
        first["safeguards"] = list(scenario.safeguards)
    _put_first(document, first)
    return tomlkit.dumps(document)


def _put_first(document: MutableMapping[str, Any], values: dict[str, Any]) -> None:
    """Set keys of the whole file: in place, or before its first table."""
    for name, value in values.items():
        document[name] = value


def _reads_back(text: str, scenario: Any) -> bool:
    try:
        return as_data(loads(text)) == as_data(scenario)
    except OstrakaError:
        return False
