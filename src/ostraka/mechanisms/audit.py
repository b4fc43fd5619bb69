"""Audit: a random sample of the list is looked at, and what is found wrong is struck."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import numpy as np
from numba import njit
from pydantic import Field

from ostraka.core.clock import WORD, lag_table, threshold
from ostraka.core.declarations import Axis, Column, Mechanism, Parameter, Sum, Tally, TallyFigure
from ostraka.core.errors import Problem
from ostraka.core.quantities import NO_LIMIT, Count, Months, Probability, Quantity, Section
from ostraka.draws import draw, gather, purpose
from ostraka.mechanisms.leaving import leave
from ostraka.mechanisms.review import recognised, recognises_of, strike
from ostraka.mechanisms.story_of_listing import ended
from ostraka.population.ledgers import AUDITED

SAMPLE = purpose("audit.sample", 133)


class AuditRules(Section):
    """Audit by random sample, with roll-back; and the error rate that suspends a source."""

    every_months: Months = Field(description="months between two audits")
    sample_share: Probability = Field(description="chance that somebody listed is in the sample")
    sensitivity: Probability = Field(
        description="chance that a wrong of a kind that the audit recognises is recognised"
    )
    specificity: Probability = Field(description="chance that any other listing stands")
    recognises: list[Literal["error", "association", "lawful_conduct"]] = Field(
        ["error"], description="which wrongs the audit may put right"
    )
    ceiling: Probability | None = Field(
        None,
        description="share of audited entries found wrong above which a category is suspended",
        json_schema_extra=NO_LIMIT,
    )
    ceiling_least: Count = Field(
        Quantity(value=5, assumed=True, note="least"),
        description="audited entries of a category, in a cell, before its share is judged",
    )
    suspend_months: Months = Field(
        Quantity(value=12, assumed=True, note="a year"),
        description="months without new records in a suspended category of the cell",
    )
    rolls_back: bool = Field(
        False, description="whether a suspension also ends every entry that rests on the category"
    )


@njit(forceinline=True)
def category_behind(i, last_record, log_month, log_class, entry_month, class_category):
    """The category of the last record behind an entry, or -1 for an entry by something else."""
    record = last_record[i]
    if record < 0 or log_month[record] < entry_month[i]:
        return -1
    return np.int64(class_category[log_class[record]])


def audit(
    month,
    months,
    first,
    address,
    audit_every,
    audit_sample,
    audit_sensitivity,
    audit_specificity,
    audit_recognises,
    audit_corrects,
    audit_return,
    class_category,
    by_score,
    by_grade_list,
    threshold,
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
    entry_month,
    renewal_month,
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
    who,
    listed_by,
    on_list,
    stirred,
    stirred_n,
    stirred_who,
    exit_reason,
    left_n,
    left_who,
    audited_entries,
    audited_wrong,
    tally_audits,
):
    """Look at a sample, and strike what is found wrong."""
    if (month + 1) % audit_every == 0:
        n = gather(on_list, who)
        for k in range(n):
            i = who[k]
            if renewal_month[i] == month:  # one step a month
                continue
            luck = draw(address, first + i, month, SAMPLE, 0)
            if luck[0] >= audit_sample:
                continue
            wrong = recognised(listed_by[i], audit_recognises)
            if wrong:
                found = luck[1] < audit_sensitivity
            else:
                found = luck[1] >= audit_specificity
            tally_audits[month, stratum[i], 1 if wrong else 0, 1 if found else 0] += 1
            c = category_behind(i, last_record, log_month, log_class, entry_month, class_category)
            if c >= 0:
                audited_entries[c] += 1
                audited_wrong[c] += 1 if found else 0
            if not found:
                continue
            strike(
                i,
                month,
                months,
                first,
                address,
                not wrong,
                audit_recognises,
                audit_corrects,
                audit_return,
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
            if not (by_grade_list and recorded_score[i] < threshold[row[i]]):
                leave(
                    i,
                    1,
                    AUDITED,
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
    rules = world.scenario.audit
    names = list(world.scenario.categories)
    return {
        "audit_every": np.int64(float(rules.every_months)),
        "audit_sample": np.uint64(threshold(float(rules.sample_share))),
        "audit_sensitivity": np.uint64(threshold(float(rules.sensitivity))),
        "audit_specificity": np.uint64(threshold(float(rules.specificity))),
        "audit_recognises": recognises_of(list(rules.recognises)),
        "audit_corrects": np.uint64(WORD),
        "audit_return": lag_table([0.0]),
        "class_category": np.array([names.index(c.category) for c in world.classes], np.uint8),
        "by_grade_list": np.bool_(world.scenario.blacklist.is_by_grade),
    }


def _checks(scenario: Any) -> Iterable[Problem]:
    rules = scenario.audit
    if rules is not None and rules.rolls_back and rules.ceiling is None:
        yield Problem(
            "audit.rolls_back",
            "without a ceiling no category is ever suspended",
            "give audit.ceiling, or leave it out",
        )
    if rules is not None and rules.rolls_back and scenario.blacklist.is_by_grade:
        yield Problem(
            "audit.rolls_back",
            "a list by score without a term follows the score, whatever an audit ends",
            "give blacklist.term_months, or leave it out",
        )


AUDIT = Mechanism(
    name="audit",
    phase="redress",
    run=audit,
    writes=(
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
        "who",
        "listed_by",
        "on_list",
        "stirred",
        "stirred_n",
        "stirred_who",
        "exit_reason",
        "left_n",
        "left_who",
        "audited_entries",
        "audited_wrong",
        "tally_audits",
    ),
    odd=(
        "Every `every_months` each listed subject is in the sample with probability `sample_share`. A "
        "wrong of a kind that the audit recognises is recognised with probability `sensitivity`, any "
        "other listing is struck with 1 - `specificity`; what is struck is voided at its source too."
    ),
    source="Own design after MODEL 7.8 and rulings 4, 25 and 35; a safeguard of issue 3",
    sees_truth="it tells a wrong from a rightful listing with stated sensitivity and specificity",
    columns={
        "audited_entries": Column(
            np.int64, "entries audited since the last suspension", "entries", ("category",), reset=0
        ),
        "audited_wrong": Column(
            np.int64, "of these, found wrong", "entries", ("category",), reset=0
        ),
    },
    declares={
        "audit_every": Parameter("months between audits", "months"),
        "audit_sample": Parameter("chance of being in the sample", "2**-32"),
        "audit_sensitivity": Parameter("chance that a wrong is recognised", "2**-32"),
        "audit_specificity": Parameter("chance that another listing stands", "2**-32"),
        "audit_recognises": Parameter("bits: 1 error, 2 association, 4 lawful conduct"),
        "audit_corrects": Parameter("chance of a correction at the source: 1", "2**-32"),
        "audit_return": Parameter("months to a return: never", "2**-32"),
        "class_category": Parameter("category of each class of record", "index"),
        "by_grade_list": Parameter("whether the list follows the score"),
    },
    axes={
        "category": Axis("category of conduct", lambda scenario: tuple(scenario.categories)),
        "audit_wrong": Axis(
            "whether it is a wrong that the audit may put right", lambda scenario: ("no", "yes")
        ),
        "audit_found": Axis("whether the audit struck it", lambda scenario: ("no", "yes")),
    },
    tallies={
        "tally_audits": Tally(
            ("month", "stratum", "audit_wrong", "audit_found"), "entries audited", "entries"
        ),
    },
    figures=(
        TallyFigure(
            "entries_audited",
            "entries",
            "Entries in the sample of an audit.",
            Sum("tally_audits"),
            units_are_independent=True,
        ),
        TallyFigure(
            "audited_entries_struck",
            "share of audited entries",
            "Of the entries audited, those struck, deserved or not.",
            Sum("tally_audits", {"audit_found": ("yes",)}),
            Sum("tally_audits"),
            is_share=True,
            units_are_independent=True,
        ),
    ),
    purposes=("audit.sample",),
    active=lambda scenario: scenario.audit is not None,
    parameters=_parameters,
    sections={"audit": AuditRules},
    checks=_checks,
    story=ended("an audit struck it", "audited"),
)

MECHANISMS = (AUDIT,)
