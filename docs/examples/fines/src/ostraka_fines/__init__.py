"""Fines: in every month on the list a fine may fall due. Who pays that should not be there?"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from ostraka.core.clock import thresholds
from ostraka.core.declarations import Column, Mechanism, Parameter, Sum, Tally, TallyFigure
from ostraka.core.quantities import ProbabilityByStratum, Quantity, Section, Unit
from ostraka.core.story import Event, Moment
from ostraka.core.switches import Switch
from ostraka.draws import draw_many, gather, purpose
from ostraka.population.ledgers import ORIGIN_SHIFT, WRONGFUL

FINE = purpose("fines.fine", 40_001)


class FineRules(Section):
    """A fine that may fall due in every month on the list."""

    probability: ProbabilityByStratum = Field(description="chance of a fine in a month on the list")
    amount: Annotated[Quantity, Unit("currency units", 0)] = Field(description="what a fine costs")


def fines(
    month,
    first,
    address,
    fine_chance,
    row,
    on_list,
    who,
    words,
    fined_n,
    fined_who,
):
    """Draw, for everybody on the list, whether a fine falls due this month."""
    listed = gather(on_list, who)
    draw_many(address, first, who, listed, month, FINE, words)
    n = 0
    for k in range(listed):
        if np.uint64(words[0, k]) < fine_chance[row[who[k]]]:
            fined_who[n] = who[k]
            n += 1
    fined_n[0] = n


def fines_counted(month, fined_n, fined_who, stratum, listed_by, origin, cause_of, tally_fines):
    """Count this month's fines by the cause of the listing."""
    for k in range(fined_n[0]):
        i = fined_who[k]
        cause = cause_of[listed_by[i] | (origin[i] << ORIGIN_SHIFT)]
        tally_fines[month, stratum[i], cause] += 1


def _parameters(world: Any) -> Mapping[str, Any]:
    rules = world.scenario.fines
    return {"fine_chance": thresholds([rules.probability.of(name) for name in world.strata])}


def _story(moment: Moment) -> Iterator[Event]:
    amount = float(moment.world.scenario.fines.amount)
    for _ in moment.mine("fined_n", "fined_who"):
        yield Event("fined", f"Fined {amount:g} currency units.", {"amount": amount})


def _active(scenario: Any) -> bool:
    return scenario.fines is not None


FINES = Mechanism(
    name="fines",
    phase="joint_sanctions",
    run=fines,
    writes=("who", "words", "fined_n", "fined_who"),
    odd="Whoever is on the list is fined with a probability of the stratum, each month anew.",
    source="Own design, as an example",
    columns={
        "fined_n": Column(np.int64, "fines this month", shape="one"),
        "fined_who": Column(np.int32, "who is fined"),
    },
    declares={
        "fine_chance": Parameter("chance of a fine, by stratum", "2**-32", rows=True),
    },
    purposes=("fines.fine",),
    active=_active,
    parameters=_parameters,
    sections={"fines": FineRules},
    story=_story,
    switches=(Switch("fines", "fines on people on the list", {"fines.probability": 0.0}),),
)

COUNTED = Mechanism(
    name="fines_counted",
    phase="joint_sanctions",
    run=fines_counted,
    writes=("tally_fines",),
    odd="Counts fines by the cause of the listing in that month.",
    source="Own design, as an example",
    harm=True,
    tallies={"tally_fines": Tally(("month", "stratum", "cause"), "fines by cause", "fines")},
    figures=(
        TallyFigure(
            "wrongful_fines",
            "fines",
            "Fines on people who were on the list wrongfully in that month.",
            Sum("tally_fines", {"cause": WRONGFUL}),
            is_harm=True,
        ),
    ),
    active=_active,
)

MECHANISMS = (FINES, COUNTED)
