"""A file of published figures to calibrate to: facts, fitted or held out."""

import re
from datetime import date
from pathlib import Path
from typing import Any, Final, Self

from pydantic import Field, ValidationError, model_validator

from ostraka.core.errors import OstrakaError, ScenarioError, choose
from ostraka.core.files import kind_of, parsed, read_text
from ostraka.core.intervals import binomial_interval, poisson_interval
from ostraka.core.quantities import Table
from ostraka.evidence.facts import Fact

PER_CENT: Final = ("percent", "per cent", "%")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20|21)\d\d(?!\d)")
_TWO_SIGMA: Final = 1.959963984540054

Ends = tuple[float, float, float, float, float]
"""Value, low, high, and the standard error below and above the value."""


class Compared(Table):
    """A figure of the run, and what was published of it."""

    name: str = Field(min_length=1, description="what it is")
    figure: str = Field(description="name of a figure of the run")
    per: str | None = Field(None, description="another figure of the run, by which it is divided")
    group: str | None = Field(None, description="stratum or jurisdiction; all unless given")
    fact: str | None = Field(None, description="id of the fact that is the figure itself")
    count: str | None = Field(None, description="or: id of the fact that was counted")
    of: str | list[str] | None = Field(None, description="id of the fact, or facts, out of which")
    interval: tuple[float, float] | None = Field(
        None, description="published 95 % interval of the fact, in its unit"
    )
    is_count: bool = Field(
        False, description="the fact is a number of events, with the luck of a Poisson count"
    )
    people: str | None = Field(
        None, description="of a count: id of the fact with the people among whom it was counted"
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.fact is None) == (self.count is None):
            raise ValueError("name either `fact`, or `count` and what it is `of`")
        if (self.count is None) != (self.of is None):
            raise ValueError("a count needs `of`, what it is out of; a fact has none")
        if self.count is not None and (self.interval or self.is_count or self.people):
            raise ValueError("a share of two counts has its interval from them; leave out the rest")
        return self

    @property
    def below(self) -> list[str]:
        """Facts out of which it was counted."""
        return [self.of] if isinstance(self.of, str) else self.of or []

    @property
    def counted(self) -> str:
        """The fact that must not be on both sides of the split."""
        return self.fact or self.count or ""


class TargetsFile(Table):
    """The file."""

    title: str = Field(min_length=1, description="the system that it describes")
    facts: list[Fact] = Field(min_length=1, description="published figures, each with its source")
    fit: list[Compared] = Field(min_length=1, description="what the numbers are fitted to")
    held_out: list[Compared] = Field(
        default_factory=list, description="what is predicted and not fitted"
    )

    @model_validator(mode="after")
    def _split_is_honest(self) -> Self:
        known = [fact.id for fact in self.facts]
        if len(set(known)) < len(known):
            raise ValueError("two facts have the same id")
        for one in (*self.fit, *self.held_out):
            named = [one.counted, *one.below, *([one.people] if one.people else [])]
            for name in named:
                if name not in known:
                    raise ValueError(f"{one.name!r} names the fact {name!r}; {choose(name, known)}")
        used = {one.counted for one in self.fit} | {f for one in self.fit for f in one.below}
        for one in self.held_out:
            if one.counted in used:
                raise ValueError(
                    f"{one.counted!r} is fitted and held out; a figure that was fitted is not predicted"
                )
        figures = {(one.figure, one.per, one.group) for one in self.fit}
        for one in self.held_out:
            if (one.figure, one.per, one.group) in figures:
                raise ValueError(f"the figure {one.figure!r} is fitted and held out; choose one")
        for fact in self.facts:
            _in_the_past(fact)
        return self

    def fact(self, name: str) -> Fact:
        """The fact of this id."""
        return next(fact for fact in self.facts if fact.id == name)


def _in_the_past(fact: Fact) -> None:
    years = [int(year) for year in _YEAR.findall(fact.period)]
    if not years or max(years) > date.today().year:
        raise ValueError(
            f"the fact {fact.id!r} is of {fact.period!r}, no past year; only what was published of a "
            "system as it was can be fitted, not a plan and not a wish"
        )


def read_file(path: str | Path) -> TargetsFile:
    """Read and check a file of published figures, TOML or JSON.

    Raises
    ------
    OstrakaError
        If it cannot be read, or with the first fault: a fact without a source, or of no past year, one
        both fitted and held out.
    """
    file = Path(path)
    try:
        data = parsed(read_text(file), str(path), kind_of(file))
    except ScenarioError as error:  # it is no scenario: its one problem is said alone
        raise OstrakaError(str(error.problems[0])) from None
    try:
        return TargetsFile.model_validate(data)
    except ValidationError as error:
        raise OstrakaError(f"{path}: {_first(error, data)}") from None


def _first(error: ValidationError, data: Any) -> str:
    one = error.errors()[0]
    place = ".".join(str(part) for part in one["loc"])
    message = str(one["msg"]).removeprefix("Value error, ")
    if one["loc"][:1] == ("facts",) and one["loc"][-1:] and "source" in str(one["loc"][-1]):
        name = data["facts"][one["loc"][1]].get("id", "?")
        return (
            f"{place}: the fact {name!r} has no source that can be looked up ({message.lower()}); give "
            "source_title, source_url and source_kind, or leave it out: nothing is fitted to it"
        )
    return f"{place}: {message}" if place else message


def share_with_errors(count: float, of: float) -> Ends:
    """A share of two counts with its exact binomial interval (Clopper and Pearson 1934), and errors."""
    return _errors(count / of, *binomial_interval(count, of))


def ends_of(one: Compared, file: TargetsFile) -> Ends:
    """Value, low, high, and the standard error below and above the value.

    Shares of counts have the exact binomial interval (Clopper and Pearson 1934), counts that of Garwood
    (1936); half of it, on either side, over 1.96 is the error. What is only rounded lies anywhere within
    its last digit: half the step over the root of three.

    Raises
    ------
    OstrakaError
        If nothing says how uncertain it is.
    """
    if one.count is not None:
        count, of = file.fact(one.count).value, sum(file.fact(f).value for f in one.below)
        if not 0 <= count <= of or of <= 0:
            raise OstrakaError(f"{one.name!r}: {count:g} out of {of:g} is no share; mend the facts")
        return share_with_errors(count, of)
    fact = file.fact(one.counted)
    unit = 0.01 if fact.unit.lower() in PER_CENT else 1.0
    if one.interval is not None:
        low, high = one.interval
        if not low <= fact.value <= high or low == high:
            raise OstrakaError(
                f"{one.name!r}: {fact.value:g} must lie in its interval, of some width"
            )
        return _errors(unit * fact.value, unit * low, unit * high)
    if one.is_count:
        return _errors(fact.value, *poisson_interval(fact.value))
    low, high = fact.ends
    if low == high:
        raise OstrakaError(
            f"{one.name!r}: nothing says how uncertain {fact.value:g} is; give `interval`, or "
            "`is_count = true`, or `count` and `of`, or the fact's `rounded_to`"
        )
    root = 3**0.5
    below, above = (fact.value - low) / root, (high - fact.value) / root
    return unit * fact.value, unit * low, unit * high, unit * below, unit * above


def _errors(value: float, low: float, high: float) -> Ends:
    below, above = (value - low) / _TWO_SIGMA, (high - value) / _TWO_SIGMA
    return value, low, high, below or above, above or below
