"""Work cut into blocks of cells: what a thread needs for one, and how blocks are spread over threads."""

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from ostraka.core.declarations import Column
from ostraka.engine.schedule import Schedule

Progress = Callable[[int, int], None]
Array = npt.NDArray[Any]
Heard = Callable[[int, int, Array], None]

SUBJECT_MONTHS_PER_BLOCK = 8_000_000
"""A block takes some hundredths of a second: long enough to forget its overhead, short to stop."""


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
    resident_months : int or None
        Keep the subjects' state and stop every so many months, though nothing asks for it: for tests
        and measurements. A scenario whose cells meet has its own months, and is refused others.
    kept : "whole", "packed" or None
        How state lies between two meetings; as memory allows unless given.
    state_memory : int or None
        Most bytes of memory that state may take; half of what is available unless given. What does not
        fit as it is, is packed; if all of it packed does not fit, it goes to a file.
    state_folder : Path or None
        Keep state there, packed, in a file without a name: it is gone when the run ends, however it
        ends.
    """

    threads: int | None = None
    cells_per_block: int | None = None
    order: Callable[[list[Any]], list[Any]] | None = None
    poison: int | None = None
    resident_months: int | None = None
    kept: Literal["whole", "packed"] | None = None
    state_memory: int | None = None
    state_folder: Path | None = None

    @property
    def workers(self) -> int:
        """Threads that work."""
        return self.threads or os.cpu_count() or 1


class Capacities:
    """Lengths of the lists of a cell; doubled, for everybody, when one proves too short."""

    def __init__(self, cell_size: int) -> None:
        self.now = {"records": 4 * cell_size, "waiting": 4 * cell_size, "log": 8 * cell_size}
        self._lock = threading.Lock()

    def grow(self, seen: Mapping[str, int]) -> None:
        """Double them all, unless somebody has since they were ``seen``."""
        with self._lock:
            if self.now == seen:
                self.now = {name: 2 * size for name, size in seen.items()}


def workspace(
    schedule: Schedule,
    months: int,
    capacities: Mapping[str, int],
    lengths: Mapping[str, int],
) -> tuple[Array, list[Array]]:
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
    return cell, [in_whole_words(shape_of(column), column.dtype) for column in columns]


def in_whole_words(shape: tuple[int, ...], dtype: Any) -> Array:
    """Zeros whose memory, with what follows to the next multiple of eight bytes, is theirs alone."""
    size = prod(shape) * np.dtype(dtype).itemsize
    memory = np.zeros(-(-size // 8), dtype=np.uint64)
    array: Array = memory.view(np.uint8)[:size].view(dtype).reshape(shape)
    return array


def as_words(array: Array) -> npt.NDArray[np.uint64]:
    """All memory of an array from :func:`in_whole_words` as 64-bit words."""
    memory = array
    while isinstance(memory.base, np.ndarray):
        memory = memory.base
    assert memory.dtype == np.uint64
    return memory


def poison(cell: Array, loose: Sequence[Array], seed: int) -> None:
    """Write random bytes over a workspace."""
    noise = np.random.default_rng(seed)
    for array in (cell, *loose):
        flat = array.view(np.uint8).reshape(-1)
        flat[:] = noise.integers(0, 256, flat.size, dtype=np.uint8)


def blocks(
    people: int, cell_size: int, months: int, plan: BlockPlan, most: int | None = None
) -> Iterator[tuple[int, int]]:
    """Ranges of a jurisdiction's cells, each the work of one call; ``most`` bounds their cells."""
    cells = -(-people // cell_size)
    size = plan.cells_per_block or max(1, SUBJECT_MONTHS_PER_BLOCK // (cell_size * months))
    if most is None and plan.workers > 1:
        most = -(-cells // (2 * plan.workers))
    if plan.cells_per_block is None and most is not None:
        size = max(1, min(size, most))
    for first in range(0, cells, size):
        yield first, min(cells, first + size)


def spread(work: Callable[[Any], int], jobs: Sequence[Any], threads: int) -> Iterator[int]:
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
