"""Twins of records that come from people and programs: informants, malice, averaging."""

import math
from typing import Any

import numpy as np

from tests.reference.cell import Record
from tests.reference.luck import WORD, below, choose, some_poisson
from tests.reference.twins_officials import ball, weights

FIRST, REPEATED, KNOWN, MALICIOUS = range(4)


def _reports(c: Any) -> tuple[list[float], list[int]]:
    """Mean number of true reports of an act, and the reward, by degree."""
    rules = c.rules.scenario.informants
    means, rewards = [], []
    for degree in c.rules.degrees:
        tier = rules.tiers.get(degree.category)
        if tier is None:
            means.append(0.0)
            rewards.append(0)
            continue
        base = tier.reports_per_act or rules.reports_per_act
        relative = float(tier.reward_yuan) / float(rules.reference_reward_yuan)
        means.append(float(base) * relative ** float(rules.response))
        rewards.append(int(float(tier.reward_yuan)))
    return means, rewards


def _other(c: Any, i: int, word: int) -> int:
    """Somebody else of the cell."""
    return int(np.delete(np.arange(c.subjects), i)[word * (c.subjects - 1) // WORD])


def informants(c: Any) -> None:
    """Each act has its reports; the earliest of an unknown act is paid and becomes the record."""
    means, rewards = _reports(c)
    detected = {(record.owner, record.index): record for record in c.records if not record.origin}
    made = []
    for i, degree, j, marks in c.rows("act_n"):
        own = j + c.month % 128 * 512
        some, many, _, _ = c.one(i, "informants.reports", j)
        if c.subjects == 1 or not below(some, -math.expm1(-means[degree])):
            continue
        words = [
            c.one(i, "informants.report", j + 256 * r)
            for r in range(some_poisson(means[degree], many))
        ]
        people = [c.stratum[_other(c, i, word[1])] for word in words]
        earliest = min(range(len(words)), key=lambda r: words[r][0])
        for r, s in enumerate(people):
            what = KNOWN if (i, own) in detected else FIRST if r == earliest else REPEATED
            c.tally_reports[c.month, s, what] += 1
            if what == FIRST:
                c.tally_payments[c.month, s, 0] += rewards[degree]
                made.append(Record(i, i, degree, 0, own, marks | 8))
    c.put("record_n", [*c.records, *made])


def malice(c: Any) -> None:
    """In the stated proportion to what true reports are expected, by the stratum's exposure."""
    means, rewards = _reports(c)
    share = float(c.rules.scenario.informants.malicious_share)
    rates = [
        sum(r * s for r, s in zip(degree.rate, c.rules.shares, strict=True)) * mean
        for degree, mean in zip(c.rules.degrees, means, strict=True)
    ]
    total = sum(rates) * share / (1 - share) * weights(c).sum() / 1000
    made = []
    for part in range(math.ceil(total / 32) if c.subjects > 1 else 0):
        mean = min(32, total - 32 * part)
        some, many, _, _ = c.one(0, "informants.malice", part)
        if (some + 0.5) / WORD >= -math.expm1(-mean):
            continue
        for k in range(some_poisson(mean, many)):
            whom, by, which, _ = c.one(0, "informants.accusation", 256 * part + k)
            i, degree = ball(c, whom), int(choose(rates, which))
            before = sum(record.owner == i for record in made)
            if before == 31:
                continue
            made.append(Record(i, i, degree, 3, 448 + before + c.month % 128 * 512, 8))
            s = c.stratum[_other(c, i, by)]
            c.tally_reports[c.month, s, MALICIOUS] += 1
            c.tally_payments[c.month, s, 1] += rewards[degree]
    c.put("record_n", [*c.records, *made])


def _spells(c: Any) -> tuple[Any, Any, Any]:
    """Share of time at work, chance of staying there, chance of finding work, by stratum."""
    rules = c.rules.scenario.averaging
    share = np.array([rules.working_share.of(s) for s in c.rules.strata])
    length = np.array([rules.work_spell_fortnights.of(s) for s in c.rules.strata])
    return share, 1 - 1 / length, share / (1 - share) / length


def averaging_start(c: Any) -> None:
    """Recipients for life; at work with the share of time that they work."""
    rules = c.rules.scenario.averaging
    share, stays, finds = _spells(c)
    words = c.all(0, "averaging.recipient")
    receives = below(words[0], c.of([rules.recipients.of(s) for s in c.rules.strata]))
    who = np.flatnonzero(receives[: c.subjects])
    s = c.stratum[who]
    c.recipient_n[0] = who.size
    c.recipient_who[: who.size] = who
    c.recipient_stays[: who.size] = np.minimum(np.rint(stays[s] * WORD), WORD - 1)
    c.recipient_finds[: who.size] = np.minimum(np.rint(finds[s] * WORD), WORD - 1)
    c.at_work[: who.size] = below(words[1][who], share[s])


def averaging(c: Any) -> None:
    """Fortnight by fortnight through the year; then a twenty-sixth of the income each."""
    rules = c.rules.scenario.averaging
    if (c.month + 1) % 12:
        return
    n = int(c.recipient_n[0])
    who = c.recipient_who[:n]
    year = []
    for turn in range((c.month + 1) // 12 * 26 - 26, (c.month + 1) // 12 * 26):
        word = c.luck.many(c.first + who, turn // 4, "averaging.work")[turn % 4]
        limit = np.where(c.at_work[:n] > 0, c.recipient_stays[:n], c.recipient_finds[:n])
        c.at_work[:n] = word < limit
        year.append(c.at_work[:n].copy())
    c.worked[:n] = np.sum(year, axis=0)
    claimed = [k for k, d in enumerate(c.rules.degrees) if d.category == rules.claims]
    records = c.records
    for k, i in enumerate(who):
        s = c.stratum[i]
        earned = [float(year[f][k]) * rules.income.of(c.rules.strata[s]) for f in range(26)]
        average = sum(earned) / 26
        too_much = [max(0.0, average - float(rules.free_area)) for e in earned if e == 0]
        wrong = sum(too_much) > 0
        c.tally_averaging[c.month, s, int(wrong)] += 1
        if wrong:
            word = c.one(i, "averaging.debt")[0]
            degree = claimed[int(choose([c.rules.degrees[d].share for d in claimed], word))]
            records.append(Record(i, i, degree, 2, 479 + c.month % 128 * 512))
            debt = float(rules.taper) * too_much[0] * len(too_much)
            c.tally_averaged_debt[c.month, s] += math.floor(debt)
    c.put("record_n", records)


TWINS = {twin.__name__: twin for twin in (informants, malice, averaging_start, averaging)}
