"""A joint posterior that a scenario carries: weighted draws of some of its uncertain numbers."""

import math
from collections.abc import Iterator
from typing import Any, Self

import numpy as np
from pydantic import Field, model_validator

from ostraka.core.errors import Problem, choose
from ostraka.core.quantities import Table

SOURCE = "posterior of a calibration to "
"""How the source of such draws begins: they were fitted, and nobody measured them."""


class Posterior(Table):
    """Weighted draws of uncertain numbers, together: what one is goes with what the others are.

    They take the place of the numbers' own distributions wherever a run draws them. What takes one
    number at a time sees the range that stands beside it, which is the 95 % interval of its draws.
    """

    source: str = Field(
        pattern=f"^{SOURCE}", description="what it was fitted to; it is no measurement"
    )
    facts: list[str] = Field(
        default_factory=list, description="the published figures it was fitted to, with sources"
    )
    made: str = Field("", description="how: runs, people, seed, effective sample size")
    places: list[str] = Field(min_length=1, description="dotted places of the numbers")
    draws: list[list[float]] = Field(min_length=1, description="one row a draw, one number a place")
    weights: list[float] = Field(description="of each draw; they need not add up to 1")

    @model_validator(mode="after")
    def _rectangular(self) -> Self:
        if len(set(self.places)) < len(self.places):
            raise ValueError("it names a place twice")
        for number, row in enumerate(self.draws):
            if len(row) != len(self.places) or not all(map(math.isfinite, row)):
                raise ValueError(f"draws.{number} has not one finite number for each place")
        if len(self.weights) != len(self.draws):
            raise ValueError(f"{len(self.weights)} weights for {len(self.draws)} draws")
        if not all(0 <= w < math.inf for w in self.weights) or sum(self.weights) <= 0:
            raise ValueError("weights must be 0 or more, and not all 0")
        return self

    def drawn(self, u: float) -> dict[str, float]:
        """The row below which a share u of the weight lies, by place."""
        reached = np.cumsum(self.weights)
        row = int(np.searchsorted(reached, u * reached[-1], side="right"))
        chosen = self.draws[min(row, len(self.draws) - 1)]
        return dict(zip(self.places, chosen, strict=True))


def check_posterior(scenario: Any) -> Iterator[Problem]:
    """Draws for numbers that the scenario no longer leaves open."""
    if scenario.posterior is None:
        return
    known = list(scenario.uncertain())
    for place in scenario.posterior.places:
        if place not in known:
            near = choose(place, known) if known else "it has no uncertain number at all"
            yield Problem(
                "posterior.places",
                f"{place!r} is no uncertain number of this scenario ({near})",
                "calibrate the changed scenario anew, or delete the table `posterior`",
            )
