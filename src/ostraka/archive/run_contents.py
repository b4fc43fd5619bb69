"""What the archive of a saved run holds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ostraka.archive.credit import Credit
from ostraka.archive.entries import ODD, Entry, Role
from ostraka.report.odd import odd
from ostraka.results import Result
from ostraka.results.storage import TWIN
from ostraka.results.versions import LIBRARIES

_MACHINE = ("ostraka", "python", *LIBRARIES, "system", "machine", "processor")

_WORDS: dict[str, tuple[str, str, Role]] = {
    "scenario.json": ("The scenario in full", "The scenario as it was run.", "input"),
    "run.json": ("The run", "How it was run: command, versions, time, memory.", "record"),
    "figures.json": (
        "Figures",
        "Every figure with its unit, definition and both intervals, for the whole and by group.",
        "result",
    ),
    "report.html": ("Report", "What the run found, as one page.", "document"),
}


@dataclass(frozen=True)
class RunContents:
    """A saved run, ready to be packed.

    Attributes
    ----------
    folder : Path
    result : Result
    """

    folder: Path
    result: Result

    kind = "run"

    @classmethod
    def of(cls, folder: Path) -> "RunContents":
        """Look at a saved run.

        Raises
        ------
        OutputError
            If it is none, or damaged.
        """
        return cls(folder, Result.load(folder))

    @property
    def title(self) -> str:
        """Title of its scenario."""
        return str(self.result.scenario.title)

    @property
    def purpose(self) -> str:
        """Its question."""
        return " ".join(str(self.result.scenario.purpose).split())

    @property
    def command(self) -> str:
        """What it was started with."""
        return str(self.result.about["command"])

    @property
    def started(self) -> datetime:
        """When it began."""
        return datetime.fromisoformat(self.result.about["started"])

    @property
    def finished(self) -> datetime:
        """When it ended, to the second."""
        took = timedelta(seconds=self.result.about["elapsed_seconds"])
        return (self.started + took).replace(microsecond=0)

    @property
    def code(self) -> str:
        """Code that ran it; empty where that was not kept."""
        return str(self.result.about.get("code", ""))

    @property
    def made_with(self) -> list[dict[str, str]]:
        """Libraries and machine of the run."""
        about = self.result.about
        return [{name: str(about[name]) for name in _MACHINE if name in about}]

    @property
    def scenarios(self) -> Mapping[str, Any]:
        """Its scenario, under the name that the arm as it stands has in studies."""
        return {"as_is": self.result.scenario}

    def credit(self, given: Credit) -> Credit:
        """What was given: a scenario's file says nothing of it."""
        return given

    def made(self) -> list[str]:
        """How it was made, in lines for people."""
        result = self.result
        lines = [
            f"A run of {result.people:,} invented people over {result.months} months, "
            f"{result.replicates} replicates at the central values, {result.parameter_draws} draws of "
            f"the uncertain numbers; seed {result.seed}.",
            f"It was started with `{self.command}`.",
        ]
        if not self.code:
            lines.append("With which code exactly it was run was not kept.")
        return lines

    def entries(self) -> Iterator[Entry]:
        """Every file of the run, and the model's description."""
        for path in sorted(self.folder.rglob("*")):
            below = path.relative_to(self.folder)
            if any(part.startswith(".") for part in below.parts) or not path.is_file():
                continue
            name = below.as_posix()
            yield Entry(name, path, *_words(name))
        words = "The model's description after the ODD protocol."
        yield Entry(ODD, odd(self.result.scenario).encode(), "ODD", words, "document")


def _words(name: str) -> tuple[str, str, Role]:
    if name.startswith(f"{TWIN}/"):
        title, words, role = _words(name.removeprefix(f"{TWIN}/"))
        return f"{title}, without safeguards", f"{words} Of the same run without safeguards.", role
    if name in _WORDS:
        return _WORDS[name]
    stem = Path(name).stem.replace("_", " ")
    if name.startswith("tables/"):
        return (
            f"Table {stem}",
            "Counts in long form, every replicate; zeros are left out.",
            "result",
        )
    if name == "csv/datapackage.json":
        return "Data package", "What every column of the CSV files means.", "record"
    if name.startswith("csv/"):
        return f"{stem.capitalize()} (CSV)", "Described in csv/datapackage.json.", "result"
    return Path(name).name, "A file that lay in the run's folder.", "document"
