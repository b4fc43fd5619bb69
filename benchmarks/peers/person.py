"""The small model as one person lives it, in plain Python: what Mesa and AgentPy agents share."""

import math
from random import Random

from benchmarks.peers.rules import Rules


def geometric(random: Random, probability: float) -> int:
    """Months to the first success: 1, 2, 3 ..., by inversion."""
    return 1 + int(math.log(1.0 - random.random()) / math.log1p(-probability))


class Person:
    """State and month of a person; the frameworks add their own base class and call ``live``."""

    def begin(self, rules: Rules, random: Random, counts: dict[str, int]) -> None:
        """Set the state at the start."""
        self.rules = rules
        self.draw = random.random
        self.luck = random
        self.counts = counts
        founded = rules.founded_rate * random.expovariate(1.0)
        self.rate = founded + rules.unfounded_rate
        self.chance = -math.expm1(-self.rate)
        self.founded_share = founded / self.rate
        self.start = rules.start
        self.score = self.true_score = rules.start
        self.leaves = self.truly_leaves = 0  # month of expiry, 0 if not listed
        self.decision = 0
        self.unfounded = 0  # records not struck

    def live(self, month: int) -> None:
        """One month, in the order of the README."""
        start = self.start
        if self.score < start:
            self.score = min(start, self.score + self.rules.recovery)
        if self.true_score < start:
            self.true_score = min(start, self.true_score + self.rules.recovery)
        luck = self.draw()
        if luck < self.chance:
            self.records(month, luck)
        if self.leaves or self.truly_leaves:
            self.listed(month)

    def records(self, month: int, luck: float) -> None:
        """One or more records arrive; the list is entered below the threshold."""
        rules, draw, counts = self.rules, self.draw, self.counts
        time = -math.log1p(-luck)  # of the first record; within the month up to ``rate``
        founded = unfounded = 0
        while time < self.rate:
            if draw() < self.founded_share:
                founded += 1
            else:
                unfounded += 1
            time += self.luck.expovariate(1.0)
        counts["founded"] += founded
        counts["unfounded"] += unfounded
        self.unfounded += unfounded
        self.score -= rules.points * (founded + unfounded)
        self.true_score -= rules.points * founded
        if not self.leaves and self.score < rules.threshold:
            self.leaves = month + rules.term
            self.decision = month + 1 + geometric(self.luck, rules.appeal_probability)
            counts["entries"] += 1
        if founded and not self.truly_leaves and self.true_score < rules.threshold:
            self.truly_leaves = month + rules.term

    def listed(self, month: int) -> None:
        """Expiry, review, and the counts at the month's end, for somebody on either ledger."""
        counts = self.counts
        if self.truly_leaves == month:
            self.truly_leaves = 0
        if self.leaves == month:
            self.leaves = 0
            counts["expired"] += 1
        elif self.leaves and self.decision == month:
            self.review()
        if self.leaves:
            counts["listed"] += 1
            if not self.truly_leaves:
                counts["wrongly_listed"] += 1
            if month == self.rules.months - 1:
                counts["listed_at_end"] += 1
        elif self.truly_leaves:
            counts["missed"] += 1

    def review(self) -> None:
        """An appeal is decided."""
        rules = self.rules
        if self.truly_leaves:
            if self.draw() >= 1 - rules.specificity:
                return
            self.score = rules.start
        else:
            if self.draw() >= rules.sensitivity:
                return
            self.score = min(rules.start, self.score + rules.points * self.unfounded)
        self.unfounded = 0
        self.leaves = 0
        self.counts["upheld"] += 1
