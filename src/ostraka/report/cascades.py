"""What a wrongful entry sets off: why it was made, who copied it, how it ended, what was denied."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from ostraka.population.ledgers import (
    CARRIED,
    CAUSES,
    EXITS,
    OUTCOME_OF_EXIT,
    OUTCOMES,
    WRONGFUL,
)
from ostraka.report.readings import Floats, mean_of
from ostraka.results import Estimate, Result
from ostraka.results.labels import labels

NO_AGENCY: Final = "no agency"
STANDING: Final = "open"
"""An entry that was on the list when the run ended."""

_TALLY: Final = "tally_cascades"
_RESTRICTIONS: Final = "tally_restrictions"
_BINS: Final = 3


@dataclass(frozen=True, slots=True)
class Node:
    """One stop of the flow: its key, and how many entries pass it in one run."""

    key: str
    entries: Estimate


@dataclass(frozen=True, slots=True)
class Link:
    """Entries that go from one stop to another of the next stage, in one run."""

    start: str
    end: str
    entries: Estimate


@dataclass(frozen=True, slots=True)
class Flow:
    """Wrongful entries of one run, from stage to stage; each stage has all of them.

    Attributes
    ----------
    stages : tuple of tuple of Node
        By the cause of the first month; by how many agencies copied the entry; by how it ended.
    links : tuple of tuple of Link
        From each stage to the next; those that never occur are left out.
    total, copied : Estimate
        All wrongful entries, and those that some agency copied.
    """

    stages: tuple[tuple[Node, ...], ...]
    links: tuple[tuple[Link, ...], ...]
    total: Estimate
    copied: Estimate


def flow(result: Result) -> Flow | None:
    """The flow of wrongful entries; None without agencies that copy, or without such an entry."""
    if _TALLY not in result.tables[0]:
        return None
    counts = _by_cause_bin_and_end(result)
    if not counts.any():
        return None
    agencies = len(result.scenario.joint_sanctions.agencies)
    names = (WRONGFUL, bins(agencies), OUTCOMES)
    stages, kept = [], []
    for axis, keys in enumerate(names):
        others = tuple(k for k in (1, 2, 3) if k != axis + 1)
        totals = counts.sum(axis=others)
        some = [k for k in range(len(keys)) if totals[:, k].any()]
        kept.append(some)
        stages.append(tuple(Node(keys[k], _mean(totals[:, k])) for k in some))
    links = []
    for axis, rest in ((0, 3), (1, 1)):
        pairs = counts.sum(axis=rest)
        links.append(
            tuple(
                Link(names[axis][a], names[axis + 1][b], _mean(pairs[:, a, b]))
                for a in kept[axis]
                for b in kept[axis + 1]
                if pairs[:, a, b].any()
            )
        )
    copied = counts[:, :, 1:].sum(axis=(1, 2, 3))
    return Flow(tuple(stages), tuple(links), _mean(counts.sum(axis=(1, 2, 3))), _mean(copied))


def bins(agencies: int) -> tuple[str, ...]:
    """How many agencies copied an entry, in a few ranges: ``no agency``, ``1 to 4``, ..."""
    edges = _edges(agencies)
    ranges = [
        f"{low}" if low == high - 1 else f"{low} to {high - 1}" for low, high in pairwise(edges)
    ]
    return (NO_AGENCY, *(f"{r} {'agency' if r == '1' else 'agencies'}" for r in ranges))


def _edges(agencies: int) -> Sequence[int]:
    parts = min(_BINS, agencies)
    return [1 + round(k * agencies / parts) for k in range(parts + 1)]


def _by_cause_bin_and_end(result: Result) -> Floats:
    """Wrongful entries: array (replicate, wrongful cause, bin, outcome)."""
    dense = np.stack([tables[_TALLY].dense().sum(axis=(0, 1)) for tables in result.tables])
    dense = dense[:, [CAUSES.index(name) for name in WRONGFUL]].astype(float)
    edges = _edges(dense.shape[-1] - 1)
    found = np.zeros((*dense.shape[:2], len(edges), len(OUTCOMES)))
    for place in range(len(EXITS)):
        # no exit: the entry still stands; OUTCOME_OF_EXIT speaks of spells, which may be overtaken
        outcome = OUTCOMES.index(STANDING) if place == 0 else OUTCOME_OF_EXIT[place]
        here = dense[:, :, place]
        found[:, :, 0, outcome] += here[..., 0]
        for k, (low, high) in enumerate(pairwise(edges), start=1):
            found[:, :, k, outcome] += here[..., low:high].sum(axis=-1)
    return found


def _mean(totals: Floats) -> Estimate:
    return mean_of(totals, independent=True)


@dataclass(frozen=True, slots=True)
class Denied:
    """Person-months under one restriction, in one run.

    Attributes
    ----------
    together : Estimate
        Those that rest on a wrongful listing, or on no listing any more.
    wrongful, stale : Estimate
        The two parts.
    """

    together: Estimate
    wrongful: Estimate
    stale: Estimate


def denied(result: Result) -> dict[str, Denied]:
    """What was wrongly denied by each restriction, the most first; empty without restrictions."""
    if _RESTRICTIONS not in result.tables[0]:
        return {}
    first = result.tables[0][_RESTRICTIONS]
    names = labels(result.scenario, "restriction", first.lengths[-1]) or ()
    counts = np.stack(
        [tables[_RESTRICTIONS].dense().sum(axis=(0, 1, 2)) for tables in result.tables]
    ).astype(float)
    wrongful = counts[:, [CARRIED.index(name) for name in WRONGFUL]].sum(axis=1)
    stale = counts[:, CARRIED.index("stale")]
    found = {}
    for k in np.argsort(-(wrongful + stale).sum(axis=0), kind="stable"):
        if not (wrongful[:, k] + stale[:, k]).any():
            continue
        parts = (wrongful[:, k] + stale[:, k], wrongful[:, k], stale[:, k])
        found[names[k]] = Denied(*(mean_of(part, independent=False) for part in parts))
    return found


def reimported(result: Result) -> Estimate:
    """Entries in one run that came from a stale copy of one that had been removed."""
    place = CAUSES.index("reimported")
    totals = [tables["tally_entries"].dense()[..., place].sum() for tables in result.tables]
    return _mean(np.array(totals, dtype=float))
