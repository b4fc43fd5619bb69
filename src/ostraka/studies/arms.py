"""Arms: the scenario with other safeguards or other values, each checked as a scenario of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from ostraka.core.errors import Problem, ScenarioError, choose
from ostraka.scenario import as_data
from ostraka.scenario.guarded import changed
from ostraka.scenario.schema import validate
from ostraka.studies.definition import AS_IS, TOGETHER, StudyTable

SHARED = (
    "title",
    "purpose",
    "months",
    "people",
    "seed",
    "replicates",
    "parameter_draws",
    "reference",
    "strata.*.share",
    "strata.*.sector",
    "jurisdictions.*.weight",
    "jurisdictions.*.strata",
    "jurisdictions.*.strata_odds",
    "population",
    "safeguards",
    "safeguard",
    "limits",
)
"""Places that no arm may set: all arms have the same people, the same months and the same luck."""

MOST_ARMS = 256


@dataclass(frozen=True)
class Arm:
    """One arm of a study.

    Attributes
    ----------
    name, description : str
    scenario : Scenario
        With the study's people, months, seed and safeguards.
    added : frozenset of str
        Safeguards that the scenario as it stands does not have.
    only_adds : bool
        Whether nothing else differs: no safeguard left out, no value set.
    """

    name: str
    description: str
    scenario: Any
    added: frozenset[str]
    only_adds: bool


def arms_of(table: StudyTable, base: Any, origin: str) -> dict[str, Arm]:
    """Every arm of a study, the scenario as it stands first.

    Raises
    ------
    ScenarioError
        With every problem of every arm: a name that is taken, a safeguard that changes nothing here, a
        place that is not there or that all arms share, a value that cannot be.
    """
    given = dict(_given(table, origin))
    found: dict[str, Arm] = {}
    problems: list[Problem] = []
    for name, (description, add, without, values) in given.items():
        try:
            scenario = _made(base, add, without, values) if name != AS_IS else base
        except ScenarioError as error:
            problems += [
                Problem(f"arms.{name}: {one.place}", one.fault, one.remedy)
                for one in error.problems
            ]
            continue
        added = frozenset(scenario.safeguards) - frozenset(base.safeguards)
        found[name] = Arm(name, description, scenario, added, not without and not values)
    if problems:
        raise ScenarioError(problems, origin)
    return found


_Given = tuple[str, Sequence[str], Sequence[str], Mapping[str, Any]]


def _given(table: StudyTable, origin: str) -> Iterator[tuple[str, _Given]]:
    """Name, then description, safeguards added and left out, and values, of each arm."""
    listed = list(dict.fromkeys(table.safeguards))
    sizes = range(1, len(listed) + 1) if table.combinations == "all" else [1] if listed else []
    groups = [group for size in sizes for group in combinations(listed, size)]
    made = {"+".join(group): group for group in groups}
    if table.combinations == "singly_and_together" and len(listed) > 1:
        made[TOGETHER] = tuple(listed)
    taken = [name for name in table.arms if name in made or name == AS_IS]
    if taken:
        fault = f"{taken[0]!r} is the name of an arm that is there without it"
        raise ScenarioError(Problem(f"arms.{taken[0]}", fault, "give it another name"), origin)
    count = 1 + len(made) + len(table.arms)
    if count > MOST_ARMS:
        fault = f"{count:,} arms; at most {MOST_ARMS} are run"
        raise ScenarioError(
            Problem("safeguards", fault, "name fewer, or not all combinations"), origin
        )
    yield AS_IS, ("The scenario as it stands.", (), (), {})
    for name, group in made.items():
        yield name, (f"With {' and '.join(group)}.", group, (), {})
    further: Mapping[str, Any] = table.arms
    for name, arm in further.items():
        yield name, (arm.description, getattr(arm, "with"), arm.without, arm.set)


def _made(base: Any, add: Sequence[str], without: Sequence[str], values: Mapping[str, Any]) -> Any:
    if not add and not without and not values:
        fault = "it differs in nothing from the scenario"
        raise ScenarioError(
            Problem("(top)", fault, "give it with, without or set, or leave it out")
        )
    data = changed(as_data(base), add, without)
    problems = [one for place, value in values.items() for one in _put(data, place, value)]
    if problems:
        raise ScenarioError(problems)
    return validate(data, base.title)


def _put(data: Any, place: str, value: Any) -> Iterator[Problem]:
    """Set a value at a dotted place of plain data, whose tables are copied on the way."""
    parts = place.split(".")
    if any(_covers(shared, parts) for shared in SHARED):
        fault = "all arms have the same people, months, luck and question"
        yield Problem(place, fault, "say it for the scenario, or leave it out")
        return
    for number, part in enumerate(parts[:-1]):
        if not isinstance(data.get(part), Mapping):
            known = [key for key, below in data.items() if isinstance(below, Mapping)]
            here = ".".join(parts[: number + 1])
            yield Problem(here, "the scenario has no such table", choose(part, known))
            return
        data[part] = dict(data[part])
        data = data[part]
    data[parts[-1]] = value


def _covers(shared: str, parts: Sequence[str]) -> bool:
    pattern = shared.split(".")
    return len(parts) >= len(pattern) and all(
        a in ("*", b) for a, b in zip(pattern, parts, strict=False)
    )
