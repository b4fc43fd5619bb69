"""What a calibration found: prior beside posterior, figures predicted, and a scenario that carries it."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from ostraka.calibration.findings import FittedNumber, HeldFigure, fitted
from ostraka.calibration.sampling import Sample
from ostraka.core.errors import OutputError
from ostraka.core.files import put
from ostraka.core.quantities import Quantity
from ostraka.core.walking import replace
from ostraka.scenario import as_data
from ostraka.scenario.posterior import SOURCE
from ostraka.scenario.schema import validate

STRONG: Final = 0.7
"""Correlation of two numbers from which on it is said that the facts tell only both together."""

PRESSED: Final = (0.025, 0.25)
"""Outer part of a prior, and the share of the posterior there from which on its range is in doubt."""

_KEPT: Final = 0.999


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
            place: [q.settled(float(x)) for x in self.sample.u[:, k]]
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
        text = json.dumps(as_data(self.calibrated()), indent=1, ensure_ascii=False, allow_nan=False)
        return put(target, f"{text}\n".encode())

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


def _range_in_words(quantity: Quantity) -> str:
    shape = (quantity.distribution or "uniform").replace("_", "-")
    return f"{shape} {quantity.low:g} to {quantity.high:g}"
