"""Blocks of cells, and what is held of them from one meeting to the next: whole, or packed."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from ostraka.core.declarations import FULL_STORE
from ostraka.engine.kept import segments
from ostraka.engine.packing import SPARE
from ostraka.engine.source import loose_kept, tallies_of_start
from ostraka.engine.store import Bytes, Copies, Store
from ostraka.engine.streaming import Task
from ostraka.engine.work import as_words, in_whole_words, poison

KeptWay = Literal["whole", "packed"]

_FIRST_STORE = 64
"""Bytes a subject with which the store of a thread begins, beside what a cell takes whole; doubled when
it proves too short."""

_GROWTH = 1.05
_MARGIN = 1.25
"""A store must have room for so much more than was held last time, and when made anew gets more yet, so
that this is seldom."""

_SAMPLE = 16
"""Cells of each jurisdiction that are run ahead, to see how much is kept of them."""

_SAFETY = 1.1
"""More may be kept of others than of those."""


class _Space:
    """What one thread works in: a cell, its image if it is packed, and a store to lay it down in."""

    def __init__(self, task: Task, way: KeptWay) -> None:
        schedule, kept = task.schedule, task.schedule.kept
        self.capacities = task.capacities.now
        self.cell, self.loose = task.workspace()
        by_name = dict(zip(schedule.loose_columns, self.loose, strict=True))
        names = (*kept.lists, *loose_kept(schedule, way))
        self.words = [as_words(by_name[name]) for name in names]
        self.store: Bytes = np.zeros(0, dtype=np.uint8)
        if way == "whole":
            return
        self.image = np.zeros(1, dtype=schedule.cell_dtype)
        for name in kept.cell:
            self.image[name][:] = schedule.columns[name].reset or 0
        self.loose_images = [self._image_of(schedule.columns[n], by_name[n]) for n in kept.loose]
        self.blank = np.zeros(max([1, *(w.size for w in self.words)]), dtype=np.uint64)
        self.seen = np.zeros(schedule.cell_size, dtype=np.int32)
        self.aside = [
            np.zeros(task.totals[name].shape[1:], dtype=np.int64)
            for name in tallies_of_start(schedule)
        ]

    @staticmethod
    def _image_of(column: Any, array: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
        image = in_whole_words(array.shape, array.dtype)
        image[...] = column.reset or 0
        return as_words(image)

    def make_room(self, size: int) -> None:
        """See to it that the store has so many bytes; what was in it is lost."""
        if self.store.size < size:
            self.store = np.empty(-(-int(_MARGIN * size) // 8) * 8, dtype=np.uint8)


class HeldCells:
    """What the blocks of a run share that are kept in one way: ranges, and space for each thread."""

    def __init__(self, task: Task, way: KeptWay, handed: list[npt.NDArray[np.int64]]) -> None:
        self.task, self.way, self.handed = task, way, handed
        kept, dtype = task.schedule.kept, task.schedule.cell_dtype
        self.kept = segments(dtype, kept.whole_cell if way == "whole" else kept.cell)
        self.drawn = segments(dtype, [name for name in kept.drawn if name in kept.cell])
        self.cell_bytes = 8 * int((self.kept[:, 1] - self.kept[:, 0]).sum()) * (way == "whole")
        self.here = threading.local()

    def space(self) -> _Space:
        """This thread's workspace, renewed when the capacities have grown."""
        space = getattr(self.here, "space", None)
        if space is None or space.capacities != self.task.capacities.now:
            self.here.space = space = _Space(self.task, self.way)
        return space


class HeldBlock:
    """Some cells of one jurisdiction, and what is held of them since the last meeting."""

    def __init__(self, shared: HeldCells, store: Store, place: int, block: tuple[int, int]) -> None:
        self.shared, self.store, self.place, self.block = shared, store, place, block
        self.cells = block[1] - block[0]
        self.held: Bytes = np.zeros(0, dtype=np.uint8)
        self.starts = np.zeros(self.cells, dtype=np.int64)

    @property
    def kept_bytes(self) -> int:
        """Bytes of state, and where each cell's begin; the same however the work is cut."""
        return max(0, self.held.size - SPARE) + self.starts.nbytes

    def run(self, span: tuple[int, int], parameters: Sequence[Any]) -> None:
        """Run from a month to another; again, with more room, if a list or the store was full."""
        shared, task = self.shared, self.shared.task
        run_block = task.compiled(shared.way)
        first = self.cells * (shared.cell_bytes + _FIRST_STORE * task.schedule.cell_size)
        room = max(first, int(_GROWTH * self.held.size))
        while True:
            space = shared.space()
            space.make_room(room)
            if task.plan.poison is not None:
                poison(space.cell, space.loose, task.plan.poison + self.block[0] + span[0])
            space.cell["overflow"][0] = 0
            tables, spent = task.tables(), np.zeros_like(task.ticks)
            starts = np.zeros_like(self.starts)
            used = run_block(*self._arguments(space, span, parameters, tables, spent, starts))
            full = int(space.cell["overflow"][0, 0])
            if not full:
                break
            if full & FULL_STORE:
                room = max(2 * space.store.size, 4096)
            if full & ~FULL_STORE:
                task.capacities.grow(space.capacities)
        task.add(self.place, tables, spent)
        used *= 8 if shared.way == "whole" else 1
        self.held, space.store = self.store.put(space.store, used + SPARE, self.held)
        self.starts = starts

    def _arguments(
        self,
        space: _Space,
        span: tuple[int, int],
        parameters: Sequence[Any],
        tables: list[npt.NDArray[np.int64]],
        spent: npt.NDArray[np.uint64],
        starts: npt.NDArray[np.int64],
    ) -> list[Any]:
        shared, task, place = self.shared, self.shared.task, self.place
        whole = shared.way == "whole"
        kind = np.uint64 if whole else np.uint8
        return [
            *self.block,
            task.people(place),
            task.months,
            task.address(place),
            space.cell[0],
            *space.loose,
            *parameters,
            *tables,
            *([spent] if task.timed else []),
            *span,
            space.cell.view(np.uint64),
            shared.kept,
            *space.words,
            *([] if whole else self._for_packing(space, span[0], tables)),
            self.held[: self.held.size // 8 * 8].view(kind) if whole else self.held,
            self.starts,
            space.store.view(kind),
            starts,
            shared.handed[place],
        ]

    def _for_packing(
        self, space: _Space, month: int, tables: list[npt.NDArray[np.int64]]
    ) -> list[Any]:
        by_name = dict(zip(self.shared.task.totals, tables, strict=True))
        of_start = tallies_of_start(self.shared.task.schedule)
        return [
            self.shared.drawn,
            space.image.view(np.uint64),
            space.blank,
            space.seen,
            *space.loose_images,
            *([by_name[name] for name in of_start] if month == 0 else space.aside),
        ]


def estimated_bytes(
    task: Task, way: KeptWay, handed: list[npt.NDArray[np.int64]], months: int
) -> int:
    """What all cells will keep after so many months, from a sample that is run ahead by itself."""
    return sum(estimated_by_place(task, way, handed, months))


def estimated_by_place(
    task: Task, way: KeptWay, handed: list[npt.NDArray[np.int64]], months: int
) -> list[int]:
    """The same, by jurisdiction."""
    ahead = replace(
        task,
        totals={name: np.zeros_like(total) for name, total in task.totals.items()},
        ticks=np.zeros_like(task.ticks),
    )
    shared = HeldCells(ahead, way, handed)
    found = []
    for place, parameters in enumerate(task.parameters):
        cells = -(-task.people(place) // task.schedule.cell_size)
        chosen = {cells * k // _SAMPLE for k in range(_SAMPLE)}
        kept = 0
        for cell in chosen:
            block = HeldBlock(shared, Copies(), place, (cell, cell + 1))
            block.run((0, months), parameters)
            kept += block.kept_bytes
        found.append(int(_SAFETY * cells * kept / len(chosen)))
    return found
