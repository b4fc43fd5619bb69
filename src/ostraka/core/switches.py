"""Switches: how a mechanism is turned off without moving any other draw of luck (ruling 47)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Switch:
    """One thing that can be turned off in a scenario, to see what harm it does.

    Attributes
    ----------
    name : str
        As it is written on the command line, such as ``mislinks``.
    words : str
        What it is, for a table: ``records pinned on somebody else``.
    neutral : mapping, or callable
        Dotted places of the scenario with the value at which the mechanism does nothing, or a
        function from a scenario to such a mapping where the places depend on it. Places whose table
        the scenario does not have are passed over. At these values no other draw may change.
    """

    name: str
    words: str
    neutral: Mapping[str, Any] | Callable[[Any], Mapping[str, Any]]

    def places(self, scenario: Any) -> Mapping[str, Any]:
        """The neutral values by place, for this scenario."""
        return self.neutral(scenario) if callable(self.neutral) else self.neutral
