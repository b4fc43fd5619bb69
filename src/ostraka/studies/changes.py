"""A figure, or its difference between two arms, with both intervals apart."""

from dataclasses import dataclass, replace

import numpy as np

from ostraka.core.intervals import poisson_interval
from ostraka.results.estimate import Floats, parameter_interval, replicate_half_width

FEW = 30
"""Below so many people in all replicates together an exact interval is given."""


@dataclass(frozen=True, slots=True)
class Change:
    """A figure, or a difference of it between two arms, with both intervals apart.

    Attributes
    ----------
    value : float or None
        Mean over replicates at the central values; None if it is undefined in one of them.
    low, high : float or None
        95 % Monte Carlo interval (t, over replicates); None with one replicate, or if all agree: then
        nothing tells how far another might lie. Of people counted, fewer than 30 in all replicates
        together: exact (Poisson).
    assumed_low, assumed_high : float or None
        95 % interval over the draws of the uncertain numbers, Monte Carlo error taken out; None with
        fewer than 20 draws, or if nothing happened in any that tells them apart.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    assumed_low: float | None = None
    assumed_high: float | None = None


def changed(
    central: Floats, drawn: Floats, smallest: float = -np.inf, largest: float | None = None
) -> Change:
    """A figure's mean and both intervals, from its values by replicate and by (draw, replicate)."""
    if not np.isfinite(central).all():
        return Change(None)
    value, low, high = float(central.mean()), None, None
    most = np.inf if largest is None else largest
    if central.size > 1 and np.ptp(central) > 0:
        half = float(replicate_half_width(central))
        low, high = max(value - half, smallest), min(value + half, most)
    return Change(value, low, high, *_assumed(central, drawn, value, (smallest, most)))


def counted(found: Change, people: Floats) -> Change:
    """The change with an exact Monte Carlo interval where few people stand behind it.

    Source: MODEL ruling 49; Garwood (1936).
    """
    total = float(people.sum())
    if found.value is None or total >= FEW:
        return found
    low, high = (end / people.size for end in poisson_interval(total))
    return replace(found, low=low, high=high)


def _assumed(
    central: Floats, drawn: Floats, value: float, bounds: tuple[float, float]
) -> tuple[float, float] | tuple[None, None]:
    """The interval over the draws, measured from the central values under the same luck.

    So it lies around the value of all replicates; and the central values are one of the assumptions:
    their own result is never outside.
    """
    common = min(central.size, drawn.shape[1])
    found = parameter_interval(drawn[:, :common])
    if found is None or np.ptp(drawn[:, :common]) == 0:
        return None, None
    shift = value - float(central[:common].mean())
    low, high = (min(max(end + shift, bounds[0]), bounds[1]) for end in found)
    return min(low, value), max(high, value)


def worth(arm: Floats, reference: Floats) -> float | None:
    """Var(arm) + Var(reference) over Var(arm - reference), by replicate; None where it means nothing."""
    if arm.size < 2 or not np.isfinite(arm - reference).all():
        return None
    paired = float((arm - reference).var(ddof=1))
    apart = float(arm.var(ddof=1) + reference.var(ddof=1))
    return apart / paired if paired > 0 and apart > 0 else None
