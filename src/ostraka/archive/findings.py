"""What a reproduction found: which files are whole, which units and tables agree, and why not."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """A file of the archive that is not what its metadata say.

    Attributes
    ----------
    file, fault : str
    """

    file: str
    fault: str


@dataclass(frozen=True, slots=True)
class Compared:
    """Something that was made again, beside what the archive holds.

    Attributes
    ----------
    name : str
        In words.
    file : str
        Where it lies in the archive; empty where it is spread over several files.
    bytes_agree, numbers_agree : bool
        The bytes may differ where the numbers in them do not, such as when another version of a library
        wrote them.
    note : str
        How it differs; empty if it does not.
    """

    name: str
    file: str
    bytes_agree: bool
    numbers_agree: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Differing:
    """A version that is not what it was.

    Attributes
    ----------
    what, then, now : str
    """

    what: str
    then: str
    now: str


@dataclass(frozen=True)
class Reproduction:
    """What became of an archive that was checked and run again.

    Attributes
    ----------
    archive, kind, title : str
    files : int
        Files whose hash was checked.
    faults : tuple of Fault
    units_in_all : int
    seed : int or None
        Of the choice of units; None if all were run.
    units, tables : tuple of Compared
        Units that were run again; tables that were made again from them and from the other parts.
    differing : tuple of Differing
        Code, libraries, system and processor that are not those of then.
    not_run : str
        Why nothing, or not all that was asked for, was run again; empty if it was.
    """

    archive: str
    kind: str
    title: str
    files: int
    faults: tuple[Fault, ...]
    units_in_all: int
    seed: int | None
    units: tuple[Compared, ...]
    tables: tuple[Compared, ...]
    differing: tuple[Differing, ...]
    not_run: str = ""

    @property
    def agrees(self) -> bool:
        """Whether every file is whole, and all that was made again is the same bytes."""
        made = [*self.units, *self.tables]
        whole = not self.faults and not self.not_run
        return whole and bool(self.units) and all(one.bytes_agree for one in made)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it does not agree, as far as can be told; empty if it does."""
        return tuple(_reasons(self))

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {**asdict(self), "agrees": self.agrees, "reasons": list(self.reasons)}

    def __str__(self) -> str:
        """What ``ostraka reproduce`` prints."""
        return "\n".join(_lines(self))


def _reasons(found: Reproduction) -> Iterator[str]:
    if found.faults:
        yield "Files were altered, lost or added after the archive was made: ask for it again."
    wrong = [one for one in (*found.units, *found.tables) if not one.bytes_agree]
    if not wrong:
        return
    numbers = [one for one in wrong if not one.numbers_agree]
    code = [one for one in found.differing if one.what == "code"]
    if not numbers:
        writer = [one for one in found.differing if one.what == "pyarrow"]
        yield (
            "All numbers agree; only the way in which they are written differs"
            + (f" (pyarrow {writer[0].then} then, {writer[0].now} now)." if writer else ".")
        )
        return
    if code:
        yield (
            f"Likely the code: it was {code[0].then}, this is {code[0].now}. Install that version, and "
            "run this again."
        )
    elif found.differing:
        names = ", ".join(one.what for one in found.differing)
        yield f"Likely what differs from then: {names}. The same bytes are promised only where none does."
    elif not found.faults:
        yield (
            "Code, libraries, system and processor are those of then: so the archive does not hold what "
            "this study gives. It was altered together with its hashes, or made in another way."
        )


def _lines(found: Reproduction) -> Iterator[str]:
    yield f"{found.title} ({found.kind}, {found.archive})"
    bad = len(found.faults)
    whole = "all as the metadata say" if not bad else f"{bad:,} not as the metadata say"
    yield f"Files: {found.files:,} checked, {whole}."
    for fault in found.faults:
        yield f"  {fault.file}: {fault.fault}"
    if found.differing:
        yield "Other than then:"
        for one in found.differing:
            yield f"  {one.what}: {one.then} then, {one.now} now"
    elif found.units:
        yield "Code, libraries, system and processor: as then."
    if found.units:
        chosen = "all" if found.seed is None else f"chosen with seed {found.seed}"
        yield (
            f"Units: {len(found.units):,} of {found.units_in_all:,} run again ({chosen}); "
            f"{_count(found.units)} agree byte for byte."
        )
        yield from _wrong(found.units)
    if found.tables:
        yield (
            f"Tables: {len(found.tables):,} made again; {_count(found.tables)} agree byte for byte."
        )
        yield from _wrong(found.tables)
    if found.not_run:
        yield f"Not done: {found.not_run}"
    yield from found.reasons
    yield "It agrees." if found.agrees else "It does not agree."


def _count(made: tuple[Compared, ...]) -> str:
    return f"{sum(one.bytes_agree for one in made):,}"


def _wrong(made: tuple[Compared, ...]) -> Iterator[str]:
    for one in made:
        if not one.bytes_agree:
            where = f" ({one.file})" if one.file and one.file != one.name else ""
            yield f"  {one.name}{where}: {one.note}"
