"""Fitting a scenario's uncertain numbers to published figures, and predicting those held out."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ostraka.calibration.findings import predicted
from ostraka.calibration.result import Calibration
from ostraka.calibration.sampling import sequential
from ostraka.calibration.targets import Targets, read_targets
from ostraka.core.errors import OstrakaError, Problem, ScenarioError, choose
from ostraka.core.quantities import Quantity
from ostraka.engine import BlockPlan, schedule_for, simulate
from ostraka.results.estimate import Floats
from ostraka.results.run import DRAW_PEOPLE, as_run

CHECKED = 200
"""Draws of the posterior that are run again, twice each, for the predictions."""

FEWEST = 50
"""Least draws in a generation."""

Told = Callable[[int, int], None]


def calibrate(
    scenario: Any,
    to: str | Path,
    *,
    vary: Sequence[str] = (),
    draws: int = 400,
    generations: int = 6,
    people: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    progress: Told | None = None,
) -> Calibration:
    """Fit uncertain numbers of a scenario to what was published of the system that it describes.

    Their declared distributions are the prior. What comes back is a posterior: which of the numbers
    agree with the published figures, if the scenario describes how these came about. It measures
    nothing, and no figure can be asked to be large or small.

    Parameters
    ----------
    scenario : Scenario, str or Path
        A scenario, a file, or the name of a shipped one.
    to : str or Path
        A file of published figures (TOML or JSON), or a case: what sets it is fitted, what it predicts
        is held out.
    vary : sequence of str, optional
        Dotted places of the uncertain numbers that the search follows; all unless given. The others are
        drawn from their priors and weighted with the rest, so that nothing is held fixed that is not
        known.
    draws, generations : int
        Runs in a generation, and most generations (``ostraka.calibration.sampling.sequential``).
    people, seed : int, optional
        Instead of the scenario's own; no more than 100,000 people unless given.
    threads : int, optional
        All processors unless given; changes no figure.
    progress : callable, optional
        Called with (runs done, most runs).

    Raises
    ------
    OstrakaError
        If nothing is uncertain, a place or figure is unknown, or a fact has no source.
    """
    asked = as_run(scenario, people=people, seed=seed)
    size = min(asked.people, DRAW_PEOPLE) if people is None else people
    known = _uncertain(asked)
    named = _named(vary, known)
    if draws < FEWEST or generations < 1:
        raise OstrakaError(
            f"calibrate: {draws} draws in {generations} generations are too few; take at least {FEWEST} "
            "draws and one generation"
        )
    targets = read_targets(to, asked, people=size)
    runs = _Runs(asked, known, targets, size, threads, progress, draws * generations + 2 * CHECKED)
    sample = sequential(
        runs.figures,
        targets.distance,
        len(known),
        steered=[list(known).index(place) for place in named],
        draws=draws,
        generations=generations,
        seed=asked.seed,
    )
    rows = _equally_weighted(sample.weights, CHECKED, asked.seed)
    after = len(sample.u)
    again = runs.figures(np.repeat(sample.u[rows], 2, axis=0), after)
    pairs = again.reshape(CHECKED, 2, -1)
    if progress is not None:
        progress(runs.most, runs.most)
    before = sample.values[: sample.first]
    figures = [
        predicted(target, before[:, k], pairs[:, :, k], is_fitted=k < len(targets.fitted))
        for k, target in enumerate((*targets.fitted, *targets.held_out))
    ]
    return Calibration(
        scenario=asked,
        to=targets.title,
        places=tuple(known),
        named=tuple(named),
        sample=sample,
        figures=tuple(figures),
        people=size,
        seed=asked.seed,
        runs=after + len(again),
    )


def numbers_at(known: Mapping[str, Quantity], u: Floats) -> dict[str, float]:
    """The numbers, by place, at one point of the unit cube."""
    return {
        place: quantity.settled(float(x))
        for (place, quantity), x in zip(known.items(), u, strict=True)
    }


class _Runs:
    """Runs of one scenario at other numbers, each with luck of its own."""

    def __init__(
        self,
        scenario: Any,
        known: Mapping[str, Quantity],
        targets: Targets,
        people: int,
        threads: int | None,
        progress: Told | None,
        most: int,
    ) -> None:
        self.scenario, self.known, self.people = scenario, known, people
        self.read = [one.read for one in (*targets.fitted, *targets.held_out)]
        self.plan, self.schedule = BlockPlan(threads=threads), schedule_for(scenario)
        self.progress, self.most = progress, most

    def figures(self, u: Floats, first: int) -> Floats:
        """All figures at each point, the first with the luck of replicate ``first``."""
        found = np.empty((len(u), len(self.read)))
        for k, point in enumerate(u):
            tallies = simulate(
                self.scenario.at(numbers_at(self.known, point)),
                people=self.people,
                replicate=first + k,
                plan=self.plan,
                schedule=self.schedule,
            )
            found[k] = [read(tallies) for read in self.read]
            if self.progress is not None:
                self.progress(first + k + 1, self.most)
        return found


def _uncertain(scenario: Any) -> dict[str, Quantity]:
    if scenario.posterior is not None:
        raise ScenarioError(
            Problem(
                "posterior",
                "it was calibrated already, and the same facts would count twice",
                "calibrate the scenario that it was made of, to all the facts at once",
            ),
            scenario.title,
        )
    known: dict[str, Quantity] = scenario.uncertain()
    if not known:
        raise OstrakaError(
            "calibrate: no number of this scenario is uncertain, so there is nothing to fit; write some "
            "as { low = ..., high = ..., assumed = true }: that is their prior"
        )
    return known


def _named(vary: Sequence[str], known: Mapping[str, Quantity]) -> list[str]:
    for place in vary:
        if place not in known:
            raise OstrakaError(
                f"vary: {place!r} is no uncertain number of this scenario; {choose(place, list(known))}"
            )
    return [place for place in known if not vary or place in vary]


def _equally_weighted(weights: Floats, count: int, seed: int) -> Any:
    """Rows drawn by weight, systematically: each as often as its weight asks, but for rounding."""
    start = np.random.default_rng([seed, 2**31]).random()
    reached = np.cumsum(weights)
    points = (np.arange(count) + start) / count * reached[-1]
    return np.minimum(np.searchsorted(reached, points, side="right"), len(weights) - 1)
