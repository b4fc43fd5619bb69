"""Appeal: who, once told, files, and who is worn down by the steps."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic import Field

from ostraka.core.clock import NEVER, lag_table, monthly_probability, product_thresholds
from ostraka.core.declarations import Column, Mechanism, Parameter
from ostraka.core.quantities import (
    Count,
    HazardByStratum,
    MeanReviewLag,
    Multiplier,
    Probability,
    Quantity,
    Section,
)
from ostraka.draws import draw_many, gather_equal, purpose, wait
from ostraka.mechanisms.notice import TELLS, tell
from ostraka.mechanisms.story_of_listing import appealed
from ostraka.population.ledgers import ERROR_FREE, LEGITIMATE

WAIT = purpose("appeal.wait", 62)
FILE = purpose("appeal.file", 63)

FILED = 2
GIVEN_UP = 4
"""Bits of ``redress_event``."""


class AppealRules(Section):
    """The way to a decision."""

    hazard_per_month: HazardByStratum = Field(
        description="hazard of filing, from the month after notice"
    )
    wronged_ratio: Multiplier = Field(
        Quantity(value=1.0, assumed=True, note="everybody alike"),
        description="multiplies the hazard of those listed in error, who know their own case",
    )
    steps: Count = Field(
        Quantity(value=1, assumed=True, note="one step"), description="steps to a decision"
    )
    step_survival: Probability = Field(
        Quantity(value=1.0, assumed=True, note="nobody gives up"),
        description="chance of going on, at each step after the first",
    )
    review_months: MeanReviewLag = Field(
        description="mean months from filing to decision; geometric on 1, 2 ..."
    )
    max_appeals: Count = Field(
        Quantity(value=1, assumed=True, note="one"), description="appeals allowed against one entry"
    )


def appeal(
    month,
    first,
    address,
    appeal_lag,
    wronged_lag,
    step_chance,
    review_lag,
    max_appeals,
    row,
    listed_by,
    newcomer_n,
    newcomer_who,
    notified_n,
    notified_who,
    denied_n,
    denied_who,
    on_list,
    tries,
    appeal_due,
    review_due,
    who,
    words,
    redress_event,
    redress_n,
    redress_who,
):
    """Draw when those told (or denied last month, with tries left) will file; file what is due."""
    for k in range(newcomer_n[0]):
        i = newcomer_who[k]
        tries[i] = 0
        appeal_due[i] = NEVER
        review_due[i] = NEVER
    n = 0
    for k in range(notified_n[0] + denied_n[0]):
        if k < notified_n[0]:
            i = notified_who[k]
            tries[i] = 0
        else:
            i = denied_who[k - notified_n[0]]
            # an entry that ended, or a new one, has no use for the old denial
            if on_list[i] == 0 or tries[i] == 0 or tries[i] >= max_appeals:
                continue
        who[n] = i
        n += 1
    draw_many(address, first, who, n, month, WAIT, words)
    for k in range(n):
        i = who[k]
        if listed_by[i] & (LEGITIMATE | ERROR_FREE):
            lag = wait(appeal_lag, row[i], words[0, k])
        else:
            lag = wait(wronged_lag, row[i], words[0, k])
        begins = month + 1 if k < notified_n[0] else month
        appeal_due[i] = min(NEVER, begins + lag)
    denied_n[0] = 0
    n = 0
    for k in range(gather_equal(appeal_due, month, who)):
        i = who[k]
        if on_list[i]:
            who[n] = i
            n += 1
    draw_many(address, first, who, n, month, FILE, words)
    for k in range(n):
        i = who[k]
        tries[i] += 1
        tell(i, FILED, redress_event, redress_n, redress_who)
        if words[0, k] < step_chance:
            review_due[i] = min(NEVER, month + 1 + wait(review_lag, 0, words[1, k]))
        else:
            tell(i, GIVEN_UP, redress_event, redress_n, redress_who)


def _parameters(world: Any) -> Mapping[str, Any]:
    rules = world.scenario.appeal
    hazards = [rules.hazard_per_month.of(name) for name in world.strata]
    ratio = float(rules.wronged_ratio)
    survives = float(rules.step_survival) ** (float(rules.steps) - 1)
    return {
        "appeal_lag": lag_table([monthly_probability(hazard) for hazard in hazards]),
        "wronged_lag": lag_table([monthly_probability(ratio * hazard) for hazard in hazards]),
        "step_chance": product_thresholds(survives)[()],
        "review_lag": lag_table([1.0 / float(rules.review_months)]),
        "max_appeals": np.int64(float(rules.max_appeals)),
    }


MECHANISMS = (
    Mechanism(
        name="appeal",
        phase="redress",
        run=appeal,
        writes=(
            "denied_n",
            "tries",
            "appeal_due",
            "review_due",
            "who",
            "words",
            *TELLS,
        ),
        odd=(
            "Who was told files at a hazard of the stratum from the next month on, `wronged_ratio` "
            "times as likely if listed in error. All further steps are drawn when the appeal is filed; "
            "the decision takes at least a month. After a denial there may be another try."
        ),
        source="MODEL 7.8, rulings 2, 3 and 28; known answer 8a",
        sees_truth="the subject knows its own case: `wronged_ratio`, 1 unless the scenario says so",
        columns={
            "tries": Column(np.uint8, "appeals filed against this entry", "appeals", reset=0),
            "appeal_due": Column(np.int16, "month of filing", "month", reset=NEVER),
            "review_due": Column(np.int16, "month of decision", "month", reset=NEVER),
            "denied_n": Column(np.int64, "appeals denied last month", shape="one", reset=0),
            "denied_who": Column(np.int32, "whose"),
        },
        declares={
            "appeal_lag": Parameter("months to filing, by stratum", "2**-32", rows=True),
            "wronged_lag": Parameter("the same for those listed in error", "2**-32", rows=True),
            "step_chance": Parameter("chance of surviving all further steps", "2**-32"),
            "review_lag": Parameter("months to a decision beyond the first, cumulative", "2**-32"),
            "max_appeals": Parameter("appeals allowed against one entry", "appeals"),
        },
        purposes=("appeal.wait", "appeal.file"),
        active=lambda scenario: scenario.appeal is not None,
        parameters=_parameters,
        story=appealed,
        conditions={"appealed": lambda cell: (cell["tries"] > 0) & (cell["on_list"] > 0)},
        sections={"appeal": AppealRules},
    ),
)
