"""From a dotted place, with * for any name, to the values of a scenario that it means."""

import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from ostraka.core.errors import Problem, choose
from ostraka.core.quantities import NO_LIMIT, Quantity, Unit, bare

EVERY = "*"

UNTOUCHABLE: tuple[tuple[str, ...], ...] = (
    ("population",),
    ("strata", EVERY, "share"),
    ("strata", EVERY, "sector"),
    ("categories", EVERY, "kind"),
    ("categories", EVERY, "frailty"),
    ("jurisdictions", EVERY, "weight"),
    ("jurisdictions", EVERY, "strata"),
    ("jurisdictions", EVERY, "strata_odds"),
)
"""Who exists and what an act is: a safeguard that changed these would compare two populations, or
call a harm by another name."""

_WORDS = ("source", "assumed", "description")

Path = tuple[str, ...]

_ANY: Any = object()
"""In place of data: only whether a place could mean anything is asked."""


@dataclass(frozen=True, slots=True)
class Target:
    """One value of a scenario that a place means.

    Attributes
    ----------
    path : tuple of str
        Its place, name by name.
    unit : Unit or None
        Of a number; None for a flag, a word or a list.
    is_limit : bool
        A number that limits something; where it is not given, nothing is limited.
    """

    path: Path
    unit: Unit | None
    is_limit: bool = False

    @property
    def place(self) -> str:
        """Its dotted place."""
        return ".".join(self.path)

    @property
    def lists_strata(self) -> bool:
        """Whether it is a rule that holds for all, for none, or for the strata of a list."""
        return self.path[-1] == "trigger"

    @property
    def is_by_stratum(self) -> bool:
        """Whether it may differ by stratum."""
        return self.lists_strata if self.unit is None else self.unit.per_stratum


class Unresolved(Exception):
    """A place that means nothing; ``table`` is what the scenario lacks, if it is only that."""

    def __init__(self, fault: str, remedy: str, table: str = "") -> None:
        """Keep fault, remedy and the missing table."""
        super().__init__(fault)
        self.fault, self.remedy, self.table = fault, remedy, table

    def problem(self, place: str) -> Problem:
        """As a problem of the place where it was written."""
        return Problem(place, self.fault, self.remedy)


def resolve(place: str, model: type[BaseModel], data: Mapping[str, Any]) -> list[Target]:
    """Every value that a place means in a scenario.

    Parameters
    ----------
    place : str
        Such as ``categories.*.points``.
    model : type
        The scenario's.
    data : mapping
        Its plain data, without what is None.

    Raises
    ------
    Unresolved
        If a part is known to nobody, if a table is missing, or if it means no single value.
    """
    parts = tuple(place.split("."))
    for fixed in UNTOUCHABLE:
        if len(parts) >= len(fixed) and all(
            EVERY in (a, b) or a == b for a, b in zip(fixed, parts, strict=False)
        ):
            raise Unresolved(
                "a safeguard changes rules, not who people are or what an act is",
                "name a value of the rules",
            )
    return list(_below(parts, (), model, None, data))


def _below(rest: Path, above: Path, kind: Any, unit: Unit | None, data: Any) -> Iterator[Target]:
    """The values below a node; ``data`` is None where there is none."""
    kind = bare(kind)
    is_section = isinstance(kind, type) and issubclass(kind, BaseModel) and kind is not Quantity
    is_names = typing.get_origin(kind) is dict
    if not rest:
        if is_section or is_names:
            known = list(kind.model_fields) if is_section else [EVERY]
            inside = ", ".join(n for n in known if n not in _WORDS)
            raise Unresolved(
                f"{'.'.join(above)} is a table, not a value", f"name one value in it: {inside}"
            )
        yield Target(above, unit)
    elif is_names:
        yield from _names(rest, above, kind, data)
    elif is_section:
        yield from _fields(rest, above, kind, data)
    else:
        raise Unresolved(f"{'.'.join(above)} has nothing below it", f"write {'.'.join(above)}")


def _names(rest: Path, above: Path, kind: Any, data: Any) -> Iterator[Target]:
    inner = typing.get_args(kind)[1]
    given = {} if data is None or data is _ANY else dict(data)
    if rest[0] == EVERY or data is _ANY:
        for name in given:
            yield from _below(rest[1:], (*above, name), inner, unit_in(inner), given[name])
        if not given:  # nothing to act on, but the rest of the place must mean something
            list(_below(rest[1:], (*above, rest[0]), inner, unit_in(inner), _ANY))
    elif rest[0] in given:
        yield from _below(rest[1:], (*above, rest[0]), inner, unit_in(inner), given[rest[0]])
    else:
        where = ".".join(above)
        raise Unresolved(f"{where} has no {rest[0]!r}", choose(rest[0], [*given, EVERY]))


def _fields(rest: Path, above: Path, kind: type[BaseModel], data: Any) -> Iterator[Target]:
    if rest[0] == EVERY:
        yield from _tables(rest, above, kind, data)
        return
    info = kind.model_fields.get(rest[0])
    if info is None or rest[0] in _WORDS or (not above and not _is_table(info.annotation)):
        where = ".".join(above) or "the scenario"
        known = [n for n, i in kind.model_fields.items() if n not in _WORDS]
        if not above:
            known = [n for n in known if _is_table(kind.model_fields[n].annotation)]
        raise Unresolved(f"{where} has no {rest[0]!r} to act on", choose(rest[0], known))
    here = (*above, rest[0])
    value = _ANY if data is _ANY else data.get(rest[0])
    if value is None and len(rest) > 1 and _is_section(info.annotation):
        # the rest must mean something before the table can be what is missing
        list(_below(rest[1:], here, info.annotation, None, _ANY))
        table = ".".join(here)
        raise Unresolved(f"the scenario has no table [{table}]", f"add [{table}]", table)
    unit = next((m for m in info.metadata if isinstance(m, Unit)), None) or unit_in(info.annotation)
    if len(rest) == 1 and unit is not None:
        yield Target(here, unit, info.json_schema_extra == NO_LIMIT)
    else:
        yield from _below(rest[1:], here, info.annotation, unit, value)


def _tables(rest: Path, above: Path, kind: type[BaseModel], data: Any) -> Iterator[Target]:
    """Every table of a section that is there, under a *."""
    tables = [n for n, i in kind.model_fields.items() if above and _is_section(i.annotation)]
    if not tables:
        where = ".".join(above) or "the scenario"
        known = [n for n in kind.model_fields if n not in _WORDS]
        raise Unresolved(f"{where} holds values of its own, not tables alike", choose(EVERY, known))
    for name in tables:
        info = kind.model_fields[name]
        here = (*above, name)
        value = _ANY if data is _ANY else data.get(name, _ANY)
        found = list(_below(rest[1:], here, info.annotation, None, value))
        if value is not _ANY:
            yield from found


def _is_section(annotation: Any) -> bool:
    kind = bare(annotation)
    return isinstance(kind, type) and issubclass(kind, BaseModel) and kind is not Quantity


def _is_table(annotation: Any) -> bool:
    """Whether a field of the scenario holds a table, or tables by name, that rules may stand in."""
    kind = bare(annotation)
    if typing.get_origin(kind) is dict:
        return _is_section(typing.get_args(kind)[1]) and "effect" not in getattr(
            typing.get_args(kind)[1], "model_fields", ()
        )
    return _is_section(kind)


def unit_in(annotation: Any) -> Unit | None:
    """The unit of a number's annotation, such as ``Rate | None``; None where it is no number."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        members: Sequence[Any] = typing.get_args(annotation)
        return next((u for u in map(unit_in, members) if u is not None), None)
    found = getattr(annotation, "__metadata__", ())
    return next((part for part in found if isinstance(part, Unit)), None)
