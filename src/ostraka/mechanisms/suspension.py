"""Suspension: a category whose audited entries are wrong too often makes no records for a while."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ostraka.core.declarations import Axis, Column, Mechanism, Parameter, Sum, Tally, TallyFigure
from ostraka.draws import gather
from ostraka.mechanisms.audit import category_behind
from ostraka.mechanisms.leaving import leave
from ostraka.mechanisms.story_of_listing import ended
from ostraka.mechanisms.story_of_records import lost
from ostraka.population.ledgers import AUDITED


def ceiling(
    month,
    audit_every,
    audit_ceiling,
    audit_least,
    audit_suspends,
    audit_rolls_back,
    class_category,
    log_class,
    log_month,
    last_record,
    entry_month,
    renewal_month,
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
    suspended_until,
    tally_suspensions,
):
    """Judge each category of the cell by what the audits found; suspend, and perhaps roll back."""
    if (month + 1) % audit_every == 0:
        for c in range(audited_entries.size):
            enough = audited_entries[c] >= audit_least
            if not enough or audited_wrong[c] <= audit_ceiling * audited_entries[c]:
                continue
            audited_entries[c] = 0
            audited_wrong[c] = 0
            suspended_until[c] = month + 1 + audit_suspends
            tally_suspensions[month, c] += 1
            if not audit_rolls_back:
                continue
            n = gather(on_list, who)
            for k in range(n):
                i = who[k]
                behind = category_behind(
                    i, last_record, log_month, log_class, entry_month, class_category
                )
                if behind == c and renewal_month[i] < month:
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


def suspension(
    month,
    class_category,
    suspended_until,
    stratum,
    record_n,
    record_owner,
    record_holder,
    record_class,
    record_origin,
    record_index,
    record_marks,
    tally_not_recorded,
):
    """Records of a suspended category are not made."""
    kept = 0
    for k in range(record_n[0]):
        if suspended_until[class_category[record_class[k]]] > month:
            founded = 1 if record_origin[k] == 0 else 0
            tally_not_recorded[month, stratum[record_owner[k]], founded] += 1
            continue
        record_owner[kept] = record_owner[k]
        record_holder[kept] = record_holder[k]
        record_class[kept] = record_class[k]
        record_origin[kept] = record_origin[k]
        record_index[kept] = record_index[k]
        record_marks[kept] = record_marks[k]
        kept += 1
    record_n[0] = kept


def _parameters(world: Any) -> Mapping[str, Any]:
    rules = world.scenario.audit
    return {
        "audit_ceiling": float(rules.ceiling),
        "audit_least": np.int64(float(rules.ceiling_least)),
        "audit_suspends": np.int64(float(rules.suspend_months)),
        "audit_rolls_back": np.bool_(rules.rolls_back),
    }


def _active(scenario: Any) -> bool:
    return scenario.audit is not None and scenario.audit.ceiling is not None


CEILING = Mechanism(
    name="ceiling",
    phase="redress",
    run=ceiling,
    writes=(
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
        "suspended_until",
        "tally_suspensions",
    ),
    odd=(
        "After an audit, where more than `ceiling` of a category's audited entries in the cell were "
        "found wrong, the category is suspended for `suspend_months` and counted anew; with `rolls_back` "
        "every entry that rests on it ends as well, right or wrong."
    ),
    source="Own design; a safeguard of issue 3 (ruling 46: it acts on a cell as a whole)",
    sees_truth="it sees what the audits found, and no more",
    columns={
        "suspended_until": Column(
            np.int16, "month in which records begin again", "month", ("category",), reset=0
        )
    },
    declares={
        "audit_ceiling": Parameter(
            "share found wrong above which a category is suspended", "share"
        ),
        "audit_least": Parameter("audited entries before a share is judged", "entries"),
        "audit_suspends": Parameter("months of a suspension", "months"),
        "audit_rolls_back": Parameter("whether a suspension ends the entries that rest on it"),
    },
    tallies={
        "tally_suspensions": Tally(
            ("month", "category"), "suspensions of a category in a cell", "suspensions"
        )
    },
    figures=(
        TallyFigure(
            "suspensions",
            "suspensions",
            "Suspensions of a category in a cell, since too many of its audited entries were wrong.",
            Sum("tally_suspensions"),
        ),
    ),
    active=_active,
    parameters=_parameters,
    story=ended("its category was suspended after audits", "rolled_back"),
)

SUSPENSION = Mechanism(
    name="suspension",
    phase="recording",
    run=suspension,
    writes=(
        "record_n",
        "record_owner",
        "record_holder",
        "record_class",
        "record_origin",
        "record_index",
        "record_marks",
        "tally_not_recorded",
    ),
    odd=(
        "While a category is suspended in a cell nothing is recorded in it there, founded or not: such "
        "acts are in no ledger, as if undetected."
    ),
    source="Own design; a safeguard of issue 3 (ruling 46: it acts on a cell as a whole)",
    sees_truth="it carries records, with all that is true of them, and decides by the category alone",
    axes={
        "made_by_act": Axis("whether there was an act behind it", lambda scenario: ("no", "yes"))
    },
    tallies={
        "tally_not_recorded": Tally(
            ("month", "stratum", "made_by_act"),
            "records that were not made, since the category was suspended",
            "records",
        )
    },
    figures=(
        TallyFigure(
            "records_not_made_while_suspended",
            "records",
            "Records, founded or not, that were not made since their category was suspended.",
            Sum("tally_not_recorded"),
            units_are_independent=True,
        ),
    ),
    active=_active,
    story=lost("No record of {} was made: the category is suspended.", "suspended"),
)

MECHANISMS = (CEILING, SUSPENSION)
