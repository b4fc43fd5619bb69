"""Running a scenario: replicates at the central values, and draws of the uncertain numbers."""

import hashlib
import json
import os
import shlex
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from ostraka.core.errors import OstrakaError
from ostraka.engine import BlockPlan, Schedule, Tallies, acting, schedule_for, simulate
from ostraka.engine.run import Progress
from ostraka.results.counts import SCOPES, collect
from ostraka.results.declared import FigureSet, figure_set, values_of
from ostraka.results.estimate import Floats
from ostraka.results.labels import groups_of
from ostraka.results.result import Result
from ostraka.results.tables import Tables, kept
from ostraka.results.uncertainty import INNER, Draws, no_draws
from ostraka.results.versions import code_version, versions
from ostraka.scenario import as_data, jurisdictions, load, with_safeguards
from ostraka.scenario.schema import validate

DRAW_PEOPLE = 100_000
"""Most people in a parameter draw: its figures are scaled up, and its noise is taken out."""

DRAW_CELLS = 8
"""More, where a jurisdiction of mean size would not have so many whole cells: people meet in cells."""


def run(
    scenario: Any,
    *,
    people: int | None = None,
    months: int | None = None,
    seed: int | None = None,
    replicates: int | None = None,
    parameter_draws: int | None = None,
    threads: int | None = None,
    progress: Progress | bool | None = None,
    safeguards: Sequence[str] = (),
    without: Sequence[str] = (),
    state_folder: Path | None = None,
    state_memory: int | None = None,
    twin: bool = False,
) -> Result:
    """Run a scenario, and return its harm with both intervals.

    Parameters
    ----------
    scenario : Scenario, str or Path
        A scenario, a file, or the name of a shipped one.
    people, months, seed, replicates, parameter_draws : int, optional
        Instead of the scenario's own.
    threads : int, optional
        All processors unless given; changes no figure.
    progress : callable or bool, optional
        Called with (person-months done, person-months in all). Unless given, a bar on standard error
        if that is a terminal; False for none.
    safeguards, without : sequence of str, optional
        Names of safeguards to add to the scenario's own, and of its own to leave out.
    state_folder : Path, optional
        Where cells meet: keep people's state in a file without a name in this folder.
    state_memory : int, optional
        Most bytes of memory for that state; half of what is available unless given. What does not fit
        goes to such a file.
    twin : bool
        Run the scenario without any safeguard as well, with the same people, seed, replicates and draws
        of the uncertain numbers: ``result.twin``, and ``result.against()`` for the paired differences.
        It takes about as long again.

    Raises
    ------
    ScenarioError
        With every problem of the scenario, or of the numbers that replace its own.
    OstrakaError
        If a twin is asked for where no safeguard acts.
    OutputError
        If state goes to a file, and the disk has no room for it.
    """
    given = load(scenario) if isinstance(scenario, (str, Path)) else scenario
    asked = as_run(
        with_safeguards(given, safeguards, without),
        people=people,
        months=months,
        seed=seed,
        replicates=replicates,
        parameter_draws=parameter_draws,
    )
    both = [asked, unguarded(asked)] if twin else [asked]
    draws = asked.parameter_draws if any(one.uncertain() for one in both) else 0
    work = [_person_months(one, draws) for one in both]
    plan = BlockPlan(threads=threads, state_folder=state_folder, state_memory=state_memory)
    with _told(progress, sum(work)) as tell:
        result = _run(asked, draws, plan, tell)
        if not twin:
            return result
        return replace(result, twin=_run(both[1], draws, plan, lambda done: tell(work[0] + done)))


def unguarded(scenario: Any) -> Any:
    """The scenario without any of its safeguards, all else the same: its twin.

    Raises
    ------
    OstrakaError
        If no safeguard acts in it.
    """
    if not scenario.safeguards:
        raise OstrakaError(
            f"{scenario.title}: no safeguard acts, so there is no twin without; switch one on (--with "
            "NAME, in Python safeguards=[...]) or ask for no twin"
        )
    return with_safeguards(scenario, without=scenario.safeguards)


def _person_months(asked: Any, draws: int) -> int:
    """Work of a run: its replicates, and its draws where they tell anything apart."""
    each = (draws if asked.uncertain() else 0) + 1
    drawn = each * INNER * _draw_people(asked) if draws else 0
    return int(asked.months * (asked.replicates * asked.people + drawn))


def _draw_people(asked: Any) -> int:
    return int(min(asked.people, _people_of_a_draw(asked)))


def _run(asked: Any, draws: int, plan: BlockPlan, tell: Callable[[int], None]) -> Result:
    """Run one scenario as it stands."""
    began = datetime.now(UTC)
    clock = time.perf_counter()
    known = figure_set(asked)
    places = tuple(place.name for place in jurisdictions(asked))
    draw_people = _draw_people(asked)
    runs = _Runs(asked, schedule_for(asked), plan, tell)
    runs.warm_up()
    central = [kept(runs.once(asked, asked.people, r)) for r in range(asked.replicates)]
    drawn = _parameter_draws(runs, known, draws, draw_people, groups_of(asked, places))
    about = {
        **versions(),
        "code": code_version(),
        "scenario_sha256": scenario_hash(asked),
        "safeguards": list(asked.safeguards),
        "composition": [one.to_dict() for one in acting(asked)],
        "people": asked.people,
        "months": asked.months,
        "seed": asked.seed,
        "replicates": asked.replicates,
        "parameter_draws": draws,
        "parameter_draw_people": draw_people if draws else None,
        "parameter_draw_replicates": INNER if draws else None,
        "threads": plan.threads or os.cpu_count(),
        "command": shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]]),
        "started": began.isoformat(timespec="seconds"),
        "elapsed_seconds": round(time.perf_counter() - clock, 3),
        "simulated_seconds": round(runs.seconds, 3),
        "person_months": runs.person_months,
        "person_months_per_second": round(runs.person_months / max(runs.seconds, 1e-9)),
        "state": runs.state,
        "peak_memory_mib": peak_memory_mib(),
        "load": [round(x, 2) for x in os.getloadavg()] if hasattr(os, "getloadavg") else None,
    }
    return Result(asked, places, tuple(central), drawn, about)


def as_run(scenario: Any, **instead: int | None) -> Any:
    """The scenario with the numbers of this run, checked again.

    Raises
    ------
    ScenarioError
        With every problem found.
    """
    given = load(scenario) if isinstance(scenario, (str, Path)) else scenario
    replaced = {name: number for name, number in instead.items() if number is not None}
    return validate({**as_data(given), **replaced}, given.title)


def scenario_hash(scenario: Any) -> str:
    """SHA-256 of a scenario in full: the same for the same numbers, whatever file they came from."""
    text = json.dumps(as_data(scenario), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _people_of_a_draw(scenario: Any) -> int:
    cells = DRAW_CELLS * len(scenario.jurisdictions)
    return max(DRAW_PEOPLE, cells * int(scenario.population.cell_size))


class _Runs:
    """Simulations of one scenario, with the time and the work they took."""

    def __init__(
        self, scenario: Any, schedule: Schedule, plan: BlockPlan, tell: Callable[[int], None]
    ) -> None:
        self.scenario, self.schedule, self.plan, self.tell = scenario, schedule, plan, tell
        self.seconds = 0.0
        self.person_months = 0
        self.state, self._most = "streaming", 0.0

    def warm_up(self) -> None:
        """Compile, or load compiled code, so that no figure of speed includes it."""
        simulate(
            self.scenario,
            people=1,
            months=1,
            plan=BlockPlan(threads=1, state_folder=self.plan.state_folder),
            schedule=self.schedule,
        )

    def once(self, scenario: Any, people: int, replicate: int) -> Tallies:
        """One replicate, timed."""
        before = self.person_months
        size = people * scenario.months
        start = time.perf_counter()
        tallies = simulate(
            scenario,
            people=people,
            replicate=replicate,
            plan=self.plan,
            schedule=self.schedule,
            progress=lambda done, cells: self.tell(before + size * done // cells),
        )
        self.seconds += time.perf_counter() - start
        self.person_months = before + size
        kept = tallies.kept_bytes_per_person
        if kept is not None and kept >= self._most:
            self.state, self._most = tallies.state, kept
        return tallies


def _parameter_draws(
    runs: _Runs,
    known: FigureSet,
    draws: int,
    people: int,
    groups: tuple[tuple[str, str], ...],
) -> Draws:
    if draws == 0:
        return no_draws(tuple(known.figures), groups)
    scenario = runs.scenario
    scale = _scale(known, scenario.people / people)
    places = tuple(scenario.uncertain())

    def figures(settled: Any) -> Floats:
        return scale * _inner(runs, settled, people, known)

    central, names = figures(scenario), tuple(known.figures)
    if not places:  # only its twin has uncertain numbers: here every draw is the central values
        same = np.repeat(central[None], draws, axis=0)
        return Draws(same, central, names, groups, (), np.empty((draws, 0)), people)
    values: list[Floats] = []
    numbers: list[list[float]] = []
    for number in range(draws):
        settled, drawn = scenario.draw(scenario.seed, number)
        numbers.append([drawn[place] for place in places])
        values.append(figures(settled))
    return Draws(np.stack(values), central, names, groups, places, np.array(numbers), people)


def _scale(known: FigureSet, times: float) -> Floats:
    """What each figure of a draw is multiplied by: counts grow with the people, shares do not."""
    grows = np.array([figure.grows for figure in known.figures.values()])
    scale: Floats = np.where(grows, times, 1.0)
    return scale


def _inner(runs: _Runs, settled: Any, people: int, known: FigureSet) -> Floats:
    """Array (replicate of the draw, group, figure)."""
    inner: Floats = np.stack(
        [_all_groups(runs.once(settled, people, r), settled, known) for r in range(INNER)]
    )
    return inner


class Again:
    """Pieces of a saved run, done once more from its scenario: each replicate, each draw.

    Parameters
    ----------
    scenario : Scenario
        With the people, months, seed and safeguards of that run.
    draw_people : int
        People in a draw of the uncertain numbers; 0 if there were none.
    threads : int, optional
        All processors unless given; changes no figure.
    """

    def __init__(self, scenario: Any, draw_people: int, threads: int | None = None) -> None:
        """Compile its schedule, or load it."""
        self.scenario, self.draw_people = scenario, draw_people
        plan = BlockPlan(threads=threads)
        self._runs = _Runs(scenario, schedule_for(scenario), plan, lambda done: None)
        self._runs.warm_up()

    def replicate(self, number: int) -> Tables:
        """The tables of one replicate at the central values."""
        return kept(self._runs.once(self.scenario, self.scenario.people, number))

    def draw(self, number: int | None) -> Floats:
        """Array (replicate of the draw, group, figure) of one draw; of the central values for None."""
        known = figure_set(self.scenario)
        settled = self.scenario
        if number is not None:
            settled, _ = settled.draw(settled.seed, number)
        scale = _scale(known, self.scenario.people / self.draw_people)
        return scale * _inner(self._runs, settled, self.draw_people, known)


def _all_groups(tallies: Tallies, scenario: Any, known: FigureSet) -> Floats:
    """Figures of the whole, the strata and the jurisdictions: array (group, figure)."""
    found = []
    for scope in SCOPES:
        counts = collect(
            tallies.tables,
            tallies.months,
            scope,
            with_appeals=scenario.appeal is not None,
            sums=known.sums,
        )
        found.append(values_of(counts, known.figures))
    return np.concatenate(found)


def peak_memory_mib() -> float | None:
    """Most memory that this process has held so far, in MiB; None where the system does not say."""
    try:
        import resource
    except ImportError:
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20, 1)


def held_memory() -> int:
    """Bytes of memory that this process holds now; the most so far where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return int(2**20 * (peak_memory_mib() or 0))


@contextmanager
def _told(progress: Progress | bool | None, work: int) -> Iterator[Callable[[int], None]]:
    """Who hears about progress: the caller's function, a bar on a terminal, or nobody."""
    if callable(progress):
        report = progress
        yield lambda done: report(done, work)
    elif progress is False or not sys.stderr.isatty():
        yield lambda done: None
    else:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        console = Console(stderr=True)
        shown = (TextColumn("person-months"), BarColumn(), TimeRemainingColumn())
        with Bar(*shown, console=console, transient=True) as bar:
            task = bar.add_task("", total=work)
            yield lambda done: bar.update(task, completed=done)
