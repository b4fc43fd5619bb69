"""Streaming: each cell goes through all months and is forgotten; memory does not grow with people."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from ostraka.engine.schedule import Schedule
from ostraka.engine.source import Way
from ostraka.engine.work import (
    BlockPlan,
    Capacities,
    Heard,
    Progress,
    blocks,
    poison,
    spread,
    workspace,
)
from ostraka.scenario.world import World


@dataclass(frozen=True)
class Task:
    """Everything that the blocks of one run have in common.

    Attributes
    ----------
    schedule : Schedule
    compiled : callable
        From the way it is run to the compiled schedule.
    worlds : sequence of World
        One a jurisdiction.
    parameters : list of list
        Values of the schedule's parameters, by jurisdiction.
    months, seed, replicate : int
    lengths : mapping of str to int
        Length of every axis.
    plan : BlockPlan
    capacities : Capacities
    progress : callable or None
    timed : bool
    heard : callable or None
        Told of every meeting: (place of the jurisdiction, month that begins, value by cell).
    totals : mapping of str to int64 array
        The tables, added to.
    ticks : uint64[passes]
        Processor cycles, added to if timed.
    """

    schedule: Schedule
    compiled: Callable[[Way], Callable[..., Any]]
    worlds: Sequence[World]
    parameters: list[list[Any]]
    months: int
    seed: int
    replicate: int
    lengths: Mapping[str, int]
    plan: BlockPlan
    capacities: Capacities
    progress: Progress | None
    timed: bool
    heard: Heard | None
    totals: Mapping[str, npt.NDArray[np.int64]]
    ticks: npt.NDArray[np.uint64]
    merging: threading.Lock = field(default_factory=threading.Lock)

    def address(self, place: int) -> npt.NDArray[np.uint64]:
        """What every draw of a jurisdiction begins with."""
        key = self.worlds[place].jurisdiction.key
        return np.array([self.seed, self.replicate, key], dtype=np.uint64)

    def people(self, place: int) -> int:
        """Subjects of a jurisdiction."""
        return self.worlds[place].jurisdiction.people

    def workspace(self) -> tuple[npt.NDArray[Any], list[npt.NDArray[Any]]]:
        """Memory for one cell, at the capacities of now."""
        return workspace(self.schedule, self.months, self.capacities.now, self.lengths)

    def tables(self) -> list[npt.NDArray[np.int64]]:
        """Empty tables of one jurisdiction."""
        return [np.zeros(total.shape[1:], dtype=np.int64) for total in self.totals.values()]

    def add(
        self, place: int, tables: Sequence[npt.NDArray[np.int64]], ticks: npt.NDArray[np.uint64]
    ) -> None:
        """Add what a block has counted, and the cycles it spent."""
        with self.merging:
            for table, total in zip(tables, self.totals.values(), strict=True):
                total[place] += table
            np.add(self.ticks, ticks, out=self.ticks)


@dataclass(frozen=True, slots=True)
class _Job:
    place: int
    block: tuple[int, int]


def stream(task: Task) -> None:
    """Run every block through all months, and add its tables to the totals."""
    plan, run_block = task.plan, task.compiled("streaming")
    jobs = [
        _Job(place, block)
        for place in range(len(task.worlds))
        for block in blocks(task.people(place), task.schedule.cell_size, task.months, plan)
    ]
    if plan.order is not None:
        jobs = plan.order(jobs)
    cells = sum(last - first for first, last in (job.block for job in jobs))
    here = threading.local()

    def work(job: _Job) -> int:
        while True:
            if getattr(here, "capacities", None) != task.capacities.now:
                here.capacities = task.capacities.now
                here.space = task.workspace()
            cell, loose = here.space
            if plan.poison is not None:
                poison(cell, loose, plan.poison + job.block[0])
            cell["overflow"][0] = 0
            tables = task.tables()
            spent = np.zeros_like(task.ticks)
            run_block(
                *job.block,
                task.people(job.place),
                task.months,
                task.address(job.place),
                cell[0],
                *loose,
                *task.parameters[job.place],
                *tables,
                *([spent] if task.timed else []),
            )
            if not int(cell["overflow"][0, 0]):
                break
            task.capacities.grow(here.capacities)
        task.add(job.place, tables, spent)
        return job.block[1] - job.block[0]

    done = 0
    for finished in spread(work, jobs, plan.workers):
        done += finished
        if task.progress is not None:
            task.progress(done, cells)
