"""Twins of the passes from people to records on their way."""

import math
from typing import Any

import numpy as np

from tests.reference.answers import Answers
from tests.reference.cell import Record
from tests.reference.luck import WORD, below, choose, lag, some_poisson


def cell_start(c: Any) -> None:
    """Households are laid end to end; the last is cut at the end of the cell."""
    rules = c.rules
    of_cell = int(choose(rules.shares, c.one(0, "population.cell_stratum", month=0)[0]))
    head = c.all(0, "population.household")
    person = c.all(0, "population.person")
    sizes = 1 + choose(rules.household_sizes, head[0])
    starts, at = [], 0
    while at < c.subjects:
        starts.append(at)
        at += int(sizes[at])
    lead = np.repeat(starts, np.diff([*starts, c.subjects]))
    drawn = np.where(below(head[2], rules.segregation), of_cell, choose(rules.shares, head[1]))
    apart = np.where(below(person[1], rules.segregation), of_cell, choose(rules.shares, person[2]))
    people = slice(0, c.subjects)
    mixed = below(person[0], rules.mixing)[people]
    everywhere = np.arange(c.stratum.size)
    c.stratum[:] = 0
    c.stratum[people] = np.where(mixed, apart[people], drawn[lead])
    c.row[:] = c.rules.home * len(rules.strata) + c.stratum
    c.frailty[:] = 0
    c.frailty[people] = rules.frailty[(person[3][people] * len(rules.frailty) // WORD).astype(int)]
    c.household_first[:] = everywhere
    c.household_first[people] = lead
    c.household_size[:] = 1
    c.household_size[people] = np.bincount(lead)[lead]
    weights = np.array(rules.weight)[c.stratum]
    weights[c.subjects :] = 0
    c.confusable_sum[:] = np.cumsum(weights)
    c.tally_people[:] += np.bincount(c.stratum[people], minlength=len(rules.strata))
    c.tally_household_cuts[0] += at > c.subjects


def conduct_start(c: Any) -> None:
    """Personal ceilings: frailty times the frail categories, plus the others."""
    degrees = c.rules.degrees
    frail = c.frailty * c.of(np.sum([d.ceiling for d in degrees if d.frail], axis=0) + np.zeros(1))
    other = c.of(
        np.zeros(len(c.rules.strata)) + sum(np.array(d.ceiling) for d in degrees if not d.frail)
    )
    c.act_mean[:] = np.where(np.arange(c.stratum.size) < c.subjects, frail + other, 0)
    c.act_none[:] = [math.exp(-mean) for mean in c.act_mean]
    c.act_frail_share[:] = [f / m if m else 0 for f, m in zip(frail, c.act_mean, strict=True)]
    some = np.array([-math.expm1(-mean) for mean in c.act_mean])
    c.act_threshold[:] = np.minimum(np.rint(some * WORD), WORD - 1)


def _scan(c: Any, limits: Any, purpose: str, turn: int) -> Any:
    """Bits of four turns, from one draw a subject."""
    hits = c.all(turn // 4, purpose) < np.asarray(limits, dtype=np.uint64)
    return sum(hits[k].astype(np.uint8) << k for k in range(4))


def conduct(c: Any) -> None:
    """Candidates at the ceiling, each kept with probability (largest) rate over ceiling."""
    degrees, answers = c.rules.degrees, Answers(c.rules)
    if c.month % 4 == 0:
        c.act_hit[:] = _scan(c, c.act_threshold, "conduct.scan", c.month)
    acts = []
    for i in np.flatnonzero(c.act_hit & (1 << c.month % 4)):
        s = c.stratum[i]
        for j in range(some_poisson(c.act_mean[i], c.one(i, "conduct.acts")[3])):
            kind, which, kept, _ = c.one(i, "conduct.acts", j)
            frail = (kind + 0.5) / WORD < c.act_frail_share[i]
            degree = int(choose([d.ceiling[s] * (d.frail == frail) for d in degrees], which))
            share = degrees[degree].rate[s] / degrees[degree].ceiling[s]
            share *= answers.hardship(s, degree) * answers.gain(degree)
            if below(kept, min(1.0, share)):
                acts.append((i, degree, j, 0))
    c.put("act_n", acts)


def recording(c: Any) -> None:
    """An act is recorded with the detection of its category."""
    detected = (
        Record(i, i, degree, 0, j + c.month % 128 * 512, marks)
        for i, degree, j, marks in c.rows("act_n")
        if below(c.one(i, "recording.detection", j)[0], c.rules.degrees[degree].detection[c.row[i]])
    )
    c.put("record_n", detected)


def unfounded_start(c: Any) -> None:
    """One minus exp(-sum of ceilings), for people only."""
    total = np.sum([f.ceiling for f in c.rules.false], axis=0)
    some = np.array([-math.expm1(-mean) for mean in c.of(total)])
    some[c.subjects :] = 0
    c.unfounded_threshold[:] = np.minimum(np.rint(some * WORD), WORD - 1)


def unfounded(c: Any) -> None:
    """Records of nothing, from every source; ordinals above those of acts."""
    if c.month % 4 == 0:
        c.unfounded_hit[:] = _scan(c, c.unfounded_threshold, "unfounded.scan", c.month)
    made = []
    for i in np.flatnonzero(c.unfounded_hit & (1 << c.month % 4)):
        s = c.stratum[i]
        ceilings = [f.ceiling[s] for f in c.rules.false]
        for j in range(some_poisson(sum(ceilings), c.one(i, "unfounded.events")[3])):
            _, which, kept, _ = c.one(i, "unfounded.events", j)
            source = c.rules.false[int(choose(ceilings, which))]
            own = 256 + j + c.month % 128 * 512
            if below(kept, source.rate[s] / source.ceiling[s]):
                made.append(Record(i, i, source.degree, source.origin, own))
    c.put("record_n", [*c.records, *made])


def linking(c: Any) -> None:
    """Among all others, in proportion to confusability."""
    weights = np.array(c.rules.weight)[c.stratum[: c.subjects]]
    linked = []
    for record in c.records:
        miss, whom, _, _ = c.one(record.owner, "linking.mislink", record.index)
        if below(miss, c.rules.mislink[c.stratum[record.owner]]):
            others = np.delete(np.arange(c.subjects), record.owner)
            edges = np.cumsum(weights[others])
            if edges.size and edges[-1] > 0:
                place = np.searchsorted(edges, whom * int(edges[-1]) // WORD, side="right")
                record = record._replace(holder=int(others[place]))
        linked.append(record)
    c.put("record_n", linked)


def reporting_delay(c: Any) -> None:
    """A geometric lag; what has none stays, the rest goes on its way."""
    success = 1 / (1 + c.rules.delay)
    now, later = [], c.rows("waiting_n")
    for record in c.records:
        wait = lag(success, c.one(record.owner, "delay.reporting", record.index)[0])
        due = min(c.month + wait, c.months)
        if wait == 0:
            now.append(record)
        else:
            later.append((due, *record))
    c.put("record_n", now)
    c.put("waiting_n", later)


def arrivals(c: Any) -> None:
    """What is due arrives after what is new."""
    waiting = c.rows("waiting_n")
    due = [Record(*which) for when, *which in waiting if when == c.month]
    c.put("record_n", [*c.records, *due])
    c.put("waiting_n", [row for row in waiting if row[0] != c.month])


TWINS = {
    twin.__name__: twin
    for twin in (
        cell_start,
        conduct_start,
        conduct,
        recording,
        unfounded_start,
        unfounded,
        linking,
        reporting_delay,
        arrivals,
    )
}
