"""Harm to others: who is listed for what somebody else did, and which firms' entries reach a person."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from ostraka.core.declarations import (
    Axis,
    Column,
    Mechanism,
    Parameter,
    Sum,
    Tally,
    TallyFigure,
)
from ostraka.core.switches import Switch
from ostraka.population.ledgers import CAUSES, RECORDED, STALE_COPY

LISTED_FOR_OTHERS = 1
"""Bit of ``ever_for_others``."""

_NO_POINTS = 100_000
_ASSOCIATION = CAUSES.index("association")


def association_entries(
    month,
    stratum,
    state,
    cause_of,
    is_firm,
    firm_points_felt,
    representative,
    charged_on,
    enter_n,
    enter_who,
    enter_bits,
    enter_charged,
    origin,
    entry_month,
    changed_n,
    changed_who,
    ever_for_others,
    tally_entries_for_others,
    tally_firm_entries,
    tally_ever_for_others,
):
    """Count entries that association brought about, firms' entries that reach a person, and people."""
    for k in range(enter_n[0]):
        i = enter_who[k]
        if enter_bits[k] & RECORDED == 0 or entry_month[i] != month:
            continue
        if enter_charged[k] & RECORDED:
            if is_firm[stratum[i]]:
                felt = representative[i] >= 0 and charged_on[i] >= firm_points_felt
                tally_firm_entries[month, stratum[i], 1 if felt else 0] += 1
        elif origin[i] != STALE_COPY and state[i] & RECORDED:
            tally_entries_for_others[month, stratum[i], cause_of[state[i]]] += 1
    for k in range(changed_n[0]):
        i = changed_who[k]
        for_others = cause_of[state[i]] == _ASSOCIATION
        if for_others and ever_for_others[i] & LISTED_FOR_OTHERS == 0:
            ever_for_others[i] |= LISTED_FOR_OTHERS
            tally_ever_for_others[month, stratum[i], 0] += 1


def _parameters(world: Any) -> Mapping[str, Any]:
    rules = world.scenario.association
    share = max(float(rules.representative_share), float(rules.collective_share))
    felt = math.ceil(0.5 / share) if share > 0 else _NO_POINTS  # rounded, they come to one at least
    firms = [s.sector == "firm" for s in world.scenario.strata.values()]
    return {
        "is_firm": np.array(firms),
        "firm_points_felt": np.int64(0 if rules.restrictions else felt),
    }


ENTRIES = Mechanism(
    name="association_entries",
    phase="tallies",
    run=association_entries,
    writes=(
        "ever_for_others",
        "tally_entries_for_others",
        "tally_firm_entries",
        "tally_ever_for_others",
    ),
    odd=(
        "Counts entries that a penalty for somebody else's entry brought about, by the cause of their "
        "first month (association, or an error that travelled); firms' entries for something of their "
        "own, by whether they cost whoever signs for the firm; and people ever listed by association."
    ),
    source="MODEL ruling 38; section 10.9",
    harm=True,
    columns={
        "ever_for_others": Column(
            np.uint8,
            "bits: 1 ever listed by association, 2 ever restricted by it",
            truth=True,
            reset=0,
        )
    },
    declares={
        "firm_points_felt": Parameter(
            "points of a firm's entry from which on it costs who signs for the firm", "points"
        )
    },
    tallies={
        "tally_entries_for_others": Tally(
            ("month", "stratum", "cause"),
            "entries brought about by association, by cause",
            "entries",
        ),
        "tally_firm_entries": Tally(
            ("month", "stratum", "reaches_a_person"),
            "entries of firms for something of their own, by whether they cost a person",
            "entries",
        ),
        "tally_ever_for_others": Tally(
            ("month", "stratum", "for_others"),
            "people listed by association, or restricted by it, for the first time",
        ),
    },
    axes={
        "reaches_a_person": Axis(
            "whether who signs for the firm pays for its entry", lambda scenario: ("no", "yes")
        ),
        "for_others": Axis(
            "what somebody bears for others", lambda scenario: ("listed", "restricted")
        ),
    },
    figures=(
        TallyFigure(
            "entries_through_others",
            "entries",
            "Entries brought about by a penalty for somebody else's entry, whether that was just or not.",
            Sum("tally_entries_for_others"),
            units_are_independent=True,
            is_harm=True,
        ),
        TallyFigure(
            "ever_listed_for_others",
            "people",
            "People listed in at least one month for what somebody else did.",
            Sum("tally_ever_for_others", {"for_others": ("listed",)}),
            units_are_independent=True,
            is_harm=True,
        ),
        TallyFigure(
            "ever_restricted_for_others",
            "people",
            "People under a restriction in at least one month because somebody else was listed.",
            Sum("tally_ever_for_others", {"for_others": ("restricted",)}),
            units_are_independent=True,
            is_harm=True,
        ),
        TallyFigure(
            "firm_entries_that_reach_a_person",
            "share of firms' entries",
            "Of the entries of firms for something of their own, those that cost a person.",
            Sum("tally_firm_entries", {"reaches_a_person": ("yes",)}),
            Sum("tally_firm_entries"),
            is_share=True,
            units_are_independent=True,
        ),
    ),
    active=lambda scenario: scenario.association is not None,
    parameters=_parameters,
    switches=(
        Switch(
            "association",
            "points and restrictions for what somebody else did",
            {
                "association.share": 0.0,
                "association.representative_share": 0.0,
                "association.collective_share": 0.0,
                "association.restrictions": [],
            },
        ),
    ),
)

MECHANISMS = (ENTRIES,)
