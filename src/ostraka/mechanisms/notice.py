"""Notice: whether, and when, a listed subject is told."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numba import njit
from pydantic import Field

from ostraka.core.clock import NEVER, lag_success, lag_table, thresholds
from ostraka.core.declarations import Column, Mechanism, Parameter
from ostraka.core.quantities import MeanLag, ProbabilityByStratum, Quantity, Section
from ostraka.draws import draw_many, gather_equal, purpose, wait
from ostraka.mechanisms.story_of_listing import told

NOTICE = purpose("notice.sent", 61)

NOTIFIED = 1
"""Bit of ``redress_event``."""


class NoticeRules(Section):
    """Whether people learn that they are listed."""

    probability: ProbabilityByStratum = Field(
        description="chance that a listed subject is ever told"
    )
    lag_months: MeanLag = Field(
        Quantity(value=0, assumed=True, note="at once"),
        description="mean months from entry to notice; geometric on 0, 1, 2 ...",
    )


TELLS = ("redress_event", "redress_n", "redress_who")
"""What a pass writes that reports an event of redress."""


@njit(forceinline=True)
def tell(i, event, redress_event, redress_n, redress_who):
    """Note an event of redress, for the tallies at the end of the month."""
    if redress_event[i] == 0:
        redress_who[redress_n[0]] = i
        redress_n[0] += 1
    redress_event[i] |= event


def notice(
    month,
    first,
    address,
    notice_chance,
    notice_lag,
    row,
    newcomer_n,
    newcomer_who,
    reopened_n,
    reopened_who,
    on_list,
    appeal_due,
    review_due,
    notice_due,
    who,
    words,
    notified_n,
    notified_who,
    redress_event,
    redress_n,
    redress_who,
):
    """Send notice to newcomers, and again to whoever has a struck record back and nothing pending."""
    n = 0
    for k in range(newcomer_n[0] + reopened_n[0]):
        if k < newcomer_n[0]:
            i = newcomer_who[k]
        else:
            i = reopened_who[k - newcomer_n[0]]
            pending = (
                (month <= notice_due[i] < NEVER)
                or (month <= appeal_due[i] < NEVER)
                or (month <= review_due[i] < NEVER)
            )
            if pending:
                continue
        who[n] = i
        n += 1
    draw_many(address, first, who, n, month, NOTICE, words)
    for k in range(n):
        i = who[k]
        notice_due[i] = NEVER
        if words[0, k] < notice_chance[row[i]]:
            notice_due[i] = min(NEVER, month + wait(notice_lag, 0, words[1, k]))
    n = gather_equal(notice_due, month, who)
    told = 0
    for k in range(n):
        i = who[k]
        if on_list[i]:
            notified_who[told] = i
            told += 1
            tell(i, NOTIFIED, redress_event, redress_n, redress_who)
    notified_n[0] = told


def _parameters(world: Any) -> Mapping[str, Any]:
    rules = world.scenario.notice
    return {
        "notice_chance": thresholds([rules.probability.of(s) for s in world.strata]),
        "notice_lag": lag_table([lag_success(float(rules.lag_months))]),
    }


MECHANISMS = (
    Mechanism(
        name="notice",
        phase="notice",
        run=notice,
        writes=("notice_due", "who", "words", "notified_n", "notified_who", *TELLS),
        odd=(
            "A new entry is notified with a probability, after a geometric lag. A struck record that "
            "comes back to somebody listed opens a new notice, if nothing is pending."
        ),
        source="MODEL 7.8, rulings 2 and 26; known answer 8a",
        columns={
            "notice_due": Column(np.int16, "month of notice", "month", reset=NEVER),
            "notified_n": Column(np.int64, "people told this month", shape="one"),
            "notified_who": Column(np.int32, "who", scratch=True),
            "redress_event": Column(
                np.uint8,
                "bits: 1 told, 2 filed, 4 given up, 8 upheld, 16 upheld without effect, 32 denied",
                reset=0,
            ),
            "redress_n": Column(np.int64, "people with such an event", shape="one", reset=0),
            "redress_who": Column(np.int32, "who"),
        },
        declares={
            "notice_chance": Parameter("chance of notice, by stratum", "2**-32", rows=True),
            "notice_lag": Parameter("months to notice, cumulative", "2**-32"),
        },
        purposes=("notice.sent",),
        active=lambda scenario: scenario.notice is not None,
        parameters=_parameters,
        story=told,
        sections={"notice": NoticeRules},
    ),
)
