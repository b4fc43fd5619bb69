"""Scenarios: the file, its checks, and the world that a run sees."""

from ostraka.scenario.checks import check
from ostraka.scenario.files import load, loads, names, shipped
from ostraka.scenario.guarded import with_value
from ostraka.scenario.schema import Scenario, as_data, json_schema, with_safeguards
from ostraka.scenario.world import World, jurisdictions, worlds

__all__ = [
    "Scenario",
    "World",
    "as_data",
    "check",
    "json_schema",
    "jurisdictions",
    "load",
    "loads",
    "names",
    "shipped",
    "with_safeguards",
    "with_value",
    "worlds",
]
