"""Every mechanism that a scenario may switch on: Ostraka's own, and those that others add.

A package outside Ostraka offers its mechanisms under the entry point group ``ostraka.mechanisms``
(a mechanism, or a tuple of them); what is installed is then known to every command. In a script,
:func:`extend` does the same for this process. A mechanism that no scenario switches on changes no
bit of any result.
"""

from functools import cache
from importlib.metadata import entry_points
from typing import Any

from ostraka import harms, mechanisms
from ostraka.core.declarations import Mechanism
from ostraka.core.errors import DeclarationError

GROUP = "ostraka.mechanisms"
"""Entry point group of packages that bring mechanisms of their own."""

OWN: tuple[Mechanism, ...] = (*mechanisms.CATALOGUE, *harms.CATALOGUE)

_added: list[Mechanism] = []


def catalogue() -> tuple[Mechanism, ...]:
    """Ostraka's own, then those of installed packages, then those of :func:`extend`."""
    return (*OWN, *_installed(), *_added)


def extend(*given: Mechanism) -> None:
    """Add mechanisms from outside Ostraka, with their tables, for the rest of this process.

    Giving the same mechanism again is harmless.

    Raises
    ------
    DeclarationError
        If a name is taken: of a pass, a column, a parameter, a tally, an axis or a table.
    """
    fresh = [one for one in dict.fromkeys(given) if one not in catalogue()]
    refuse_taken_names(fresh, catalogue())
    _added.extend(fresh)


def withdraw(*given: Mechanism) -> None:
    """Take back what :func:`extend` added."""
    _added[:] = [one for one in _added if one not in given]


def refuse_taken_names(fresh: Any, known: tuple[Mechanism, ...]) -> None:
    """Refuse mechanisms that declare a name which another has declared already."""
    for one in fresh:
        for other in known:
            if one is other:
                continue
            if one.name == other.name:
                raise DeclarationError(f"pass {one.name}: there is one already; rename yours")
            for kind in ("columns", "declares", "tallies", "axes", "sections"):
                both = getattr(one, kind).keys() & getattr(other, kind).keys()
                if both:
                    raise DeclarationError(
                        f"pass {one.name}: {', '.join(sorted(both))} is declared by {other.name} "
                        f"({kind}); take another name"
                    )
        known = (*known, one)


@cache
def _installed() -> tuple[Mechanism, ...]:
    found: list[Mechanism] = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        given = point.load()
        offered = (given,) if isinstance(given, Mechanism) else tuple(given)
        if not all(isinstance(one, Mechanism) for one in offered):
            raise DeclarationError(
                f"entry point {point.name} of {GROUP}: it is no mechanism; name a Mechanism or a "
                "tuple of them"
            )
        refuse_taken_names(offered, (*OWN, *found))
        found.extend(offered)
    return tuple(found)
