"""Whose listing changed this month: the short list that every harm of listing is counted from."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ostraka.core.declarations import Column, Mechanism, Parameter
from ostraka.draws import gather
from ostraka.population.ledgers import ORIGIN_SHIFT, cause_table

_SHIFT = np.uint8(ORIGIN_SHIFT)


def changes(
    listed_by,
    on_list,
    origin,
    state,
    moved,
    who,
    changed_n,
    changed_who,
    changed_from,
):
    """Compare every subject's state with last month's."""
    for i in range(state.size):
        now = listed_by[i] | np.uint8((origin[i] * on_list[i]) << _SHIFT)
        moved[i] = now ^ state[i]
    n = gather(moved, who)
    for k in range(n):
        i = who[k]
        changed_who[k] = i
        changed_from[k] = state[i]
        state[i] ^= moved[i]
    changed_n[0] = n


def _parameters(world: Any) -> Mapping[str, Any]:
    return {"cause_of": cause_table()}


MECHANISMS = (
    Mechanism(
        name="changes",
        phase="tallies",
        run=changes,
        writes=("state", "moved", "who", "changed_n", "changed_who", "changed_from"),
        odd="At the end of a month each subject has a state: which ledgers list it, and what by.",
        source="MODEL 2, rulings 30 and 31",
        harm=True,
        columns={
            "state": Column(np.uint8, "ledger bits, and origin above them", truth=True, reset=0),
            "moved": Column(np.uint8, "scratch: bits that changed", truth=True),
            "changed_n": Column(np.int64, "subjects whose state changed", shape="one"),
            "changed_who": Column(np.int32, "who", truth=True),
            "changed_from": Column(np.uint8, "state at the end of last month", truth=True),
        },
        declares={"cause_of": Parameter("index of the cause, by state", truth=True)},
        parameters=_parameters,
    ),
)
