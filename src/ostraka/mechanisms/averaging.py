"""Averaging: yearly income spread evenly over fortnights, and held against what people reported.

The rule of the Australian income compliance programme ("robodebt"), run on invented incomes. Everybody
here works in some fortnights and receives a benefit in the others, and reports both truthfully. Spread
over the year, the income of the working fortnights falls on those without work as well.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import numpy as np
from numba import njit
from pydantic import Field

from ostraka.core.clock import WORD, cumulative_thresholds, product_thresholds, thresholds
from ostraka.core.declarations import (
    FULL_RECORDS,
    Axis,
    Column,
    Mechanism,
    Parameter,
    Sum,
    Tally,
    TallyFigure,
)
from ostraka.core.errors import Problem, choose
from ostraka.core.quantities import ProbabilityByStratum, Quantity, Section, Share, Unit
from ostraka.core.switches import Switch
from ostraka.draws import draw, draw_many, pick, purpose
from ostraka.mechanisms.recording import serial_of
from ostraka.mechanisms.story_of_records import invented
from ostraka.mechanisms.unfounded import SOURCES

LIFE = purpose("averaging.recipient", 118)
WORK = purpose("averaging.work", 119)
DEBT = purpose("averaging.debt", 120)

FORTNIGHTS = 26
"""Fortnights a year; the rule runs in its last month."""

INDEX_OF = 479
"""Ordinal of the record of a year's averaging: there is one at most."""

CHECKS = ("agrees", "discrepancy")

_ORIGIN = 1 + SOURCES.index("automated_inference")
_LARGEST_WORD = WORD - 1

Fortnights = Annotated[Quantity, Unit("a mean number of fortnights", 1, 10_000, per_stratum=True)]
Money = Annotated[Quantity, Unit("an amount of money a fortnight", 0, 1_000_000)]
MoneyByStratum = Annotated[
    Quantity, Unit("an amount of money a fortnight", 0, 1_000_000, per_stratum=True)
]
WorkingShare = Annotated[Quantity, Unit("a share", 0, 0.99, per_stratum=True)]


class AveragingRules(Section):
    """A yearly check of benefits by an income averaged over fortnights."""

    claims: str = Field(description="category of the record that a discrepancy raises")
    recipients: ProbabilityByStratum = Field(
        description="share of people who receive the benefit whenever they are out of work"
    )
    working_share: WorkingShare = Field(
        description="share of fortnights with work, in the long run"
    )
    work_spell_fortnights: Fortnights = Field(description="mean length of a spell of work")
    income: MoneyByStratum = Field(description="income of a fortnight with work")
    free_area: Money = Field(
        description="income a fortnight that leaves the benefit as it is; an averaged income above it "
        "is a discrepancy"
    )
    taper: Share = Field(
        Quantity(value=0.0, assumed=True, note="debts are not counted"),
        description="part of each unit of income above the free area that is claimed back",
    )

    def stays(self, stratum: str) -> float:
        """Chance that somebody at work is so in the next fortnight."""
        return 1.0 - 1.0 / self.work_spell_fortnights.of(stratum)

    def finds(self, stratum: str) -> float:
        """Chance that somebody out of work works in the next fortnight (above 1: impossible)."""
        share = self.working_share.of(stratum)
        return share / (1.0 - share) / self.work_spell_fortnights.of(stratum)


@njit(forceinline=True)
def word_of(threshold):
    """A threshold as a word: a certain event becomes one of probability 1 - 2**-32."""
    return np.uint32(min(threshold, np.uint64(_LARGEST_WORD)))


def averaging_start(
    first,
    address,
    subjects,
    stratum,
    recipient_share,
    works_share,
    stays_share,
    finds_share,
    recipient_n,
    recipient_who,
    recipient_stays,
    recipient_finds,
    at_work,
    words,
):
    """Who receives the benefit, for life, and who of them works at first."""
    for i in range(stratum.size):
        recipient_who[i] = i
    draw_many(address, first, recipient_who, stratum.size, 0, LIFE, words)
    n = 0
    for i in range(subjects):
        s = stratum[i]
        if np.uint64(words[0, i]) < recipient_share[s]:
            recipient_who[n] = i
            recipient_stays[n] = word_of(stays_share[s])
            recipient_finds[n] = word_of(finds_share[s])
            at_work[n] = np.uint32(np.uint64(words[1, i]) < works_share[s])
            n += 1
    recipient_n[0] = n


@njit(forceinline=True)
def fortnight(words, turn, n, recipient_stays, recipient_finds, at_work, worked):
    """One step of everybody's work, by word ``turn`` of the draws; vectorised."""
    for k in range(n):
        stays = recipient_stays[
            k
        ]  # both are loaded, so that the choice between them needs no branch
        finds = recipient_finds[k]
        now = np.uint32(words[turn, k] < (stays if at_work[k] else finds))
        at_work[k] = now
        worked[k] += now


def averaging(
    month,
    first,
    address,
    stratum,
    recipient_n,
    recipient_who,
    recipient_stays,
    recipient_finds,
    benefit_income,
    free_area,
    taper,
    averaging_pick,
    averaging_first,
    at_work,
    worked,
    words,
    overflow,
    record_n,
    record_owner,
    record_holder,
    record_class,
    record_origin,
    record_index,
    record_marks,
    tally_averaging,
    tally_averaged_debt,
):
    """In the last month of a year: the year's fortnights, and then the rule."""
    if month % 12 != 11:
        return
    people = recipient_n[0]
    for k in range(people):
        worked[k] = 0
    begins = FORTNIGHTS * (month // 12)
    for step in range(begins, begins + FORTNIGHTS):
        if step == begins or step & 3 == 0:
            draw_many(address, first, recipient_who, people, step >> 2, WORK, words)
        fortnight(words, step & 3, people, recipient_stays, recipient_finds, at_work, worked)
    n = record_n[0]
    for k in range(people):
        i = recipient_who[k]
        s = stratum[i]
        averaged = worked[k] * benefit_income[s] / FORTNIGHTS
        # what was reported for a fortnight on benefit is what was earned in it: nothing
        if worked[k] == FORTNIGHTS or averaged <= free_area:
            tally_averaging[month, s, 0] += 1
            continue
        if n == record_owner.size:
            overflow[0] |= FULL_RECORDS
            break
        severity = np.int64(0)
        if averaging_pick.size > 1:
            severity = pick(averaging_pick, draw(address, first + i, month, DEBT, 0)[0])
        record_owner[n] = i
        record_holder[n] = i
        record_class[n] = averaging_first + severity
        record_origin[n] = _ORIGIN
        record_index[n] = INDEX_OF + serial_of(month)
        record_marks[n] = 0
        n += 1
        tally_averaging[month, s, 1] += 1
        debt = taper * (averaged - free_area) * (FORTNIGHTS - worked[k])
        tally_averaged_debt[month, s] += np.int64(debt)
    record_n[0] = n


def _parameters(world: Any) -> Mapping[str, Any]:
    rules, strata = world.scenario.averaging, world.strata
    claimed = [k for k, c in enumerate(world.classes) if c.category == rules.claims]
    shares = np.array([world.classes[k].share for k in claimed])
    return {
        "recipient_share": thresholds([rules.recipients.of(s) for s in strata]),
        "works_share": product_thresholds([rules.working_share.of(s) for s in strata]),
        "stays_share": product_thresholds([rules.stays(s) for s in strata]),
        "finds_share": product_thresholds([min(1.0, rules.finds(s)) for s in strata]),
        "benefit_income": np.array([rules.income.of(s) for s in strata]),
        "free_area": float(rules.free_area),
        "taper": float(rules.taper),
        "averaging_pick": cumulative_thresholds(shares),
        "averaging_first": np.int64(claimed[0]),
    }


def _checks(scenario: Any) -> Iterator[Problem]:
    rules = scenario.averaging
    if rules is None:
        return
    if rules.claims not in scenario.categories:
        yield Problem(
            "averaging.claims",
            f"no category {rules.claims!r}",
            choose(rules.claims, list(scenario.categories)),
        )
    for stratum in scenario.strata:
        share = rules.working_share.of(stratum)
        least = share / (1 - share)
        if rules.work_spell_fortnights.of(stratum) < least * (1 - 1e-9):
            yield Problem(
                "averaging.work_spell_fortnights",
                f"somebody who works {share:g} of the time has longer spells than that",
                f"give at least {least:.4g}",
            )
            break


_SOURCE = (
    "MODEL 7.2; the rule: Senate Community Affairs References Committee 2017, chapter 1, "
    "http://www.aph.gov.au/Parliamentary_Business/Committees/Senate/Community_Affairs/"
    "SocialWelfareSystem/Report/c01; known answer: the two-state chain over 26 fortnights, exactly"
)


def _active(scenario: Any) -> bool:
    return scenario.averaging is not None


START = Mechanism(
    name="averaging_start",
    phase="population",
    run=averaging_start,
    writes=(
        "recipient_n",
        "recipient_who",
        "recipient_stays",
        "recipient_finds",
        "at_work",
        "words",
    ),
    odd="A share of each stratum receives the benefit; some of them work at first, as in the long run.",
    source=_SOURCE,
    sees_truth="it prepares what has no act behind it",
    columns={
        "recipient_n": Column(np.int64, "recipients in the cell", shape="one"),
        "recipient_who": Column(np.int32, "who"),
        "recipient_stays": Column(
            np.uint32, "chance of staying at work", "2**-32", truth=True, counted_by="recipient_n"
        ),
        "recipient_finds": Column(
            np.uint32, "chance of finding work", "2**-32", truth=True, counted_by="recipient_n"
        ),
        "at_work": Column(
            np.uint32, "1: worked in the last fortnight", truth=True, counted_by="recipient_n"
        ),
    },
    declares={
        "recipient_share": Parameter("chance of being a recipient, by stratum", "2**-32"),
        "works_share": Parameter("share of fortnights with work, by stratum", "2**-32", True),
        "stays_share": Parameter("chance of staying at work, by stratum", "2**-32", True),
        "finds_share": Parameter("chance of finding work, by stratum", "2**-32", True),
    },
    purposes=("averaging.recipient",),
    active=_active,
)

AVERAGING = Mechanism(
    name="averaging",
    phase="recording",
    run=averaging,
    writes=(
        "at_work",
        "worked",
        "words",
        "overflow",
        "record_n",
        "record_owner",
        "record_holder",
        "record_class",
        "record_origin",
        "record_index",
        "record_marks",
        "tally_averaging",
        "tally_averaged_debt",
    ),
    odd=(
        "Work comes and goes by fortnights, in two states. In the last month of a year the income of "
        "its 26 fortnights is divided by 26 and held against what recipients reported, truthfully, for "
        "the fortnights on benefit: nothing. An average above the free area is a discrepancy and "
        "becomes a record, which is unfounded: nobody lied, and nothing is owed."
    ),
    source=_SOURCE,
    sees_truth="it takes a year's income, which is true, and concludes from it what is not",
    columns={
        "worked": Column(
            np.uint32,
            "fortnights with work this year",
            "fortnights",
            counted_by="recipient_n",
            scratch=True,
        )
    },
    declares={
        "benefit_income": Parameter("income of a fortnight with work, by stratum", "money"),
        "free_area": Parameter("income that leaves the benefit as it is", "money"),
        "taper": Parameter("part of income above it that is claimed back", "share"),
        "averaging_pick": Parameter("severity of the record, cumulative", "2**-32"),
        "averaging_first": Parameter("first class of the category claimed", "index"),
    },
    axes={
        "averaging_check": Axis(
            "whether the average agrees with what was reported", lambda _: CHECKS
        )
    },
    tallies={
        "tally_averaging": Tally(
            ("month", "stratum", "averaging_check"), "recipients checked by averaging", "checks"
        ),
        "tally_averaged_debt": Tally(
            ("month", "stratum"), "claimed back though nothing was owed", "units of money"
        ),
    },
    figures=(
        TallyFigure(
            "averaging_discrepancies",
            "checks",
            "Yearly checks in which an averaged income contradicts a true report.",
            Sum("tally_averaging", {"averaging_check": ("discrepancy",)}),
            units_are_independent=True,
            is_harm=True,
        ),
        TallyFigure(
            "discrepancy_share_of_checks",
            "share of checks",
            "Of all yearly checks, those that find a discrepancy where everything was reported truly.",
            Sum("tally_averaging", {"averaging_check": ("discrepancy",)}),
            Sum("tally_averaging"),
            is_share=True,
            units_are_independent=True,
        ),
        TallyFigure(
            "averaged_debt",
            "units of money",
            "Claimed back by averaging from people who owed nothing.",
            Sum("tally_averaged_debt"),
            is_harm=True,
        ),
    ),
    purposes=("averaging.work", "averaging.debt"),
    checks=_checks,
    active=_active,
    parameters=_parameters,
    story=invented,
    switches=(
        Switch(
            "averaging", "yearly income averaged over fortnights", {"averaging.recipients": 0.0}
        ),
    ),
    sections={"averaging": AveragingRules},
)

MECHANISMS = (START, AVERAGING)
