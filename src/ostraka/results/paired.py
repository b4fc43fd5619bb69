"""Two results held against each other on the same draws."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from ostraka.core.errors import OstrakaError
from ostraka.engine import schedule_for
from ostraka.results.estimate import Estimate
from ostraka.results.groups import Sample, compare
from ostraka.results.harm_table import HarmTable
from ostraka.results.harms import harm_names
from ostraka.results.result import Result

if TYPE_CHECKING:
    import pandas

Direction = Literal["less", "more", "the same", "cannot be told"]

LESS: Final = "less"
MORE: Final = "more"
SAME: Final = "the same"
OPEN: Final = "cannot be told"


AGAINST: Final = (
    "ever_wrongly_listed_per_100k",
    "wrongful_person_months",
    "wrongful_share_of_listed",
    "never_corrected_share",
    "mean_wrongful_months",
)
"""Harms of every run that are held against its twin, the one of the headline first."""


def difference(changed: Result, unchanged: Result) -> HarmTable:
    """Every figure of one result minus that of another with the same people and draws.

    The error is that of the paired difference: replicate by replicate, and draw by draw of the
    uncertain numbers that both have. What grows with the number of people is per 100,000 of them.
    Figures that only one of them has are left out.

    Raises
    ------
    OstrakaError
        If they differ in people, months, seed or replicates: then they share no draws.
    """
    _same(changed, unchanged)
    return _table(changed.whole, unchanged.whole, "changed − unchanged")


@dataclass(frozen=True)
class Against:
    """A result less its twin on common draws: what its safeguards change, together.

    Attributes
    ----------
    result, twin : Result
    """

    result: Result
    twin: Result

    @cached_property
    def harm(self) -> HarmTable:
        """Every figure of the whole, as :func:`difference` has it."""
        return difference(self.result, self.twin)

    @cached_property
    def strata(self) -> Mapping[str, HarmTable]:
        """The same by stratum; what grows, per 100,000 people of the stratum."""
        mine, other = self.result.by("stratum"), self.twin.by("stratum")
        return {
            name: _table(mine.sample(name), other.sample(name), name)
            for name in mine
            if name in other
        }

    @cached_property
    def harms(self) -> tuple[str, ...]:
        """Harms that are shown: those of every run, then those that a mechanism counts in full.

        Of the latter, none that stays 0 or has no value, and no share of a single position.
        """
        counted = harm_names(self.result.scenario, schedule_for(self.result.scenario))
        declared = [n for names in self.result.figure_set.declared.values() for n in names]
        own = [n for n in declared if n in counted and n in self.harm and "." not in n]
        both = (self.result.harm, self.twin.harm)
        occurs = [n for n in own if any(harm[n].value for harm in both)]
        return (*AGAINST, *(n for n in occurs if self.harm[n].value is not None))

    @property
    def is_joint(self) -> bool:
        """Whether several safeguards act, of which only the joint effect is known."""
        return len(self.safeguards) > 1

    @property
    def safeguards(self) -> tuple[str, ...]:
        """Safeguards that act in the result and not in its twin."""
        without = self.twin.scenario.safeguards
        return tuple(name for name in self.result.scenario.safeguards if name not in without)

    def direction(self, figure: str, stratum: str | None = None) -> Direction:
        """Whether a figure is less or more with the safeguards, or cannot be told: :func:`direction`."""
        table = self.harm if stratum is None else self.strata[stratum]
        return direction(table[figure], with_assumptions=self.with_assumptions)

    @property
    def with_assumptions(self) -> bool:
        """Whether uncertain numbers act, so that nothing is told without the interval over them."""
        return any(bool(one.scenario.uncertain()) for one in (self.result, self.twin))

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {
            "safeguards": list(self.safeguards),
            "is_joint": self.is_joint,
            "all": self.harm.to_dict(),
            "by_stratum": {name: table.to_dict() for name, table in self.strata.items()},
        }

    def to_pandas(self) -> "pandas.DataFrame":
        """Every difference, one a row: stratum, figure, unit, and the estimate."""
        import pandas

        groups = [("all", self.harm), *self.strata.items()]
        rows = [
            {"stratum": name, "figure": figure, "unit": table.unit(figure), **estimate.to_dict()}
            for name, table in groups
            for figure, estimate in table.items()
        ]
        return pandas.DataFrame(rows)

    def __repr__(self) -> str:
        """The differences of the whole."""
        return repr(self.harm)


def against(result: Result, twin: Result) -> Against:
    """A result held against its twin.

    Raises
    ------
    OstrakaError
        As for :func:`difference`.
    """
    _same(result, twin)
    return Against(result, twin)


def direction(paired: Estimate, *, with_assumptions: bool = False) -> Direction:
    """Whether a difference is told apart from none, by chance and over the assumptions.

    Less, or more, only where neither interval holds 0. ``with_assumptions``: where the interval over
    them is missing, nothing can be told.
    """
    if paired.value is None or paired.low is None or paired.high is None:
        return OPEN
    ends = [paired.low, paired.high]
    if paired.parameter_low is not None and paired.parameter_high is not None:
        ends += [paired.parameter_low, paired.parameter_high]
    elif with_assumptions:
        return OPEN
    if max(map(abs, ends)) == 0:
        return SAME
    if max(ends) < 0:
        return LESS
    return MORE if min(ends) > 0 else OPEN


def _same(changed: Result, unchanged: Result) -> None:
    for name in ("people", "months", "seed", "replicates"):
        here, there = getattr(changed, name), getattr(unchanged, name)
        if here != there:
            raise OstrakaError(
                f"difference: the results have {here:,} and {there:,} {name}, so they share no draws; "
                "run both with the same"
            )


def _table(changed: Sample, unchanged: Sample, title: str) -> HarmTable:
    shared = [name for name in unchanged.figures if name in changed.figures]
    one, other = _only(changed, shared), _only(unchanged, shared)
    if len(one.draws) != len(other.draws):  # other draws are no common ones
        one, other = _without_draws(one), _without_draws(other)
    made = {
        figure.name: compare(figure, one, other, "difference", same_people=True)
        for figure in other.figures.values()
        if figure.name != "people"
    }
    return HarmTable(made, other.figures, title, "difference")


def _only(sample: Sample, names: list[str]) -> Sample:
    """The sample with some of its figures."""
    at = [list(sample.figures).index(name) for name in names]
    return replace(
        sample,
        readings={name: sample.readings[name] for name in names},
        draws=sample.draws[:, :, at],
        figures={name: sample.figures[name] for name in names},
    )


def _without_draws(sample: Sample) -> Sample:
    return replace(sample, draws=np.full_like(sample.draws[:1], np.nan))
