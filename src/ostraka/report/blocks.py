"""What a section of the page is made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from ostraka.report import words
from ostraka.report.figures import Picture, Row
from ostraka.report.tables import Table
from ostraka.report.words import NBSP, Said, say_figure
from ostraka.results import Estimate


@dataclass(frozen=True, slots=True)
class Block:
    """A figure with its table, or a table alone.

    Attributes
    ----------
    heading, caption : str
    table : Table
    picture : Picture or None
    is_folded : bool
        Whether the table opens on demand; without a picture, under its heading.
    """

    heading: str
    caption: str
    table: Table
    picture: Picture | None = None
    is_folded: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """One section: what it finds, then the pictures and tables behind it, then remarks."""

    key: str
    title: str
    lead: Sequence[str]
    blocks: Sequence[Block]
    notes: Sequence[str] = ()


def chart_row(label: str, name: str, estimate: Estimate, colour: str = "accent") -> Row:
    """A figure as a line of a chart."""
    said = say_figure(name, estimate)
    percent = f"{NBSP}%" if words.is_share(name) and said.is_number else ""
    return Row(label, estimate, f"{said.value}{percent}" if said.is_number else "undefined", colour)


def table_row(label: str, name: str, estimate: Estimate) -> tuple[str, Said, str]:
    """A figure as a row of a table: name, numbers, unit."""
    return label, say_figure(name, estimate), words.unit_of(name)
