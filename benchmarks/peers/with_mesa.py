"""The small model in Mesa 3: agents activated in order with ``AgentSet.do``.

Nobody meets anybody, so the order of activation cannot matter and nothing is shuffled.
"""

import mesa

from benchmarks.peers.person import Person
from benchmarks.peers.rules import Rules, no_counts


class Citizen(Person, mesa.Agent):
    """A person."""

    def __init__(self, model: "ListingModel") -> None:
        super().__init__(model)
        self.begin(model.rules, model.random, model.counts)


class ListingModel(mesa.Model):
    """The population and its counts."""

    def __init__(self, people: int, seed: int, rules: Rules) -> None:
        super().__init__(seed=seed)
        self.rules = rules
        self.counts = no_counts()
        Citizen.create_agents(self, people)

    def step(self) -> None:
        """One month."""
        self.agents.do("live", self.steps - 1)  # Mesa counts steps from 1


def run(people: int, seed: int, rules: Rules) -> dict[str, int]:
    """One run."""
    model = ListingModel(people, seed, rules)
    for _ in range(rules.months):
        model.step()
    return model.counts
