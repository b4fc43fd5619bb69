"""What can be switched off in a scenario, and the same scenario with some of it off."""

from collections.abc import Iterable, Mapping
from typing import Any

from ostraka.core.errors import OstrakaError, choose
from ostraka.core.quantities import Quantity
from ostraka.core.switches import Switch
from ostraka.scenario.extensions import catalogue
from ostraka.scenario.guarded import plain
from ostraka.scenario.overrides import local
from ostraka.scenario.schema import validate


def switches_on(scenario: Any) -> Mapping[str, Switch]:
    """Every switch whose mechanism does something in this scenario, by name."""
    declared = [switch for one in catalogue() if one.active(scenario) for switch in one.switches]
    return {
        switch.name: switch
        for switch in declared
        if any(_is_on(switch, own) for own in _everywhere(scenario).values())
    }


def switched_off(scenario: Any, switches: Iterable[Switch]) -> Any:
    """The scenario with the neutral values of these switches, checked again.

    Its safeguards have acted before: their values stay as they are, but for those switched off.

    Raises
    ------
    ScenarioError
        If it is no good scenario any more.
    """
    data = plain(scenario.frozen())
    for switch in switches:
        for name, own in _everywhere(scenario).items():
            table = data if name is None else data["jurisdictions"][name]["rules"]
            for place, value in switch.places(own).items():
                now = at(own, place)
                if now is not None:
                    _put(table, place.split("."), _as_quantity(value, now), make=name is None)
    return validate(data, scenario.title)


def _everywhere(scenario: Any) -> Mapping[str | None, Any]:
    """The scenario under None, and as it holds in each jurisdiction with rules of its own."""
    own = {n: local(scenario, n) for n, place in scenario.jurisdictions.items() if place.rules}
    return {None: scenario, **own}


def _is_on(switch: Switch, scenario: Any) -> bool:
    places = switch.places(scenario)
    return any(_differs(at(scenario, place), value) for place, value in places.items())


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


def _put(data: Any, parts: list[str], value: Any, *, make: bool) -> None:
    """Set what stands at a place of plain data; unless ``make``, only if it is there."""
    *above, last = parts
    for part in above:
        if not make and part not in data:
            return
        data = data[int(part)] if isinstance(data, list) else data[part]
    if isinstance(data, list):
        data[int(last)] = value
    elif make or last in data:
        data[last] = value
