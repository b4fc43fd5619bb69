"""What the archive of a study holds."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from ostraka.archive import documents
from ostraka.archive.credit import Credit
from ostraka.archive.entries import (
    ODD,
    REPORT,
    UNITS,
    Entry,
    plain_name,
)
from ostraka.archive.records import as_json
from ostraka.core.errors import OstrakaError, OutputError
from ostraka.report.odd import odd
from ostraka.results.versions import code_version
from ostraka.scenario import as_data
from ostraka.scenario.files import names as scenario_names
from ostraka.scenario.files import shipped as shipped_scenario
from ostraka.studies import Study, StudyResult, definition
from ostraka.studies.store import (
    CSV,
    DRAWS,
    OUTCOMES,
    PARTS,
    PERSONS,
    RESULT,
    STUDY,
    missing,
    read_study,
    read_versions,
)
from ostraka.studies.units import units

UNIT_COLUMNS = ("part", "arm", "draw", "replicate", "jurisdictions")

_INSTEAD = ("people", "replicates")
"""Keys that the command line may set instead of the file."""


@dataclass(frozen=True)
class StudyContents:
    """A finished study, ready to be packed.

    Attributes
    ----------
    folder : Path
    result : StudyResult
    file : str
        The study's file or name as it was given; empty if its folder was.
    """

    folder: Path
    result: StudyResult
    file: str = ""

    kind = "study"

    @classmethod
    def of(cls, folder: Path, file: str = "") -> "StudyContents":
        """Look at a study's folder, and see that all of it is there.

        Raises
        ------
        OutputError
            If it is not finished, was made by other code, lacks parts, or is not what ``file`` says.
        """
        study, code = read_study(folder)
        if code != code_version():
            raise OutputError(
                f"{folder}: made by code {code}, this is {code_version()}; archive it with the version "
                "that ran it, or run the study again"
            )
        result = StudyResult.load(folder)
        lacking = missing(folder, units(study, replicates=result.replicates))
        absent = [n for n in _tables(study) if not (folder / n).is_file()]
        if lacking or absent:
            what = absent[0] if absent else f"{PARTS}/{lacking[0].key}.parquet"
            raise OutputError(
                f"{folder}: {what} is missing or damaged; delete {RESULT}, run the study again, and "
                "archive it then"
            )
        if file:
            _check_same(study, folder, file)
        return cls(folder, result, file)

    @property
    def study(self) -> Study:
        """The study."""
        return self.result.study

    @property
    def title(self) -> str:
        """Its title."""
        return str(self.study.table.title)

    @property
    def purpose(self) -> str:
        """Its question."""
        return " ".join(str(self.study.table.purpose).split())

    @cached_property
    def finished(self) -> datetime:
        """When its result was written, as the time stamp of its file says."""
        seconds = int((self.folder / RESULT).stat().st_mtime)
        return datetime.fromtimestamp(seconds, UTC)

    @property
    def started(self) -> datetime | None:
        """When it was begun; a study may be run in many pieces, so that is not known."""
        return None

    @property
    def code(self) -> str:
        """That of this process: with another one it is refused."""
        return code_version()

    @property
    def made_with(self) -> list[dict[str, str]]:
        """Libraries and machines of the parts, each kind once; empty if that was not kept."""
        return read_versions(self.folder)

    @property
    def command(self) -> str:
        """How it can be run."""
        return f"ostraka study run {Path(self.file or self.folder).name}"

    @property
    def scenarios(self) -> Mapping[str, Any]:
        """The scenario of every arm, the one as it stands first."""
        return {name: arm.scenario for name, arm in self.study.arms.items()}

    def credit(self, given: Credit) -> Credit:
        """With what the study's file says."""
        return given.or_else(self.study.table.license, self.study.table.authors)

    def made(self) -> list[str]:
        """How it was made, in lines for people."""
        study, result = self.study, self.result
        drawn = len(study.points)
        lines = [
            f"A study of {len(study.arms)} arms on common draws: {', '.join(study.arms)}. "
            f"{study.base.people:,} invented people, {study.base.months} months, {result.replicates} "
            f"replicates at the central values, {drawn} draws of the uncertain numbers with "
            f"{study.table.design.replicates} replicates each; seed {study.seed}.",
        ]
        if not self.made_with:
            lines.append("With which libraries it was run was not kept.")
        if not self.file:
            lines.append(
                "The study's file as it was written is not in here, only all that it came to: "
                "`study.json`."
            )
        return lines

    def entries(self) -> Iterator[Entry]:
        """Every file but the metadata and the page to read first."""
        yield from self._inputs()
        yield from self._records()
        yield from self._results()
        yield from self._documents()

    def _inputs(self) -> Iterator[Entry]:
        yield Entry(
            STUDY,
            self.folder / STUDY,
            "The study in full",
            "The study as it was run, with every arm's scenario in full; it depends on no other file.",
            "input",
        )
        if self.file:
            name, text = _file_as_given(self.file)
            words = self._given_words()
            yield Entry(f"as_given/{name}", text, "The study as given", words, "input")
            found = self._scenario_as_given()
            if found is not None:
                words = "The scenario that the study's file names."
                yield Entry(
                    f"as_given/{found[0]}", found[1], "The scenario as given", words, "input"
                )
        for number, (name, arm) in enumerate(self.study.arms.items()):
            full = as_json(as_data(arm.scenario))
            words = arm.description or f"The scenario of the arm {name}."
            path = f"scenarios/{number:03d}-{plain_name(name)}.json"
            yield Entry(path, full, f"Scenario of the arm {name}", words, "input")

    def _given_words(self) -> str:
        own = self.study.table
        other = Study.load(self.file).table
        instead = [
            f"{key} {getattr(own, key):,}"
            for key in _INSTEAD
            if getattr(own, key) != getattr(other, key)
        ]
        words = "The study's file as it was written"
        return f"{words}; run with {' and '.join(instead)} instead." if instead else f"{words}."

    def _scenario_as_given(self) -> tuple[str, bytes] | None:
        name = self.study.table.scenario
        if name in scenario_names():
            return f"{plain_name(name)}.toml", shipped_scenario(name).encode()
        path = Path(self.file).parent / name
        return (plain_name(path.name), path.read_bytes()) if path.is_file() else None

    def _records(self) -> Iterator[Entry]:
        rows = [
            (f"{PARTS}/{u.key}.parquet", u.arm, u.draw, u.replicate, json.dumps(list(u.places)))
            for u in units(self.study, replicates=self.result.replicates)
        ]
        yield Entry(
            UNITS,
            documents.table(UNIT_COLUMNS, rows),
            "Units",
            "Which part holds which arm, draw (-1: the central values), replicate and jurisdictions ([]: "
            "all). Arms that coincide share a part.",
            "record",
        )

    def _results(self) -> Iterator[Entry]:
        words = "How many replicates and draws there are, and whether it stopped by precision."
        yield Entry(RESULT, self.folder / RESULT, "The result in short", words, "result")
        for name, words in _tables(self.study).items():
            title = name.removesuffix(".parquet").capitalize()
            yield Entry(f"tables/{name}", self.folder / name, title, words, "result")
        for file in sorted((self.folder / CSV).iterdir()):
            words = "The tables for other programs, described in csv/datapackage.json."
            yield Entry(f"{CSV}/{file.name}", file, f"{file.name} (CSV package)", words, "result")
        keys = {u.key for u in units(self.study, replicates=self.result.replicates)}
        for key in sorted(keys):
            path = f"{PARTS}/{key}.parquet"
            words = "Sums of one unit of work; units.csv says which."
            yield Entry(path, self.folder / path, f"Part {key}", words, "result")

    def _documents(self) -> Iterator[Entry]:
        try:
            found = self.result.compare()
        except OstrakaError as error:
            text = f"The arms of this study are not compared: {error}\n"
        else:
            text = f"{found}\n"
            words = "Differences of the arms with both intervals, for programs."
            yield Entry("comparison.json", as_json(found.to_dict()), "Comparison", words, "result")
        words = "Differences of the arms with both intervals, as `ostraka compare` prints them."
        yield Entry("comparison.txt", text.encode(), "Comparison", words, "document")
        words = "What the study found, as one page."
        report = documents.study_report(self.result, text)
        yield Entry(REPORT, report, "Report", words, "document")
        words = "The model's description after the ODD protocol, of the scenario as it stands."
        yield Entry(ODD, odd(self.study.base).encode(), "ODD", words, "document")


def _tables(study: Study) -> dict[str, str]:
    found = {
        OUTCOMES: "Every figure of every run: arm, draw, replicate, figure, stratum, value.",
        DRAWS: "The value of every uncertain number in every draw.",
    }
    if study.table.person_sets:
        found[PERSONS] = "How many people each arm spares and newly harms, by run and stratum."
    return found


def _file_as_given(file: str) -> tuple[str, bytes]:
    path = Path(file)
    if path.is_file():
        return f"study-{plain_name(path.name)}", path.read_bytes()
    return f"study-{plain_name(file)}.toml", definition.shipped(file).encode()


def _check_same(run: Study, folder: Path, file: str) -> None:
    """Refuse a file that no longer says what its folder holds."""
    instead = {key: getattr(run.table, key) for key in _INSTEAD}
    wanted = {name: value for name, value in instead.items() if value is not None}
    if Study.load(file, **wanted).to_dict() != run.to_dict():
        raise OutputError(
            f"{folder}: it holds another study than {file} says; run that study again, or name the "
            "folder to archive what was run"
        )
