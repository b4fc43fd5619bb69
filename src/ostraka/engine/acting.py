"""Which pass each safeguard acts on: found by putting the value back and comparing what passes take."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ostraka.engine.schedule import Schedule, schedule_for
from ostraka.safeguards import Moved
from ostraka.scenario import jurisdictions, with_value, worlds


@dataclass(frozen=True, slots=True)
class Acting:
    """A moved value with the passes that take anything computed from it.

    Attributes
    ----------
    moved : Moved
    passes : tuple of str
        In the order of the month.
    """

    moved: Moved
    passes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for files."""
        return {**self.moved.to_dict(), "passes": list(self.passes)}


def acting(scenario: Any) -> tuple[Acting, ...]:
    """Every value that safeguards moved, with the passes that it matters to.

    A pass is named if the run schedules it only with the value as it is now, or if a parameter that it
    takes is another one than with the value as it was.
    """
    return tuple(
        Acting(moved, tuple(_matters_to(scenario, moved))) for moved in scenario.composition
    )


def _matters_to(scenario: Any, moved: Moved) -> Iterator[str]:
    before = with_value(scenario, moved.path, moved.before)
    everywhere = moved.path[0] == "jurisdictions"
    schedule, was = schedule_for(scenario), schedule_for(before)
    names = _differing(
        _taken(schedule, scenario, everywhere=everywhere),
        _taken(was, before, everywhere=everywhere),
    )
    if not names and _end(moved.after, "low") != _end(moved.after, "high"):
        # the same at the centre: the passes that the ends of the range matter to
        ends = [with_value(scenario, moved.path, _end(moved.after, end)) for end in ("low", "high")]
        low, high = (_taken(schedule, one, everywhere=everywhere) for one in ends)
        names = _differing(low, high)
    known = {one.name for one in was.passes}
    for one in schedule.passes:
        if one.name not in known or names.intersection(one.arguments):
            yield one.name


def _taken(schedule: Schedule, scenario: Any, *, everywhere: bool) -> list[dict[str, Any]]:
    """Every parameter that passes compute, in the first jurisdiction or in each of them."""
    places = jurisdictions(scenario)
    found = []
    for world in worlds(scenario, places if everywhere else places[:1]):
        given: dict[str, Any] = {}
        for one in schedule.passes:
            given.update(one.parameters(world))
        found.append(given)
    return found


def _differing(some: list[dict[str, Any]], others: list[dict[str, Any]]) -> set[str]:
    """Names of parameters that both have, with other values."""
    return {
        name
        for one, other in zip(some, others, strict=True)
        for name in one.keys() & other.keys()
        if not np.array_equal(one[name], other[name])
    }


def _end(value: Any, end: str) -> Any:
    """A moved value at one end of its range."""
    if not isinstance(value, Mapping):
        return value
    if "by_stratum" in value:
        parts = {name: _end(part, end) for name, part in value["by_stratum"].items()}
        return {"by_stratum": parts}
    return value.get(end, value)
