"""What ``ostraka sensitivity`` is asked about: a scenario, a study or its folder; and what to run."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ostraka.cli.studies import folder_of
from ostraka.core.errors import OstrakaError

if TYPE_CHECKING:
    from ostraka.studies import Study, StudyResult

HARM = "ever_wrongly_listed_per_100k"


@dataclass(frozen=True)
class Asked:
    """What was typed; None for what was not.

    Attributes
    ----------
    harm, method : str or None
    numbers : list of str or None
    draws, replicates : int or None
    pairs : bool
    instead : mapping of str to int or None
        People, months, seed: instead of the file's.
    with_, without : sequence of str
        Safeguards to add to a scenario, and to leave out.
    """

    harm: str | None
    method: str | None
    numbers: list[str] | None
    draws: int | None
    pairs: bool
    replicates: int | None
    instead: Mapping[str, int | None]
    with_: Sequence[str]
    without: Sequence[str]

    @property
    def design(self) -> dict[str, Any]:
        """Of the design that a method makes."""
        return {
            "draws": self.draws,
            "numbers": self.numbers,
            "pairs": self.pairs,
            "replicates": self.replicates,
        }

    def given(self) -> dict[str, Any]:
        """Of people, months and seed those that were typed."""
        return {name: n for name, n in self.instead.items() if n is not None}


def to_run(
    file: str, asked: Asked, out: Path | None, shard: tuple[int, int] | None
) -> "tuple[Study, Path, StudyResult | None]":
    """The study that answers, its folder, and its result where it need not be run.

    Raises
    ------
    OstrakaError
        If what was typed does not go together.
    """
    from ostraka.studies import Study, StudyResult
    from ostraka.studies.sensitivity import designed, scenario_study
    from ostraka.studies.store import holds_a_study, read_study

    _check(asked)
    is_folder = holds_a_study(Path(file))
    if not is_folder and not _is_study(file):
        from ostraka import scenario

        given = scenario.with_safeguards(scenario.load(file), asked.with_, asked.without)
        method = asked.method or "sobol"
        made = scenario_study(
            given, method, harm=asked.harm or HARM, **asked.design, **asked.given()
        )
        return made, out or folder_of(f"{_stem(file)}.{method}.study", shard), None
    if asked.with_ or asked.without:
        raise OstrakaError("with: a study has arms; say it in its file, under [arms.NAME]")
    if is_folder and asked.given():
        raise OstrakaError(
            f"{', '.join(asked.given())}: {file} holds a study with its own; name the study's file"
        )
    study = read_study(Path(file))[0] if is_folder else Study.load(file, **asked.given())
    if asked.method is not None:
        own = designed(study, asked.method, **asked.design)
        return own, out or folder_of(f"{_stem(file)}.{asked.method}.study", shard), None
    if asked.draws is not None or asked.numbers is not None:
        raise OstrakaError(
            "draws, numbers: the study's own draws are read as they are; name a method, or "
            "leave these out"
        )
    if is_folder and out is None:
        return study, Path(file), StudyResult.load(file)
    return study, out or folder_of(file, shard), None


def _check(asked: Asked) -> None:
    one_at_a_time = asked.method == "tornado"
    if one_at_a_time and (asked.draws is not None or asked.pairs):
        raise OstrakaError(
            "method tornado: it draws nothing and sees no interaction; leave out draws and interactions"
        )
    if asked.replicates is not None and not one_at_a_time:
        raise OstrakaError(
            f"method {asked.method or 'sobol'}: every run has a seed of its own, so replicates mean "
            "nothing; give draws instead"
        )


def _is_study(file: str) -> bool:
    """Whether a file, or a name, is that of a study: a scenario names no other scenario."""
    from ostraka.scenario.files import names as scenario_names
    from ostraka.studies import names

    path = Path(file)
    if not path.is_file():
        return file in names() and file not in scenario_names()
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text) if path.suffix.lower() == ".toml" else json.loads(text)
    except (OSError, ValueError):  # its own reader says what is wrong with it
        return False
    return isinstance(data, dict) and "scenario" in data


def _stem(file: str) -> str:
    return Path(file).stem if Path(file).suffix in (".toml", ".json") else Path(file).name
