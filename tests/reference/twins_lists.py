"""Twins of the passes from records to scores, and from scores to the list."""

from typing import Any

import numpy as np

from ostraka.population.ledgers import EXITS, ORIGINS
from tests.reference.cell import bits, flags, knows
from tests.reference.luck import NEVER, WORD, below, lag


def scores_start(c: Any) -> None:
    """Everybody at the start."""
    c.scores = np.full((5, c.stratum.size), c.rules.start)


def _log(c: Any) -> Any:
    names = ("holder", "owner", "class", "origin", "state", "month")
    n = int(c.log_n[0])
    return np.array([getattr(c, f"log_{name}")[:n] for name in names]).T


def record_expiry(c: Any) -> None:
    """The points of every record that was attached one life ago, where they still count."""
    scores, noted = c.scores, []
    for holder, owner, degree, origin, state, month in _log(c):
        if month + c.rules.life != c.month:
            continue
        points = c.rules.degrees[degree].points
        if not state & 1:
            scores[0, holder] += points
            noted.append(holder)
        if not state & 2:
            scores[:, owner] += points * knows(c.rules, degree, origin)
            noted.append(owner)
    c.scores = scores
    c.note(noted)


def recovery(c: Any) -> None:
    """Up, and not past the start."""
    scores = c.scores
    up = np.minimum(c.rules.start, scores + c.rules.recovery)
    c.scores = np.where(scores < c.rules.start, up, scores)


def attach(c: Any) -> None:
    """Points off, in each ledger that knows the record, from the one with whom it lies there."""
    scores, noted = c.scores, []
    arrived, wanted = flags(c.touched), flags(c.wanted)
    log = c.rows("log_n")
    c.log_start[c.month] = len(log)
    for record in c.records:
        degree = c.rules.degrees[record.degree]
        in_ledger = knows(c.rules, record.degree, record.origin) & (not record.returned)
        for ledger in range(5):
            who = record.owner if ledger else record.holder
            if ledger == 0 or in_ledger[ledger]:
                scores[ledger, who] -= degree.points
                arrived[ledger, who] = True
                wanted[ledger, who] |= degree.trigger
                noted.append(who)
        c.mistaken[record.holder] |= record.holder != record.owner
        if record.returned:
            c.returned[record.holder] = 1
        state = 2 * record.returned
        mine = [k for k, row in enumerate(log) if row[0] == record.holder]
        log.append(
            (
                record.holder,
                record.owner,
                record.degree,
                record.origin,
                record.index,
                state,
                c.month,
                mine[-1] if mine else -1,
            )
        )
        c.last_record[record.holder] = len(log) - 1
    c.put("log_n", log)
    c.log_start[c.month + 1] = len(log)
    c.scores = scores
    c.touched[:], c.wanted[:] = bits(arrived), bits(wanted)
    c.note(noted)


def bounds(c: Any) -> None:
    """Floor and ceiling: for all, since nobody else can be outside."""
    c.scores = np.clip(c.scores, c.rules.floor, c.rules.ceiling)


def flag_start(c: Any) -> None:
    """One minus the specificity, for people only."""
    limit = np.minimum(np.rint(c.of(c.rules.flag_false) * WORD), WORD - 1)
    c.flag_threshold[:] = np.where(np.arange(c.stratum.size) < c.subjects, limit, 0)


def flag(c: Any) -> None:
    """In each round, one uniform a subject against the rate of those who did act or did not."""
    rules = c.rules
    for i, degree, _ in c.rows("act_n"):
        if rules.claimed[degree]:
            c.last_claimed[i] = c.month
    turn, rest = divmod(c.month, rules.every)
    if rest:
        c.put("flag_n", [])
        return
    acted = c.last_claimed.astype(int) > c.month - rules.window
    words = c.all(turn // 4, "flag.scan")
    if turn % 4 == 0:  # what the scan found for later rounds is kept until they come
        c.flag_hit[:] = sum((words[k] < c.flag_threshold).astype(np.uint8) << k for k in range(4))
    word = words[turn % 4]
    raised = np.where(
        acted, below(word, c.of(rules.flag_true)), word < c.flag_threshold.astype(np.uint64)
    )
    c.recently[:] = acted
    bit = 1 << turn % 4
    c.flag_hit[:] = c.flag_hit & (255 - bit) | raised * bit
    c.put("flag_n", [(i, acted[i]) for i in np.flatnonzero(raised)])


def clerk(c: Any) -> None:
    """A check, then a choice: by the stratum, and by a clerk who does not see it."""
    rules, noted = c.rules, []
    arrived, wanted = flags(c.touched), flags(c.wanted)
    for i, true in c.rows("flag_n"):
        s = c.stratum[i]
        checked, chosen, _, _ = c.one(i, "flag.clerk")
        dropped = below(checked, rules.drops_false[s])
        kept = below(checked, rules.keeps_true) if true else not dropped
        selected = kept and bool(below(chosen, rules.select[s]))
        blind = bool(true and kept and below(chosen, rules.select_blind))
        c.tally_flags[c.month, s, true, int(selected)] += 1
        lists = np.array([selected, selected, blind, blind, blind and rules.claim_is_wrong])
        arrived[:, i] |= lists
        wanted[:, i] |= lists
        if selected:
            c.flagged[i] = 0 if blind else 1 + true
        elif blind:
            c.favoured[i] = 1
        if lists.any():
            noted.append(i)
    c.touched[:], c.wanted[:] = bits(arrived), bits(wanted)
    c.note(noted)


def listing(c: Any) -> None:
    """Who is asked for, or is left below the threshold by something that arrived."""
    rules = c.rules
    held, enters = c.listed, flags(c.wanted)
    if rules.threshold is not None:
        enters |= flags(c.touched) & (c.scores < rules.threshold)
    if not rules.restarts:
        enters &= ~held
    newcomers = enters[0] & ~held[0]
    c.people("reopened_n", np.flatnonzero((c.returned > 0) & held[0]))
    c.people("newcomer_n", np.flatnonzero(newcomers))
    who = np.flatnonzero(enters.any(axis=0))
    c.put("enter_n", zip(who, bits(enters)[who], strict=True))
    c.renewal_month[enters[0]] = c.month
    c.entry_month[newcomers] = c.month
    by_record = np.where(c.mistaken > 0, ORIGINS.index("record_of_another"), 0)
    origin = np.where(c.flagged > 0, c.flagged, by_record)
    c.origin[enters[0]] = origin[enters[0]]
    c.listed = held | enters
    c.put("left_n", [])
    c.stir(enters.any(axis=0))
    for used in (c.scored, c.touched, c.wanted, c.returned, c.flagged):
        used[:] = 0
    c.put("scored_n", [])


def grade_exit(c: Any) -> None:
    """Out at the exit."""
    c.leave(c.scores >= c.rules.exit_at, EXITS.index("recovered"))


def _clock(c: Any, due: Any, soonest: Any, when: dict[int, int], reason: str) -> None:
    """Wind the clocks of those who entered this month; end what is due."""
    for i, entered in c.rows("enter_n"):
        due[flags(np.array([entered]))[:, 0], i] = min(when[i], NEVER)
    now = due == c.month
    due[now] = NEVER
    soonest[:] = due.min(axis=0)
    c.leave(now, EXITS.index(reason))


def term(c: Any) -> None:
    """So many months after entry or restart."""
    when = {i: c.month + c.rules.term for i, _ in c.rows("enter_n")}
    _clock(c, c.term_due, c.term_soonest, when, "expired")


def pardon(c: Any) -> None:
    """At a constant hazard, from the month after."""
    when = {
        i: c.month + 1 + lag(c.rules.pardon, c.one(i, "pardon.wait")[0])
        for i, _ in c.rows("enter_n")
    }
    _clock(c, c.pardon_due, c.pardon_soonest, when, "pardoned")


def repair(c: Any) -> None:
    """After the least months, at a hazard of the stratum."""
    when = {
        i: c.month
        + 1
        + c.rules.repair_least
        + lag(c.rules.repair[c.stratum[i]], c.one(i, "repair.wait")[0])
        for i, _ in c.rows("enter_n")
    }
    _clock(c, c.repair_due, c.repair_soonest, when, "repaired")


TWINS = {
    twin.__name__: twin
    for twin in (
        scores_start,
        record_expiry,
        recovery,
        attach,
        bounds,
        flag_start,
        flag,
        clerk,
        listing,
        grade_exit,
        term,
        pardon,
        repair,
    )
}
