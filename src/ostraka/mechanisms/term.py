"""Term: a listing ends by itself after a fixed number of months."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ostraka.core.clock import NEVER
from ostraka.core.declarations import Column, Mechanism, Parameter
from ostraka.mechanisms.leaving import end_what_is_due, start_clock
from ostraka.mechanisms.story_of_listing import ended
from ostraka.population.ledgers import EXPIRED


def term(
    month,
    term_months,
    row,
    enter_n,
    enter_who,
    enter_bits,
    term_due,
    term_soonest,
    who,
    listed_by,
    on_list,
    stirred,
    stirred_n,
    stirred_who,
    exit_reason,
    left_n,
    left_who,
):
    """Start the clock of whoever entered; end the listings whose clock is due."""
    for k in range(enter_n[0]):
        i = enter_who[k]
        start_clock(term_due, term_soonest, i, enter_bits[k], month + term_months[row[i]])
    end_what_is_due(
        month,
        term_due,
        term_soonest,
        EXPIRED,
        who,
        listed_by,
        on_list,
        stirred,
        stirred_n,
        stirred_who,
        exit_reason,
        left_n,
        left_who,
    )


def _parameters(world: Any) -> Mapping[str, Any]:
    months = world.scenario.blacklist.term_months
    return {"term_months": np.array([int(months.of(s)) for s in world.strata])}


TERM = Mechanism(
    name="term",
    phase="listing",
    run=term,
    writes=(
        "term_due",
        "term_soonest",
        "who",
        "listed_by",
        "on_list",
        "stirred",
        "stirred_n",
        "stirred_who",
        "exit_reason",
        "left_n",
        "left_who",
    ),
    odd="A listing expires `term_months` after entry or its last restart, in each ledger on its own.",
    source="MODEL 7.5, rulings 3 and 22; known answer M",
    sees_truth="it applies one rule to every ledger; truth decides nothing",
    columns={
        "term_due": Column(
            np.int16, "month of expiry", "month", shape="ledgers", truth=True, reset=NEVER
        ),
        "term_soonest": Column(np.int16, "earliest of them", "month", truth=True, reset=NEVER),
    },
    declares={"term_months": Parameter("length of a listing, by stratum", "months", rows=True)},
    active=lambda scenario: scenario.blacklist.term_months is not None,
    parameters=_parameters,
    story=ended("the term is over", "expired"),
)

MECHANISMS = (TERM,)
