"""What a safeguard says: to whom it is owed, to what share of them it is delivered, what it does."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from ostraka.core.quantities import Multiplier, Quantity, Section, Share, Table, Unit

OPERATORS = ("multiply", "at_least", "at_most", "set")
"""What a safeguard may do to a value, by name."""

Number = Annotated[Quantity, Unit("a number")]


def _kind(value: Any) -> str:
    plain = {bool: "function-after-flag", str: "function-after-word", list: "function-after-list"}
    return plain.get(type(value), "function-after-number")


# the tags begin as those do that never show in a place (see scenario.problems)
Setting = Annotated[
    Annotated[Number, Tag("function-after-number")]
    | Annotated[bool, Tag("function-after-flag")]
    | Annotated[str, Tag("function-after-word")]
    | Annotated[list[str], Tag("function-after-list")],
    Discriminator(_kind),
]


class Effect(Section):
    """What a safeguard does to one value; the operators act in the order multiply, limits, set."""

    multiply: Multiplier | None = Field(None, description="the value times this")
    at_least: Number | None = Field(None, description="raised to this, where it lies below")
    at_most: Number | None = Field(None, description="lowered to this, where it lies above")
    set: Setting | None = Field(None, description="this, whatever it was")

    @property
    def operators(self) -> tuple[str, ...]:
        """Names of the operators that are used."""
        return tuple(name for name in OPERATORS if getattr(self, name) is not None)


class AppliesTo(Table):
    """To whom and to what it is owed; a dimension that is left out is not asked about."""

    strata: list[str] | None = Field(None, description="strata, by name or sector", min_length=1)
    categories: list[str] | None = Field(
        None, description="categories, by name, kind, or a yes-or-no key", min_length=1
    )
    sources: list[str] | None = Field(
        None, description="sources of unfounded records, by name", min_length=1
    )
    agencies: list[str] | None = Field(
        None, description="agencies, by name, purpose, or a yes-or-no key", min_length=1
    )
    jurisdictions: list[str] | None = Field(
        None, description="jurisdictions, by name", min_length=1
    )

    def given(self) -> Mapping[str, list[str]]:
        """The dimensions that are asked about, with their words."""
        found = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: words for name, words in found.items() if words is not None}


class Safeguard(Section):
    """A safeguard: eligibility, delivery, effect; data that is composed into a scenario."""

    description: str = Field(description="what it is, in a sentence")
    mechanism: str = Field("", description="how it is meant to help")
    may_harm: str = Field("", description="how it may do harm, or fail")
    applies_to: AppliesTo = Field(
        default_factory=AppliesTo, description="eligibility; everybody and everything unless given"
    )
    delivery: Share = Field(
        Quantity(value=1.0, assumed=True, note="all of them"),
        description="share of the eligible to whom it is in fact delivered",
    )
    where_present: list[str] = Field(
        default_factory=list,
        description="tables of the scenario that it acts on if they are there, and can do without",
    )
    effect: dict[str, Effect] = Field(
        default_factory=dict,
        description="what it does, by dotted place in the scenario; * stands for every name",
    )
    tables: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="tables that it brings where the scenario has none"
    )
