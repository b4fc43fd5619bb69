"""Favour: an official lets a record fall on its way, more readily for some than for others."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic import Field

from ostraka.core.clock import thresholds
from ostraka.core.declarations import Mechanism, Parameter, Sum, Tally, TallyFigure
from ostraka.core.quantities import ProbabilityByStratum, Section
from ostraka.core.switches import Switch
from ostraka.draws import draw_indexed, purpose
from ostraka.population.marks import DROPPED

DROP = purpose("favour.drop", 111)


class FavourRules(Section):
    """Records that an official drops on their way, as a favour."""

    probability: ProbabilityByStratum = Field(
        description="chance that a record about somebody of the stratum is dropped"
    )


def favour(
    month,
    first,
    address,
    row,
    stratum,
    favour_chance,
    record_n,
    record_owner,
    record_origin,
    record_index,
    words,
    record_marks,
    tally_dropped,
):
    """Mark the new records that never arrive, each by its own draw."""
    draw_indexed(address, first, record_owner, record_index, record_n[0], month, DROP, words)
    for k in range(record_n[0]):
        i = record_owner[k]
        if np.uint64(words[0, k]) < favour_chance[row[i]]:
            record_marks[k] |= np.uint8(DROPPED)
            tally_dropped[month, stratum[i], record_origin[k]] += 1


def _parameters(world: Any) -> Mapping[str, Any]:
    rules = world.scenario.favour
    return {"favour_chance": thresholds([rules.probability.of(s) for s in world.strata])}


FAVOUR = Mechanism(
    name="favour",
    phase="linking",
    run=favour,
    writes=("words", "record_marks", "tally_dropped"),
    odd=(
        "A new record is dropped with a probability by the stratum of the subject whom it is about. "
        "It counts neither in `recorded` nor in `linked`, and in the other ledgers as ever."
    ),
    source="MODEL 7.12, rulings 18 and 32",
    sees_truth="the official knows whom a record is about, and nothing of whether it is founded",
    declares={
        "favour_chance": Parameter(
            "chance that a record is dropped, by stratum of its owner", "2**-32", rows=True
        )
    },
    tallies={
        "tally_dropped": Tally(
            ("month", "stratum", "record_origin"),
            "records dropped as a favour, by the owner's stratum and by origin",
            "records",
        )
    },
    figures=(
        TallyFigure(
            "records_dropped",
            "records",
            "Records that an official dropped on their way, as a favour.",
            Sum("tally_dropped"),
            units_are_independent=True,
        ),
        TallyFigure(
            "dropped_share_of_records",
            "share of records made",
            "Of all records made, those that an official dropped on their way.",
            Sum("tally_dropped"),
            Sum("tally_made"),
            is_share=True,
            units_are_independent=True,
        ),
    ),
    purposes=("favour.drop",),
    active=lambda scenario: scenario.favour is not None,
    parameters=_parameters,
    switches=(Switch("favour", "records dropped as a favour", {"favour.probability": 0.0}),),
    sections={"favour": FavourRules},
)

MECHANISMS = (FAVOUR,)
