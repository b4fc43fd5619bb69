"""The small model in Starsim: one module with its states, and a distribution for each decision.

Agents are neither born nor die, so the raw arrays of the states are the population. Common random
numbers are switched off (``crn=False``): the quicker of Starsim's two ways to draw.
"""

import numpy as np
import starsim as ss

from benchmarks.peers.rules import Rules, no_counts

ss.options(crn=False, verbose=0)


class Listing(ss.Module):
    """Records, scores, the list and appeals."""

    def __init__(self, rules: Rules) -> None:
        super().__init__()
        self.rules = rules
        self.counts = no_counts()
        self.define_states(
            ss.FloatArr("rate", default=0.0),
            ss.FloatArr("chance", default=0.0),
            ss.FloatArr("founded_share", default=0.0),
            ss.FloatArr("score", default=float(rules.start)),
            ss.FloatArr("true_score", default=float(rules.start)),
            ss.FloatArr("leaves", default=0.0),  # month of expiry, 0 if not listed
            ss.FloatArr("truly_leaves", default=0.0),
            ss.FloatArr("decision", default=0.0),
            ss.FloatArr("unfounded", default=0.0),  # records not struck
        )
        self.frailty = ss.expon(scale=1.0)
        self.luck = ss.random()
        self.is_founded = ss.bernoulli(p=lambda self, sim, uids: self.founded_share[uids])
        self.more = ss.poisson(lam=0.0)
        self.founded_more = ss.random()
        self.wait = ss.random()
        self.upheld = ss.bernoulli(p=self.chance_of_success)

    @staticmethod
    def chance_of_success(module: "Listing", sim: ss.Sim, uids: ss.uids) -> np.ndarray:
        """By whether the true ledger lists them."""
        rules = module.rules
        truly = module.truly_leaves[uids] > 0
        return np.where(truly, 1 - rules.specificity, rules.sensitivity)

    def init_post(self) -> None:
        """Give each agent its rates."""
        super().init_post()
        uids = self.sim.people.auids
        founded = self.rules.founded_rate * self.frailty.rvs(uids).astype(float)
        rate = founded + self.rules.unfounded_rate
        self.rate[uids] = rate
        self.chance[uids] = -np.expm1(-rate)
        self.founded_share[uids] = founded / rate
        self.truly_listed = 0

    def step(self) -> None:
        """One month, in the order of the README."""
        month, rules = self.ti, self.rules
        for score in (self.score.raw, self.true_score.raw):
            score += rules.recovery
            np.minimum(score, rules.start, out=score)
        luck = self.luck.rvs(len(self.sim.people))
        some = np.flatnonzero(luck < self.chance.raw)
        who = ss.uids(some)
        first = -np.log1p(-luck[some])
        founded, records = self.records(who, first)
        self.score[who] -= rules.points * records
        self.true_score[who] -= rules.points * founded
        below = who[(self.score[who] < rules.threshold) & (self.leaves[who] == 0)]
        self.leaves[below] = month + rules.term
        wait = np.log1p(-self.wait.rvs(below)) / np.log1p(-rules.appeal_probability)
        self.decision[below] = month + 2 + np.floor(wait)
        self.counts["entries"] += len(below)
        truly = (self.true_score[who] < rules.threshold) & (self.truly_leaves[who] == 0)
        self.truly_leaves[who[truly & (founded > 0)]] = month + rules.term
        self.expiry(month)
        self.review(month)
        self.count()

    def records(self, who: ss.uids, first: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Founded records, and all, of those whose first record comes at the time ``first``."""
        founded = np.asarray(self.is_founded.rvs(who)).astype(float)
        self.more.set(lam=np.maximum(self.rate[who] - first, 0.0))
        more = np.asarray(self.more.rvs(len(who)))
        several = np.flatnonzero(more)
        for k in several:
            share = self.founded_share[who[k : k + 1]][0]
            founded[k] += np.count_nonzero(self.founded_more.rvs(int(more[k])) < share)
        records = more + 1.0
        self.unfounded[who] += records - founded
        self.counts["founded"] += int(founded.sum())
        self.counts["unfounded"] += int((records - founded).sum())
        return founded, records

    def expiry(self, month: int) -> None:
        """End the listings whose term is over."""
        if month < self.rules.term:
            return
        over = ss.uids(np.flatnonzero(self.leaves.raw == month))
        self.leaves[over] = 0
        self.decision[over] = 0
        self.counts["expired"] += len(over)
        self.truly_leaves[ss.uids(np.flatnonzero(self.truly_leaves.raw == month))] = 0

    def review(self, month: int) -> None:
        """Decide the appeals that are due."""
        if month == 0:
            return
        due = ss.uids(np.flatnonzero(self.decision.raw == month))
        freed = self.upheld.filter(due)
        back = self.score[freed] + self.rules.points * self.unfounded[freed]
        mistaken = self.truly_leaves[freed] > 0
        self.score[freed] = np.where(mistaken, self.rules.start, np.minimum(back, self.rules.start))
        self.unfounded[freed] = 0
        self.leaves[freed] = 0
        self.counts["upheld"] += len(freed)

    def count(self) -> None:
        """Count who is listed at the month's end."""
        listed = self.leaves.raw > 0
        truly = self.truly_leaves.raw > 0
        counts = self.counts
        both = int(np.count_nonzero(listed & truly))
        counts["listed_at_end"] = int(np.count_nonzero(listed))
        counts["listed"] += counts["listed_at_end"]
        counts["wrongly_listed"] += counts["listed_at_end"] - both
        counts["missed"] += int(np.count_nonzero(truly)) - both


def run(people: int, seed: int, rules: Rules) -> dict[str, int]:
    """One run."""
    listing = Listing(rules)
    sim = ss.Sim(
        n_agents=people,
        modules=listing,
        start=ss.days(0),
        dur=ss.days(rules.months - 1),  # Starsim counts both ends
        dt=ss.days(1),  # a step stands for a month: nothing here depends on its length
        rand_seed=seed,
        verbose=0,
        copy_inputs=False,
    )
    sim.run()
    return listing.counts
