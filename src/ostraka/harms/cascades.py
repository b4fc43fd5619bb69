"""Cascades: how many agencies one entry reaches, and what is left of it a year after its removal."""

from typing import Final

import numpy as np

from ostraka.core.declarations import Axis, Column, Mechanism, Sum, Tally, TallyFigure
from ostraka.draws import lowest, without_lowest
from ostraka.population.ledgers import RECORDED, WRONGFUL

AFTER: Final = 12
"""Months after removal at which one looks whether an entry still bites."""

_SLOTS = AFTER + 1


def cascades(
    month,
    months,
    subjects,
    stratum,
    state,
    cause_of,
    changed_n,
    changed_who,
    changed_from,
    exit_reason,
    reached,
    copies,
    current,
    stale_since,
    entry_cause,
    removal_n,
    removal_who,
    removal_cause,
    removal_exit,
    tally_cascades,
    tally_reached,
    tally_aftermath,
):
    """Count what an entry reached when it ends, and look again after a year."""
    then = month - AFTER
    if then >= 0:
        slot = then % _SLOTS
        for k in range(removal_n[slot]):
            i = removal_who[slot, k]
            stale = copies[i] & ~current[i]
            bites = 0
            while stale != np.uint64(0):
                if stale_since[i, lowest(stale)] == then:
                    bites = 1
                stale = without_lowest(stale)
            cause, reason = removal_cause[slot, k], removal_exit[slot, k]
            tally_aftermath[stratum[i], cause, reason, bites] += 1
    slot = month % _SLOTS
    n = 0
    for k in range(changed_n[0]):
        i = changed_who[k]
        before, after = changed_from[k], state[i]
        if before & RECORDED and not after & RECORDED:
            s = stratum[i]
            tally_cascades[s, entry_cause[i], exit_reason[i], reached[i]] += 1
            tally_reached[s, entry_cause[i]] += np.int64(reached[i])
            removal_who[slot, n] = i
            removal_cause[slot, n] = cause_of[before]
            removal_exit[slot, n] = exit_reason[i]
            n += 1
        elif after & RECORDED and not before & RECORDED:
            entry_cause[i] = cause_of[after]
    removal_n[slot] = n
    if month == months - 1:
        for i in range(subjects):
            if state[i] & RECORDED:
                tally_cascades[stratum[i], entry_cause[i], 0, reached[i]] += 1
                tally_reached[stratum[i], entry_cause[i]] += np.int64(reached[i])


_ENTRIES = Sum("tally_cascades", {"cause": WRONGFUL})

FIGURES = (
    TallyFigure(
        "agencies_per_wrongful_entry",
        "agencies per entry",
        "Agencies that copied an entry that was wrongful in its first month, over all such entries.",
        Sum("tally_reached", {"cause": WRONGFUL}),
        _ENTRIES,
    ),
    TallyFigure(
        "still_biting_after_a_year",
        "share of removed entries",
        "Of the entries removed at least 12 months before the end, those of which some agency still "
        "holds a stale copy 12 months later.",
        Sum("tally_aftermath", {"still_bites": ("yes",)}),
        Sum("tally_aftermath"),
        is_share=True,
        units_are_independent=True,
    ),
    TallyFigure(
        "corrected_and_still_biting",
        "share of corrected entries",
        "Of the wrongful entries struck by appeal or audit at least 12 months before the end, those of "
        "which some agency still holds a stale copy 12 months later.",
        Sum(
            "tally_aftermath",
            {"cause": WRONGFUL, "exit": ("audited", "upheld"), "still_bites": ("yes",)},
        ),
        Sum("tally_aftermath", {"cause": WRONGFUL, "exit": ("audited", "upheld")}),
        is_share=True,
        units_are_independent=True,
    ),
)

MECHANISMS = (
    Mechanism(
        name="cascades",
        phase="tallies",
        run=cascades,
        writes=(
            "entry_cause",
            "removal_n",
            "removal_who",
            "removal_cause",
            "removal_exit",
            "tally_cascades",
            "tally_reached",
            "tally_aftermath",
        ),
        odd=(
            "When an entry ends, or the run does, counts the agencies that have copied it, by the cause "
            "of its first month. 12 months after its end, whether any stale copy of it is left."
        ),
        source="MODEL 7.6; known answer J",
        harm=True,
        columns={
            "entry_cause": Column(
                np.uint8, "cause of the entry's first month", "code", truth=True, reset=0
            ),
            "removal_n": Column(
                np.int64, "entries that ended, of 13 months in turn", shape=("after_removal",)
            ),
            "removal_who": Column(
                np.int32, "whose", truth=True, shape=("after_removal", "subjects")
            ),
            "removal_cause": Column(
                np.uint8, "last cause", "code", truth=True, shape=("after_removal", "subjects")
            ),
            "removal_exit": Column(
                np.uint8, "how they ended", "code", truth=True, shape=("after_removal", "subjects")
            ),
        },
        tallies={
            "tally_cascades": Tally(
                ("stratum", "cause", "exit", "agencies_reached"),
                "entries by first cause, how they ended (none: they had not) and agencies that copied "
                "them",
                "entries",
            ),
            "tally_reached": Tally(
                ("stratum", "cause"), "copies made of entries, by the entry's first cause", "copies"
            ),
            "tally_aftermath": Tally(
                ("stratum", "cause", "exit", "still_bites"),
                "removed entries by last cause and exit; whether a stale copy is left 12 months later",
                "entries",
            ),
        },
        axes={
            "agencies_reached": Axis(
                "agencies that copied an entry",
                lambda scenario: tuple(
                    str(k) for k in range(1 + len(scenario.joint_sanctions.agencies))
                ),
            ),
            "after_removal": Axis(
                "months since removal", lambda scenario: tuple(str(k) for k in range(_SLOTS))
            ),
            "still_bites": Axis(
                "whether a stale copy of the entry is left 12 months after its removal",
                lambda scenario: ("no", "yes"),
            ),
        },
        figures=FIGURES,
        active=lambda scenario: scenario.joint_sanctions is not None,
    ),
)
