"""What can be explored: shipped scenarios and cases, and what the command line named."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final, Literal

from ostraka import evidence, scenario
from ostraka.core.errors import OstrakaError, choose
from ostraka.results import Result
from ostraka.results.storage import holds_a_result
from ostraka.studies import Study, StudyResult
from ostraka.studies import names as studies
from ostraka.studies.definition import is_a_study
from ostraka.studies.store import RESULT, holds_a_study, read_study

GIVEN: Final = "OSTRAKA_EXPLORE"
"""Environment variable with the file or folder that the command line named."""


@dataclass(frozen=True)
class Subject:
    """Something to explore.

    Attributes
    ----------
    name : str
        In the address.
    kind : str
        "scenario", "case", "run" or "study".
    scenario : Scenario
    text : str
        The file that it was read from, if that is TOML; else "".
    saved : Result or None
        Of a run that was saved.
    study : Study or None
    finished : StudyResult or None
        Of a study that was run.
    """

    name: str
    kind: Literal["scenario", "case", "run", "study"]
    scenario: Any
    text: str = ""
    saved: Result | None = None
    study: Study | None = None
    finished: StudyResult | None = None

    @property
    def label(self) -> str:
        """Title, and what kind it is unless it is a scenario."""
        kind = "" if self.kind == "scenario" else f" ({self.kind})"
        title = self.study.table.title if self.study else self.scenario.title
        return f"{title}{kind}"

    @property
    def purpose(self) -> str:
        """The question, in one line."""
        asked = self.study.table.purpose if self.study else self.scenario.purpose
        return " ".join(asked.split())


def subject(name: str) -> Subject:
    """What has this name in the address.

    Raises
    ------
    OstrakaError
        If nothing has.
    """
    known = subjects()
    if name not in known:
        raise OstrakaError(f"address: of: there is no {name!r} here; {choose(name, [*known])}")
    return known[name]


def subjects() -> Mapping[str, Subject]:
    """Everything that can be explored here, by name; what the command line named first."""
    return _subjects(os.environ.get(GIVEN, ""))


def first() -> str | None:
    """Name of what the command line named."""
    given = os.environ.get(GIVEN, "")
    return next(iter(_subjects(given))) if given else None


@cache
def _subjects(given: str) -> Mapping[str, Subject]:
    found: dict[str, Subject] = {}
    if given:
        one = from_command_line(given)
        found[one.name] = one
    for name in scenario.names():
        found.setdefault(
            name, Subject(name, "scenario", scenario.load(name), scenario.shipped(name))
        )
    for name in evidence.names():
        text = resources.files("ostraka.evidence") / "shipped" / name / "scenario.toml"
        case = evidence.load_case(name).scenario
        if case is None:  # a case of published counts alone has nothing to run
            continue
        found.setdefault(name, Subject(name, "case", case, text.read_text(encoding="utf-8")))
    return found


def from_command_line(given: str) -> Subject:
    """A folder that a run or a study has saved, a file of either, or the name of something shipped.

    Raises
    ------
    OstrakaError
        If it is none of them, or cannot be read.
    """
    path = Path(given)
    if holds_a_result(path):
        saved = Result.load(path)
        return Subject(path.resolve().name, "run", saved.scenario, saved=saved)
    if holds_a_study(path) or given in studies() or is_a_study(path):
        return _study(given)
    if given in scenario.names():
        return Subject(given, "scenario", scenario.load(given), scenario.shipped(given))
    if given in evidence.names() and not path.exists():
        if given not in _subjects(""):
            raise OstrakaError(
                f"{given}: a case of published counts, with no scenario to run; see it with: "
                f"ostraka cases run {given}"
            )
        return _subjects("")[given]
    loaded = scenario.load(given)
    text = "" if path.suffix.lower() == ".json" else path.read_text(encoding="utf-8")
    return Subject(path.stem, "scenario", loaded, text)


def _study(given: str) -> Subject:
    path = Path(given)
    finished = None
    if not holds_a_study(path):
        study = Study.load(given)
    elif (path / RESULT).is_file():
        finished = StudyResult.load(path)
        study = finished.study
    else:
        study, _ = read_study(path)
    name = path.resolve().name if holds_a_study(path) else path.stem
    return Subject(name, "study", study.base, study=study, finished=finished)
