"""Every number of a scenario with its place, value or range, unit and provenance."""

import re
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from ostraka.core.quantities import Quantity, Unit
from ostraka.core.walking import walk
from ostraka.report import words

_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:)\]]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a source: its words, and the address they lead to, if any."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """One number of the scenario.

    Attributes
    ----------
    place, value, unit : str
    source : tuple of Piece
        Empty for an assumed number.
    note : str
    is_uncertain, is_default : bool
    """

    place: str
    value: str
    unit: str
    source: tuple[Piece, ...]
    note: str
    is_uncertain: bool
    is_default: bool

    @property
    def is_sourced(self) -> bool:
        """Whether a publication is named."""
        return bool(self.source)


@dataclass(frozen=True, slots=True)
class Group:
    """The numbers of one table of the scenario."""

    name: str
    numbers: tuple[Given, ...]


def assumptions(scenario: Any) -> list[Group]:
    """Every number of a scenario, by table, in the order of the file's schema."""
    groups: dict[str, list[Given]] = {}
    written = {id(quantity) for _, quantity in walk(scenario, written_only=True)}
    for path, quantity, unit in numbers(scenario):
        given = _given(path[1:], quantity, unit, is_default=id(quantity) not in written)
        groups.setdefault(path[0], []).append(given)
    return [Group(words.name_in_words(name), tuple(found)) for name, found in groups.items()]


def numbers(scenario: Any) -> Iterator[tuple[tuple[str, ...], Quantity, str]]:
    """Every number of a scenario, with its path and its unit, in the order of the file's schema."""
    yield from _numbers(scenario, (), "")


def _given(path: tuple[str, ...], quantity: Quantity, unit: str, *, is_default: bool) -> Given:
    return Given(
        place=" › ".join(words.name_in_words(part) for part in path),
        value=_value(quantity),
        unit=(unit or "a number").removeprefix("a "),
        source=tuple(_pieces(quantity.source or "")),
        note=quantity.note or "",
        is_uncertain=quantity.is_uncertain,
        is_default=is_default,
    )


def _value(quantity: Quantity) -> str:
    if quantity.low is None or quantity.high is None:
        return plain(float(quantity))
    shape = (quantity.distribution or "uniform").replace("_", "-")
    low, high, centre = map(plain, (quantity.low, quantity.high, float(quantity)))
    return f"{low} to {high} ({shape}; run at {centre})"


def plain(value: float) -> str:
    """A number as given; a centre that was computed (a geometric mean, say) to three digits."""
    digits = f"{value:.10g}"
    if len(digits) > 9:
        digits = f"{value:.3g}"
    if "e-" in digits or 0 < abs(value) < 1e-4:
        mantissa, exponent = f"{value:.2e}".split("e")
        shown = mantissa.rstrip("0").rstrip(".")
        return f"{shown} × 10{_superscript(int(exponent))}".replace("-", words.MINUS)
    whole, _, part = digits.partition(".")
    grouped = f"{int(whole):,}" if whole.lstrip("-").isdigit() and abs(value) >= 1000 else whole
    return (f"{grouped}.{part}" if part else grouped).replace("-", words.MINUS)


def _superscript(power: int) -> str:
    return str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _pieces(source: str) -> Iterator[Piece]:
    """Cut a source where it holds the address of a page."""
    end = 0
    for found in _LINK.finditer(source):
        if found.start() > end:
            yield Piece(source[end : found.start()])
        yield Piece(found.group(), found.group())
        end = found.end()
    if end < len(source):
        yield Piece(source[end:])


def _numbers(
    node: Any, path: tuple[str, ...], unit: str
) -> Iterator[tuple[tuple[str, ...], Quantity, str]]:
    """Every quantity below a node, with its path and its unit."""
    if isinstance(node, Quantity):
        for stratum, part in node.each():
            yield (*path, stratum) if stratum else path, part, unit
    elif isinstance(node, BaseModel):
        for name, info in type(node).model_fields.items():
            value = getattr(node, name)
            below = _unit_of(info.metadata) or _unit_in(info.annotation)
            yield from _numbers(value, (*path, name), below)
    elif isinstance(node, Mapping):
        for name, part in node.items():
            yield from _numbers(part, (*path, str(name)), unit)
    elif isinstance(node, list):
        for number, part in enumerate(node, start=1):
            yield from _numbers(part, (*path, str(number)), unit)


def _unit_of(metadata: typing.Iterable[Any]) -> str:
    return next((part.unit for part in metadata if isinstance(part, Unit)), "")


def _unit_in(annotation: Any) -> str:
    """The unit that stands anywhere in an annotation, such as ``dict[str, Rate] | None``."""
    found = _unit_of(getattr(annotation, "__metadata__", ()))
    for part in typing.get_args(annotation):
        found = found or _unit_in(part)
    return found
