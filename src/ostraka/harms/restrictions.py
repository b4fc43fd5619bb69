"""Restrictions: what agencies deny to whom, in a month, and what that rests on."""

from typing import Final

import numpy as np
from numba import njit

from ostraka.core.declarations import Axis, Column, Mechanism, Sum, Tally, TallyFigure, TallyPicture
from ostraka.draws import lowest, without_lowest
from ostraka.population.ledgers import CARRIED, CAUSES, WRONGFUL

SANCTIONED: Final = (
    "none",
    "by_rules",
    "by_rules_and_stale",
    "wrongful",
    "wrongful_and_stale",
    "stale",
)
"""What somebody's restrictions of a month rest on, all of them taken together."""

EVER_SANCTIONED: Final = ("sanctioned", "wrongfully", "stale")

_STALE = CARRIED.index("stale")
_BY_RULES = CAUSES.index("by_rules")
_BYTE = np.uint64(255)
_EIGHT = np.uint64(8)
_ONE = np.uint64(1)
_ANY, _WRONGFULLY, _STALE_ONES = 1, 2, 4


@njit(forceinline=True)
def imposed(agencies, agency_imposes):
    """Restrictions by name that the agencies of a mask impose, eight agencies a step."""
    names = np.uint64(0)
    for byte in range(agency_imposes.shape[0]):
        names |= agency_imposes[byte, np.int64(agencies & _BYTE)]
        agencies >>= _EIGHT
    return names


@njit(forceinline=True)
def shift(tally, month, s, carried, was, now):
    """Count what a mask has gained, and lost, from this month on."""
    changed = was ^ now
    while changed != np.uint64(0):
        place = lowest(changed)
        changed = without_lowest(changed)
        gained = np.int64((now >> np.uint64(place)) & _ONE)
        tally[month, s, carried, place] += 2 * gained - 1


@njit(forceinline=True)
def move(tally, month, s, was, was_carried, now, now_carried):
    """The same for a mask whose cause may have changed as well."""
    if was_carried == now_carried:
        shift(tally, month, s, now_carried, was, now)
    else:
        shift(tally, month, s, was_carried, was, np.uint64(0))
        shift(tally, month, s, now_carried, np.uint64(0), now)


@njit(forceinline=True)
def resting_on(current, stale, cause):
    """Index into SANCTIONED."""
    if current == np.uint64(0):
        return 5 if stale != np.uint64(0) else 0
    kind = 1 if cause == _BY_RULES else 3
    return kind + 1 if stale != np.uint64(0) else kind


def restrictions(
    month,
    stratum,
    state,
    cause_of,
    changed_n,
    changed_who,
    agency_imposes,
    copies,
    current,
    sanction_stirred,
    sanction_n,
    sanction_who,
    counted_copies,
    counted_current,
    counted_cause,
    ever_sanctioned,
    tally_copies,
    tally_restrictions,
    tally_sanctioned,
    tally_ever_sanctioned,
):
    """Count the changes since last month of everybody whose copies, or their cause, changed."""
    for k in range(sanction_n[0] + changed_n[0]):
        if k < sanction_n[0]:
            i = sanction_who[k]
            sanction_stirred[i] = 0
        else:
            i = changed_who[k - sanction_n[0]]
            if copies[i] == np.uint64(0) and counted_copies[i] == np.uint64(0):
                continue
        s = np.int64(stratum[i])
        was, now = counted_current[i], current[i]
        old, stale = counted_copies[i] & ~was, copies[i] & ~now
        was_cause = np.int64(counted_cause[i])
        cause = np.int64(cause_of[state[i]])
        if was == now and old == stale and (cause == was_cause or now == np.uint64(0)):
            continue
        move(tally_copies, month, s, was, was_cause, now, cause)
        shift(tally_copies, month, s, _STALE, old, stale)
        named_then, named = imposed(was, agency_imposes), imposed(now, agency_imposes)
        left_then = imposed(old, agency_imposes) & ~named_then
        left = imposed(stale, agency_imposes) & ~named
        move(tally_restrictions, month, s, named_then, was_cause, named, cause)
        shift(tally_restrictions, month, s, _STALE, left_then, left)
        kind_then = resting_on(was, old, was_cause)
        kind = resting_on(now, stale, cause)
        if kind_then != kind:
            if kind_then:
                tally_sanctioned[month, s, kind_then] -= 1
            if kind:
                tally_sanctioned[month, s, kind] += 1
        reason = _ANY if kind else 0
        if kind >= 3 and kind != 5:
            reason |= _WRONGFULLY
        if stale != np.uint64(0):
            reason |= _STALE_ONES
        reason &= ~np.int64(ever_sanctioned[i])
        if reason:
            for bit in range(3):
                if (reason >> bit) & 1:
                    tally_ever_sanctioned[month, s, bit] += 1
            ever_sanctioned[i] |= np.uint8(reason)
        counted_copies[i], counted_current[i] = copies[i], current[i]
        counted_cause[i] = np.uint8(cause)
    sanction_n[0] = 0


def _sanctioned(*kinds: str) -> Sum:
    return Sum("tally_sanctioned", {"sanctioned": kinds})


_WRONG = ("wrongful", "wrongful_and_stale")
_HARMED = ("by_rules_and_stale", *_WRONG, "stale")
_CARRIED_WRONGLY = {"carried": (*WRONGFUL, "stale")}
_NAMED = Sum("tally_restrictions")

FIGURES = (
    TallyFigure(
        "sanctioned_person_months",
        "person-months",
        "Person-months under at least one restriction by some agency, whatever it rests on.",
        _sanctioned(*SANCTIONED[1:]),
    ),
    TallyFigure(
        "wrongful_share_of_sanctioned",
        "share of restricted person-months",
        "Of the person-months under a restriction, those with one that rests on a wrongful listing or "
        "on no listing any more.",
        _sanctioned(*_HARMED),
        _sanctioned(*SANCTIONED[1:]),
        is_share=True,
        is_harm=True,
    ),
    TallyFigure(
        "stale_person_months",
        "person-months",
        "Person-months under a restriction of an agency whose copy outlived the entry.",
        _sanctioned("by_rules_and_stale", "wrongful_and_stale", "stale"),
        is_harm=True,
    ),
    TallyFigure(
        "unlisted_sanctioned_person_months",
        "person-months",
        "Person-months under restrictions of stale copies and of nothing else.",
        _sanctioned("stale"),
        is_harm=True,
    ),
    *(
        TallyFigure(
            f"people_{name}",
            "people",
            f"People who were ever {words}.",
            Sum("tally_ever_sanctioned", {"ever_sanctioned": (kind,)}),
            units_are_independent=True,
            is_harm=kind != "sanctioned",
        )
        for name, kind, words in (
            ("sanctioned", "sanctioned", "under a restriction by some agency"),
            (
                "wrongfully_sanctioned",
                "wrongfully",
                "under a restriction while their listing was wrongful",
            ),
            (
                "under_stale_copies",
                "stale",
                "under a restriction of a copy that outlived its entry",
            ),
        )
    ),
)

EACH = (
    TallyFigure(
        "restriction_months",
        "person-months",
        "Person-months under a restriction of {}.",
        _NAMED,
        each="restriction",
    ),
    TallyFigure(
        "wrongful_share_of_restriction",
        "share of months under the restriction",
        "Of the person-months under a restriction of {}, those that rest on a wrongful listing or on no "
        "listing any more.",
        Sum("tally_restrictions", _CARRIED_WRONGLY),
        _NAMED,
        each="restriction",
        is_share=True,
        is_harm=True,
    ),
    TallyFigure(
        "stale_share_of_restriction",
        "share of months under the restriction",
        "Of the person-months under a restriction of {}, those that rest on no listing any more.",
        Sum("tally_restrictions", {"carried": ("stale",)}),
        _NAMED,
        each="restriction",
        is_share=True,
        is_harm=True,
    ),
    TallyFigure(
        "stale_share_of_copies",
        "share of copies held",
        "Of the copies that {} holds, month by month, those of entries that no longer stand.",
        Sum("tally_copies", {"carried": ("stale",)}),
        Sum("tally_copies"),
        each="agency",
        is_share=True,
    ),
)

PICTURES = (
    TallyPicture(
        "People under restrictions",
        "tally_sanctioned",
        "sanctioned",
        "People under at least one restriction at each month's end, by what all of theirs rest on: a "
        "listing by the rules, a wrongful one, a copy that outlived its entry, or both.",
        where={"sanctioned": SANCTIONED[1:]},
    ),
    TallyPicture(
        "What a restriction rests on",
        "tally_restrictions",
        "carried",
        "People under this restriction at each month's end, by the cause of the listing that carries it; "
        "stale: none does any more.",
        each="restriction",
    ),
)

MECHANISMS = (
    Mechanism(
        name="restrictions",
        phase="tallies",
        run=restrictions,
        writes=(
            "sanction_stirred",
            "sanction_n",
            "counted_copies",
            "counted_current",
            "counted_cause",
            "ever_sanctioned",
            "tally_copies",
            "tally_restrictions",
            "tally_sanctioned",
            "tally_ever_sanctioned",
        ),
        odd=(
            "Counts copies by agency, and restrictions by name, under the cause of the listing that "
            "carries them this month, or as stale. A restriction that several agencies impose counts "
            "once, and is stale only if no copy of the entry that stands imposes it."
        ),
        source="MODEL rulings 40 and 41; answer 10.9 of section 10",
        harm=True,
        columns={
            "counted_copies": Column(
                np.uint64, "copies when last counted", "bits", truth=True, reset=0
            ),
            "counted_current": Column(
                np.uint64,
                "copies of the standing entry when last counted",
                "bits",
                truth=True,
                reset=0,
            ),
            "counted_cause": Column(
                np.uint8, "cause when last counted", "code", truth=True, reset=0
            ),
            "ever_sanctioned": Column(
                np.uint8, "bits: 1 ever restricted, 2 wrongfully, 4 by a stale copy", reset=0
            ),
        },
        tallies={
            "tally_copies": Tally(
                ("month", "stratum", "carried", "agency"),
                "copies held at month's end by agency, and what they rest on",
                "copy-months",
                steps=True,
            ),
            "tally_restrictions": Tally(
                ("month", "stratum", "carried", "restriction"),
                "people under a restriction at month's end by its name, and what it rests on",
                "restriction-months",
                steps=True,
            ),
            "tally_sanctioned": Tally(
                ("month", "stratum", "sanctioned"),
                "people under any restriction at month's end, by what all of theirs rest on",
                "person-months",
                steps=True,
            ),
            "tally_ever_sanctioned": Tally(
                ("month", "stratum", "ever_sanctioned"),
                "people restricted, wrongfully restricted, or restricted by a stale copy, for the first "
                "time",
                "people",
            ),
        },
        axes={
            "sanctioned": Axis(
                "what all of somebody's restrictions rest on", lambda scenario: SANCTIONED
            ),
            "ever_sanctioned": Axis(
                "for the first time restricted, restricted on a wrongful listing, or by a stale copy",
                lambda scenario: EVER_SANCTIONED,
            ),
        },
        figures=(*FIGURES, *EACH),
        pictures=PICTURES,
        conditions={
            "restricted": lambda cell: cell["copies"] != 0,
            "stale": lambda cell: (cell["copies"] & ~cell["current"]) != 0,
        },
        active=lambda scenario: scenario.joint_sanctions is not None,
    ),
)
