"""The same integers however the work is cut, ordered, threaded, or dirtied before."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from ostraka.engine import BlockPlan, Schedule, Tallies, simulate


def _shuffled(jobs: list[Any]) -> list[Any]:
    return [jobs[k] for k in np.random.default_rng(8).permutation(len(jobs))]


PLANS: Mapping[str, BlockPlan] = {
    "one cell a block": BlockPlan(threads=1, cells_per_block=1),
    "three cells a block": BlockPlan(threads=1, cells_per_block=3),
    "seventeen cells a block": BlockPlan(threads=1, cells_per_block=17),
    "blocks as the engine likes": BlockPlan(),
    "two threads": BlockPlan(threads=2, cells_per_block=3),
    "three threads": BlockPlan(threads=3, cells_per_block=1),
    "last cell first": BlockPlan(threads=1, cells_per_block=1, order=lambda jobs: jobs[::-1]),
    "shuffled cells": BlockPlan(threads=2, cells_per_block=1, order=_shuffled),
    "poisoned memory": BlockPlan(threads=1, cells_per_block=1, poison=1),
    "poisoned otherwise": BlockPlan(threads=1, cells_per_block=5, poison=77),
    "poisoned, threaded and shuffled": BlockPlan(
        threads=3, cells_per_block=2, order=_shuffled, poison=3
    ),
}
"""Ways to cut the work, and states of the memory before it; none may change a bit."""

PLAIN = BlockPlan(threads=1, cells_per_block=10_000)
"""One thread, one block for all cells."""


def differing_tables(one: Tallies, other: Tallies, *, common: bool = False) -> tuple[str, ...]:
    """Names of tables that differ, or that only one of two runs has (unless ``common``)."""
    here, there = one.tables.keys(), other.tables.keys()
    apart = () if common else tuple(sorted(here ^ there))
    both = sorted(here & there)
    return (
        *apart,
        *(name for name in both if not np.array_equal(one.tables[name], other.tables[name])),
    )


def same_however_cut(
    scenario: Any,
    *,
    schedule: Schedule | None = None,
    plans: Iterable[str] = tuple(PLANS),
    **options: Any,
) -> Iterator[str]:
    """Faults: what differs under which plan. ``options`` are those of ``simulate``."""
    plain = simulate(scenario, plan=PLAIN, schedule=schedule, **options)
    for name in plans:
        cut = simulate(scenario, plan=PLANS[name], schedule=schedule, **options)
        tables = differing_tables(plain, cut)
        if tables:
            yield f"{name}: {', '.join(tables)} differ from a run in one block on clean memory"
