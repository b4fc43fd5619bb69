"""The small model in AgentPy: an ``AgentList`` whose method is called on every agent.

AgentPy also has operations on a whole attribute (``people.score += 1``); they loop over the agents in
Python once for each operation, so one method that does the month is quicker.
"""

import agentpy as ap

from benchmarks.peers.person import Person
from benchmarks.peers.rules import Rules, no_counts


class Citizen(Person, ap.Agent):
    """A person."""

    def setup(self) -> None:
        """Set the state at the start."""
        self.begin(self.p["rules"], self.model.random, self.model.counts)


class ListingModel(ap.Model):
    """The population and its counts."""

    def setup(self) -> None:
        """Make the people."""
        self.counts = no_counts()
        self.people = ap.AgentList(self, self.p["people"], Citizen)

    def step(self) -> None:
        """One month."""
        self.people.live(self.t - 1)  # AgentPy counts steps from 1


def run(people: int, seed: int, rules: Rules) -> dict[str, int]:
    """One run."""
    model = ListingModel({"people": people, "rules": rules, "steps": rules.months, "seed": seed})
    model.run(display=False)
    return model.counts
