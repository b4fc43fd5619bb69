"""The small model in mesa-frames: the Polars expressions on an agent set that is a Polars frame."""

import numpy as np
import polars as pl
from mesa_frames import AgentSetPolars, ModelDF

from benchmarks.peers.rules import Rules, no_counts
from benchmarks.peers.with_polars import Months, people_frame


class Citizens(AgentSetPolars, Months):
    """Everybody."""

    def __init__(self, model: "ListingModel", people: int) -> None:
        AgentSetPolars.__init__(self, model)
        self.rules = model.rules
        self.random_numbers = model.numbers
        self.counts = no_counts()
        everybody = people_frame(people, model.numbers, model.rules)
        self.add(everybody.with_columns(unique_id=pl.int_range(people, dtype=pl.Int64)))

    @property
    def frame(self) -> pl.DataFrame:
        """The agents; the months of the Polars peer read and replace them."""
        return self.agents

    @frame.setter
    def frame(self, frame: pl.DataFrame) -> None:
        self.agents = frame

    def step(self) -> None:
        """One month."""
        self.month(self.model.now)


class ListingModel(ModelDF):
    """The population and its month."""

    def __init__(self, people: int, seed: int, rules: Rules) -> None:
        super().__init__(seed=seed)
        self.rules = rules
        self.numbers = np.random.Generator(np.random.SFC64(seed))
        self.now = 0
        self.citizens = Citizens(self, people)
        self.agents += self.citizens

    def step(self) -> None:
        """One month of all agent sets."""
        self.agents.step()
        self.now += 1


def run(people: int, seed: int, rules: Rules) -> dict[str, int]:
    """One run."""
    model = ListingModel(people, seed, rules)
    for _ in range(rules.months):
        model.step()
    return model.citizens.counts
