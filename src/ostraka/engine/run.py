"""Running a schedule: blocks of cells, threads, workspaces, and tallies that add up."""

import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ostraka.core.declarations import Column
from ostraka.core.errors import DeclarationError, Problem, ScenarioError
from ostraka.engine.compile import is_compiled, load_module
from ostraka.engine.schedule import Schedule, fingerprint, schedule_for
from ostraka.mechanisms.unfounded import SOURCES
from ostraka.population.ledgers import CAUSES, EXITS, MISSED, OUTCOMES, STATES
from ostraka.population.rules import Jurisdiction
from ostraka.scenario.world import World, jurisdictions, worlds

Progress = Callable[[int, int], None]

_SUBJECT_MONTHS_PER_BLOCK = 8_000_000
"""A block takes some hundredths of a second: long enough to forget its overhead, short to stop."""


@dataclass(frozen=True, slots=True)
class Tallies:
    """The integer tables of one run.

    Attributes
    ----------
    tables : mapping of str to int64 array
        By name, with the axes (jurisdiction, *dims of the tally).
    dims : mapping of str to tuple of str
        Axes of each table, after the jurisdiction.
    jurisdictions : tuple of Jurisdiction
    months : int
    seed, replicate : int
    ticks : mapping of str to int, or None
        Processor cycles by pass, if they were asked for.
    """

    tables: Mapping[str, npt.NDArray[np.int64]]
    dims: Mapping[str, tuple[str, ...]]
    jurisdictions: tuple[Jurisdiction, ...]
    months: int
    seed: int
    replicate: int
    ticks: Mapping[str, int] | None = None

    @property
    def people(self) -> int:
        """Subjects in all jurisdictions."""
        return sum(place.people for place in self.jurisdictions)


@dataclass(frozen=True, slots=True)
class BlockPlan:
    """How the work is cut and which memory it meets; nothing of it may change a result.

    Attributes
    ----------
    threads : int or None
        All processors unless given.
    cells_per_block : int or None
        Chosen from the work unless given.
    order : callable or None
        Rearranges the list of blocks, for tests.
    poison : int or None
        Seed of random bytes written over each workspace before each block, for tests.
    """

    threads: int | None = None
    cells_per_block: int | None = None
    order: Callable[[list[Any]], list[Any]] | None = None
    poison: int | None = None


def simulate(
    scenario: Any,
    *,
    people: int | None = None,
    months: int | None = None,
    seed: int | None = None,
    replicate: int = 0,
    plan: BlockPlan | None = None,
    progress: Progress | None = None,
    timed: bool = False,
    schedule: Schedule | None = None,
) -> Tallies:
    """Run one replicate of a scenario whose numbers are all settled.

    Parameters
    ----------
    scenario : Scenario
    people, months, seed : int, optional
        Instead of the scenario's own.
    replicate : int
        Which run with these numbers; enters every address.
    plan : BlockPlan, optional
        How the work is cut: changes no result.
    progress : callable, optional
        Called with (cells done, cells in all).
    timed : bool
        Count processor cycles by pass (about a twentieth slower).
    """
    plan = plan or BlockPlan()
    length = scenario.months if months is None else months
    root = scenario.seed if seed is None else seed
    places = jurisdictions(scenario, people)
    schedule = schedule or schedule_for(scenario)
    run_block = compiled(schedule, timed=timed)
    lengths = axis_lengths(scenario, length, schedule)
    totals = {
        name: np.zeros((len(places), *(lengths[d] for d in tally.dims)), dtype=np.int64)
        for name, tally in schedule.tallies.items()
    }
    ticks = np.zeros(len(schedule.passes), dtype=np.uint64)
    here = worlds(scenario, places)
    jobs = [
        _Job(number, world, parameters, block)
        for number, world in enumerate(here)
        for parameters in [parameters_of(schedule, world, here)]
        for block in _blocks(world.jurisdiction.people, schedule.cell_size, length, plan)
    ]
    if plan.order is not None:
        jobs = plan.order(jobs)
    cells = sum(last - first for first, last in (job.block for job in jobs))
    capacities = _Capacities(schedule.cell_size)
    mine = threading.local()
    merging = threading.Lock()

    def work(job: "_Job") -> int:
        address = np.array([root, replicate, job.world.jurisdiction.key], dtype=np.uint64)
        while True:
            if getattr(mine, "capacities", None) != capacities.now:
                mine.capacities = capacities.now
                mine.space = workspace(schedule, length, capacities.now, lengths)
            cell, loose = mine.space
            if plan.poison is not None:
                _poison(cell, loose, plan.poison + job.block[0])
            cell["overflow"][0] = 0
            tables = [np.zeros(totals[name].shape[1:], dtype=np.int64) for name in totals]
            spent = np.zeros_like(ticks)
            run_block(
                *job.block,
                job.world.jurisdiction.people,
                length,
                address,
                cell[0],
                *loose,
                *job.parameters,
                *tables,
                *([spent] if timed else []),
            )
            full = int(cell["overflow"][0, 0])
            if not full:
                break
            capacities.grow(mine.capacities)
        with merging:
            for table, total in zip(tables, totals.values(), strict=True):
                total[job.number] += table
            np.add(ticks, spent, out=ticks)
        return job.block[1] - job.block[0]

    done = 0
    for finished in _spread(work, jobs, plan.threads or os.cpu_count() or 1):
        done += finished
        if progress is not None:
            progress(done, cells)
    for name, tally in schedule.tallies.items():
        if tally.steps:
            axis = 1 + tally.dims.index("month")
            np.cumsum(totals[name], axis=axis, out=totals[name])
    return Tallies(
        tables=totals,
        dims={name: tally.dims for name, tally in schedule.tallies.items()},
        jurisdictions=places,
        months=length,
        seed=root,
        replicate=replicate,
        ticks={one.name: int(t) for one, t in zip(schedule.passes, ticks, strict=True)}
        if timed
        else None,
    )


def axis_lengths(scenario: Any, months: int, schedule: Schedule) -> dict[str, int]:
    """Length of every axis that a tally or a column may have."""
    degrees = [len(c.severities or {"": None}) for c in scenario.categories.values()]
    grades = 1 + (len(scenario.grades.lowest) if scenario.grades is not None else 0)
    return {
        "one": 1,
        "month": months,
        "stratum": len(scenario.strata),
        "record_class": sum(degrees),
        "state": STATES,
        "cause": len(CAUSES),
        "exit": len(EXITS),
        "outcome": len(OUTCOMES),
        "missed": len(MISSED),
        "ever": 2,
        "duration": months + 1,
        "record_origin": 1 + len(SOURCES),
        "elsewhere": 2,
        "redress_event": 6,
        "grade": grades,
        "deserved_grade": grades,
        "flag_truth": 2,
        "flag_selected": 2,
        **{name: len(axis.names(scenario)) for name, axis in schedule.axes.items()},
    }


def parameters_of(schedule: Schedule, world: World, worlds: Sequence[World] = ()) -> list[Any]:
    """Values of the schedule's parameters for one world, in its order.

    Where people move, the rules of all jurisdictions of the unit are laid one below another, and each
    subject's row says which hold; what has no rows must be the same in all of them.

    Raises
    ------
    DeclarationError
        If no scheduled mechanism gives a parameter that one of the passes takes.
    ScenarioError
        If a rule differs between jurisdictions of a unit that cannot.
    """
    given = _given(schedule, world)
    missing = [name for name in schedule.parameters if name not in given]
    if missing:
        raise DeclarationError(
            f"parameters {missing} are declared, but no scheduled pass gives them"
        )
    if len(world.unit) > 1:
        by_name = {one.jurisdiction.name: one for one in worlds}
        unit = [_given(schedule, by_name[name]) for name in world.unit]
        for name in schedule.parameters:
            if schedule.has_rows(name):
                given[name] = np.concatenate([one[name] for one in unit])
            elif name not in _OF_THE_PLACE and not all(
                np.array_equal(one[name], given[name]) for one in unit
            ):
                raise ScenarioError(_fixed(name, schedule, world.unit), world.scenario.title)
    return [
        np.ascontiguousarray(given[name]) if isinstance(given[name], np.ndarray) else given[name]
        for name in schedule.parameters
    ]


_OF_THE_PLACE = ("home_row", "strata_share", "mislink", "confusability_weight", "select_blind")
"""Parameters that belong to the place where a cell lies, whoever has moved."""


def _given(schedule: Schedule, world: World) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for one in schedule.passes:
        given.update(one.parameters(world))
    return given


def _fixed(name: str, schedule: Schedule, unit: Sequence[str]) -> Problem:
    doc = next(one.declares[name].doc for one in schedule.passes if name in one.declares)
    return Problem(
        "moves",
        f"{', '.join(unit)} differ in a rule that cannot follow people who move ({doc})",
        "let it be the same there, or leave out the moves",
    )


def compiled(schedule: Schedule, *, timed: bool = False) -> Callable[..., None]:
    """The compiled schedule, from the cache if nothing it depends on has changed."""
    key = fingerprint(schedule, timed=timed)
    source = schedule.timed_source if timed else schedule.source
    if not is_compiled(key):
        print(
            f"Compiling {len(schedule.passes)} passes for the first time (some ten seconds, once) ...",
            file=sys.stderr,
            flush=True,
        )
    run_block: Callable[..., None] = load_module(source, key).run_block
    return run_block


def workspace(
    schedule: Schedule,
    months: int,
    capacities: Mapping[str, int],
    lengths: Mapping[str, int],
) -> tuple[npt.NDArray[Any], list[npt.NDArray[Any]]]:
    """Memory for one cell: the record, and the columns whose size varies."""
    shapes: dict[str, tuple[int, ...]] = {
        "records": (capacities["records"],),
        "words": (4, capacities["records"]),
        "waiting": (capacities["waiting"],),
        "log": (capacities["log"],),
        "months": (months + 2,),
    }
    cell = np.zeros(1, dtype=schedule.cell_dtype)
    sizes = {**lengths, "subjects": schedule.cell_size, "months": months + 2}

    def shape_of(column: Column) -> tuple[int, ...]:
        if isinstance(column.shape, tuple):
            return tuple(sizes[axis] for axis in column.shape)
        return shapes[column.shape]

    columns = [schedule.columns[name] for name in schedule.loose_columns]
    return cell, [np.zeros(shape_of(column), column.dtype) for column in columns]


@dataclass(frozen=True, slots=True)
class _Job:
    number: int
    world: World
    parameters: Sequence[Any]
    block: tuple[int, int]


class _Capacities:
    """Lengths of the lists of a cell; doubled, for everybody, when one proves too short."""

    def __init__(self, cell_size: int) -> None:
        self.now = {"records": 4 * cell_size, "waiting": 4 * cell_size, "log": 8 * cell_size}
        self._lock = threading.Lock()

    def grow(self, seen: Mapping[str, int]) -> None:
        with self._lock:
            if self.now == seen:  # else another thread has seen to it
                self.now = {name: 2 * size for name, size in seen.items()}


def _blocks(people: int, cell_size: int, months: int, plan: BlockPlan) -> Iterator[tuple[int, int]]:
    cells = -(-people // cell_size)
    size = plan.cells_per_block or max(1, _SUBJECT_MONTHS_PER_BLOCK // (cell_size * months))
    threads = plan.threads or os.cpu_count() or 1
    if plan.cells_per_block is None and threads > 1:
        size = max(1, min(size, -(-cells // (2 * threads))))
    for first in range(0, cells, size):
        yield first, min(cells, first + size)


def _spread(work: Callable[[_Job], int], jobs: Sequence[_Job], threads: int) -> Iterator[int]:
    """Do the jobs on threads (or on this one), a few queued at a time; yields what each returns."""
    if threads == 1 or len(jobs) == 1:
        for job in jobs:
            yield work(job)
        return
    queue = iter(jobs)
    with ThreadPoolExecutor(threads) as pool:
        running: set[Future[int]] = set()
        try:
            while True:
                for job in queue:
                    running.add(pool.submit(work, job))
                    if len(running) >= 2 * threads:
                        break
                if not running:
                    return
                finished, running = wait(running, return_when=FIRST_COMPLETED)
                for one in finished:
                    yield one.result()
        finally:
            for one in running:
                one.cancel()


def _poison(cell: npt.NDArray[Any], loose: Sequence[npt.NDArray[Any]], seed: int) -> None:
    noise = np.random.default_rng(seed)
    for array in (cell, *loose):
        flat = array.view(np.uint8).reshape(-1)
        flat[:] = noise.integers(0, 256, flat.size, dtype=np.uint8)


__all__ = ["BlockPlan", "Tallies", "compiled", "parameters_of", "simulate", "workspace"]
