"""Attention: where a jurisdiction looks, and whether its own records tell it where to look next."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from ostraka.core.declarations import Column, Mechanism, Meeting, Parameter
from ostraka.core.errors import Problem, choose
from ostraka.core.quantities import (
    Dispersion,
    Months,
    Multiplier,
    Probability,
    Quantity,
    Section,
    Share,
)
from ostraka.core.switches import Switch
from ostraka.population.marks import REPORTED
from ostraka.population.rules import TENTHS, gamma_steps

Floats = npt.NDArray[np.float64]

_GOLDEN = 0x9E3779B97F4A7C15
"""2**64 over the golden ratio: multiples of it, modulo 2**64, never crowd (Weyl)."""


class AttentionRules(Section):
    """How a jurisdiction spreads a fixed budget of attention over its cells."""

    rule: Literal["fixed", "by_records", "corrected"] = Field(
        "fixed",
        description="fixed: as at first; by_records: in proportion to records; corrected: each record "
        "weighed by the inverse of the attention that found it",
    )
    epoch_months: Months = Field(
        Quantity(value=12, assumed=True, note="a budget year"),
        description="months after which attention is spread anew",
    )
    spread: Dispersion = Field(
        Quantity(value=0.0, assumed=True, note="even"),
        description="dispersion of the initial counts over cells (gamma, mean 1)",
    )
    initial_records: list[Multiplier] = Field(
        [Quantity(value=1.0, assumed=True, note="alike")],
        min_length=1,
        description="weighed records that a cell counts at first, before its own; several numbers are "
        "dealt out to the cells in turn",
    )
    cumulative: bool = Field(
        True, description="whether all records so far count, or those of the last epoch"
    )
    discovered_weight: Share | None = Field(
        None,
        description="weight of a record found by attention; one that was reported has the rest. 1 "
        "unless something is reported",
    )
    attention_floor: Share = Field(
        Quantity(value=0.01, assumed=True, note="nobody is quite out of sight"),
        description="attention never falls below this; its mean over the cells is 1",
    )
    reported: dict[str, Probability] = Field(
        default_factory=dict,
        description="chance that an act is reported whatever the attention, by category",
    )


def attend(first, stratum, attention_of_cell, attention):
    """Take the cell's part of the budget."""
    attention[0] = attention_of_cell[first // stratum.size]


def attention_finds(
    month, epoch_months, record_n, record_marks, attention_found, attention_reported
):
    """Count this epoch's new records: those found where attention was, and those reported."""
    if month % epoch_months == 0:
        attention_found[0] = 0
        attention_reported[0] = 0
    for k in range(record_n[0]):
        if record_marks[k] & REPORTED:
            attention_reported[0] += 1
        else:
            attention_found[0] += 1


# ---- the budget, between two epochs -----------------------------------------------------------------


def cells_of(world: Any) -> int:
    """Cells of the world's jurisdiction."""
    return -(-int(world.jurisdiction.people) // int(world.scenario.population.cell_size))


def spread_out(counts: Floats, floor: float) -> Floats:
    """Attention in proportion to ``counts``, of mean 1 and nowhere below ``floor``: float[cells].

    Cells that would fall below the floor have it; the others share the rest in proportion.
    """
    total = counts.sum()
    if total <= 0:
        return np.ones(counts.size)
    attention = counts.size * counts / total
    low = attention < floor
    while low.any():
        if low.all():  # the floor is 1, but for rounding
            return np.ones(counts.size)
        rest = counts.size - floor * low.sum()
        attention = np.where(low, floor, counts * (rest / counts[~low].sum()))
        more = (attention < floor) & ~low
        if not more.any():
            break
        low |= more
    return attention


def initial_counts(rules: AttentionRules, cells: int) -> Floats:
    """Weighed records that each cell counts at first: float[cells].

    The dispersion is dealt out to the cells in a fixed order in which neighbours are far apart: it is
    the same in every run, and its values are the equal-share steps of the distribution.
    """
    given = np.array([float(n) for n in rules.initial_records])
    order = np.argsort(np.arange(cells, dtype=np.uint64) * np.uint64(_GOLDEN), kind="stable")
    steps = np.empty(cells)
    steps[order] = gamma_steps(float(rules.spread), cells)
    return np.asarray(np.resize(given, cells) * steps)


def tenth_of(attention: Floats) -> npt.NDArray[np.int64]:
    """Tenth of the cells by attention, 9 for the most attended (at least one cell): int64[cells]."""
    place = np.empty(attention.size, dtype=np.int64)
    place[np.argsort(-attention, kind="stable")] = np.arange(attention.size)
    return TENTHS - 1 - TENTHS * place // attention.size


class Budget:
    """One jurisdiction's attention, from epoch to epoch."""

    def __init__(self, world: Any) -> None:
        """Spread it by the initial counts."""
        rules = world.scenario.attention
        self.rules = rules
        self.weight = 1.0 if rules.discovered_weight is None else float(rules.discovered_weight)
        self.floor = float(rules.attention_floor)
        self.initial = initial_counts(rules, cells_of(world))
        self.counts = self.initial.copy()
        self.attention = spread_out(self.counts, self.floor)

    def meet(self, handed: npt.NDArray[np.int64]) -> Floats:
        """The next epoch's attention from the last one's records: found, reported, by cell."""
        found = self.weight * handed[:, 0]
        if self.rules.rule == "corrected":
            found = np.divide(
                found, self.attention, out=np.zeros(found.size), where=self.attention > 0
            )
        new = found + (1.0 - self.weight) * handed[:, 1]
        self.counts = (self.counts if self.rules.cumulative else self.initial) + new
        self.attention = spread_out(self.counts, self.floor)
        return self.attention


def _parameters(world: Any) -> Mapping[str, Any]:
    attention = Budget(world).attention
    return {
        "attention_of_cell": attention,
        "tenth_of_cell": tenth_of(attention),
        "epoch_months": np.int64(_epoch(world.scenario)),
    }


def _epoch(scenario: Any) -> int:
    return int(float(scenario.attention.epoch_months))


def _checks(scenario: Any) -> Iterator[Problem]:
    rules = scenario.attention
    if rules is None:
        return
    categories = list(scenario.categories)
    for name in rules.reported:
        if name not in categories:
            yield Problem(
                f"attention.reported.{name}", f"no category {name!r}", choose(name, categories)
            )
    if sum(float(n) for n in rules.initial_records) <= 0:
        yield Problem(
            "attention.initial_records",
            "they add up to 0",
            "give at least one cell a count above 0",
        )
    for place, here in scenario.jurisdictions.items():
        if "epoch_months" in (here.rules or {}).get("attention", {}):
            yield Problem(
                f"jurisdictions.{place}.rules.attention.epoch_months",
                "cells meet in the same months everywhere",
                "say it for all, in [attention]",
            )
    if rules.reported and rules.discovered_weight is None and rules.rule != "fixed":
        yield Problem(
            "attention.discovered_weight",
            "missing, though some records are found and some reported",
            "say how much a record found weighs; one that was reported has the rest (0.5: alike)",
        )


def is_on(scenario: Any) -> bool:
    """Whether the scenario spreads attention."""
    return scenario.attention is not None


def _feeds_back(scenario: Any) -> bool:
    return is_on(scenario) and scenario.attention.rule != "fixed"


_SOURCE = (
    "MODEL 7.10, rulings 15, 16 and 45; Ensign et al. 2018, Runaway feedback loops in predictive "
    "policing, PMLR 81:160-171"
)

ATTEND = Mechanism(
    name="attend",
    phase="attention",
    run=attend,
    writes=("attention",),
    odd=(
        "A jurisdiction spreads a fixed budget of attention over its cells, of mean 1: as at first, in "
        "proportion to records, or with each record weighed by the inverse of the attention that "
        "found it. Attention multiplies detection and the rates of unfounded records."
    ),
    source=_SOURCE,
    columns={
        "attention": Column(
            np.float64,
            "the cell's attention this month",
            "multiplier",
            shape="one",
            scratch=True,
        )
    },
    declares={
        "attention_of_cell": Parameter("attention of each cell, of mean 1", "multiplier"),
        "tenth_of_cell": Parameter(
            "tenth of the cells by initial attention, 9 the most attended", "index"
        ),
        "epoch_months": Parameter("months after which attention is spread anew", "months"),
    },
    active=is_on,
    parameters=_parameters,
    sections={"attention": AttentionRules},
    checks=_checks,
    switches=(
        Switch(
            "uneven_attention",
            "attention that differs between cells",
            {"attention.attention_floor": 1.0},
        ),
    ),
)

FINDS = Mechanism(
    name="attention_finds",
    phase="linking",
    run=attention_finds,
    writes=("attention_found", "attention_reported"),
    odd=(
        "At the start of an epoch the cells of a jurisdiction meet: the next attention follows the "
        "counts of records made, found or reported, weighed by the rule."
    ),
    source=_SOURCE,
    sees_truth="whoever writes a record knows whether it was found or reported, and no more",
    columns={
        "attention_found": Column(
            np.int64, "records found this epoch", "records", shape="one", reset=0
        ),
        "attention_reported": Column(
            np.int64, "records reported this epoch", "records", shape="one", reset=0
        ),
    },
    active=_feeds_back,
    meeting=Meeting(
        every=_epoch,
        hands_over=("attention_found", "attention_reported"),
        parameter="attention_of_cell",
        opened=Budget,
    ),
)

MECHANISMS = (ATTEND, FINDS)
