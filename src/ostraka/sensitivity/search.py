"""Looking for a budget in one world: where to look, and the harm at each value on common draws."""

import copy
import math
from collections.abc import Mapping
from typing import Final, get_args

import numpy as np
import pandas as pd

from ostraka.core.clock import SMALLEST
from ostraka.core.quantities import Months
from ostraka.sensitivity.ceiling import Varied
from ostraka.sensitivity.common import Runs, with_common_candidates
from ostraka.sensitivity.designs import Floats
from ostraka.sensitivity.roots import Curve

FARTHEST: Final = 1024.0
"""How many times its own value a number is raised at most, if its unit has no end."""

ASIDE: Final = 8.0
"""How many times its own value, to see whether the harm rises or falls with it."""

DOUBLINGS: Final = 20
START: Final = 1e-3
"""Where the search for a rate begins that is 0 in the scenario."""


_MONTHS: Final = get_args(Months)[1].unit


class World:
    """The harm of one scenario over one of its numbers, with other numbers settled as they are given."""

    def __init__(self, runs: Runs, number: Varied, others: Mapping[str, float], replicates: int):
        """``others`` by dotted place; what is uncertain and not among them is at its centre."""
        self.runs, self.number, self.others, self.replicates = runs, number, others, replicates

    def measure(self, value: float) -> Floats:
        """The harm at a value, by replicate."""
        numbers = pd.DataFrame([{**self.others, self.number.place: value}] * self.replicates)
        return self.runs.harms(numbers, np.arange(self.replicates))

    def bracketed(self, ceiling: float, *, with_band: bool) -> tuple[Curve, float, float]:
        """The harm over a stretch of the number in which it passes the ceiling, and its two ends.

        The stretch is the one that was asked for; or all that the unit allows, where harm falls with the
        number; or out to where the harm (``with_band``: the lower end of its interval) lies above the
        ceiling. Every value of it is measured on common draws.
        """
        number = self.number
        if number.low is not None and number.high is not None:
            return self._curve(number.high), number.low, number.high
        least, most = number.least, self._end()
        rough = Curve(self.measure, is_whole=number.is_whole)
        far = most if math.isfinite(number.most) else number.settled(ASIDE * self._start())
        if rough.mean(far) < rough.mean(least):
            return self._curve(far), least, far
        high = self._below(rough, min(max(self._start(), least), most), ceiling)
        while True:
            curve = self._curve(high)
            band = curve.half(high) if with_band else 0.0
            if high >= most or curve.mean(high) - band > ceiling:
                return curve, least, high
            high = min(number.settled(2 * high), most)

    def _curve(self, high: float) -> Curve:
        """The harm over the number up to ``high``, from candidates at one rate."""
        runs = copy.copy(self.runs)
        runs.scenario = with_common_candidates(self.runs.scenario, {self.number.place: high})
        world = World(runs, self.number, self.others, self.replicates)
        return Curve(world.measure, is_whole=self.number.is_whole)

    def _below(self, rough: Curve, here: float, ceiling: float) -> float:
        """The least of ``here``, its half, its quarter and so on that passes the ceiling, if it does."""
        for _ in range(DOUBLINGS):
            half = self.number.settled(here / 2)
            if half <= max(self.number.least, SMALLEST) or rough.mean(half) <= ceiling:
                break
            here = half
        return here

    def _start(self) -> float:
        quantity = self.number.quantity
        own = float(quantity.high if quantity.high is not None else quantity)
        return own if own > 0 else START

    def _end(self) -> float:
        """The largest value that is looked at; more months than a run has change nothing."""
        most = self.number.most
        if self.number.unit == _MONTHS:
            most = min(most, max(self._start(), self.runs.scenario.months))
        return most if math.isfinite(most) else self.number.settled(FARTHEST * self._start())
