"""Malice: reports about something that never happened, believed and paid as if it had."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from ostraka.core.clock import cumulative_thresholds
from ostraka.core.declarations import FULL_RECORDS, Column, Mechanism, Parameter
from ostraka.core.errors import Problem
from ostraka.core.switches import Switch
from ostraka.draws import draw, open_unit, pick, poisson_given_some, purpose
from ostraka.mechanisms.exposure import WEIGHT_UNIT, picked
from ostraka.mechanisms.informants import (
    PAID_FOR,
    REPORTS,
    WRITES,
    is_on,
    somebody_else,
)
from ostraka.mechanisms.recording import serial_of
from ostraka.mechanisms.story_of_records import invented
from ostraka.mechanisms.unfounded import SOURCES
from ostraka.population.marks import REPORTED

MALICE = purpose("informants.malice", 116)
ACCUSATION = purpose("informants.accusation", 117)

INDEX_FROM = 448
MOST_OF_ONE = 31
"""Ordinals of malicious reports: at most so many become records of one subject in a month."""

MEAN_OF_A_PART = 32.0
"""A cell's Poisson number is drawn as a sum of numbers with at most this mean."""

MOST = 256 * MEAN_OF_A_PART
"""Most malicious reports in a cell and month, on average: there are addresses for 256 such numbers."""

_MALICIOUS = REPORTS.index("malicious")
_UNFOUNDED = PAID_FOR.index("unfounded")
_ORIGIN = 1 + SOURCES.index("malicious_report")


def malice(
    month,
    first,
    address,
    subjects,
    stratum,
    exposed_sum,
    malice_mean,
    malice_pick,
    reward_yuan,
    denounced,
    overflow,
    record_n,
    record_owner,
    record_holder,
    record_class,
    record_origin,
    record_index,
    record_marks,
    tally_reports,
    tally_payments,
):
    """Append the records of malicious reports, which are believed, and paid."""
    found = record_n[0]
    n = found
    left = malice_mean * exposed_sum[subjects - 1] if subjects > 1 else 0.0
    part = 0
    while left > 0.0:
        mean = min(left, MEAN_OF_A_PART)
        none = np.exp(-mean)
        luck = draw(address, first, month, MALICE, part)
        count = 0
        if open_unit(luck[0]) < 1.0 - none:
            count = poisson_given_some(mean, none, luck[1])
        for k in range(count):
            one = draw(address, first, month, ACCUSATION, 256 * part + k)
            i = picked(exposed_sum, subjects, one[0])
            informant = somebody_else(i, subjects, one[1])
            event = pick(malice_pick, one[2])
            if denounced[i] == MOST_OF_ONE:
                continue
            if n == record_owner.size:
                overflow[0] |= FULL_RECORDS
                break
            record_owner[n] = i
            record_holder[n] = i
            record_class[n] = event
            record_origin[n] = _ORIGIN
            record_index[n] = INDEX_FROM + denounced[i] + serial_of(month)
            record_marks[n] = REPORTED
            denounced[i] += np.uint8(1)
            n += 1
            tally_reports[month, stratum[informant], _MALICIOUS] += 1
            tally_payments[month, stratum[informant], _UNFOUNDED] += reward_yuan[event]
        left -= mean
        part += 1
    for r in range(found, n):
        denounced[record_owner[r]] = 0
    record_n[0] = n


def malicious_rates(world: Any) -> npt.NDArray[np.float64]:
    """Malicious reports per subject of mean exposure and month, by class.

    So many that they are the stated share of all reports which the scenario's rates let expect.
    """
    rules = world.scenario.informants
    shares = world.jurisdiction.shares
    true = [float(shares @ c.rate) * rules.mean_reports(c.category) for c in world.classes]
    share = float(rules.malicious_share)
    return np.array(true) * (share / (1.0 - share))


def _parameters(world: Any) -> Mapping[str, Any]:
    malicious = malicious_rates(world)
    return {
        "malice_mean": float(malicious.sum()) / WEIGHT_UNIT,
        "malice_pick": cumulative_thresholds(malicious),
    }


def _checks(scenario: Any) -> Iterator[Problem]:
    rules = scenario.informants
    if rules is None:
        return
    strata = scenario.strata.values()
    mean = sum(float(s.share) * float(s.exposure) for s in strata)
    most = max(s.exposure.quantile(1.0) for s in strata) / mean if mean > 0 else 0.0
    true = sum(
        max(rate.quantile(1.0) for _, rate in part.rate_per_month.each()) * rules.most_reports(kind)
        for kind, part in scenario.categories.items()
    )
    share = rules.malicious_share.quantile(1.0)
    malicious = true * share / (1 - share) * most * scenario.population.cell_size
    if malicious > MOST:
        yield Problem(
            "informants.malicious_share",
            f"up to {malicious:.3g} malicious reports in a cell and month",
            f"keep it at {MOST:g} or below: lower it, or reports_per_act",
        )


MALICIOUS = Mechanism(
    name="malice",
    phase="recording",
    run=malice,
    writes=("denounced", *WRITES),
    odd=(
        "Malicious reports are Poisson and so many that they are the stated share of all reports that "
        "the scenario's rates let expect. They accuse subjects in proportion to exposure, in the "
        "categories in which true reports come; they become records and are paid."
    ),
    source="MODEL 7.11; known answers: number and share of malicious reports in closed form",
    sees_truth="it makes the records that have no act behind them",
    columns={
        "denounced": Column(
            np.uint8, "malicious reports of the subject this month", "reports", truth=True, reset=0
        )
    },
    declares={
        "malice_mean": Parameter(
            "malicious reports per thousandth of mean exposure", "1/month", True
        ),
        "malice_pick": Parameter("class of a malicious report, cumulative", "2**-32", True),
    },
    purposes=("informants.malice", "informants.accusation"),
    active=is_on,
    parameters=_parameters,
    checks=_checks,
    story=invented,
    switches=(
        Switch(
            "malicious_informants", "malicious reports, paid", {"informants.malicious_share": 0.0}
        ),
    ),
)

MECHANISMS = (MALICIOUS,)
