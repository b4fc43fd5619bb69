"""The second reading: assumptions bound probabilities, and counts follow them only up to chance.

A number is kept if an exact test does not reject it at ``alpha / 2`` on either side. Each function
inverts one test; several are met (Bonferroni), and the confidence of what is left is one minus the
sum of their alphas.
"""

import math
from collections.abc import Callable
from typing import Final

import numpy as np

from ostraka.core.intervals import binomial_interval
from ostraka.estimation.exact_tails import (
    Floats,
    binomial_at_most,
    binomial_mass,
    first,
    hypergeometric_mass,
    hypergeometric_tails,
    last,
)

_NUISANCE: Final = 41
"""Values of the nuisance probability at which the p-value is maximised."""

_EVERY: Final = 400
"""Lists up to this size are searched number by number; beyond, by bisection and some steps further."""

_FURTHER: Final = 20
_REACH: Final = 10.0


def wrong_among_decided(
    decided: int, called_wrong: int, sensitivity: float, specificity: float, alpha: float
) -> tuple[int, int]:
    """Truly wrong entries among decided ones, where accuracies are probabilities.

    Too few are called wrong if P(Bin(w, sensitivity) ≤ called) ≤ alpha / 2, the case of no false call;
    too many if P(w + Bin(decided − w, 1 − specificity) ≥ called) ≤ alpha / 2, that of none missed.
    """

    def is_enough(w: int) -> bool:
        at_most = binomial_at_most(called_wrong - w - 1, decided - w, 1 - specificity)
        return float(1 - at_most) > alpha / 2

    def is_not_too_much(w: int) -> bool:
        return float(binomial_at_most(called_wrong, w, sensitivity)) > alpha / 2

    low = 0 if specificity == 0 else first(0, decided, is_enough)
    high = decided if sensitivity == 0 else last(0, decided, is_not_too_much)
    return low, high


def wrong_behind_sample(
    size: int,
    drawn: int,
    found: int,
    sensitivity: float,
    specificity: float,
    alpha: float,
) -> tuple[int, int]:
    """Truly wrong entries of ``size``, from a random sample whose findings err with a probability.

    The sample's wrong ones are hypergeometric, and what is found of them binomial.
    """

    def drawn_wrong(wrong: int) -> tuple[Floats, Floats]:
        counts, mass = hypergeometric_mass(size, wrong, drawn)
        return counts.astype(float), mass

    def is_enough(wrong: int) -> bool:
        if specificity == 1:
            return hypergeometric_tails(size, wrong, drawn, found)[1] > alpha / 2
        t, mass = drawn_wrong(wrong)
        at_least = 1 - binomial_at_most(found - t - 1, drawn - t, 1 - specificity)
        return float((mass * at_least).sum()) > alpha / 2

    def is_not_too_much(wrong: int) -> bool:
        if sensitivity == 1:
            return hypergeometric_tails(size, wrong, drawn, found)[0] > alpha / 2
        t, mass = drawn_wrong(wrong)
        return float((mass * binomial_at_most(found, t, sensitivity)).sum()) > alpha / 2

    low = 0 if specificity == 0 else first(0, size, is_enough)
    high = size if sensitivity == 0 else last(0, size, is_not_too_much)
    return low, high


def told_and_wrong(told: int, wrong: int, share: float, alpha: float) -> int:
    """Most wrongly listed among the told, where ``wrong`` challenged with at least this chance."""
    if share == 0:
        return told
    return last(wrong, told, lambda m: float(binomial_at_most(wrong, m, share)) > alpha / 2)


def most_on_list(listed: int, decided: int, wrong: int, ratio: float, alpha: float) -> int | None:
    """Most wrongly listed if they challenge at least ``ratio`` times as probably as the others.

    None where every number is rejected.
    """
    least, most = wrong, wrong + listed - decided

    def kept(whole: int) -> bool:
        return p_ratio_at_least(listed, decided, wrong, whole, ratio) > alpha / 2

    weight = wrong + ratio * (decided - wrong)
    inside = min(most, max(least, int(listed * wrong / weight))) if weight else most
    if listed <= _EVERY:
        return max((whole for whole in range(least, most + 1) if kept(whole)), default=None)
    if not kept(inside):
        return None
    end = last(inside, most, kept)
    further = range(end + 1, min(most, end + _FURTHER) + 1)
    return max((whole for whole in further if kept(whole)), default=end)


def least_on_list(listed: int, decided: int, wrong: int, ratio: float, alpha: float) -> int | None:
    """Fewest wrongly listed if they challenge at most ``ratio`` times as probably as the others."""
    least, most = wrong, wrong + listed - decided

    def kept(whole: int) -> bool:
        return p_ratio_at_most(listed, decided, wrong, whole, ratio) > alpha / 2

    weight = wrong + ratio * (decided - wrong)
    inside = min(most, max(least, math.ceil(listed * wrong / weight))) if weight else least
    if listed <= _EVERY:
        return min((whole for whole in range(least, most + 1) if kept(whole)), default=None)
    if not kept(inside):
        return None
    end = first(least, inside, kept)
    further = range(max(least, end - _FURTHER), end)
    return min((whole for whole in further if kept(whole)), default=end)


def p_ratio_at_least(listed: int, decided: int, wrong: int, whole: int, ratio: float) -> float:
    """Exact p-value of: of ``whole`` wrongly listed each challenges with at least ``ratio`` times p.

    Two binomials are compared, Bin(whole, ratio · p) and Bin(listed − whole, p), by the difference of
    their shares, the second times the ratio; the p-value is the largest over a confidence set of p,
    plus the chance that the set misses it.

    Source: Berger and Boos (1994), doi 10.1080/01621459.1994.10476836; that the largest lies where the
    ratio is just attained: Röhmel and Mansmann (1999).
    """
    rest, refused = listed - whole, decided - wrong
    if whole == 0 or rest == 0 or ratio == 0:
        return 1.0
    seen = wrong / whole - ratio * refused / rest

    def tail(p: float) -> float:
        x = _window(whole, min(1.0, ratio * p))
        needed = np.ceil(rest * (x / whole - seen) / ratio - 1e-9)
        at_least = 1 - binomial_at_most(needed - 1, rest, p)
        return float((binomial_mass(x, whole, min(1.0, ratio * p)) * at_least).sum())

    return _largest(tail, refused, rest, 1 / ratio)


def p_ratio_at_most(listed: int, decided: int, wrong: int, whole: int, ratio: float) -> float:
    """Exact p-value of: of ``whole`` wrongly listed each challenges with at most ``ratio`` times p."""
    rest, refused = listed - whole, decided - wrong
    if whole == 0 or rest == 0:
        return 1.0
    if ratio == 0:
        return float(wrong == 0)
    seen = wrong / whole - ratio * refused / rest

    def tail(p: float) -> float:
        chance = min(1.0, ratio * p)
        x = _window(whole, chance)
        allowed = np.floor(rest * (x / whole - seen) / ratio + 1e-9)
        return float((binomial_mass(x, whole, chance) * binomial_at_most(allowed, rest, p)).sum())

    return _largest(tail, refused, rest, 1.0)


_MISSES: Final = 1e-4
"""Chance that the confidence set of the nuisance probability misses it; part of every p-value."""


def _largest(tail: Callable[[float], float], count: int, trials: int, most: float) -> float:
    low, high = binomial_interval(count, trials, 1 - _MISSES)
    if low > most:
        return _MISSES
    chances = np.linspace(low, min(high, most), _NUISANCE)
    return min(1.0, _MISSES + max(tail(float(p)) for p in chances))


def _window(trials: int, chance: float) -> Floats:
    """Counts that are not practically impossible."""
    middle = trials * chance
    reach = _REACH * math.sqrt(trials * chance * (1 - chance)) + 10
    start, end = max(0, math.floor(middle - reach)), min(trials, math.ceil(middle + reach))
    return np.arange(start, end + 1, dtype=float)
