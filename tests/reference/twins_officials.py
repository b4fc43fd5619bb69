"""Twins of what officials do with records: favour, quota, sale."""

import math
from typing import Any

import numpy as np

from ostraka.population.ledgers import EXITS
from tests.reference.cell import Record
from tests.reference.luck import NEVER, WORD, below, choose, lag, monthly


def favour(c: Any) -> None:
    """Some records about the favoured are marked as dropped."""
    chances = [c.rules.scenario.favour.probability.of(s) for s in c.rules.strata]
    made = []
    for record in c.records:
        s = c.stratum[record.owner]
        if below(c.one(record.owner, "favour.drop", record.index)[0], chances[s]):
            record = record._replace(marks=record.marks | 2)
            c.tally_dropped[c.month, s, record.origin] += 1
        made.append(record)
    c.put("record_n", made)


def weights(c: Any) -> Any:
    """Exposure of everybody in the cell, in thousandths of the mean."""
    strata = c.rules.scenario.strata.values()
    given = [float(s.exposure) for s in strata]
    mean = sum(g * share for g, share in zip(given, c.rules.shares, strict=True))
    return np.array([round(1000 * g / mean) for g in given])[c.stratum[: c.subjects]]


def exposure_start(c: Any) -> None:
    """Summed up over the people."""
    c.exposed_sum[: c.subjects] = np.cumsum(weights(c))
    c.exposed_sum[c.subjects :] = weights(c).sum()


def ball(c: Any, word: int) -> int:
    """A person from an urn with a ball for each thousandth of exposure."""
    edges = np.cumsum(weights(c))
    return int(np.searchsorted(edges, word * int(edges[-1]) // WORD, side="right"))


def quota(c: Any) -> None:
    """From the number found to the number expected, each missing one perhaps invented."""
    rules = c.rules.scenario.quota
    records, invented = c.records, []
    for number, name in enumerate(c.rules.scenario.categories):
        if name not in rules.records_per_1000:
            continue
        expected = float(rules.records_per_1000[name]) / 1000 * c.subjects
        degrees = [k for k, d in enumerate(c.rules.degrees) if d.category == name]
        found = sum(record.degree in degrees for record in records)
        for k in range(found, math.ceil(expected)):
            zeal, asked, whom, which = c.one(0, "quota.fabrication", 256 * number + k)
            if not below(zeal, float(rules.zeal)) or (asked + 0.5) / WORD >= expected - k:
                continue
            i = ball(c, whom)
            before = sum(record.owner == i for record in invented)
            if before == 32:
                continue
            degree = degrees[int(choose([c.rules.degrees[d].share for d in degrees], which))]
            own = 480 + before + c.month % 128 * 512
            invented.append(Record(i, i, degree, 4, own))
            c.tally_fabricated[c.month, c.stratum[i], degree] += 1
    c.put("record_n", [*records, *invented])


def sale(c: Any) -> None:
    """A hazard of the stratum from the month after entry; then all is gone, for good."""
    rules = c.rules
    hazards = [rules.scenario.sale.hazard_per_month.of(s) for s in rules.strata]
    for (i,) in c.rows("newcomer_n"):
        wait = lag(monthly(hazards[c.stratum[i]]), c.one(i, "sale.wait")[0])
        c.sale_due[i] = min(NEVER, c.month + 1 + wait)
    now = (c.sale_due == c.month) & c.listed[0]
    c.sale_due[now & (c.renewal_month == c.month)] += 1
    leaving = c.listed & False
    for i in np.flatnonzero(now & (c.sale_due == c.month)):
        leaving[0, i] = True
        for k, row in enumerate(c.rows("log_n")):
            holder, _, degree, _, _, state, cost, _, month, _ = row
            if holder != i or state & 1:
                continue
            expired = rules.life is not None and month + rules.life <= c.month
            triggers = rules.degrees[degree].trigger[c.stratum[i]] and month >= c.entry_month[i]
            if not expired and (rules.threshold is not None or triggers):
                c.log_state[k] |= 1
                c.recorded_score[i] = min(rules.ceiling, int(c.recorded_score[i]) + cost)
    c.leave(leaving, EXITS.index("sold"))


TWINS = {twin.__name__: twin for twin in (favour, exposure_start, quota, sale)}
