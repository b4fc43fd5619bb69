"""Hearing: the right to be heard before being listed."""

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from pydantic import Field

from ostraka.core.clock import WORD, lag_table, thresholds
from ostraka.core.declarations import Axis, Mechanism, Parameter, Sum, Tally, TallyFigure
from ostraka.core.quantities import ProbabilityByStratum, Section
from ostraka.draws import draw_many, purpose
from ostraka.mechanisms.review import recognised, recognises_of, strike
from ostraka.mechanisms.story_of_listing import heard
from ostraka.population.ledgers import LEGITIMATE, MISSED, RECORDED

HEARING = purpose("hearing.held", 131)

RESULTS = ("not_heard", "dismissed", "stands")
_NOT_HEARD, _DISMISSED, _STANDS = range(3)
_HEARD = MISSED.index("heard")


class HearingRules(Section):
    """The right to be heard before being listed."""

    attendance: ProbabilityByStratum = Field(
        description="chance that somebody about to be listed is told in time, and comes"
    )
    sensitivity: ProbabilityByStratum = Field(
        description="chance that a wrong of a kind that the hearing recognises is recognised"
    )
    specificity: ProbabilityByStratum = Field(
        description="chance that any other listing goes ahead"
    )
    recognises: list[Literal["error", "association", "lawful_conduct"]] = Field(
        ["error"], description="which wrongs the hearing may put right"
    )


def hearing(
    month,
    months,
    first,
    address,
    hearing_attendance,
    hearing_sensitivity,
    hearing_specificity,
    hearing_recognises,
    hearing_corrects,
    hearing_return,
    by_score,
    record_life,
    score_ceiling,
    class_trigger,
    class_wrongdoing,
    row,
    stratum,
    log_owner,
    log_class,
    log_origin,
    log_index,
    log_points,
    log_month,
    log_previous,
    last_record,
    listed_by,
    proposed_n,
    proposed_who,
    proposed_bits,
    words,
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
    passed_over,
    tally_hearings,
):
    """Hear those about to be listed anew; a dismissal keeps them off the list."""
    draw_many(address, first, proposed_who, proposed_n[0], month, HEARING, words)
    for k in range(proposed_n[0]):
        i = proposed_who[k]
        if proposed_bits[k] & RECORDED == 0 or listed_by[i] & RECORDED:
            continue
        r = row[i]
        # as the ledgers will stand this month
        standing = listed_by[i] | proposed_bits[k]
        wrong = recognised(standing, hearing_recognises)
        if wrong:
            doubted = words[1, k] < hearing_sensitivity[r]
        else:
            doubted = words[1, k] >= hearing_specificity[r]
        if words[0, k] >= hearing_attendance[r]:
            result = _NOT_HEARD
        else:
            result = _DISMISSED if doubted else _STANDS
        tally_hearings[month, stratum[i], 1 if wrong else 0, result] += 1
        if result != _DISMISSED:
            continue
        proposed_bits[k] &= ~np.uint8(RECORDED)
        if standing & LEGITIMATE:
            passed_over[i] = _HEARD
        strike(
            i,
            month,
            months,
            first,
            address,
            not wrong,
            hearing_recognises,
            hearing_corrects,
            hearing_return,
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
            month,
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


def _parameters(world: Any) -> Mapping[str, Any]:
    rules = world.scenario.hearing
    return {
        "hearing_attendance": thresholds([rules.attendance.of(s) for s in world.strata]),
        "hearing_sensitivity": thresholds([rules.sensitivity.of(s) for s in world.strata]),
        "hearing_specificity": thresholds([rules.specificity.of(s) for s in world.strata]),
        "hearing_recognises": recognises_of(list(rules.recognises)),
        "hearing_corrects": np.uint64(WORD),
        "hearing_return": lag_table([0.0]),
    }


MECHANISMS = (
    Mechanism(
        name="hearing",
        phase="listing",
        run=hearing,
        before="listing",
        writes=(
            "proposed_bits",
            "words",
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
            "passed_over",
            "tally_hearings",
        ),
        odd=(
            "Somebody about to be listed anew comes to a hearing with probability `attendance`. A wrong "
            "of a kind that the hearing recognises is recognised with probability `sensitivity`, any "
            "other listing is dismissed with 1 - `specificity`. A dismissal keeps the subject off the "
            "list and voids the records behind it (those recognised, or all, if the hearing errs), at "
            "their source as well."
        ),
        source="Own design after MODEL 7.8 and rulings 25 and 27; a safeguard of issue 3",
        sees_truth="it tells a wrong from a rightful listing with stated sensitivity and specificity",
        declares={
            "hearing_attendance": Parameter(
                "chance of being heard, by stratum", "2**-32", rows=True
            ),
            "hearing_sensitivity": Parameter(
                "chance that a wrong is recognised, by stratum", "2**-32", rows=True
            ),
            "hearing_specificity": Parameter(
                "chance that another listing goes ahead, by stratum", "2**-32", rows=True
            ),
            "hearing_recognises": Parameter("bits: 1 error, 2 association, 4 lawful conduct"),
            "hearing_corrects": Parameter("chance of a correction at the source: 1", "2**-32"),
            "hearing_return": Parameter("months to a return: never", "2**-32"),
        },
        axes={
            "hearing_wrong": Axis(
                "whether the listing is a wrong that the hearing may put right",
                lambda scenario: ("no", "yes"),
            ),
            "hearing_result": Axis("what came of the hearing", lambda scenario: RESULTS),
        },
        tallies={
            "tally_hearings": Tally(
                ("month", "stratum", "hearing_wrong", "hearing_result"),
                "people about to be listed, by what came of their hearing",
                "listings proposed",
            )
        },
        figures=(
            TallyFigure(
                "listings_dismissed_at_hearing",
                "listings",
                "Listings that a hearing kept from happening, deserved or not.",
                Sum("tally_hearings", {"hearing_result": ("dismissed",)}),
                units_are_independent=True,
            ),
            TallyFigure(
                "wrongful_listings_averted_at_hearing",
                "share of wrongful listings proposed",
                "Of the listings proposed that the hearing may put right, those dismissed.",
                Sum(
                    "tally_hearings", {"hearing_wrong": ("yes",), "hearing_result": ("dismissed",)}
                ),
                Sum("tally_hearings", {"hearing_wrong": ("yes",)}),
                is_share=True,
                units_are_independent=True,
            ),
        ),
        purposes=("hearing.held",),
        active=lambda scenario: scenario.hearing is not None,
        parameters=_parameters,
        sections={"hearing": HearingRules},
        story=heard,
    ),
)
