"""Faults of a scenario that only show when its tables are read together."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from ostraka.core.errors import Problem, ScenarioError, choose
from ostraka.core.quantities import Quantity
from ostraka.core.walking import walk
from ostraka.mechanisms.unfounded import SOURCES
from ostraka.population.rules import JurisdictionRules, frailty_table
from ostraka.scenario.check_jurisdictions import are_shares, check_jurisdictions
from ostraka.scenario.extensions import catalogue
from ostraka.scenario.overrides import local

MOST_CLASSES = 255
MOST_EVENTS = 100.0
"""Most candidates for acts in a month that anybody may have, on average."""


def check(scenario: Any) -> Iterator[Problem]:
    """Every such fault, numbers without a source among them."""
    yield from _unsourced(scenario)
    strata, categories = list(scenario.strata), list(scenario.categories)
    yield from _check_shares(scenario)
    misnamed = list(_check_names(scenario, strata, categories))
    if misnamed:  # what follows looks numbers up by these names
        yield from misnamed
        return
    yield from _check_triggers(scenario, strata)
    yield from _check_categories(scenario, strata)
    yield from _check_unfounded(scenario, strata)
    yield from _check_flag_and_grades(scenario, strata)
    yield from _check_blacklist(scenario)
    yield from _check_redress(scenario)
    yield from check_jurisdictions(scenario, strata)
    yield from _check_local_rules(scenario)
    for one in catalogue():
        yield from one.checks(scenario)


def _check_shares(scenario: Any) -> Iterator[Problem]:
    total = sum(float(s.share) for s in scenario.strata.values())
    if abs(total - 1) > 1e-6:
        yield Problem("strata", f"the shares add up to {total:g}", "make them add up to 1")
    sizes = [float(share) for share in scenario.population.household_sizes]
    if not are_shares(sizes):
        yield Problem(
            "population.household_sizes",
            f"the shares {sizes} add up to {sum(sizes):g}",
            "give shares from 0 to 1 that add up to 1",
        )
    for name, category in scenario.categories.items():
        if category.severities:
            degrees = sum(float(s.share) for s in category.severities.values())
            if abs(degrees - 1) > 1e-6:
                yield Problem(
                    f"categories.{name}.severities",
                    f"the shares add up to {degrees:g}",
                    "make them add up to 1",
                )


def _top(quantity: Quantity) -> float:
    """The largest value that any draw of a number may have."""
    return float(quantity) if quantity.high is None else quantity.high


def _top_of(quantity: Quantity, stratum: str) -> float:
    return _top(quantity if quantity.by_stratum is None else quantity.by_stratum[stratum])


def _check_names(scenario: Any, strata: list[str], categories: list[str]) -> Iterator[Problem]:
    def by_stratum(node: Any, place: str) -> Iterator[Problem]:
        if isinstance(node, Quantity):
            if node.by_stratum is not None and set(node.by_stratum) != set(strata):
                yield Problem(
                    f"{place}.by_stratum",
                    f"it names {sorted(node.by_stratum)}, the scenario has {sorted(strata)}",
                    "give one number for each stratum of the scenario",
                )
        elif isinstance(node, BaseModel):
            for name in type(node).model_fields:
                yield from by_stratum(getattr(node, name), f"{place}.{name}" if place else name)
        elif isinstance(node, Mapping):
            for name, part in node.items():
                yield from by_stratum(part, f"{place}.{name}")

    yield from by_stratum(scenario, "")
    if "all" in strata:
        yield Problem(
            "strata.all", "'all' means everybody in the tables", "give the stratum another name"
        )
    if scenario.reference is not None and scenario.reference not in strata:
        yield Problem(
            "reference", f"no stratum {scenario.reference!r}", choose(scenario.reference, strata)
        )
    for source in type(scenario.unfounded).model_fields if scenario.unfounded else ():
        given = getattr(scenario.unfounded, source)
        for name in getattr(given, "rate_per_month", None) or {}:
            if name not in categories:
                yield Problem(
                    f"unfounded.{source}.rate_per_month.{name}",
                    f"no category {name!r}",
                    choose(name, categories),
                )
    if scenario.flag is not None and scenario.flag.claims not in categories:
        yield Problem(
            "flag.claims",
            f"no category {scenario.flag.claims!r}",
            choose(scenario.flag.claims, categories),
        )


def _check_triggers(scenario: Any, strata: list[str]) -> Iterator[Problem]:
    for name, category in scenario.categories.items():
        parts = {f"severities.{k}.": part for k, part in (category.severities or {}).items()}
        for place, part in {"": category, **parts}.items():
            for given in [] if isinstance(part.trigger, bool) else part.trigger:
                if given not in strata:
                    yield Problem(
                        f"categories.{name}.{place}trigger",
                        f"no stratum {given!r}",
                        choose(given, strata),
                    )


def _check_categories(scenario: Any, strata: list[str]) -> Iterator[Problem]:
    for name, category in scenario.categories.items():
        place = f"categories.{name}"
        highest = max(_top_of(category.rate_per_month, stratum) for stratum in strata)
        ceiling = category.ceiling_per_month
        if ceiling is not None and highest > float(ceiling):
            yield _low_ceiling(place, float(ceiling), f"the rate {highest:g}")
        has_points = any(float(part) != 0 for _, part in category.points.each())
        if category.severities and (category.trigger or has_points):
            yield Problem(
                place,
                "it has severities and points or a trigger of its own",
                "say both per severity",
            )
    severities = sum(len(c.severities or [""]) for c in scenario.categories.values())
    if severities > MOST_CLASSES:
        yield Problem(
            "categories", f"{severities} categories and severities", f"use at most {MOST_CLASSES}"
        )
    frailest = float(frailty_table(_top(scenario.population.frailty_cv)).max())
    busiest = 0.0
    for stratum in strata:
        total = 0.0
        for category in scenario.categories.values():
            ceiling = category.ceiling_per_month or category.rate_per_month
            is_frail = (
                category.kind == "wrongdoing" if category.frailty is None else category.frailty
            )
            total += _top_of(ceiling, stratum) * (frailest if is_frail else 1.0)
        busiest = max(busiest, total)
    if busiest > MOST_EVENTS:
        yield Problem(
            "categories",
            f"up to {busiest:.3g} acts of one subject in a month (frailty included)",
            f"keep it below {MOST_EVENTS:g}: lower the rates or frailty_cv, or count finer acts as one",
        )


def _low_ceiling(place: str, ceiling: float, rate: str) -> Problem:
    return Problem(
        f"{place}.ceiling_per_month",
        f"{ceiling:g} is below {rate}",
        "raise it to at least the largest rate of all runs that are compared",
    )


def _check_unfounded(scenario: Any, strata: list[str]) -> Iterator[Problem]:
    if scenario.unfounded is None:
        return
    most = max(_top(s.exposure) for s in scenario.strata.values())
    total = 0.0
    for source in SOURCES:
        given = getattr(scenario.unfounded, source)
        if given is None:
            continue
        for name, rate in given.rate_per_month.items():
            ceiling = given.ceiling_per_month
            if ceiling is not None and _top(rate) > float(ceiling):
                yield _low_ceiling(
                    f"unfounded.{source}", float(ceiling), f"the rate {_top(rate):g} of {name}"
                )
            total += _top(rate if ceiling is None else ceiling) * most
    if total > MOST_EVENTS:
        yield Problem(
            "unfounded",
            f"up to {total:g} unfounded records of one subject in a month",
            f"keep it below {MOST_EVENTS:g}",
        )


def _check_flag_and_grades(scenario: Any, strata: list[str]) -> Iterator[Problem]:
    flag, grades = scenario.flag, scenario.grades
    if flag is not None:
        most = max(_top_of(flag.favour, stratum) for stratum in strata) * _top(flag.discretion)
        if most > 1:
            yield Problem(
                "flag.favour",
                f"discretion x favour reaches {most:g}, and is a probability",
                "keep the product at 1 or below",
            )
    if grades is not None:
        lowest = [float(q) for q in grades.lowest.values()]
        for name, upper, lower in zip(list(grades.lowest)[1:], lowest, lowest[1:], strict=False):
            if lower >= upper:
                yield Problem(
                    "grades.lowest",
                    f"{name} begins at {lower:g}, not below {upper:g}",
                    "write the grades from best to worst, each with a lower score",
                )
        if grades.last in grades.lowest:
            yield Problem(
                "grades.last",
                f"{grades.last!r} is a grade of `lowest` already",
                "give the grade below all others a name of its own",
            )


def _check_blacklist(scenario: Any) -> Iterator[Problem]:
    rules = scenario.blacklist
    triggers = [
        name
        for name, category in scenario.categories.items()
        if category.trigger or any(s.trigger for s in (category.severities or {}).values())
    ]
    if rules.threshold is None and not triggers and scenario.flag is None:
        yield Problem(
            "blacklist",
            "nothing lists anybody",
            "give a threshold, a category with trigger = true, or a flag",
        )
    if rules.is_by_grade:
        if triggers or scenario.flag is not None:
            yield Problem(
                "blacklist.term_months",
                "a list by score without a term follows the score, so a trigger or flag has no end",
                "give term_months, or list by score alone",
            )
        for name in ("pardon", "repair"):
            if getattr(scenario, name) is not None:
                yield Problem(
                    name,
                    "it cannot end a listing that follows the score",
                    "give blacklist.term_months, or leave it out",
                )
    if rules.exit_at is not None:
        if not rules.is_by_grade:
            yield Problem(
                "blacklist.exit_at",
                "it acts only on a list by score without a term",
                "leave it out, or give a threshold and no term_months",
            )
        else:
            for name in scenario.strata:
                exit_at, threshold = rules.exit_at.of(name), rules.threshold.of(name)
                if exit_at < threshold:
                    yield Problem(
                        "blacklist.exit_at",
                        f"{exit_at:g} lies below the threshold {threshold:g}",
                        "set it to the threshold or above",
                    )
                    break
    score = scenario.score
    highest = (
        max((rules.threshold.of(s) for s in scenario.strata), default=0) if rules.threshold else 0
    )
    if rules.threshold is not None and highest > float(score.start):
        yield Problem(
            "blacklist.threshold",
            f"{highest:g} lies above the start {float(score.start):g}",
            "lower it, or everybody is listed at the first record",
        )
    if score.floor is not None and float(score.floor) > float(score.start):
        yield Problem("score.floor", "it lies above the start", "lower it")
    if score.ceiling is not None and float(score.ceiling) < float(score.start):
        yield Problem("score.ceiling", "it lies below the start", "raise it to the start or above")


def _check_redress(scenario: Any) -> Iterator[Problem]:
    for name, needs in (("appeal", "notice"), ("review", "appeal"), ("appeal", "review")):
        if getattr(scenario, name) is not None and getattr(scenario, needs) is None:
            yield Problem(
                name,
                f"it needs the table [{needs}]",
                f"add [{needs}], or leave [{name}] out",
            )
    review = scenario.review
    if review is not None and review.reassert_per_month is None:
        source = review.corrects_source
        if float(source) < 1 or source.is_uncertain:
            yield Problem(
                "review.reassert_per_month",
                "missing, though some struck records are not corrected at their source",
                "say at what hazard they come back, or set corrects_source = 1",
            )


def _check_local_rules(scenario: Any) -> Iterator[Problem]:
    alone = {"jurisdictions": {"all": JurisdictionRules()}, "moves": None}
    common: set[Problem] | None = None  # said once, for the scenario
    for name, place in scenario.jurisdictions.items():
        if not place.rules:
            continue
        try:
            own = local(scenario, name)
        except ScenarioError as error:
            yield from error.problems
            continue
        for problem in check(own.model_copy(update=alone)):
            if common is None:
                common = set(check(scenario.model_copy(update=alone)))
            if problem in common:
                continue
            yield Problem(
                f"jurisdictions.{name}.rules.{problem.place}", problem.fault, problem.remedy
            )
        switched = [
            one.name
            for one in catalogue()
            if bool(one.active(own)) != bool(one.active(scenario))
            and one.active(own.model_copy(update=alone))
            != one.active(scenario.model_copy(update=alone))
        ]
        if switched:
            yield Problem(
                f"jurisdictions.{name}.rules",
                f"it switches {', '.join(switched)} on or off",
                "give the scenario the rule with a neutral value, and say here what differs",
            )


def _unsourced(scenario: Any) -> Iterator[Problem]:
    for place, quantity in walk(scenario):
        if not quantity.source and not quantity.assumed:
            shown = (
                f"{quantity.low:g} to {quantity.high:g}"
                if quantity.is_uncertain
                else f"{quantity.value:g}"
            )
            inside = f"value = {quantity.value:g}"
            if quantity.is_uncertain:
                inside = f"low = {quantity.low:g}, high = {quantity.high:g}"
            yield Problem(
                place,
                f"{shown} has no source and is not marked as assumed",
                f'write {{ {inside}, source = "..." }} or {{ {inside}, assumed = true }}, or say it once '
                "for the table, or at the top for all",
            )
