"""Making an archive: a study or a run as one zip file that is an RO-Crate."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ostraka.archive import documents
from ostraka.archive.crate import crate
from ostraka.archive.credit import Credit
from ostraka.archive.entries import METADATA, README, Entry
from ostraka.archive.packing import pack
from ostraka.archive.records import Contents, records
from ostraka.archive.run_contents import RunContents
from ostraka.archive.study_contents import StudyContents
from ostraka.core.errors import OutputError, choose
from ostraka.results.storage import holds_a_result
from ostraka.studies import names
from ostraka.studies.store import holds_a_study

STUDIES, RUNS, ARCHIVES = Path("ostraka-studies"), Path("ostraka-runs"), Path("ostraka-archives")

_PARTS = "parts"


@dataclass(frozen=True, slots=True)
class Archived:
    """An archive that was written.

    Attributes
    ----------
    path : Path
    kind : str
        ``study`` or ``run``.
    title : str
    files : int
        In it, the metadata included.
    size : int
        Bytes.
    sha256 : str
        Of the whole file.
    license : str
        What it says of its licence.
    """

    path: Path
    kind: str
    title: str
    files: int
    size: int
    sha256: str
    license: str


def archive(
    given: str | Path,
    out: str | Path | None = None,
    *,
    credit: Credit | None = None,
    force: bool = False,
) -> Archived:
    """Pack a finished study or a saved run into one file that others can read, check and run again.

    Parameters
    ----------
    given : str or Path
        The folder of a study or a run; or a study's file or name, whose folder then is
        ``ostraka-studies/NAME``; or the NAME of a run in ``ostraka-runs``.
    out : str or Path, optional
        The file to write; ``ostraka-archives/NAME.zip`` unless given.
    credit : Credit, optional
        Authors, licence, publisher and day, beside what a study's file says.
    force : bool
        Replace a file that is there.

    Raises
    ------
    OutputError
        If there is nothing finished there, or the file cannot be written.
    """
    contents, name = _contents(given)
    target = ARCHIVES / f"{name}.zip" if out is None else Path(out)
    if target.is_dir() or (target.exists() and not force):
        raise OutputError(
            f"{target}: it is there already; choose another name, or --force (in Python: force=True)"
        )
    said = contents.credit(credit or Credit())
    entries = [*contents.entries(), *records(contents)]
    if said.license:
        words = "What others may do with this archive."
        text = f"{said.license_words}\n{said.license_address}".strip() + "\n"
        entries.append(Entry("LICENSE.txt", text.encode(), "Licence", words, "document"))
    entries.append(_readme(contents, entries, said))
    _check_names(entries, contents)
    words = "What each file is, and how it came about (RO-Crate)."
    metadata = Entry(METADATA, crate(contents, entries, said), "Metadata", words, "record")
    digest = pack([*entries, metadata], target)
    return Archived(
        target,
        contents.kind,
        contents.title,
        len(entries) + 1,
        target.stat().st_size,
        digest,
        said.license,
    )


def _check_names(entries: list[Entry], contents: Contents) -> None:
    """Refuse a run in whose folder lies a file with a name that the archive needs."""
    seen = {METADATA}
    for path in sorted(entry.path for entry in entries):
        if path in seen:
            raise OutputError(
                f"{contents.title}: {path} lies in its folder, and the archive has a file of this name "
                "of its own; move that one away"
            )
        seen.add(path)


def _contents(given: str | Path) -> tuple[Contents, str]:
    """What is to be packed, and its name."""
    path = Path(given)
    if holds_a_study(path):
        return StudyContents.of(path), path.resolve().name
    if holds_a_result(path):
        return RunContents.of(path), path.resolve().name
    if path.is_dir():
        raise OutputError(
            f"{path}: it holds neither a study nor a run; name a folder that `ostraka study run` or "
            "`ostraka run` has made"
        )
    name = path.stem if path.suffix.lower() in (".toml", ".json") else path.name
    if holds_a_study(STUDIES / name):
        return StudyContents.of(STUDIES / name, str(given)), name
    if holds_a_result(RUNS / name):
        return RunContents.of(RUNS / name), name
    if path.is_file() or str(given) in names():
        raise OutputError(
            f"{STUDIES / name}: {given} has not been run there; run it first: ostraka study run {given}"
        )
    raise OutputError(
        f"{given}: there is no such study and no such run; {choose(str(given), _known())}"
        if _known()
        else f"{given}: there is no such study and no such run; run one first: ostraka study run {given}"
    )


def _known() -> list[str]:
    """Folders here that can be archived."""
    found = [
        str(path)
        for root, holds in ((STUDIES, holds_a_study), (RUNS, holds_a_result))
        if root.is_dir()
        for path in root.iterdir()
        if holds(path)
    ]
    return sorted(found)


def _readme(contents: Contents, entries: list[Entry], credit: Credit) -> Entry:
    content = documents.readme(
        contents.title, contents.purpose, contents.made(), dict(_lines(entries)), credit
    )
    words = "What this is, what lies where, and how to check it."
    return Entry(README, content, "Read me first", words, "document")


def _lines(entries: list[Entry]) -> Iterator[tuple[str, str]]:
    """One line a file; of the many parts, one in all."""
    parts = [entry for entry in entries if entry.folder == _PARTS]
    for entry in sorted(entries, key=lambda entry: entry.path):
        if entry.folder != _PARTS:
            yield entry.path, entry.description
    if parts:
        yield (
            f"{_PARTS}/",
            f"{len(parts):,} files: what each unit of work gave; `units.csv` says which.",
        )
