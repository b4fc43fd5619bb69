"""The small model in vectorised NumPy.

Dense work is kept to what every person needs every month: one 32-bit uniform, one comparison, the
recovery of two 16-bit scores. Everything else works on the few people to whom something happens.
"""

import numpy as np

from benchmarks.peers.rules import Rules, no_counts

RECORDED, TRUE = 0, 1


class People:
    """Everybody, one array a state; rows of the two-row arrays are the two ledgers."""

    def __init__(self, people: int, seed: int, rules: Rules) -> None:
        self.rules = rules
        self.random = random = np.random.Generator(np.random.SFC64(seed))
        founded = rules.founded_rate * random.standard_exponential(people)
        rate = founded + rules.unfounded_rate
        self.rate = rate.astype(np.float32)
        self.chance = -np.expm1(-rate).astype(np.float32)
        self.founded_share = (founded / rate).astype(np.float32)
        self.score = np.full((2, people), rules.start, dtype=np.int16)
        self.leaves = np.zeros((2, people), dtype=np.int16)  # month of expiry, 0 if not listed
        self.decision = np.zeros(people, dtype=np.int16)
        self.unfounded = np.zeros(people, dtype=np.int16)  # records not struck
        self.on_list = np.empty(0, dtype=np.intp)
        self.cohorts: list[list[np.ndarray]] = [[], []]  # who entered, by month
        self.truly_listed = 0
        self.luck = np.empty(people, dtype=np.float32)
        self.some = np.empty(people, dtype=np.bool_)
        self.counts = no_counts()

    def month(self, month: int) -> None:
        """One month, in the order of the README."""
        rules, score, leaves = self.rules, self.score, self.leaves
        np.add(score, np.int16(rules.recovery), out=score)
        np.minimum(score, np.int16(rules.start), out=score)
        who, founded, records = self.records()
        score[RECORDED, who] -= rules.points * records
        score[TRUE, who] -= rules.points * founded
        for ledger, arrived in ((RECORDED, who), (TRUE, who[founded > 0])):
            below = score[ledger, arrived] < rules.threshold
            enters = arrived[below & (leaves[ledger, arrived] == 0)]
            leaves[ledger, enters] = month + rules.term
            self.cohorts[ledger].append(enters)
        enters = self.cohorts[RECORDED][month]
        waits = self.random.geometric(rules.appeal_probability, enters.size)
        self.decision[enters] = month + 1 + waits
        self.on_list = np.concatenate([self.on_list, enters])
        self.expiry(month)
        self.review(month)
        self.count(month, enters.size)

    def records(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Who gets records this month; of these how many are founded, and how many there are."""
        self.random.random(out=self.luck, dtype=np.float32)
        np.less(self.luck, self.chance, out=self.some)
        who = np.flatnonzero(self.some)
        share = self.founded_share[who]
        founded = (self.random.random(who.size, dtype=np.float32) < share).astype(np.int16)
        # the first record comes at this time of the month; the rest of the month brings the others
        first = -np.log1p(-self.luck[who])
        more = self.random.poisson(np.maximum(self.rate[who] - first, 0.0))
        several = np.flatnonzero(more)
        founded[several] += self.random.binomial(more[several], share[several]).astype(np.int16)
        records = (more + 1).astype(np.int16)
        self.unfounded[who] += records - founded
        self.counts["founded"] += int(founded.sum())
        self.counts["unfounded"] += int((records - founded).sum())
        return who, founded, records

    def expiry(self, month: int) -> None:
        """End the listings whose term is over."""
        then = month - self.rules.term
        if then < 0:
            return
        for ledger in (RECORDED, TRUE):
            cohort = self.cohorts[ledger][then]
            over = cohort[self.leaves[ledger, cohort] == month]
            self.leaves[ledger, over] = 0
            if ledger == RECORDED:
                self.decision[over] = 0
                self.counts["expired"] += over.size
            else:
                self.truly_listed -= over.size

    def review(self, month: int) -> None:
        """Decide the appeals that are due."""
        rules = self.rules
        due = self.on_list[self.decision[self.on_list] == month]
        wrongly = self.leaves[TRUE, due] == 0
        granted = np.where(wrongly, rules.sensitivity, 1 - rules.specificity)
        upheld = self.random.random(due.size) < granted
        right, mistaken = due[upheld & wrongly], due[upheld & ~wrongly]
        back = self.score[RECORDED, right] + rules.points * self.unfounded[right]
        self.score[RECORDED, right] = np.minimum(back, rules.start)
        self.score[RECORDED, mistaken] = rules.start
        freed = due[upheld]
        self.unfounded[freed] = 0
        self.leaves[RECORDED, freed] = 0
        self.counts["upheld"] += freed.size

    def count(self, month: int, entries: int) -> None:
        """Count who is listed at the month's end."""
        self.on_list = self.on_list[self.leaves[RECORDED, self.on_list] > 0]
        listed = self.on_list.size
        wrongly = int(np.count_nonzero(self.leaves[TRUE, self.on_list] == 0))
        self.truly_listed += self.cohorts[TRUE][month].size
        counts = self.counts
        counts["entries"] += entries
        counts["listed"] += listed
        counts["wrongly_listed"] += wrongly
        counts["missed"] += self.truly_listed - (listed - wrongly)
        counts["listed_at_end"] = listed


def run(people: int, seed: int, rules: Rules) -> dict[str, int]:
    """One run."""
    everybody = People(people, seed, rules)
    for month in range(rules.months):
        everybody.month(month)
    return everybody.counts
