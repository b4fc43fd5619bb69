"""Moves: somebody comes under the rules of another jurisdiction, and takes every entry along."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ostraka.core.clock import NEVER, cumulative_thresholds, lag_table, monthly_probability
from ostraka.core.declarations import Column, Mechanism, Parameter, Sum, Tally, TallyFigure
from ostraka.core.story import Event, Moment
from ostraka.draws import draw_all, draw_many, gather_equal, pick_row, purpose, wait

FIRST = purpose("moves.first", 141)
NEXT = purpose("moves.next", 142)


def moves_start(
    months, first, subjects, address, stratum, row, strata_n, moving_lag, words, move_due
):
    """Draw for everybody when they first move; most do not within the run, which one look tells."""
    draw_all(address, first, stratum.size, 0, FIRST, words)
    here = (row[0] - stratum[0]) // strata_n  # a cell lies in one place
    within_run = moving_lag[here, months - 1]
    for i in range(stratum.size):
        move_due[i] = NEVER
    for i in range(subjects):
        if np.uint64(words[0, i]) < within_run:
            move_due[i] = wait(moving_lag, here, words[0, i])


def moves(
    month,
    first,
    address,
    stratum,
    strata_n,
    moving_lag,
    moving_to,
    who,
    words,
    row,
    move_due,
    tally_moves,
):
    """Who is due moves; the rules of the new place hold from the next month."""
    n = gather_equal(move_due, month, who)
    draw_many(address, first, who, n, month, NEXT, words)
    for k in range(n):
        i = who[k]
        here = (row[i] - stratum[i]) // strata_n
        there = pick_row(moving_to, here, words[0, k])
        row[i] = np.uint8(there * strata_n + stratum[i])
        move_due[i] = min(NEVER, month + 1 + wait(moving_lag, there, words[1, k]))
        tally_moves[month, stratum[i]] += 1


def _parameters(world: Any) -> Mapping[str, Any]:
    given = world.scenario.moves
    hazards = np.array(
        [
            [float(given.get(origin, {}).get(target, 0.0)) for target in world.unit]
            for origin in world.unit
        ]
    )
    return {
        "strata_n": np.int64(len(world.strata)),
        "moving_lag": lag_table([monthly_probability(h) for h in hazards.sum(axis=1)]),
        "moving_to": cumulative_thresholds(hazards),
    }


def _active(scenario: Any) -> bool:
    return bool(scenario.moves)


_ODD = (
    "People move between the jurisdictions that the table `moves` names, each at the hazards of the "
    "place where they are. A move changes whose rules hold for them from the next month on, never their "
    "cell, household or address; entries, clocks and score go with them."
)
_SOURCE = "MODEL 7.13 and ruling 12"


def _story(moment: Moment) -> Iterator[Event]:
    if moment.was("row") != moment.now("row"):
        place = moment.world.unit[moment.now("row") // len(moment.world.strata)]
        yield Event("moved", f"Moved: from next month the rules of {place} hold.", {"to": place})


START = Mechanism(
    name="moves_start",
    phase="population",
    run=moves_start,
    writes=("words", "move_due"),
    odd=_ODD,
    source=_SOURCE,
    columns={"move_due": Column(np.int16, "month of the next move", "month", reset=NEVER)},
    declares={
        "strata_n": Parameter("number of strata: rows of one jurisdiction's rules", "strata"),
        "moving_lag": Parameter("months to the next move, by jurisdiction, cumulative", "2**-32"),
    },
    purposes=("moves.first",),
    active=_active,
    parameters=_parameters,
)

MOVES = Mechanism(
    name="moves",
    phase="memory",
    run=moves,
    writes=("who", "words", "row", "move_due", "tally_moves"),
    odd=_ODD,
    source=_SOURCE,
    declares={"moving_to": Parameter("where to, by jurisdiction, cumulative", "2**-32")},
    tallies={"tally_moves": Tally(("month", "stratum"), "moves to another jurisdiction", "moves")},
    figures=(
        TallyFigure(
            "moves",
            "moves",
            "Moves to another jurisdiction, whose rules then hold.",
            Sum("tally_moves"),
            units_are_independent=True,
        ),
    ),
    purposes=("moves.next",),
    active=_active,
    story=_story,
)

MECHANISMS = (START, MOVES)
