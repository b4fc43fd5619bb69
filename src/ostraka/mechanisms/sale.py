"""Sale: somebody listed pays an official to delete the entry, who thereby deletes what led to it."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numba import njit
from pydantic import Field

from ostraka.core.clock import NEVER, lag_table, monthly_probability
from ostraka.core.declarations import Column, Mechanism, Parameter, Sum, TallyFigure
from ostraka.core.errors import Problem
from ostraka.core.quantities import HazardByStratum, Section
from ostraka.core.switches import Switch
from ostraka.draws import draw_many, gather_equal, purpose, wait
from ostraka.mechanisms.leaving import leave
from ostraka.mechanisms.scores import within_16_bits
from ostraka.mechanisms.story_of_listing import ended
from ostraka.population.ledgers import RECORDED, SOLD, WRONGFUL
from ostraka.population.marks import VOIDED

SALE = purpose("sale.wait", 113)


class SaleRules(Section):
    """Deletion of an entry for a bribe."""

    hazard_per_month: HazardByStratum = Field(
        description="hazard at which somebody listed finds, and can afford, an official who deletes; "
        "from the month after entry"
    )


@njit(forceinline=True)
def delete_records(
    i,
    month,
    by_score,
    record_life,
    score_ceiling,
    row,
    class_trigger,
    log_class,
    log_points,
    log_month,
    log_previous,
    last_record,
    entry_month,
    log_state,
    recorded_score,
):
    """Void everything behind an entry, for good; its points come back.

    On a list by score these are all records that still count, else the triggers since the entry.
    """
    record = last_record[i]
    while record >= 0:
        alive = log_month[record] > month - record_life
        if not (alive and (by_score or log_month[record] >= entry_month[i])):
            break
        counts = log_state[record] & VOIDED == 0
        if counts and (by_score or class_trigger[row[i], log_class[record]]):
            log_state[record] |= np.uint8(VOIDED)
            back = within_16_bits(recorded_score[i], log_points[record])
            recorded_score[i] = min(score_ceiling, back)
        record = log_previous[record]


def sale(
    month,
    first,
    address,
    sale_lag,
    row,
    newcomer_n,
    newcomer_who,
    by_score,
    record_life,
    score_ceiling,
    class_trigger,
    log_class,
    log_points,
    log_month,
    log_previous,
    last_record,
    entry_month,
    renewal_month,
    sale_due,
    who,
    words,
    log_state,
    recorded_score,
    listed_by,
    on_list,
    stirred,
    stirred_n,
    stirred_who,
    exit_reason,
    left_n,
    left_who,
):
    """Draw the month of a bribe when a recorded listing begins; delete what is due."""
    draw_many(address, first, newcomer_who, newcomer_n[0], month, SALE, words)
    for k in range(newcomer_n[0]):
        i = newcomer_who[k]
        sale_due[i] = np.int16(min(NEVER, month + 1 + wait(sale_lag, row[i], words[0, k])))
    due = gather_equal(sale_due, month, who)
    for k in range(due):
        i = who[k]
        if on_list[i] == 0:
            continue
        if renewal_month[i] == month:  # one step a month: the restart was this month's
            sale_due[i] = month + 1
            continue
        delete_records(
            i,
            month,
            by_score,
            record_life,
            score_ceiling,
            row,
            class_trigger,
            log_class,
            log_points,
            log_month,
            log_previous,
            last_record,
            entry_month,
            log_state,
            recorded_score,
        )
        leave(
            i,
            RECORDED,
            SOLD,
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
    hazards = [world.scenario.sale.hazard_per_month.of(name) for name in world.strata]
    return {"sale_lag": lag_table([monthly_probability(h) for h in hazards])}


def _checks(scenario: Any) -> Iterator[Problem]:
    if scenario.sale is not None and scenario.blacklist.is_by_grade:
        yield Problem(
            "sale",
            "it cannot end a listing that follows the score",
            "give blacklist.term_months, or leave it out",
        )


MECHANISMS = (
    Mechanism(
        name="sale",
        phase="redress",
        run=sale,
        writes=(
            "sale_due",
            "who",
            "words",
            "log_state",
            "recorded_score",
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
            "From the month after entry somebody listed buys the deletion of the entry at a hazard of "
            "the stratum: the entry goes, the records behind it are void and do not come back. The "
            "other ledgers know nothing of it. In a month in which the term restarts the deal waits."
        ),
        source="MODEL 7.12, rulings 4, 18 and 32; known answer 4 with the hazard of the bribe",
        sees_truth="it ends the recorded listing alone; truth decides nothing",
        columns={"sale_due": Column(np.int16, "month of the bribe", "month", reset=NEVER)},
        declares={
            "sale_lag": Parameter("months to a bribe, by stratum, cumulative", "2**-32", rows=True)
        },
        figures=(
            TallyFigure(
                "bribes",
                "bribes",
                "Entries whose deletion was bought.",
                Sum("tally_exits", {"exit": ("sold",)}),
                units_are_independent=True,
            ),
            TallyFigure(
                "bribes_by_the_wronged",
                "bribes",
                "Bribes paid by people whose listing was wrongful: they buy what was owed to them.",
                Sum("tally_exits", {"exit": ("sold",), "cause": WRONGFUL}),
                units_are_independent=True,
                is_harm=True,
            ),
            TallyFigure(
                "wronged_share_of_bribes",
                "share of bribes",
                "Of all bribes, those paid by people whose listing was wrongful.",
                Sum("tally_exits", {"exit": ("sold",), "cause": WRONGFUL}),
                Sum("tally_exits", {"exit": ("sold",)}),
                is_share=True,
                units_are_independent=True,
            ),
        ),
        purposes=("sale.wait",),
        checks=_checks,
        active=lambda scenario: scenario.sale is not None,
        parameters=_parameters,
        story=ended("a bribe deleted the entry and the records behind it", "sold"),
        switches=(Switch("sale", "entries deleted for a bribe", {"sale.hazard_per_month": 0.0}),),
        sections={"sale": SaleRules},
    ),
)
