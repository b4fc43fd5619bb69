"""A scenario in which all from records to redress is scheduled and nothing happens, to build tests upon.

Compiling takes seconds for each new set of passes, so the known answers share one: a test states
only what it switches on, and the rest stays at its neutral value (a hazard of 0, a term longer than
any run, a flag that no clerk acts upon).
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ostraka.engine import BlockPlan, Tallies, schedule_for, simulate
from ostraka.engine.run import axis_lengths, compiled, parameters_of, workspace
from ostraka.population.ledgers import CAUSES, OUTCOMES, STATES, cause_table
from ostraka.scenario import jurisdictions, worlds
from ostraka.scenario.schema import validate

ONE_THREAD = BlockPlan(threads=1)

NEUTRAL = """
title = "Neutral"
purpose = "Everything is scheduled, nothing happens"
months = 60
people = 100000
seed = 20
assumed = true

[strata.everybody]
share = 1.0

[categories.act]              # trigger: one record lists
rate_per_month = 0.0
detection = 1.0
trigger = true

[unfounded.clerical.rate_per_month]
act = 0.0

[linking]
mislink = 0.0

[delay]
reporting_months = 0.0

[score]
start = 10000                 # nothing costs points; 1 a month would come back
recovery_points = 1
record_life_months = 600

[blacklist]
term_months = 600             # no run is longer
renewal = "restart"

[flag]                        # one round, in month 0, whose flags no clerk acts upon
claims = "act"
every_months = 600
window_months = 1
sensitivity = 0.0
specificity = 1.0
discretion = 0.0

[pardon]
hazard_per_month = 0.0

[notice]
probability = 0.0

[appeal]
hazard_per_month = 0.0
review_months = 1

[review]
sensitivity = 0.0
specificity = 1.0

[repair]
hazard_per_month = 0.0
"""

BARE = """
title = "Bare"
purpose = "Acts, unfounded records, and a list without end"
months = 60
people = 100000
seed = 20
assumed = true

[strata.everybody]
share = 1.0

[categories.act]
rate_per_month = 0.0
detection = 1.0
trigger = true

[unfounded.clerical.rate_per_month]
act = 0.0
"""

GRADED = """
title = "Graded"
purpose = "A list that follows the score, with redress, and nothing that happens"
months = 60
people = 100000
seed = 20
assumed = true

[strata.everybody]
share = 1.0

[categories.act]
rate_per_month = 0.0
detection = 1.0
points = 30

[unfounded.clerical.rate_per_month]
act = 0.0

[linking]
mislink = 0.0

[delay]
reporting_months = 0.0

[score]
start = 100
floor = 0
recovery_points = 5
record_life_months = 600

[blacklist]
threshold = 50

[notice]
probability = 0.0

[appeal]
hazard_per_month = 0.0
review_months = 1

[review]
sensitivity = 0.0
specificity = 1.0

[grades]
last = "D"
[grades.lowest]
A = 90
B = 70
C = 50
"""


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """``below`` with the tables of ``above`` laid over it; "absent" takes a key away."""
    made = dict(below)
    for key, value in above.items():
        if value == "absent":
            del made[key]
        elif isinstance(value, Mapping) and isinstance(made.get(key), Mapping):
            made[key] = merged(made[key], value)
        else:
            made[key] = value
    return made


def world(*switched_on: str, base: str = NEUTRAL) -> Any:
    """The scenario of ``base`` with the tables of each TOML text laid over it, one after another."""
    data = tomllib.loads(base)
    for text in switched_on:
        data = merged(data, tomllib.loads(text))
    return validate(data, "test")


def run(*switched_on: str, base: str = NEUTRAL, **how: Any) -> Tallies:
    """Simulate :func:`world` on one thread."""
    return simulate(world(*switched_on, base=base), plan=ONE_THREAD, **how)


def by_cause(tallies: Tallies) -> dict[str, np.ndarray]:
    """Subjects listed at each month's end, by cause: ``{cause: int[months]}``."""
    of_month = tallies.tables["tally_states"].sum(axis=(0, 2))
    causes = cause_table()
    listed = np.arange(STATES) & 1 == 1
    return {
        name: of_month[:, listed & (causes == number)].sum(axis=1)
        for number, name in enumerate(CAUSES)
        if name != "not_listed"
    }


def listed(tallies: Tallies) -> np.ndarray:
    """Subjects listed at each month's end."""
    return np.sum(list(by_cause(tallies).values()), axis=0)


@dataclass(frozen=True)
class Cell:
    """The memory of one cell after its last month."""

    columns: Any
    loose: Mapping[str, np.ndarray]
    tables: Mapping[str, np.ndarray]

    def __getitem__(self, name: str) -> np.ndarray:
        """A column by name."""
        return self.loose[name] if name in self.loose else self.columns[name]


def cells(scenario: Any, people: int, months: int, *, seed: int = 20) -> Iterator[Cell]:
    """Run cell after cell, and show the columns that the tallies do not keep."""
    schedule = schedule_for(scenario)
    size = schedule.cell_size
    run_block = compiled(schedule)
    (here,) = worlds(scenario, jurisdictions(scenario, people))
    parameters = parameters_of(schedule, here)
    lengths = axis_lengths(scenario, months, schedule)
    address = np.array([seed, 0, here.jurisdiction.key], dtype=np.uint64)
    capacities = {"records": 4 * size, "waiting": 4 * size, "log": 16 * size}
    cell, loose = workspace(schedule, months, capacities, lengths)
    for number in range(-(-people // size)):
        tables = {
            name: np.zeros([lengths[d] for d in tally.dims], dtype=np.int64)
            for name, tally in schedule.tallies.items()
        }
        cell["overflow"][0] = 0
        run_block(
            number,
            number + 1,
            people,
            months,
            address,
            cell[0],
            *loose,
            *parameters,
            *tables.values(),
        )
        assert cell["overflow"][0, 0] == 0, "a list was too short for this test"
        yield Cell(cell[0], dict(zip(schedule.loose_columns, loose, strict=True)), tables)


def agrees(count: float, trials: float, share: float, *, within: float = 0.03) -> None:
    """Assert that a count of independent trials fits a share, and that the test can tell.

    At most 4 binomial standard errors of distance, and a standard error so small that a relative
    fault of ``within`` could not hide behind it.
    """
    error = np.sqrt(share * (1 - share) / trials)
    seen = count / trials
    assert 4 * error <= within * share, f"too few trials: standard error {error:.2g} of {share:.4g}"
    assert abs(seen - share) <= 4 * error, (
        f"{seen:.6g} against {share:.6g}: z = {(seen - share) / error:.1f}"
    )


def agrees_in_mean(values: Any, mean: float, *, within: float = 0.03) -> None:
    """As :func:`agrees`, for the mean of independent values with their own spread."""
    values = np.asarray(values, dtype=float)
    error = values.std(ddof=1) / np.sqrt(values.size)
    seen = values.mean()
    assert 4 * error <= within * abs(mean), f"too few values: standard error {error:.2g}"
    assert abs(seen - mean) <= 4 * error, (
        f"{seen:.6g} against {mean:.6g}: z = {(seen - mean) / error:.1f}"
    )


def spread(counts: Any) -> np.ndarray:
    """The values behind a histogram: ``counts[v]`` times the value v."""
    counts = np.asarray(counts)
    return np.repeat(np.arange(counts.size), counts)


def spells(tallies: Tallies, outcome: str) -> np.ndarray:
    """Wrongful spells with this outcome by their length in months: ``int[months + 1]``."""
    return tallies.tables["tally_spells"][..., OUTCOMES.index(outcome), :].sum(axis=(0, 1, 2))
