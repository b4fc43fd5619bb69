"""Which mechanism causes which share of a harm: worlds with some of them off, on the same draws."""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ostraka.core.accessor import Accessor
from ostraka.core.errors import OstrakaError
from ostraka.core.intervals import CONFIDENCE
from ostraka.core.switches import Switch
from ostraka.engine import BlockPlan, Schedule, schedule_for, simulate
from ostraka.results.estimate import Floats
from ostraka.results.harms import Harm, harm_named
from ostraka.results.run import as_run
from ostraka.results.shapley import off_alone, on_alone, shapley
from ostraka.scenario.switches import named, switched_off, switches_on

MOST = 8
"""Most mechanisms at a time: 256 worlds."""

RESAMPLES = 4000
FEWEST = 5
"""Replicates below which no interval is given."""

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the figure, on average over replicates.

    Attributes
    ----------
    value : float
    low, high : float or None
        95 % interval: a bootstrap over replicates, paired, since all worlds of a replicate share their
        draws. None with fewer than :data:`FEWEST` replicates.
    """

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Part:
    """What one mechanism does to the figure.

    Attributes
    ----------
    name, words : str
    share : Change
        Its Shapley share: the parts add up to the whole.
    of_whole : Change or None
        The same over the whole; None if the whole is 0 in some resample.
    off_alone : Change
        By how much the figure falls if it alone is switched off.
    on_alone : Change
        By how much the figure rises if, with all of them off, it alone is switched on.
    """

    name: str
    words: str
    share: Change
    of_whole: Change | None
    off_alone: Change
    on_alone: Change


@dataclass(frozen=True)
class Attribution:
    """Shares of a harm by mechanism.

    Attributes
    ----------
    title : str
        Of the scenario.
    harm, unit, definition : str
        The figure.
    people, months, seed, replicates : int
    parts : tuple of Part
        One for each mechanism.
    whole : Change
        With all of them on less with all of them off.
    all_on, all_off : Change
    interaction : Change
        The whole less the sum of what each does when switched off alone: above 0 where mechanisms
        stand in for each other, below 0 where one needs the other.
    kept_on : tuple of str
        Mechanisms that could be switched off as well, and stay on in every world.
    values : array (world, replicate)
        The figure in every world; bit k of a world's number says whether part k is on.
    """

    title: str
    harm: str
    unit: str
    definition: str
    people: int
    months: int
    seed: int
    replicates: int
    parts: tuple[Part, ...]
    whole: Change
    all_on: Change
    all_off: Change
    interaction: Change
    kept_on: tuple[str, ...]
    values: npt.NDArray[Any]

    plot = Accessor("ostraka.plots.of_attribution", "AttributionPlots")

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON, the figure of every world and replicate included."""
        plain = asdict(self)
        plain["values"] = self.values.tolist()
        plain["worlds"] = [
            [part.name for k, part in enumerate(self.parts) if world >> k & 1]
            for world in range(len(self.values))
        ]
        return plain

    def __str__(self) -> str:
        """The table."""
        from ostraka.results.attribution_text import text_of

        return text_of(self)


def attribute(
    scenario: Any,
    mechanisms: Sequence[str] | None = None,
    *,
    harm: str = "wrongful_person_months",
    people: int | None = None,
    months: int | None = None,
    seed: int | None = None,
    replicates: int | None = None,
    threads: int | None = None,
    progress: Told | None = None,
    say: Callable[[str], None] | None = None,
) -> Attribution:
    """Shapley shares of a harm over mechanisms, and what each does alone, on common draws.

    Parameters
    ----------
    scenario : Scenario, str or Path
        A scenario, a file, or the name of a shipped one. Uncertain numbers are at their centre.
    mechanisms : sequence of str, optional
        Names of switches; all that are on unless given. Of more than ``MOST`` those are taken
        that do most when switched off alone in the first replicate.
    harm : str
        A figure that counts harm.
    people, months, seed, replicates : int, optional
        Instead of the scenario's own.
    threads : int, optional
        All processors unless given; changes no figure.
    progress : callable, optional
        Called with (worlds done, worlds in all), a replicate at a time.
    say : callable, optional
        Told in a sentence what it will cost, and how long it may take.

    Raises
    ------
    OstrakaError
        If nothing can be switched off, a name is unknown, or the figure is no harm.
    """
    asked = as_run(scenario, people=people, months=months, seed=seed, replicates=replicates)
    say = say or (lambda words: print(words, file=sys.stderr, flush=True))
    schedule = schedule_for(asked)
    read = harm_named(harm, asked, schedule)
    worlds = _Worlds(asked, schedule, read, BlockPlan(threads=threads))
    chosen = named(asked, mechanisms) if mechanisms else _most_telling(worlds, say)
    if not chosen:
        raise OstrakaError("attribute: nothing in this scenario can be switched off")
    if len(chosen) > MOST:
        raise OstrakaError(
            f"attribute: {len(chosen)} mechanisms are {2 ** len(chosen):,} worlds; name at most {MOST}"
        )
    values = worlds.values(chosen, progress or (lambda done, total: None), say)
    return _attributed(asked, read, chosen, values)


class _Worlds:
    """The figure in worlds of one scenario; all of them run the schedule with everything on."""

    def __init__(self, scenario: Any, schedule: Schedule, harm: Harm, plan: BlockPlan) -> None:
        self.scenario, self.schedule, self.harm, self.plan = scenario, schedule, harm, plan

    def off(self, switches: Sequence[Switch]) -> Any:
        """The scenario with these off."""
        return switched_off(self.scenario, switches) if switches else self.scenario

    def value(self, scenario: Any, replicate: int) -> float:
        """The figure in one world."""
        tallies = simulate(scenario, replicate=replicate, plan=self.plan, schedule=self.schedule)
        return self.harm.read(tallies)

    def values(
        self, chosen: Sequence[Switch], progress: Told, say: Callable[[str], None]
    ) -> npt.NDArray[Any]:
        """Array (world, replicate), of integers if the figure counts."""
        k, replicates = len(chosen), self.scenario.replicates
        count = 1 << k
        scenarios = [
            self.off([one for bit, one in enumerate(chosen) if not world >> bit & 1])
            for world in range(count)
        ]
        size = self.scenario.people * self.scenario.months
        say(
            f"{count} worlds ({', '.join(one.name for one in chosen)}) x {replicates} replicates x "
            f"{self.scenario.people:,} people x {self.scenario.months} months: "
            f"{count * replicates * size:,} person-months."
        )
        found = np.zeros((count, replicates))
        began = 0.0
        for replicate in range(replicates):
            for world, scenario in enumerate(scenarios):
                found[world, replicate] = self.value(scenario, replicate)
                done = replicate * count + world + 1
                if done == 1:  # the first world may have waited for the compiler
                    began = time.perf_counter()
                elif done == min(4, count):
                    each = (time.perf_counter() - began) / (done - 1)
                    say(f"About {each * (count * replicates - done):,.0f} seconds more.")
                progress(done, count * replicates)
        if not np.isfinite(found).all():
            raise OstrakaError(
                f"{self.harm.name}: it has no value in some world (nothing to divide by); choose a count"
            )
        return found.astype(np.int64) if self.harm.is_count else found


def _most_telling(worlds: _Worlds, say: Callable[[str], None]) -> tuple[Switch, ...]:
    """All switches that are on, or the few that do most alone in the first replicate."""
    known = tuple(switches_on(worlds.scenario).values())
    if len(known) <= MOST:
        return known
    say(
        f"{len(known)} mechanisms are on; the {MOST} that do most alone are taken, the others stay on."
    )
    whole = worlds.value(worlds.scenario, 0)
    falls = [abs(whole - worlds.value(worlds.off([one]), 0)) for one in known]
    order = sorted(range(len(known)), key=lambda k: (-falls[k], k))[:MOST]
    return tuple(known[k] for k in sorted(order))


def _attributed(
    scenario: Any, harm: Harm, chosen: Sequence[Switch], values: npt.NDArray[Any]
) -> Attribution:
    """Estimates from the figure in every world and replicate."""
    resampled = _resamples(values.shape[1], scenario.seed)
    shares, alone, first = shapley(values), off_alone(values), on_alone(values)
    whole = values[-1] - values[0]

    def change(by_replicate: npt.NDArray[Any]) -> Change:
        return _change(by_replicate.astype(float), resampled)

    parts = tuple(
        Part(
            name=switch.name,
            words=switch.words,
            share=change(shares[k]),
            of_whole=_ratio(shares[k], whole.astype(float), resampled),
            off_alone=change(alone[k]),
            on_alone=change(first[k]),
        )
        for k, switch in enumerate(chosen)
    )
    names = {switch.name for switch in chosen}
    return Attribution(
        title=scenario.title,
        harm=harm.name,
        unit=harm.unit,
        definition=harm.definition,
        people=scenario.people,
        months=scenario.months,
        seed=scenario.seed,
        replicates=scenario.replicates,
        parts=parts,
        whole=change(whole),
        all_on=change(values[-1]),
        all_off=change(values[0]),
        interaction=change(whole - alone.sum(axis=0)),
        kept_on=tuple(name for name in switches_on(scenario) if name not in names),
        values=values,
    )


def _resamples(replicates: int, seed: int) -> npt.NDArray[np.int64] | None:
    """Which replicates each resample draws: array (resample, replicate)."""
    if replicates < FEWEST:
        return None
    random = np.random.default_rng(seed)
    return random.integers(0, replicates, (RESAMPLES, replicates))


def _change(by_replicate: Floats, resampled: npt.NDArray[np.int64] | None) -> Change:
    value = float(by_replicate.mean())
    if resampled is None:
        return Change(value, None, None)
    low, high = _ends(by_replicate[resampled].mean(axis=1))
    return Change(value, low, high)


def _ratio(part: Floats, whole: Floats, resampled: npt.NDArray[np.int64] | None) -> Change | None:
    if whole.mean() == 0:
        return None
    value = float(part.mean() / whole.mean())
    if resampled is None:
        return Change(value, None, None)
    below = whole[resampled].mean(axis=1)
    if (below == 0).any():
        return Change(value, None, None)
    low, high = _ends(part[resampled].mean(axis=1) / below)
    return Change(value, low, high)


def _ends(means: Floats) -> tuple[float, float]:
    low, high = np.quantile(means, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return float(low), float(high)
