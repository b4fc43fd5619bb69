"""Twins of association: who signs for whom, what an entry costs others, and what bites on them."""

from fractions import Fraction
from typing import Any

import numpy as np

from ostraka.population.ledgers import CAUSES, EXITS, LEDGERS, ORIGINS
from tests.reference.cell import flags
from tests.reference.luck import WORD
from tests.reference.persons import cause
from tests.reference.twins_redress import UPHELD, WITHOUT_EFFECT, wrong

KNOW = ("recorded", "linked", "error_free")


class Ties:
    """Who stands in which relation to whom in one cell, and at what share."""

    def __init__(self, c: Any) -> None:
        rules = c.rules.scenario.association
        self.people = range(c.subjects)
        self.home, self.signs = c.household_first, c.representative
        self.household, self.signed, self.all = (
            Fraction(round(float(share) * 10**6), 10**6)
            for share in (rules.share, rules.representative_share, rules.collective_share)
        )
        self.flag = int(float(rules.flag_points))

    def answer(self, i: int) -> set[int]:
        """Those who answer for ``i`` by name: the household, and who signs or is signed for."""
        return {j for j in self.people if j != i and (self.lives(i, j) or self.tied(i, j))}

    def lives(self, i: int, j: int) -> bool:
        return bool(self.home[i] == self.home[j])

    def tied(self, i: int, j: int) -> bool:
        return bool(self.signs[i] == j or self.signs[j] == i)

    def cost(self, i: int, points: int) -> dict[int, int]:
        """What an entry of ``i`` costs each other subject: the dearest relation counts, once."""
        named = self.answer(i)
        cost = {}
        for j in self.people if self.all else named:
            shares = [self.all] if j != i else []
            shares += [self.household] if j in named and self.lives(i, j) else []
            shares += [self.signed] if j in named and self.tied(i, j) else []
            if j != i:
                cost[j] = self.part(points, max(shares))
        return cost

    @staticmethod
    def part(points: int, share: Fraction) -> int:
        return int(points * share + Fraction(1, 2))


def representatives(c: Any) -> None:
    """A ball for each individual of the cell; the firms of a person, the last one first."""
    sector = [s.sector for s in c.rules.scenario.strata.values()]
    people = [i for i in range(c.subjects) if sector[c.stratum[i]] == "individual"]
    firms = [i for i in range(c.subjects) if sector[c.stratum[i]] == "firm"]
    for i in firms:
        c.tally_firms[c.stratum[i], int(bool(people))] += 1
        if people:
            ball = c.one(i, "representatives.drawn", month=0)[0] * len(people) // WORD
            c.representative[i] = people[ball]
    for person in set(c.representative[firms].tolist()) - {-1}:
        mine = [i for i in reversed(firms) if c.representative[i] == person]
        c.first_firm[person] = mine[0]
        for one, following in zip(mine, [*mine[1:], -1], strict=True):
            c.next_firm[one] = following


def association_start(c: Any) -> None:
    """People by stratum."""
    c.strata_here[:] = np.bincount(c.stratum[: c.subjects], minlength=c.strata_here.size)


def _took(c: Any, i: int, ledger: str) -> list[int]:
    """What this month's records took off a subject in a ledger."""
    took = []
    for holder, owner, _, origin, _, state, cost, owners_cost, month, _ in c.rows("log_n"):
        again, dropped, merit = state & 2, state & 4, state & 16
        if month != c.month or merit:
            continue
        if ledger == "recorded" and holder == i and not dropped:
            took.append(cost)
        if ledger == "linked" and owner == i and not again and not dropped:
            took.append(owners_cost)
        if ledger == "error_free" and owner == i and not again and origin == 0:
            took.append(owners_cost)
    return took


def association_charge(c: Any) -> None:
    """Each new entry with a reason of one's own, in each ledger that has it."""
    ties = Ties(c)
    for (i,) in c.rows("newcomer_n"):
        c.charged_on[i] = 0
    marked = {i for (i,) in c.rows("association_due_n")}
    for i, _, charged in c.rows("enter_n"):
        for k, ledger in enumerate(KNOW):
            if not charged >> k & 1:
                continue
            took = _took(c, i, ledger)
            points = sum(max(0, cost) for cost in took) if took else ties.flag
            everybody = ties.part(points, ties.all)
            c.association_due_all[k] += everybody
            extra = {i: -everybody}
            for j, cost in ties.cost(i, points).items():
                extra[j] = cost - everybody
                if k == 0 and cost and c.origin[i] == ORIGINS.index("record_of_another"):
                    c.mistaken[j] = 1
                elif k == 0 and cost:
                    c.association_due_origin[j] = max(c.association_due_origin[j], c.origin[i])
            for j, more in extra.items():
                c.association_due[k, j] += more
                marked |= {j} if more else set()
            if k == 0:
                c.charged_on[i] = points
    c.association_due_marked[sorted(marked)] = 1
    c.people("association_due_n", sorted(marked))


def association_arrive(c: Any) -> None:
    """Off the scores of three ledgers; to be listed is for those who are then below the threshold."""
    rules = c.rules
    everybody = bool(c.association_due_all.any())
    owed = np.zeros((5, c.stratum.size), dtype=int)
    owed[:3] = (
        c.association_due
        + np.where(np.arange(c.stratum.size) < c.subjects, 1, 0) * (c.association_due_all[:, None])
    )
    assert (owed >= 0).all()
    lowered = np.maximum(rules.floor, c.scores - owed)
    named = [] if everybody else [i for (i,) in c.rows("association_due_n")]
    scores = lowered if everybody else c.scores
    scores[:3, named] = lowered[:3, named]
    c.scores = scores
    c.association_held[:] += owed[0].astype(np.int16)
    c.association_held_justly[:] += owed[2].astype(np.int16)
    np.add.at(c.tally_association_points[c.month], c.stratum, owed[0])
    below = (owed > 0) & (c.scores < c.of_row(rules.threshold)) & ~c.listed
    reached = below.any(axis=0)
    c.touched_by_others |= (below * [[1], [2], [4], [0], [0]]).sum(axis=0).astype(np.uint8)
    c.flagged[reached] = c.association_due_origin[reached]
    c.note({*np.flatnonzero(reached), *named})
    for spent in (c.association_due, c.association_due_all, c.association_due_origin):
        spent[:] = 0
    c.association_due_marked[:] = 0
    c.put("association_due_n", [])


def _give(c: Any, j: int, points: int) -> None:
    back = min(points, int(c.association_held[j]))
    c.association_held[j] -= back
    if back > 0:
        c.recorded_score[j] = min(c.rules.ceiling, int(c.recorded_score[j]) + back)


def _acquit(c: Any, i: int, covered: set[str]) -> None:
    just = min(int(c.association_held[i]), int(c.association_held_justly[i]))
    _give(c, i, int(c.association_held[i]) - just if "error" in covered else 0)
    if "association" in covered:
        _give(c, i, just)
        c.association_held_justly[i] -= just


def association_return(c: Any) -> None:
    """First those who were heard, then those who had paid for an entry that was not to be."""
    rules, ties = c.rules, Ties(c)
    both = {"error", "association"}
    for i in np.flatnonzero(c.redress_event & (UPHELD | WITHOUT_EFFECT)):
        if c.association_held[i] == 0:
            continue
        right = wrong(int(c.listed_by[i])) in rules.recognises
        _acquit(c, i, rules.recognises & both if right else both)
        risen = rules.by_grade and c.recorded_score[i] >= rules.threshold[c.row[i]]
        if risen and c.redress_event[i] & WITHOUT_EFFECT:
            c.redress_event[i] ^= UPHELD | WITHOUT_EFFECT
            leaving = c.listed & False
            leaving[0, i] = True
            c.leave(leaving, EXITS.index("upheld"))
    left = [i for (i,) in c.rows("left_n")]
    for i in left:
        if EXITS[c.exit_reason[i]] == "audited":
            named = set(c.rules.scenario.audit.recognises)
            _acquit(c, i, named & both if wrong(int(c.listed_by[i])) in named else both)
    for i in left:
        if EXITS[c.exit_reason[i]] in ("audited", "upheld"):
            for j, cost in ties.cost(i, int(c.charged_on[i])).items():
                _give(c, j, cost)
            c.charged_on[i] = 0


def association_felt(c: Any) -> None:
    """Another bit for those restricted for others."""
    felt = c.restricted_by_association > 0
    c.restricted_by[felt] |= 4


def association_entries(c: Any) -> None:
    """What association listed, and which firms' entries a person feels."""
    ties = Ties(c)
    sector = [s.sector for s in c.rules.scenario.strata.values()]
    restricts = bool(c.rules.scenario.association.restrictions)
    for i, entered, own in c.rows("enter_n"):
        s = c.stratum[i]
        if not entered & 1 or c.entry_month[i] != c.month:
            continue
        if not own & 1:
            if ORIGINS[c.origin[i]] != "stale_copy":
                number = CAUSES.index(cause(int(c.state[i])))
                c.tally_entries_for_others[c.month, s, number] += 1
        elif sector[s] == "firm":
            pays = ties.part(int(c.charged_on[i]), max(ties.signed, ties.all))
            felt = c.representative[i] >= 0 and (pays > 0 or restricts)
            c.tally_firm_entries[c.month, s, int(felt)] += 1
    for i, _ in c.rows("changed_n"):
        if cause(int(c.state[i])) == "association" and not c.ever_for_others[i] & 1:
            c.ever_for_others[i] |= 1
            c.tally_ever_for_others[c.month, c.stratum[i], 0] += 1


def association_restrictions(c: Any) -> None:
    """Everybody's restrictions, from everybody's listing as it stands."""
    ties, listed = Ties(c), flags(c.state)
    why = np.zeros_like(c.restricted_why)
    for i in ties.people:
        others = [j for j in ties.answer(i) if listed[0, j]]
        just = any(listed[LEDGERS.index("error_free"), j] for j in others)
        why[i] = 2 if just else int(bool(others))
    for number in (1, 2):
        for counts, sign in ((c.restricted_why == number, -1), (why == number, 1)):
            change = sign * np.bincount(c.stratum[counts], minlength=len(c.rules.strata))
            c.tally_restricted_for_others[c.month, :, number - 1] += change
            c.tally_restrictions_for_others[c.month, :, :, number - 1] += change[:, None]
    first = (why > 0) & (c.ever_for_others & 2 == 0)
    c.ever_for_others[first] |= 2
    np.add.at(c.tally_ever_for_others[c.month], (c.stratum[first], 1), 1)
    c.restricted_why[:] = why
    c.restricted_by_association[:] = why > 0


TWINS = {
    twin.__name__: twin
    for twin in (
        representatives,
        association_start,
        association_charge,
        association_arrive,
        association_return,
        association_felt,
        association_entries,
        association_restrictions,
    )
}
