"""Designs: where in their distributions the uncertain numbers lie in each draw of a study."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ostraka.core.errors import OstrakaError, choose
from ostraka.scenario.schema import luck_of
from ostraka.sensitivity.designs import DESIGNS
from ostraka.sensitivity.methods import Sample, sampled
from ostraka.sensitivity.tornado import ENDS

Points = npt.NDArray[np.float64]

Design = Callable[[int, int, int], Points]
"""From (dimensions, draws, seed) to an array (draw, dimension) of numbers in (0, 1): the share of its
distribution that lies below the value that an uncertain number takes. A design may give another number
of draws than it was asked for, where its kind allows only some."""

RANDOM = "random"

METHOD_OF = {"sobol_indices": "sobol", "shapley_effects": "shapley", "morris": "morris"}
"""Designs for indices, whose luck is one more input, and the method that reads them."""

ONE_AT_A_TIME = "tornado"
"""The design of each number at its two ends, all others at their centre."""

_known: dict[str, Design] = {}


def register_design(kind: str, design: Design) -> None:
    """Give a design a name that study files may use.

    Raises
    ------
    OstrakaError
        If another design has the name.
    """
    if kind in (*METHOD_OF, ONE_AT_A_TIME) or _known.get(kind, design) is not design:
        raise OstrakaError(f"design {kind!r}: there is one of this name; take another")
    _known[kind] = design


def design_of(kind: str) -> Design:
    """The design of this name.

    Raises
    ------
    OstrakaError
        If there is none.
    """
    if kind not in _known:
        raise OstrakaError(f"design.kind: no design {kind!r}; {choose(kind, designs())}")
    return _known[kind]


def designs() -> tuple[str, ...]:
    """Names of the known designs."""
    return (*_known, *METHOD_OF, ONE_AT_A_TIME)


@dataclass(frozen=True)
class Layout:
    """Where the numbers lie in each draw of a study, and with which luck it is run.

    Attributes
    ----------
    points : array (draw, place)
        The share of its distribution that lies below each number; nan for a number at its centre.
    lucks : tuple of int or None
        The one replicate of each draw, where the design chooses it; None where every draw has the same.
    sample : Sample or None
        What a design for indices is analysed with.
    """

    points: Points
    lucks: tuple[int, ...] | None = None
    sample: Sample | None = None


def layout(kind: str, places: Sequence[str], draws: int, seed: int, *, pairs: bool) -> Layout:
    """The draws of a study: of a design for indices their luck too.

    Raises
    ------
    OstrakaError
        If there is no such design, or what it gives is no design.
    """
    if kind in METHOD_OF:
        sample = sampled(places, METHOD_OF[kind], draws=draws, seed=seed, pairs=pairs)
        return Layout(sample.u, tuple(int(one) for one in sample.replicates), sample)
    if kind == ONE_AT_A_TIME:
        ends = np.full((2 * len(places), len(places)), np.nan)
        for k in range(len(places)):
            ends[2 * k : 2 * k + 2, k] = ENDS
        return Layout(ends)
    return Layout(points(kind, places, draws, seed))


def points(kind: str, places: Sequence[str], draws: int, seed: int) -> Points:
    """The design of a study: array (draw, place) in (0, 1).

    Of a random design each column depends on its place, the seed and the number of the draw alone, and
    is that of ``ostraka run``: one more uncertain number, or more draws, moves no other.

    Raises
    ------
    OstrakaError
        If there is no such design, or what it gives is no design.
    """
    if kind == RANDOM:
        return _by_place(places, draws, seed)
    made = np.asarray(design_of(kind)(len(places), draws, seed), dtype=np.float64)
    if made.ndim != 2 or made.shape[1] != len(places) or not ((made > 0) & (made < 1)).all():
        raise OstrakaError(
            f"design {kind!r}: it must give numbers above 0 and below 1 in one column an uncertain "
            f"number; it gave {made.shape} for {len(places)}"
        )
    return made


def _by_place(places: Sequence[str], draws: int, seed: int) -> Points:
    drawn = [[luck_of(place, seed, number) for place in places] for number in range(draws)]
    return np.array(drawn, dtype=np.float64).reshape(draws, len(places))


def _random(dimensions: int, draws: int, seed: int) -> Points:
    """Independent and uniform."""
    return _by_place([f"dimension {k}" for k in range(dimensions)], draws, seed)


register_design(RANDOM, _random)
for _name, _design in DESIGNS.items():
    register_design(_name, _design)
