"""Unfounded records: nothing happened, and yet there is a record. Sources are kept apart."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numba import njit
from pydantic import Field

from ostraka.core.clock import WORD, cumulative_thresholds, product_thresholds
from ostraka.core.declarations import FULL_RECORDS, Column, Mechanism, Parameter
from ostraka.core.quantities import Probability, Quantity, Rate, Section
from ostraka.core.switches import Switch
from ostraka.draws import draw, draw_many, gather_bits, pick_row, poisson_given_some, purpose, scan
from ostraka.mechanisms.recording import serial_of
from ostraka.mechanisms.story_of_records import invented
from ostraka.population.rules import chance_of_any

SCAN = purpose("unfounded.scan", 22)
EVENTS = purpose("unfounded.events", 23)

SOURCES: Final = ("clerical", "automated_inference", "malicious_report", "fabrication")
"""Where unfounded records come from; the origin of a record is 1 plus the place in this list."""

INDEX_FROM = 256
"""Indices of unfounded records start here, above those of founded ones."""

_LARGEST_WORD = WORD - 1

MOST_CANDIDATES = 100.0
"""Largest mean of a month's candidates that a draw inverts; scenarios are checked against it."""


class UnfoundedSource(Section):
    """One source of records with no act behind them."""

    rate_per_month: dict[str, Rate] = Field(
        min_length=1,
        description="unfounded records per subject and month, by category (at exposure 1)",
    )
    ceiling_per_month: Rate | None = Field(
        None,
        description="rate at which candidates are drawn in each of these categories; give it where "
        "runs with different rates are to share their draws",
    )
    kept: Probability = Field(
        Quantity(value=1.0, assumed=True, note="all"),
        description="share of these records that arise; 0 switches the source off and leaves every "
        "other draw as it is",
    )


class UnfoundedRules(Section):
    """Sources of unfounded records; a source that is left out makes none."""

    clerical: UnfoundedSource | None = Field(None, description="slips of clerks and registers")
    automated_inference: UnfoundedSource | None = Field(
        None, description="conclusions of a program, such as a yearly income spread over fortnights"
    )
    malicious_report: UnfoundedSource | None = Field(None, description="false reports by others")
    fabrication: UnfoundedSource | None = Field(None, description="records invented by officials")


@njit(forceinline=True)
def draw_candidates(month, first, address, anew, threshold, unfounded_hit, who, words):
    """Find and draw for whoever has a candidate this month; ``anew``: thresholds have changed."""
    if anew or month & 3 == 0:
        scan(address, first, month >> 2, SCAN, threshold, unfounded_hit)
    candidates = gather_bits(unfounded_hit, 1 << (month & 3), who)
    draw_many(address, first, who, candidates, month, EVENTS, words)
    return candidates


@njit(forceinline=True)
def append_unfounded(
    month,
    first,
    address,
    scale,
    candidates,
    unfounded_mean,
    unfounded_none,
    unfounded_pick,
    unfounded_keep,
    unfounded_class,
    unfounded_origin,
    stratum,
    who,
    words,
    overflow,
    record_n,
    record_owner,
    record_holder,
    record_class,
    record_origin,
    record_index,
    record_marks,
):
    """Append the records of those who have a candidate; ``scale`` multiplies their mean."""
    n = record_n[0]
    last = -1
    mean, none = 0.0, 1.0
    for k in range(candidates):
        i = who[k]
        s = np.int64(stratum[i])
        if s != last:
            mean = min(unfounded_mean[s] * scale, MOST_CANDIDATES)
            none = unfounded_none[s] if scale == 1.0 else np.exp(-mean)
            last = s
        count = poisson_given_some(mean, none, words[3, k])
        if n + count > record_owner.size:
            overflow[0] |= FULL_RECORDS
            break
        b = np.uint64(words[1, k])
        c = np.uint64(words[2, k])
        for j in range(count):
            if j > 0:
                _spare, b, c, _idle = draw(address, first + i, month, EVENTS, j)
            event = pick_row(unfounded_pick, s, b)
            record_owner[n] = i
            record_holder[n] = i
            record_class[n] = unfounded_class[event]
            record_origin[n] = unfounded_origin[event]
            record_index[n] = INDEX_FROM + j + serial_of(month)
            record_marks[n] = 0
            n += np.int64(c < unfounded_keep[s, event])
    record_n[0] = n


def unfounded_start(subjects, stratum, unfounded_some, unfounded_threshold):
    """Thresholds of the monthly scan, by stratum; empty places get none."""
    for i in range(stratum.size):
        some = unfounded_some[stratum[i]] if i < subjects else 0.0
        unfounded_threshold[i] = np.uint32(min(np.rint(some * WORD), _LARGEST_WORD))


def unfounded(
    month,
    first,
    address,
    unfounded_threshold,
    unfounded_mean,
    unfounded_none,
    unfounded_pick,
    unfounded_keep,
    unfounded_class,
    unfounded_origin,
    stratum,
    unfounded_hit,
    who,
    words,
    overflow,
    record_n,
    record_owner,
    record_holder,
    record_class,
    record_origin,
    record_index,
    record_marks,
):
    """Append this month's unfounded records, from all sources."""
    candidates = draw_candidates(
        month, first, address, False, unfounded_threshold, unfounded_hit, who, words
    )
    append_unfounded(
        month,
        first,
        address,
        1.0,
        candidates,
        unfounded_mean,
        unfounded_none,
        unfounded_pick,
        unfounded_keep,
        unfounded_class,
        unfounded_origin,
        stratum,
        who,
        words,
        overflow,
        record_n,
        record_owner,
        record_holder,
        record_class,
        record_origin,
        record_index,
        record_marks,
    )


def _sources(scenario: Any) -> list[tuple[int, UnfoundedSource]]:
    rules = scenario.unfounded
    if rules is None:
        return []
    given = [(k + 1, getattr(rules, name)) for k, name in enumerate(SOURCES)]
    return [(origin, source) for origin, source in given if source is not None]


def parameters_of_sources(world: Any) -> Mapping[str, Any]:
    """Rates, ceilings and classes of all sources, for the passes that draw from them."""
    exposure = np.array([float(s.exposure) for s in world.scenario.strata.values()])
    rates, ceilings, classes, origins = [], [], [], []
    for origin, source in _sources(world.scenario):
        for number, record_class in enumerate(world.classes):
            given = source.rate_per_month.get(record_class.category)
            if given is None:
                continue
            ceiling = source.ceiling_per_month
            rate_of = float(given) * record_class.share * exposure
            rates.append(rate_of * float(source.kept))
            if ceiling is None:
                ceilings.append(rate_of)
            else:
                ceilings.append(float(ceiling) * record_class.share * exposure)
            classes.append(number)
            origins.append(origin)
    rate = np.array(rates).T
    ceiling_of = np.array(ceilings).T
    mean = ceiling_of.sum(axis=1)
    keep = np.divide(rate, ceiling_of, out=np.zeros_like(rate), where=ceiling_of > 0)
    return {
        "unfounded_mean": mean,
        "unfounded_some": chance_of_any(mean),
        "unfounded_none": np.exp(-mean),
        "unfounded_pick": cumulative_thresholds(ceiling_of),
        "unfounded_keep": product_thresholds(keep),
        "unfounded_class": np.array(classes, dtype=np.uint8),
        "unfounded_origin": np.array(origins, dtype=np.uint8),
    }


def has_sources(scenario: Any) -> bool:
    """Whether anything makes unfounded records."""
    return bool(_sources(scenario))


def _active(scenario: Any) -> bool:
    return has_sources(scenario) and scenario.attention is None  # else the pass under attention


_SOURCE = "MODEL 7.2; thinning as in conduct"

START = Mechanism(
    name="unfounded_start",
    phase="population",
    run=unfounded_start,
    writes=("unfounded_threshold",),
    odd="Unfounded records are drawn at a ceiling rate by stratum; they know no frailty.",
    source=_SOURCE,
    sees_truth="it prepares what has no act behind it",
    columns={
        "unfounded_threshold": Column(
            np.uint32, "chance of any candidate in a month", "2**-32", truth=True
        )
    },
    active=_active,
)

UNFOUNDED = Mechanism(
    name="unfounded",
    phase="recording",
    run=unfounded,
    writes=(
        "unfounded_hit",
        "who",
        "words",
        "overflow",
        "record_n",
        "record_owner",
        "record_holder",
        "record_class",
        "record_origin",
        "record_index",
        "record_marks",
    ),
    odd=(
        "Records with no act behind them are Poisson with mean rate x exposure of the stratum, from "
        "four sources kept apart: clerical, automated inference, malicious report, fabrication."
    ),
    source=_SOURCE,
    sees_truth="it makes the records that have no act behind them",
    columns={
        "unfounded_hit": Column(np.uint8, "candidates in four months, a bit each", truth=True)
    },
    declares={
        "unfounded_mean": Parameter(
            "candidates per subject and month, by stratum", "1/month", True
        ),
        "unfounded_some": Parameter(
            "chance of any candidate in a month, by stratum", "probability", True
        ),
        "unfounded_none": Parameter(
            "chance of no candidate in a month, by stratum", "probability", True
        ),
        "unfounded_pick": Parameter("source and class of a candidate, cumulative", "2**-32", True),
        "unfounded_keep": Parameter("rate over ceiling", "2**-32", True),
        "unfounded_class": Parameter("class of each (source, class) pair", "", True),
        "unfounded_origin": Parameter("origin of each (source, class) pair", "", True),
    },
    purposes=("unfounded.scan", "unfounded.events"),
    active=_active,
    parameters=parameters_of_sources,
    sections={"unfounded": UnfoundedRules},
    story=invented,
    switches=tuple(
        Switch(
            name, f"unfounded records: {name.replace('_', ' ')}", {f"unfounded.{name}.kept": 0.0}
        )
        for name in SOURCES
    ),
)

MECHANISMS = (START, UNFOUNDED)
