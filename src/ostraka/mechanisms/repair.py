"""Repair: a listed subject buys or works the way off the list, after a least number of months."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic import Field

from ostraka.core.clock import NEVER, lag_table, monthly_probability
from ostraka.core.declarations import Column, Mechanism, Parameter, Sum, TallyFigure
from ostraka.core.quantities import HazardByStratum, Months, Quantity, Section
from ostraka.draws import draw_many, purpose, wait
from ostraka.mechanisms.leaving import end_what_is_due, start_clock
from ostraka.mechanisms.story_of_listing import ended
from ostraka.population.ledgers import REPAIRED, WRONGFUL

REPAIR = purpose("repair.wait", 52)


class RepairRules(Section):
    """Credit repair, by deed or payment."""

    min_months: Months = Field(
        Quantity(value=1, assumed=True, note="least"),
        description="months listed before it can begin",
    )
    hazard_per_month: HazardByStratum = Field(description="hazard of repair from then on")


def repair(
    month,
    first,
    address,
    repair_min,
    repair_lag,
    row,
    enter_n,
    enter_who,
    enter_bits,
    repair_due,
    repair_soonest,
    who,
    words,
    listed_by,
    on_list,
    stirred,
    stirred_n,
    stirred_who,
    exit_reason,
    left_n,
    left_who,
):
    """Draw the month of repair when a listing begins; end the listings whose month has come."""
    draw_many(address, first, enter_who, enter_n[0], month, REPAIR, words)
    for k in range(enter_n[0]):
        i = enter_who[k]
        when = month + repair_min + 1 + wait(repair_lag, row[i], words[0, k])
        start_clock(repair_due, repair_soonest, i, enter_bits[k], when)
    end_what_is_due(
        month,
        repair_due,
        repair_soonest,
        REPAIRED,
        who,
        listed_by,
        on_list,
        stirred,
        stirred_n,
        stirred_who,
        exit_reason,
        left_n,
        left_who,
    )


def _parameters(world: Any) -> Mapping[str, Any]:
    rules = world.scenario.repair
    hazards = [rules.hazard_per_month.of(name) for name in world.strata]
    return {
        "repair_min": np.int64(float(rules.min_months)),
        "repair_lag": lag_table([monthly_probability(h) for h in hazards]),
    }


MECHANISMS = (
    Mechanism(
        name="repair",
        phase="redress",
        run=repair,
        writes=(
            "repair_due",
            "repair_soonest",
            "who",
            "words",
            "listed_by",
            "on_list",
            "stirred",
            "stirred_n",
            "stirred_who",
            "exit_reason",
            "left_n",
            "left_who",
        ),
        odd=(
            "After `min_months` on the list a subject repairs it at a hazard of the stratum, in every "
            "ledger with the same draw."
        ),
        source="MODEL 7.8; known answer P",
        sees_truth="it applies one rule to every ledger; truth decides nothing",
        columns={
            "repair_due": Column(
                np.int16, "month of repair", "month", shape="ledgers", truth=True, reset=NEVER
            ),
            "repair_soonest": Column(
                np.int16, "earliest of them", "month", truth=True, reset=NEVER
            ),
        },
        declares={
            "repair_min": Parameter("months before repair can begin", "months"),
            "repair_lag": Parameter(
                "further months to repair, by stratum, cumulative", "2**-32", rows=True
            ),
        },
        figures=(
            TallyFigure(
                "entries_repaired",
                "share of entries that ended",
                "Of the entries that ended, those worked or paid off.",
                Sum("tally_exits", {"exit": ("repaired",)}),
                Sum("tally_exits"),
                is_share=True,
                units_are_independent=True,
            ),
            TallyFigure(
                "wrongful_entries_repaired",
                "share of wrongful entries that ended",
                "Of the entries that ended wrongful, those that the person had to work or pay off.",
                Sum("tally_exits", {"exit": ("repaired",), "cause": WRONGFUL}),
                Sum("tally_exits", {"cause": WRONGFUL}),
                is_share=True,
                is_harm=True,
                units_are_independent=True,
            ),
        ),
        purposes=("repair.wait",),
        active=lambda scenario: scenario.repair is not None,
        parameters=_parameters,
        story=ended("the record was repaired", "repaired"),
        sections={"repair": RepairRules},
    ),
)
