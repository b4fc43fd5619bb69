"""Finding somebody whose story is telling, and saying how they were found."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ostraka.core.errors import OstrakaError, choose
from ostraka.engine import Schedule
from ostraka.results.replay import Flags, Watcher, conditions_of, replay
from ostraka.scenario import World

ENOUGH_SPELLS = 100
MOST_CELLS = 60
"""Cells are searched from the first on until so many spells are found, or so many cells are done."""

APPEALED = "appealed"


@dataclass(frozen=True, slots=True)
class Choice:
    """How somebody was found, and how common such a story is.

    Attributes
    ----------
    kind : str
        The condition that was searched for.
    subject : int
        Index within the jurisdiction.
    begins, months : int
        When the spell in that condition begins, and how long it lasts.
    searched : int
        People in the cells that were looked through.
    persons, spells : int
        How many of them were ever in that condition, and how often.
    appealed : int
        In how many of these spells an appeal was filed.
    median_months : int
        Median length of the spells (the lower one of two).
    """

    kind: str
    subject: int
    begins: int
    months: int
    searched: int
    persons: int
    spells: int
    appealed: int
    median_months: int

    def to_dict(self) -> dict[str, Any]:
        """Plain data, with the sentence."""
        return {**asdict(self), "words": self.words}

    @property
    def words(self) -> str:
        """How the person was chosen."""
        name = self.kind.replace("_", " ")
        found = f"{self.persons:,} of {self.searched:,} invented people looked at"
        length = f"median length {self.median_months} months"
        told = (
            f"of the {self.appealed:,} with an appeal, it is the nearest to that length"
            if self.appealed
            else "none has an appeal; this one is the nearest to that length"
        )
        return (
            f"Chosen as typical of {name}: {found} had such a spell, one in "
            f"{self.searched / self.persons:,.0f} ({self.spells:,} spells, {length}). This one begins "
            f"in month {self.begins} and lasts {self.months}: {told} (the first of equals)."
        )


def find(
    kind: str,
    world: World,
    beside: Sequence[World],
    schedule: Schedule,
    settled: Mapping[int, Any],
    *,
    months: int,
    seed: int,
    replicate: int,
) -> Choice:
    """The telling person for a condition: with an appeal if anybody's spell has one, of median length.

    Raises
    ------
    OstrakaError
        If no scheduled mechanism knows the condition, or nobody is ever in it.
    """
    known = conditions_of(schedule.passes)
    if kind not in known:
        raise OstrakaError(
            f"typical: no mechanism here tells of {kind!r}; {choose(kind, [*known])}"
        )
    size = schedule.cell_size
    cells = min(MOST_CELLS, -(-world.jurisdiction.people // size))
    spells: list[npt.NDArray[np.int64]] = []
    found = searched = 0
    for cell in range(cells):
        watched = replay(
            lambda bench: Watcher(bench, (kind, APPEALED)),
            world,
            beside,
            cell=cell,
            months=months,
            seed=seed,
            replicate=replicate,
            schedule=schedule,
            settled=settled,
        )
        here = spells_in(watched.held[kind], watched.held.get(APPEALED))
        here[:, 0] += cell * size
        spells.append(here)
        found += len(here)
        searched += watched.held[kind].shape[1]
        if found >= ENOUGH_SPELLS:
            break
    if not found:
        raise OstrakaError(
            f"typical: nobody among the {searched:,} people looked at was ever in the state {kind!r}; "
            f"choose another of {', '.join(known)}"
        )
    return _most_telling(kind, np.concatenate(spells), searched)


def spells_in(held: Flags, appealed: Flags | None) -> npt.NDArray[np.int64]:
    """Runs of months in a condition: rows of (subject, first month, months, whether appealed)."""
    edges = np.diff(np.pad(held.astype(np.int8), ((1, 1), (0, 0))), axis=0)
    subject, begin = np.nonzero(edges.T == 1)
    _, end = np.nonzero(edges.T == -1)
    with_appeal = np.zeros(len(subject), dtype=np.int64)
    if appealed is not None:
        files = np.diff(np.pad(appealed.astype(np.int8), ((1, 0), (0, 0))), axis=0) == 1
        before = np.pad(np.cumsum(files, axis=0), ((1, 0), (0, 0)))
        with_appeal = (before[end, subject] > before[begin, subject]).astype(np.int64)
    return np.stack([subject, begin, end - begin, with_appeal], axis=1).astype(np.int64)


def _most_telling(kind: str, spells: npt.NDArray[np.int64], searched: int) -> Choice:
    lengths = np.sort(spells[:, 2])
    median = int(lengths[(len(lengths) - 1) // 2])
    appealed = int(spells[:, 3].sum())
    eligible = spells[spells[:, 3] == 1] if appealed else spells
    order = np.lexsort((eligible[:, 1], eligible[:, 0], np.abs(eligible[:, 2] - median)))
    subject, begins, months, _ = eligible[order[0]].tolist()
    return Choice(
        kind=kind,
        subject=subject,
        begins=begins,
        months=months,
        searched=searched,
        persons=len(np.unique(spells[:, 0])),
        spells=len(spells),
        appealed=appealed,
        median_months=median,
    )
