"""Pardon: listings ended at random, whatever they rest on."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic import Field

from ostraka.core.clock import NEVER, lag_table, monthly_probability
from ostraka.core.declarations import Column, Mechanism, Parameter
from ostraka.core.quantities import Hazard, Section
from ostraka.draws import draw_many, purpose, wait
from ostraka.mechanisms.leaving import end_what_is_due, start_clock
from ostraka.mechanisms.story_of_listing import ended
from ostraka.population.ledgers import PARDONED

PARDON = purpose("pardon.wait", 51)


class PardonRules(Section):
    """An amnesty that comes at a constant hazard."""

    hazard_per_month: Hazard = Field(description="hazard of a pardon, from the month after entry")


def pardon(
    month,
    first,
    address,
    pardon_lag,
    enter_n,
    enter_who,
    enter_bits,
    pardon_due,
    pardon_soonest,
    who,
    words,
    listed_by,
    on_list,
    stirred,
    stirred_n,
    stirred_who,
    exit_reason,
    left_n,
    left_who,
):
    """Draw the month of pardon when a listing begins; end the listings whose month has come."""
    draw_many(address, first, enter_who, enter_n[0], month, PARDON, words)
    for k in range(enter_n[0]):
        i = enter_who[k]
        when = month + 1 + wait(pardon_lag, 0, words[0, k])
        start_clock(pardon_due, pardon_soonest, i, enter_bits[k], when)
    end_what_is_due(
        month,
        pardon_due,
        pardon_soonest,
        PARDONED,
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
    hazard = float(world.scenario.pardon.hazard_per_month)
    return {"pardon_lag": lag_table([monthly_probability(hazard)])}


MECHANISMS = (
    Mechanism(
        name="pardon",
        phase="listing",
        run=pardon,
        writes=(
            "pardon_due",
            "pardon_soonest",
            "who",
            "words",
            "listed_by",
            "on_list",
            "stirred",
            "stirred_n",
            "stirred_who",
            "exit_reason",
            "left_n",
            "left_who",
        ),
        odd="A listing is pardoned at a constant hazard, from the month after entry or restart.",
        source="MODEL 7.8; known answer 4",
        sees_truth="it applies one rule to every ledger; truth decides nothing",
        columns={
            "pardon_due": Column(
                np.int16, "month of pardon", "month", shape="ledgers", truth=True, reset=NEVER
            ),
            "pardon_soonest": Column(
                np.int16, "earliest of them", "month", truth=True, reset=NEVER
            ),
        },
        declares={"pardon_lag": Parameter("months to a pardon, cumulative", "2**-32")},
        purposes=("pardon.wait",),
        active=lambda scenario: scenario.pardon is not None,
        parameters=_parameters,
        story=ended("a pardon", "pardoned"),
        sections={"pardon": PardonRules},
    ),
)
