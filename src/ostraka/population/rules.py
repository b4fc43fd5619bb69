"""The scenario's tables on who exists."""

import math
import zlib
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field
from scipy import special

from ostraka.core.quantities import (
    Dispersion,
    Multiplier,
    Probability,
    Quantity,
    Section,
    Share,
)

Sector = Literal["individual", "official", "firm", "association"]

FRAILTY_BITS = 12
FRAILTY_STEPS = 2**FRAILTY_BITS

TENTHS = 10
"""Parts into which a jurisdiction's cells are sorted, to compare the most attended with the rest."""


class Stratum(Section):
    """A part of the population that differs in conduct, in being watched, confused, or heard."""

    share: Share = Field(description="share of the population; all shares add up to 1")
    sector: Sector = Field("individual", description="kind of subject")
    exposure: Multiplier = Field(
        Quantity(value=1.0, assumed=True, note="neutral"),
        description="multiplies the rate of unfounded records",
    )
    confusability: Multiplier = Field(
        Quantity(value=1.0, assumed=True, note="neutral"),
        description="how easily confused with others, relative to other strata (mean 1 is set by us)",
    )
    description: str = Field("", description="who this is, in neutral words")


class PopulationRules(Section):
    """How people are spread over households, cells and luck in life."""

    cell_size: Literal[256, 1024, 4096] = Field(
        1024, description="subjects who can be confused with, or answer for, each other"
    )
    household_sizes: list[Share] = Field(
        [Quantity(value=1.0, assumed=True, note="everybody alone")],
        description="shares of households of 1, 2, ... 8 members",
        min_length=1,
        max_length=8,
    )
    household_mixing: Probability = Field(
        Quantity(value=0.0, assumed=True, note="neutral"),
        description="chance that a member's stratum is drawn apart from the household's",
    )
    segregation: Probability = Field(
        Quantity(value=0.0, assumed=True, note="neutral"),
        description="0: strata are mixed; 1: a cell holds one stratum",
    )
    frailty_cv: Dispersion = Field(
        Quantity(value=0.0, assumed=True, note="neutral"),
        description="coefficient of variation of the personal rate of wrongdoing (gamma, mean 1)",
    )


class JurisdictionRules(Section):
    """One pilot: its size and, where they differ, its shares of strata."""

    weight: Multiplier = Field(
        Quantity(value=1.0, assumed=True, note="alike"),
        description="share of the people, relative to the others'",
    )
    strata: dict[str, Share] | None = Field(
        None, description="shares of strata here, instead of the overall ones"
    )
    strata_odds: dict[str, Multiplier] | None = Field(
        None,
        description="how much likelier than elsewhere each stratum is here; sizes and overall "
        "shares are then kept by iterative proportional fitting",
    )
    rules: dict[str, Any] = Field(
        default_factory=dict,
        description="rules that hold here instead of the scenario's, under the names that they have "
        "there",
    )


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A jurisdiction with absolute sizes: nothing else of it enters an address.

    Attributes
    ----------
    name : str
        Its name in the scenario.
    key : int
        Its own key in every address, from the name alone.
    people : int
        Subjects.
    shares : float[strata]
        Shares of strata, adding up to 1.
    """

    name: str
    key: int
    people: int
    shares: npt.NDArray[np.float64]


def jurisdiction_key(name: str) -> int:
    """The 32-bit key of a jurisdiction: the CRC-32 of its name (collisions are refused on loading)."""
    return zlib.crc32(name.encode())


@cache
def frailty_table(cv: float) -> npt.NDArray[np.float64]:
    """Means of a gamma variate (mean 1, coefficient of variation ``cv``) over equal-share steps.

    Shape (FRAILTY_STEPS,). Conditional means, so the mean is 1 to rounding; what lies within a step
    is lost from the variance (3e-4 of it at cv = 1).
    """
    return gamma_steps(cv, FRAILTY_STEPS)


def gamma_steps(cv: float, steps: int) -> npt.NDArray[np.float64]:
    """As :func:`frailty_table`, over any number of steps: float[steps], ascending, of mean 1."""
    if cv == 0:
        return np.ones(steps)
    shape = 1.0 / cv**2
    edges = special.gammaincinv(shape, np.arange(steps) / steps)
    # E[X; X < x] of a gamma(shape) is shape * P(shape + 1, x)
    below = np.append(special.gammainc(shape + 1, edges), 1.0)
    table = np.diff(below) * steps
    return np.asarray(table / table.mean())


def chance_of_any(mean: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """P(Poisson(mean) > 0), by the C library's expm1 (the kernels' own)."""
    flat = np.asarray(mean, dtype=float)
    return np.array([-math.expm1(-m) for m in flat.ravel()]).reshape(flat.shape)


__all__ = [
    "FRAILTY_BITS",
    "FRAILTY_STEPS",
    "TENTHS",
    "Jurisdiction",
    "JurisdictionRules",
    "PopulationRules",
    "Sector",
    "Stratum",
    "chance_of_any",
    "frailty_table",
    "gamma_steps",
    "jurisdiction_key",
]
