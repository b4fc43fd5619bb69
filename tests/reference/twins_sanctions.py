"""Twins of joint sanctions, re-import, breach, and of what is counted of them.

Masks are unpacked into tables (people x agencies), and everybody is looked at, every month.
"""

import zlib
from typing import Any

import numpy as np

from ostraka.population.ledgers import CAUSES
from tests.reference.luck import LONGEST, NEVER, below, lag, monthly
from tests.reference.persons import cause

STALE = len(CAUSES)
WRONG = CAUSES.index("by_rules") + 1


class Sanctions:
    """The agencies' habits, agency by agency."""

    def __init__(self, rules: Any) -> None:
        given = rules.scenario.joint_sanctions
        self.names = list(given.agencies)
        self.agencies = list(given.agencies.values())
        self.number = len(self.names)
        self.keys = [zlib.crc32(name.encode()) % 65_536 for name in self.names]
        self.after_notice = given.after_notice
        self.wait = int(float(given.notice_months)) if given.after_notice else 0
        self.most = int(float(given.most_agencies))
        sectors = [stratum.sector for stratum in rules.scenario.strata.values()]
        self.opens = [
            [g for g, a in enumerate(self.agencies) if a.sectors is None or sector in a.sectors]
            for sector in sectors
        ]
        named = [name for a in self.agencies for name in a.restrictions]
        self.restrictions = list(dict.fromkeys(named))
        self.imposes = np.array(
            [[name in a.restrictions for name in self.restrictions] for a in self.agencies]
        )
        self.reimports = [monthly(float(a.reimport_per_month)) for a in self.agencies]

    def adoption(self, agency: int, word: int) -> int:
        """Months to a copy; LONGEST if there is never one."""
        habits = self.agencies[agency]
        return _some(float(habits.adoption_probability), float(habits.adoption_months), word)

    def dropping(self, agency: int, word: int) -> int:
        """Months to the end of a copy; LONGEST if it has none."""
        habits = self.agencies[agency]
        return _some(1.0 - float(habits.never_drops), float(habits.drop_months), word)


def _some(chance: float, mean: float, word: int) -> int:
    if not below(word, chance):
        return LONGEST
    return lag(1 / (1 + mean), int(word / chance))


def _table(c: Any, name: str, number: int) -> Any:
    """One mask column as a table (people, agencies)."""
    return (getattr(c, name)[:, None] >> np.arange(number, dtype=np.uint64)) & np.uint64(1) > 0


def _masks(table: Any) -> Any:
    """The reverse of :func:`_table`."""
    weights = np.uint64(1) << np.arange(table.shape[1], dtype=np.uint64)
    return np.where(table, weights, np.uint64(0)).sum(axis=1, dtype=np.uint64)


def _touch(c: Any, mask: Any) -> None:
    c.sanction_stirred[mask] = 1
    c.people("sanction_n", np.flatnonzero(c.sanction_stirred))


def _soonest(c: Any, adopt: Any, drop: Any, who: Any) -> None:
    number = adopt.shape[1]
    due = np.minimum(
        np.where(adopt, c.adopt_due[:, :number], NEVER),
        np.where(drop, c.drop_due[:, :number], NEVER),
    )
    c.sanction_soonest[who] = due.min(axis=1)[who]


def adoption(c: Any) -> None:
    """A plan for each entry that takes effect; then whatever is due, for everybody."""
    rules = Sanctions(c.rules)
    tables = [
        _table(c, name, rules.number) for name in ("copies", "current", "will_adopt", "will_drop")
    ]
    held, fresh, adopt, drop = tables
    before = held.copy(), fresh.copy()
    for (i,) in c.rows("newcomer_n"):
        c.reached[i] = 0
    looked = c.sanction_soonest == c.month
    for (i,) in c.rows("notified_n" if rules.after_notice else "newcomer_n"):
        if c.effect_entry[i] == c.entry_month[i] or not c.on_list[i]:
            continue
        c.effect_entry[i] = c.entry_month[i]
        c.adopt_due[i] = NEVER
        adopt[i] = False
        looked[i] = True
        willing = 0
        for g in rules.opens[c.stratum[i]]:
            word = c.one(i, "joint_sanctions.adoption", rules.keys[g], int(c.entry_month[i]))[0]
            months = rules.adoption(g, word)
            if months < LONGEST and willing < rules.most:
                willing += 1
                adopt[i, g] = True
                c.adopt_due[i, g] = c.month + rules.wait + months
    adopt &= ~(looked & (c.on_list == 0))[:, None]
    taken = looked[:, None] & adopt & (c.adopt_due[:, : rules.number] == c.month)
    adopt &= ~taken
    fresh |= taken
    held |= taken
    c.reached[:] = c.reached + taken.sum(axis=1)
    kept = drop & taken
    c.drop_due[:, : rules.number][kept] = NEVER
    drop &= ~kept
    dropped = looked[:, None] & drop & (c.drop_due[:, : rules.number] == c.month)
    drop &= ~dropped
    held &= ~dropped
    for name, table in zip(("copies", "current", "will_adopt", "will_drop"), tables, strict=True):
        getattr(c, name)[:] = _masks(table)
    _soonest(c, adopt, drop, looked)
    assert not (fresh & ~held).any()
    changed = ((held != before[0]) | (fresh != before[1])).any(axis=1)
    _touch(c, changed)


def dropping(c: Any) -> None:
    """What was current is stale; each copy has an end, or none."""
    rules = Sanctions(c.rules)
    names = ("copies", "current", "will_adopt", "will_drop")
    tables = [_table(c, name, rules.number) for name in names]
    held, fresh, adopt, drop = tables
    gone = np.array([i for (i,) in c.rows("left_n")], dtype=int)
    touched = np.zeros(c.stratum.size, dtype=bool)
    for i in gone:
        touched[i] = fresh[i].any()
        if touched[i] and not drop[i].any():
            c.drop_due[i] = NEVER
        for g in np.flatnonzero(fresh[i]):
            word = c.one(i, "joint_sanctions.dropping", rules.keys[g], int(c.entry_month[i]))[0]
            months = rules.dropping(g, word)
            c.stale_since[i, g] = c.month
            held[i, g] = months > 0
            drop[i, g] = 0 < months < LONGEST
            c.drop_due[i, g] = c.month + months if months < LONGEST else NEVER
    fresh[gone], adopt[gone] = False, False
    for name, table in zip(names, tables, strict=True):
        getattr(c, name)[:] = _masks(table)
    _soonest(c, adopt, drop, gone)
    _touch(c, touched)


def reimport(c: Any) -> None:
    """The first of the agencies that keep a copy for good, and that put people back."""
    rules = Sanctions(c.rules)
    names = ("copies", "current", "will_drop")
    held, fresh, drop = (_table(c, name, rules.number) for name in names)
    kept = held & ~fresh & ~drop & (np.array(rules.reimports) > 0)

    def wait(i: int, month: int) -> int:
        return min(
            (
                lag(
                    rules.reimports[g],
                    c.one(i, "joint_sanctions.reimport", rules.keys[g], month)[0],
                )
                for g in np.flatnonzero(kept[i])
            ),
            default=LONGEST,
        )

    for (i,) in c.rows("left_n"):
        months = wait(i, int(c.entry_month[i]))
        c.reimport_due[i] = c.month + months if months < LONGEST else NEVER
    back = np.flatnonzero(c.reimport_due == c.month)
    c.reimport_due[back] = NEVER
    for i in back[c.on_list[back] == 0]:
        c.reimported[i] = 1
        c.note([i])
        months = wait(i, c.month)
        c.reimport_due[i] = c.month + 1 + months if months < LONGEST else NEVER


def breach(c: Any) -> None:
    """By year and agency, for the whole jurisdiction."""
    rules = Sanctions(c.rules)
    year, month = divmod(c.month, 12)
    for g, agency in enumerate(rules.agencies):
        leaks, when, _, _ = c.luck.one(0, year, "breach.year", rules.keys[g])
        happens = below(leaks, float(agency.breach_per_year))
        if month == 0:
            c.breach_month[g] = 12 * year + when * 12 // 2**32 if happens else NEVER
        if not happens or when * 12 // 2**32 != month:
            continue
        c.tally_breaches[c.month, g] += c.first == 0
        for i in np.flatnonzero(_table(c, "copies", rules.number)[:, g]):
            state = int(c.listed_by[i]) | int(c.origin[i]) << 5
            is_fresh = int(c.current[i]) >> g & 1
            carried = CAUSES.index(cause(state)) if is_fresh else STALE
            c.tally_exposed[c.month, c.stratum[i], carried] += 1
            c.tally_ever_exposed[c.month, c.stratum[i]] += not c.exposed[i]
            c.exposed[i] = 1


def copied(c: Any) -> None:
    """The agencies' bit: anybody on any copy."""
    c.restricted_by[:] = np.where(c.copies > 0, c.restricted_by | 2, c.restricted_by)


def _carried(held: Any, fresh: Any, causes: Any) -> Any:
    """What each copy or restriction rests on: 0 where there is none."""
    return np.where(fresh, causes[:, None], np.where(held, STALE, 0))


def _rests_on(carried: Any) -> Any:
    """Index into SANCTIONED of what all copies of each person rest on."""
    stale = (carried == STALE).any(axis=1)
    mine = np.where(carried == STALE, 0, carried).max(axis=1, initial=0)
    kind = np.select([mine >= WRONG, mine > 0, stale], [3, 1, 4], 0)
    return kind + (stale & (kind > 0))


def restrictions(c: Any) -> None:
    """Count everybody as they were counted last and as they are now; the difference is this month's."""
    rules = Sanctions(c.rules)
    causes = np.array([CAUSES.index(cause(int(state))) for state in c.state])
    now = [_table(c, name, rules.number) for name in ("copies", "current")]
    before = [_table(c, name, rules.number) for name in ("counted_copies", "counted_current")]
    assert set(np.flatnonzero((now[0] != before[0]).any(axis=1))) <= {
        i for (i,) in c.rows("sanction_n")
    }
    kinds = []
    for sign, (held, fresh), why in ((-1, before, c.counted_cause.astype(int)), (1, now, causes)):
        by_agency = _carried(held, fresh, why)
        by_name = _carried(held @ rules.imposes, fresh @ rules.imposes, why)
        for tally, carried in ((c.tally_copies, by_agency), (c.tally_restrictions, by_name)):
            i, g = np.nonzero(carried)
            np.add.at(tally[c.month], (c.stratum[i], carried[i, g], g), sign)
        kind = _rests_on(by_agency)
        some = kind > 0
        np.add.at(c.tally_sanctioned[c.month], (c.stratum[some], kind[some]), sign)
        kinds.append(kind)
    stale = (now[0] & ~now[1]).any(axis=1)
    for bit, is_so in enumerate((kinds[1] > 0, np.isin(kinds[1], (3, 4)), stale)):
        first = is_so & (c.ever_sanctioned >> bit & 1 == 0)
        np.add.at(c.tally_ever_sanctioned[c.month], (c.stratum[first], bit), 1)
        c.ever_sanctioned[first] |= 1 << bit
    other = (now[0] != before[0]) | (now[1] != before[1])
    moved = other.any(axis=1) | now[1].any(axis=1) & (causes != c.counted_cause)
    c.counted_cause[moved] = causes[moved]
    c.counted_copies[:], c.counted_current[:] = c.copies, c.current
    c.sanction_stirred[:] = 0
    c.put("sanction_n", [])


def cascades(c: Any) -> None:
    """What each entry reached, when it ends; what is left of it, twelve months on."""
    rules = Sanctions(c.rules)
    stale = _table(c, "copies", rules.number) & ~_table(c, "current", rules.number)
    if c.month >= 12:
        slot = (c.month - 12) % 13
        for k in range(c.removal_n[slot]):
            i = c.removal_who[slot, k]
            bites = (stale[i] & (c.stale_since[i] == c.month - 12)).any()
            at = (c.stratum[i], c.removal_cause[slot, k], c.removal_exit[slot, k], int(bites))
            c.tally_aftermath[at] += 1
    ended = [(i, was) for i, was in c.rows("changed_n") if was & 1 and not c.state[i] & 1]
    slot = c.month % 13
    c.removal_n[slot] = len(ended)
    for k, (i, was) in enumerate(ended):
        c.removal_who[slot, k], c.removal_exit[slot, k] = i, c.exit_reason[i]
        c.removal_cause[slot, k] = CAUSES.index(cause(was))
    for i, was in c.rows("changed_n"):
        if c.state[i] & 1 and not was & 1:
            c.entry_cause[i] = CAUSES.index(cause(int(c.state[i])))
    over = [(i, int(c.exit_reason[i])) for i, _ in ended]
    if c.month + 1 == c.months:
        over += [(i, 0) for i in np.flatnonzero(c.state & 1)]
    for i, how in over:
        s, why, number = c.stratum[i], c.entry_cause[i], int(c.reached[i])
        c.tally_cascades[s, why, how, number] += 1
        c.tally_reached[s, why] += number


TWINS = {
    twin.__name__: twin
    for twin in (adoption, dropping, reimport, copied, breach, restrictions, cascades)
}
