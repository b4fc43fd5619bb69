"""What protects: safeguards as data, composed into a scenario before it runs."""

from ostraka.safeguards.composition import Moved
from ostraka.safeguards.definition import OPERATORS, AppliesTo, Effect, Safeguard
from ostraka.safeguards.library import load, names, shipped, with_definitions
from ostraka.safeguards.words import bare_value, say

__all__ = [
    "OPERATORS",
    "AppliesTo",
    "Effect",
    "Moved",
    "Safeguard",
    "bare_value",
    "load",
    "names",
    "say",
    "shipped",
    "with_definitions",
]
