"""Markdown tables, and the choices of a scenario that are no numbers."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from ostraka.core.quantities import Quantity

_PROSE = {
    "title",
    "purpose",
    "description",
    "source",
    "assumed",
    "limits",
    "note",
    "safeguards",
    "safeguard",
}


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Lines of a table; a bar or a line break in a cell is written so that it stays in its cell."""
    names = list(header)
    yield _line(names)
    yield "|" + "---|" * len(names)
    for row in rows:
        yield _line(row)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell_text(cell) for cell in cells) + " |"


def cell_text(text: str) -> str:
    """One cell's text."""
    return " ".join(text.split()).replace("|", "\\|")


def choices(node: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every word, mark or list of words that a scenario sets, with its dotted place."""
    if isinstance(node, Quantity):
        return
    if isinstance(node, BaseModel):
        for name in type(node).model_fields:
            if name not in _PROSE:
                yield from choices(getattr(node, name), f"{place}.{name}" if place else name)
    elif isinstance(node, Mapping):
        for name, part in node.items():
            yield from choices(part, f"{place}.{name}")
    elif isinstance(node, bool):
        if node:
            yield place, "yes"
    elif isinstance(node, str):
        yield place, node
    elif isinstance(node, list):
        if node and all(isinstance(part, str) for part in node):
            yield place, ", ".join(node)
        else:
            for number, part in enumerate(node, start=1):
                yield from choices(part, f"{place}.{number}")
