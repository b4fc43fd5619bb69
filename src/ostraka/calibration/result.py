"""What a calibration found: prior beside posterior, figures predicted, and a scenario that carries it."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np

from ostraka.calibration.sampling import Sample
from ostraka.calibration.targets import Target
from ostraka.core.errors import OutputError
from ostraka.core.quantities import Quantity
from ostraka.core.walking import replace
from ostraka.results.estimate import Floats, parameter_interval
from ostraka.scenario import as_data
from ostraka.scenario.posterior import SOURCE
from ostraka.scenario.schema import settled_number, validate

Identified = Literal["identified", "partly identified", "not identified"]

STRONG: Final = 0.7
"""Correlation of two numbers from which on it is said that the facts tell only both together."""

PRESSED: Final = (0.025, 0.25)
"""Outer part of a prior, and the share of the posterior there from which on its range is in doubt."""

_KEPT: Final = 0.999


@dataclass(frozen=True, slots=True)
class FittedNumber:
    """One number before and after the fit.

    Attributes
    ----------
    place : str
    prior, prior_low, prior_high : float
        Median and 95 % interval of its declared distribution.
    posterior, low, high : float
        Median and 95 % interval of the weighted draws.
    width : float
        Of the posterior's 95 % interval, in prior probability, over the prior's own: 1 if the facts did
        not narrow it.
    moved : float
        Largest difference between the distribution functions of prior and posterior (Kolmogorov's
        distance): 0 if the facts changed nothing, 1 at most.
    verdict : str
        ``not identified``: the posterior is the prior, as far as the effective sample size tells.
        ``partly identified``: moved, or narrowed to no less than half.
    named : bool
        Whether the search followed it.
    sourced : str
        Source of the prior, if it has one.
    """

    place: str
    prior: float
    prior_low: float
    prior_high: float
    posterior: float
    low: float
    high: float
    width: float
    moved: float
    verdict: Identified
    named: bool
    sourced: str


@dataclass(frozen=True, slots=True)
class HeldFigure:
    """A published figure beside the runs.

    Attributes
    ----------
    name : str
    fitted : bool
        Whether the fit was steered by it; then that it agrees is no prediction.
    published, published_low, published_high : float
    prior_low, prior_high : float or None
        95 % interval of the runs drawn from the prior.
    predicted, low, high : float or None
        Median and 95 % interval over draws of the posterior with Monte Carlo error taken out; None where
        some run has no such figure.
    luck : float
        Standard deviation of one run's luck, in standard errors of the published figure.
    verdict : str
        ``inside`` or ``outside``, as the intervals meet or not; held out, ``uninformative`` where they
        meet and the fit narrowed nothing; ``undefined``.
    source : str
    """

    name: str
    fitted: bool
    published: float
    published_low: float
    published_high: float
    prior_low: float | None
    prior_high: float | None
    predicted: float | None
    low: float | None
    high: float | None
    luck: float
    verdict: str
    source: str


@dataclass(frozen=True)
class Calibration:
    """A fit of a scenario's uncertain numbers to published figures.

    Attributes
    ----------
    scenario : Scenario
        As it was before.
    to : str
        Title of the published figures.
    places, named : tuple of str
        All uncertain numbers, and those that the search followed.
    sample : Sample
    figures : tuple of HeldFigure
        Those fitted, then those held out.
    people, seed, runs : int
    """

    scenario: Any
    to: str
    places: tuple[str, ...]
    named: tuple[str, ...]
    sample: Sample
    figures: tuple[HeldFigure, ...]
    people: int
    seed: int
    runs: int

    @property
    def tolerance(self) -> float:
        """Width of the kernel, in the figures' own uncertainty; above 1 the facts were not reached."""
        return self.sample.tolerance

    @property
    def effective(self) -> float:
        """Effective sample size of the weighted draws."""
        return self.sample.effective

    @property
    def numbers(self) -> tuple[FittedNumber, ...]:
        """Every uncertain number, prior beside posterior."""
        known = self.scenario.uncertain()
        return tuple(
            fitted(place, known[place], self.sample, k, named=place in self.named)
            for k, place in enumerate(self.places)
        )

    def __getitem__(self, place: str) -> FittedNumber:
        """The number at a dotted place."""
        return next(one for one in self.numbers if one.place == place)

    def pressing(self) -> Iterator[tuple[str, str]]:
        """Numbers that press against an end of their prior: place, and ``low`` or ``high``."""
        for k, place in enumerate(self.places):
            at_low = float(self.sample.weights @ (self.sample.u[:, k] < PRESSED[0]))
            at_high = float(self.sample.weights @ (self.sample.u[:, k] > 1 - PRESSED[0]))
            if max(at_low, at_high) > PRESSED[1]:
                yield place, "low" if at_low > at_high else "high"

    def tied(self) -> Iterator[tuple[str, str, float]]:
        """Pairs of numbers that the facts tell only together, with their correlation.

        On the scale on which the prior of each is normal.
        """
        from scipy.special import ndtri

        if len(self.places) < 2:
            return
        found = np.cov(ndtri(self.sample.u).T, aweights=self.sample.weights)
        deviation = np.sqrt(np.diag(found))
        for i, first in enumerate(self.places):
            for j in range(i):
                r = float(found[i, j] / (deviation[i] * deviation[j]))
                if abs(r) >= STRONG:
                    yield self.places[j], first, r

    def draws(self) -> Any:
        """The weighted draws as a table: one column a place, and ``weight`` (pandas)."""
        import pandas as pd

        columns = {
            place: [settled_number(q, float(x)) for x in self.sample.u[:, k]]
            for k, (place, q) in enumerate(self.scenario.uncertain().items())
        }
        return pd.DataFrame({**columns, "weight": self.sample.weights})

    def calibrated(self) -> Any:
        """The scenario with the posterior in it: what ``ostraka run`` draws from.

        Its central values are those of one draw, the one nearest to the posterior's middle, since the
        middles of the numbers one by one need not agree with the facts together.

        Raises
        ------
        ScenarioError
            If the scenario cannot be run at these numbers.
        """
        table = self.draws()
        weight = table.pop("weight").to_numpy()
        order = np.argsort(-weight)
        count = int(np.searchsorted(np.cumsum(weight[order]), _KEPT)) + 1
        rows = np.sort(order[:count])
        centre = table.iloc[self._middle()]
        ranges = {one.place: (one.low, one.high) for one in self.numbers}
        open_places = [place for place in self.places if ranges[place][0] < ranges[place][1]]

        def narrowed(place: str, quantity: Quantity) -> Quantity:
            if place not in ranges:
                return quantity
            value = float(centre[place])
            low, high = ranges[place]
            before = quantity.source or "assumed"
            note = (
                f"{SOURCE}{self.to}; no measurement; prior {_range_in_words(quantity)} ({before})"
            )
            changed: dict[str, Any] = {
                "value": value,
                "assumed": True,
                "source": None,
                "note": note,
            }
            if low < high:
                changed |= {"low": min(low, value), "high": max(high, value)}
                changed["distribution"] = (
                    None if quantity.distribution == "triangular" else (quantity.distribution)
                )
            else:
                changed |= {"low": None, "high": None, "distribution": None}
            return quantity.model_copy(update=changed)

        data = as_data(replace(self.scenario.written, narrowed))
        if open_places:
            data["posterior"] = {
                "source": f"{SOURCE}{self.to}",
                "facts": [
                    f"{f.name}: {f.published:.6g} ({f.source})" for f in self.figures if f.fitted
                ],
                "made": self.made(),
                "places": open_places,
                "draws": table.loc[rows, open_places].to_numpy().tolist(),
                "weights": [float(f"{w:.6g}") for w in weight[rows]],
            }
        return validate(data, self.scenario.title)

    def made(self) -> str:
        """How, in one line."""
        return (
            f"{self.runs:,} runs of {self.people:,} invented people, seed {self.seed}; "
            f"{self.effective:.0f} effective draws, at "
            f"{self.tolerance:.3g} times the figures' own uncertainty"
        )

    def save(self, path: str | Path, *, force: bool = False) -> Path:
        """Write the calibrated scenario (JSON), whole or not at all.

        Raises
        ------
        OutputError
            If something is there already and not ``force``, or it cannot be written.
        """
        target = Path(path)
        check_target(target, force=force)
        partial = target.with_name(f".{target.name}.partial-{os.getpid()}")
        text = json.dumps(as_data(self.calibrated()), indent=1, ensure_ascii=False, allow_nan=False)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            partial.write_text(text + "\n", encoding="utf-8")
            os.replace(partial, target)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise OutputError(f"{target}: cannot be written: {error.strerror or error}") from None
        return target

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for ``--json``."""
        return {
            "scenario": self.scenario.title,
            "to": self.to,
            "source": f"{SOURCE}{self.to}",
            "people": self.people,
            "seed": self.seed,
            "runs": self.runs,
            "generations": self.sample.generations,
            "effective_sample_size": self.effective,
            "tolerance": self.tolerance,
            "numbers": [asdict(one) for one in self.numbers],
            "tied": [{"places": [a, b], "correlation": r} for a, b, r in self.tied()],
            "fitted": [asdict(one) for one in self.figures if one.fitted],
            "held_out": [asdict(one) for one in self.figures if not one.fitted],
        }

    def __str__(self) -> str:
        """The report."""
        from ostraka.calibration.text import calibration_text

        return calibration_text(self)

    def _middle(self) -> int:
        """The draw nearest to the posterior's mean, in its own standard deviations."""
        from scipy.special import ndtri

        v, weights = ndtri(self.sample.u), self.sample.weights
        mean = weights @ v
        deviation = np.sqrt(weights @ (v - mean) ** 2)
        far = (((v - mean) / np.maximum(deviation, 1e-12)) ** 2).sum(axis=1)
        return int(np.argmin(np.where(weights > weights.max() / 100, far, np.inf)))


def check_target(target: Path, *, force: bool) -> None:
    """Say before a long fit, too, that its result would have no place.

    Raises
    ------
    OutputError
        If the file is there and not ``force``, or its name does not end in .json.
    """
    if target.suffix.lower() != ".json":
        raise OutputError(
            f"{target}: the calibrated scenario is a JSON file; let its name end in .json"
        )
    if target.is_dir() or (target.exists() and not force):
        raise OutputError(
            f"{target}: it is there already; choose another name, or --force (in Python: force=True)"
        )


def fitted(place: str, prior: Quantity, sample: Sample, k: int, *, named: bool) -> FittedNumber:
    """One number before and after the fit."""
    low, middle, high = weighted_quantiles(sample.u[:, k], sample.weights, (0.025, 0.5, 0.975))
    width = (high - low) / 0.95
    moved = kolmogorov(sample.u[:, k], sample.weights)
    # what a sample of this size would show by chance alone, once in a thousand (Kolmogorov)
    by_chance = max(0.1, 1.95 / np.sqrt(sample.effective))
    verdict: Identified = "partly identified"
    if moved < by_chance and width > 0.8:
        verdict = "not identified"
    elif width < 0.5:
        verdict = "identified"

    def at(u: float) -> float:
        return settled_number(prior, u)

    return FittedNumber(
        place=place,
        prior=at(0.5),
        prior_low=at(0.025),
        prior_high=at(0.975),
        posterior=at(middle),
        low=at(low),
        high=at(high),
        width=width,
        moved=moved,
        verdict=verdict,
        named=named,
        sourced=prior.source or "",
    )


def predicted(target: Target, before: Floats, pairs: Floats, *, is_fitted: bool) -> HeldFigure:
    """A published figure beside the runs of the prior (draws) and of the posterior (draws, 2)."""
    known = before[np.isfinite(before)]
    prior = np.quantile(known, [0.025, 0.975]) if len(known) else (None, None)
    interval = parameter_interval(pairs)
    luck = float("nan")
    low, high = interval if interval is not None else (None, None)
    verdict = "undefined"
    if low is not None and high is not None:
        luck = float((pairs[:, 0] - pairs[:, 1]).std(ddof=1)) / 2**0.5
        luck /= (target.below + target.above) / 2
        verdict = "inside" if low <= target.high and target.low <= high else "outside"
        told = prior[1] is not None and high - low < 0.9 * (prior[1] - prior[0])
        if verdict == "inside" and not is_fitted and not told:
            verdict = "uninformative"
    return HeldFigure(
        name=target.name,
        fitted=is_fitted,
        published=target.published,
        published_low=target.low,
        published_high=target.high,
        prior_low=None if prior[0] is None else float(prior[0]),
        prior_high=None if prior[1] is None else float(prior[1]),
        predicted=None if low is None else float(np.median(pairs.mean(axis=1))),
        low=low,
        high=high,
        luck=luck if np.isfinite(luck) else 0.0,
        verdict=verdict,
        source=target.source,
    )


def weighted_quantiles(values: Floats, weights: Floats, at: tuple[float, ...]) -> tuple[float, ...]:
    """Quantiles of weighted draws: the mid-points of the cumulated weights, joined by lines."""
    order = np.argsort(values)
    reached = np.cumsum(weights[order]) - weights[order] / 2
    return tuple(float(x) for x in np.interp(at, reached / weights.sum(), values[order]))


def kolmogorov(u: Floats, weights: Floats) -> float:
    """Largest distance between the distribution function of weighted draws and the uniform one."""
    order = np.argsort(u)
    after = np.cumsum(weights[order]) / weights.sum()
    before = after - weights[order] / weights.sum()
    return float(max(np.abs(after - u[order]).max(), np.abs(before - u[order]).max()))


def _range_in_words(quantity: Quantity) -> str:
    shape = (quantity.distribution or "uniform").replace("_", "-")
    return f"{shape} {quantity.low:g} to {quantity.high:g}"
