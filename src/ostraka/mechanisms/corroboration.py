"""Corroboration: a record counts only if a second, independent source confirms it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic import Field

from ostraka.core.clock import threshold
from ostraka.core.declarations import Axis, Mechanism, Parameter, Sum, Tally, TallyFigure
from ostraka.core.quantities import Probability, Section
from ostraka.draws import draw_indexed, purpose
from ostraka.mechanisms.story_of_records import lost

CONFIRMED = purpose("corroboration.confirmed", 132)


class CorroborationRules(Section):
    """A second, independent source, without which a record does not count."""

    founded_confirmed: Probability = Field(
        description="chance that a second source confirms a record of something that happened"
    )
    unfounded_confirmed: Probability = Field(
        description="chance that a second source confirms a record of nothing"
    )


def corroboration(
    month,
    first,
    address,
    founded_confirmed,
    unfounded_confirmed,
    stratum,
    words,
    record_n,
    record_owner,
    record_holder,
    record_class,
    record_origin,
    record_index,
    record_marks,
    tally_uncorroborated,
):
    """Keep the records that are confirmed; the others are never made."""
    draw_indexed(address, first, record_owner, record_index, record_n[0], month, CONFIRMED, words)
    kept = 0
    for k in range(record_n[0]):
        founded = record_origin[k] == 0
        chance = founded_confirmed if founded else unfounded_confirmed
        if np.uint64(words[0, k]) < chance:
            record_owner[kept] = record_owner[k]
            record_holder[kept] = record_holder[k]
            record_class[kept] = record_class[k]
            record_origin[kept] = record_origin[k]
            record_index[kept] = record_index[k]
            record_marks[kept] = record_marks[k]
            kept += 1
        else:
            tally_uncorroborated[month, stratum[record_owner[k]], 1 if founded else 0] += 1
    record_n[0] = kept


def _parameters(world: Any) -> Mapping[str, Any]:
    rules = world.scenario.corroboration
    return {
        "founded_confirmed": np.uint64(threshold(float(rules.founded_confirmed))),
        "unfounded_confirmed": np.uint64(threshold(float(rules.unfounded_confirmed))),
    }


MECHANISMS = (
    Mechanism(
        name="corroboration",
        phase="recording",
        run=corroboration,
        writes=(
            "words",
            "record_n",
            "record_owner",
            "record_holder",
            "record_class",
            "record_origin",
            "record_index",
            "record_marks",
            "tally_uncorroborated",
        ),
        odd=(
            "A record counts only if a second source confirms it, with one probability for what "
            "happened and another for what did not. What nobody confirms is in no ledger, like an act "
            "that was not detected."
        ),
        source="Own design; a safeguard of issue 3",
        sees_truth="a second source tells what happened from what did not, with stated accuracies",
        declares={
            "founded_confirmed": Parameter("chance that a founded record is confirmed", "2**-32"),
            "unfounded_confirmed": Parameter("chance that an unfounded one is", "2**-32"),
        },
        axes={
            "founded": Axis(
                "whether the record has an act behind it", lambda scenario: ("no", "yes")
            )
        },
        tallies={
            "tally_uncorroborated": Tally(
                ("month", "stratum", "founded"), "records that nobody confirmed", "records"
            )
        },
        figures=(
            TallyFigure(
                "unfounded_records_not_confirmed",
                "records",
                "Records of nothing that never counted, since no second source confirmed them.",
                Sum("tally_uncorroborated", {"founded": ("no",)}),
                units_are_independent=True,
            ),
            TallyFigure(
                "founded_records_not_confirmed",
                "records",
                "Records of what did happen that never counted, since no second source confirmed them.",
                Sum("tally_uncorroborated", {"founded": ("yes",)}),
                units_are_independent=True,
            ),
        ),
        purposes=("corroboration.confirmed",),
        active=lambda scenario: scenario.corroboration is not None,
        parameters=_parameters,
        sections={"corroboration": CorroborationRules},
        story=lost("No second source confirmed the record of {}: it never counted.", "unconfirmed"),
    ),
)
