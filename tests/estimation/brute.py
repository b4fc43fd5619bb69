"""The same bounds by trying every world: who is wrongly listed, who challenged, what was decided."""

from fractions import Fraction
from itertools import product


def worlds(listed, challenged, overturned, sensitivity=0, specificity=0):
    """Every (w, W): wrongly listed among the decided, and on the list, that errors of review allow."""
    for w, whole in product(range(challenged + 1), range(listed + 1)):
        if not w <= whole <= w + listed - challenged:
            continue
        for caught in range(w + 1):
            mistaken = overturned - caught
            right = challenged - w
            if not 0 <= mistaken <= right:
                continue
            if w and Fraction(caught, w) < sensitivity:
                continue
            if right and Fraction(right - mistaken, right) < specificity:
                continue
            yield w, whole
            break


def ratio_is(w, whole, listed, challenged, least=None, most=None):
    """Whether wrongly listed challenge so many times as often, without dividing by nobody."""
    one, other = w * (listed - whole), (challenged - w) * whole
    return (least is None or one >= least * other) and (most is None or one <= most * other)


def told_is(w, whole, listed, challenged, told, share):
    """Whether some split of the wrongly listed between told and untold agrees."""
    return any(
        told_wrong >= w
        and told_wrong - w <= told - challenged
        and whole - told_wrong in range(listed - told + 1)
        and w >= share * told_wrong
        for told_wrong in range(whole + 1)
    )


def hull(numbers):
    """Smallest and largest, or nothing."""
    found = list(numbers)
    return (min(found), max(found)) if found else None
