"""Exposure: who of a cell is picked where somebody needs a person to accuse."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from ostraka.core.declarations import Column, Mechanism, Parameter

WEIGHT_UNIT = 1000
LARGEST_WEIGHT = 2**20 - 1
"""So that the weights of the largest cell add up below 2**32."""

_HALF = np.uint64(32)


@njit(forceinline=True)
def picked(exposed_sum, subjects, word):
    """A subject of the cell, drawn in proportion to exposure; the running sum must not be all 0."""
    target = (np.uint64(word) * np.uint64(exposed_sum[subjects - 1])) >> _HALF
    low = np.int64(0)
    high = np.int64(subjects - 1)
    while low < high:
        middle = (low + high) >> 1
        if np.uint64(exposed_sum[middle]) > target:
            high = middle
        else:
            low = middle + 1
    return low


def exposure_start(subjects, stratum, exposure_weight, exposed_sum):
    """Running sum of exposure over the people of the cell."""
    total = np.uint32(0)
    for i in range(stratum.size):
        if i < subjects:
            total = np.uint32(total + exposure_weight[stratum[i]])
        exposed_sum[i] = total


def relative_exposure(world: Any) -> npt.NDArray[np.float64]:
    """Exposure by stratum, scaled to a mean of 1 over the jurisdiction's people."""
    given = np.array([float(s.exposure) for s in world.scenario.strata.values()])
    mean = float(given @ world.jurisdiction.shares)
    return given / mean if mean > 0 else given


def _parameters(world: Any) -> Mapping[str, Any]:
    weight = np.rint(np.minimum(relative_exposure(world) * WEIGHT_UNIT, LARGEST_WEIGHT))
    return {"exposure_weight": weight.astype(np.uint32)}


MECHANISMS = (
    Mechanism(
        name="exposure_start",
        phase="population",
        run=exposure_start,
        writes=("exposed_sum",),
        odd=(
            "Where officials or informants need a person to accuse, they take one of the cell in "
            "proportion to the exposure of the stratum."
        ),
        source="MODEL 7.2 (exposure), 7.11 and 7.12",
        columns={
            "exposed_sum": Column(np.uint32, "running sum of exposure over the cell", "1/1000")
        },
        declares={"exposure_weight": Parameter("exposure by stratum, of mean 1000", "1/1000")},
        active=lambda scenario: scenario.quota is not None or scenario.informants is not None,
        parameters=_parameters,
    ),
)
