"""Published facts: aggregates with a source. A fact without a source is refused."""

from typing import Literal

from pydantic import Field

from ostraka.core.quantities import Table


class Fact(Table):
    """One published aggregate figure.

    No fact is about a person. ``truth`` keeps three things apart that must not be compared: a wrong
    record, a wrong decision, an unlawful procedure.
    """

    id: str = Field(min_length=1, description="name by which a case refers to it")
    fact: str = Field(min_length=1, description="what was counted")
    value: float = Field(description="the figure, in its unit")
    unit: str = Field(min_length=1, description="such as cases, people, fraction")
    period: str = Field(min_length=1, description="when")
    source_title: str = Field(min_length=1, description="publication")
    source_url: str = Field(pattern=r"^https?://", description="where it was read")
    source_kind: Literal["primary", "secondary", "derived"] = Field(
        description="the issuing body's own page, an account of it, or computed from seen figures"
    )
    truth: Literal["record", "decision", "procedure", "none"] = Field(
        "none", description="what kind of error the figure speaks of"
    )
    note: str = Field("", description="how to read it")


def share_interval(count: float, of: float, level: float = 0.95) -> tuple[float, float]:
    """Exact binomial (Clopper-Pearson) interval of a published share from its two counts."""
    from scipy import stats  # takes half a second to import

    interval = stats.binomtest(round(count), round(of)).proportion_ci(level, method="exact")
    return float(interval.low), float(interval.high)
