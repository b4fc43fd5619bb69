"""Breach: an agency's copies leak, and everybody on them is exposed."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ostraka.core.clock import NEVER, thresholds
from ostraka.core.declarations import Column, Mechanism, Parameter, Sum, Tally, TallyFigure
from ostraka.draws import draw, purpose
from ostraka.mechanisms.agencies import bit_of, may_be_positive
from ostraka.mechanisms.story_of_copies import leaked
from ostraka.population.ledgers import CARRIED, ORIGIN_SHIFT, WRONGFUL

BREACH = purpose("breach.year", 74)

_STALE = CARRIED.index("stale")
_MONTHS = 12


def breach(
    month,
    first,
    subjects,
    address,
    breach_chance,
    agency_key,
    cause_of,
    stratum,
    listed_by,
    on_list,
    origin,
    copies,
    current,
    breach_month,
    exposed,
    tally_breaches,
    tally_exposed,
    tally_ever_exposed,
):
    """Draw each agency's breach of the year, alike in every cell; count who is on its copies then."""
    if month % _MONTHS == 0:
        year = month // _MONTHS
        for agency in range(breach_chance.size):
            # keyed on the agency alone: every cell of the jurisdiction finds the same breach
            luck = draw(address, 0, year, BREACH, agency_key[agency])
            breach_month[agency] = NEVER
            if luck[0] < breach_chance[agency]:
                breach_month[agency] = np.int16(month + ((luck[1] * np.uint64(_MONTHS)) >> 32))
    for agency in range(breach_chance.size):
        if breach_month[agency] != month:
            continue
        if first == 0:
            tally_breaches[month, agency] += 1
        for i in range(subjects):
            if copies[i] & bit_of(agency) == np.uint64(0):
                continue
            carried = _STALE
            if current[i] & bit_of(agency) != np.uint64(0):
                state = np.int64(listed_by[i])
                if on_list[i]:
                    state |= np.int64(origin[i]) << ORIGIN_SHIFT
                carried = np.int64(cause_of[state])
            tally_exposed[month, stratum[i], carried] += 1
            if exposed[i] == 0:
                exposed[i] = 1
                tally_ever_exposed[month, stratum[i]] += 1


def _parameters(world: Any) -> Mapping[str, Any]:
    agencies = world.scenario.joint_sanctions.agencies.values()
    return {"breach_chance": thresholds([float(a.breach_per_year) for a in agencies])}


def _active(scenario: Any) -> bool:
    rules = scenario.joint_sanctions
    return rules is not None and any(
        may_be_positive(agency.breach_per_year) for agency in rules.agencies.values()
    )


_EXPOSURES = Sum("tally_exposed")

FIGURES = (
    TallyFigure(
        "breaches",
        "breaches",
        "Agencies whose copies of the list leaked, each at most once a year.",
        Sum("tally_breaches"),
    ),
    TallyFigure(
        "exposures",
        "exposures",
        "People whose copy was among those that leaked; once for each breach.",
        _EXPOSURES,
    ),
    TallyFigure(
        "wrongful_share_of_exposures",
        "share of exposures",
        "Of the people exposed by breaches, those who were on the copy wrongfully, or whose entry had "
        "been removed.",
        Sum("tally_exposed", {"carried": (*WRONGFUL, "stale")}),
        _EXPOSURES,
        is_share=True,
    ),
    TallyFigure(
        "people_exposed",
        "people",
        "People exposed by at least one breach.",
        Sum("tally_ever_exposed"),
    ),
)

MECHANISMS = (
    Mechanism(
        name="breach",
        phase="memory",
        run=breach,
        writes=(
            "breach_month",
            "exposed",
            "tally_breaches",
            "tally_exposed",
            "tally_ever_exposed",
        ),
        odd=(
            "In each year of the run an agency's copies leak with probability `breach_per_year`, in one "
            "month of it drawn at random. Everybody on its copy at the end of that month is exposed."
        ),
        source="MODEL 7.12; own design: at most one breach an agency and year",
        sees_truth="it counts who was exposed by the cause of their listing; truth decides nothing",
        columns={
            "breach_month": Column(
                np.int16, "month of this year's breach, or never", "month", shape=("agency",)
            ),
            "exposed": Column(np.uint8, "1: exposed by a breach before", reset=0),
        },
        declares={"breach_chance": Parameter("chance of a breach in a year, by agency", "2**-32")},
        tallies={
            "tally_breaches": Tally(
                ("month", "agency"), "agencies whose copies leaked", "breaches"
            ),
            "tally_exposed": Tally(
                ("month", "stratum", "carried"),
                "people on copies that leaked, by what their copy rests on",
                "exposures",
            ),
            "tally_ever_exposed": Tally(
                ("month", "stratum"), "people exposed for the first time", "people"
            ),
        },
        purposes=("breach.year",),
        story=leaked,
        figures=FIGURES,
        active=_active,
        parameters=_parameters,
    ),
)
