"""Numbers that say where they come from: a value or a distribution, with a source or marked assumed.

In a scenario a number is written in one of these ways::

    detection = 0.7                                       # provenance from the table around it
    detection = { value = 0.7, source = "Audit 2019, table 3" }
    detection = { value = 0.7, assumed = true }
    detection = { low = 0.5, high = 0.9, assumed = true }             # a distribution: uniform
    rate = { low = 1e-4, high = 1e-2, distribution = "log_uniform", assumed = true }
    hazard = { by_stratum = { majority = 0.10, minority = 0.04 }, assumed = true }

``source`` or ``assumed`` given once in a table holds for all numbers in it and below it.
"""

import math
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PrivateAttr,
    model_validator,
)
from pydantic_core import PydanticCustomError, core_schema

from ostraka.core.clock import SMALLEST

Distribution = Literal["uniform", "log_uniform", "triangular"]


class Table(BaseModel):
    """Base of all that a scenario file may hold: frozen, and strict about its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())


def _plain_numbers_too(schema: dict[str, Any]) -> None:
    below = schema["anyOf"][0]
    below["additionalProperties"] = {"anyOf": [{"type": "number"}, below["additionalProperties"]]}


class Quantity(Table):
    """One number of a scenario, with its provenance."""

    model_config = ConfigDict(strict=True)

    value: float | None = Field(None, description="the number; of a distribution, its centre")
    low: float | None = Field(None, description="lower end of the range, if it is uncertain")
    high: float | None = Field(None, description="upper end of the range, if it is uncertain")
    distribution: Distribution | None = Field(
        None, description="shape between low and high; uniform unless said otherwise"
    )
    by_stratum: dict[str, "Quantity"] | None = Field(
        None,
        description="one number a stratum, instead of one for all",
        json_schema_extra=_plain_numbers_too,
    )
    source: str | None = Field(None, description="publication the number was taken from")
    assumed: bool = Field(False, description="true for a number without a published source")
    note: str | None = Field(None, description="how it was read, derived or guessed")
    _whole: bool = PrivateAttr(False)
    _centred: bool = PrivateAttr(False)

    @model_validator(mode="before")
    @classmethod
    def _coerce(cls, data: Any) -> Any:
        if isinstance(data, (int, float)) and not isinstance(data, bool):
            return {"value": data}
        if not isinstance(data, (Mapping, Quantity)):
            raise _fault("not_a_number", f"{data!r} is not a number")
        if isinstance(data, Mapping) and isinstance(data.get("by_stratum"), Mapping):
            inherited = provenance(data)
            parts = {k: give(v, inherited) for k, v in data["by_stratum"].items()}
            data = {**data, "by_stratum": parts}
        return data

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.source and self.assumed:
            raise _fault("provenance_twice", "it has a source and is marked as assumed")
        if self.by_stratum is not None:
            if self.value is not None or self.low is not None or self.high is not None:
                raise _fault("number_twice", "it has both one number and one by stratum")
            if not self.by_stratum:
                raise _fault("number_empty", "by_stratum names no stratum")
            if any(part.by_stratum is not None for part in self.by_stratum.values()):
                raise _fault("number_nested", "a number by stratum is itself given by stratum")
            return self
        if (self.low is None) != (self.high is None):
            raise _fault("range_half", "a range needs both low and high")
        if self.low is None or self.high is None:
            if self.value is None:
                raise _fault("number_missing", "it has neither a value nor a range")
            if self.distribution is not None:
                raise _fault(
                    "range_missing", f"a {self.distribution} distribution needs low and high"
                )
            if not math.isfinite(self.value):
                raise _fault("number_infinite", f"{self.value} is no finite number")
            return self
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise _fault("range_order", f"low {self.low:g} must be below high {self.high:g}")
        if self.distribution == "log_uniform" and self.low <= 0:
            raise _fault("range_log", "a log_uniform range must lie above 0")
        if self.value is None:
            object.__setattr__(self, "value", self.quantile(0.5))
            self._centred = True
        elif not self.low <= self.value <= self.high:
            raise _fault("range_centre", f"value {self.value:g} lies outside low to high")
        return self

    def __float__(self) -> float:
        """The number itself; by_stratum has none."""
        if self.value is None:
            raise TypeError("a quantity by stratum has no single value")
        return self.value

    @property
    def is_uncertain(self) -> bool:
        """Whether it has a distribution."""
        return self.low is not None

    @property
    def is_whole(self) -> bool:
        """Whether its unit asks for whole numbers (months, points, counts)."""
        return self._whole

    def quantile(self, u: float) -> float:
        """The value below which a share u of the distribution lies (the value itself if certain)."""
        if self.low is None or self.high is None:
            return float(self)
        low, high = self.low, self.high
        if self.distribution == "log_uniform":
            return float(low * (high / low) ** u)
        if self.distribution == "triangular":
            mode = self.value if self.value is not None else (low + high) / 2
            split = (mode - low) / (high - low)
            if u <= split:
                return low + math.sqrt(u * (high - low) * (mode - low))
            return high - math.sqrt((1 - u) * (high - low) * (high - mode))
        return low + u * (high - low)

    def settled(self, u: float) -> float:
        """The quantile as a draw settles it: rounded where the unit asks for whole numbers."""
        value = self.quantile(u)
        return float(round(value)) if self.is_whole else value

    def each(self) -> Iterator[tuple[str, "Quantity"]]:
        """Itself under "", or each stratum's number under its name."""
        if self.by_stratum is None:
            yield "", self
        else:
            yield from self.by_stratum.items()

    def of(self, stratum: str) -> float:
        """The number for one stratum."""
        if self.by_stratum is None:
            return float(self)
        return float(self.by_stratum[stratum])


def _fault(kind: str, message: str) -> PydanticCustomError:
    # the message is data, not a template: braces in it must not be read as fields
    return PydanticCustomError(kind, "{message}", {"message": message})


class Unit:
    """Annotation of a quantity: its unit and bounds, checked and exported to the schema."""

    def __init__(
        self,
        unit: str,
        low: float | None = None,
        high: float | None = None,
        *,
        whole: bool = False,
        per_stratum: bool = False,
        drawn: bool = False,
    ) -> None:
        """``whole`` asks for integers, ``per_stratum`` allows one number a stratum.

        ``drawn``: it is decided by a 32-bit draw, so what is finer than that resolves is refused.
        """
        self.unit, self.low, self.high = unit, low, high
        self.whole, self.per_stratum, self.drawn = whole, per_stratum, drawn

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Check the bounds after the quantity itself was read."""
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """A plain number, or the full table."""
        number: dict[str, Any] = {"type": "integer" if self.whole else "number"}
        if self.low is not None:
            number["minimum"] = self.low
        if self.high is not None:
            number["maximum"] = self.high
        return {"anyOf": [number, handler(schema)], "x-unit": self.unit}

    def _check(self, quantity: Any) -> Any:
        if quantity is None:
            return quantity
        if quantity.by_stratum is not None and not self.per_stratum:
            raise _fault("not_by_stratum", "it cannot differ by stratum")
        for name, part in quantity.each():
            part._whole = self.whole
            if self.whole and part._centred:
                object.__setattr__(part, "value", float(round(part.value)))
            for number in (part.value, part.low, part.high):
                if number is not None:
                    self._check_number(number, f"{name}: " if name else "")
        return quantity

    def _check_number(self, number: float, where: str) -> None:
        if self.whole and number != int(number):
            raise _fault("not_whole", f"{where}{number:g} is not a whole number ({self.unit})")
        too_low = self.low is not None and number < self.low
        if too_low or (self.high is not None and number > self.high):
            raise _fault("out_of_bounds", f"{where}{number:g} is not {self.range_in_words}")
        if self.drawn and 0 < number < SMALLEST:
            raise _fault("too_fine", f"{where}{number:g} a month is finer than a draw resolves")
        if self.drawn and self.high == 1 and 0 < 1 - number < SMALLEST:
            raise _fault(
                "too_fine", f"{where}{1 - number:.3g} below 1 is finer than a draw resolves"
            )

    @property
    def range_in_words(self) -> str:
        """Such as ``a probability from 0 to 1``."""
        if self.low is not None and self.high is not None:
            return f"{self.unit} from {self.low:g} to {self.high:g}"
        if self.low is not None:
            return f"{self.unit} of at least {self.low:g}"
        return self.unit


Probability = Annotated[Quantity, Unit("a probability", 0, 1, drawn=True)]
ProbabilityByStratum = Annotated[
    Quantity, Unit("a probability", 0, 1, per_stratum=True, drawn=True)
]
Rate = Annotated[Quantity, Unit("a rate per month", 0, drawn=True)]
RateByStratum = Annotated[Quantity, Unit("a rate per month", 0, per_stratum=True, drawn=True)]
Hazard = Annotated[Quantity, Unit("a hazard per month", 0, drawn=True)]
HazardByStratum = Annotated[Quantity, Unit("a hazard per month", 0, per_stratum=True, drawn=True)]
Months = Annotated[Quantity, Unit("a number of months", 1, 600, whole=True)]
MonthsByStratum = Annotated[
    Quantity, Unit("a number of months", 1, 600, whole=True, per_stratum=True)
]
MeanLag = Annotated[Quantity, Unit("a mean number of months", 0, 600)]
MeanReviewLag = Annotated[Quantity, Unit("a mean number of months", 1, 600)]
Points = Annotated[Quantity, Unit("points", -2000, 2000, whole=True)]
PointsByStratum = Annotated[Quantity, Unit("points", -2000, 2000, whole=True, per_stratum=True)]
Score = Annotated[Quantity, Unit("points", -16_000, 16_000, whole=True)]
ScoreByStratum = Annotated[Quantity, Unit("points", -16_000, 16_000, whole=True, per_stratum=True)]
Count = Annotated[Quantity, Unit("a count", 1, 1000, whole=True)]
Multiplier = Annotated[Quantity, Unit("a multiplier", 0)]
MultiplierByStratum = Annotated[Quantity, Unit("a multiplier", 0, per_stratum=True)]
Dispersion = Annotated[Quantity, Unit("a coefficient of variation", 0, 5)]
Share = Annotated[Quantity, Unit("a share", 0, 1)]


NO_LIMIT: dict[str, Any] = {"x-absent": "no limit"}
"""``json_schema_extra`` of an optional number that limits something: where it is not given, nothing
is limited, so that a safeguard may lower it to a number."""

PROVENANCE = ("source", "assumed")


def provenance(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a table says of its numbers' origin, if it says it well."""
    kinds = {"source": str, "assumed": bool}
    return {key: data[key] for key, kind in kinds.items() if isinstance(data.get(key), kind)}


def give(value: Any, inherited: Mapping[str, Any]) -> Any:
    """A raw number or quantity table, with the inherited provenance where it names none."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return {"value": value, **inherited}
    if isinstance(value, Mapping) and not any(key in value for key in PROVENANCE):
        return {**value, **inherited}
    return value


def bare(annotation: Any) -> Any:
    """An annotation without ``| None`` and without metadata."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        kept = [a for a in typing.get_args(annotation) if a is not type(None)]
        return bare(kept[0]) if len(kept) == 1 else annotation
    if typing.get_origin(annotation) is Annotated:
        return bare(typing.get_args(annotation)[0])
    return annotation


def _members(kind: Any) -> tuple[Any, ...]:
    """What a bare annotation may hold: itself, or each member of a union."""
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return tuple(bare(member) for member in typing.get_args(kind))
    return (kind,)


def hand_down(value: Any, annotation: Any, inherited: Mapping[str, Any]) -> Any:
    """A raw value of a field, with the inherited provenance in every quantity that names none."""
    kind = bare(annotation)
    if typing.get_origin(kind) is dict and isinstance(value, Mapping):
        inner = typing.get_args(kind)[1]
        return {key: hand_down(part, inner, inherited) for key, part in value.items()}
    if typing.get_origin(kind) is list and isinstance(value, list):
        return [hand_down(part, typing.get_args(kind)[0], inherited) for part in value]
    if any(isinstance(k, type) and issubclass(k, Quantity) for k in _members(kind)):
        return give(value, inherited)
    if isinstance(kind, type) and issubclass(kind, Section) and isinstance(value, Mapping):
        own = provenance(value) or inherited
        fields = kind.model_fields
        return {
            key: hand_down(part, fields[key].annotation, own) if key in fields else part
            for key, part in value.items()
        }
    return value


class Section(Table):
    """A table of a scenario: its ``source`` or ``assumed`` holds for every number in and below it."""

    model_config = ConfigDict(strict=True, validate_default=True)

    source: str | None = Field(None, description="publication for all numbers of this table")
    assumed: bool | None = Field(None, description="true: the numbers of this table are assumed")

    @model_validator(mode="before")
    @classmethod
    def _inherit(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        inherited = provenance(data)
        return hand_down(data, cls, inherited) if inherited else data
