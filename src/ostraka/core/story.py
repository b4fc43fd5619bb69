"""What a mechanism tells of one invented person: events, from its columns before and after its pass."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to, or because of, an invented person in a month.

    Attributes
    ----------
    kind : str
        One word for a reader that counts or filters, such as ``notice``.
    words : str
        One sentence for a reader, without the person's name and without a month.
    data : mapping
        The same in plain data (numbers, strings, lists of them).
    """

    kind: str
    words: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moment:
    """One pass in one month, seen from one person: what ``Mechanism.story`` is given.

    Attributes
    ----------
    subject : int
        Place of the person in the cell.
    month : int
    first : int
        Index of the cell's first subject within its jurisdiction.
    before, after : mapping of str to array
        The cell's columns as they were before the pass, and after it. Not to be written.
    given : mapping of str to array or number
        The parameters of the schedule.
    world : World
        The scenario, the strata and the classes of records, with their names.
    """

    subject: int
    month: int
    first: int
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    given: Mapping[str, Any]
    world: Any

    def was(self, column: str) -> int:
        """The person's entry of a column before the pass."""
        return int(self.before[column][self.subject])

    def now(self, column: str) -> int:
        """The person's entry of a column after the pass."""
        return int(self.after[column][self.subject])

    def mine(self, count: str, who: str) -> Iterator[int]:
        """Positions of the person in a list after the pass: ``count`` and ``who`` are its columns."""
        listed = self.after[who][: int(self.after[count][0])]
        return (k for k, i in enumerate(listed.tolist()) if i == self.subject)

    def index_of(self, place: int) -> int:
        """Index within the jurisdiction of whoever has this place in the cell."""
        return self.first + int(place)

    def name_of(self, record_class: int) -> str:
        """Name of a class of acts and records, such as ``theft`` or ``breach.sued``."""
        return str(self.world.classes[int(record_class)].name)
