"""Tables that safeguards bring with them, where the scenario has none."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from ostraka.core.errors import Problem, choose
from ostraka.core.quantities import PROVENANCE, Section, bare, hand_down, provenance
from ostraka.safeguards.definition import Safeguard


def sections(model: type[BaseModel]) -> dict[str, type[Section]]:
    """The tables that a scenario may have or not, by name."""
    found = {}
    for name, info in model.model_fields.items():
        kind = bare(info.annotation)
        if isinstance(kind, type) and issubclass(kind, Section) and info.default is None:
            found[name] = kind
    return found


def brought(scenario: Any) -> tuple[dict[str, dict[str, Any]], dict[str, list[str]], list[Problem]]:
    """The tables that the safeguards of a scenario add to it, who brings each, and what is wrong.

    A number keeps the provenance of the safeguard that brings it. Two safeguards may bring parts of
    one table, or the same values.
    """
    known = sections(type(scenario))
    made: dict[str, dict[str, Any]] = {}
    by: dict[str, list[str]] = {}
    problems = []
    for name, safeguard in sorted(scenario.safeguard.items()):
        for table, given in safeguard.tables.items():
            place = f"safeguard.{name}.tables.{table}"
            if table not in known:
                fault = f"a scenario has no table [{table}] that may be brought"
                problems.append(Problem(place, fault, choose(table, list(known))))
            elif getattr(scenario, table) is None:
                sourced = _with_provenance(given, known[table], safeguard)
                clash = _lay(made.setdefault(table, {}), sourced)
                if clash:
                    others = " and ".join(by[table])
                    fault = f"{name} brings {table}.{clash} with another value than {others}"
                    remedy = f"write [{table}] in the scenario, or leave one of them out"
                    problems.append(Problem(place, fault, remedy))
                by.setdefault(table, []).append(name)
    return made, by, problems


def _with_provenance(
    given: Mapping[str, Any], kind: type[Section], safeguard: Safeguard
) -> dict[str, Any]:
    own = {"source": safeguard.source, "assumed": safeguard.assumed}
    inherited = provenance({k: v for k, v in own.items() if v})
    laid = hand_down(dict(given), kind, inherited) if inherited or provenance(given) else given
    return {key: value for key, value in laid.items() if key not in PROVENANCE}


def _lay(below: dict[str, Any], above: Mapping[str, Any], place: str = "") -> str:
    """Lay one table over another; the first place where they differ, or "" where they agree."""
    for key, value in above.items():
        here = f"{place}.{key}" if place else key
        if key not in below:
            below[key] = dict(value) if isinstance(value, Mapping) else value
        elif isinstance(value, Mapping) and isinstance(below[key], Mapping):
            if not (_is_number(value) or _is_number(below[key])):
                if clash := _lay(below[key], value, here):
                    return clash
            elif dict(value) != dict(below[key]):
                return here
        elif value != below[key]:
            return here
    return ""


def _is_number(table: Mapping[str, Any]) -> bool:
    return bool({"value", "low", "by_stratum"} & set(table))
