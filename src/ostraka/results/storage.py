"""Saving a result and reading it back: a directory that is complete or is not there."""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ostraka.core.errors import OutputError
from ostraka.core.files import is_running
from ostraka.results.data_package import write_package
from ostraka.results.declared import figure_set
from ostraka.results.labels import groups_of
from ostraka.results.parquet import read_draws, read_tables, write_draws, write_tables
from ostraka.results.run_tables import about_run, tables_of
from ostraka.scenario import as_data, loads

if TYPE_CHECKING:
    from ostraka.results.result import Result
    from ostraka.results.tables import Tables
    from ostraka.results.uncertainty import Draws

FORMAT = 1
"""Layout of the directory; a later layout gets another number."""

_RUN, _SCENARIO, _FIGURES, _TABLES, _CSV = (
    "run.json",
    "scenario.json",
    "figures.json",
    "tables",
    "csv",
)
_REPORT = "report.html"

TWIN = "twin"
"""Folder, within that of a run, of the same run without its safeguards."""


def save(
    result: "Result",
    directory: str | Path,
    *,
    force: bool = False,
    command: str | None = None,
    write_report: Callable[[Path], object] | None = None,
) -> Path:
    """Write a result into a directory that appears, under its name, only when it is complete.

    ``command`` is what run.json says the run was started with, instead of the process's arguments.
    ``write_report`` is given the folder and writes report.html there, and what belongs beside it,
    instead of the result's own report.

    Raises
    ------
    OutputError
        If something is there already (with ``force``: something that is no result), or it cannot be
        written.
    """
    target = Path(directory)
    about = dict(result.about) if command is None else {**result.about, "command": command}
    try:
        with whole_directory(target, force=force) as folder:
            _write_data(result, folder)
            if result.twin is not None:
                (folder / TWIN).mkdir()
                _write_data(result.twin, folder / TWIN)
                started = {} if command is None else {"command": command}
                _write_json(
                    folder / TWIN / _RUN, {"format": FORMAT, **result.twin.about, **started}
                )
            (folder / _CSV).mkdir()
            write_package(tables_of(result), folder / _CSV, about_run(result))
            if write_report is None:
                result.report(folder / _REPORT)
            else:
                write_report(folder)
            _write_json(folder / _RUN, {"format": FORMAT, **about})
    except OSError as error:
        reason = error.strerror or str(error)
        where = error.filename or target
        raise OutputError(f"{where}: cannot be written: {reason}; choose another place") from error
    return target


def _write_data(result: "Result", folder: Path) -> None:
    """What a result is read back from, and its figures; run.json comes last."""
    _write_json(folder / _SCENARIO, as_data(result.scenario))
    _write_json(folder / _FIGURES, figures_of(result))
    (folder / _TABLES).mkdir()
    write_tables(result, folder / _TABLES)
    write_draws(result.drawn, folder / _TABLES)


def read(
    directory: str | Path,
) -> "tuple[Any, tuple[str, ...], tuple[Tables, ...], Draws, dict[str, Any]]":
    """The parts of a saved result, in the order in which :class:`Result` takes them.

    Raises
    ------
    OutputError
        If the directory holds no result, or one of another layout, or a damaged one.
    """
    folder = Path(directory)
    if not holds_a_result(folder):
        raise OutputError(
            f"{folder}: no saved result ({_RUN} is missing); name a directory that a run has saved"
        )
    try:
        about = json.loads((folder / _RUN).read_text(encoding="utf-8"))
        found = about.pop("format", None)
        if found != FORMAT:
            raise OutputError(
                f"{folder}: saved in layout {found}, this version reads {FORMAT}; run it again"
            )
        text = (folder / _SCENARIO).read_text(encoding="utf-8")
        scenario = loads(text, origin=str(folder / _SCENARIO), kind="json")
        jurisdictions, tables = read_tables(folder / _TABLES, scenario, about["replicates"])
        known = figure_set(scenario)
        missing = [name for name in sorted(known.tallies) if name not in tables[0]]
        if missing:
            raise ValueError(f"no table {missing[0]}, which this version counts")
        groups = groups_of(scenario, jurisdictions)
        people = about["parameter_draw_people"] or 0
        drawn = read_draws(folder / _TABLES, tuple(known.figures), groups, people)
    except (OSError, ValueError, KeyError) as error:
        raise OutputError(f"{folder}: a damaged result: {error}; run it again") from error
    return scenario, jurisdictions, tables, drawn, about


def holds_a_result(directory: str | Path) -> bool:
    """Whether a run was saved there."""
    return (Path(directory) / _RUN).is_file()


def read_scenario(directory: str | Path) -> Any:
    """The scenario of a saved result, with the numbers of that run.

    Raises
    ------
    OutputError
        If it is damaged.
    """
    path = Path(directory) / _SCENARIO
    try:
        return loads(path.read_text(encoding="utf-8"), origin=str(path), kind="json")
    except (OSError, ValueError) as error:
        raise OutputError(f"{directory}: a damaged result: {error}; run it again") from error


def figures_of(result: "Result") -> dict[str, Any]:
    """Every estimate, with the words of every figure."""
    groups: dict[str, Any] = {"all": result.harm.to_dict()}
    groups["by_stratum"] = {k: t.to_dict() for k, t in result.by("stratum").items()}
    if len(result.jurisdictions) > 1:
        groups["by_jurisdiction"] = {k: t.to_dict() for k, t in result.by("jurisdiction").items()}
    groups["reference_stratum"] = result.scenario.reference_stratum
    groups["difference"] = {k: t.to_dict() for k, t in result.difference().items()}
    groups["ratio"] = {k: t.to_dict() for k, t in result.ratio().items()}
    if result.twin is not None:
        groups["against_twin"] = result.against().to_dict()
    known = result.figures.values()
    words = {f.name: {"unit": f.unit, "definition": f.definition} for f in known}
    return {"figures": words, **groups}


@contextmanager
def whole_directory(target: Path, *, force: bool, mark: str = _RUN) -> Iterator[Path]:
    """A new directory beside ``target`` that takes its name when the block ends well.

    ``mark`` is the file by which a directory is known that ``force`` may replace.

    A process that is killed leaves ``.<name>.partial-<process id>`` behind, which nothing takes for a
    result; the next one to save there removes it.
    """
    target = target.absolute()
    check_free(target, force=force, mark=mark)
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target)
    partial = target.with_name(f".{target.name}.partial-{os.getpid()}")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    try:
        yield partial
        _take_the_place(partial, target, force=force, mark=mark)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def check_free(target: Path, *, force: bool, mark: str = _RUN) -> None:
    """Say before a long run, too, that its result would have no place.

    Raises
    ------
    OutputError
        If ``target`` exists, unless it is an empty directory, or has the ``mark`` and ``force``.
    """
    if not target.exists() and not target.is_symlink():
        return
    if target.is_dir() and not any(target.iterdir()):
        return
    if not (target / mark).is_file():
        raise OutputError(f"{target}: it is there and holds no result; choose another name")
    if not force:
        raise OutputError(
            f"{target}: it is there already; choose another name, or --force (in Python: force=True)"
        )


def _take_the_place(partial: Path, target: Path, *, force: bool, mark: str) -> None:
    check_free(target, force=force, mark=mark)
    if not target.exists() or not any(target.iterdir()):
        os.replace(partial, target)
        return
    old = target.with_name(f".{target.name}.partial-{os.getpid()}-old")
    os.replace(target, old)
    try:
        os.replace(partial, target)
    except OSError:
        os.replace(old, target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _sweep(target: Path) -> None:
    """Remove what processes that are gone have left half written."""
    left = re.compile(rf"\.{re.escape(target.name)}\.partial-(\d+)(-old)?")
    for entry in target.parent.iterdir():
        found = left.fullmatch(entry.name)
        if found and not is_running(int(found[1])):
            shutil.rmtree(entry, ignore_errors=True)


def _write_json(path: Path, data: Any) -> None:
    text = json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
