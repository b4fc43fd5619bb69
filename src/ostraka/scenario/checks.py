"""Faults of a scenario that only show when its tables are read together."""

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from ostraka import harms, mechanisms
from ostraka.core.clock import SMALLEST
from ostraka.core.errors import Problem
from ostraka.core.quantities import Quantity, walk
from ostraka.mechanisms.categories import Category, record_classes
from ostraka.population.rules import frailty_table, jurisdiction_key

MOST_CLASSES = 255
MOST_EVENTS = 100.0
"""Most candidates for acts in a month that anybody may have, on average."""


def check(scenario: Any) -> Iterator[Problem]:
    """Every such fault, numbers without a source among them."""
    yield from _unsourced(scenario)
    strata, categories = list(scenario.strata), list(scenario.categories)
    yield from _check_shares(scenario)
    yield from _check_names(scenario, strata, categories)
    yield from _check_categories(scenario, strata)
    yield from _check_blacklist(scenario)
    yield from _check_redress(scenario)
    yield from _check_jurisdictions(scenario, strata)
    for mechanism in (*mechanisms.CATALOGUE, *harms.CATALOGUE):
        yield from mechanism.check(scenario)


def _check_shares(scenario: Any) -> Iterator[Problem]:
    total = sum(float(s.share) for s in scenario.strata.values())
    if abs(total - 1) > 1e-6:
        yield Problem("strata", f"the shares add up to {total:g}", "make them add up to 1")
    sizes = scenario.population.household_sizes
    if any(s < 0 for s in sizes) or abs(sum(sizes) - 1) > 1e-6:
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
    if scenario.reference is not None and scenario.reference not in strata:
        yield Problem(
            "reference", f"no stratum {scenario.reference!r}", _choose(scenario.reference, strata)
        )
    for source in type(scenario.unfounded).model_fields if scenario.unfounded else ():
        given = getattr(scenario.unfounded, source)
        for name in getattr(given, "rate_per_month", None) or {}:
            if name not in categories:
                yield Problem(
                    f"unfounded.{source}.rate_per_month.{name}",
                    f"no category {name!r}",
                    _choose(name, categories),
                )
    if scenario.flag is not None and scenario.flag.claims not in categories:
        yield Problem(
            "flag.claims",
            f"no category {scenario.flag.claims!r}",
            _choose(scenario.flag.claims, categories),
        )


def _choose(given: str, known: list[str]) -> str:
    near = difflib.get_close_matches(given, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"choose one of {', '.join(known)}"


def _check_categories(scenario: Any, strata: list[str]) -> Iterator[Problem]:
    for name, category in scenario.categories.items():
        place = f"categories.{name}"
        ceiling = category.ceiling_per_month
        highest = max(
            category.rate_per_month.of(s) for s in strata if s in _known(category, strata)
        )
        if ceiling is not None and highest > float(ceiling):
            yield Problem(
                f"{place}.ceiling_per_month",
                f"{float(ceiling):g} is below the rate {highest:g}",
                "raise it to at least the largest rate of all runs that are compared",
            )
        if category.severities and (category.trigger or float(category.points) != 0):
            yield Problem(
                place,
                "it has severities and points or a trigger of its own",
                "say both per severity",
            )
        for rate in (q for _, q in category.rate_per_month.each()):
            if 0 < float(rate) < SMALLEST:
                yield Problem(
                    f"{place}.rate_per_month",
                    f"{float(rate):g} a month is finer than a draw resolves",
                    f"use 0, or at least {SMALLEST:g}",
                )
    try:
        classes = record_classes(scenario.categories, strata)
    except KeyError:  # a stratum without its number is reported above
        return
    if len(classes) > MOST_CLASSES:
        yield Problem(
            "categories", f"{len(classes)} categories and severities", f"use at most {MOST_CLASSES}"
        )
    frailest = float(frailty_table(float(scenario.population.frailty_cv)).max())
    busiest = max(
        sum(float(c.ceiling[k]) * (frailest if c.has_frailty else 1.0) for c in classes)
        for k in range(len(strata))
    )
    if busiest > MOST_EVENTS:
        yield Problem(
            "categories",
            f"up to {busiest:.3g} acts of one subject in a month (frailty included)",
            f"keep it below {MOST_EVENTS:g}: lower the rates or frailty_cv, or count finer acts as one",
        )
    for source in type(scenario.unfounded).model_fields if scenario.unfounded else ():
        given = getattr(scenario.unfounded, source, None)
        ceiling = getattr(given, "ceiling_per_month", None)
        for name, rate in (getattr(given, "rate_per_month", None) or {}).items():
            if ceiling is not None and float(rate) > float(ceiling):
                yield Problem(
                    f"unfounded.{source}.ceiling_per_month",
                    f"{float(ceiling):g} is below the rate {float(rate):g} of {name}",
                    "raise it to at least the largest rate of all runs that are compared",
                )


def _known(category: Category, strata: list[str]) -> list[str]:
    given = category.rate_per_month.by_stratum
    return strata if given is None else [s for s in strata if s in given] or list(given)


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
        elif float(rules.exit_at) < float(rules.threshold):
            yield Problem(
                "blacklist.exit_at",
                f"{float(rules.exit_at):g} lies below the threshold {float(rules.threshold):g}",
                "set it to the threshold or above",
            )
    score = scenario.score
    if rules.threshold is not None and float(rules.threshold) > float(score.start):
        yield Problem(
            "blacklist.threshold",
            f"{float(rules.threshold):g} lies above the start {float(score.start):g}",
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


def _check_jurisdictions(scenario: Any, strata: list[str]) -> Iterator[Problem]:
    keys: dict[int, str] = {}
    for name, rules in scenario.jurisdictions.items():
        key = jurisdiction_key(name)
        if key in keys:
            yield Problem(
                f"jurisdictions.{name}",
                f"its address collides with that of {keys[key]}",
                "rename one of the two",
            )
        keys[key] = name
        for field, must_sum in (("strata", True), ("strata_odds", False)):
            given = getattr(rules, field)
            if given is None:
                continue
            if set(given) != set(strata) or any(v < 0 for v in given.values()):
                yield Problem(
                    f"jurisdictions.{name}.{field}",
                    f"it needs a number from 0 upward for each of {', '.join(strata)}",
                    "name each stratum once",
                )
            elif must_sum and abs(sum(given.values()) - 1) > 1e-6:
                yield Problem(
                    f"jurisdictions.{name}.strata",
                    f"the shares add up to {sum(given.values()):g}",
                    "make them add up to 1",
                )
        if rules.strata is not None and rules.strata_odds is not None:
            yield Problem(
                f"jurisdictions.{name}", "it has both strata and strata_odds", "keep one of the two"
            )
    odds = [r.strata_odds is not None for r in scenario.jurisdictions.values()]
    fixed = [r.strata is not None for r in scenario.jurisdictions.values()]
    if any(odds) and any(fixed):
        yield Problem(
            "jurisdictions",
            "some fix their strata and some give odds",
            "use one of the two in all jurisdictions",
        )
    if len(scenario.jurisdictions) > scenario.people:
        yield Problem(
            "people",
            f"{scenario.people} people for more jurisdictions",
            "give at least one to each",
        )


def _unsourced(scenario: Any) -> Iterator[Problem]:
    for place, quantity in walk(scenario):
        if not quantity.source and not quantity.assumed:
            shown = (
                f"{quantity.low:g} to {quantity.high:g}"
                if quantity.is_uncertain
                else f"{quantity.value:g}"
            )
            yield Problem(
                place,
                f"{shown} has no source and is not marked as assumed",
                f'write {{ value = {quantity.value:g}, source = "..." }} or '
                f"{{ value = {quantity.value:g}, assumed = true }}, or say it once for the table",
            )
