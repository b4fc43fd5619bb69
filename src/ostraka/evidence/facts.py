"""Published facts: aggregates with a source. A fact without a source is refused."""

import math
from decimal import Decimal
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from ostraka.core.intervals import binomial_interval, poisson_interval
from ostraka.core.quantities import Table

Truth = Literal["record", "decision", "procedure", "none"]
Ends = tuple[float, float]


class Fact(Table):
    """One published aggregate figure.

    No fact is about a person. ``truth`` keeps three things apart that must not be compared: a wrong
    record, a wrong decision, an unlawful procedure. A figure written with decimals is read as rounded
    to its last digit; a whole number as exact, unless ``rounded_to`` says otherwise.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="name by which a case refers to it")
    fact: str = Field(min_length=1, description="what was counted")
    value: float = Field(description="the figure, in its unit", allow_inf_nan=False)
    unit: str = Field(min_length=1, description="such as cases, people, fraction")
    period: str = Field(min_length=1, description="when")
    source_title: str = Field(min_length=1, description="publication")
    source_url: str = Field(pattern=r"^https?://", description="where it was read")
    source_kind: Literal["primary", "secondary", "derived"] = Field(
        description="the issuing body's own page, an account of it, or computed from seen figures"
    )
    truth: Truth = Field("none", description="what kind of error the figure speaks of")
    rounded_to: float | None = Field(
        None, gt=0, description="step to which the figure was rounded, such as 10 or 0.1"
    )
    low: float | None = Field(
        None, description="lowest value that the wording allows, as of 'nearly 13 million'"
    )
    high: float | None = Field(None, description="highest value that the wording allows")
    note: str = Field("", description="how to read it")

    @model_validator(mode="before")
    @classmethod
    def _last_digit(cls, data: Any) -> Any:
        """A figure with decimals is rounded to the last of them."""
        if isinstance(data, dict) and isinstance(data.get("value"), float):
            digits = Decimal(repr(data["value"])).as_tuple().exponent
            if "rounded_to" not in data and isinstance(digits, int) and digits < 0:
                return {**data, "rounded_to": 10.0**digits}
        return data

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        low, high = self.ends
        if not low <= self.value <= high:
            raise ValueError(f"{self.value:g} does not lie between its low and its high")
        return self

    @property
    def ends(self) -> Ends:
        """What the figure may be, by its rounding and its wording."""
        half = (self.rounded_to or 0.0) / 2
        low = self.value - half if self.low is None else self.low
        return low, self.value + half if self.high is None else self.high


def share_interval(count: float, of: float) -> Ends:
    """Exact interval of a published share from its two counts, which are whole."""
    return binomial_interval(round(count), round(of))


def rounded_share_interval(count: Ends, of: Ends) -> Ends:
    """The same where the counts themselves are known between two ends only: the widest."""
    low, _ = share_interval(max(count[0], 0.0), max(of[1], count[0]))
    most = max(of[0], count[1])
    _, high = share_interval(count[1], most)
    return low, high


def count_interval(ends: Ends) -> Ends:
    """Exact interval of the mean of a count, between the ends that its rounding allows."""
    return poisson_interval(max(ends[0], 0.0))[0], poisson_interval(ends[1])[1]


def ratio_interval(first: Ends, second: Ends) -> Ends:
    """Ends of a ratio of two shares from an interval of each, by the joining of intervals.

    MOVER-R on the logarithm (Zou and Donner 2008), with the middle of
    each interval on that scale as its estimate.
    """
    if second[0] <= 0 or first[1] <= 0:
        return (0.0, math.inf)
    logs = [(math.log(max(low, 1e-300)), math.log(high)) for low, high in (first, second)]
    middle = sum(logs[0]) / 2 - sum(logs[1]) / 2
    half = math.hypot(*((high - low) / 2 for low, high in logs))
    return math.exp(middle - half), math.exp(middle + half)
