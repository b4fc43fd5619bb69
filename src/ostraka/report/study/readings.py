"""What the report reads out of a comparison: orders of arms, and the arm that spares most."""

from ostraka.population.ledgers import WRONGFUL
from ostraka.report.study.wording import is_told_apart
from ostraka.studies.changes import Change
from ostraka.studies.compare import MISSED, Comparison, Sets
from ostraka.studies.ranking import Place

WHOLE_FIGURE = "wrongful_person_months"


def others(found: Comparison) -> list[str]:
    """Every arm but the reference."""
    return [arm for arm in found.arms if arm != found.reference]


def difference(found: Comparison, arm: str, figure: str, stratum: str = "") -> Change | None:
    """The arm less the reference."""
    return found.row(arm, figure, stratum).difference


def ordered(found: Comparison, figure: str) -> list[str]:
    """Arms but the reference, the one that spares most first; undefined differences last."""

    def height(arm: str) -> tuple[bool, float]:
        change = difference(found, arm, figure)
        value = None if change is None else change.value
        return value is None, value or 0.0

    return sorted(others(found), key=height)


def best(found: Comparison, harm: str) -> list[str]:
    """The arms with the largest decrease, if any decreases: more than one where they tie."""
    order = ordered(found, harm)
    values = {arm: _value(difference(found, arm, harm)) for arm in order}
    least = min((v for v in values.values() if v is not None), default=0.0)
    return [arm for arm in order if least < 0 and values[arm] == least]


def raising(found: Comparison, harm: str) -> list[str]:
    """Arms that add harm by more than chance, the worst first."""
    changes = {arm: difference(found, arm, harm) for arm in others(found)}
    worse = [
        arm
        for arm, change in changes.items()
        if is_told_apart(change) and (_value(change) or 0) > 0
    ]
    return sorted(worse, key=lambda arm: -(_value(changes[arm]) or 0.0))


def _value(change: Change | None) -> float | None:
    return None if change is None else change.value


def causes(found: Comparison) -> list[str]:
    """Causes of wrongful months that occur in any arm."""
    return [c for c in WRONGFUL if any(found.row(arm, c).value.value for arm in found.arms)]


def strata(found: Comparison, figure: str) -> list[str]:
    """The strata by which a figure is counted; none if it is not."""
    return list(dict.fromkeys(r.stratum for r in found.rows if r.figure == figure and r.stratum))


def by_stratum(found: Comparison) -> str | None:
    """The first harm of the study that is counted by stratum, if there are several strata."""
    return next((harm for harm in found.harms if len(strata(found, harm)) > 1), None)


def people(found: Comparison, arm: str, stratum: str = "") -> Sets | None:
    """Spared and newly harmed, if the study kept them."""
    wanted = (arm, stratum)
    return next((one for one in found.sets if (one.arm, one.stratum) == wanted), None)


def by_spared(found: Comparison) -> list[str]:
    """Arms of which the study kept people, the one that spares most of them first."""
    whole = {one.arm: one.spared.value or 0.0 for one in found.sets if not one.stratum}
    return sorted(whole, key=lambda arm: -whole[arm])


def place(found: Comparison, harm: str, arm: str) -> Place:
    """Where an arm stands by a harm."""
    return next(one for one in found.ranking[harm] if one.arm == arm)


def most_newly_harmed(found: Comparison) -> Sets | None:
    """The arm that harms most people anew, if the study kept them and anybody is."""
    whole = [one for one in found.sets if not one.stratum and one.newly_harmed.value]
    return max(whole, key=lambda one: one.newly_harmed.value or 0.0, default=None)


def missed(found: Comparison, arm: str) -> Change | None:
    """What the arm misses under the rules as written, less what the reference does."""
    return difference(found, arm, MISSED)
