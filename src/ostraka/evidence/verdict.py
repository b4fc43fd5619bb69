"""Verdicts: a predicted interval beside a published one, scored."""

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from ostraka.core.errors import OstrakaError
from ostraka.evidence.cases import Case
from ostraka.evidence.declaration import Prediction
from ostraka.evidence.facts import Ends

Verdict = Literal["inside", "outside", "uninformative"]
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class PredictedFigure:
    """A prediction beside what was published.

    Attributes
    ----------
    name : str
    unit : str
        Unit of the figure; of a share of counts, ``share``.
    truth : str
        What kind of error it speaks of: record, decision, procedure, or none.
    published, published_low, published_high : float
        The published figure and its 95 % interval from the published counts or the rounding.
    predicted, low, high : float
        Median over the draws of the uncertain numbers, and 95 % interval with Monte Carlo error taken
        out.
    monte_carlo : float
        Half-width of the 95 % Monte Carlo interval of one draw; 0 where a formula is exact.
    verdict : str
        ``outside`` if the two intervals do not meet, else ``inside``; or ``uninformative``, where they
        meet, but the predicted one is no narrower than the naive baseline's (``bounds``).
    outside_by : float
        Distance between the two intervals, 0 if they meet.
    baseline : float or None
        What one would guess without a model.
    interval_score : float
        Gneiting and Raftery 2007, doi 10.1198/016214506000001437, at 95 %: smaller is better.
    bounds : tuple of float
        The naive baseline's interval: what the set facts alone allow.
    baseline_score : float
        Interval score of ``bounds``.
    free_parameters : int
        Uncertain numbers on which the prediction depends and behind which no count stands.
    assumed_share : float or None
        Share of the prediction's variance that goes if every assumed number is put at its middle; None
        for a run of a scenario, or where nothing varies.
    could_fail : bool
        Whether some value within ``bounds`` would have been outside, and nothing is declared against it.
    note : str
        Why it could not fail, or why it fails, as far as the case says.
    """

    name: str
    unit: str
    truth: str
    published: float
    published_low: float
    published_high: float
    predicted: float
    low: float
    high: float
    monte_carlo: float
    verdict: Verdict
    outside_by: float
    baseline: float | None
    interval_score: float
    bounds: Ends
    baseline_score: float
    free_parameters: int
    assumed_share: float | None
    could_fail: bool
    note: str

    @property
    def width(self) -> float:
        """Width of the predicted interval."""
        return self.high - self.low

    @property
    def is_share(self) -> bool:
        """Whether it is a share of two counts, to be shown out of a hundred."""
        return self.unit == "share"

    @property
    def verdict_in_words(self) -> str:
        """Such as ``outside by 3.1 points``: percentage points of a share, else in the figure's unit."""
        return f"outside by {self.gap_in_words}" if self.verdict == "outside" else self.verdict

    @property
    def gap_in_words(self) -> str:
        """How far the two intervals are apart."""
        if not self.is_share:
            digits = max(0, 1 - math.floor(math.log10(self.outside_by))) if self.outside_by else 0
            return f"{float(f'{self.outside_by:.2g}'):,.{digits}f}"
        points = 100 * self.outside_by
        return "less than 0.1 points" if points < 0.1 else f"{points:.1f} points"

    def to_dict(self) -> dict[str, Any]:
        """Plain data for ``--json``; an end without limit is null."""
        found = {**asdict(self), "bounds": list(self.bounds), "width": self.width}
        return {key: _finite(value) for key, value in found.items()}


def _finite(value: Any) -> Any:
    if isinstance(value, list):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


def interval_score(interval: Ends, published: Ends) -> float:
    """Width, and 2/α for each unit by which the published interval is missed (α = 5 %)."""
    return (interval[1] - interval[0]) + 2 / (1 - LEVEL) * distance(interval, published)


def distance(first: Ends, second: Ends) -> float:
    """How far two intervals lie apart; 0 if they meet."""
    return max(first[0] - second[1], second[0] - first[1], 0.0)


def judge(
    case: Case,
    prediction: Prediction,
    *,
    predicted: float,
    interval: Ends,
    monte_carlo: float,
    baseline: float | None,
    bounds: Ends,
    free_parameters: int,
    assumed_share: float | None = None,
) -> PredictedFigure:
    """Hold one prediction against what was published."""
    published, published_ends = case.published(prediction.published)
    low, high = interval
    # the published figure has an interval of its own: only what lies beyond both is outside
    outside = distance(interval, published_ends)
    verdict: Verdict = "outside" if outside > 0 else "inside"
    if verdict == "inside" and high - low >= bounds[1] - bounds[0] > 0:
        verdict = "uninformative"
    covers = low <= bounds[0] and high >= bounds[1]
    note = prediction.could_not_fail or (prediction.reason if verdict == "outside" else "")
    return PredictedFigure(
        name=prediction.name,
        unit=_unit(case, prediction),
        truth=prediction.truth,
        published=published,
        published_low=published_ends[0],
        published_high=published_ends[1],
        predicted=predicted,
        low=low,
        high=high,
        monte_carlo=monte_carlo,
        verdict=verdict,
        outside_by=outside,
        baseline=baseline,
        interval_score=interval_score(interval, published_ends),
        bounds=bounds,
        baseline_score=interval_score(bounds, published_ends),
        free_parameters=free_parameters,
        assumed_share=assumed_share,
        could_fail=not (covers or prediction.could_not_fail),
        note=note,
    )


def _unit(case: Case, prediction: Prediction) -> str:
    if prediction.published.share is None:
        return case.facts[prediction.published.added[0]].unit
    return "share" if prediction.published.relative_to is None else "ratio"


def default_bounds(prediction: Prediction, baseline: float | None) -> Ends:
    """The naive interval where a case declares none: all shares, or from nothing to twice the guess."""
    if prediction.published.share is not None and prediction.published.relative_to is None:
        return (0.0, 1.0)
    if baseline is None:
        raise OstrakaError(f"{prediction.name!r}: its baseline is missing; give it, or `bounds`")
    return (min(0.0, 2 * baseline), max(0.0, 2 * baseline))


def quantiles(values: npt.NDArray[np.float64]) -> tuple[float, Ends]:
    """Median and 95 % interval over draws."""
    low, middle, high = np.quantile(values, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2])
    return float(middle), (float(low), float(high))
