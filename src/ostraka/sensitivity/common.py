"""Runs that share their draws: the figure of a scenario at other numbers, one luck at a time."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ostraka.core.quantities import Quantity
from ostraka.engine import BlockPlan, Schedule, schedule_for, simulate
from ostraka.results.harms import Harm, harm_named
from ostraka.scenario import as_data
from ostraka.scenario.schema import validate
from ostraka.sensitivity.designs import Floats
from ostraka.sensitivity.methods import Replicates

Told = Callable[[int, int], None]

CANDIDATES = "ceiling_per_month"


class Runs:
    """A scenario, one schedule for all its numbers, and the harm that is read from each run."""

    def __init__(self, scenario: Any, harm: str, threads: int | None = None) -> None:
        """Compose the schedule with everything that is on in ``scenario``.

        Raises
        ------
        OstrakaError
            If ``harm`` is no figure that counts harm.
        """
        self.scenario = scenario
        self.schedule: Schedule = schedule_for(scenario)
        self.harm: Harm = harm_named(harm, scenario, self.schedule)
        self.plan = BlockPlan(threads=threads)

    def harm_of(self, scenario: Any, replicate: int) -> float:
        """The harm in one run of a scenario whose numbers are settled."""
        tallies = simulate(scenario, replicate=replicate, plan=self.plan, schedule=self.schedule)
        return self.harm.read(tallies)

    def harms(
        self, numbers: pd.DataFrame, replicates: Replicates, progress: Told | None = None
    ) -> Floats:
        """The harm at each row of numbers, each with its own replicate: array (rows)."""
        found = np.empty(len(numbers))
        for row, given in enumerate(numbers.to_dict("records")):
            settled = self.scenario.with_numbers({str(place): x for place, x in given.items()})
            found[row] = self.harm_of(settled, int(replicates[row]))
            if progress is not None:
                progress(row + 1, len(numbers))
        return found


def with_common_candidates(scenario: Any, highest: Mapping[str, float]) -> Any:
    """The scenario with records and acts drawn from candidates at the highest rate that is asked for.

    Runs with different rates share their draws only if their candidates come at one rate
    (``ceiling_per_month``); then a raised rate keeps every record and adds some. Where a rate varies
    and the file names no ceiling, the highest of its table's rates is taken. It changes which draws are
    made, and nothing of what is drawn on average. Where people answer to the system, acts are capped at
    their ceiling, so that of categories is left alone.

    Parameters
    ----------
    highest : mapping of str to float
        The largest value of each number that varies, by dotted place.

    Raises
    ------
    ScenarioError
        If the rates cannot be drawn at that ceiling.
    """
    data = as_data(scenario)
    changed = False
    tops = ("unfounded", "categories") if scenario.behaviour is None else ("unfounded",)
    for top in tops:
        for name, table in (data.get(top) or {}).items():
            place = f"{top}.{name}.rate_per_month"
            varied = [x for at, x in highest.items() if at == place or at.startswith(f"{place}.")]
            if varied and isinstance(table, dict) and table.get(CANDIDATES) is None:
                rates = getattr(scenario, top)
                source = rates[name] if isinstance(rates, Mapping) else getattr(rates, name)
                most = max(*varied, *_tops(source.rate_per_month), 0.0)
                if most > 0:
                    table[CANDIDATES] = {"value": most, "assumed": True, "note": "of common draws"}
                    changed = True
    return validate(data, scenario.title) if changed else scenario


def _tops(rates: Any) -> list[float]:
    """The highest value of each rate of a table."""
    parts = [q for rate in _each(rates) for _, q in rate.each()]
    return [float(q.high) if q.high is not None else float(q) for q in parts]


def _each(rates: Any) -> list[Quantity]:
    return list(rates.values()) if isinstance(rates, Mapping) else [rates]
