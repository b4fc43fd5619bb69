"""One number at a time: the harm at the ends of each range, with all others at their centre."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from ostraka.core.accessor import Accessor
from ostraka.core.errors import OstrakaError
from ostraka.results.estimate import Floats, replicate_half_width
from ostraka.results.run import as_run
from ostraka.sensitivity.analysis import varied_of
from ostraka.sensitivity.common import Runs, Told, with_common_candidates
from ostraka.sensitivity.methods import Interval

ENDS: Final = (0.025, 0.975)
"""Quantiles at which each number is held."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One number: its two values, and what they change.

    Attributes
    ----------
    place : str
    low, high : float
        Its 2.5 and 97.5 % points.
    at_low, at_high : Interval
        Change of the harm against all numbers at their centre; paired, 95 % t interval.
    """

    place: str
    low: float
    high: float
    at_low: Interval
    at_high: Interval

    @property
    def reach(self) -> float:
        """The larger of the two changes."""
        return max(abs(self.at_low.value), abs(self.at_high.value))


@dataclass(frozen=True)
class Tornado:
    """What each number does alone. It shows no interaction.

    Attributes
    ----------
    title, harm, unit, definition : str
    people, months, seed, replicates, runs : int
    centre : Interval
        The harm with all numbers at their centre.
    luck : float
        Standard deviation of one run over the replicates: what another seed moves.
    bars : tuple of Bar
        The longest first.
    """

    title: str
    harm: str
    unit: str
    definition: str
    people: int
    months: int
    seed: int
    replicates: int
    runs: int
    centre: Interval
    luck: float
    bars: tuple[Bar, ...]

    plot = Accessor("ostraka.plots.of_sensitivity", "TornadoPlots")

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return asdict(self)

    def picture(self, path: str | Path) -> Path:
        """Save the bars with their intervals, SVG or PNG by the ending of ``path``."""
        return Path(import_module("ostraka.report.tornado_picture").save(self, path))

    def __str__(self) -> str:
        """The table."""
        from ostraka.sensitivity.text import tornado_text

        return tornado_text(self)


def tornado(
    scenario: Any,
    *,
    harm: str = "ever_wrongly_listed_per_100k",
    numbers: Sequence[str] | None = None,
    people: int | None = None,
    months: int | None = None,
    seed: int | None = None,
    replicates: int | None = None,
    threads: int | None = None,
    progress: Told | None = None,
    say: Callable[[str], None] | None = None,
) -> Tornado:
    """The harm at the 2.5 and 97.5 % points of each uncertain number, the others at their centre.

    Parameters are those of :func:`~ostraka.sensitivity.analysis.sensitivity`; all runs of a replicate
    share their draws.

    Raises
    ------
    OstrakaError
        If the figure is no harm or undefined, a place is unknown, nothing is uncertain, or there are
        fewer than two replicates.
    """
    asked = as_run(scenario, people=people, months=months, seed=seed, replicates=replicates)
    if asked.replicates < 2:
        raise OstrakaError("replicates: 1 gives no interval; take 2 at least")
    varied, _ = varied_of(asked, numbers)
    highest = {place: q.quantile(ENDS[1]) for place, q in varied.items()}
    runs = Runs(with_common_candidates(asked, highest), harm, threads)
    centre = {place: float(q) for place, q in asked.uncertain().items()}
    rows = [centre]
    for place, quantity in varied.items():
        rows += [{**centre, place: quantity.settled(u)} for u in ENDS]
    table = pd.DataFrame(rows)
    repeated = table.loc[table.index.repeat(asked.replicates)].reset_index(drop=True)
    if say is not None:
        say(f"tornado: {len(repeated):,} runs x {asked.people:,} people x {asked.months} months.")
    replicate = np.tile(np.arange(asked.replicates), len(rows))
    values = runs.harms(repeated, replicate, progress).reshape(len(rows), asked.replicates)
    if not np.isfinite(values).all():
        raise OstrakaError(f"harm: {harm} is undefined in some run; choose a count")
    bars = []
    for k, (place, quantity) in enumerate(varied.items()):
        low, high = (_mean(values[1 + 2 * k + end] - values[0]) for end in (0, 1))
        first, last = (quantity.settled(u) for u in ENDS)
        bars.append(Bar(place, first, last, low, high))
    bars.sort(key=lambda bar: -bar.reach)
    return Tornado(
        title=asked.title,
        harm=runs.harm.name,
        unit=runs.harm.unit,
        definition=runs.harm.definition,
        people=asked.people,
        months=asked.months,
        seed=asked.seed,
        replicates=asked.replicates,
        runs=len(repeated),
        centre=_mean(values[0]),
        luck=float(values[0].std(ddof=1)),
        bars=tuple(bars),
    )


def _mean(values: Floats) -> Interval:
    mean, half = float(values.mean()), float(replicate_half_width(values))
    return Interval(mean, mean - half, mean + half)
