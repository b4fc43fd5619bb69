"""Arms as scenarios: the subject with some numbers moved and some safeguards switched."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ostraka.core.errors import OstrakaError, Problem, ScenarioError
from ostraka.explore.state import Arm
from ostraka.safeguards import names as shipped_safeguards
from ostraka.scenario import as_data, with_safeguards
from ostraka.scenario.schema import validate

REPLICATES: Final = 5
"""Runs with other luck, for the Monte Carlo interval: few, so that the answer comes at once."""

DRAWS: Final = 24
"""Draws of the uncertain numbers, for the interval over the assumptions."""

NOTE: Final = "moved in the explorer"


def scenario_of(base: Any, arm: Arm, *, people: int, seed: int) -> Any:
    """The scenario of an arm, checked; with no change, the unchanged twin.

    Raises
    ------
    ScenarioError
        With every problem: a place that is not there, a number that cannot be, a safeguard that does
        not fit.
    """
    data = as_data(base)
    data |= {"people": people, "seed": seed, "replicates": REPLICATES, "parameter_draws": DRAWS}
    problems = [fault for place in arm.values if (fault := _put(data, place, arm.values[place]))]
    if problems:
        raise ScenarioError(problems, base.title)
    made = validate(data, base.title)
    return with_safeguards(made, arm.added, arm.left_out)


def moved(value: float) -> dict[str, Any]:
    """A number that was moved, as plain data: certain, assumed, and marked."""
    whole = int(value) if value == int(value) and abs(value) < 2**53 else value
    return {"value": whole, "assumed": True, "note": NOTE}


def fitting_safeguards(base: Any) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """Safeguards that do something in this scenario; and the others, with the reason.

    Its own that act already are among the first.
    """
    own = tuple(base.safeguards)
    fit, unfit = list(own), {}
    for name in shipped_safeguards():
        if name in own:
            continue
        try:
            with_safeguards(base, [name])
        except ScenarioError as error:
            unfit[name] = _reason(error.problems)
        else:
            fit.append(name)
    return tuple(fit), unfit


def _reason(problems: Sequence[Problem]) -> str:
    faults = dict.fromkeys(problem.fault.partition(" (")[0] for problem in problems)
    return "; ".join(faults)


def _put(data: dict[str, Any], place: str, value: float) -> Problem | None:
    *above, last = place.split(".")
    node: Any = data
    for part in above:
        node = node.get(part) if isinstance(node, dict) else None
    if not isinstance(node, dict) or last not in node:
        return Problem(place, "there is no such number here", "take it out of the address")
    node[last] = moved(value)
    return None


def why_not(error: OstrakaError) -> list[str]:
    """An error as lines for the page."""
    if isinstance(error, ScenarioError):
        return [str(problem) for problem in error.problems]
    return [str(error)]
