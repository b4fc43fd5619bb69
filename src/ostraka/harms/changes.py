"""Whose listing changed this month: the short list that every harm of listing is counted from."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ostraka.core.declarations import Column, Mechanism, Parameter
from ostraka.population.ledgers import ORIGIN_SHIFT, cause_table


def changes(
    listed_by,
    on_list,
    origin,
    stirred,
    stirred_n,
    stirred_who,
    state,
    changed_n,
    changed_who,
    changed_from,
):
    """Compare the state of every subject whose listing was touched with last month's."""
    m = 0
    for k in range(stirred_n[0]):
        i = stirred_who[k]
        stirred[i] = 0
        now = listed_by[i]
        if on_list[i]:
            now |= origin[i] << ORIGIN_SHIFT
        if now != state[i]:
            changed_who[m] = i
            changed_from[m] = state[i]
            state[i] = now
            m += 1
    stirred_n[0] = 0
    changed_n[0] = m


def _parameters(world: Any) -> Mapping[str, Any]:
    return {"cause_of": cause_table()}


MECHANISMS = (
    Mechanism(
        name="changes",
        phase="tallies",
        run=changes,
        writes=("stirred", "stirred_n", "state", "changed_n", "changed_who", "changed_from"),
        odd="At the end of a month each subject has a state: which ledgers list it, and what by.",
        source="MODEL 2, rulings 30 and 31",
        harm=True,
        columns={
            "state": Column(np.uint8, "ledger bits, and origin above them", truth=True, reset=0),
            "changed_n": Column(np.int64, "subjects whose state changed", shape="one"),
            "changed_who": Column(np.int32, "who", truth=True),
            "changed_from": Column(np.uint8, "state at the end of last month", truth=True),
        },
        declares={"cause_of": Parameter("index of the cause, by state", truth=True)},
        parameters=_parameters,
    ),
)
