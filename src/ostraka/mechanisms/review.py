"""Review: an appeal is decided, with stated accuracy; struck records may come back."""

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from numba import njit
from pydantic import Field

from ostraka.core.clock import lag_table, monthly_probability, threshold, thresholds
from ostraka.core.declarations import FULL_WAITING, Mechanism, Parameter
from ostraka.core.quantities import Hazard, Probability, ProbabilityByStratum, Quantity, Section
from ostraka.core.switches import Switch
from ostraka.draws import draw, draw_many, gather_equal, purpose, wait
from ostraka.mechanisms.leaving import leave
from ostraka.mechanisms.notice import TELLS, tell
from ostraka.mechanisms.scores import within_16_bits
from ostraka.mechanisms.story_of_listing import decided
from ostraka.population.ledgers import ERROR_FREE, INDIVIDUAL, LEGITIMATE, UPHELD
from ostraka.population.marks import AGAIN, VOIDED

DECISION = purpose("review.decision", 64)
CORRECTION = purpose("review.correction", 65)

UPHELD_EVENT = 8
WITHOUT_EFFECT = 16
DENIED = 32
"""Bits of ``redress_event``."""

SEES_ERROR = 1
SEES_ASSOCIATION = 2
SEES_LAWFUL = 4
RECOGNISABLE = {
    "error": SEES_ERROR,
    "association": SEES_ASSOCIATION,
    "lawful_conduct": SEES_LAWFUL,
}


class ReviewRules(Section):
    """How well an appeal is decided, and what a success is worth."""

    sensitivity: ProbabilityByStratum = Field(
        description="chance that a wrongful entry of a kind it recognises is recognised"
    )
    specificity: ProbabilityByStratum = Field(
        description="chance that any other entry is left standing"
    )
    disfavour: ProbabilityByStratum = Field(
        Quantity(value=0.0, assumed=True, note="none"),
        description="chance that a claim which would be upheld is denied all the same",
    )
    recognises: list[Literal["error", "association", "lawful_conduct"]] = Field(
        ["error"], description="which wrongs the reviewer may put right; the rulebook's own are not"
    )
    corrects_source: Probability = Field(
        Quantity(value=1.0, assumed=True, note="always"),
        description="chance that a struck record is corrected where it came from",
    )
    reassert_per_month: Hazard | None = Field(
        None, description="hazard at which a struck record that was not corrected comes back"
    )

    @property
    def may_return(self) -> bool:
        """Whether a struck record can come back."""
        return self.reassert_per_month is not None and (
            float(self.corrects_source) < 1 or self.corrects_source.is_uncertain
        )


def recognises_of(names: list[str]) -> np.int64:
    """The bits of the wrongs that somebody may put right."""
    return np.int64(sum(RECOGNISABLE[name] for name in set(names)))


@njit(forceinline=True)
def recognised(bits, recognises):
    """Whether a listing in these ledgers is a wrong that the reviewer may put right."""
    if bits & LEGITIMATE:
        return False
    if bits & ERROR_FREE == 0:
        return recognises & SEES_ERROR != 0
    if bits & INDIVIDUAL == 0:
        return recognises & SEES_ASSOCIATION != 0
    return recognises & SEES_LAWFUL != 0


@njit
def strike(
    i,
    month,
    months,
    first,
    address,
    all_of_them,
    recognises,
    corrects_source,
    reassert_lag,
    by_score,
    record_life,
    score_ceiling,
    row,
    class_trigger,
    class_wrongdoing,
    log_owner,
    log_class,
    log_origin,
    log_index,
    log_points,
    log_month,
    log_previous,
    last_record,
    since,
    log_state,
    recorded_score,
    overflow,
    waiting_n,
    waiting_due,
    waiting_owner,
    waiting_holder,
    waiting_class,
    waiting_origin,
    waiting_index,
    waiting_marks,
):
    """Void the records behind an entry (all, or those that ``recognises`` covers); points come back.

    On a list by score these are all that still count, else the triggers since the month ``since``. A
    record that is not corrected at its source is put on its way back.
    """
    record = last_record[i]
    while record >= 0:
        alive = log_month[record] > month - record_life
        if not (alive and (by_score or log_month[record] >= since)):
            break
        event = log_class[record]
        if log_state[record] & VOIDED == 0 and (by_score or class_trigger[row[i], event]):
            wrong = log_origin[record] != 0 or log_owner[record] != i
            covered = all_of_them
            if wrong and recognises & SEES_ERROR:
                covered = True
            if not wrong and class_wrongdoing[event] == 0 and recognises & SEES_LAWFUL:
                covered = True
            if covered:
                log_state[record] |= VOIDED
                back = within_16_bits(recorded_score[i], log_points[record])
                recorded_score[i] = min(score_ceiling, back)
                owner = first + log_owner[record]
                source = draw(address, owner, month, CORRECTION, log_index[record])
                if source[0] >= corrects_source:
                    m = waiting_n[0]
                    if m == waiting_due.size:
                        overflow[0] |= FULL_WAITING
                    else:
                        lag = wait(reassert_lag, 0, source[1])
                        waiting_due[m] = min(month + 1 + lag, months)
                        waiting_owner[m] = log_owner[record]
                        waiting_holder[m] = i
                        waiting_class[m] = event
                        waiting_origin[m] = log_origin[record]
                        waiting_index[m] = log_index[record]
                        waiting_marks[m] = AGAIN
                        waiting_n[0] = m + 1
        record = log_previous[record]


def review(
    month,
    months,
    first,
    address,
    sensitivity,
    specificity,
    disfavour,
    recognises,
    corrects_source,
    reassert_lag,
    by_grade,
    by_score,
    threshold,
    record_life,
    score_ceiling,
    class_trigger,
    class_wrongdoing,
    row,
    log_owner,
    log_class,
    log_origin,
    log_index,
    log_points,
    log_month,
    log_previous,
    last_record,
    entry_month,
    renewal_month,
    review_due,
    log_state,
    recorded_score,
    overflow,
    waiting_n,
    waiting_due,
    waiting_owner,
    waiting_holder,
    waiting_class,
    waiting_origin,
    waiting_index,
    waiting_marks,
    denied_n,
    denied_who,
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
    redress_event,
    redress_n,
    redress_who,
):
    """Decide what is due this month."""
    n = 0
    for k in range(gather_equal(review_due, month, who)):
        i = who[k]
        if on_list[i] == 0:
            continue
        if renewal_month[i] == month:  # one step a month: the restart was this month's
            review_due[i] = month + 1
            continue
        who[n] = i
        n += 1
    draw_many(address, first, who, n, month, DECISION, words)
    for k in range(n):
        i = who[k]
        s = row[i]
        right = recognised(listed_by[i], recognises)
        if right:
            granted = words[0, k] < sensitivity[s]
        else:
            granted = words[0, k] >= specificity[s]
        if not granted or words[1, k] < disfavour[s]:
            tell(i, DENIED, redress_event, redress_n, redress_who)
            denied_who[denied_n[0]] = i
            denied_n[0] += 1
            continue
        strike(
            i,
            month,
            months,
            first,
            address,
            not right,
            recognises,
            corrects_source,
            reassert_lag,
            by_score,
            record_life,
            score_ceiling,
            row,
            class_trigger,
            class_wrongdoing,
            log_owner,
            log_class,
            log_origin,
            log_index,
            log_points,
            log_month,
            log_previous,
            last_record,
            entry_month[i],
            log_state,
            recorded_score,
            overflow,
            waiting_n,
            waiting_due,
            waiting_owner,
            waiting_holder,
            waiting_class,
            waiting_origin,
            waiting_index,
            waiting_marks,
        )
        if by_grade and recorded_score[i] < threshold[row[i]]:
            tell(i, WITHOUT_EFFECT, redress_event, redress_n, redress_who)
        else:
            tell(i, UPHELD_EVENT, redress_event, redress_n, redress_who)
            leave(
                i,
                1,
                UPHELD,
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
    rules = world.scenario.review
    strata = world.strata
    hazard = rules.reassert_per_month
    return {
        "sensitivity": thresholds([rules.sensitivity.of(s) for s in strata]),
        "specificity": thresholds([rules.specificity.of(s) for s in strata]),
        "disfavour": thresholds([rules.disfavour.of(s) for s in strata]),
        "recognises": recognises_of(list(rules.recognises)),
        "corrects_source": np.uint64(threshold(float(rules.corrects_source))),
        "reassert_lag": lag_table([0.0 if hazard is None else monthly_probability(float(hazard))]),
        "by_grade": np.bool_(world.scenario.blacklist.is_by_grade),
    }


MECHANISMS = (
    Mechanism(
        name="review",
        phase="redress",
        run=review,
        writes=(
            "review_due",
            "log_state",
            "recorded_score",
            "overflow",
            "waiting_n",
            "waiting_due",
            "waiting_owner",
            "waiting_holder",
            "waiting_class",
            "waiting_origin",
            "waiting_index",
            "waiting_marks",
            "denied_n",
            "denied_who",
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
            *TELLS,
        ),
        odd=(
            "A wrongful entry of a kind that the reviewer recognises is upheld with probability "
            "`sensitivity`, any other with 1 - `specificity`, each less the stratum's `disfavour`. "
            "Success ends the entry, strikes the records behind it (on a list by score all that still "
            "count, else the triggers since the entry; of these those recognised, or all, if the "
            "review errs) and returns their points. A struck record that is not corrected at its "
            "source comes back at a hazard. On a list by grade a success leaves somebody listed whose "
            "score stays below the threshold."
        ),
        source="MODEL 7.8, rulings 3, 24 to 28; known answers 8a to 8c",
        sees_truth="it tells a wrongful entry from another with stated sensitivity and specificity",
        declares={
            "sensitivity": Parameter(
                "chance that a wrong is recognised, by stratum", "2**-32", rows=True
            ),
            "specificity": Parameter(
                "chance that another entry stands, by stratum", "2**-32", rows=True
            ),
            "disfavour": Parameter(
                "chance of a denial all the same, by stratum", "2**-32", rows=True
            ),
            "recognises": Parameter("bits: 1 error, 2 association, 4 lawful conduct"),
            "corrects_source": Parameter("chance of a correction at the source", "2**-32"),
            "reassert_lag": Parameter("months to the return of a struck record", "2**-32"),
            "by_grade": Parameter("whether the list follows the score"),
        },
        purposes=("review.decision", "review.correction"),
        active=lambda scenario: scenario.review is not None,
        parameters=_parameters,
        story=decided,
        switches=(
            Switch("reassertion", "struck records that come back", {"review.corrects_source": 1.0}),
            Switch(
                "reviewers_disfavour", "reviewers who deny all the same", {"review.disfavour": 0.0}
            ),
        ),
        sections={"review": ReviewRules},
    ),
)
