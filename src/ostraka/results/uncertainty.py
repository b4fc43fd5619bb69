"""What the draws of the uncertain numbers gave."""

from dataclasses import dataclass

import numpy as np

from ostraka.results.estimate import Floats

INNER = 2
"""Replicates of each parameter draw."""


@dataclass(frozen=True)
class Draws:
    """Figures of every parameter draw, and the numbers that it drew.

    Attributes
    ----------
    values : array (draws, INNER, group, figure)
        Nan where undefined. Counts are scaled to the people of the run.
    central : array (INNER, group, figure)
        The same at the central values, with the same people and random numbers: what the draws are
        measured from.
    figures : tuple of str
        Names of the figures.
    groups : tuple of (scope, name)
        The whole, the strata, the jurisdictions.
    places : tuple of str
        Where the uncertain numbers stand in the scenario.
    numbers : array (draws, place)
    people : int
        People in each of these runs.
    """

    values: Floats
    central: Floats
    figures: tuple[str, ...]
    groups: tuple[tuple[str, str], ...]
    places: tuple[str, ...]
    numbers: Floats
    people: int

    @property
    def draws(self) -> int:
        """How many."""
        return int(self.values.shape[0])


def no_draws(figures: tuple[str, ...], groups: tuple[tuple[str, str], ...]) -> Draws:
    """Nothing is uncertain."""
    shape = (INNER, len(groups), len(figures))
    nothing = np.full(shape, np.nan)
    return Draws(np.empty((0, *shape)), nothing, figures, groups, (), np.empty((0, 0)), 0)
