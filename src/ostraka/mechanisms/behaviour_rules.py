"""How people answer to the system: the scenario's table, and the factors on their rates of conduct."""

import math
from collections.abc import Iterator
from typing import Annotated, Any, Final

import numpy as np
import numpy.typing as npt
from pydantic import Field

from ostraka.core.errors import Problem, choose
from ostraka.core.quantities import Quantity, Section, Unit

Strength = Annotated[Quantity, Unit("a strength", 0)]
StrengthByStratum = Annotated[Quantity, Unit("a strength", 0, per_stratum=True)]

ANSWERS: Final = ("hardship", "deterrence", "chilling", "gaming")


class HardshipRules(Section):
    """Hardship: a restriction makes acts of chosen categories more frequent."""

    strength: StrengthByStratum = Field(
        description="h: whoever bears any restriction acts 1 + h times as often"
    )
    categories: list[str] = Field(min_length=1, description="categories of conduct that it feeds")


class DeterrenceRules(Section):
    """Deterrence: less wrongdoing where more of the cell is seen on the list."""

    strength: Strength = Field(
        description="eta: wrongdoing falls by exp(-eta x share of the cell listed last month); acts "
        "only where blacklist.public = true"
    )


class ChillingRules(Section):
    """Chilling: less lawful and protected conduct where it was penalised."""

    strength: Strength = Field(
        description="chi: conduct of a kind falls by exp(-chi x records of this kind that cost points "
        "or listed somebody in the cell last month, per head)"
    )


class GamingRules(Section):
    """Gaming: deeds of merit done for the points."""

    strength: Strength = Field(
        description="g: categories of merit are done 1 + g times as often as for their own sake"
    )


class BehaviourRules(Section):
    """How people's conduct answers to the system; an answer that is left out is not given."""

    hardship: HardshipRules | None = Field(None, description="restrictions breed further acts")
    deterrence: DeterrenceRules | None = Field(None, description="listings of others deter")
    chilling: ChillingRules | None = Field(None, description="penalties silence lawful conduct")
    gaming: GamingRules | None = Field(None, description="deeds done for the points")


def answers(scenario: Any, *names: str) -> bool:
    """Whether the scenario has one of these answers (any of the four if none is named)."""
    rules = scenario.behaviour
    return rules is not None and any(getattr(rules, name) is not None for name in names or ANSWERS)


def strength(scenario: Any, name: str) -> float:
    """A strength that is one number for all; 0 for an answer that is not given."""
    return float(getattr(scenario.behaviour, name).strength) if answers(scenario, name) else 0.0


def hardship_factors(world: Any) -> npt.NDArray[np.float64]:
    """1 + h for the categories that hardship feeds, 1 for the others. Shape (strata, classes)."""
    made = np.ones((len(world.strata), len(world.classes)))
    if answers(world.scenario, "hardship"):
        rules = world.scenario.behaviour.hardship
        fed = np.array([c.category in rules.categories for c in world.classes])
        made[:, fed] += np.array([rules.strength.of(s) for s in world.strata])[:, None]
    return made


def gaming_factors(world: Any) -> npt.NDArray[np.float64]:
    """1 + g for categories of merit, 1 for the others. Shape (classes,)."""
    g = strength(world.scenario, "gaming")
    return np.array([1.0 + g if c.is_merit else 1.0 for c in world.classes])


def largest_factors(world: Any) -> npt.NDArray[np.float64]:
    """The most that behaviour can multiply a rate by: deterrence and chilling only lower it.

    Shape (strata, classes).
    """
    return np.asarray(hardship_factors(world) * gaming_factors(world))


def check_behaviour(scenario: Any) -> Iterator[Problem]:
    """Names that nobody knows, and rates that behaviour could raise above what is drawn."""
    if not answers(scenario, "hardship", "gaming"):
        return
    fed = scenario.behaviour.hardship.categories if answers(scenario, "hardship") else []
    unknown = [name for name in fed if name not in scenario.categories]
    for name in unknown[:1]:
        yield Problem(
            "behaviour.hardship.categories",
            f"no category {name!r}",
            choose(name, list(scenario.categories)),
        )
    if not unknown:
        for name in scenario.categories:
            yield from _check_ceiling(scenario, name)


def _check_ceiling(scenario: Any, name: str) -> Iterator[Problem]:
    """Each answer alone must fit below the ceiling; a product of two is capped there, and counted."""
    category = scenario.categories[name]
    worst, needed, by = 1.0, 0.0, ""
    for stratum in scenario.strata:
        rate = _top(category.rate_per_month, stratum)
        ceiling = category.ceiling_per_month
        limit = rate if ceiling is None else float(ceiling)
        if rate > limit:  # said elsewhere
            return
        product = rate
        for answer in ("hardship", "gaming"):
            factor = 1.0 + _strength_on(scenario, answer, name, stratum)
            product *= factor
            if rate * factor > limit * (1 + 1e-9) and rate * factor / limit > worst:
                worst, by = rate * factor / limit, answer
        needed = max(needed, product)
    if by:
        enough = _rounded_up(needed)
        has = "none is given" if category.ceiling_per_month is None else "it is lower"
        yield Problem(
            f"categories.{name}.ceiling_per_month",
            f"{by} can raise the rate to {worst:.3g} times the ceiling ({has})",
            f"write ceiling_per_month = {enough:g}, in all runs that are compared",
        )


def _strength_on(scenario: Any, answer: str, name: str, stratum: str) -> float:
    """The largest strength of an answer that raises the rate of a category; 0 if it does not."""
    if not answers(scenario, answer):
        return 0.0
    rules = getattr(scenario.behaviour, answer)
    if answer == "gaming":
        concerned = scenario.categories[name].kind == "merit"
    else:
        concerned = name in rules.categories
    return _top(rules.strength, stratum) if concerned else 0.0


def _top(quantity: Quantity, stratum: str) -> float:
    """The largest value that any draw of a stratum's number may have."""
    given = quantity if quantity.by_stratum is None else quantity.by_stratum[stratum]
    return float(given) if given.high is None else given.high


def _rounded_up(number: float) -> float:
    """To three digits, upward."""
    unit = 10.0 ** (math.floor(math.log10(number)) - 2)
    return float(f"{math.ceil(number / unit * (1 - 1e-12)) * unit:.6g}")
