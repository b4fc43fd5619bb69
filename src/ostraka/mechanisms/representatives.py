"""Legal representatives: each firm has one person of its cell who signs for it, for good."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ostraka.core.declarations import Axis, Column, Mechanism, Parameter, Tally
from ostraka.draws import draw, purpose

REPRESENTATIVE = purpose("representatives.drawn", 81)

NOBODY = -1
"""No representative; no (further) firm."""

_HALF = np.uint64(32)


def representatives(
    first,
    subjects,
    address,
    stratum,
    is_firm,
    is_individual,
    who,
    representative,
    first_firm,
    next_firm,
    tally_firms,
):
    """Draw for each firm an individual of its cell, uniformly; thread the firms of each person."""
    people = 0
    for i in range(subjects):
        if is_individual[stratum[i]]:
            who[people] = i
            people += 1
    for i in range(subjects):
        if is_firm[stratum[i]]:
            tally_firms[stratum[i], 1 if people > 0 else 0] += 1
            if people > 0:
                luck = draw(address, first + i, 0, REPRESENTATIVE, 0)
                person = who[np.int64((np.uint64(luck[0]) * np.uint64(people)) >> _HALF)]
                representative[i] = person
                next_firm[i] = first_firm[person]
                first_firm[person] = i


def sectors_of(scenario: Any) -> Mapping[str, str]:
    """The sector of each stratum."""
    return {name: stratum.sector for name, stratum in scenario.strata.items()}


def has_firms(scenario: Any) -> bool:
    """Whether anybody in the population is a firm."""
    return "firm" in sectors_of(scenario).values()


def _parameters(world: Any) -> Mapping[str, Any]:
    sectors = sectors_of(world.scenario).values()
    return {
        "is_firm": np.array([sector == "firm" for sector in sectors]),
        "is_individual": np.array([sector == "individual" for sector in sectors]),
    }


REPRESENTATIVES = Mechanism(
    name="representatives",
    phase="population",
    run=representatives,
    writes=("who", "representative", "first_firm", "next_firm", "tally_firms"),
    odd=(
        "Each firm has one legal representative for good: an individual drawn uniformly among those of "
        "its cell. A firm whose cell happens to hold no individual has none, and is counted."
    ),
    source="MODEL ruling 11",
    columns={
        "representative": Column(
            np.int32, "place of who signs for the firm, or -1", "place in the cell", reset=NOBODY
        ),
        "first_firm": Column(
            np.int32, "place of a firm that the person signs for", "place in the cell", reset=NOBODY
        ),
        "next_firm": Column(
            np.int32, "the next firm of the same person, or -1", "place in the cell", reset=NOBODY
        ),
    },
    declares={
        "is_firm": Parameter("whether the stratum's sector is firm"),
        "is_individual": Parameter("whether the stratum's sector is individual"),
    },
    tallies={
        "tally_firms": Tally(
            ("stratum", "has_representative"), "firms, by whether anybody signs for them", "firms"
        )
    },
    axes={
        "has_representative": Axis(
            "whether a person signs for the firm", lambda scenario: ("no", "yes")
        )
    },
    purposes=("representatives.drawn",),
    active=lambda scenario: scenario.association is not None and has_firms(scenario),
    parameters=_parameters,
)

MECHANISMS = (REPRESENTATIVES,)
