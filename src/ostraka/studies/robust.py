"""How far the answer of a study about each arm holds over its own draws of the uncertain numbers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ostraka.sensitivity.discovery import can_look
from ostraka.sensitivity.robustness import FEWEST, Robustness, robustness

if TYPE_CHECKING:
    from ostraka.studies.result import StudyResult


def robust_of(
    result: "StudyResult", harms: Sequence[str], figures: Sequence[str] | None
) -> tuple[dict[str, Robustness], dict[str, str]]:
    """Robustness by harm, and why there is none of some.

    Parameters
    ----------
    result : StudyResult
    harms : sequence of str
        Figures that are known to count harm.
    figures : sequence of str or None
        What is read from the parts; None where the study's tables hold the harms.
    """
    study = result.study
    count = len(study.points)
    if count < FEWEST:
        few = f"{count} draws are too few" if count else "no number is drawn"
        why = f"{few}; {FEWEST} at least say how often an arm helps or harms"
        return {}, dict.fromkeys(harms, why)
    drawn, central = (result.outcomes(figures, central=at_centre) for at_centre in (False, True))
    undefined = set(drawn.loc[drawn["value"].isna() & (drawn["stratum"] == ""), "figure"])
    undefined |= set(central.loc[central["value"].isna() & (central["stratum"] == ""), "figure"])
    found = {
        harm: robustness(
            drawn,
            study.draws(),
            harm=harm,
            base=study.table.reference,
            harms=harms,
            unit=study.figures[harm].unit,
            central=central,
            discover=can_look(),
            seed=study.seed,
        )
        for harm in harms
        if harm not in undefined
    }
    why = "it is undefined in some run (nothing to divide by); choose a count"
    return found, {harm: why for harm in harms if harm in undefined}
