"""What a harm depends on, what error rates it allows, and which safeguard helps whatever is assumed."""

from ostraka.sensitivity.analysis import Factor, Sensitivity, sensitivity
from ostraka.sensitivity.budget import Budget, budget
from ostraka.sensitivity.designs import DESIGNS, design, numbers_at
from ostraka.sensitivity.discovery import Region, regions
from ostraka.sensitivity.frontier import Frontier, frontier
from ostraka.sensitivity.given import Given, given
from ostraka.sensitivity.methods import METHODS, SEED, Indices, Interval, indices
from ostraka.sensitivity.robustness import Arm, Robustness, Share, robustness
from ostraka.sensitivity.tornado import Tornado, tornado

__all__ = [
    "DESIGNS",
    "METHODS",
    "SEED",
    "Arm",
    "Budget",
    "Factor",
    "Frontier",
    "Given",
    "Indices",
    "Interval",
    "Region",
    "Robustness",
    "Sensitivity",
    "Share",
    "Tornado",
    "budget",
    "design",
    "frontier",
    "given",
    "indices",
    "numbers_at",
    "regions",
    "robustness",
    "sensitivity",
    "tornado",
]
