"""Conflicting rules: conduct that costs something here and nothing, or even earns points, elsewhere."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from ostraka.core.declarations import Axis, Mechanism, Parameter, Sum, Tally, TallyFigure
from ostraka.population.marks import AGAIN, DROPPED

PUNISHES, IGNORES, REWARDS = 1, 0, -1

ELSEWHERE = ("punished_everywhere", "free_elsewhere", "rewarded_elsewhere")


def conflicts(
    month,
    row,
    stratum,
    record_n,
    record_holder,
    record_class,
    record_marks,
    class_elsewhere,
    tally_conflicts,
):
    """Count the records that punish, by what another jurisdiction makes of the same conduct."""
    for k in range(record_n[0]):
        h = record_holder[k]
        elsewhere = class_elsewhere[row[h], record_class[k]]
        if elsewhere >= 0 and record_marks[k] & (AGAIN | DROPPED) == 0:
            tally_conflicts[month, stratum[h], elsewhere] += 1


def verdicts(classes: Any) -> npt.NDArray[np.int64]:
    """What a rulebook makes of each class: punishes, ignores, rewards; shape (strata, classes)."""
    points = np.array([c.points for c in classes]).T
    lists = np.array([c.trigger for c in classes]).T
    merit = np.array([c.kind == "merit" for c in classes])
    cost = np.where(merit, -points, points)
    return np.where(lists | (cost > 0), PUNISHES, np.where(cost < 0, REWARDS, IGNORES))


def _parameters(world: Any) -> Mapping[str, Any]:
    own = verdicts(world.classes)
    others = np.array([verdicts(classes) for classes in world.rulebooks.values()])
    mildest = others.min(axis=0)
    seen = np.where(mildest == PUNISHES, 0, np.where(mildest == IGNORES, 1, 2))
    return {"class_elsewhere": np.where(own == PUNISHES, seen, -1).astype(np.int8)}


def _active(scenario: Any) -> bool:
    return any(place.rules for place in scenario.jurisdictions.values())


MECHANISMS = (
    Mechanism(
        name="conflicts",
        phase="tallies",
        run=conflicts,
        writes=("tally_conflicts",),
        odd=(
            "A record that costs points or lists where it is held is counted by what the mildest "
            "rulebook of the scenario makes of the same conduct: punished everywhere, free, rewarded."
        ),
        source="MODEL 7.13",
        harm=True,
        declares={
            "class_elsewhere": Parameter(
                "what the mildest rulebook makes of a class that this one punishes, or -1",
                "code",
                rows=True,
            )
        },
        axes={
            "elsewhere_is": Axis(
                "what another jurisdiction makes of it", lambda scenario: ELSEWHERE
            )
        },
        tallies={
            "tally_conflicts": Tally(
                ("month", "stratum", "elsewhere_is"), "records that punish", "records"
            )
        },
        figures=(
            TallyFigure(
                "records_free_elsewhere",
                "share of records that punish",
                "Of the records that cost points or list, those of conduct that another jurisdiction of "
                "the scenario leaves free or rewards.",
                Sum("tally_conflicts", {"elsewhere_is": ELSEWHERE[1:]}),
                Sum("tally_conflicts"),
                is_share=True,
                units_are_independent=True,
            ),
        ),
        active=_active,
        parameters=_parameters,
    ),
)
