"""Scenarios: the file, its checks, and the world that a run sees."""

from typing import TYPE_CHECKING, Any

from ostraka.scenario.checks import check
from ostraka.scenario.extensions import catalogue, extend, withdraw
from ostraka.scenario.files import load, loads, names, shipped
from ostraka.scenario.guarded import with_value
from ostraka.scenario.schema import as_data, json_schema, scenario_model, with_safeguards
from ostraka.scenario.switches import switched_off, switches_on
from ostraka.scenario.world import World, jurisdictions, worlds

if TYPE_CHECKING:
    from ostraka.scenario.schema import Scenario

__all__ = [
    "Scenario",
    "World",
    "as_data",
    "catalogue",
    "check",
    "extend",
    "json_schema",
    "jurisdictions",
    "load",
    "loads",
    "names",
    "scenario_model",
    "shipped",
    "switched_off",
    "switches_on",
    "with_safeguards",
    "with_value",
    "withdraw",
    "worlds",
]


def __getattr__(name: str) -> Any:
    """``Scenario``: the type of a scenario, composed when it is asked for."""
    if name != "Scenario":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return scenario_model()
