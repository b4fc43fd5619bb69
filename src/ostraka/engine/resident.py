"""Resident: subjects' state is kept from one meeting of their jurisdiction's cells to the next.

Between two meetings every block of cells runs as it would streaming, on any thread and in any order;
only what differs from a cell's beginning is kept (:mod:`ostraka.engine.packing`). At a meeting each
cell hands over a few integers, and one parameter by cell is settled anew.
"""

import threading
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from ostraka.core.declarations import FULL_STORE
from ostraka.engine.kept import segments
from ostraka.engine.packing import SPARE
from ostraka.engine.source import tallies_of_start
from ostraka.engine.streaming import Task
from ostraka.engine.work import as_words, blocks, in_whole_words, poison, spread

_FIRST_STORE = 64
"""Bytes a subject with which the store of a thread begins; doubled when it proves too short."""

Bytes = npt.NDArray[np.uint8]


class _Block:
    """Some cells of one jurisdiction: their tables so far, and their state since the last meeting."""

    def __init__(self, task: Task, place: int, block: tuple[int, int]) -> None:
        self.place, self.block = place, block
        self.cells = block[1] - block[0]
        self.held: Bytes = np.zeros(0, dtype=np.uint8)
        self.starts = np.zeros(self.cells, dtype=np.int64)
        shapes = {name: total.shape[1:] for name, total in task.totals.items()}
        sizes = {name: int(np.prod(shape)) for name, shape in shapes.items()}
        self.counts = np.zeros(sum(sizes.values()), dtype=np.int64)
        self.tables: dict[str, npt.NDArray[np.int64]] = {}
        at = 0
        for name, shape in shapes.items():
            self.tables[name] = self.counts[at : at + sizes[name]].reshape(shape)
            at += sizes[name]

    @property
    def kept_bytes(self) -> int:
        """Bytes of state, and where each cell's begin; the same however the work is cut."""
        return max(0, self.held.nbytes - SPARE) + self.starts.nbytes


class _Space:
    """What one thread works in: a cell, its image, and a store to pack into."""

    def __init__(self, task: Task, cells: int) -> None:
        schedule, kept = task.schedule, task.schedule.kept
        self.capacities = task.capacities.now
        self.cell, self.loose = task.workspace()
        self.image = np.zeros(1, dtype=schedule.cell_dtype)
        for name in kept.cell:
            self.image[name][:] = schedule.columns[name].reset or 0
        by_name = dict(zip(schedule.loose_columns, self.loose, strict=True))
        self.words = [as_words(by_name[name]) for name in (*kept.lists, *kept.loose)]
        self.loose_images = [self._image_of(schedule.columns[n], by_name[n]) for n in kept.loose]
        self.blank = np.zeros(max([1, *(w.size for w in self.words)]), dtype=np.uint64)
        self.store: Bytes = np.zeros(_FIRST_STORE * cells * schedule.cell_size, dtype=np.uint8)
        self.aside = [
            np.zeros(task.totals[name].shape[1:], dtype=np.int64)
            for name in tallies_of_start(schedule)
        ]
        self.before = np.zeros(0, dtype=np.int64)

    @staticmethod
    def _image_of(column: Any, array: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
        image = in_whole_words(array.shape, array.dtype)
        image[...] = column.reset or 0
        return as_words(image)


class _Resident:
    """One run of a task between meetings."""

    def __init__(self, task: Task, between: int) -> None:
        self.task = task
        schedule = task.schedule
        cells = sum(-(-task.people(k) // schedule.cell_size) for k in range(len(task.worlds)))
        most = -(-cells // (2 * task.plan.workers))
        self.blocks = [
            _Block(task, place, block)
            for place in range(len(task.worlds))
            for block in blocks(task.people(place), schedule.cell_size, between, task.plan, most)
        ]
        self.cells = cells
        self.ranges = [
            segments(schedule.cell_dtype, names)
            for names in (
                schedule.kept.cell,
                [name for name in schedule.kept.drawn if name in schedule.kept.cell],
            )
        ]
        self.meeting = schedule.meeting
        columns = len(self.meeting.hands_over) if self.meeting is not None else 0
        self.handed = [
            np.zeros((-(-task.people(place) // schedule.cell_size), columns), dtype=np.int64)
            for place in range(len(task.worlds))
        ]
        self.here = threading.local()

    def space(self) -> _Space:
        """This thread's workspace, renewed when the capacities have grown."""
        space = getattr(self.here, "space", None)
        if space is None or space.capacities != self.task.capacities.now:
            self.here.space = space = _Space(self.task, max(b.cells for b in self.blocks))
        return space

    def work(self, block: _Block, start: int, stop: int) -> int:
        """Run one block from month ``start`` to ``stop``; again, with more room, if a list was full."""
        task = self.task
        before = block.counts.copy()
        spent = np.zeros_like(task.ticks)
        while True:
            space = self.space()
            if task.plan.poison is not None:
                poison(space.cell, space.loose, task.plan.poison + block.block[0] + start)
            space.cell["overflow"][0] = 0
            spent[:] = 0
            starts = np.zeros_like(block.starts)
            used = task.run_block(*self._arguments(space, block, spent, start, stop, starts))
            full = int(space.cell["overflow"][0, 0])
            if not full:
                break
            block.counts[:] = before
            if full & FULL_STORE:
                space.store = np.zeros(2 * space.store.size, dtype=np.uint8)
            if full & ~FULL_STORE:
                task.capacities.grow(space.capacities)
        block.held, block.starts = space.store[: used + SPARE].copy(), starts
        if task.timed:
            with task.merging:
                np.add(task.ticks, spent, out=task.ticks)
        return block.cells

    def _arguments(
        self,
        space: _Space,
        block: _Block,
        spent: npt.NDArray[np.uint64],
        start: int,
        stop: int,
        starts: npt.NDArray[np.int64],
    ) -> list[Any]:
        task, place = self.task, block.place
        of_start = tallies_of_start(task.schedule)
        counted = [block.tables[name] for name in of_start] if start == 0 else space.aside
        return [
            *block.block,
            task.people(place),
            task.months,
            task.address(place),
            space.cell[0],
            *space.loose,
            *task.parameters[place],
            *block.tables.values(),
            *([spent] if task.timed else []),
            start,
            stop,
            space.cell.view(np.uint64),
            space.image.view(np.uint64),
            *self.ranges,
            *space.words,
            *space.loose_images,
            *counted,
            space.blank,
            block.held,
            block.starts,
            space.store,
            starts,
            self.handed[place],
        ]

    def meet(self, month: int) -> None:
        """Settle the parameter by cell from a month on, in every jurisdiction for itself."""
        assert self.meeting is not None
        at = self.task.schedule.parameters.index(self.meeting.parameter)
        for place, opened in enumerate(self.opened):
            settled = opened.meet(self.handed[place])
            self.task.parameters[place][at] = settled
            if self.task.heard is not None:
                self.task.heard(place, month, settled)

    def run(self, between: int) -> int:
        """All months, a meeting after every ``between``; returns the most bytes that were kept."""
        task, done, most = self.task, 0, 0
        if self.meeting is not None:
            self.opened = [self.meeting.opened(world) for world in task.worlds]
        ordered = self.blocks if task.plan.order is None else task.plan.order(self.blocks)
        spans = [(k, min(k + between, task.months)) for k in range(0, task.months, between)]
        for start, stop in spans:

            def work(block: _Block, start: int = start, stop: int = stop) -> int:
                return self.work(block, start, stop)

            for finished in spread(work, ordered, task.plan.workers):
                done += finished
                if task.progress is not None:
                    task.progress(done // len(spans), self.cells)
            most = max(most, sum(block.kept_bytes for block in self.blocks))
            if self.meeting is not None and stop < task.months:
                self.meet(stop)
        return most


def run_resident(task: Task, between: int) -> int:
    """Run a task with a meeting every ``between`` months; returns the most bytes kept at one.

    The tables of the task are added to. Memory: the bytes kept, twice for the block at work, and the
    tables once a block.
    """
    resident = _Resident(task, between)
    most = resident.run(between)
    for block in resident.blocks:
        for name, total in _of_place(task.totals, block.place).items():
            total += block.tables[name]
    return most


def _of_place(
    totals: Mapping[str, npt.NDArray[np.int64]], place: int
) -> dict[str, npt.NDArray[np.int64]]:
    return {name: total[place] for name, total in totals.items()}
