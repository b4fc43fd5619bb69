"""Which numbers of wrongly listed entries agree with figures and assumptions: the identified set.

Two unknowns: ``w`` wrongly listed among the decided challenges, ``W`` on the whole list. Every
assumption bounds w, or bounds W from below and above for given w, and both ends rise with w. So the
set's smallest W lies at its smallest w, and its largest at its largest.

Source of the approach: Manski (2003), Partial Identification of Probability Distributions, doi
10.1007/b97478; review that errs: Rogan and Gladen (1978), with ratios bounded instead of known.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_CHUNKS: Final = (1, 64, 4_096, 262_144)
_SLACK: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Region:
    """Pairs (w, W) that agree, as limits.

    Attributes
    ----------
    listed, challenged : int
    wrong : tuple of int
        Limits of w.
    whole : tuple of int
        Limits of W from the list itself.
    others : tuple of int
        Limits of W − w, the wrongly listed among the unchallenged.
    ratio_at_least, ratio_at_most : Fraction or None
        Limits of (w / W) / ((challenged − w) / (listed − W)).
    told : int or None
        Entries whose subject was told, where ``told_share`` is assumed.
    told_share : Fraction
        Of the wrongly listed who were told, at least this share has a decided challenge.
    """

    listed: int
    challenged: int
    wrong: tuple[int, int]
    whole: tuple[int, int]
    others: tuple[int, int]
    ratio_at_least: Fraction | None = None
    ratio_at_most: Fraction | None = None
    told: int | None = None
    told_share: Fraction = Fraction(0)

    def limits(self, w: int) -> tuple[Fraction, Fraction]:
        """Smallest and largest W for this w, not yet whole; crossed where there is none."""
        low = Fraction(max(w + self.others[0], self.whole[0]))
        high = Fraction(min(w + self.others[1], self.whole[1]))
        rest, n = self.challenged - w, self.listed
        if self.ratio_at_most is not None and w:
            low = max(low, n * w / (w + self.ratio_at_most * rest))
        if self.ratio_at_least is not None and (weight := w + self.ratio_at_least * rest):
            high = min(high, n * w / weight)
        if self.told is not None and self.told_share:
            high = min(high, Fraction(_floor(w / self.told_share) + n - self.told))
        return low, high

    def bounds(self) -> tuple[int, int] | None:
        """Smallest and largest W; None where figures and assumptions contradict.

        Both are attained, but for two limits of the ratio at once: these may leave a w less than one
        entry, or pin W down to a point between two. A point is said as the nearest whole number.
        """
        low = self._end(range(self.wrong[0], self.wrong[1] + 1))
        high = self._end(range(self.wrong[1], self.wrong[0] - 1, -1))
        if low is None or high is None:
            return None
        ends = _ceil(low[0]), _floor(high[1])
        return ends if ends[0] <= ends[1] else (round(low[0]), round(high[1]))

    def _end(self, every: range) -> tuple[Fraction, Fraction] | None:
        """Limits at the first w with an agreeing W."""
        for w in self._likely(every):
            low, high = self.limits(w)
            if low <= high:
                return low, high
        return None

    def _likely(self, every: range) -> Iterator[int]:
        """Candidates in order: in floating point first, since a long list of them may all fail."""
        start = 0
        for size in _sizes(len(every)):
            part = every[start : start + size]
            start += size
            if size <= _CHUNKS[1]:
                yield from part
                continue
            w = np.arange(part.start, part.stop, part.step, dtype=float)
            low, high = self._float_limits(w)
            for index in np.flatnonzero(low <= high + _SLACK * (1 + high)):
                yield part[int(index)]

    def _float_limits(self, w: Floats) -> tuple[Floats, Floats]:
        low = np.maximum(w + self.others[0], self.whole[0])
        high = np.minimum(w + self.others[1], self.whole[1])
        rest, n = self.challenged - w, float(self.listed)
        if self.ratio_at_most is not None:
            weight = w + float(self.ratio_at_most) * rest
            low = np.maximum(low, n * np.divide(w, weight, out=np.zeros_like(w), where=w > 0))
        if self.ratio_at_least is not None:
            weight = w + float(self.ratio_at_least) * rest
            high = np.minimum(high, n * np.divide(w, weight, out=np.ones_like(w), where=weight > 0))
        if self.told is not None and self.told_share:
            high = np.minimum(high, w / float(self.told_share) + n - self.told)
        return low, high


def _sizes(length: int) -> Iterator[int]:
    for size in _CHUNKS[:-1]:
        if length <= 0:
            return
        yield size
        length -= size
    while length > 0:
        yield _CHUNKS[-1]
        length -= _CHUNKS[-1]


def wrong_among_decided(
    decided: int, called_wrong: int, sensitivity: Fraction, specificity: Fraction
) -> tuple[int, int]:
    """Truly wrong entries among decided ones, of which ``called_wrong`` were called so.

    From sensitivity · w ≤ called ≤ w + (1 − specificity)(decided − w), which also holds where
    sensitivity and specificity add up to less than one.
    """
    low = 0
    if specificity:
        low = _ceil((called_wrong - (1 - specificity) * decided) / specificity)
    high = decided if not sensitivity else _floor(called_wrong / sensitivity)
    return max(0, low), min(decided, high)


def wrong_behind_apparent(
    size: int, apparent: tuple[int, int], sensitivity: Fraction, specificity: Fraction
) -> tuple[int, int]:
    """Truly wrong entries of ``size`` where ``apparent`` many would be called so."""
    low = wrong_among_decided(size, apparent[0], sensitivity, specificity)[0]
    high = wrong_among_decided(size, apparent[1], sensitivity, specificity)[1]
    return low, high


def meet(*limits: tuple[int, int]) -> tuple[int, int]:
    """What several limits leave; crossed where nothing is left."""
    return max(low for low, _ in limits), min(high for _, high in limits)


def limit_of(
    feasible: Callable[[Fraction], bool], weakest: Fraction, strongest: Fraction
) -> Fraction | None:
    """The strongest value of an assumption that the figures still allow; None if not even the weakest.

    Found by bisection to a relative error of 2^-50: what is stronger allows less.
    """
    if not feasible(weakest):
        return None
    if feasible(strongest):
        return strongest
    for _ in range(60):
        middle = (weakest + strongest) / 2
        if feasible(middle):
            weakest = middle
        else:
            strongest = middle
    return weakest


def _ceil(number: Fraction | int) -> int:
    return -int((-number) // 1)


def _floor(number: Fraction | int) -> int:
    return int(number // 1)
