"""The people of a cell: strata, households, frailty, and who is how easily confused."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from ostraka.core.clock import cumulative_thresholds, threshold
from ostraka.core.declarations import Column, Mechanism, Parameter, Tally
from ostraka.draws import draw, draw_all, pick, purpose
from ostraka.population.rules import FRAILTY_BITS, frailty_table

CELL = purpose("population.cell_stratum", 1)
HOUSEHOLD = purpose("population.household", 2)
PERSON = purpose("population.person", 3)

_FRAILTY_SHIFT = np.uint32(32 - FRAILTY_BITS)
_WEIGHT_UNIT = 1000
_LARGEST_WEIGHT = 2**20 - 1
"""So that the weights of the largest cell add up below 2**32."""


def cell_start(
    first,
    subjects,
    address,
    strata_share,
    segregation,
    household_share,
    household_mixing,
    frailty_of,
    confusability_weight,
    home_row,
    words,
    stratum,
    row,
    frailty,
    household_first,
    household_size,
    confusable_sum,
    tally_people,
    tally_household_cuts,
):
    """Fill the columns that stay fixed for life."""
    whole_cell = draw(address, first, 0, CELL, 0)
    cell_stratum = pick(strata_share, whole_cell[0])
    draw_all(address, first, stratum.size, 0, HOUSEHOLD, words)
    i = 0
    while i < subjects:
        wanted = 1 + pick(household_share, words[0, i])
        size = min(wanted, subjects - i)
        if size < wanted:
            tally_household_cuts[0] += 1
        own = pick(strata_share, words[1, i])
        shared = cell_stratum if np.uint64(words[2, i]) < segregation else own
        for member in range(i, i + size):
            stratum[member] = shared
            household_first[member] = i
            household_size[member] = size
        i += size
    draw_all(address, first, stratum.size, 0, PERSON, words)
    for i in range(subjects):
        if np.uint64(words[0, i]) < household_mixing:
            own = pick(strata_share, words[2, i])
            stratum[i] = cell_stratum if np.uint64(words[1, i]) < segregation else own
        frailty[i] = frailty_of[words[3, i] >> _FRAILTY_SHIFT]
        tally_people[stratum[i]] += 1
    total = np.uint32(0)
    for i in range(stratum.size):
        if i < subjects:
            total = np.uint32(total + confusability_weight[stratum[i]])
        else:
            stratum[i] = 0
            frailty[i] = 0.0
            household_first[i] = i
            household_size[i] = 1
        row[i] = home_row + stratum[i]
        confusable_sum[i] = total


def confusability(world: Any) -> npt.NDArray[np.float64]:
    """Confusability by stratum, scaled to a mean of 1 over the jurisdiction's people."""
    given = np.array([float(s.confusability) for s in world.scenario.strata.values()])
    mean = float(given @ world.jurisdiction.shares)
    return given / mean if mean > 0 else given


def _parameters(world: Any) -> Mapping[str, Any]:
    population = world.scenario.population
    return {
        "strata_share": cumulative_thresholds(world.jurisdiction.shares),
        "segregation": np.uint64(threshold(float(population.segregation))),
        "household_share": cumulative_thresholds(
            [float(share) for share in population.household_sizes]
        ),
        "household_mixing": np.uint64(threshold(float(population.household_mixing))),
        "frailty_of": frailty_table(float(population.frailty_cv)),
        "home_row": np.uint8(len(world.strata) * world.unit.index(world.jurisdiction.name)),
        "confusability_weight": np.rint(
            np.minimum(confusability(world) * _WEIGHT_UNIT, _LARGEST_WEIGHT)
        ).astype(np.uint32),
    }


CELL_START = Mechanism(
    name="cell_start",
    phase="population",
    run=cell_start,
    writes=(
        "words",
        "stratum",
        "row",
        "frailty",
        "household_first",
        "household_size",
        "confusable_sum",
        "tally_people",
        "tally_household_cuts",
    ),
    odd=(
        "Households are drawn one after another until the cell is full; the last is cut to fit. A "
        "household has one stratum: with probability `segregation` its cell's, else its own, by the "
        "shares; with probability `household_mixing` a member's is drawn apart. Frailty is gamma with "
        "mean 1, fixed for life. Confusability is scaled to a population mean of 1."
    ),
    source="Own design; MODEL 5, after Grimm et al. 2020 (element 5)",
    columns={
        "stratum": Column(np.uint8, "stratum of the subject", "index"),
        "row": Column(
            np.uint8, "whose rules hold: place of the stratum, in the jurisdiction's", "index"
        ),
        "frailty": Column(
            np.float64, "personal multiplier of wrongdoing, mean 1", "multiplier", truth=True
        ),
        "household_first": Column(
            np.int32, "place of the household's first member", "place in the cell"
        ),
        "household_size": Column(np.uint8, "members of the household", "people"),
        "confusable_sum": Column(
            np.uint32, "running sum of confusability weights over the cell", "1/1000"
        ),
    },
    declares={
        "strata_share": Parameter("cumulative shares of strata", "2**-32"),
        "segregation": Parameter("chance that a household takes its cell's stratum", "2**-32"),
        "household_share": Parameter("cumulative shares of household sizes", "2**-32"),
        "household_mixing": Parameter("chance that a member's stratum is drawn apart", "2**-32"),
        "frailty_of": Parameter("frailty by equal-share steps", "multiplier", truth=True),
        "home_row": Parameter("first row of the home jurisdiction's rules", "index"),
        "confusability_weight": Parameter("confusability by stratum, in thousandths", "1/1000"),
    },
    tallies={
        "tally_people": Tally(("stratum",), "people"),
        "tally_household_cuts": Tally(("one",), "households cut to fit their cell", "households"),
    },
    purposes=("population.cell_stratum", "population.household", "population.person"),
    parameters=_parameters,
)

MECHANISMS = (CELL_START,)
