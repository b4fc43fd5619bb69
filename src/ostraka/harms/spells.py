"""Wrongful spells: how long they last, how they end, and who bears them."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ostraka.core.declarations import Column, Mechanism, Parameter, Tally
from ostraka.population.ledgers import OUTCOME_OF_EXIT, RECORDED

_OVERTAKEN = 0
_OPEN = 0


def spells(
    month,
    months,
    subjects,
    stratum,
    state,
    changed_n,
    changed_who,
    changed_from,
    exit_reason,
    cause_of,
    outcome_of_exit,
    wrong_since,
    wrong_cause,
    wrong_months,
    tally_spells,
    tally_burden,
):
    """Begin a spell when a listing is wrongful, end it when it is not, or not any more."""
    for k in range(changed_n[0]):
        i = changed_who[k]
        was_wrong = cause_of[changed_from[k]] >= 2
        is_wrong = cause_of[state[i]] >= 2
        if is_wrong and not was_wrong:
            wrong_since[i] = month
            wrong_cause[i] = cause_of[state[i]]
        elif was_wrong and not is_wrong:
            reason = _OVERTAKEN if state[i] & RECORDED else exit_reason[i]
            lasted = month - wrong_since[i]
            tally_spells[stratum[i], wrong_cause[i], outcome_of_exit[reason], lasted] += 1
            wrong_months[i] += lasted
    if month == months - 1:
        for i in range(subjects):
            if cause_of[state[i]] >= 2:
                lasted = months - wrong_since[i]
                tally_spells[stratum[i], wrong_cause[i], _OPEN, lasted] += 1
                wrong_months[i] += lasted
            tally_burden[stratum[i], wrong_months[i]] += 1


def _parameters(world: Any) -> Mapping[str, Any]:
    return {"outcome_of_exit": np.array(OUTCOME_OF_EXIT, dtype=np.uint8)}


MECHANISMS = (
    Mechanism(
        name="spells",
        phase="tallies",
        run=spells,
        writes=("wrong_since", "wrong_cause", "wrong_months", "tally_spells", "tally_burden"),
        odd=(
            "A wrongful spell is a run of months listed for a cause that is not by the rules. It ends "
            "corrected, expired, repaired, pardoned, recovered or overtaken (it goes on, but by the "
            "rules), or is open at the end: competing outcomes."
        ),
        source="MODEL rulings 33 and 34; Aalen and Johansen 1978 (cumulative incidence)",
        harm=True,
        columns={
            "wrong_since": Column(np.int16, "month the spell began", "month", truth=True, reset=0),
            "wrong_cause": Column(np.uint8, "its cause then", "code", truth=True, reset=0),
            "wrong_months": Column(
                np.int16, "wrongful months so far", "months", truth=True, reset=0
            ),
        },
        declares={"outcome_of_exit": Parameter("outcome of a spell, by the exit's reason", "code")},
        tallies={
            "tally_spells": Tally(
                ("stratum", "cause", "outcome", "duration"),
                "wrongful spells by first cause, outcome and length in months",
                "spells",
            ),
            "tally_burden": Tally(
                ("stratum", "duration"), "people by wrongful months over the whole run", "people"
            ),
        },
        parameters=_parameters,
    ),
)
