"""Twins of attention: the budget in fractions of a whole, and recording where somebody looks."""

from typing import Any

import numpy as np
from scipy import stats

from ostraka.population.ledgers import CAUSES
from tests.reference.cell import Record
from tests.reference.luck import WORD, below, choose, some_poisson
from tests.reference.persons import cause
from tests.reference.twins_records import _scan

MOST = 100.0


class Attention:
    """What a scenario says of attention, for one jurisdiction of so many cells."""

    def __init__(self, scenario: Any, cells: int) -> None:
        given = scenario.attention
        self.rule = given.rule
        self.epoch = int(float(given.epoch_months))
        self.cumulative = given.cumulative
        self.floor = float(given.attention_floor)
        weight = given.discovered_weight
        self.weight = 1.0 if weight is None else float(weight)
        self.reported = {name: float(p) for name, p in given.reported.items()}
        first = [float(n) for n in given.initial_records]
        deals = self.dealt(float(given.spread), cells)
        self.initial = [first[cell % len(first)] * deals[cell] for cell in range(cells)]

    @staticmethod
    def dealt(cv: float, cells: int) -> list[float]:
        """Mean of a gamma variate within each of so many equal shares, dealt out by the golden ratio."""
        if cv == 0:
            return [1.0] * cells
        edges = stats.gamma(cv**-2, scale=cv**2).ppf(np.arange(cells + 1) / cells)
        part = np.diff(stats.gamma(cv**-2 + 1, scale=cv**2).cdf(edges)) * cells
        turn = [cell * 0x9E3779B97F4A7C15 % 2**64 for cell in range(cells)]
        place = {cell: k for k, cell in enumerate(sorted(range(cells), key=turn.__getitem__))}
        return [float(part[place[cell]]) for cell in range(cells)]

    def over(self, counts: list[float]) -> list[float]:
        """Attention: in proportion, cell after cell lifted to the floor, the lowest first."""
        cells = len(counts)
        lifted: set[int] = set()
        if sum(counts) == 0:
            return [1.0] * cells
        while True:
            left = cells - self.floor * len(lifted)
            total = sum(n for cell, n in enumerate(counts) if cell not in lifted)
            now = [self.floor if c in lifted else left * n / total for c, n in enumerate(counts)]
            under = [c for c in range(cells) if c not in lifted and now[c] < self.floor]
            if not under:
                return now
            lifted.add(min(under, key=now.__getitem__))

    def after(self, epochs: list[list[tuple[int, int]]]) -> list[float]:
        """Attention after epochs with (found, reported) records a cell, from the beginning."""
        attention = self.over(self.initial)
        counts = list(self.initial)
        for epoch in epochs:
            for cell, (found, reported) in enumerate(epoch):
                before = counts[cell] if self.cumulative else self.initial[cell]
                weight = self.weight
                if self.rule == "corrected":
                    weight = weight / attention[cell] if attention[cell] > 0 else 0.0
                counts[cell] = before + weight * found + (1 - self.weight) * reported
            attention = self.over(counts)
        return attention

    def tenths(self) -> list[int]:
        """From 0 to 9; ties in order of the cells."""
        attention = self.over(self.initial)
        cells = len(attention)
        ranked = sorted(range(cells), key=lambda cell: (-attention[cell], cell))
        return [9 - 10 * ranked.index(cell) // cells for cell in range(cells)]


def rules(c: Any) -> Attention:
    """Of this cell's jurisdiction."""
    cells = -(-c.rules.people // c.rules.cell_size)
    return Attention(c.rules.scenario, cells)


def attend(c: Any) -> None:
    """As at first: a bench has no meetings."""
    given = rules(c)
    c.attention[0] = given.over(given.initial)[c.first // c.stratum.size]


def attention_finds(c: Any) -> None:
    """What is new since the epoch began, by whether somebody reported it."""
    if c.month % rules(c).epoch == 0:
        c.attention_found[0] = c.attention_reported[0] = 0
    told = sum(record.marks & 8 == 8 for record in c.records)
    c.attention_found[0] += len(c.records) - told
    c.attention_reported[0] += told


def attended_recording(c: Any) -> None:
    """Found, or else reported."""
    reported, made = rules(c).reported, []
    for i, degree, j, marks in c.rows("act_n"):
        s = c.stratum[i]
        chance = c.rules.degrees[degree].detection[s] * c.attention[0]
        if chance > 1:
            c.tally_clipped[c.month, s] += round((chance - 1) * 2**20)
        told = reported.get(c.rules.degrees[degree].category, 0.0)
        found = below(c.one(i, "recording.detection", j)[0], min(chance, 1.0))
        if not found:
            marks += 8
        if found or below(c.one(i, "attention.report", j)[0], told):
            made.append(Record(i, i, degree, 0, j + c.month % 128 * 512, marks))
    c.put("record_n", made)


def attended_unfounded(c: Any) -> None:
    """At the ceilings times attention; drawn anew when attention may have changed."""
    total = np.sum([f.ceiling for f in c.rules.false], axis=0) * c.attention[0]
    mean = np.minimum(c.of(total), MOST)
    people = np.arange(c.stratum.size) < c.subjects
    for s in c.stratum[people & (c.of(total) > MOST)]:
        c.tally_capped[c.month, s] += 1
    if c.month % 4 == 0 or c.month % rules(c).epoch == 0:
        some = np.where(people, -np.expm1(-mean), 0)
        c.attended_threshold[:] = np.minimum(np.rint(some * WORD), WORD - 1)
        c.unfounded_hit[:] = _scan(c, c.attended_threshold, "unfounded.scan", c.month)
    made = []
    for i in np.flatnonzero(c.unfounded_hit & (1 << c.month % 4)):
        s = c.stratum[i]
        for j in range(some_poisson(mean[i], c.one(i, "unfounded.events")[3])):
            _, which, kept, _ = c.one(i, "unfounded.events", j)
            source = c.rules.false[int(choose([f.ceiling[s] for f in c.rules.false], which))]
            if below(kept, source.rate[s] / source.ceiling[s]):
                own = 256 + j + c.month % 128 * 512
                made.append(Record(i, i, source.degree, source.origin, own))
    c.put("record_n", [*c.records, *made])


def watched_records(c: Any) -> None:
    """By the tenth of the cell at first."""
    tenth = rules(c).tenths()[c.first // c.stratum.size]
    for power in (1, 2):
        c.tally_attention[c.month, tenth, power - 1] += round(
            float(c.attention[0]) ** power * 2**20
        )
    for record in c.records:
        c.tally_watched_records[c.month, c.stratum[record.owner], tenth, record.origin] += 1
    if c.month == 0:
        c.tally_watched_people[:, tenth] += np.bincount(
            c.stratum[: c.subjects], minlength=len(c.rules.strata)
        )


def watched_people(c: Any) -> None:
    """States begin and end; a person is wrongly listed for the first time once."""
    tenth = rules(c).tenths()[c.first // c.stratum.size]
    for i, before in c.rows("changed_n"):
        at = (c.month, c.stratum[i], tenth)
        was, now = (CAUSES.index(cause(int(state))) > 1 for state in (before, c.state[i]))
        c.tally_watched_months[at] += int(now) - int(was)
        c.tally_watched_ever[at] += bool(now and not c.ever[i] & 2)


TWINS = {
    twin.__name__: twin
    for twin in (
        attend,
        attention_finds,
        attended_recording,
        attended_unfounded,
        watched_records,
        watched_people,
    )
}
