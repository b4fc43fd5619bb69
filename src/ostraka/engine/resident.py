"""Resident: subjects' state is kept from one meeting of their jurisdiction's cells to the next.

Between two meetings every block of cells runs as it would streaming, on any thread and in any order.
State is kept whole where memory allows, else packed, in memory or in a file
(:mod:`ostraka.engine.held`). At a meeting each cell hands over a few integers, and one parameter by
cell is settled anew.
"""

import sys
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ostraka.engine.held import (
    HeldBlock,
    HeldCells,
    KeptWay,
    estimated_by_place,
    estimated_bytes,
)
from ostraka.engine.room import Room, bytes_in_words, room_for
from ostraka.engine.store import Buffers, Copies, InFile, Store, check_room
from ostraka.engine.streaming import Task
from ostraka.engine.work import blocks, spread

_SUBJECTS_PER_BLOCK = 2**18
"""Most subjects of a block between meetings, kept in one way and laid down at once."""

_SPARE = 1.3
"""A thread has a store for one block more, so much larger than what the block keeps."""


class KeptState(NamedTuple):
    """What became of subjects' state between meetings.

    Attributes
    ----------
    most_bytes : int
        Most that were kept at one.
    how : str
        "whole", "packed", "packed in a file", or "partly packed".
    """

    most_bytes: int
    how: str


class _Resident:
    """One run of a task between meetings."""

    def __init__(self, task: Task, between: int) -> None:
        self.task = task
        self.spans = _spans(task.months, between)
        self.meeting = task.schedule.meeting
        self.handed = _handed(task)
        cut = self._cut(between)
        self.cells = sum(last - first for _, (first, last) in cut)
        room = self._room()
        whole, packed = (HeldCells(task, way, self.handed) for way in ("whole", "packed"))
        self.store: Store = Copies() if room.folder is None else InFile(room.folder)
        self.blocks: list[HeldBlock] = []
        left = room.whole_cells
        for place, block in cut:
            size = block[1] - block[0]
            if size <= left:
                left -= size
                self.blocks.append(HeldBlock(whole, Buffers(), place, block))
            else:
                self.blocks.append(HeldBlock(packed, self.store, place, block))

    def _cut(self, between: int) -> list[tuple[int, tuple[int, int]]]:
        task, size = self.task, self.task.schedule.cell_size
        cells = sum(-(-task.people(k) // size) for k in range(len(task.worlds)))
        most = max(1, min(-(-cells // (2 * task.plan.workers)), _SUBJECTS_PER_BLOCK // size))
        return [
            (place, block)
            for place in range(len(task.worlds))
            for block in blocks(task.people(place), size, between, task.plan, most)
        ]

    def _room(self) -> Room:
        """How much is kept whole, and where the rest goes; a file is announced."""
        task = self.task
        if len(self.spans) == 1:  # nothing is kept
            return Room(self.cells if task.plan.state_folder is None else 0)
        last = self.spans[-1][0]

        def estimate(way: KeptWay) -> int:
            return estimated_bytes(task, way, self.handed, last)

        room = room_for(task.plan, self.cells, estimate)
        if room.folder is not None:
            check_room(room.folder, room.packed_bytes)
        if room.why:
            _say(
                f"Subjects' state takes about {bytes_in_words(room.packed_bytes)}, packed, {room.why}: "
                f"it is kept in a file in {room.folder} until the run ends."
            )
        return room

    @property
    def how(self) -> str:
        """Where state lies, in words."""
        if isinstance(self.store, InFile):
            return "packed in a file"
        ways = {block.shared.way for block in self.blocks}
        return "partly packed" if len(ways) > 1 else ways.pop()

    def meet(self, month: int) -> None:
        """Settle the parameter by cell from a month on, in every jurisdiction for itself."""
        assert self.meeting is not None
        at = self.task.schedule.parameters.index(self.meeting.parameter)
        for place, opened in enumerate(self.opened):
            settled = opened.meet(self.handed[place])
            self.task.parameters[place][at] = settled
            if self.task.heard is not None:
                self.task.heard(place, month, settled)

    def run(self) -> KeptState:
        """All months, a meeting after every span."""
        task, done, most = self.task, 0, 0
        if self.meeting is not None:
            self.opened = [self.meeting.opened(world) for world in task.worlds]
        ordered = self.blocks if task.plan.order is None else task.plan.order(self.blocks)
        for start, stop in self.spans:

            def work(block: HeldBlock, start: int = start, stop: int = stop) -> int:
                block.run((start, stop), task.parameters[block.place])
                return block.cells

            for finished in spread(work, ordered, task.plan.workers):
                done += finished
                if task.progress is not None:
                    task.progress(done // len(self.spans), self.cells)
            most = max(most, sum(block.kept_bytes for block in self.blocks))
            self.store.turn()
            if self.meeting is not None and stop < task.months:
                self.meet(stop)
        return KeptState(most, self.how)


def run_resident(task: Task, between: int) -> KeptState:
    """Run a task with a meeting every ``between`` months; its tables are added to.

    Raises
    ------
    OutputError
        If state goes to a file, and the disk has no room for it.
    """
    resident = _Resident(task, between)
    try:
        return resident.run()
    finally:
        resident.blocks.clear()
        resident.store.close()


def state_ahead(task: Task, between: int) -> list[int]:
    """Bytes of state that a task will keep whole at its last meeting, by jurisdiction, from a sample."""
    last = _spans(task.months, between)[-1][0]
    return estimated_by_place(task, "whole", _handed(task), last)


def spare_share(people: int) -> float:
    """What one thread takes beside state of so many people that is kept whole, as a share of it."""
    return _SPARE * min(1.0, _SUBJECTS_PER_BLOCK / max(1, people))


def _spans(months: int, between: int) -> list[tuple[int, int]]:
    return [(k, min(k + between, months)) for k in range(0, months, between)]


def _handed(task: Task) -> list[npt.NDArray[np.int64]]:
    meeting, size = task.schedule.meeting, task.schedule.cell_size
    columns = len(meeting.hands_over) if meeting is not None else 0
    cells = [-(-task.people(place) // size) for place in range(len(task.worlds))]
    return [np.zeros((number, columns), dtype=np.int64) for number in cells]


@cache
def _say(words: str) -> None:
    """A line on standard error, once."""
    print(words, file=sys.stderr, flush=True)


__all__ = ["KeptState", "run_resident", "spare_share", "state_ahead"]
