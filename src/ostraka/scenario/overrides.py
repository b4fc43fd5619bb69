"""Local rules: what a jurisdiction does in its own way, laid over the rules of the scenario."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from ostraka.core.errors import Problem, ScenarioError, choose
from ostraka.core.quantities import PROVENANCE, Quantity, Section, give, provenance

NOT_LOCAL = frozenset(
    {
        "title",
        "purpose",
        "months",
        "people",
        "seed",
        "replicates",
        "parameter_draws",
        "reference",
        "strata",
        "jurisdictions",
        "moves",
        "population",
        "limits",
        "grades",
        "posterior",
        "source",
        "assumed",
    }
)
"""What cannot differ between jurisdictions: it says who the people are, or how long the run is."""


def local(scenario: Any, name: str) -> Any:
    """The scenario as it holds in one jurisdiction.

    Raises
    ------
    ScenarioError
        With every rule of the jurisdiction that cannot be laid over the scenario's.
    """
    rules = scenario.jurisdictions[name].rules
    if not rules:
        return scenario
    place = f"jurisdictions.{name}.rules"
    problems = [
        Problem(f"{place}.{key}", "it cannot differ between jurisdictions", "say it for all")
        for key in rules
        if key in NOT_LOCAL and key not in PROVENANCE
    ]
    overlay = _Overlay()
    made = overlay.table(
        scenario, {k: v for k, v in rules.items() if k not in NOT_LOCAL}, place, provenance(rules)
    )
    problems += overlay.problems
    if problems:
        raise ScenarioError(problems, scenario.title)
    return made


class _Overlay:
    """Lays plain data over validated tables, and keeps what cannot be laid."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def table(
        self, table: BaseModel, given: Any, place: str, inherited: Mapping[str, Any]
    ) -> BaseModel:
        if not isinstance(given, Mapping):
            self.problems.append(Problem(place, "this must be a table", "write it as [a table]"))
            return table
        inherited = provenance(given) or inherited
        fields = type(table).model_fields
        update: dict[str, Any] = {}
        for key, value in given.items():
            here = f"{place}.{key}"
            if key in PROVENANCE:
                continue
            if key not in fields:
                self.problems.append(Problem(here, "unknown key", choose(key, list(fields))))
                continue
            now = getattr(table, key)
            if isinstance(now, Section):
                update[key] = self.table(now, value, here, inherited)
            elif isinstance(now, Mapping) and isinstance(value, Mapping):
                update[key] = self.named(now, value, here, inherited)
            else:
                update[key] = self.leaf(fields[key], value, here, inherited, now)
        return table.model_copy(update=update)

    def named(
        self, tables: Mapping[str, Any], given: Mapping[str, Any], place: str, inherited: Any
    ) -> dict[str, Any]:
        made = dict(tables)
        for key, value in given.items():
            here = f"{place}.{key}"
            if key not in tables:
                remedy = choose(key, list(tables))
                self.problems.append(Problem(here, "the scenario has no such name", remedy))
            elif isinstance(tables[key], Section):
                made[key] = self.table(tables[key], value, here, inherited)
            else:
                made[key] = self.quantity(tables[key], value, here, inherited)
        return made

    def quantity(self, now: Any, value: Any, place: str, inherited: Any) -> Any:
        try:
            made = Quantity.model_validate(give(value, inherited))
        except ValidationError as error:
            self.problems += _problems(error, place)
            return now
        return self.certain(made, place)

    def leaf(self, field: Any, value: Any, place: str, inherited: Any, now: Any) -> Any:
        if now is None and _is_table(field):
            self.problems.append(
                Problem(
                    place,
                    "the scenario has no such table",
                    "add it there with neutral values, and say here what differs",
                )
            )
            return now
        kind: Any = field.annotation
        if field.metadata:
            kind = Annotated[(kind, *field.metadata)]
        try:
            made = TypeAdapter(kind).validate_python(give(value, inherited))
        except ValidationError:
            try:
                made = TypeAdapter(kind).validate_python(value)
            except ValidationError as error:
                self.problems += _problems(error, place)
                return now
        return self.certain(made, place)

    def certain(self, made: Any, place: str) -> Any:
        if isinstance(made, Quantity):
            for _, part in made.each():
                if part.is_uncertain:
                    fault = "a local rule is a value, not a range"
                    self.problems.append(
                        Problem(place, fault, "write one value here, and the range in the scenario")
                    )
                    break
                if not part.source and not part.assumed:
                    self.problems.append(
                        Problem(
                            place,
                            "it has no source and is not marked as assumed",
                            'write { value = ..., source = "..." } or { value = ..., assumed = true }, '
                            "or say it once for `rules`",
                        )
                    )
                    break
        return made


def _is_table(field: Any) -> bool:
    kinds = getattr(field.annotation, "__args__", (field.annotation,))
    return any(isinstance(kind, type) and issubclass(kind, Section) for kind in kinds)


def _problems(error: ValidationError, place: str) -> Iterator[Problem]:
    for one in error.errors():
        yield Problem(place, str(one["msg"]), "change it accordingly")
