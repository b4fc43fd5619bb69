"""What can be switched off in a scenario, and the same scenario with some of it off."""

from collections.abc import Iterable, Mapping
from typing import Any

from ostraka.core.errors import OstrakaError, choose
from ostraka.core.quantities import Quantity
from ostraka.core.switches import Switch
from ostraka.scenario.extensions import catalogue
from ostraka.scenario.files import as_data
from ostraka.scenario.schema import validate


def switches_on(scenario: Any) -> Mapping[str, Switch]:
    """Every switch whose mechanism does something in this scenario, by name."""
    declared = [switch for one in catalogue() if one.active(scenario) for switch in one.switches]
    return {
        switch.name: switch
        for switch in declared
        if any(_differs(at(scenario, p), v) for p, v in switch.places(scenario).items())
    }


def switched_off(scenario: Any, switches: Iterable[Switch]) -> Any:
    """The scenario with the neutral values of these switches, checked again.

    Raises
    ------
    ScenarioError
        If it is no good scenario any more.
    """
    data = as_data(scenario)
    for switch in switches:
        for place, value in switch.places(scenario).items():
            now = at(scenario, place)
            if now is not None:
                _put(data, place.split("."), _as_quantity(value, now))
    return validate(data, scenario.title)


def named(scenario: Any, names: Iterable[str]) -> tuple[Switch, ...]:
    """The switches of these names.

    Raises
    ------
    OstrakaError
        If one of them is unknown, or off already.
    """
    known = switches_on(scenario)
    found = []
    for name in dict.fromkeys(names):
        if name not in known:
            raise OstrakaError(
                f"mechanisms: {name!r} is not on in this scenario; "
                + (choose(name, [*known]) if known else "nothing in it can be switched off")
            )
        found.append(known[name])
    return tuple(found)


def at(scenario: Any, place: str) -> Any:
    """What stands at a dotted place of a scenario; None where there is nothing."""
    node = scenario
    for part in place.split("."):
        if isinstance(node, Mapping):
            node = node.get(part)
        elif isinstance(node, list):
            node = node[int(part)] if part.isdigit() and int(part) < len(node) else None
        else:
            node = getattr(node, part, None)
        if node is None:
            return None
    return node


def _differs(now: Any, neutral: Any) -> bool:
    if now is None:
        return False
    if isinstance(now, Quantity):
        return any(part.is_uncertain or float(part) != neutral for _, part in now.each())
    return bool(now != neutral)


def _as_quantity(value: Any, now: Any) -> Any:
    if isinstance(now, Quantity):
        return {"value": value, "assumed": True, "note": "switched off"}
    return value


def _put(data: Any, parts: list[str], value: Any) -> None:
    *above, last = parts
    for part in above:
        data = data[int(part)] if isinstance(data, list) else data[part]
    if isinstance(data, list):
        data[int(last)] = value
    else:
        data[last] = value
