"""A study file: which scenario, which arms, which uncertain numbers, which harms."""

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, ValidationError, create_model, model_validator
from pydantic_core import PydanticCustomError

from ostraka.core.errors import Problem, ScenarioError, choose
from ostraka.core.files import kind_of, parsed, read_text
from ostraka.core.quantities import Table
from ostraka.scenario.problems import problem_of
from ostraka.studies.designs import METHOD_OF, ONE_AT_A_TIME

AS_IS = "as_is"
"""The arm that is always there: the scenario as it stands."""

TOGETHER = "together"
"""The arm with every safeguard of the list at once."""

Combinations = Literal["singly", "singly_and_together", "all"]

_FIELDS: Any = {  # `with` is a word of the language, and the word of the command line
    "description": (str, Field("", description="what this arm is, in a sentence")),
    "with": (list[str], Field(default_factory=list, description="safeguards to add")),
    "without": (list[str], Field(default_factory=list, description="safeguards to leave out")),
    "set": (
        dict[str, Any],
        Field(default_factory=dict, description="values, by dotted place in quotes"),
    ),
}
ArmTable: Any = create_model(
    "ArmTable", __base__=Table, __doc__="One arm: what differs from the scenario.", **_FIELDS
)


def _of_a_unit(value: Any) -> Any:
    whole = isinstance(value, int) and not isinstance(value, bool) and value >= 1
    if value is None or value == "auto" or whole:
        return value
    raise PydanticCustomError("not_whole_or_auto", "neither a whole number from 1 nor auto")


class DesignTable(Table):
    """How the uncertain numbers are drawn."""

    kind: str = Field("random", description="name of the design")
    draws: int = Field(
        50,
        ge=0,
        le=1_000_000,
        description="draws of the uncertain numbers; base points or trajectories of a design for indices",
    )
    replicates: int = Field(2, ge=1, le=1000, description="replicates of each draw")
    parameters: list[str] | None = Field(
        None,
        description="places of the numbers to draw, * for any part; all uncertain ones unless given",
    )
    pairs: bool | None = Field(
        None, description="second-order indices too (design sobol_indices): about twice the runs"
    )


class StudyTable(Table):
    """A study as its file says it."""

    title: str = Field(description="name of the study, for headings")
    purpose: str = Field(description="the question that it is to answer")
    scenario: str = Field(
        description="name of a shipped scenario, or a file, seen from the study's folder"
    )
    people: int | None = Field(None, ge=1, description="instead of the scenario's")
    months: int | None = Field(None, ge=1, description="instead of the scenario's")
    seed: int | None = Field(None, ge=0, description="instead of the scenario's")
    replicates: int = Field(
        20, ge=0, le=100_000, description="replicates at the central values, for Monte Carlo error"
    )
    reference: str = Field(AS_IS, description="arm that the others are compared with")
    safeguards: list[str] = Field(
        default_factory=list, description="safeguards to try; each gets an arm"
    )
    combinations: Combinations = Field(
        "singly_and_together", description="which arms the list of safeguards makes"
    )
    arms: dict[str, ArmTable] = Field(default_factory=dict, description="further arms, by name")
    design: DesignTable = Field(
        default_factory=lambda: DesignTable(), description="draws of the uncertain numbers"
    )
    harms: list[str] = Field(
        default_factory=lambda: ["ever_wrongly_listed_per_100k", "wrongful_person_months"],
        min_length=1,
        description="figures that count a harm, the one that decides first",
    )
    person_sets: bool = Field(
        True, description="keep who was ever wrongly listed, to count spared and newly harmed"
    )
    jurisdictions_per_unit: Annotated[Any, PlainValidator(_of_a_unit)] = Field(
        None,
        description="cut each run into units of so many jurisdictions; auto: of as many as fit memory",
    )
    license: str | None = Field(
        None, description="what others may do with it: an SPDX name, an address, or words"
    )
    authors: list[str] = Field(
        default_factory=list, description="who runs it and offers it: Name (Institute) <address>"
    )

    @model_validator(mode="before")
    @classmethod
    def _as_its_design_has_it(cls, data: Any) -> Any:
        """What a design for indices says of replicates and person sets, where the file says nothing."""
        design = data.get("design") if isinstance(data, Mapping) else None
        if not isinstance(design, Mapping):
            return data
        kind = design.get("kind")
        if kind in METHOD_OF:
            own: dict[str, Any] = {"replicates": 1, **design}
            return {"replicates": 0, "person_sets": False, **data, "design": own}
        if kind == ONE_AT_A_TIME:
            own = {"replicates": data.get("replicates", 20), **design}
            return {"person_sets": False, **data, "design": own}
        return data


def names() -> tuple[str, ...]:
    """Names of the shipped studies."""
    folder = resources.files("ostraka.studies") / "shipped"
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir()))


def shipped(name: str) -> str:
    """Text of a shipped study."""
    path = resources.files("ostraka.studies") / "shipped" / f"{name}.toml"
    return path.read_text(encoding="utf-8")


def read(file: str | Path) -> tuple[StudyTable, str, Path]:
    """A study file, checked by itself: its table, its origin, and the folder that it looks from.

    Raises
    ------
    ScenarioError
        If it cannot be read, or with every problem found in it.
    """
    path = Path(file)
    if path.suffix.lower() not in (".toml", ".json") and not path.is_file():
        name = str(file)
        if name not in names():
            fault = "there is no such file, and no shipped study of this name"
            raise ScenarioError(Problem(name, fault, choose(name, names())), name)
        return table_of(parsed(shipped(name), name), name), name, Path()
    data = parsed(read_text(path), str(path), kind_of(path))
    return table_of(data, str(path)), str(path), path.parent


def is_a_study(file: Path) -> bool:
    """Whether a file says which scenario it studies: no scenario does."""
    try:
        data = parsed(read_text(file), str(file), kind_of(file))
    except ScenarioError:
        return False
    return isinstance(data, Mapping) and "scenario" in data


def table_of(data: Any, origin: str) -> StudyTable:
    """A study from plain data.

    Raises
    ------
    ScenarioError
        With every problem found.
    """
    if not isinstance(data, Mapping):
        problem = Problem(origin, "it holds no table", "write key = value pairs and [tables]")
        raise ScenarioError(problem, origin)
    try:
        return StudyTable.model_validate(data)
    except ValidationError as error:
        problems = [problem_of(e, StudyTable) for e in error.errors()]
        raise ScenarioError(problems, origin) from None
