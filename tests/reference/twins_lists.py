"""Twins of the passes from records to scores, and from scores to the list."""

from typing import Any

import numpy as np

from ostraka.population.ledgers import EXITS, MISSED, ORIGINS
from tests.reference.cell import bits, flags, knows
from tests.reference.luck import NEVER, WORD, below, lag


def scores_start(c: Any) -> None:
    """Everybody at the start."""
    c.scores = np.full((5, c.stratum.size), c.rules.start)


def record_expiry(c: Any) -> None:
    """The points of every record that was attached one life ago, where they still count."""
    scores, noted = c.scores, []
    for holder, owner, degree, origin, _, state, cost, owners_cost, month, _ in c.rows("log_n"):
        if month + c.rules.life != c.month or state & 16:  # merit expires by itself
            continue
        if not state & 1:
            scores[0, holder] += cost
            noted.append(holder)
        if not state & 2:
            known = knows(c.rules, degree, origin)
            known[1] &= not state & 4
            scores[:, owner] += owners_cost * known
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
        merit = degree.kind == "merit"
        cost = degree.points[c.row[record.holder]]
        owners_cost = degree.points[c.row[record.owner]]
        in_ledger = knows(c.rules, record.degree, record.origin) & (not record.again)
        in_ledger[1] &= not record.dropped
        in_ledger[0] = not record.dropped
        if merit:
            in_ledger[:], cost, owners_cost = False, 0, 0
        for ledger in np.flatnonzero(in_ledger):
            who = record.owner if ledger else record.holder
            scores[ledger, who] -= owners_cost if ledger else cost
            arrived[ledger, who] |= (owners_cost if ledger else cost) > 0
            wanted[ledger, who] |= degree.trigger[c.row[who]]
            noted.append(who)
        if not record.dropped and not merit:
            c.mistaken[record.holder] |= record.holder != record.owner
            if record.again:
                c.returned[record.holder] = 1
        state = 2 * record.again + 5 * record.dropped + 2 * (record.marks & 4)
        state += merit * (16 + 2 * (record.marks & 16))
        mine = [k for k, row in enumerate(log) if row[0] == record.holder and not row[5] & 20]
        log.append(
            (
                record.holder,
                record.owner,
                record.degree,
                record.origin,
                record.index,
                state,
                cost,
                owners_cost,
                c.month,
                mine[-1] if mine else -1,
            )
        )
        if not record.dropped and not merit:
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
    for i, degree, _, _ in c.rows("act_n"):
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
        if selected and not blind:
            c.flagged[i] = 1 + true
        elif blind and not selected:
            c.passed_over[i] = MISSED.index("favoured")
        if lists.any():
            noted.append(i)
    c.touched[:], c.wanted[:] = bits(arrived), bits(wanted)
    c.note(noted)


def proposal(c: Any) -> None:
    """Who is asked for, or is left below the threshold by something that arrived."""
    rules = c.rules
    asked = flags(c.wanted)
    own = asked | flags(c.touched)
    if rules.threshold is not None:
        arrived = flags(c.touched) | flags(c.touched_by_others)
        asked |= arrived & (c.scores < c.of_row(rules.threshold))
    own &= asked
    again = (c.reimported > 0) & ~asked[0]
    asked[0] |= c.reimported > 0
    by_record = np.where(c.mistaken > 0, ORIGINS.index("record_of_another"), 0)
    origin = np.where(c.flagged > 0, c.flagged, by_record)
    origin = np.where(again, ORIGINS.index("stale_copy"), origin)
    who = np.flatnonzero(asked.any(axis=0))
    c.put("proposed_n", zip(who, bits(asked)[who], bits(own)[who], origin[who], strict=True))
    c.people("reopened_n", np.flatnonzero((c.returned > 0) & c.listed[0]))
    for used in (
        c.scored,
        c.touched,
        c.touched_by_others,
        c.wanted,
        c.returned,
        c.reimported,
        c.flagged,
    ):
        used[:] = 0
    c.put("scored_n", [])


def listing(c: Any) -> None:
    """All who are up for it, less those who stand on it where nothing restarts."""
    held = c.listed
    enters, own = held & False, held & False
    for i, asked, reasons, origin in c.rows("proposed_n"):
        enters[:, i] = flags(np.array([asked]))[:, 0]
        own[:, i] = flags(np.array([reasons]))[:, 0]
        if not c.rules.restarts:
            enters[:, i] &= ~held[:, i]
        if enters[0, i]:
            c.origin[i] = origin
    fresh = enters & ~held
    c.people("newcomer_n", np.flatnonzero(fresh[0]))
    who = np.flatnonzero(enters.any(axis=0))
    c.put("enter_n", zip(who, bits(enters)[who], bits(fresh & own)[who], strict=True))
    c.renewal_month[enters[0]] = c.month
    c.entry_month[fresh[0]] = c.month
    c.listed = held | enters
    c.put("left_n", [])
    c.stir(enters.any(axis=0))


def grade_exit(c: Any) -> None:
    """Out at the exit."""
    c.leave(c.scores >= c.of_row(c.rules.exit_at), EXITS.index("recovered"))


def _clock(c: Any, due: Any, soonest: Any, when: dict[int, int], reason: str) -> None:
    """Wind the clocks of those who entered this month; end what is due."""
    for i, entered, _ in c.rows("enter_n"):
        due[flags(np.array([entered]))[:, 0], i] = min(when[i], NEVER)
    now = due == c.month
    due[now] = NEVER
    soonest[:] = due.min(axis=0)
    c.leave(now, EXITS.index(reason))


def term(c: Any) -> None:
    """So many months after entry or restart."""
    when = {i: c.month + c.rules.term[c.row[i]] for i, _, _ in c.rows("enter_n")}
    _clock(c, c.term_due, c.term_soonest, when, "expired")


def pardon(c: Any) -> None:
    """At a constant hazard, from the month after."""
    when = {
        i: c.month + 1 + lag(c.rules.pardon, c.one(i, "pardon.wait")[0])
        for i, _, _ in c.rows("enter_n")
    }
    _clock(c, c.pardon_due, c.pardon_soonest, when, "pardoned")


def repair(c: Any) -> None:
    """After the least months, at a hazard of the stratum."""
    when = {
        i: c.month
        + 1
        + c.rules.repair_least
        + lag(c.rules.repair[c.row[i]], c.one(i, "repair.wait")[0])
        for i, _, _ in c.rows("enter_n")
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
        proposal,
        listing,
        grade_exit,
        term,
        pardon,
        repair,
    )
}
