"""Faults of the table of jurisdictions, and of the moves between them."""

from collections.abc import Iterable, Iterator
from typing import Any

from ostraka.core.errors import Problem, choose
from ostraka.population.rules import jurisdiction_key

MOST_ROWS = 255


def are_shares(numbers: Iterable[float]) -> bool:
    """Whether numbers are shares of one whole."""
    given = list(numbers)
    return all(n >= 0 for n in given) and abs(sum(given) - 1) <= 1e-6  # NaN fails both


def check_jurisdictions(scenario: Any, strata: list[str]) -> Iterator[Problem]:
    """Names, weights and shares that do not fit together."""
    keys: dict[int, str] = {}
    for name, rules in scenario.jurisdictions.items():
        key = jurisdiction_key(name)
        if key in keys:
            yield Problem(
                f"jurisdictions.{name}",
                f"its address collides with that of {keys[key]}",
                "rename one of the two",
            )
        keys[key] = name
        if float(rules.weight) == 0:
            yield Problem(f"jurisdictions.{name}.weight", "0 leaves nobody there", "leave it out")
        for field, must_sum in (("strata", True), ("strata_odds", False)):
            table = getattr(rules, field)
            if table is None:
                continue
            given = {stratum: float(number) for stratum, number in table.items()}
            if set(given) != set(strata) or sum(given.values()) == 0:
                yield Problem(
                    f"jurisdictions.{name}.{field}",
                    f"it needs a number from 0 upward, not all 0, for each of {', '.join(strata)}",
                    "name each stratum once",
                )
            elif must_sum and not are_shares(given.values()):
                yield Problem(
                    f"jurisdictions.{name}.strata",
                    f"the shares add up to {sum(given.values()):g}",
                    "make them add up to 1",
                )
        if rules.strata is not None and rules.strata_odds is not None:
            yield Problem(
                f"jurisdictions.{name}", "it has both strata and strata_odds", "keep one of the two"
            )
    odds = [r.strata_odds is not None for r in scenario.jurisdictions.values()]
    fixed = [r.strata is not None for r in scenario.jurisdictions.values()]
    if any(odds) and any(fixed):
        yield Problem(
            "jurisdictions",
            "some fix their strata and some give odds",
            "use one of the two in all jurisdictions",
        )
    yield from _check_moves(scenario, strata)
    if len(scenario.jurisdictions) > scenario.people:
        yield Problem(
            "people",
            f"{scenario.people} people for more jurisdictions",
            "give at least one to each",
        )


def _check_moves(scenario: Any, strata: list[str]) -> Iterator[Problem]:
    places = list(scenario.jurisdictions)
    for origin, targets in (scenario.moves or {}).items():
        for name in (origin, *targets):
            if name not in places:
                yield Problem(f"moves.{origin}", f"no jurisdiction {name!r}", choose(name, places))
        if origin in targets:
            yield Problem(
                f"moves.{origin}.{origin}", "nobody moves to where they are", "leave it out"
            )
    if scenario.moves and len(places) * len(strata) > MOST_ROWS:
        yield Problem(
            "moves",
            f"{len(places)} jurisdictions with {len(strata)} strata",
            f"keep the product at {MOST_ROWS} or below",
        )
