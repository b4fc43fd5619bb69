"""To whom a safeguard is owed: names, kinds and keys in its ``applies_to``, held against a scenario."""

import typing
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ostraka.core.errors import Problem, choose
from ostraka.core.quantities import bare
from ostraka.safeguards.definition import Safeguard
from ostraka.safeguards.targets import EVERY, Target

DIMENSIONS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "strata": (("strata",),),
    "categories": (("categories",), ("unfounded", EVERY, "rate_per_month")),
    "sources": (("unfounded",),),
    "agencies": (("joint_sanctions", "agencies"),),
    "jurisdictions": (("jurisdictions",),),
}
"""Where in a scenario the names of each dimension stand: below which places."""

_SILENT = ("source", "assumed", "description")

Eligible = Mapping[str, frozenset[str]]


class Ineligible(Exception):
    """A target that differs by none of the names that were asked about."""

    def __init__(self, dimension: str) -> None:
        """Keep the dimension."""
        super().__init__(dimension)
        self.dimension = dimension


def eligible(name: str, safeguard: Safeguard, scenario: Any) -> tuple[Eligible, list[Problem]]:
    """The names of the scenario that a safeguard's words mean, by dimension; and what is wrong."""
    found: dict[str, frozenset[str]] = {}
    problems: list[Problem] = []
    for dimension, words in safeguard.applies_to.given().items():
        entries = _entries(dimension, scenario)
        meant: set[str] = set()
        known = [*entries, *_kinds(entries.values())]
        for word in words:
            meant |= {entry for entry, what in entries.items() if word in _said(entry, what)}
            if entries and word not in known:
                place = f"safeguard.{name}.applies_to.{dimension}"
                problems.append(Problem(place, f"nothing is called {word!r}", choose(word, known)))
        found[dimension] = frozenset(meant)
    return found, problems


def _entries(dimension: str, scenario: Any) -> dict[str, Any]:
    """The names of a dimension, with what the scenario says of each."""
    node = scenario
    for part in DIMENSIONS[dimension][0]:
        node = getattr(node, part, None)
    if node is None:
        return {}
    if isinstance(node, Mapping):
        return dict(node)
    given = {n: getattr(node, n) for n in type(node).model_fields if n not in _SILENT}
    return {name: entry for name, entry in given.items() if entry is not None}


def _said(entry: str, what: Any) -> set[str]:
    """Every word that fits an entry: its name, its kind, and its yes-or-no keys."""
    words = {entry}
    for name, _ in _telling(what):
        value = getattr(what, name)
        if isinstance(value, bool):
            words.add(name if value else f"not {name}")
        elif isinstance(value, str):
            words.add(value)
    return words


def _kinds(entries: typing.Iterable[Any]) -> list[str]:
    """Every kind and key that entries of this sort may have, in order."""
    found: dict[str, None] = {}
    for what in entries:
        for name, kind in _telling(what):
            if kind is bool:
                found |= {name: None, f"not {name}": None}
            elif typing.get_origin(kind) is typing.Literal:
                found |= dict.fromkeys(typing.get_args(kind))
            else:
                found |= {getattr(what, name): None}
    return list(found)


def _telling(what: Any) -> Iterator[tuple[str, Any]]:
    """The fields of an entry that are a word or a yes or no."""
    for name, info in getattr(type(what), "model_fields", {}).items():
        kind = bare(info.annotation)
        is_word = kind in (str, bool) or typing.get_origin(kind) is typing.Literal
        if is_word and name not in _SILENT:
            yield name, kind


@dataclass(frozen=True, slots=True)
class Reach:
    """For whom a safeguard reaches a value.

    Attributes
    ----------
    strata, places : frozenset of str, or None
        The strata and the jurisdictions; None for all of them.
    """

    strata: frozenset[str] | None = None
    places: frozenset[str] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it reaches nobody."""
        return any(names is not None and not names for names in (self.strata, self.places))


def reach(target: Target, owed: Eligible, fixed: Collection[str]) -> Reach:
    """For whom a safeguard reaches a target; ``fixed`` names tables that no jurisdiction may vary.

    Raises
    ------
    Ineligible
        If the target differs by none of the names that are asked about.
    """
    found = Reach()
    for dimension, names in owed.items():
        own = _name_along(dimension, target.path)
        if own is not None:
            if own not in names:
                return Reach(strata=frozenset())
        elif dimension == "strata" and target.is_by_stratum:
            found = replace(found, strata=names)
        elif dimension == "jurisdictions" and target.path[0] not in fixed:
            found = replace(found, places=names)
        else:
            raise Ineligible(dimension)
    return found


def _name_along(dimension: str, path: tuple[str, ...]) -> str | None:
    """The name of a dimension that a place goes through."""
    for above in DIMENSIONS[dimension]:
        if len(path) > len(above) and all(
            a in (EVERY, b) for a, b in zip(above, path, strict=False)
        ):
            return path[len(above)]
    return None
