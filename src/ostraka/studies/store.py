"""The folder of a study: what was asked, the parts done so far, and the tables when all are done."""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ostraka.core.errors import OutputError
from ostraka.core.files import sweep, whole_file
from ostraka.results.data_package import write_package
from ostraka.results.versions import code_version, versions
from ostraka.studies.gathering import figures_kept, gather
from ostraka.studies.parts import is_whole
from ostraka.studies.study import Study
from ostraka.studies.study_tables import about_study, tables_of
from ostraka.studies.units import Unit, units

FORMAT = 1
"""Layout of the folder; a later layout gets another number."""

STUDY, RESULT, PARTS, VERSIONS = "study.json", "result.json", "parts", "versions.json"
OUTCOMES, PERSONS, DRAWS = "outcomes.parquet", "persons.parquet", "draws.parquet"
CSV = "csv"
REPORT = "report.html"
"""The page of a finished study, where its commands write it; gone as soon as its tables change."""

_LOCK = ".lock"


def asked(study: Study) -> str:
    """The text of study.json: the study in full, and the code that runs it."""
    data = {"format": FORMAT, "code": code_version(), **study.to_dict()}
    return json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def prepare(study: Study, folder: Path) -> None:
    """Make the folder of a study, or find that it is this study's.

    Raises
    ------
    OutputError
        If something else is there.
    """
    target = folder / STUDY
    text = asked(study)
    if target.is_file():
        if target.read_text(encoding="utf-8") != text:
            clear_tables(folder)  # parts whose key is still asked for are kept and used
            write_text(target, text)
    elif folder.exists() and any(folder.iterdir()):
        raise OutputError(f"{folder}: it is there and holds no study; choose another place")
    else:
        folder.mkdir(parents=True, exist_ok=True)
        write_text(target, text)
    (folder / PARTS).mkdir(exist_ok=True)
    sweep(folder / PARTS)


def clear_tables(folder: Path) -> None:
    """Take away the tables of a study that is about to change; its parts stay."""
    for name in (RESULT, OUTCOMES, PERSONS, DRAWS, REPORT):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / CSV, ignore_errors=True)


def write_text(path: Path, text: str) -> None:
    """A text file that is there whole or not at all."""
    with whole_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Whatever cannot be written here is said with what to do about it.

    Raises
    ------
    OutputError
        Instead of the system's error.
    """
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be written: {error.strerror or error}; what is done is kept: make room "
            "or choose another place, and run the same command again"
        ) from error


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else runs this study here meanwhile; a process that dies lets go.

    Raises
    ------
    OutputError
        If somebody does.
    """
    try:
        import fcntl
    except ImportError:  # not on this system: two processes would do double work, not wrong work
        yield
        return
    with (folder / _LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutputError(
                f"{folder}: another process is running this study; wait for it, or use --shard and --out"
            ) from None
        yield


def part_of(folder: Path, unit: Unit) -> Path:
    """Where the part of a unit lies."""
    return folder / PARTS / f"{unit.key}.parquet"


def missing(folder: Path, planned: Iterable[Unit]) -> list[Unit]:
    """Units whose part is not there yet, each key once, in order."""
    found = {unit.key: unit for unit in reversed(list(planned))}
    done = (
        {entry.name for entry in (folder / PARTS).glob("*.parquet")} if folder.exists() else set()
    )
    unique = dict.fromkeys(unit.key for unit in planned)
    return [
        found[key]
        for key in unique
        if f"{key}.parquet" not in done or not is_whole(part_of(folder, found[key]))
    ]


def finish(
    study: Study,
    folder: Path,
    replicates: int,
    until: str | None = None,
    reached: bool | None = None,
) -> None:
    """Write the tables of a study whose units are all done, and as CSV; result.json comes last.

    ``until`` is the precision that was asked for, and ``reached`` whether it was.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    (folder / REPORT).unlink(missing_ok=True)
    note_versions(folder)
    planned = units(study, replicates=replicates)
    names = figures_kept(study)
    persons = study.table.person_sets
    outcomes, sets = gather(study, folder / PARTS, planned, names, persons=persons)
    draws = study.draws().reset_index()
    tables = {OUTCOMES: outcomes, DRAWS: draws, **({PERSONS: sets} if persons else {})}
    for name, table in tables.items():
        made = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
        with whole_file(folder / name) as temporary:
            pq.write_table(made, temporary, compression="zstd")
    _write_csv(study, folder, replicates, outcomes, sets if persons else None)
    about: dict[str, Any] = {
        "format": FORMAT,
        "replicates": replicates,
        "until": until,
        "reached": reached,
        "draws": len(study.points),
        "units": len({unit.key for unit in planned}),
    }
    write_text(folder / RESULT, json.dumps(about, indent=1) + "\n")


def _write_csv(study: Study, folder: Path, replicates: int, outcomes: Any, persons: Any) -> None:
    """The folder of CSV files, which takes its name when it is whole."""
    partial = folder / f".{CSV}.{os.getpid()}.tmp"
    for left in folder.glob(f".{CSV}.*.tmp"):  # of a process that died: this study is ours alone
        shutil.rmtree(left, ignore_errors=True)
    partial.mkdir()
    try:
        about = about_study(study, code_version(), replicates)
        write_package(tables_of(study, outcomes, persons), partial, about)
        shutil.rmtree(folder / CSV, ignore_errors=True)
        os.replace(partial, folder / CSV)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def is_finished(folder: Path, replicates: int, until: str | None) -> bool:
    """Whether the tables are there, for so many replicates."""
    if not (folder / RESULT).is_file():
        return False
    try:
        about = read_about(folder)
    except OutputError:  # what is damaged is written anew
        return False
    return bool(about["replicates"] == replicates and about["until"] == until)


def holds_a_study(folder: Path) -> bool:
    """Whether a study was begun there."""
    return (folder / STUDY).is_file()


def read_study(folder: Path) -> tuple[Study, str]:
    """The study of a folder, and the code that it was begun with.

    Raises
    ------
    OutputError
        If there is none, or it is damaged or of another layout.
    """
    try:
        data = json.loads((folder / STUDY).read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise OutputError(
                f"{folder}: saved in layout {data['format']}, this version reads {FORMAT}; run it again"
            )
        return Study.from_dict(data), data["code"]
    except FileNotFoundError:
        raise OutputError(
            f"{folder}: no study ({STUDY} is missing); name a folder that `ostraka study run` has made"
        ) from None
    except (OSError, ValueError, KeyError) as error:
        raise OutputError(f"{folder}: a damaged study: {error}; run it again") from error


def read_about(folder: Path) -> dict[str, Any]:
    """What result.json says of a finished study.

    Raises
    ------
    OutputError
        If it is not finished.
    """
    try:
        about: dict[str, Any] = json.loads((folder / RESULT).read_text(encoding="utf-8"))
        lacking = {"replicates", "until", "reached"} - about.keys()
        if lacking:
            raise ValueError(f"{RESULT} has no {', '.join(sorted(lacking))}")
    except FileNotFoundError:
        raise OutputError(
            f"{folder}: the study is not finished; run the same command again and it goes on"
        ) from None
    except (OSError, ValueError) as error:
        raise OutputError(f"{folder}: a damaged study: {error}; run it again") from error
    return about


def note_versions(folder: Path, more: Iterable[dict[str, str]] = ()) -> None:
    """Keep with which libraries and on which kind of machine the parts were made: each kind once."""
    found = {json.dumps(one, sort_keys=True) for one in [*read_versions(folder), versions(), *more]}
    text = json.dumps([json.loads(one) for one in sorted(found)], indent=1) + "\n"
    target = folder / VERSIONS
    if not target.is_file() or target.read_text(encoding="utf-8") != text:
        write_text(target, text)


def read_versions(folder: Path) -> list[dict[str, str]]:
    """With which libraries the parts of a folder were made; empty where that was not kept."""
    try:
        found = json.loads((folder / VERSIONS).read_text(encoding="utf-8"))
        return [{str(name): str(value) for name, value in one.items()} for one in found]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise OutputError(
            f"{folder / VERSIONS}: damaged: {error}; delete it, and say with which libraries the study "
            "was run when you share it"
        ) from error


def share_of(planned: Sequence[Unit], shard: tuple[int, int]) -> tuple[Unit, ...]:
    """Every n-th unit, from the i-th on: shard (i, n), i from 1."""
    number, count = shard
    unique = list({unit.key: unit for unit in reversed(planned)}.values())[::-1]
    return tuple(unique[number - 1 :: count])
