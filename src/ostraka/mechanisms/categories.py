"""Categories of conduct, as the scenario describes them and as the kernels see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from ostraka.core.quantities import (
    PointsByStratum,
    ProbabilityByStratum,
    Quantity,
    Rate,
    RateByStratum,
    Section,
    Share,
)

Kind = Literal["wrongdoing", "lawful", "protected", "merit"]

KINDS: Final = ("wrongdoing", "lawful", "protected", "merit")
"""Kinds of conduct, in the numbering of the kernels."""


class Severity(Section):
    """One degree of a category: how often it has this degree, and what that costs."""

    share: Share = Field(description="share of the category's records with this severity")
    points: PointsByStratum = Field(
        Quantity(value=0, assumed=True, note="none"),
        description="points taken off the score, or for merit put on it",
    )
    trigger: bool | list[str] = Field(
        False, description="whether one such record lists the subject, or the strata that it lists"
    )


class Category(Section):
    """A category of conduct, with what its discovery leads to."""

    kind: Kind = Field(
        "wrongdoing",
        description="what the act is; the rules may punish any of them but merit, which they reward",
    )
    rate_per_month: RateByStratum = Field(description="acts per subject and month")
    ceiling_per_month: Rate | None = Field(
        None,
        description="rate at which candidates are drawn; at least the largest rate. Give it, and keep "
        "it, where runs with different rates are to share their draws",
    )
    detection: ProbabilityByStratum = Field(description="chance that an act is recorded")
    frailty: bool | None = Field(
        None, description="whether the personal multiplier applies; wrongdoing: yes, others: no"
    )
    points: PointsByStratum = Field(
        Quantity(value=0, assumed=True, note="none"),
        description="points taken off the score, or for merit put on it",
    )
    trigger: bool | list[str] = Field(
        False, description="whether one record lists the subject, or the strata that it lists"
    )
    severities: dict[str, Severity] | None = Field(
        None, description="degrees of severity, each with a share, points and trigger of its own"
    )
    description: str = Field("", description="what the category is")


@dataclass(frozen=True, slots=True)
class RecordClass:
    """A category at one severity: the unit in which kernels count records.

    Attributes
    ----------
    name : str
        ``category`` or ``category.severity``.
    category : str
    kind : str
    rate, ceiling : float[strata]
        Acts, and candidates for acts, per subject and month.
    has_frailty : bool
    detection : float[strata]
    points : int[strata]
        Taken off the score; put on it if ``kind`` is merit.
    trigger : bool[strata]
        Whether one record lists.
    share : float
        Share of the category that has this severity.
    """

    name: str
    category: str
    kind: Kind
    rate: npt.NDArray[np.float64]
    ceiling: npt.NDArray[np.float64]
    has_frailty: bool
    detection: npt.NDArray[np.float64]
    points: npt.NDArray[np.int64]
    trigger: npt.NDArray[np.bool_]
    share: float

    @property
    def is_wrongdoing(self) -> bool:
        """Whether the rules could in justice count it."""
        return self.kind == "wrongdoing"

    @property
    def is_merit(self) -> bool:
        """Whether the rules reward it."""
        return self.kind == "merit"


def is_trigger(given: bool | list[str], stratum: str) -> bool:
    """Whether one record lists somebody of a stratum."""
    return given if isinstance(given, bool) else stratum in given


def record_classes(
    categories: Mapping[str, Category], strata: Sequence[str]
) -> tuple[RecordClass, ...]:
    """Flatten categories and severities, in the order of the scenario."""
    made: list[RecordClass] = []
    for name, category in categories.items():
        rate = np.array([category.rate_per_month.of(s) for s in strata])
        if category.ceiling_per_month is None:
            ceiling = rate
        else:
            ceiling = np.full(len(strata), float(category.ceiling_per_month))
        degrees: dict[str, Severity] = category.severities or {
            "": Severity(
                share=Quantity(value=1.0, assumed=True),
                points=category.points,
                trigger=category.trigger,
            )
        }
        # shares that are drawn need not add up: they split the category's rate, and never change it
        total = sum(float(severity.share) for severity in degrees.values())
        for degree, severity in degrees.items():
            share = float(severity.share) / total
            frail = category.kind == "wrongdoing" if category.frailty is None else category.frailty
            made.append(
                RecordClass(
                    name=f"{name}.{degree}" if degree else name,
                    category=name,
                    kind=category.kind,
                    rate=rate * share,
                    ceiling=ceiling * share,
                    has_frailty=frail,
                    detection=np.array([category.detection.of(s) for s in strata]),
                    points=np.array([int(severity.points.of(s)) for s in strata]),
                    trigger=np.array([is_trigger(severity.trigger, s) for s in strata]),
                    share=share,
                )
            )
    return tuple(made)
