"""The declaration of a case: what sets the model, what it consists of, what it predicts."""

from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from ostraka.core.quantities import Quantity, Table
from ostraka.evidence.facts import Truth

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Term(Table):
    """A sum of entries of one tally.

    ``where`` names, by axis, the entries that count: causes (also ``error`` and ``wrongful``), events
    of redress, exits. Axes that are not named are summed over.
    """

    table: str = Field(description="a tally, such as entries or redress")
    where: dict[str, list[str]] = Field(default_factory=dict, description="labels by axis")
    sign: int = Field(1, description="1 to add, -1 to take away")


class Share(Table):
    """A share of two sums; with weights, of the strata's shares as the facts give their sizes."""

    numerator: list[Term] = Field(min_length=1, description="what is counted")
    denominator: list[Term] = Field(min_length=1, description="out of what")
    per: list[Term] | None = Field(
        None, description="with weights: what one unit of a stratum's weight is"
    )
    weights: dict[str, str] | None = Field(
        None, description="fact that gives the size of each stratum"
    )


class PublishedShare(Table):
    """A published share: a count out of another."""

    count: str | list[str] = Field(description="id of the fact, or facts to add, that was counted")
    of: str | list[str] = Field(description="id of the fact, or facts to add, out of which")

    @property
    def above(self) -> list[str]:
        """The facts that were counted."""
        return [self.count] if isinstance(self.count, str) else self.count

    @property
    def below(self) -> list[str]:
        """The facts out of which it was counted."""
        return [self.of] if isinstance(self.of, str) else self.of


class Published(Table):
    """A published figure: a share of two counts, a ratio of two such shares, or a fact as it stands."""

    count: str | list[str] | None = Field(
        None, description="id of the fact, or facts to add, that was counted"
    )
    of: str | list[str] | None = Field(None, description="id of the fact, or facts, out of which")
    relative_to: PublishedShare | None = Field(
        None, description="another share, by which this one is divided"
    )
    fact: str | list[str] | None = Field(
        None, description="id of a fact that is the figure itself, or ids of facts to add"
    )
    out_of: str | None = Field(
        None, description="of a fact in percent: id of the fact with the number out of which"
    )
    sampling: Literal["rounding", "poisson"] = Field(
        "rounding",
        description="of a fact: what it might as well have been, by rounding, or as a count of events",
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.fact is None) == (self.count is None):
            raise ValueError("it names either a fact, or a count and what it is out of")
        if (self.count is None) != (self.of is None):
            raise ValueError("a count needs `of`, what it is out of; a fact has none")
        if self.out_of is not None and (self.fact is None or self.sampling == "poisson"):
            raise ValueError("`out_of` goes with a fact in percent, and with no other sampling")
        if self.relative_to is not None and self.count is None:
            raise ValueError("`relative_to` divides shares of counts; give count and of")
        return self

    @property
    def share(self) -> PublishedShare | None:
        """The share, unless the figure is a fact as it stands."""
        if self.count is None or self.of is None:
            return None
        return PublishedShare(count=self.count, of=self.of)

    @property
    def added(self) -> list[str]:
        """The facts that are the figure, added up; none if it is a share."""
        if self.fact is None:
            return []
        return [self.fact] if isinstance(self.fact, str) else self.fact

    @property
    def held_out(self) -> list[str]:
        """The facts that a prediction must not have seen."""
        shares = [s for s in (self.share, self.relative_to) if s is not None]
        return [*self.added, *(fact for share in shares for fact in share.above)]

    @property
    def facts(self) -> list[str]:
        """All facts it is made of."""
        shares = [s for s in (self.share, self.relative_to) if s is not None]
        below = [fact for share in shares for fact in share.below]
        return [*self.held_out, *below, *([] if self.out_of is None else [self.out_of])]


class SetFact(Table):
    """A fact that the model is set to: draws of the uncertain numbers that miss it are dropped."""

    name: str = Field(description="what it is")
    published: Published = Field(description="the facts")
    model: Share | None = Field(None, description="the same in the scenario's run")
    expression: str | None = Field(None, description="or the same in the model of expressions")
    within: float = Field(gt=0, description="how near a draw must come, in the figure's unit")

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        _one_of(self.model, self.expression)
        return self


class Prediction(Table):
    """A figure that the case predicts without having seen it."""

    name: str = Field(min_length=1, description="what it is")
    truth: Truth = Field(
        description="what kind of error the model's figure speaks of; the fact's must be the same"
    )
    published: Published = Field(description="the facts, held out")
    model: Share | None = Field(None, description="the same in the scenario's run")
    expression: str | None = Field(
        None, description="or the same, in the published unit, over inputs, model and used facts"
    )
    at: dict[str, float] = Field(
        default_factory=dict,
        description="numbers that stand in for inputs or used facts in this prediction alone, "
        "such as a year",
    )
    bounds: tuple[float | str, float | str] | None = Field(
        None,
        description="the naive baseline's interval: what the set facts allow with no assumption, or "
        "what one would span without a model; [0, 1] for a share, [0, twice the baseline] otherwise",
    )
    bounds_why: str = Field("", description="where these bounds come from")
    baseline: float | str | None = Field(
        None, description="what one would guess without a model: a number, or an expression"
    )
    baseline_why: str = Field("", description="where this guess comes from")
    could_not_fail: str = Field(
        "", description="why the figure could hardly have come out wrong, if so"
    )
    reason: str = Field("", description="why the prediction fails, where it does and it is known")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        _one_of(self.model, self.expression)
        is_share = self.published.share is not None and self.published.relative_to is None
        if self.bounds is None and not is_share and self.baseline is None:
            raise ValueError(
                f"{self.name!r} is no share of counts: give `baseline`, the guess without a model, or "
                "`bounds`, the span of it, else nobody can tell whether the interval says anything"
            )
        return self


def _one_of(model: Any, expression: Any) -> None:
    if (model is None) == (expression is None):
        raise ValueError("it needs either `model` (a share in the scenario's run) or `expression`")


def _kind_of_input(data: Any) -> str:
    keys = data if isinstance(data, dict) else getattr(data, "model_fields_set", ())
    return "share" if "count" in keys else "number"


Input = Annotated[
    Annotated[PublishedShare, Tag("share")] | Annotated[Quantity, Tag("number")],
    Discriminator(_kind_of_input),
]
"""An input of the model: a share whose counts are facts (with their sampling error), or a number."""


class CaseFile(Table):
    """The declaration of a case."""

    title: str
    summary: str = Field(description="what happened, in a few sentences")
    unit: str = Field("entries", description="what is on the list, in the plural")
    outcome: str = Field("", description="what was later found, in a few words before its figure")
    headline: str = Field("", description="name of the prediction that answers who is innocent")
    inputs: dict[Name, Input] = Field(default_factory=dict, description="numbers of the model")
    model: dict[Name, str] = Field(default_factory=dict, description="expressions, by name")
    sets: list[SetFact] = Field(default_factory=list)
    used: list[str] = Field(description="ids of all facts that set the model in any way")
    predictions: list[Prediction] = Field(min_length=1)
    limits: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _inputs_say_where_from(self) -> Self:
        for name, given in self.inputs.items():
            if isinstance(given, Quantity) and not (given.source or given.assumed):
                raise ValueError(
                    f"the input {name!r} has neither a source nor `assumed = true`; say which it is"
                )
        both = set(self.inputs) & set(self.model)
        if both:
            raise ValueError(f"{sorted(both)} are both inputs and expressions of the model")
        return self

    def shares_in_runs(self) -> list[Share]:
        """What has to be counted in runs of a scenario."""
        asked = [p.model for p in self.predictions] + [one.model for one in self.sets]
        return [share for share in asked if share is not None]
