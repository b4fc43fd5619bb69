"""What a harm depends on, what error rates it allows, and which safeguard helps whatever is assumed."""

from ostraka.sensitivity.analysis import About, Factor, Sensitivity, sensitivity_of
from ostraka.sensitivity.budget import Budget, budget
from ostraka.sensitivity.designs import DESIGNS, design, numbers_at
from ostraka.sensitivity.discovery import Region, regions
from ostraka.sensitivity.frontier import Frontier, frontier
from ostraka.sensitivity.given import Given, given
from ostraka.sensitivity.methods import (
    METHODS,
    SEED,
    Indices,
    Interval,
    Sample,
    analysed,
    indices,
    sampled,
)
from ostraka.sensitivity.own_draws import FromDraws, own_draws
from ostraka.sensitivity.robustness import Arm, Robustness, Share, robustness
from ostraka.sensitivity.tornado import Tornado, tornado_of

__all__ = [
    "DESIGNS",
    "METHODS",
    "SEED",
    "About",
    "Arm",
    "Budget",
    "Factor",
    "FromDraws",
    "Frontier",
    "Given",
    "Indices",
    "Interval",
    "Region",
    "Robustness",
    "Sample",
    "Sensitivity",
    "Share",
    "Tornado",
    "analysed",
    "budget",
    "design",
    "frontier",
    "given",
    "indices",
    "numbers_at",
    "own_draws",
    "regions",
    "robustness",
    "sampled",
    "sensitivity_of",
    "tornado_of",
]
