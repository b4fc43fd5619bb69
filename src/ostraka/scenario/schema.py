"""The scenario: tables that are always there, and one table for each mechanism that brings its own."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from pydantic import Field, PrivateAttr, ValidationError, create_model

from ostraka.core.clock import LONGEST
from ostraka.core.declarations import Mechanism
from ostraka.core.errors import ScenarioError
from ostraka.core.quantities import Hazard, Quantity, Section
from ostraka.core.walking import replace, walk
from ostraka.draws import philox4x32, purpose
from ostraka.mechanisms.categories import Category
from ostraka.population.rules import (
    JurisdictionRules,
    PopulationRules,
    Stratum,
    jurisdiction_key,
)
from ostraka.safeguards import Moved, Safeguard, with_definitions
from ostraka.scenario.checks import check
from ostraka.scenario.extensions import catalogue
from ostraka.scenario.guarded import changed, composed, plain, settled
from ostraka.scenario.posterior import Posterior, check_posterior
from ostraka.scenario.problems import problem_of

MOST_PEOPLE = 2**32 - 2


class ScenarioBase(Section):
    """What every scenario says: its question, its size, its people and what they may do."""

    title: str = Field(description="name of the scenario, for headings")
    purpose: str = Field(description="the question that it is to answer, in a sentence or two")
    months: int = Field(72, ge=1, le=LONGEST, description="length of the run, in months")
    people: int = Field(100_000, ge=1, le=MOST_PEOPLE, description="invented people")
    seed: int = Field(1, ge=0, le=2**32 - 1, description="seed of every draw")
    replicates: int = Field(
        20, ge=1, le=10_000, description="runs with other draws, for the Monte Carlo interval"
    )
    parameter_draws: int = Field(
        50,
        ge=0,
        le=10_000,
        description="draws of the uncertain numbers, for the interval of the assumptions",
    )
    reference: str | None = Field(
        None, description="stratum that the others are compared with; the first unless given"
    )
    strata: dict[str, Stratum] = Field(description="parts of the population", min_length=1)
    categories: dict[str, Category] = Field(
        description="what people may do, and what its discovery leads to", min_length=1
    )
    jurisdictions: dict[str, JurisdictionRules] = Field(
        default_factory=lambda: {"all": JurisdictionRules()},
        description="pilots; one for all unless given",
        min_length=1,
    )
    moves: dict[str, dict[str, Hazard]] | None = Field(
        None,
        description="hazard per month of moving from one jurisdiction to another: the rules follow the "
        "new one from the next month on",
    )
    population: PopulationRules = Field(
        default_factory=PopulationRules,
        description="households, cells, frailty",
    )
    limits: list[str] = Field(
        default_factory=list, description="what this scenario leaves out, for the report"
    )
    safeguards: list[str] = Field(
        default_factory=list, description="safeguards that act: shipped ones, by name"
    )
    safeguard: dict[str, Safeguard] = Field(
        default_factory=dict,
        description="safeguards of this file; one named as a shipped one is laid over it",
    )
    posterior: Posterior | None = Field(
        None,
        description="weighted draws of uncertain numbers together, as a calibration saves them",
    )
    _written: Any = PrivateAttr(None)
    _ready: Any = PrivateAttr(None)
    _moved: tuple[Moved, ...] = PrivateAttr(())

    @property
    def written(self) -> Any:
        """The scenario as it was before its safeguards; itself if it has none."""
        return self if self._written is None else self._written

    @property
    def composition(self) -> tuple[Moved, ...]:
        """Every value that its safeguards moved."""
        return self._moved

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """As for every table; a changed copy is what its values say, and no safeguard acts on it."""
        copied = super().model_copy(update=update, deep=deep)
        return copied.frozen() if update and self._written is not None else copied

    def frozen(self) -> Self:
        """The same values as a scenario of its own, which names no safeguards."""
        if self._written is None:
            return self
        # its posterior is of the numbers before the safeguards moved them
        alone = super().model_copy(update={"safeguards": [], "safeguard": {}, "posterior": None})
        alone._written = alone._ready = None
        alone._moved = ()
        return alone

    @property
    def reference_stratum(self) -> str:
        """The stratum that others are compared with."""
        return self.reference or next(iter(self.strata))

    def uncertain(self) -> dict[str, Quantity]:
        """Every number with a distribution, by its place; before safeguards, with their own numbers."""
        return {place: q for place, q in walk(self._ready or self) if q.is_uncertain}

    def drawn(self, seed: int, number: int) -> "ScenarioBase":
        """The scenario of :meth:`draw`."""
        return self.draw(seed, number)[0]

    def draw(self, seed: int, number: int) -> "tuple[ScenarioBase, dict[str, float]]":
        """The scenario with every distribution replaced by its draw of this number; and what was drawn.

        The address of a draw is (seed, number; place in the scenario), so adding an uncertain
        number changes no other's draws. Safeguards act on what was drawn, and their own numbers are
        drawn too: so a number has the same luck with a safeguard and without. Where the scenario
        carries a posterior, its numbers come from one row of that, together.
        """
        numbers = {
            place: quantity.settled(luck_of(place, seed, number))
            for place, quantity in self.uncertain().items()
        }
        if self.posterior is not None:
            numbers |= self.posterior.drawn(luck_of("posterior", seed, number))
        return self.at(numbers), numbers

    def at(self, numbers: Mapping[str, float]) -> "ScenarioBase":
        """The scenario with every distribution replaced by one number; by its centre where none is given.

        ``numbers`` are by place, as :meth:`uncertain` names them. Safeguards act on what is given.
        """
        base = self._ready or self
        if base.posterior is not None:  # all that it says is in the numbers now
            base = base.model_copy(update={"posterior": None})
        every = {place: numbers.get(place, float(q)) for place, q in self.uncertain().items()}
        return self._from(base, every)

    def with_numbers(self, numbers: Mapping[str, float]) -> "ScenarioBase":
        """The scenario with these numbers, by dotted place, settled; all others are as they were.

        Safeguards act on them as on any number. The numbers are taken as they are: whoever gives others
        than a draw would looks at their bounds first.
        """
        return self._from(self._ready or self, numbers)

    def _from(self, base: "ScenarioBase", numbers: Mapping[str, float]) -> "ScenarioBase":
        """``base`` with numbers settled by place, and then with what the safeguards do."""

        def settle(place: str, quantity: Quantity) -> Quantity:
            if place not in numbers:
                return quantity
            value = float(numbers[place])
            return quantity.model_copy(
                update={"value": value, "low": None, "high": None, "distribution": None}
            )

        made: ScenarioBase = replace(base, settle)
        return made if self._ready is None else settled(made)


def luck_of(place: str, seed: int, number: int) -> float:
    """Where in its distribution a number lies in one draw: in (0, 1), by its place alone."""
    word = _philox(*_words(jurisdiction_key(place), _PARAMETER, number, seed))[0]
    return (int(word) + 0.5) / 2**32


_PARAMETER = purpose("scenario.parameter", 65_000)
_philox: Any = philox4x32.py_func


def _words(place: int, purpose: int, number: int, seed: int) -> tuple[Any, ...]:
    return tuple(np.uint64(x) for x in (place, number, purpose << 16, 0, seed, number))


def scenario_model() -> type[Any]:
    """The type of a scenario, with a table for each mechanism known at this moment."""
    return _compose(catalogue())


@cache
def _compose(known: tuple[Mechanism, ...]) -> type[ScenarioBase]:
    always = {"blacklist", "score"}
    fields: dict[str, Any] = {}
    sections = {name: section for one in known for name, section in one.sections.items()}
    for name, section in sections.items():
        doc = (section.__doc__ or "").splitlines()[0]
        if name in always:
            fields[name] = (section, Field(default_factory=section, description=doc))
        else:
            fields[name] = (section | None, Field(None, description=doc))
    model = create_model("Scenario", __base__=ScenarioBase, __module__=__name__, **fields)
    model.__doc__ = (
        "A whole scenario: the base, and a table for each mechanism that is switched on."
    )
    return model


if TYPE_CHECKING:
    Scenario: type[Any]


def __getattr__(name: str) -> Any:
    """``Scenario`` is composed when it is first asked for, by then with every mechanism known."""
    if name != "Scenario":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return scenario_model()


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a scenario file, for editors and other tools."""
    schema: dict[str, Any] = scenario_model().model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def validate(data: Mapping[str, Any], origin: str) -> Any:
    """A checked scenario from plain data, with its safeguards composed in.

    Raises
    ------
    ScenarioError
        With every problem found: its place, the fault and the remedy.
    """
    full, problems = with_definitions(data)
    if problems:
        raise ScenarioError(problems, origin)
    model = scenario_model()
    try:
        scenario = model.model_validate(full)
    except ValidationError as error:
        problems = [problem_of(e, model) for e in error.errors()]
        first = {problem.place: problem for problem in reversed(problems)}  # one a place
        raise ScenarioError(list(first.values())[::-1], origin) from None
    problems = list(check(scenario))
    if problems:
        raise ScenarioError(problems, origin)
    made = composed(scenario, origin)
    problems = list(check_posterior(made))  # a safeguard's own numbers may be among its places
    if problems:
        raise ScenarioError(problems, origin)
    return made


def as_data(scenario: Any) -> dict[str, Any]:
    """Plain data of a scenario, complete: what a run saves, and what hashes are made of.

    Safeguards are written in full beside the values that they have not yet moved, so it reads back to
    the same composed scenario.
    """
    return plain(scenario.written)


def with_safeguards(scenario: Any, add: Iterable[str] = (), without: Iterable[str] = ()) -> Any:
    """A scenario with other safeguards, by name, checked and composed again.

    Raises
    ------
    ScenarioError
        With every problem found.
    """
    added, left_out = list(add), list(without)
    if not added and not left_out:
        return scenario
    return validate(changed(as_data(scenario), added, left_out), scenario.title)
