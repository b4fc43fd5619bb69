"""Cases: what is set from published facts, what is predicted, declared before any run."""

import json
import tomllib
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from ostraka.core.errors import OstrakaError
from ostraka.core.quantities import Table
from ostraka.evidence.facts import Fact
from ostraka.scenario import loads


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

    count: str = Field(description="id of the fact that was counted")
    of: str | list[str] = Field(description="id of the fact, or facts to add, out of which")


class SetFact(Table):
    """A fact that the model is set to: draws of the uncertain numbers that miss it are dropped."""

    name: str = Field(description="what it is")
    published: PublishedShare = Field(description="the facts")
    model: Share = Field(description="the same in the model")
    within: float = Field(gt=0, description="how near a draw must come, as a share")


class Prediction(Table):
    """A figure that the case predicts without having seen it."""

    name: str = Field(description="what it is")
    truth: Literal["record", "decision", "procedure"] = Field(
        description="what kind of error the model's figure speaks of; the fact's must be the same"
    )
    published: PublishedShare = Field(description="the facts, held out")
    model: Share = Field(description="the same in the model")
    bounds: tuple[float, float] = Field(
        (0.0, 1.0), description="what the set facts alone allow, with no assumption"
    )
    bounds_why: str = Field("", description="where these bounds come from")
    baseline: float | None = Field(None, description="what one would guess without a model")
    baseline_why: str = Field("", description="where this guess comes from")


class CaseFile(Table):
    """The declaration of a case."""

    title: str
    summary: str = Field(description="what happened, in a few sentences")
    unit: str = Field(description="what is on the list, in the plural, such as determinations")
    outcome: str = Field(description="what was later found, in a few words before its figure")
    headline: str = Field(description="name of the prediction that answers who is innocent")
    sets: list[SetFact] = Field(default_factory=list)
    used: list[str] = Field(description="ids of all facts that set the model in any way")
    predictions: list[Prediction] = Field(min_length=1)
    limits: list[str] = Field(default_factory=list)


class Case(Table):
    """A case, whole: its facts, its declaration and its scenario."""

    name: str
    facts: dict[str, Fact]
    declared: CaseFile
    scenario: Any

    @model_validator(mode="after")
    def _split_is_honest(self) -> Self:
        known = set(self.facts)
        held_out = {fact for p in self.declared.predictions for fact in [p.published.count]}
        for fact in (*self.declared.used, *held_out, *self._denominators()):
            if fact not in known:
                raise ValueError(f"it names the fact {fact!r}, which is not among its facts")
        both = held_out & set(self.declared.used)
        if both:
            raise ValueError(f"{sorted(both)} both set the model and are predicted; choose one")
        for p in self.declared.predictions:
            kind = self.facts[p.published.count].truth
            if kind != p.truth:
                raise ValueError(
                    f"{p.name!r} speaks of a {p.truth} and its fact of a {kind}; a wrong record, a wrong "
                    "decision and an unlawful procedure are not compared"
                )
        names = [p.name for p in self.declared.predictions]
        if self.declared.headline not in names:
            raise ValueError(f"its headline {self.declared.headline!r} is no prediction of it")
        return self

    def _denominators(self) -> list[str]:
        found: list[str] = []
        shares = [p.published for p in self.declared.predictions]
        for share in (*shares, *(fact.published for fact in self.declared.sets)):
            of = share.of
            found += [of] if isinstance(of, str) else of
        return found

    def published(self, share: PublishedShare) -> tuple[float, float]:
        """Count and total of a published share."""
        of = [share.of] if isinstance(share.of, str) else share.of
        return self.facts[share.count].value, sum(self.facts[f].value for f in of)

    def weights(self, share: Share) -> Mapping[str, float] | None:
        """Sizes of the strata, from the facts."""
        if share.weights is None:
            return None
        return {stratum: self.facts[fact].value for stratum, fact in share.weights.items()}


def names() -> tuple[str, ...]:
    """Names of the shipped cases."""
    folder = resources.files("ostraka.evidence") / "shipped"
    return tuple(sorted(e.name for e in folder.iterdir() if (e / "case.toml").is_file()))


def load_case(name: str | Path) -> Case:
    """Read and check a case: a shipped one by name, or a folder with the same three files.

    Raises
    ------
    OstrakaError
        If a file is missing or wrong: a fact without a source, a fact both set and predicted.
    """
    folder: Traversable | Path
    if str(name) in names():
        folder = resources.files("ostraka.evidence") / "shipped" / str(name)
    else:
        folder = Path(name)
        if not (folder / "case.toml").is_file():
            raise OstrakaError(
                f"case {name}: there is no folder with a case.toml here, and no shipped case of this "
                f"name; shipped are {', '.join(names())}"
            )
    try:
        rows = json.loads((folder / "facts.json").read_text(encoding="utf-8"))["facts"]
        facts = [Fact.model_validate(row) for row in rows]
        declared = CaseFile.model_validate(
            tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
        )
        scenario = loads(
            (folder / "scenario.toml").read_text(encoding="utf-8"), origin=f"case {name}"
        )
        return Case(
            name=Path(str(name)).name,
            facts={fact.id: fact for fact in facts},
            declared=declared,
            scenario=scenario,
        )
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise OstrakaError(f"case {name}: {place}: {first['msg']}; mend its files") from None
    except (OSError, KeyError, json.JSONDecodeError, tomllib.TOMLDecodeError) as error:
        raise OstrakaError(
            f"case {name}: {error}; it needs facts.json, case.toml, scenario.toml"
        ) from None
