"""Composing safeguards into a scenario, before it runs: every value that they move, and what is wrong.

Tables that safeguards bring come first, then what they do to values. All that acts on one value is
gathered and acts at once, in the order of the operators, so that no order of safeguards matters.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ostraka.core.errors import Problem
from ostraka.core.quantities import Quantity
from ostraka.safeguards.gathering import Gathering, Site
from ostraka.safeguards.operators import Act, after, written
from ostraka.safeguards.targets import Path, Target
from ostraka.safeguards.words import bare_value, certain, say, shorn


@dataclass(frozen=True, slots=True)
class Moved:
    """A value that safeguards move.

    Attributes
    ----------
    path : tuple of str
        Place in the scenario, name by name; a table that was brought has the place of the table.
    safeguards : tuple of str
        Whose effects take part.
    before, after : plain data
        The value as the scenario gives it and as the run has it: a number, ``{value, low, high}``,
        ``{by_stratum}``, a flag, a word, a list, a table; None where there is none.
    """

    path: Path
    safeguards: tuple[str, ...]
    before: Any
    after: Any

    @property
    def place(self) -> str:
        """Its dotted place."""
        return ".".join(self.path)

    @property
    def words(self) -> str:
        """From what to what."""
        if self.before == self.after:
            return f"{say(self.before)}, other values within it"
        return f"{say(self.before)} → {say(self.after)}"

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for files."""
        return {
            "place": self.place,
            "safeguards": list(self.safeguards),
            "before": self.before,
            "after": self.after,
        }


def idle(gathering: Gathering, bringing: Collection[str]) -> Iterator[Problem]:
    """Safeguards that change no value and bring no table (``bringing`` names those that do)."""
    strata = list(gathering.scenario.strata)
    busy = set(bringing)
    for site in gathering.sites:
        busy |= {act.safeguard for act in site.acts if takes_part(act, site, strata)}
    for name, safeguard in sorted(gathering.scenario.safeguard.items()):
        if name not in busy:
            places = ", ".join([*safeguard.effect, *safeguard.tables]) or "no place"
            yield Problem(
                f"safeguard.{name}",
                f"it changes nothing: the scenario is already so ({places}), or nobody is eligible",
                f"leave {name} out, or mend its applies_to, delivery or effect",
            )


def effects(gathering: Gathering) -> tuple[dict[str, Any], list[Moved]]:
    """The composed scenario as plain data, and every value that moved."""
    data = _copied(dict(gathering.data))
    strata = list(gathering.scenario.strata)
    moved = []
    for site in gathering.sites:
        made = _composed(site, site.acts, strata)
        if made is None:
            continue
        node = data
        for part in site.path[:-1]:
            node = node.setdefault(part, {})
        node[site.path[-1]] = certain(made) if site.is_local else made
        names = tuple(act.safeguard for act in site.acts if takes_part(act, site, strata))
        now = shorn(node[site.path[-1]])
        moved.append(Moved(site.path, names, bare_value(site.before), now))
    return data, moved


def takes_part(act: Act, site: Site, strata: Sequence[str]) -> bool:
    """Whether a safeguard matters to a value: alone, or beside the others."""
    if _composed(site, [act], strata) is not None:
        return True
    with_it = _composed(site, site.acts, strata)
    without_it = _composed(site, [other for other in site.acts if other is not act], strata)
    return bool(shorn(with_it) != shorn(without_it))


def _composed(site: Site, acts: Sequence[Act], strata: Sequence[str]) -> Any:
    """What safeguards make of a value, as plain data; None where they leave it as it is."""
    if not acts:
        return None
    target, before = site.target, site.before
    if target.unit is None:
        made = _listed(acts, before, strata) if target.lists_strata else acts[0].effect.set
        return None if made == before else made
    by_stratum = before is not None and before.by_stratum is not None
    if not by_stratum and all(act.strata is None for act in acts):
        return _number(target, acts, before)
    parts, is_moved = {}, False
    for stratum in strata:
        own = before.by_stratum[stratum] if by_stratum else before
        here = [act for act in acts if act.strata is None or stratum in act.strata]
        made = _number(target, here, own) if here else None
        is_moved = is_moved or made is not None
        parts[stratum] = own.model_dump(mode="json", exclude_none=True) if made is None else made
    return {"by_stratum": parts} if is_moved else None


def _listed(acts: Sequence[Act], before: bool | list[str], strata: Sequence[str]) -> Any:
    """Which strata a rule holds for: all (yes), none (no), or those of a list."""

    def meant(given: Any) -> set[str]:
        return set(strata if given is True else given or ())

    found = meant(before)
    for act in acts:
        reached = set(strata) if act.strata is None else act.strata
        found = (found - reached) | (meant(act.effect.set) & reached)
    if len(found) in (0, len(strata)):
        return bool(found)
    return [stratum for stratum in strata if stratum in found]


def _number(target: Target, acts: Sequence[Act], before: Quantity | None) -> Any:
    found = after(before, acts, target.unit)
    return written(found, before, acts) if found.is_moved else None


def _copied(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _copied(value) for key, value in node.items()}
    return list(node) if isinstance(node, list) else node
