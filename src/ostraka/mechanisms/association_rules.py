"""Association: who answers for whose entry, with what share of its points, and where that is no rule."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import numpy as np
from numba import njit
from pydantic import Field

from ostraka.core.errors import Problem
from ostraka.core.quantities import Quantity, Section, Share, Unit
from ostraka.mechanisms.representatives import has_firms, sectors_of

UNIT = 1_000_000
"""Shares are held in millionths, so that what somebody is charged is a matter of whole numbers."""

PointsOfAFlag = Annotated[Quantity, Unit("points", 0, 2000, whole=True)]


class AssociationRules(Section):
    """Who answers for the entry of somebody else, and with what."""

    share: Share = Field(
        Quantity(value=0.0, assumed=True, note="none"),
        description="of the entry's points, to each other member of the household",
    )
    representative_share: Share = Field(
        Quantity(value=0.0, assumed=True, note="none"),
        description="of the entry's points, from a firm to the person who signs for it, and back",
    )
    collective_share: Share = Field(
        Quantity(value=0.0, assumed=True, note="none"),
        description="of the entry's points, to every other subject of the cell",
    )
    restrictions: list[str] = Field(
        [],
        description="restrictions that bite on the household, and between a firm and the person who "
        "signs for it, while somebody else among them is listed",
    )
    flag_points: PointsOfAFlag = Field(
        Quantity(value=0, assumed=True, note="a flag has no points"),
        description="points that an entry by a risk flag alone counts as",
    )


SHARES = ("share", "representative_share", "collective_share")


def charges(scenario: Any) -> bool:
    """Whether points of an entry may reach others: there are rules for it, and a list by score."""
    return scenario.association is not None and scenario.blacklist.threshold is not None


def restricts(scenario: Any) -> bool:
    """Whether some restriction bites on others."""
    return scenario.association is not None and bool(scenario.association.restrictions)


def parameters(world: Any) -> Mapping[str, Any]:
    """The shares in millionths, and what a flag counts as."""
    rules = world.scenario.association
    share, representative, collective = (
        np.int64(round(float(getattr(rules, name)) * UNIT)) for name in SHARES
    )
    return {
        "household_charge": share,
        "representative_charge": representative,
        "collective_charge": collective,
        "flag_charge": np.int64(float(rules.flag_points)),
    }


@njit(forceinline=True)
def part(points, share):
    """A share (in millionths) of some points, to the nearest whole number, halves up."""
    return (points * share + UNIT // 2) // UNIT


@njit(forceinline=True)
def ties(
    i,
    points,
    household_charge,
    representative_charge,
    collective_charge,
    household_first,
    household_size,
    representative,
    first_firm,
    next_firm,
    tie_who,
    tie_points,
):
    """Those whom an entry of ``i`` costs more than it costs everybody, and how much more; how many.

    Who stands in two relations to the subject is charged in the dearer one, once.
    """
    all_pay = part(points, collective_charge)
    household_pays = max(all_pay, part(points, household_charge))
    tied_pays = max(all_pay, part(points, representative_charge))
    home = household_first[i]
    n = 0
    if household_pays > all_pay:
        for j in range(home, home + np.int64(household_size[i])):
            if j != i:
                tie_who[n] = j
                tie_points[n] = household_pays - all_pay
                n += 1
    # a firm has somebody who signs for it, a person has firms, and nobody has both
    j = representative[i] if representative[i] >= 0 else first_firm[i]
    while j >= 0 and tied_pays > all_pay:
        pays = household_pays if household_first[j] == home else all_pay
        if tied_pays > pays:
            tie_who[n] = j
            tie_points[n] = tied_pays - pays
            n += 1
        j = next_firm[j]
    return n


def _top(quantity: Quantity) -> float:
    return float(quantity) if quantity.high is None else quantity.high


def check(scenario: Any) -> Iterator[Problem]:
    """Rules of association that name nobody, or that can have no effect."""
    rules = scenario.association
    if rules is None:
        return
    yield from _check_effect(scenario, rules)
    yield from _check_relations(scenario, rules)
    yield from _check_representatives(scenario)


def _check_effect(scenario: Any, rules: AssociationRules) -> Iterator[Problem]:
    by_score = scenario.blacklist.threshold is not None
    points = [name for name in SHARES if _top(getattr(rules, name)) > 0]
    if points and not by_score and not rules.restrictions:
        yield Problem(
            "association",
            "it has no effect: points for others list only by score, and no restriction is named",
            "give blacklist.threshold, or name restrictions",
        )
    elif not by_score:
        for name in points:
            yield Problem(
                f"association.{name}",
                "points for others list nobody without blacklist.threshold",
                "give a threshold, or leave the share out",
            )
    if len(set(rules.restrictions)) < len(rules.restrictions):
        yield Problem(
            "association.restrictions", "a name stands there twice", "name each restriction once"
        )
    if _top(rules.flag_points) > 0 and scenario.flag is None:
        yield Problem(
            "association.flag_points", "there is no risk flag", "add [flag], or leave it out"
        )


def _check_relations(scenario: Any, rules: AssociationRules) -> Iterator[Problem]:
    firms = has_firms(scenario)
    if _top(rules.representative_share) > 0 and not firms:
        yield Problem(
            "association.representative_share",
            "no stratum is a firm, so nobody signs for one",
            'give a stratum sector = "firm", or leave it out',
        )
    alone = all(_top(share) == 0 for share in scenario.population.household_sizes[1:])
    if _top(rules.share) > 0 and alone:
        yield Problem(
            "association.share",
            "everybody lives alone",
            "give population.household_sizes, or leave it out",
        )
    if rules.restrictions and alone and not firms:
        yield Problem(
            "association.restrictions",
            "everybody lives alone, and nobody signs for a firm",
            "give population.household_sizes, or a stratum of sector firm",
        )


def _check_representatives(scenario: Any) -> Iterator[Problem]:
    """Firms where it is known that some cell has nobody to sign for them (ruling 11)."""
    sectors = sectors_of(scenario)
    if "firm" not in sectors.values():
        return
    overall = {name: float(stratum.share) for name, stratum in scenario.strata.items()}
    for place, rules in scenario.jurisdictions.items():
        given = overall
        if rules.strata is not None:
            given = {name: float(share) for name, share in rules.strata.items()}
        here = {sectors[name] for name, share in given.items() if name in sectors and share > 0}
        if "firm" in here and "individual" not in here:
            yield Problem(
                "strata" if rules.strata is None else f"jurisdictions.{place}.strata",
                "there are firms and no individual who could sign for them",
                'give a stratum of sector "individual" a share',
            )
            return
    if float(scenario.population.segregation) == 1:
        yield Problem(
            "population.segregation",
            "1 puts firms in cells of their own, where nobody can sign for them",
            "lower it, or leave [association] out",
        )
