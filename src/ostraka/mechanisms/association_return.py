"""Points for others come back: when the entry ends for error, and when whoever bears them is heard."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numba import njit

from ostraka.core.declarations import Mechanism
from ostraka.mechanisms.association_rules import charges, parameters, part, ties
from ostraka.mechanisms.leaving import leave
from ostraka.mechanisms.review import (
    SEES_ASSOCIATION,
    SEES_ERROR,
    UPHELD_EVENT,
    WITHOUT_EFFECT,
    recognised,
    recognises_of,
)
from ostraka.mechanisms.scores import within_16_bits
from ostraka.mechanisms.story_of_association import returned
from ostraka.population.ledgers import AUDITED, UPHELD

_ALL = SEES_ERROR | SEES_ASSOCIATION
"""What is struck by somebody who errs."""


@njit(forceinline=True)
def give_back(j, points, score_ceiling, association_held, recorded_score):
    """Points for others come back to the recorded score, once, and not above the ceiling."""
    back = min(np.int64(points), np.int64(association_held[j]))
    if back > 0:
        association_held[j] = np.int16(association_held[j] - back)
        recorded_score[j] = min(score_ceiling, within_16_bits(recorded_score[j], back))


@njit(forceinline=True)
def acquit(i, covered, score_ceiling, association_held, association_held_justly, recorded_score):
    """Who is heard gets back the charges that are covered.

    Those that `error_free` knows of are association, the others rest on an error.
    """
    just = min(association_held[i], association_held_justly[i])
    wrong = association_held[i] - just
    if covered & SEES_ERROR:
        give_back(i, wrong, score_ceiling, association_held, recorded_score)
    if covered & SEES_ASSOCIATION:
        give_back(i, just, score_ceiling, association_held, recorded_score)
        association_held_justly[i] = np.int16(association_held_justly[i] - just)


def association_return(
    subjects,
    recognises,
    audit_recognises,
    by_grade,
    threshold,
    score_ceiling,
    row,
    household_charge,
    representative_charge,
    collective_charge,
    household_first,
    household_size,
    representative,
    first_firm,
    next_firm,
    tie_who,
    tie_points,
    charged_on,
    association_held,
    association_held_justly,
    recorded_score,
    redress_n,
    redress_who,
    redress_event,
    listed_by,
    on_list,
    stirred,
    stirred_n,
    stirred_who,
    exit_reason,
    left_n,
    left_who,
):
    """Give back what successful appeals are worth, and what entries that ended for error cost others."""
    for k in range(redress_n[0]):
        i = redress_who[k]
        if redress_event[i] & (UPHELD_EVENT | WITHOUT_EFFECT) and association_held[i] > 0:
            covered = recognises if recognised(listed_by[i], recognises) else _ALL
            acquit(
                i,
                covered,
                score_ceiling,
                association_held,
                association_held_justly,
                recorded_score,
            )
            risen = by_grade and recorded_score[i] >= threshold[row[i]]
            if risen and redress_event[i] & WITHOUT_EFFECT:
                redress_event[i] = (redress_event[i] & ~WITHOUT_EFFECT) | UPHELD_EVENT
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
    for k in range(left_n[0]):
        i = left_who[k]
        if exit_reason[i] == AUDITED:
            acquit(
                i,
                audit_recognises if recognised(listed_by[i], audit_recognises) else _ALL,
                score_ceiling,
                association_held,
                association_held_justly,
                recorded_score,
            )
    for k in range(left_n[0]):
        i = left_who[k]
        if (exit_reason[i] == UPHELD or exit_reason[i] == AUDITED) and charged_on[i] > 0:
            points = np.int64(charged_on[i])
            charged_on[i] = 0
            n = ties(
                i,
                points,
                household_charge,
                representative_charge,
                collective_charge,
                household_first,
                household_size,
                representative,
                first_firm,
                next_firm,
                tie_who,
                tie_points,
            )
            for t in range(n):
                give_back(
                    tie_who[t], tie_points[t], score_ceiling, association_held, recorded_score
                )
            all_pay = part(points, collective_charge)
            for j in range(subjects if all_pay > 0 else 0):
                if j != i:
                    give_back(j, all_pay, score_ceiling, association_held, recorded_score)


def _parameters(world: Any) -> Mapping[str, Any]:
    def named(rules: Any) -> np.int64:
        return recognises_of([] if rules is None else list(rules.recognises))

    return {
        **parameters(world),
        "recognises": named(world.scenario.review),
        "audit_recognises": named(world.scenario.audit),
        "by_grade": np.bool_(world.scenario.blacklist.is_by_grade),
    }


MECHANISMS = (
    Mechanism(
        name="association_return",
        phase="redress",
        run=association_return,
        writes=(
            "tie_who",
            "tie_points",
            "charged_on",
            "association_held",
            "association_held_justly",
            "recorded_score",
            "redress_event",
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
            "When a recorded entry ends by upheld appeal or by audit, what it charged others comes back "
            "to them, once, capped at the ceiling; otherwise never by itself. Who appeals with success "
            "(or is audited out) gets back the points for others that the reviewer may put right: those "
            "that rest on an error, those of association, or all, if the review errs."
        ),
        source="MODEL 7.7, rulings 25 and 38",
        sees_truth="what a review covers follows from its decision, made with stated accuracy",
        active=lambda scenario: (
            charges(scenario) and (scenario.review is not None or scenario.audit is not None)
        ),
        parameters=_parameters,
        story=returned,
    ),
)
