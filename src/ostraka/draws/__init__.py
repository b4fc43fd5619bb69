"""Addressed randomness: every draw is a function of where it is used, never of when."""

from ostraka.draws.gather import (
    equal_in_row,
    gather,
    gather_bits,
    gather_equal,
    least_above_in_row,
    lowest,
    ones,
    without_lowest,
)
from ostraka.draws.philox import draw, draw_all, draw_indexed, draw_keyed, draw_many, philox4x32
from ostraka.draws.purposes import purpose, purposes
from ostraka.draws.scan import scan
from ostraka.draws.variates import open_unit, pick, pick_row, pick_row_of, poisson_given_some, wait

__all__ = [
    "draw",
    "draw_all",
    "draw_indexed",
    "draw_keyed",
    "draw_many",
    "equal_in_row",
    "gather",
    "gather_bits",
    "gather_equal",
    "least_above_in_row",
    "lowest",
    "ones",
    "open_unit",
    "philox4x32",
    "pick",
    "pick_row",
    "pick_row_of",
    "poisson_given_some",
    "purpose",
    "purposes",
    "scan",
    "wait",
    "without_lowest",
]
