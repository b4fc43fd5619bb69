"""Quota: so many records are expected of a cell each month, and officials invent what is missing."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from ostraka.core.clock import cumulative_thresholds, threshold
from ostraka.core.declarations import (
    FULL_RECORDS,
    Column,
    Mechanism,
    Parameter,
    Sum,
    Tally,
    TallyFigure,
)
from ostraka.core.errors import Problem, choose
from ostraka.core.quantities import Probability, Quantity, Section, Unit
from ostraka.core.switches import Switch
from ostraka.draws import draw, open_unit, pick_row, purpose
from ostraka.mechanisms.exposure import picked
from ostraka.mechanisms.recording import serial_of
from ostraka.mechanisms.story_of_records import invented
from ostraka.mechanisms.unfounded import SOURCES

FABRICATION = purpose("quota.fabrication", 112)

INDEX_FROM = 480
MOST_OF_ONE = 32
"""Ordinals of invented records: at most so many of one subject in a month."""

MOST_PER_1000 = 60
"""So that the quota of the largest cell stays below the 256 addresses of a category."""

_ORIGIN = 1 + SOURCES.index("fabrication")

PerThousand = Annotated[
    Quantity, Unit("a number of records a month per 1,000 subjects", 0, MOST_PER_1000)
]


class QuotaRules(Section):
    """Numbers of records that are expected of officials, who invent what they did not find."""

    records_per_1000: dict[str, PerThousand] = Field(
        min_length=1,
        description="records expected of a cell each month per 1,000 subjects, by category",
    )
    zeal: Probability = Field(description="share of the missing records that officials invent")


def quota(
    month,
    first,
    address,
    subjects,
    stratum,
    exposed_sum,
    quota_per_subject,
    quota_category,
    quota_of_class,
    quota_pick,
    quota_zeal,
    fabricated,
    overflow,
    record_n,
    record_owner,
    record_holder,
    record_class,
    record_origin,
    record_index,
    record_marks,
    tally_fabricated,
):
    """Compare each category's records with its quota, and append what is invented."""
    found = record_n[0]
    n = found
    for q in range(quota_per_subject.size):
        expected = quota_per_subject[q] * subjects
        k = 0
        for r in range(found):
            k += quota_of_class[record_class[r]] == q
        while k < expected and exposed_sum[subjects - 1] > 0:
            luck = draw(address, first, month, FABRICATION, 256 * quota_category[q] + k)
            # the last record of a quota that is no whole number is asked for by chance
            if luck[0] < quota_zeal and open_unit(luck[1]) < expected - k:
                i = picked(exposed_sum, subjects, luck[2])
                if fabricated[i] < MOST_OF_ONE:
                    if n == record_owner.size:
                        overflow[0] |= FULL_RECORDS
                        break
                    record_owner[n] = i
                    record_holder[n] = i
                    record_class[n] = pick_row(quota_pick, q, luck[3])
                    record_origin[n] = _ORIGIN
                    record_index[n] = INDEX_FROM + fabricated[i] + serial_of(month)
                    record_marks[n] = 0
                    tally_fabricated[month, stratum[i], record_class[n]] += 1
                    fabricated[i] += np.uint8(1)
                    n += 1
            k += 1
    for r in range(found, n):
        fabricated[record_owner[r]] = 0
    record_n[0] = n


def _parameters(world: Any) -> Mapping[str, Any]:
    rules = world.scenario.quota
    categories = list(world.scenario.categories)
    given = [name for name in categories if name in rules.records_per_1000]
    of_class = [
        given.index(c.category) if c.category in given else len(given) for c in world.classes
    ]
    shares = np.array([[c.share * (c.category == name) for c in world.classes] for name in given])
    return {
        "quota_per_subject": np.array([float(rules.records_per_1000[n]) / 1000 for n in given]),
        "quota_category": np.array([categories.index(name) for name in given], dtype=np.int64),
        "quota_of_class": np.array(of_class, dtype=np.int64),
        "quota_pick": cumulative_thresholds(shares),
        "quota_zeal": np.uint64(threshold(float(rules.zeal))),
    }


def _checks(scenario: Any) -> Iterator[Problem]:
    rules = scenario.quota
    for name in () if rules is None else rules.records_per_1000:
        if name not in scenario.categories:
            yield Problem(
                f"quota.records_per_1000.{name}",
                f"no category {name!r}",
                choose(name, list(scenario.categories)),
            )


QUOTA = Mechanism(
    name="quota",
    phase="recording",
    run=quota,
    writes=(
        "fabricated",
        "overflow",
        "record_n",
        "record_owner",
        "record_holder",
        "record_class",
        "record_origin",
        "record_index",
        "record_marks",
        "tally_fabricated",
    ),
    odd=(
        "Each cell is expected to yield so many records of a category a month. Of every record that "
        "is missing, officials invent one with probability `zeal`, about a subject drawn in proportion "
        "to exposure. Whether an official drops a record later makes no difference to the count."
    ),
    source="MODEL 7.12, ruling 46; known answer: the mean shortfall of a Poisson number of records",
    sees_truth="it counts what is recorded, true or false, and makes records with no act behind them",
    columns={
        "fabricated": Column(
            np.uint8,
            "records invented about the subject this month",
            "records",
            truth=True,
            reset=0,
        )
    },
    declares={
        "quota_per_subject": Parameter("records expected, by quota", "records per subject"),
        "quota_category": Parameter("category of each quota", "index"),
        "quota_of_class": Parameter("quota under which a class falls", "index"),
        "quota_pick": Parameter("class of an invented record, by quota, cumulative", "2**-32"),
        "quota_zeal": Parameter("share of missing records that is invented", "2**-32"),
    },
    tallies={
        "tally_fabricated": Tally(
            ("month", "stratum", "record_class"),
            "records invented to meet a quota, by the stratum of whom they accuse",
            "records",
        )
    },
    figures=(
        TallyFigure(
            "records_fabricated_for_quota",
            "records",
            "Records that officials invented because fewer were found than a quota expects.",
            Sum("tally_fabricated"),
            units_are_independent=True,
            is_harm=True,
        ),
        TallyFigure(
            "fabricated_share_of_records",
            "share of records made",
            "Of all records made, those that officials invented to meet a quota.",
            Sum("tally_fabricated"),
            Sum("tally_made"),
            is_share=True,
            units_are_independent=True,
        ),
    ),
    purposes=("quota.fabrication",),
    checks=_checks,
    active=lambda scenario: scenario.quota is not None,
    parameters=_parameters,
    story=invented,
    switches=(Switch("quota", "records invented to meet a quota", {"quota.zeal": 0.0}),),
    sections={"quota": QuotaRules},
)

MECHANISMS = (QUOTA,)
