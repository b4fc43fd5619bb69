"""A cell as the twins see it: the columns of one workspace, with the words of the model around them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ostraka.population.ledgers import LEDGERS
from tests.reference.luck import Luck
from tests.reference.rules import HIGHEST, LOWEST, Rules

LISTS: Mapping[str, tuple[str, ...]] = {
    "act_n": ("act_subject", "act_class", "act_index", "act_marks"),
    "record_n": (
        "record_owner",
        "record_holder",
        "record_class",
        "record_origin",
        "record_index",
        "record_marks",
    ),
    "waiting_n": (
        "waiting_due",
        "waiting_owner",
        "waiting_holder",
        "waiting_class",
        "waiting_origin",
        "waiting_index",
        "waiting_marks",
    ),
    "log_n": (
        "log_holder",
        "log_owner",
        "log_class",
        "log_origin",
        "log_index",
        "log_state",
        "log_points",
        "log_owner_points",
        "log_month",
        "log_previous",
    ),
    "recipient_n": (
        "recipient_who",
        "recipient_stays",
        "recipient_finds",
        "at_work",
        "worked",
    ),
}
"""Lists of events, in order; what lies beyond their length is noise."""

PEOPLE: Mapping[str, tuple[str, ...]] = {
    "scored_n": ("scored_who",),
    "flag_n": ("flag_who", "flag_is_true"),
    "proposed_n": ("proposed_who", "proposed_bits", "proposed_own", "proposed_origin"),
    "enter_n": ("enter_who", "enter_bits", "enter_charged"),
    "newcomer_n": ("newcomer_who",),
    "reopened_n": ("reopened_who",),
    "left_n": ("left_who",),
    "stirred_n": ("stirred_who",),
    "notified_n": ("notified_who",),
    "redress_n": ("redress_who",),
    "denied_n": ("denied_who",),
    "sanction_n": ("sanction_who",),
    "changed_n": ("changed_who", "changed_from"),
    "association_due_n": ("association_due_who",),
}
"""Lists of people, whose order means nothing."""


class Record(NamedTuple):
    """A record on its way through a month."""

    owner: int
    holder: int
    degree: int
    origin: int
    index: int = 0
    marks: int = 0

    @property
    def again(self) -> bool:
        """Struck before, and asserted again by its source."""
        return bool(self.marks & 1)

    @property
    def dropped(self) -> bool:
        """Dropped on its way by an official."""
        return bool(self.marks & 2)


class Cell:
    """Columns and tallies by name, the month, the rules and the luck."""

    def __init__(
        self, arrays: Mapping[str, npt.NDArray[Any]], rules: Rules, luck: Luck, **context: int
    ) -> None:
        self.__dict__.update(arrays)
        self.rules, self.luck = rules, luck
        self.month, self.months = context["month"], context["months"]
        self.first, self.subjects = context["first"], context["subjects"]

    def one(
        self, i: int, purpose: str, index: int = 0, month: int | None = None
    ) -> tuple[int, ...]:
        """The draw of one subject, this month unless another is given."""
        return self.luck.one(self.first + i, self.month if month is None else month, purpose, index)

    def all(self, month: int, purpose: str) -> npt.NDArray[np.uint64]:
        """The draws of every place of the cell, shape (4, places)."""
        return self.luck.many(self.first + np.arange(self.stratum.size), month, purpose)

    def of(self, by_stratum: Sequence[float]) -> npt.NDArray[np.float64]:
        """One number a subject from one number a stratum."""
        return np.asarray(by_stratum, dtype=float)[self.stratum]

    def of_row(self, by_row: Sequence[float]) -> npt.NDArray[np.float64]:
        """One number a subject from one a row: the rules that hold for it now."""
        return np.asarray(by_row, dtype=float)[self.row]

    # ---- lists -----------------------------------------------------------------------------------

    def rows(self, count: str) -> list[tuple[int, ...]]:
        """The rows of a list, by the name of its length."""
        names = LISTS.get(count) or PEOPLE[count]
        n = int(getattr(self, count)[0])
        return list(zip(*(getattr(self, name)[:n].tolist() for name in names), strict=True))

    def put(self, count: str, rows: Iterable[Sequence[int]]) -> None:
        """Write a list anew."""
        names = LISTS.get(count) or PEOPLE[count]
        rows = list(rows)
        getattr(self, count)[0] = len(rows)
        for k, name in enumerate(names):
            getattr(self, name)[: len(rows)] = [row[k] for row in rows]

    def people(self, count: str, who: Iterable[int]) -> None:
        """Write a list of people anew."""
        self.put(count, ((int(i),) for i in who))

    @property
    def records(self) -> list[Record]:
        """This month's records."""
        return [Record(*row) for row in self.rows("record_n")]

    # ---- scores and listings -----------------------------------------------------------------------

    @property
    def scores(self) -> npt.NDArray[np.int64]:
        """Shape (ledgers, places)."""
        return np.vstack([self.recorded_score, self.counterfactual_score.T]).astype(np.int64)

    @scores.setter
    def scores(self, given: npt.NDArray[np.int64]) -> None:
        bounded = np.clip(given, LOWEST, HIGHEST)
        self.recorded_score[:] = bounded[0]
        self.counterfactual_score[:] = bounded[1:].T

    @property
    def listed(self) -> npt.NDArray[np.bool_]:
        """Shape (ledgers, places)."""
        return flags(self.listed_by)

    @listed.setter
    def listed(self, given: npt.NDArray[np.bool_]) -> None:
        self.listed_by[:] = bits(given)
        self.on_list[:] = given[0]

    def leave(self, leaving: npt.NDArray[np.bool_], reason: int) -> None:
        """End the listings of a mask (ledgers, places)."""
        leaving = leaving & self.listed
        self.listed = self.listed & ~leaving
        self.stir(leaving.any(axis=0))
        self.exit_reason[leaving[0]] = reason
        left = [i for (i,) in self.rows("left_n")]
        self.people("left_n", [*left, *np.flatnonzero(leaving[0])])

    def stir(self, mask: npt.NDArray[np.bool_]) -> None:
        """Mark the subjects of a mask as those whose listing was touched."""
        self.stirred[mask] = 1
        self.people("stirred_n", np.flatnonzero(self.stirred))

    def note(self, who: Iterable[int]) -> None:
        """Mark subjects as those whose records changed."""
        for i in who:
            self.scored[i] = 1
        self.people("scored_n", np.flatnonzero(self.scored))

    def tell(self, i: int, event: int) -> None:
        """Note an event of redress."""
        self.redress_event[i] |= event
        self.people("redress_n", np.flatnonzero(self.redress_event))


def flags(packed: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """A bit for each ledger, as a mask (ledgers, places)."""
    return np.array([(packed >> k) & 1 for k in range(len(LEDGERS))], dtype=bool)


def bits(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """The reverse of :func:`flags`."""
    return (mask * (1 << np.arange(len(LEDGERS)))[:, None]).sum(axis=0)


def knows(rules: Rules, degree: int, origin: int) -> npt.NDArray[np.bool_]:
    """Which ledgers lay a record (not a returned one) with its owner: mask over ledgers."""
    founded = origin == 0
    just = founded and rules.degrees[degree].wrongdoing
    return np.array([False, True, founded, founded, just])
