"""Twins of everything that is counted."""

from typing import Any

import numpy as np

from ostraka.population.ledgers import CAUSES, EXITS, MISSED, OUTCOMES
from tests.reference.persons import cause

WRONG = CAUSES.index("by_rules") + 1


def acts_done(c: Any) -> None:
    for i, degree, _, _ in c.rows("act_n"):
        c.tally_acts[c.stratum[i], degree] += 1


def records_made(c: Any) -> None:
    for record in c.records:
        elsewhere = int(record.owner != record.holder)
        c.tally_made[c.stratum[record.owner], record.origin, elsewhere] += 1


def records_attached(c: Any) -> None:
    for record in c.records:
        s = c.stratum[record.holder]
        elsewhere = int(record.owner != record.holder)
        if record.again:
            c.tally_returned[c.month, s] += 1
        elif not record.dropped:
            c.tally_records[c.month, s, record.origin, elsewhere] += 1
            if c.first_record[record.holder] in (-1, c.month):
                c.first_record[record.holder] = c.month
                c.tally_first_records[s, record.origin, elsewhere] += 1
    if c.month + 1 == c.months:
        c.tally_waiting[0] += np.sum(c.waiting_marks[: c.waiting_n[0]] & 3 == 0)


def redress(c: Any) -> None:
    """By the cause that the listing has this month, were it still there."""
    for i in np.flatnonzero(c.redress_event):
        number = CAUSES.index(cause(int(c.listed_by[i]) | 1 | int(c.origin[i]) << 5))
        happened = np.array([c.redress_event[i] >> k & 1 for k in range(6)])
        c.tally_redress[c.month, c.stratum[i], :, number] += happened
    c.redress_event[:] = 0
    c.put("redress_n", [])


def changes(c: Any) -> None:
    """The state is the ledgers, and the origin of what is recorded."""
    now = c.listed_by.astype(int) | np.where(c.listed[0], c.origin.astype(int) << 5, 0)
    moved = np.flatnonzero(now != c.state)
    assert set(moved) <= set(np.flatnonzero(c.stirred))
    c.put("changed_n", zip(moved, c.state[moved], strict=True))
    c.state[:] = now
    c.stirred[:] = 0
    c.put("stirred_n", [])


def _before(c: Any) -> Any:
    """Everybody's state at the end of last month."""
    before = c.state.copy()
    for i, state in c.rows("changed_n"):
        before[i] = state
    return before


def _causes(state: Any) -> Any:
    return np.array([CAUSES.index(cause(int(one))) for one in state])


def listed_months(c: Any) -> None:
    """How many more than last month are in each state (on no ledger: not kept)."""
    for s in range(len(c.rules.strata)):
        here = c.stratum == s
        now, before = (np.bincount(x[here], minlength=256) for x in (c.state, _before(c)))
        c.tally_states[c.month, s, 1:] += (now - before)[1:]


def flow(c: Any) -> None:
    before = _before(c)
    was, is_ = before & 1 > 0, c.state & 1 > 0
    causes, causes_before = _causes(c.state), _causes(before)
    np.add.at(c.tally_entries[c.month], (c.stratum[is_ & ~was], causes[is_ & ~was]), 1)
    gone = was & ~is_
    at = (c.stratum[gone], c.exit_reason[gone], causes_before[gone])
    np.add.at(c.tally_exits[c.month], at, 1)
    for k, now in enumerate((is_, causes >= WRONG)):
        first = now & (c.ever >> k & 1 == 0)
        np.add.at(c.tally_ever[c.month], (c.stratum[first], k), 1)
        c.ever[first] |= 1 << k


def spells(c: Any) -> None:
    before = _before(c)
    causes = _causes(c.state)
    was, is_ = _causes(before) >= WRONG, causes >= WRONG
    begins, ends = is_ & ~was, was & ~is_
    c.wrong_since[begins] = c.month
    c.wrong_cause[begins] = causes[begins]
    last = c.month + 1 == c.months
    for i in np.flatnonzero(ends | is_ & last):
        if ends[i]:
            length = c.month - c.wrong_since[i]
            how = "overtaken" if c.state[i] & 1 else EXITS[c.exit_reason[i]]
            how = "corrected" if how in ("upheld", "audited") else how
            how = "bought_out" if how == "sold" else how
        else:
            length, how = c.months - c.wrong_since[i], "open"
        c.tally_spells[c.stratum[i], c.wrong_cause[i], OUTCOMES.index(how), length] += 1
        c.wrong_months[i] += length
    if last:
        people = slice(0, c.subjects)
        np.add.at(c.tally_burden, (c.stratum[people], c.wrong_months[people]), 1)


def missed(c: Any) -> None:
    before = _before(c)
    for record in c.records:
        just = record.origin == 0 and c.rules.degrees[record.degree].wrongdoing
        if just and not record.again and (record.dropped or record.owner != record.holder):
            why = "dropped" if record.dropped else "mislinked_away"
            c.lost_record[record.owner] = MISSED.index(why)
    is_missed = (c.state & 17) == 16
    left = before & 1 > 0
    struck = left & np.isin(c.exit_reason, [EXITS.index("upheld"), EXITS.index("audited")])
    sold = left & (c.exit_reason == EXITS.index("sold"))
    reason = np.select(
        [struck, sold, c.lost_record > 0, c.passed_over > 0],
        [
            MISSED.index("struck_by_mistake"),
            MISSED.index("sold"),
            c.lost_record.astype(int),
            c.passed_over.astype(int),
        ],
        MISSED.index("served"),
    )
    old = c.missed_reason.copy()
    c.missed_reason[:] = np.where(is_missed, np.where(old > 0, old, reason), 0)
    for numbers, sign in ((old, -1), (c.missed_reason, 1)):
        turned = (old != c.missed_reason) & (numbers > 0)
        np.add.at(c.tally_missed[c.month], (c.stratum[turned], numbers[turned]), sign)
    for mark in (c.lost_record, c.passed_over):
        mark[(c.state != before) & (c.state & 16 == 0)] = 0


def grades(c: Any) -> None:
    """How many lowest scores lie above one's own."""
    if c.month + 1 == c.months:
        lowest = np.array(c.rules.grades)[:, None, None]
        grade = (c.scores[[0, 4]] < lowest).sum(axis=0)[:, : c.subjects]
        np.add.at(c.tally_grades, (c.stratum[: c.subjects], *grade), 1)


TWINS = {
    twin.__name__: twin
    for twin in (
        acts_done,
        records_made,
        records_attached,
        redress,
        changes,
        listed_months,
        flow,
        spells,
        missed,
        grades,
    )
}
