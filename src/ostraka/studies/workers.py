"""Who runs units: how many at once, over how many threads, and how much memory each may take."""

import os
from dataclasses import dataclass

from ostraka.engine.room import SHARE as SHARE_HERE
from ostraka.engine.room import available_memory

SHARE = 0.7
"""Of a Dask worker's memory limit, so much is planned for: at 0.8 Dask lets a worker pause, at 0.95 it
ends it."""


@dataclass(frozen=True, slots=True)
class Workers:
    """Those who run the units of a study.

    Attributes
    ----------
    where : str
        Such as "this process", or the address of a cluster.
    count : int
        Workers; of a cluster those that have joined, or the jobs that are asked for.
    at_once : int
        Units that all of them run at the same time.
    threads : int
        Of each unit.
    memory : int or None
        Smallest memory limit of a worker, in bytes; None where it has none that is known.
    room : int or None
        Bytes that a unit may take, program included.
    """

    where: str
    count: int
    at_once: int
    threads: int
    memory: int | None
    room: int | None


def this_process(threads: int | None = None) -> Workers:
    """One unit at a time here; it may take half of the memory that is available, as a run does."""
    memory = available_memory()
    return Workers(
        "this process", 1, 1, threads or os.cpu_count() or 1, memory, int(SHARE_HERE * memory)
    )


def room_of(memory: int | None, at_once: int) -> int | None:
    """Bytes that a unit may take on a Dask worker with this limit, that runs so many at once."""
    return round(SHARE * memory / at_once) if memory else None
