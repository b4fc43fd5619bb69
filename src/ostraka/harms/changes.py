"""Whose listing changed this month: the short list that every harm of listing is counted from."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from ostraka.core.declarations import Column, Mechanism, Parameter
from ostraka.core.story import Event, Moment
from ostraka.population.ledgers import (
    CAUSES,
    ERRORS,
    LEDGER_WORDS,
    LEDGERS,
    LEGITIMATE,
    ORIGIN_SHIFT,
    RECORDED,
    WRONGFUL,
    cause_table,
)


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


def _state_told(moment: Moment) -> Iterator[Event]:
    """The cause of the listing from this month on, whenever the state has changed."""
    before, after = moment.was("state"), moment.now("state")
    if before == after:
        return
    cause = CAUSES[cause_table()[after]]
    ledgers = [name for k, name in enumerate(LEDGERS) if (after >> k) & 1]
    data = {"cause": cause, "ledgers": ledgers}
    if after & RECORDED:
        others = [words for k, words in enumerate(LEDGER_WORDS) if k and (after >> k) & 1]
        beside = "other ledgers that list: " + "; ".join(others) if others else "no other lists"
        said = CAUSE_WORDS.get(cause, f"wrongfully: {cause.replace('_', ' ')}")
        beside = "" if cause == "by_rules" else f" ({beside})"
        since = (
            "Still"
            if before & RECORDED and CAUSES[cause_table()[before]] == cause
            else "From now on"
        )
        yield Event("state", f"{since} listed {said}{beside}.", data)
    elif after & LEGITIMATE:
        words = "Not listed, though own wrongdoing and the rules as written would list (missed)."
        yield Event("state", words, data)


CAUSE_WORDS = {
    "by_rules": "by the rules as written",
    "wrong_person": "wrongfully: for somebody else's record",
    "false_record": "wrongfully: for a false record",
    "false_flag": "wrongfully: for a false flag",
    "reimported": "wrongfully: from a stale copy of an entry that had been removed",
    "disfavour": "wrongfully: chosen out of disfavour",
    "association": "wrongfully: for somebody else's act",
    "lawful_conduct": "wrongfully: for lawful conduct",
}


def _among(*causes: str) -> Callable[[Mapping[str, Any]], Any]:
    numbers = [CAUSES.index(cause) for cause in causes]
    held = np.isin(cause_table(), numbers)
    return lambda cell: held[cell["state"]]


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
            "changed_who": Column(np.int32, "who", truth=True, scratch=True),
            "changed_from": Column(
                np.uint8,
                "state at the end of last month",
                "bits",
                truth=True,
                counted_by="changed_n",
                scratch=True,
            ),
        },
        declares={"cause_of": Parameter("index of the cause, by state", truth=True)},
        parameters=_parameters,
        story=_state_told,
        conditions={
            "wrongful": _among(*WRONGFUL),
            "error": _among(*ERRORS),
            **{cause: _among(cause) for cause in WRONGFUL},
        },
    ),
)
