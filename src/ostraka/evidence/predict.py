"""Running a case: draws that agree with what was set, predictions, verdicts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from ostraka.core.errors import OstrakaError
from ostraka.engine import BlockPlan, Tallies, simulate
from ostraka.evidence.cases import Case, Prediction, Share, Term, load_case
from ostraka.evidence.facts import share_interval
from ostraka.population.ledgers import ERRORS, WRONGFUL
from ostraka.results.counts import TableSum
from ostraka.results.estimate import FEWEST_DRAWS, parameter_interval
from ostraka.results.labels import labels

Verdict = Literal["inside", "outside", "uninformative"]

_GROUPS = {"error": ERRORS, "wrongful": WRONGFUL}


@dataclass(frozen=True, slots=True)
class PredictedFigure:
    """A prediction beside what was published.

    Attributes
    ----------
    name : str
    published, published_low, published_high : float
        The published share and its exact binomial interval from the published counts.
    predicted, low, high : float
        Median over the draws of the uncertain numbers, and 95 % interval with Monte Carlo error taken
        out.
    monte_carlo : float
        Half-width of the 95 % Monte Carlo interval of one draw.
    verdict : str
        ``outside`` if the two intervals do not meet, else ``inside``; or ``uninformative``, where they
        meet, but the predicted one is no narrower than what the set facts allow without any model.
    outside_by : float
        Distance between the two intervals, 0 if they meet.
    baseline : float or None
        What one would guess without a model.
    interval_score : float
        Gneiting and Raftery 2007, doi 10.1198/016214506000001437, at 95 %: smaller is better.
    bounds : tuple of float
        What the set facts alone allow.
    """

    name: str
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
    bounds: tuple[float, float]

    @property
    def verdict_in_words(self) -> str:
        """Such as ``outside by 0.031``."""
        return f"outside by {self.outside_by:.3f}" if self.verdict == "outside" else self.verdict

    def to_dict(self) -> dict[str, Any]:
        """Plain data for ``--json``."""
        return {
            "name": self.name,
            "published": self.published,
            "published_low": self.published_low,
            "published_high": self.published_high,
            "predicted": self.predicted,
            "low": self.low,
            "high": self.high,
            "monte_carlo": self.monte_carlo,
            "verdict": self.verdict,
            "outside_by": self.outside_by,
            "baseline": self.baseline,
            "interval_score": self.interval_score,
            "bounds": list(self.bounds),
        }


@dataclass(frozen=True, slots=True)
class CaseResult:
    """All predictions of a case.

    Attributes
    ----------
    case : Case
    figures : tuple of PredictedFigure
    draws, kept : int
        Draws of the uncertain numbers, and those that agree with the set facts.
    free_parameters : int
        Uncertain numbers of the scenario.
    people : int
        Invented people in each run.
    """

    case: Case
    figures: tuple[PredictedFigure, ...]
    draws: int
    kept: int
    free_parameters: int
    people: int

    @property
    def headline(self) -> PredictedFigure:
        """The figure that answers how many on the list should not be there."""
        return next(f for f in self.figures if f.name == self.case.declared.headline)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for ``--json``."""
        return {
            "case": self.case.name,
            "title": self.case.declared.title,
            "draws": self.draws,
            "kept": self.kept,
            "free_parameters": self.free_parameters,
            "people": self.people,
            "figures": [figure.to_dict() for figure in self.figures],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "CaseResult":
        """Read back what :meth:`to_dict` gave; the case itself comes from the shipped ones."""
        figures = tuple(
            PredictedFigure(**{**figure, "bounds": tuple(figure["bounds"])})
            for figure in data["figures"]
        )
        counts = {name: data[name] for name in ("draws", "kept", "free_parameters", "people")}
        return cls(case=load_case(data["case"]), figures=figures, **counts)


def run_case(
    case: Case,
    *,
    draws: int = 2000,
    people: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> CaseResult:
    """Predict every held-out figure of a case.

    Each draw of the uncertain numbers is run; a draw that misses a set fact by more than its tolerance
    is dropped, before any prediction is looked at. Kept draws are run a second time with other luck, so
    that Monte Carlo error can be told from the spread that the assumptions cause.

    Raises
    ------
    OstrakaError
        If fewer than 20 draws agree with the set facts: the assumptions contradict them.
    """
    scenario = case.scenario
    root = scenario.seed if seed is None else seed
    size = scenario.people if people is None else people
    plan = BlockPlan(threads=threads)
    first, second = [], []
    for number in range(draws):
        settled = scenario.drawn(root, number)
        # luck of its own for every draw: else one lucky or unlucky world would decide on all of them
        tallies = simulate(settled, people=size, seed=root, replicate=2 * number, plan=plan)
        if _agrees(case, tallies):
            again = simulate(settled, people=size, seed=root, replicate=2 * number + 1, plan=plan)
            first.append([share_of(case, p.model, tallies) for p in case.declared.predictions])
            second.append([share_of(case, p.model, again) for p in case.declared.predictions])
        if progress is not None:
            progress(number + 1, draws)
    if len(first) < FEWEST_DRAWS:
        raise OstrakaError(
            f"case {case.name}: only {len(first)} of {draws} draws agree with the facts that set it; "
            "widen the assumed ranges, loosen `within`, or ask for more draws"
        )
    pairs = np.stack([np.array(first), np.array(second)], axis=1)
    figures = tuple(
        _figure(case, prediction, pairs[:, :, k])
        for k, prediction in enumerate(case.declared.predictions)
    )
    return CaseResult(case, figures, draws, len(first), len(scenario.uncertain()), size)


def _agrees(case: Case, tallies: Tallies) -> bool:
    for fact in case.declared.sets:
        count, total = case.published(fact.published)
        if not abs(share_of(case, fact.model, tallies) - count / total) <= fact.within:
            return False
    return True


def _figure(case: Case, prediction: Prediction, pairs: npt.NDArray[np.float64]) -> PredictedFigure:
    count, total = case.published(prediction.published)
    published = count / total
    published_low, published_high = share_interval(count, total)
    interval = parameter_interval(pairs)
    if interval is None:
        raise OstrakaError(
            f"case {case.name}: {prediction.name!r} is undefined in some draw; use more people"
        )
    low, high = interval
    middle = float(np.median(pairs.mean(axis=1)))
    within = float((pairs[:, 0] - pairs[:, 1]).std(ddof=1)) / 2**0.5
    # the published share has an interval of its own: only what lies beyond both is outside
    outside = max(low - published_high, published_low - high, 0.0)
    alpha = 0.05
    score = (high - low) + 2 / alpha * outside
    verdict: Verdict = "outside" if outside > 0 else "inside"
    if verdict == "inside" and high - low >= prediction.bounds[1] - prediction.bounds[0]:
        verdict = "uninformative"
    return PredictedFigure(
        name=prediction.name,
        published=published,
        published_low=published_low,
        published_high=published_high,
        predicted=middle,
        low=low,
        high=high,
        monte_carlo=1.96 * within,
        verdict=verdict,
        outside_by=outside,
        baseline=prediction.baseline,
        interval_score=score,
        bounds=prediction.bounds,
    )


def share_of(case: Case, share: Share, tallies: Tallies) -> float:
    """The value of a share in one run; NaN where its denominator is empty."""
    weights = case.weights(share)
    by = () if weights is None else ("stratum",)
    above = _summed(share.numerator, tallies, case.scenario, by)
    below = _summed(share.denominator, tallies, case.scenario, by)
    if weights is not None:
        unit = _summed(share.per or share.denominator, tallies, case.scenario, by)
        sizes = [weights[s] for s in case.scenario.strata]
        scale = np.divide(sizes, unit, out=np.full(len(sizes), np.nan), where=unit > 0)
        above, below = above * scale, below * scale
    total = float(below.sum())
    return float(above.sum()) / total if total > 0 else float("nan")


def _summed(
    terms: list[Term], tallies: Tallies, scenario: Any, by: tuple[str, ...]
) -> npt.NDArray[np.float64]:
    """Terms added up over all axes but those of ``by``."""
    total = np.zeros(len(scenario.strata) if by else ())
    for term in terms:
        name = f"tally_{term.table}"
        if name not in tallies.tables:
            raise OstrakaError(f"case: no tally {term.table!r}; there are {sorted(tallies.tables)}")
        dims = tallies.dims[name]
        absent = [axis for axis in (*term.where, *by) if axis not in dims]
        if absent:
            raise OstrakaError(f"case: the tally {term.table!r} has no {absent}; it has {dims}")
        places = {axis: _places(axis, names, scenario) for axis, names in term.where.items()}
        one = TableSum(name, ("jurisdiction", *dims), places)
        total = total + term.sign * one.along(tallies.tables[name], *by)
    return total


def _places(axis: str, names: list[str], scenario: Any) -> tuple[int, ...]:
    known = labels(scenario, axis, 0)
    if not known:
        raise OstrakaError(f"case: the positions along {axis} have no names")
    wanted = [part for name in names for part in _GROUPS.get(name, (name,))]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise OstrakaError(f"case: {axis} has no {unknown}; it has {', '.join(known)}")
    return tuple(known.index(name) for name in wanted)
