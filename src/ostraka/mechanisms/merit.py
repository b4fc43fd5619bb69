"""Merit: records that add points, up to a cap on what is now held; expiry takes back what counted."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numba import njit

from ostraka.core.declarations import Column, Mechanism, Parameter
from ostraka.core.errors import Problem
from ostraka.mechanisms.scores import note, within_16_bits
from ostraka.mechanisms.story_of_records import expired, rescored
from ostraka.population.ledgers import ALL, ERROR_FREE, LEDGERS, LINKED, RECORDED
from ostraka.population.marks import MERIT, NEVER_SEEN, OF_GAMED, VOIDED

NO_CAP = 2**30


@njit(forceinline=True)
def counted(held, more, cap):
    """What a change of the merit held changes in the score."""
    return min(cap, held + more) - min(cap, held)


@njit(forceinline=True)
def ledgers_of_merit(origin, state):
    """Bits of the ledgers after `recorded` in which a record of merit counts, for its owner."""
    bits = ALL & ~RECORDED
    if state & OF_GAMED:
        bits = LINKED | ERROR_FREE
    if origin != 0:
        bits = LINKED
    if state & NEVER_SEEN:
        bits &= ~LINKED
    return bits


@njit(forceinline=True)
def move(
    k,
    sign,
    merit_cap,
    log_holder,
    log_owner,
    log_origin,
    log_state,
    log_points,
    log_owner_points,
    scored,
    scored_n,
    scored_who,
    recorded_merit,
    counterfactual_merit,
    recorded_score,
    counterfactual_score,
):
    """Add record k (sign 1), or take it back (-1), in every ledger in which it counts."""
    h = log_holder[k]
    i = log_owner[k]
    if log_state[k] & VOIDED == 0:
        points = -sign * log_points[k]
        change = counted(recorded_merit[h], points, merit_cap)
        recorded_merit[h] += points
        recorded_score[h] = within_16_bits(recorded_score[h], change)
        note(h, scored, scored_n, scored_who)
    bits = ledgers_of_merit(log_origin[k], log_state[k])
    points = -sign * log_owner_points[k]
    for ledger in range(1, len(LEDGERS)):
        if (bits >> ledger) & 1:
            change = counted(counterfactual_merit[i, ledger - 1], points, merit_cap)
            counterfactual_merit[i, ledger - 1] += points
            before = counterfactual_score[i, ledger - 1]
            counterfactual_score[i, ledger - 1] = within_16_bits(before, change)
    if bits:
        note(i, scored, scored_n, scored_who)


def merit_expiry(
    month,
    record_life,
    merit_cap,
    log_start,
    log_holder,
    log_owner,
    log_origin,
    log_state,
    log_points,
    log_owner_points,
    scored,
    scored_n,
    scored_who,
    recorded_merit,
    counterfactual_merit,
    recorded_score,
    counterfactual_score,
):
    """The merit that was attached ``record_life`` months ago is held no more."""
    if month >= record_life:
        then = month - record_life
        for k in range(log_start[then], log_start[then + 1]):
            if log_state[k] & MERIT:
                move(
                    k,
                    -1,
                    merit_cap,
                    log_holder,
                    log_owner,
                    log_origin,
                    log_state,
                    log_points,
                    log_owner_points,
                    scored,
                    scored_n,
                    scored_who,
                    recorded_merit,
                    counterfactual_merit,
                    recorded_score,
                    counterfactual_score,
                )


def merit(
    month,
    merit_cap,
    merit_points,
    row,
    log_start,
    log_holder,
    log_owner,
    log_class,
    log_origin,
    log_state,
    log_points,
    log_owner_points,
    mistaken,
    scored,
    scored_n,
    scored_who,
    recorded_merit,
    counterfactual_merit,
    recorded_score,
    counterfactual_score,
):
    """Add the points of this month's merit, as far as the cap lets them count."""
    for k in range(log_start[month], log_start[month + 1]):
        if log_state[k] & MERIT:
            h = log_holder[k]
            i = log_owner[k]
            log_points[k] = -merit_points[row[h], log_class[k]]
            log_owner_points[k] = -merit_points[row[i], log_class[k]]
            if h != i:
                mistaken[i] = 1
            move(
                k,
                1,
                merit_cap,
                log_holder,
                log_owner,
                log_origin,
                log_state,
                log_points,
                log_owner_points,
                scored,
                scored_n,
                scored_who,
                recorded_merit,
                counterfactual_merit,
                recorded_score,
                counterfactual_score,
            )


def has_merit(scenario: Any) -> bool:
    """Whether any category is merit."""
    return any(category.kind == "merit" for category in scenario.categories.values())


def _checks(scenario: Any) -> Iterator[Problem]:
    """Merit lists nobody, costs nothing, and is not lost at a ceiling before it is taken back."""
    scores = False
    for name, category in scenario.categories.items():
        if category.kind != "merit":
            continue
        parts = {f"severities.{k}.": part for k, part in (category.severities or {}).items()}
        for place, part in {"": category, **parts}.items():
            if part.trigger:
                yield Problem(
                    f"categories.{name}.{place}trigger",
                    "merit lists nobody",
                    "leave it out, or say which kind of conduct it is",
                )
            least = min(_ends(number)[0] for _, number in part.points.each())
            scores |= max(_ends(number)[1] for _, number in part.points.each()) > 0
            if least < 0:
                yield Problem(
                    f"categories.{name}.{place}points",
                    f"merit would take {-least:g} points off",
                    "points of merit are added: give a number from 0 upward",
                )
        if scenario.flag is not None and scenario.flag.claims == name:
            yield Problem(
                "flag.claims", f"{name!r} is merit, which lists nobody", "claim another category"
            )
    if scores and scenario.score.record_life_months is not None:
        yield from _check_ceiling(scenario.score)


def _check_ceiling(score: Any) -> Iterator[Problem]:
    start = _ends(score.start)[1]
    ceiling = start if score.ceiling is None else _ends(score.ceiling)[0]
    if score.merit_cap is None:
        yield Problem(
            "score.merit_cap",
            "missing, though merit adds points and expires",
            "say how many points of merit count at most",
        )
    elif ceiling < start + _ends(score.merit_cap)[1]:
        yield Problem(
            "score.ceiling",
            f"merit above {ceiling:g} would be lost there, and taken back when it expires",
            f"set it to at least {start + _ends(score.merit_cap)[1]:g}: the start and merit_cap",
        )


def _ends(quantity: Any) -> tuple[float, float]:
    """The least and the largest value of one number."""
    if quantity.high is None:
        return float(quantity), float(quantity)
    return float(quantity.low), float(quantity.high)


def _parameters(world: Any) -> Mapping[str, Any]:
    cap = world.scenario.score.merit_cap
    points = np.array([c.points * c.is_merit for c in world.classes], dtype=np.int32)
    return {
        "merit_points": points.T,
        "merit_cap": np.int64(NO_CAP if cap is None else max(0.0, float(cap))),
    }


_SCORES = ("recorded_merit", "counterfactual_merit", "recorded_score", "counterfactual_score")
_LISTS = ("scored", "scored_n", "scored_who")
_SOURCE = "MODEL 7.4, rulings 20 and 21"
_ALIKE = "it keeps every ledger by the same rule, each with the merit that this ledger knows"

EXPIRY = Mechanism(
    name="merit_expiry",
    phase="ledgers",
    before="record_expiry",
    run=merit_expiry,
    writes=(*_LISTS, *_SCORES),
    odd="Merit expires with its record; the score loses what of it counted under the cap.",
    source=_SOURCE,
    sees_truth=_ALIKE,
    story=expired,
    active=lambda scenario: has_merit(scenario) and scenario.score.record_life_months is not None,
)

MERITS = Mechanism(
    name="merit",
    phase="ledgers",
    before="bounds",
    run=merit,
    writes=("log_points", "log_owner_points", "mistaken", *_LISTS, *_SCORES),
    odd=(
        "A record of merit adds its points to its holder in `recorded` and to its owner in the ledgers "
        "that know it: true merit in all, a deed done for the points in `linked` and `error_free` "
        "only, an unfounded one in `linked` only. Of the merit now held at most `merit_cap` counts."
    ),
    source=_SOURCE,
    sees_truth=_ALIKE,
    columns={
        "recorded_merit": Column(
            np.int32, "merit held, as the system sees it, before the cap", "points", reset=0
        ),
        "counterfactual_merit": Column(
            np.int32,
            "the same in the ledgers after `recorded`",
            "points",
            shape="counterfactuals",
            truth=True,
            reset=0,
        ),
    },
    declares={
        "merit_points": Parameter("points of a deed, by stratum and class", "points", rows=True),
        "merit_cap": Parameter("the most that merit adds to a score", "points"),
    },
    checks=_checks,
    story=rescored,
    active=has_merit,
    parameters=_parameters,
)

MECHANISMS = (EXPIRY, MERITS)
