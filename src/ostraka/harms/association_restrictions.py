"""Harm to others: whom a restriction bites because somebody else is listed."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numba import njit

from ostraka.core.declarations import Axis, Column, Mechanism, Sum, Tally, TallyFigure, TallyPicture
from ostraka.core.story import Event, Moment
from ostraka.population.ledgers import ERROR_FREE, RECORDED

RESTRICTED_FOR_OTHERS = 2
"""Bit of ``ever_for_others``."""

NONE, BY_ERROR, BY_ASSOCIATION = 0, 1, 2
"""Why a restriction bites on somebody who answers for others."""


@njit(forceinline=True)
def others_of(state, i, j, bites):
    """``bites`` with what member ``j``, if it is not ``i`` itself, adds to why ``i`` is restricted."""
    if j != i and state[j] & RECORDED:
        if state[j] & ERROR_FREE:
            return BY_ASSOCIATION
        return max(bites, BY_ERROR)
    return bites


@njit(forceinline=True)
def why_restricted(
    i, state, household_first, household_size, representative, first_firm, next_firm
):
    """Whether anybody for whom ``i`` answers is listed, and would be without error."""
    bites = NONE
    home = household_first[i]
    for j in range(home, home + np.int64(household_size[i])):
        bites = others_of(state, i, j, bites)
    j = representative[i] if representative[i] >= 0 else first_firm[i]
    while j >= 0:
        bites = others_of(state, i, j, bites)
        j = next_firm[j]
    return bites


@njit(forceinline=True)
def reassess(
    i,
    month,
    stratum,
    state,
    household_first,
    household_size,
    representative,
    first_firm,
    next_firm,
    restricted_by_association,
    restricted_why,
    ever_for_others,
    tally_restricted_for_others,
    tally_restrictions_for_others,
    tally_ever_for_others,
):
    """Let the restrictions of ``i`` bite, end, or have another cause, from this month on."""
    before = restricted_why[i]
    now = why_restricted(
        i, state, household_first, household_size, representative, first_firm, next_firm
    )
    if now == before:
        return
    s = stratum[i]
    restricted_why[i] = now
    restricted_by_association[i] = 1 if now else 0
    names = tally_restrictions_for_others.shape[2]
    if before:
        tally_restricted_for_others[month, s, before - 1] -= 1
        for name in range(names):
            tally_restrictions_for_others[month, s, name, before - 1] -= 1
    if now:
        tally_restricted_for_others[month, s, now - 1] += 1
        for name in range(names):
            tally_restrictions_for_others[month, s, name, now - 1] += 1
    if ever_for_others[i] & RESTRICTED_FOR_OTHERS == 0:
        ever_for_others[i] |= RESTRICTED_FOR_OTHERS
        tally_ever_for_others[month, s, 1] += 1


def association_restrictions(
    month,
    stratum,
    state,
    household_first,
    household_size,
    representative,
    first_firm,
    next_firm,
    changed_n,
    changed_who,
    changed_from,
    restricted_by_association,
    restricted_why,
    ever_for_others,
    tally_restricted_for_others,
    tally_restrictions_for_others,
    tally_ever_for_others,
):
    """Whenever somebody's listing changes, look again at all who answer for that subject."""
    for k in range(changed_n[0]):
        i = changed_who[k]
        if (changed_from[k] ^ state[i]) & (RECORDED | ERROR_FREE) == 0:
            continue
        home = household_first[i]
        members = np.int64(household_size[i])
        j = representative[i] if representative[i] >= 0 else first_firm[i]
        m = 0
        while m < members or j >= 0:
            if m < members:
                who = home + m
                m += 1
            else:
                who = j
                j = next_firm[j]
            if who == i:
                continue
            reassess(
                who,
                month,
                stratum,
                state,
                household_first,
                household_size,
                representative,
                first_firm,
                next_firm,
                restricted_by_association,
                restricted_why,
                ever_for_others,
                tally_restricted_for_others,
                tally_restrictions_for_others,
                tally_ever_for_others,
            )


def _restrictions(scenario: Any) -> tuple[str, ...]:
    rules = scenario.association
    return () if rules is None else tuple(rules.restrictions)


def _story(moment: Moment) -> Iterator[Event]:
    before, now = moment.was("restricted_why"), moment.now("restricted_why")
    names = list(_restrictions(moment.world.scenario))
    denied = ", ".join(names)
    if now and not before:
        truth = ", though only by an error" if now == BY_ERROR else ""
        words = f"Restricted, because somebody else is listed{truth}: {denied}."
        yield Event(
            "restricted_for_another", words, {"restrictions": names, "error": now == BY_ERROR}
        )
    elif before and not now:
        words = f"Nobody else is listed any more: the restrictions end ({denied})."
        yield Event("unrestricted_for_another", words, {"restrictions": names})


RESTRICTIONS = Mechanism(
    name="association_restrictions",
    phase="tallies",
    run=association_restrictions,
    writes=(
        "restricted_by_association",
        "restricted_why",
        "ever_for_others",
        "tally_restricted_for_others",
        "tally_restrictions_for_others",
        "tally_ever_for_others",
    ),
    odd=(
        "While at least one other member of the household is listed (and, between a firm and the person "
        "who signs for it, while the other is), each named restriction bites once a month. It is an "
        "error if no such other is listed in `error_free`, else association."
    ),
    source="MODEL ruling 39",
    harm=True,
    columns={
        "restricted_by_association": Column(
            np.uint8, "1: restricted because somebody else is listed", reset=0
        ),
        "restricted_why": Column(
            np.uint8,
            "0 not restricted for others, 1 by error, 2 by association",
            "code",
            truth=True,
            reset=0,
        ),
    },
    tallies={
        "tally_restricted_for_others": Tally(
            ("month", "stratum", "association_cause"),
            "people under some restriction for others",
            "subject-months",
            steps=True,
        ),
        "tally_restrictions_for_others": Tally(
            ("month", "stratum", "association_restriction", "association_cause"),
            "people under each restriction for others",
            "restriction-months",
            steps=True,
        ),
    },
    axes={
        "association_restriction": Axis("restrictions that bite on others", _restrictions),
        "association_cause": Axis(
            "why they bite: an error that travelled, or association",
            lambda scenario: ("error", "association"),
        ),
    },
    figures=(
        TallyFigure(
            "months_restricted_for_others",
            "person-months",
            "Person-months under some restriction because somebody else was listed.",
            Sum("tally_restricted_for_others"),
            is_harm=True,
        ),
        TallyFigure(
            "months_restricted_for_others_in_error",
            "person-months",
            "Of these, the months in which nobody else would have been listed without error.",
            Sum("tally_restricted_for_others", {"association_cause": ("error",)}),
            is_harm=True,
        ),
        TallyFigure(
            "restriction_months_for_others",
            "restriction-months",
            "Person-months under a restriction of {} because somebody else was listed.",
            Sum("tally_restrictions_for_others"),
            each="association_restriction",
            is_harm=True,
        ),
    ),
    pictures=(
        TallyPicture(
            "Restricted because somebody else is listed",
            "tally_restricted_for_others",
            "association_cause",
            "People under some restriction for others at each month's end: because of an error that "
            "travelled, or of association.",
        ),
    ),
    story=_story,
    conditions={"restricted_for_others": lambda cell: cell["restricted_by_association"] > 0},
    active=lambda scenario: bool(_restrictions(scenario)),
)

MECHANISMS = (RESTRICTIONS,)
