"""Checking an archive, and running a sample of it again from what is in it alone."""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote

import numpy as np

from ostraka.archive.entries import ABOUT, FORMAT, METADATA, VERSIONS
from ostraka.archive.findings import Compared, Differing, Fault, Reproduction
from ostraka.archive.packing import Opened, opened
from ostraka.archive.records import kinds
from ostraka.archive.run_again import RunAgain
from ostraka.archive.study_again import StudyAgain
from ostraka.core.errors import OstrakaError, OutputError
from ostraka.results.versions import code_version, versions

UNITS = 10
"""Units of a sample, unless another number is asked for."""

Tell = Callable[[int, int], None]


class Again(Protocol):
    """What can be run again, unit by unit."""

    count: int
    """Units in all."""

    def unit_of(self, file: str) -> int | None:
        """Which unit a file holds; None if it holds none."""

    def run(self, unit: int) -> Compared:
        """Run a unit again, and hold it against the archive."""

    def tables(self) -> tuple[Compared, ...]:
        """Make the tables again, of the units that were run again and of the archive's other parts."""


def reproduce(
    file: str | Path,
    *,
    units: int = UNITS,
    everything: bool = False,
    seed: int | None = None,
    threads: int | None = None,
    tell: Tell | None = None,
) -> Reproduction:
    """Check every file of an archive, run units again from what is in it, and compare bytes.

    Parameters
    ----------
    file : str or Path
        What ``ostraka archive`` wrote.
    units : int
        How many units are run again, chosen at random; those whose file is damaged come first.
    everything : bool
        Run all of them.
    seed : int, optional
        Of the choice. Drawn anew unless given, so that nobody knows beforehand which are looked at.
    threads : int, optional
        All processors unless given; changes no byte.
    tell : callable, optional
        Called with (units done, units to do).

    Raises
    ------
    OutputError
        If it is no archive of Ostraka, or so damaged that it cannot be read. An archive that can be
        read and does not agree raises nothing.
    """
    path = Path(file)
    with opened(path) as packed:
        listed = _listed(packed)
        faults = tuple(_faults(packed, listed))
        about = _about(packed)
        damaged = {fault.file for fault in faults}
        known = _versions_of(packed, damaged)
        kind = about["kind"]
        made: StudyAgain | RunAgain | None = None
        not_run = ""
        needed = sorted(damaged & _needed(kind, packed))
        if needed:
            not_run = f"{needed[0]} is not what it was, so nothing can be run from it."
        else:
            digests = {name: one for name, (one, _) in listed.items()}
            made = (
                StudyAgain(packed, threads, digests)
                if kind == "study"
                else RunAgain(packed, threads)
            )
        chosen, drawn = _chosen(made, damaged, units, everything, seed)
        found = []
        tables: tuple[Compared, ...] = ()
        if made is not None:
            for number, unit in enumerate(chosen, start=1):
                found.append(made.run(unit))
                if tell is not None:
                    tell(number, len(chosen))
            try:
                tables = made.tables()
            except OstrakaError as error:
                not_run = f"the tables were not made again: {error}"
        return Reproduction(
            archive=str(path),
            kind=kind,
            title=str(about["title"]),
            files=len(listed),
            faults=faults,
            units_in_all=0 if made is None else made.count,
            seed=drawn,
            units=tuple(found),
            tables=tables,
            differing=tuple(_differing(known)),
            not_run=not_run,
        )


def _listed(packed: Opened) -> dict[str, tuple[str, int]]:
    """SHA-256 and size of every file that the metadata name."""
    data = _json_of(packed, METADATA)
    try:
        found = {
            unquote(node["@id"]): (str(node["sha256"]), int(node["contentSize"]))
            for node in data["@graph"]
            if "sha256" in node
        }
    except (KeyError, TypeError, ValueError) as error:
        raise OutputError(
            f"{packed.path}: {METADATA} is none that Ostraka wrote ({error!r}); name a file that "
            "`ostraka archive` wrote"
        ) from None
    return found


def _faults(packed: Opened, listed: Mapping[str, tuple[str, int]]) -> Any:
    there = set(packed.names)
    for name, (digest, size) in listed.items():
        if name not in there:
            yield Fault(name, "missing")
            continue
        try:
            found, length = packed.digest(name)
        except OutputError:
            yield Fault(name, "damaged: it cannot be read to its end")
            continue
        if (found, length) != (digest, size):
            yield Fault(name, f"altered: its SHA-256 is {found[:16]}…, and was {digest[:16]}…")
    for name in sorted(there - listed.keys() - {METADATA}):
        yield Fault(name, "added: the metadata do not name it")


def _json_of(packed: Opened, name: str) -> Any:
    try:
        return json.loads(packed.text(name))
    except ValueError as error:
        raise OutputError(
            f"{packed.path}: {name} is no valid JSON: {error}; ask for the archive again"
        ) from None


def _about(packed: Opened) -> dict[str, Any]:
    about = _json_of(packed, ABOUT)
    if not isinstance(about, dict) or {"format", "kind", "title"} - about.keys():
        raise OutputError(
            f"{packed.path}: {ABOUT} does not say what this is; ask for the archive again"
        )
    if about["format"] != FORMAT or about["kind"] not in ("study", "run"):
        raise OutputError(
            f"{packed.path}: an archive of layout {about['format']} of a {about['kind']}, this version "
            f"reads layout {FORMAT} of a study or a run; use the version that wrote it"
        )
    return about


def _versions_of(packed: Opened, damaged: set[str]) -> dict[str, Any]:
    """What versions.json says; nothing if it was altered or is none."""
    if VERSIONS in damaged or VERSIONS not in packed.names:
        return {}
    found = _json_of(packed, VERSIONS)
    made_with = found.get("made_with", []) if isinstance(found, dict) else None
    if not isinstance(made_with, list) or not all(isinstance(one, dict) for one in made_with):
        return {}
    return dict(found)


def _needed(kind: str, packed: Opened) -> set[str]:
    """Files without which nothing can be run."""
    if kind == "study":
        return {ABOUT, *StudyAgain.needed}
    return {
        ABOUT,
        *RunAgain.needed,
        *(n for n in packed.names if n.startswith(("tables/", "twin/"))),
    }


def _chosen(
    made: Again | None, damaged: set[str], units: int, everything: bool, seed: int | None
) -> tuple[Sequence[int], int | None]:
    """Units to run: those with a damaged file first, then others at random; and the seed of that."""
    if made is None:
        return (), None
    if everything or units >= made.count:
        return range(made.count), None
    drawn = secrets.randbelow(1 << 32) if seed is None else seed
    first = sorted({u for name in damaged if (u := made.unit_of(name)) is not None})[:units]
    others = np.setdiff1d(np.arange(made.count), first)
    more = np.random.default_rng(drawn).choice(others, units - len(first), replace=False)
    return sorted([*first, *map(int, more)]), drawn


def _differing(known: Mapping[str, Any]) -> Any:
    """Code, libraries, system and processor that are not those of then."""
    made_with = known.get("made_with") or []
    then = str(known.get("code") or "")
    if then != code_version():
        yield Differing("code", then or "not kept", code_version())
    if not made_with:
        yield Differing("libraries", "not kept", "see --version and pip list")
    for name, now in versions().items():
        before = kinds(made_with, name)
        if before and before != [now] and name != "ostraka":
            yield Differing(name, " or ".join(before), now)
