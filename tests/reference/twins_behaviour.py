"""Twins of behaviour, merit and the redlist, and of what is counted of them."""

import math
from typing import Any

import numpy as np

from ostraka.harms.redlist_truth import STANDINGS
from ostraka.mechanisms.behaviour import RESPONSES
from tests.reference.answers import Answers
from tests.reference.luck import WORD

KINDS = ("wrongdoing", "lawful", "protected", "merit")
LEFT_UNDONE = {
    "wrongdoing": "deterred",
    "lawful": "foregone_lawful",
    "protected": "foregone_protected",
}
INDUCED, GAMED = 4, 16
OWN_MERIT = {0: (0, 1, 2, 3, 4), 1: (0, 1, 2)}
"""Ledgers that count a true deed, and one done for the points."""


def behaviour(c: Any) -> None:
    """For each candidate: is it done, and would it be if one answer were not given?"""
    answers, done = Answers(c.rules), []
    for i, degree, ordinal, _ in c.rows("act_n"):
        s, of = c.stratum[i], c.rules.degrees[degree]
        word = c.one(i, "conduct.acts", ordinal)[2]
        factors = {
            "hardship": answers.hardship(s, degree) if c.restricted_by[i] else 1.0,
            "gaming": answers.gain(degree),
            "climate": float(c.climate_factor[KINDS.index(of.kind)]),
        }

        def is_done(factors=factors, of=of, s=s, word=word, without=""):
            rate = of.rate[s] / of.ceiling[s]
            for name, factor in factors.items():
                rate *= 1.0 if name == without else factor
            return word < round(rate * WORD), rate

        def count(what, at=(c.month, s, degree)):
            c.tally_responses[(*at, RESPONSES.index(what))] += 1

        happens, rate = is_done()
        if not happens:
            if is_done(without="climate")[0]:
                count(LEFT_UNDONE[of.kind])
            continue
        induced, gamed = (not is_done(without=name)[0] for name in ("hardship", "gaming"))
        done.append((i, degree, ordinal, INDUCED * induced + GAMED * gamed))
        told = {"induced": induced, "gamed": gamed, "deeds": of.kind == "merit"}
        told["capped"] = rate > 1 + 1e-9
        for name in (name for name, is_so in told.items() if is_so):
            count(name)
    c.put("act_n", done)


def burden(c: Any) -> None:
    """The list itself restricts where nobody else acts on it."""
    c.restricted_by[:] = 0 if c.rules.scenario.joint_sanctions else c.on_list


def burden_of_copies(c: Any) -> None:
    """Where agencies do, whoever is in a copy."""
    c.restricted_by[:] = c.restricted_by // 4 * 4 + c.restricted_by % 2 + 2 * (c.copies > 0)


def climate(c: Any) -> None:
    """The share listed, and penalties per head on lawful and on protected acts."""
    answers, penalties = Answers(c.rules), dict.fromkeys(KINDS, 0)
    for record in c.records:
        of, s = c.rules.degrees[record.degree], c.row[record.holder]
        if not record.dropped and (of.points[s] > 0 or of.trigger[s]):
            penalties[of.kind] += 1
    seen = int(c.listed[0].sum()) * c.rules.scenario.blacklist.public
    c.climate_factor[0] = math.exp(-answers.strength("deterrence") * seen / c.subjects)
    for k in (1, 2):
        per_head = penalties[KINDS[k]] / c.subjects
        c.climate_factor[k] = math.exp(-answers.strength("chilling") * per_head)


# ---- merit ------------------------------------------------------------------------------------------


def _held(c: Any) -> Any:
    """Merit held in every ledger, shape (ledgers, places)."""
    return np.vstack([c.recorded_merit, c.counterfactual_merit.T]).astype(np.int64)


def _hold(c: Any, entries: Any, sign: int) -> None:
    """Change what is held by these records; the scores follow what of it counts under the cap."""
    held, noted = _held(c), []
    cap = c.rules.scenario.score.merit_cap
    before = held.copy()
    for holder, owner, _, origin, _, state, cost, owners_cost, _, _ in entries:
        knows = {1} if origin else set(OWN_MERIT[bool(state & 32)])
        knows -= {0} | ({1} if state & 4 else set())
        if not state & 1:
            held[0, holder] -= sign * cost
            noted.append(holder)
        for ledger in knows:
            held[ledger, owner] -= sign * owners_cost
        noted += [owner] * bool(knows)
    count = (lambda x: x) if cap is None else (lambda x: np.minimum(int(float(cap)), x))
    c.scores = c.scores + count(held) - count(before)
    c.recorded_merit[:] = held[0]
    c.counterfactual_merit[:] = held[1:].T
    c.note(noted)


def _merits(c: Any, month: int) -> list[int]:
    return [k for k, row in enumerate(c.rows("log_n")) if row[5] & 16 and row[8] == month]


def merit_expiry(c: Any) -> None:
    """All that was attached one life ago."""
    log = c.rows("log_n")
    _hold(c, [log[k] for k in _merits(c, c.month - c.rules.life)], -1)


def merit(c: Any) -> None:
    """This month's deeds, each priced at its holder's and its owner's rate."""
    for k in _merits(c, c.month):
        points = c.rules.degrees[c.log_class[k]].points
        h, i = c.log_holder[k], c.log_owner[k]
        c.log_points[k], c.log_owner_points[k] = -points[c.row[h]], -points[c.row[i]]
        c.mistaken[i] |= h != i
    log = c.rows("log_n")
    _hold(c, [log[k] for k in _merits(c, c.month)], 1)


# ---- the redlist -------------------------------------------------------------------------------------


def _asked(c: Any, scores: Any, last: Any) -> Any:
    """Who has the score, and has been clean for long enough since the last month of a mark."""
    rules = c.rules.scenario.redlist
    fulfils = np.arange(c.stratum.size) < c.subjects
    if rules.score is not None:
        fulfils = fulfils & (scores >= float(rules.score))
    if rules.clean_months is not None:
        fulfils = fulfils & (c.month - last.astype(int) >= float(rules.clean_months))
    return fulfils


def redlist(c: Any) -> None:
    for row in c.rows("log_n"):
        if row[8] == c.month and not row[5] & (16 | 4 | 1):
            c.last_mark[row[0]] = c.month
    c.redlisted[:] = _asked(c, c.scores[0], c.last_mark)


def redlist_truth(c: Any) -> None:
    """By true conduct; and of those kept off, whom the ledgers one by one would let on."""
    degrees = c.rules.degrees
    for i, degree, _, _ in c.rows("act_n"):
        if degrees[degree].wrongdoing:
            c.last_wrong[i] = c.month
    for _, owner, degree, origin, _, state, _, _, month, _ in c.rows("log_n"):
        if month == c.month and origin == 0 and not state & (16 | 2):
            c.last_own[owner] = c.month
            if degrees[degree].wrongdoing:
                c.last_own_wrong[owner] = c.month
    on = c.redlisted > 0
    true = _asked(c, c.scores[4], c.last_wrong)
    own = _asked(c, c.scores[4], c.last_own_wrong)
    error_free, individual = (_asked(c, c.scores[k], c.last_own) for k in (2, 3))
    names = (
        (on & true, "deserved"),
        (on, "undeserved"),
        (~true, "neither"),
        (~own, "kept_off_late"),
        (error_free, "kept_off_by_error"),
        (individual, "kept_off_otherwise"),
    )
    now = np.select(
        [mask for mask, _ in names],
        [STANDINGS.index(name) for _, name in names],
        STANDINGS.index("kept_off_by_lawful_conduct"),
    )
    old = c.redlist_standing.astype(int)
    both = c.redlist_bits.copy()
    padding = np.arange(c.stratum.size) >= c.subjects
    # where nobody lives the score is the start, and nothing was ever done
    true = true | (padding & _nobody(c))
    c.redlist_bits[:] = on + 2 * true
    c.redlist_moved[:] = both ^ c.redlist_bits
    now = np.where(c.redlist_moved > 0, now, old)
    for s in range(len(c.rules.strata)):
        here = (c.stratum == s) & ~padding
        before = np.bincount(old[here], minlength=7) * (c.month > 0)
        c.tally_redlist[c.month, s] += np.bincount(now[here], minlength=7) - before
    c.redlist_standing[:] = np.where(padding, old, now)


def _nobody(c: Any) -> bool:
    """Whether empty places fulfil what is asked."""
    rules = c.rules.scenario.redlist
    high = rules.score is None or c.rules.start >= float(rules.score)
    return high and (rules.clean_months is None or c.month + 1 >= float(rules.clean_months))


# ---- what rests on an induced act --------------------------------------------------------------------


def induced(c: Any) -> None:
    """Go through the file of everybody by the rules."""
    rules, ours = c.rules, {}
    now = np.zeros(c.stratum.size, dtype=bool)
    alive = np.zeros(c.stratum.size, dtype=int)
    for _, owner, degree, origin, _, state, _, _, month, _ in c.rows("log_n"):
        of = rules.degrees[degree]
        if state & 8 and not state & 2 and origin == 0 and of.wrongdoing:
            now[owner] |= month == c.month and of.trigger[c.row[owner]]
            alive[owner] += rules.life is None or month > c.month - rules.life
    for i, entered, _ in c.rows("enter_n"):
        if entered & 16:
            c.induced_entry[i] = now[i]
    c.induced_now[:] = 0
    c.induced_alive[:] = alive
    rests = c.induced_entry > 0 if rules.threshold is None else alive > 0
    by_rules = (c.state & 17) == 17
    basis = np.where(by_rules, 1 + rests, 0)
    for s, kind in np.ndindex(len(rules.strata), 2):
        ours[s, kind] = [
            np.sum((c.stratum == s) & (b == 1 + kind)) for b in (basis, c.induced_basis)
        ]
        c.tally_basis[c.month, s, kind] += ours[s, kind][0] - ours[s, kind][1]
    c.induced_basis[:] = basis


TWINS = {
    twin.__name__: twin
    for twin in (
        behaviour,
        burden,
        burden_of_copies,
        climate,
        merit_expiry,
        merit,
        redlist,
        redlist_truth,
        induced,
    )
}
