"""Designs: where in the unit cube the uncertain numbers are drawn, and the numbers that stand there."""

import math
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ostraka.core.errors import OstrakaError, choose
from ostraka.core.quantities import Quantity

Floats = npt.NDArray[np.float64]
Design = Callable[[int, int, int], Floats]
"""From (dimensions, draws, seed) to array (draws, dimensions) within (0, 1)."""

EDGE: Final = 2.0**-33
"""Nothing is drawn nearer to 0 or 1 than this: half of what a 32-bit draw resolves."""

MOST_DIMENSIONS: Final = 21_201
"""Dimensions of the Sobol sequence's direction numbers (Joe and Kuo 2008)."""


def inside(u: npt.ArrayLike) -> Floats:
    """Points of the closed unit cube, moved off its faces."""
    moved: Floats = np.clip(np.asarray(u, dtype=float), EDGE, 1 - EDGE)
    return moved


def latin_hypercube(dimensions: int, draws: int, seed: int) -> Floats:
    """Every number takes each of its ``draws`` equal strata of probability once, in random order.

    Source: McKay, Beckman and Conover (1979), doi 10.2307/1268522.
    """
    from scipy.stats import qmc

    _asked("latin_hypercube", dimensions, draws)
    return inside(qmc.LatinHypercube(d=dimensions, rng=seed).random(draws))


def sobol(dimensions: int, draws: int, seed: int) -> Floats:
    """The first points of a Sobol sequence, scrambled with the seed; balanced for powers of two only.

    Source: Sobol (1967); Owen's scrambling (1998, doi 10.1006/jcom.1998.0487) in the linear form of
    Matousek with a random shift.

    Raises
    ------
    OstrakaError
        If ``draws`` is no power of two.
    """
    from scipy.stats import qmc

    _asked("sobol", dimensions, draws)
    if draws & (draws - 1):
        raise OstrakaError(
            f"design sobol: {draws} draws are no power of two, and others are not balanced; "
            f"take {power_of_two(draws)}, or the design latin_hypercube"
        )
    if dimensions > MOST_DIMENSIONS:
        raise OstrakaError(
            f"design sobol: it has {MOST_DIMENSIONS:,} dimensions, not {dimensions:,}; "
            "take the design latin_hypercube"
        )
    return inside(
        qmc.Sobol(d=dimensions, scramble=True, rng=seed).random_base2(draws.bit_length() - 1)
    )


DESIGNS: Final[Mapping[str, Design]] = {"latin_hypercube": latin_hypercube, "sobol": sobol}
"""Every design, by the name that a study gives it."""


def design(kind: str, dimensions: int, draws: int, seed: int) -> Floats:
    """The points of a design: array (draws, dimensions) within (0, 1).

    Raises
    ------
    OstrakaError
        If nobody knows the design, or it has no such number of points.
    """
    if kind not in DESIGNS:
        raise OstrakaError(f"design: {kind!r} is unknown; {choose(kind, list(DESIGNS))}")
    return DESIGNS[kind](dimensions, draws, seed)


def power_of_two(draws: int) -> int:
    """The least power of two that is no less than ``draws``."""
    return 1 << max(math.ceil(math.log2(draws)), 0)


def numbers_at(quantities: Mapping[str, Quantity], u: Floats) -> pd.DataFrame:
    """The numbers at points of the unit cube, each through its own quantiles.

    Parameters
    ----------
    quantities : mapping of str to Quantity
        Uncertain numbers by dotted place: one column each.
    u : array (draws, number)

    Returns
    -------
    DataFrame
        Index ``draw``, one column a place, in the number's own unit; whole where that is.
    """
    columns = {
        place: [quantity.settled(float(x)) for x in u[:, k]]
        for k, (place, quantity) in enumerate(quantities.items())
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(len(u), name="draw"), dtype=float)


def _asked(kind: str, dimensions: int, draws: int) -> None:
    if dimensions < 1 or draws < 1:
        raise OstrakaError(
            f"design {kind}: {draws} draws of {dimensions} uncertain numbers; "
            "it takes one of each at least"
        )
