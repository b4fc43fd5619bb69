"""A table whose every column says what it holds and in what unit, ready to be written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from ostraka.core.errors import DeclarationError

if TYPE_CHECKING:
    import pandas

Kind = Literal["integer", "number", "string"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column in words.

    Attributes
    ----------
    words : str
        What it holds.
    kind : "integer", "number" or "string"
    unit : str
        Of numbers: the unit, or "1" for a number or a code without one. Of text: "".

    Raises
    ------
    DeclarationError
        If it says nothing, or is a number without a unit.
    """

    words: str
    kind: Kind = "string"
    unit: str = ""

    def __post_init__(self) -> None:
        """Refuse what would leave a reader guessing."""
        if not self.words:
            raise DeclarationError("a column of a file needs words that say what it holds")
        if (self.kind == "string") == bool(self.unit):
            raise DeclarationError(
                f"column ({self.words}): a number needs a unit ('1' if it has none), and text has none"
            )

    def in_parquet(self) -> dict[str, str]:
        """What a column of a Parquet file says of itself, in its own metadata."""
        return {"description": self.words, **({"unit": self.unit} if self.unit else {})}


@dataclass(frozen=True, slots=True)
class Described:
    """A table that is made when it is written: those of a nation would not all fit into memory.

    Attributes
    ----------
    name : str
        Of the file, without its ending.
    words : str
    columns : mapping of str to Column
        In the order of the file. The frame may lack some, and has no others.
    frame : callable
        Gives the table.
    key : tuple of str
        Columns that together name a row; those that the frame lacks are left out.
    refers : mapping of str to (table, column)
        Columns whose values all stand in a column of another table.
    """

    name: str
    words: str
    columns: Mapping[str, Column]
    frame: Callable[[], "pandas.DataFrame"]
    key: tuple[str, ...] = ()
    refers: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def described(self, frame: "pandas.DataFrame") -> dict[str, Column]:
        """The columns of a frame in words.

        Raises
        ------
        DeclarationError
            If nobody has said what one of them holds.
        """
        unknown = [str(name) for name in frame.columns if name not in self.columns]
        if unknown:
            raise DeclarationError(
                f"table {self.name}: nobody says what column {unknown[0]!r} holds, or in what unit"
            )
        return {str(name): self.columns[str(name)] for name in frame.columns}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number was taken from: the words of the scenario, and an address if they hold one."""

    title: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What a folder of tables says of itself.

    Attributes
    ----------
    name, title, words : str
        ``name`` is for machines: small letters and hyphens.
    sources : tuple of Source
    made_by : mapping
        Versions, seed, the hash of the scenario: what it takes to make the tables again.
    licence : Licence or None
        That of the tables, if whoever ran it has given one.
    """

    name: str
    title: str
    words: str
    sources: tuple[Source, ...]
    made_by: Mapping[str, Any]
    licence: "Licence | None" = None


@dataclass(frozen=True, slots=True)
class Licence:
    """Under which others may use the tables."""

    name: str
    title: str
    address: str


def sources_in(words: Iterable[str | None]) -> tuple[Source, ...]:
    """Each source once, in the order in which it is named."""
    import re

    found = dict.fromkeys(" ".join(text.split()) for text in words if text)
    sources = []
    for text in found:
        address = re.search(r"https?://[^\s<>\"')\]]+", text)
        sources.append(Source(text, address[0].rstrip(".,;") if address else None))
    return tuple(sources)
