"""Grades: where the scores stand at the end, as the system sees them and as conduct deserves."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic import Field

from ostraka.core.declarations import Mechanism, Parameter, Tally
from ostraka.core.quantities import Score, Section
from ostraka.population.ledgers import LEDGERS

_LEGITIMATE = LEDGERS.index("legitimate") - 1


class GradeRules(Section):
    """Grades by score, best first."""

    lowest: dict[str, Score] = Field(
        min_length=1,
        description="lowest score of each grade, best grade first; the last grade has all below",
    )
    last: str = Field(description="name of the grade below all others")


def grades(
    month,
    months,
    subjects,
    stratum,
    recorded_score,
    counterfactual_score,
    grade_lowest,
    tally_grades,
):
    """At the end of the run, cross the recorded grade with the one from own wrongdoing alone."""
    if month == months - 1:
        for i in range(subjects):
            seen = 0
            while seen < grade_lowest.size and recorded_score[i] < grade_lowest[seen]:
                seen += 1
            deserved = 0
            while (
                deserved < grade_lowest.size
                and counterfactual_score[i, _LEGITIMATE] < grade_lowest[deserved]
            ):
                deserved += 1
            tally_grades[stratum[i], seen, deserved] += 1


def _parameters(world: Any) -> Mapping[str, Any]:
    lowest = world.scenario.grades.lowest
    return {"grade_lowest": np.array([float(q) for q in lowest.values()], dtype=np.int16)}


MECHANISMS = (
    Mechanism(
        name="grades",
        phase="tallies",
        run=grades,
        writes=("tally_grades",),
        odd="Crosses, at the end, the grade of the recorded score with that of the legitimate one.",
        source="MODEL 7.4",
        harm=True,
        declares={"grade_lowest": Parameter("lowest score of each grade", "points")},
        tallies={
            "tally_grades": Tally(
                ("stratum", "grade", "deserved_grade"),
                "people by recorded and deserved grade",
                "people",
            )
        },
        active=lambda scenario: scenario.grades is not None,
        parameters=_parameters,
        sections={"grades": GradeRules},
    ),
)
