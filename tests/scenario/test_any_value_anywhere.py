"""Whatever stands in a scenario, wherever: it runs, or the reader is told in the reader's words."""

import copy
import tomllib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from ostraka.core.errors import Problem, ScenarioError
from ostraka.engine import schedule_for
from ostraka.engine.run import parameters_of
from ostraka.scenario import jurisdictions, worlds
from ostraka.scenario.schema import validate
from tests.known_answers.neutral import NEUTRAL

WORDS_OF_THE_LIBRARY = ("function-", "union_tag", "type=", "pydantic", "Quantity", "model_type")
"""What a reader of a scenario never has to know."""

SUBSTITUTES: tuple[Any, ...] = (
    "text",
    "",
    -1,
    0,
    0.5,
    1e9,
    1e-9,
    float("nan"),
    float("inf"),
    True,
    [],
    [1, 2],
    {},
    {"x": 1},
    {"low": 1, "high": 0},
    {"low": 0.1},
    {"low": 0.1, "high": 0.4},
    {"value": 3},
    {"value": None},
    {"value": "x"},
    {"by_stratum": {}},
    {"by_stratum": {"everybody": 1}},
    {"by_stratum": {"nobody": 1}},
    {"by_stratum": {"everybody": {"by_stratum": {"everybody": 1}}}},
)


def places_in(data: dict[str, Any], above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for key, value in data.items():
        found.append((*above, key))
        if isinstance(value, dict):
            found += places_in(value, (*above, key))
    return found


FULL = tomllib.loads(NEUTRAL) | {
    "reference": "everybody",
    "jurisdictions": {"north": {"weight": 2.0, "strata": {"everybody": 1.0}}},
    "grades": {"lowest": {"A": 90, "B": 70}, "last": "C"},
    "population": {"household_sizes": [0.5, 0.5], "frailty_cv": 1.0, "segregation": 0.1},
}
FULL["categories"]["fraud"] = {
    "rate_per_month": {"value": 0.001, "source": "A 2020"},
    "detection": {"low": 0.1, "high": 0.3},
    "severities": {
        "small": {"share": 0.5, "points": 3},
        "big": {"share": 0.5, "points": 30, "trigger": True},
    },
}


@pytest.mark.parametrize("place", places_in(FULL), ids=".".join)
def test_nothing_that_may_stand_anywhere_makes_reading_fail_in_another_way(
    place: tuple[str, ...],
) -> None:
    for problems in problems_with_anything_at(place, FULL):
        if problems:
            near = [p for p in problems if p.place.split(".")[0] == place[0]]
            assert near or len(place) == 1 or place[0] == "blacklist", problems


def problems_with_anything_at(
    place: tuple[str, ...], full: dict[str, Any]
) -> Iterator[tuple[Problem, ...]]:
    """The problems of each substitute, once they are seen to be told well; without any it settles."""
    for substitute in SUBSTITUTES:
        data = copy.deepcopy(full)
        table = data
        for key in place[:-1]:
            table = table[key]
        table[place[-1]] = substitute
        problems = problems_of(data)
        for problem in problems:
            assert problem.place
            assert problem.fault
            assert problem.remedy
            assert problem.remedy != "known here: "
            assert not any(word in str(problem) for word in WORDS_OF_THE_LIBRARY), problem
        if not problems:
            settles(validate(data, "test"), f"{'.'.join(place)} = {substitute!r}")
        yield problems


def problems_of(data: dict[str, Any]) -> tuple[Problem, ...]:
    try:
        validate(data, "test")
    except ScenarioError as error:
        return error.problems
    return ()


def settles(scenario: Any, what: str) -> None:
    """What passes the checks gives parameters, whatever is drawn: no fault is left for the run."""
    for number in range(2 if scenario.uncertain() else 1):
        try:
            drawn = scenario.drawn(1, number)
            places = jurisdictions(drawn)
            parameters = [
                parameters_of(schedule_for(drawn), here) for here in worlds(drawn, places)
            ]
        except Exception as error:
            pytest.fail(f"{what} passes the checks and fails later: {error!r}")
        assert all(place.people > 0 for place in places), what
        assert all(0 <= share <= 1 for place in places for share in place.shares), what
        for value in (value for of_place in parameters for value in of_place):
            assert not np.isnan(np.asarray(value, dtype=float)).any(), what
