"""Twins of moves between jurisdictions, and of conflicts between their rules."""

from typing import Any

import numpy as np

from ostraka.population.marks import AGAIN, DROPPED
from tests.reference.luck import NEVER, choose, lag, monthly


def _hazards(c: Any, place: int) -> list[float]:
    """From one place of the unit to each."""
    names = list(c.rules.scenario.jurisdictions)
    given = c.rules.scenario.moves.get(names[place], {})
    return [float(given.get(name, 0.0)) for name in names]


def _place(c: Any, i: int) -> int:
    return int(c.row[i]) // len(c.rules.strata)


def moves_start(c: Any) -> None:
    """The first move, for people only."""
    c.move_due[:] = NEVER
    for i in range(c.subjects):
        leaving = monthly(sum(_hazards(c, _place(c, i))))
        due = lag(leaving, c.one(i, "moves.first", month=0)[0])
        c.move_due[i] = due if due < c.months else NEVER


def moves(c: Any) -> None:
    """Out of one rulebook and into another."""
    strata = len(c.rules.strata)
    for i in np.flatnonzero(c.move_due == c.month):
        where, wait, _, _ = c.one(i, "moves.next")
        there = int(choose(_hazards(c, _place(c, i)), where))
        c.row[i] = there * strata + c.stratum[i]
        leaving = monthly(sum(_hazards(c, there)))
        c.move_due[i] = min(NEVER, c.month + 1 + lag(leaving, wait))
        c.tally_moves[c.month, c.stratum[i]] += 1


def conflicts(c: Any) -> None:
    """What punishes here, by the mildest that any rulebook makes of it."""
    for record in c.records:
        if record.marks & (AGAIN | DROPPED):
            continue
        degree, s = c.rules.degrees[record.degree], int(c.stratum[record.holder])
        strata = len(c.rules.strata)
        here = int(c.row[record.holder])
        if degree.points[here] <= 0 and not degree.trigger[here]:
            continue
        books = range(s, len(degree.points), strata)
        free = any(degree.points[b] <= 0 and not degree.trigger[b] for b in books)
        c.tally_conflicts[c.month, s, int(free)] += 1


TWINS = {twin.__name__: twin for twin in (moves_start, moves, conflicts)}
