"""The answer over the one assumption that matters most: how much more often the wronged challenge."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from ostraka.estimation.bounds import Setting, bounds_of, region_of
from ostraka.estimation.figures import Figures

RATIOS: Final = (0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0, 10.0)
"""Where the curve is tabulated."""


@dataclass(frozen=True, slots=True)
class Point:
    """The share at one ratio κ; None where the figures rule κ out.

    Attributes
    ----------
    ratio : float
        How many times as often the wrongly listed challenged as the others.
    right : float or None
        Share of the list if every challenge was decided rightly.
    low, high : float or None
        The same between the accuracies that are assumed; equal to ``right`` where those are 1.
    """

    ratio: float
    right: float | None
    low: float | None
    high: float | None

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"ratio": self.ratio, "right": self.right, "low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class Curve:
    """share(κ), and which κ the figures allow.

    Attributes
    ----------
    points : tuple of Point
    allowed : tuple of float
        Smallest and largest κ that the counts allow if every challenge was decided rightly.
    sensitivity, specificity : float
        Those of ``low`` and ``high``.
    """

    points: tuple[Point, ...]
    allowed: tuple[float, float]
    sensitivity: float
    specificity: float

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "sensitivity_at_least": self.sensitivity,
            "specificity_at_least": self.specificity,
            "allowed_ratio": list(self.allowed),
            "points": [point.to_dict() for point in self.points],
        }


def share_at(figures: Figures, wrong: float, ratio: float) -> float | None:
    """w / (w + κ (A − w)), where w of the A decided challenges are of wrongly listed entries.

    None where that share would take more or fewer entries than there are.
    """
    weight = wrong + ratio * (figures.challenged - wrong)
    if not weight:
        return None
    share = wrong / weight
    least, most = wrong / figures.listed, (wrong + figures.unchallenged) / figures.listed
    return share if least - 1e-12 <= share <= most + 1e-12 else None


def allowed_ratios(figures: Figures) -> tuple[float, float]:
    """The κ that the counts allow if every challenge was decided rightly; some of each kind were."""
    wrong, rest = figures.overturned, figures.refused
    return wrong / (wrong + figures.unchallenged), (figures.listed - wrong) / rest


def curve_of(setting: Setting, ratios: tuple[float, ...] = RATIOS) -> Curve | None:
    """The curve under perfect review, and between assumed accuracies; None unless both kinds occurred.

    Source: share = O / (O + κ (A − O)), Bayes' rule on the ratio of the two chances to challenge.
    """
    figures = setting.figures
    if not figures.overturned or not figures.refused:
        return None
    given = setting.assumptions.given()
    limits = region_of(replace(setting, reading="realised")).wrong
    points = [
        Point(
            ratio, share_at(figures, figures.overturned, ratio), *_between(figures, limits, ratio)
        )
        for ratio in ratios
    ]
    return Curve(
        tuple(points),
        allowed_ratios(figures),
        given.get("sensitivity", 0.0),
        given.get("specificity", 0.0),
    )


def _between(
    figures: Figures, limits: tuple[int, int], ratio: float
) -> tuple[float, float] | tuple[None, None]:
    """Shares at the ends of those w that a ratio allows; the share rises with w."""
    least, most = map(float, limits)
    n, decided, rest = figures.listed, figures.challenged, figures.unchallenged
    if ratio > 1 and least > 0:
        least = max(least, (ratio * decided - n) / (ratio - 1))
    if ratio < 1 and most < decided:
        most = min(most, ratio * rest / (1 - ratio))
    if least > most:
        return None, None
    ends = [w / (w + ratio * (decided - w)) for w in (least, most)]
    return ends[0], ends[1]


def implied_ratios(setting: Setting) -> tuple[float, float] | None:
    """The κ that bounds imply where w is known; None where it is not, or the ratio has no meaning."""
    region = region_of(setting)
    bounds = bounds_of(setting)
    least, most = region.wrong
    if least != most or bounds.low is None or bounds.high is None:
        return None
    wrong, rest = least, setting.figures.challenged - least
    if not wrong or not rest or bounds.high >= setting.figures.listed:
        return None
    n = setting.figures.listed
    ends = [Fraction(wrong * (n - whole), whole * rest) for whole in (bounds.high, bounds.low)]
    return float(ends[0]), float(ends[1])
