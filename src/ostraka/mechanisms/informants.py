"""Informants: people who report others for a reward; what nobody knew becomes a record."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import numpy as np
from numba import njit
from pydantic import Field

from ostraka.core.clock import product_thresholds
from ostraka.core.declarations import (
    FULL_RECORDS,
    Axis,
    Mechanism,
    Parameter,
    Sum,
    Tally,
    TallyFigure,
    TallyPicture,
)
from ostraka.core.errors import Problem, choose
from ostraka.core.quantities import Quantity, Section, Unit
from ostraka.core.story import Event, Moment
from ostraka.core.switches import Switch
from ostraka.draws import draw, draw_indexed, poisson_given_some, purpose
from ostraka.mechanisms.recording import serial_of
from ostraka.population.marks import REPORTED
from ostraka.population.rules import chance_of_any

HOW_MANY = purpose("informants.reports", 114)
REPORT = purpose("informants.report", 115)

MOST_REPORTS = 100.0
"""Most reports of an act, on average."""

REPORTS = ("first", "repeated", "known", "malicious")
"""What becomes of a report: the first of an act that nobody knew, which is paid; a further one of such
an act; one of an act that the institution found by itself; one of something that never happened, which
is paid as if it were true."""

PAID_FOR = ("founded", "unfounded")

_FIRST, _REPEATED, _KNOWN = range(3)
_FOUNDED = 0
_HALF = np.uint64(32)

Yuan = Annotated[Quantity, Unit("an amount of yuan", 0, 1_000_000, whole=True)]
PositiveYuan = Annotated[Quantity, Unit("an amount of yuan", 1, 1_000_000, whole=True)]
Elasticity = Annotated[Quantity, Unit("an elasticity", 0, 10)]
PerAct = Annotated[Quantity, Unit("a mean number of reports per act", 0, MOST_REPORTS)]
ShareBelowOne = Annotated[Quantity, Unit("a share", 0, 0.99)]


class RewardTier(Section):
    """What a report in a category earns."""

    reward_yuan: Yuan = Field(description="paid for the first report of an act")
    reports_per_act: PerAct | None = Field(
        None,
        description="mean number of reports of an act at the reference reward, in this category",
    )


class InformantRules(Section):
    """Rewards for reports, and how people answer to them."""

    reports_per_act: PerAct = Field(
        description="mean number of reports of an act at the reference reward"
    )
    reference_reward_yuan: PositiveYuan = Field(description="reward at which reports_per_act holds")
    response: Elasticity = Field(
        description="reports grow with the reward to this power; 0: they do not mind the reward"
    )
    malicious_share: ShareBelowOne = Field(
        description="of all reports, the share about something that never happened"
    )
    tiers: dict[str, RewardTier] = Field(
        min_length=1, description="rewards, by category; what is not named is not reported"
    )

    def mean_reports(self, category: str) -> float:
        """Mean number of true reports of an act."""
        tier = self.tiers.get(category)
        if tier is None:
            return 0.0
        relative = float(tier.reward_yuan) / float(self.reference_reward_yuan)
        return float(self._base(tier)) * float(relative ** float(self.response))

    def most_reports(self, category: str) -> float:
        """The same at the end of every range where it is largest."""
        tier = self.tiers.get(category)
        if tier is None:
            return 0.0
        relative = tier.reward_yuan.quantile(1.0) / self.reference_reward_yuan.quantile(0.0)
        response = self.response.quantile(1.0 if relative > 1.0 else 0.0)
        return self._base(tier).quantile(1.0) * float(relative**response)

    def _base(self, tier: RewardTier) -> Quantity:
        return self.reports_per_act if tier.reports_per_act is None else tier.reports_per_act


@njit(forceinline=True)
def somebody_else(i, subjects, word):
    """Another subject of the cell, each as likely."""
    other = np.int64((np.uint64(word) * np.uint64(subjects - 1)) >> _HALF)
    return other + 1 if other >= i else other


@njit(forceinline=True)
def is_recorded(i, index, found, record_owner, record_origin, record_index):
    """Whether an act is among the first ``found`` records of the month."""
    known = False
    for r in range(found):
        known |= record_owner[r] == i and record_index[r] == index and record_origin[r] == 0
    return known


def informants(
    month,
    first,
    address,
    subjects,
    stratum,
    report_some,
    report_mean,
    report_none,
    reward_yuan,
    act_n,
    act_subject,
    act_class,
    act_index,
    act_marks,
    words,
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
    """Report acts; what nobody knew becomes a record, and its first informant is paid."""
    draw_indexed(address, first, act_subject, act_index, act_n[0], month, HOW_MANY, words)
    found = record_n[0]
    n = found
    for k in range(act_n[0]):
        i = act_subject[k]
        event = act_class[k]
        if np.uint64(words[0, k]) >= report_some[event] or subjects == 1:
            continue
        index = act_index[k] + serial_of(month)
        known = is_recorded(i, index, found, record_owner, record_origin, record_index)
        count = poisson_given_some(report_mean[event], report_none[event], words[1, k])
        earliest = np.uint64(0)
        winner = np.int64(0)
        for r in range(count):
            one = draw(address, first + i, month, REPORT, act_index[k] + 256 * r)
            informant = somebody_else(i, subjects, one[1])
            if known:
                tally_reports[month, stratum[informant], _KNOWN] += 1
            elif r == 0:
                earliest = one[0]
                winner = informant
            else:
                later = informant
                if one[0] < earliest:
                    earliest = one[0]
                    later = winner
                    winner = informant
                tally_reports[month, stratum[later], _REPEATED] += 1
        if known:
            continue
        tally_reports[month, stratum[winner], _FIRST] += 1
        tally_payments[month, stratum[winner], _FOUNDED] += reward_yuan[event]
        if n == record_owner.size:
            overflow[0] |= FULL_RECORDS
            break
        record_owner[n] = i
        record_holder[n] = i
        record_class[n] = event
        record_origin[n] = 0
        record_index[n] = index
        record_marks[n] = act_marks[k] | np.uint8(REPORTED)
        n += 1
    record_n[0] = n


def _parameters(world: Any) -> Mapping[str, Any]:
    rules = world.scenario.informants
    mean = np.array([rules.mean_reports(c.category) for c in world.classes])
    rewards = [
        float(rules.tiers[c.category].reward_yuan) if c.category in rules.tiers else 0.0
        for c in world.classes
    ]
    return {
        "report_mean": mean,
        "report_some": product_thresholds(chance_of_any(mean)),
        "report_none": np.exp(-mean),
        "reward_yuan": np.array(rewards).astype(np.int64),
    }


def _checks(scenario: Any) -> Iterator[Problem]:
    rules = scenario.informants
    if rules is None:
        return
    for name in rules.tiers:
        if name not in scenario.categories:
            yield Problem(
                f"informants.tiers.{name}",
                f"no category {name!r}",
                choose(name, list(scenario.categories)),
            )
    reports = max(rules.most_reports(name) for name in rules.tiers)
    if reports > MOST_REPORTS:
        yield Problem(
            "informants.reports_per_act",
            f"up to {reports:.3g} reports of an act, at the highest reward",
            f"keep it at {MOST_REPORTS:g} or below: lower it, the reward or the response",
        )


_SOURCE = (
    "MODEL 7.11, ruling 46; the power of the reward is an assumed form; known answer: payments in "
    "closed form"
)
WRITES = (
    "overflow",
    "record_n",
    "record_owner",
    "record_holder",
    "record_class",
    "record_origin",
    "record_index",
    "record_marks",
    "tally_reports",
    "tally_payments",
)


def is_on(scenario: Any) -> bool:
    """Whether anybody is paid for reports."""
    return scenario.informants is not None


def _figures() -> tuple[TallyFigure, ...]:
    malicious = Sum("tally_reports", {"report": ("malicious",)})
    unfounded = Sum("tally_payments", {"paid_for": ("unfounded",)})
    return (
        TallyFigure(
            "reports",
            "reports",
            "Reports by informants, true or malicious.",
            Sum("tally_reports"),
            units_are_independent=True,
        ),
        TallyFigure(
            "malicious_share_of_reports",
            "share of reports",
            "Of all reports, those about something that never happened.",
            malicious,
            Sum("tally_reports"),
            is_share=True,
            units_are_independent=True,
        ),
        TallyFigure("payments", "yuan", "Paid to informants.", Sum("tally_payments")),
        TallyFigure(
            "payments_for_unfounded_reports",
            "yuan",
            "Paid to informants for reports about something that never happened.",
            unfounded,
            is_harm=True,
        ),
        TallyFigure(
            "unfounded_share_of_payments",
            "share of yuan paid",
            "Of what informants are paid, the share for reports about something that never happened.",
            unfounded,
            Sum("tally_payments"),
            is_share=True,
        ),
    )


def _nobody(scenario: Any) -> Mapping[str, Any]:
    """Where no report is made, for any reward."""
    tiers = scenario.informants.tiers if scenario.informants is not None else {}
    own = {f"informants.tiers.{name}.reports_per_act": 0.0 for name in tiers}
    return {"informants.reports_per_act": 0.0, **own}


def _reported(moment: Moment) -> Iterator[Event]:
    """Acts of the person that a report made known."""
    for k in moment.mine("record_n", "record_owner"):
        if k >= int(moment.before["record_n"][0]):
            name = moment.name_of(moment.after["record_class"][k])
            words = f"Somebody reported the act for a reward, and it was recorded: {name}."
            yield Event("reported", words, {"class": name})


INFORMANTS = Mechanism(
    name="informants",
    phase="recording",
    run=informants,
    writes=("words", *WRITES),
    odd=(
        "The reports of an act are Poisson, with a mean that grows with the reward of its category to "
        "the power `response`; each informant is another subject of the cell. An act that the "
        "institution had not found becomes a record by its first report (the lowest draw), and that one "
        "is paid. A reported act that is known earns nothing."
    ),
    source=_SOURCE,
    sees_truth="people see acts of others, with the stated mean number of reports",
    declares={
        "report_mean": Parameter("true reports of an act, by class", "reports", True),
        "report_some": Parameter("chance of any true report, by class", "2**-32", True),
        "report_none": Parameter("chance of none, by class", "probability", True),
        "reward_yuan": Parameter("paid for a first report, by class", "yuan"),
    },
    axes={
        "report": Axis("what becomes of a report; first and malicious are paid", lambda _: REPORTS),
        "paid_for": Axis("whether what was reported had happened", lambda _: PAID_FOR),
    },
    tallies={
        "tally_reports": Tally(
            ("month", "stratum", "report"), "reports, by the informant's stratum", "reports"
        ),
        "tally_payments": Tally(
            ("month", "stratum", "paid_for"), "paid to informants, by their stratum", "yuan"
        ),
    },
    figures=_figures(),
    pictures=(
        TallyPicture(
            "Reports by informants",
            "tally_reports",
            "report",
            "Reports a month by what became of them; the first of its kind and the malicious are paid.",
        ),
    ),
    purposes=("informants.reports", "informants.report"),
    checks=_checks,
    active=is_on,
    parameters=_parameters,
    story=_reported,
    switches=(Switch("informants", "rewards for informants, malicious ones included", _nobody),),
    sections={"informants": InformantRules},
)

MECHANISMS = (INFORMANTS,)
