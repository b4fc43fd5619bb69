"""By the rules, but on an act that a restriction induced: the system listing for what it bred."""

import numpy as np
from numba import njit

from ostraka.core.declarations import Axis, Column, Mechanism, Sum, Tally, TallyFigure
from ostraka.population.ledgers import LEGITIMATE, RECORDED
from ostraka.population.marks import OF_INDUCED

_BY_RULES = RECORDED | LEGITIMATE
_NONE = 0
_OTHERWISE = 1


@njit(forceinline=True)
def settle(
    i,
    month,
    by_score,
    stratum,
    state,
    induced_alive,
    induced_entry,
    induced_basis,
    tally_basis,
):
    """Move a subject to what its listing rests on now: 0 not by the rules, 1 other acts, 2 induced."""
    now = _NONE
    if state[i] & _BY_RULES == _BY_RULES:
        rests = induced_alive[i] > 0 if by_score else induced_entry[i] > 0
        now = _OTHERWISE + (1 if rests else 0)
    before = induced_basis[i]
    if now != before:
        if before:
            tally_basis[month, stratum[i], before - 1] -= 1
        if now:
            tally_basis[month, stratum[i], now - 1] += 1
        induced_basis[i] = now


@njit(forceinline=True)
def counts(k, class_wrongdoing, log_class, log_state):
    """Whether record k is of own wrongdoing that hardship induced, and counts in `legitimate`."""
    # (no returned record has the mark: it counts in `recorded` alone)
    return log_state[k] & OF_INDUCED != 0 and class_wrongdoing[log_class[k]] != 0


def induced(
    month,
    by_score,
    record_life,
    row,
    class_wrongdoing,
    class_trigger,
    stratum,
    state,
    changed_n,
    changed_who,
    enter_n,
    enter_who,
    enter_bits,
    log_start,
    log_owner,
    log_class,
    log_state,
    induced_now,
    induced_alive,
    induced_entry,
    induced_basis,
    tally_basis,
):
    """Keep, for `legitimate`, which listings rest on an induced act; count their months by the rules."""
    begin = log_start[month]
    end = log_start[month + 1]
    for k in range(begin, end):
        if counts(k, class_wrongdoing, log_class, log_state):
            i = log_owner[k]
            induced_alive[i] += 1
            induced_now[i] |= class_trigger[row[i], log_class[k]]
    for k in range(enter_n[0]):
        if enter_bits[k] & LEGITIMATE:
            induced_entry[enter_who[k]] = induced_now[enter_who[k]]
    if month >= record_life:
        then = month - record_life
        for k in range(log_start[then], log_start[then + 1]):
            if counts(k, class_wrongdoing, log_class, log_state):
                i = log_owner[k]
                induced_alive[i] -= 1
                settle(
                    i,
                    month,
                    by_score,
                    stratum,
                    state,
                    induced_alive,
                    induced_entry,
                    induced_basis,
                    tally_basis,
                )
    for k in range(begin, end):
        if counts(k, class_wrongdoing, log_class, log_state):
            i = log_owner[k]
            induced_now[i] = 0
            settle(
                i,
                month,
                by_score,
                stratum,
                state,
                induced_alive,
                induced_entry,
                induced_basis,
                tally_basis,
            )
    for k in range(enter_n[0] + changed_n[0]):
        i = enter_who[k] if k < enter_n[0] else changed_who[k - enter_n[0]]
        settle(
            i,
            month,
            by_score,
            stratum,
            state,
            induced_alive,
            induced_entry,
            induced_basis,
            tally_basis,
        )


MECHANISMS = (
    Mechanism(
        name="induced",
        phase="tallies",
        run=induced,
        writes=(
            "induced_now",
            "induced_alive",
            "induced_entry",
            "induced_basis",
            "tally_basis",
        ),
        odd=(
            "A month by the rules rests on an induced act where such an act's record counts in "
            "`legitimate`: on a list by score any that has not expired; on a list by triggers alone a "
            "trigger record of own wrongdoing that arrived in the month of entry or last restart."
        ),
        source="MODEL ruling 44; section 10.2",
        harm=True,
        conditions={"induced": lambda cell: cell["induced_basis"] == 2},
        columns={
            "induced_now": Column(
                np.uint8, "1: an induced trigger record arrived this month", truth=True, reset=0
            ),
            "induced_alive": Column(
                np.int16,
                "induced records of own wrongdoing that count",
                "records",
                truth=True,
                reset=0,
            ),
            "induced_entry": Column(
                np.uint8,
                "1: the listing in `legitimate` began or restarted so",
                truth=True,
                reset=0,
            ),
            "induced_basis": Column(
                np.uint8,
                "0 not listed by the rules, 1 on other acts, 2 on an induced one",
                "code",
                truth=True,
                reset=0,
            ),
        },
        tallies={
            "tally_basis": Tally(
                ("month", "stratum", "basis"),
                "people listed by the rules, by whether it rests on an act that a restriction induced",
                "person-months",
                steps=True,
            )
        },
        axes={
            "basis": Axis(
                "what a listing by the rules rests on",
                lambda scenario: ("other_acts", "induced_act"),
            )
        },
        figures=(
            TallyFigure(
                "by_rules_of_which_induced",
                "person-months",
                "Person-months listed by the rules that rest on an act which nobody would have done "
                "but for a restriction.",
                Sum("tally_basis", {"basis": ("induced_act",)}),
                is_harm=True,
            ),
            TallyFigure(
                "induced_share_of_by_rules",
                "share of person-months by the rules",
                "Of all person-months by the rules, those that rest on an induced act.",
                Sum("tally_basis", {"basis": ("induced_act",)}),
                per=Sum("tally_basis"),
                is_share=True,
                is_harm=True,
            ),
        ),
        active=lambda scenario: (
            scenario.behaviour is not None and scenario.behaviour.hardship is not None
        ),
    ),
)
