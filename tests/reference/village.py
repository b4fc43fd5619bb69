"""The model again, all of it: people, what is written about them, their lives, and the counts.

First everybody lives (acts, records, where each record ends up and when); then each person's file is
gone through from the first month to the last (``persons.py``); then the tallies are read off the
histories. No passes, no columns, no lists of who is concerned.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np

from ostraka.population.ledgers import CAUSES, EXITS, MISSED, OUTCOMES
from tests.reference.luck import WORD, Luck, below, choose, lag, some_poisson
from tests.reference.persons import EVENTS, Person, Record, cause
from tests.reference.rules import Rules


class Village:
    """The people of one jurisdiction, cell by cell, and everything that is written about them."""

    def __init__(self, world: Any, seed: int, replicate: int, months: int) -> None:
        self.rules = Rules(world)
        self.luck = Luck(seed, replicate, self.rules.place)
        self.months = months
        self.count: dict[str, Counter[tuple[int, ...]]] = defaultdict(Counter)
        self.people: list[Person] = []
        size = self.rules.cell_size
        for first in range(0, self.rules.people, size):
            cell = list(self.settle(first, min(size, self.rules.people - first)))
            for person in cell:
                for record in self.records_of(person, cell, first):
                    self.send(record)
            self.people += cell
        for person in self.people:
            for month in range(months):
                person.live(month, months, self.luck)

    # ---- who there is --------------------------------------------------------------------------

    def settle(self, first: int, places: int) -> Iterator[Person]:
        rules, luck = self.rules, self.luck
        of_cell = int(choose(rules.shares, luck.one(first, 0, "population.cell_stratum")[0]))
        left = 0
        for number in range(first, first + places):
            if left == 0:
                size, own, same, _ = luck.one(number, 0, "population.household")
                left = 1 + int(choose(rules.household_sizes, size))
                together = (
                    of_cell if below(same, rules.segregation) else int(choose(rules.shares, own))
                )
            apart, same, own, frail = luck.one(number, 0, "population.person")
            stratum = together
            if below(apart, rules.mixing):
                stratum = (
                    of_cell if below(same, rules.segregation) else int(choose(rules.shares, own))
                )
            left -= 1
            yield Person(number, stratum, rules.frailty[frail * len(rules.frailty) // WORD], rules)
        self.count["tally_household_cuts"][0,] += left > 0

    # ---- what is written about them --------------------------------------------------------------

    def hits(self, person: Person, mean: float, purpose: str) -> Iterator[int]:
        """The months with a candidate."""
        limit = min(round(-math.expm1(-mean) * WORD), WORD - 1)
        for month in range(self.months):
            if month % 4 == 0:
                words = self.luck.one(person.number, month // 4, purpose)
            if words[month % 4] < limit:
                yield month

    def acts(self, person: Person) -> Iterator[tuple[int, int, int]]:
        degrees, s = self.rules.degrees, person.stratum
        frail = [d.ceiling[s] * d.frail for d in degrees]
        other = [d.ceiling[s] * (not d.frail) for d in degrees]
        mean = person.frailty * sum(frail) + sum(other)
        for month in self.hits(person, mean, "conduct.scan"):
            number = some_poisson(mean, self.luck.one(person.number, month, "conduct.acts")[3])
            for ordinal in range(number):
                kind, which, kept, _ = self.luck.one(person.number, month, "conduct.acts", ordinal)
                is_frail = (kind + 0.5) / WORD < person.frailty * sum(frail) / mean
                degree = int(choose(frail if is_frail else other, which))
                if below(kept, degrees[degree].rate[s] / degrees[degree].ceiling[s]):
                    yield month, degree, ordinal

    def records_of(self, person: Person, cell: list[Person], first: int) -> Iterator[Record]:
        rules, s = self.rules, person.stratum
        for month, degree, ordinal in self.acts(person):
            person.acts.append((month, degree, ordinal))
            self.count["tally_acts"][s, degree] += 1
            word = self.luck.one(person.number, month, "recording.detection", ordinal)[0]
            if below(word, rules.degrees[degree].detection[person.stratum]):
                yield self.write(person, cell, first, month, degree, 0, ordinal)
        mean = sum(f.ceiling[s] for f in rules.false)
        for month in self.hits(person, mean, "unfounded.scan"):
            number = some_poisson(mean, self.luck.one(person.number, month, "unfounded.events")[3])
            for ordinal in range(number):
                _, which, kept, _ = self.luck.one(person.number, month, "unfounded.events", ordinal)
                source = rules.false[int(choose([f.ceiling[s] for f in rules.false], which))]
                if below(kept, source.rate[s] / source.ceiling[s]):
                    index = 256 + ordinal
                    yield self.write(
                        person, cell, first, month, source.degree, source.origin, index
                    )

    def write(
        self,
        owner: Person,
        cell: list[Person],
        first: int,
        month: int,
        degree: int,
        origin: int,
        index: int,
    ) -> Record:
        rules, holder = self.rules, owner
        index += month % 128 * 512  # its own number for good
        miss, whom, _, _ = self.luck.one(owner.number, month, "linking.mislink", index)
        if below(miss, rules.mislink[owner.stratum]):
            others = [p for p in cell if p is not owner]
            weights = [rules.weight[p.stratum] for p in others]
            target = whom * sum(weights) // WORD
            if sum(weights):
                holder = others[int(np.searchsorted(np.cumsum(weights), target, side="right"))]
        wait = 0
        if rules.delay is not None:
            word = self.luck.one(owner.number, month, "delay.reporting", index)[0]
            wait = lag(1 / (1 + rules.delay), word)
        order = (int(wait > 0), month if wait else 0, 0, int(origin > 0), owner.number, index)
        return Record(owner, holder, degree, origin, order, month + wait)

    def send(self, record: Record) -> None:
        owner, holder = record.owner, record.holder
        elsewhere = int(record.elsewhere)
        self.count["tally_made"][owner.stratum, record.origin, elsewhere] += 1
        if record.arrives >= self.months:
            self.count["tally_waiting"][0,] += 1
            return
        holder.inbox[record.arrives].append(record)
        if elsewhere:
            owner.inbox[record.arrives].append(record)
            if record.origin == 0 and self.rules.degrees[record.degree].wrongdoing:
                owner.lost.add(record.arrives)

    # ---- what is counted ---------------------------------------------------------------------------

    def tallies(self) -> dict[str, Counter[tuple[int, ...]]]:
        """Every table as a counter of its indices."""
        for person in self.people:
            self.count["tally_people"][person.stratum,] += 1
            self.count_records(person)
            self.count_listing(person)
            self.count_spells(person)
            self.count_missed(person)
            for month, true, selected in person.flags:
                self.count["tally_flags"][month, person.stratum, true, selected] += 1
            for month, event, state in person.events:
                at = (month, person.stratum, EVENTS.index(event), CAUSES.index(cause(state)))
                self.count["tally_redress"][at] += 1
            grades = [
                sum(person.books[book].score < lowest for lowest in self.rules.grades)
                for book in ("recorded", "legitimate")
            ]
            self.count["tally_grades"][person.stratum, *grades] += 1
        return self.count

    def count_records(self, person: Person) -> None:
        s = person.stratum
        first = min((r.arrives for r in person.file if not r.returned), default=None)
        for record in person.file:
            if record.returned:
                self.count["tally_returned"][record.arrives, s] += 1
                continue
            at = (s, record.origin, int(record.elsewhere))
            self.count["tally_records"][record.arrives, *at] += 1
            self.count["tally_first_records"][at] += record.arrives == first

    def count_listing(self, person: Person) -> None:
        s, before, ever, ever_wrong = person.stratum, 0, False, False
        for month, state in enumerate(person.states):
            number = CAUSES.index(cause(state))
            if state:
                self.count["tally_states"][month, s, state] += 1
            if state & 1 and not before & 1:
                self.count["tally_entries"][month, s, number] += 1
            if before & 1 and not state & 1:
                reason = EXITS.index(person.exits[month])
                at = (month, s, reason, CAUSES.index(cause(before)))
                self.count["tally_exits"][at] += 1
            self.count["tally_ever"][month, s, 0] += bool(state & 1) and not ever
            self.count["tally_ever"][month, s, 1] += number > 1 and not ever_wrong
            ever, ever_wrong = ever or bool(state & 1), ever_wrong or number > 1
            before = state

    def count_spells(self, person: Person) -> None:
        wrong = [cause(state) not in ("not_listed", "by_rules") for state in person.states]
        self.count["tally_burden"][person.stratum, sum(wrong)] += 1
        month = 0
        while month < self.months:
            if not wrong[month]:
                month += 1
                continue
            end = month
            while end < self.months and wrong[end]:
                end += 1
            if end == self.months:
                outcome = "open"
            elif person.states[end] & 1:
                outcome = "overtaken"
            else:
                outcome = {"upheld": "corrected"}.get(person.exits[end], person.exits[end])
            first = CAUSES.index(cause(person.states[month]))
            at = (person.stratum, first, OUTCOMES.index(outcome), end - month)
            self.count["tally_spells"][at] += 1
            month = end

    def count_missed(self, person: Person) -> None:
        reason, lost, favoured, before = "none", False, False, 0
        for month, state in enumerate(person.states):
            lost |= month in person.lost
            favoured |= month in person.favoured
            if state & 1 or not state & 16:
                reason = "none"
            elif reason == "none":
                if before & 1 and person.exits.get(month) == "upheld":
                    reason = "struck_by_mistake"
                elif lost:
                    reason = "mislinked_away"
                else:
                    reason = "favoured" if favoured else "served"
            if reason != "none":
                self.count["tally_missed"][month, person.stratum, MISSED.index(reason)] += 1
            if state != before and not state & 16:
                lost = favoured = False
            before = state
