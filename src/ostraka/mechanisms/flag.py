"""Risk flags: a program claims that somebody has acted, and is right or wrong at stated rates."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic import Field

from ostraka.core.clock import WORD, product_thresholds, threshold, thresholds
from ostraka.core.declarations import Column, Mechanism, Parameter, Tally
from ostraka.core.quantities import (
    Months,
    MultiplierByStratum,
    Probability,
    ProbabilityByStratum,
    Quantity,
    Section,
)
from ostraka.core.switches import Switch
from ostraka.draws import draw_many, gather, gather_bits, purpose, scan
from ostraka.mechanisms.scores import note
from ostraka.mechanisms.story_of_records import flagged, selected
from ostraka.population.ledgers import (
    ERROR_FREE,
    INDIVIDUAL,
    LEGITIMATE,
    LINKED,
    MISSED,
    RECORDED,
)

FLAG = purpose("flag.scan", 41)
CLERK = purpose("flag.clerk", 42)

LONG_AGO = -10_000
"""Month of the last act of somebody who never acted."""

_LARGEST_WORD = WORD - 1
_FAVOURED = MISSED.index("favoured")


class FlagRules(Section):
    """A risk flag: what it claims, how often it is raised, and how often it is right."""

    claims: str = Field(description="category of conduct that the flag claims")
    window_months: Months = Field(description="the act is claimed for the last so many months")
    every_months: Months = Field(
        Quantity(value=1, assumed=True, note="monthly"), description="months between two rounds"
    )
    sensitivity: ProbabilityByStratum = Field(
        description="chance of a flag for somebody who did act within the window"
    )
    specificity: ProbabilityByStratum = Field(
        description="chance of no flag for somebody who did not"
    )
    discretion: Probability = Field(
        Quantity(value=1.0, assumed=True, note="every flag is acted upon"),
        description="chance that a clerk lists somebody flagged, at favour 1",
    )
    favour: MultiplierByStratum = Field(
        Quantity(value=1.0, assumed=True, note="blind"),
        description="multiplies the clerk's discretion; above 1 is disfavour",
    )
    check_recognises_false: ProbabilityByStratum = Field(
        Quantity(value=0.0, assumed=True, note="no check"),
        description="chance that a clerk who checks a false flag drops it",
    )
    check_keeps_true: Probability = Field(
        Quantity(value=1.0, assumed=True, note="no check"),
        description="chance that a clerk who checks a true flag keeps it",
    )


def flag_start(subjects, stratum, flag_false, flag_threshold):
    """Thresholds of false flags, by stratum; empty places get none."""
    for i in range(stratum.size):
        chance = flag_false[stratum[i]] if i < subjects else np.uint64(0)
        flag_threshold[i] = np.uint32(min(chance, np.uint64(_LARGEST_WORD)))


def flag(
    month,
    first,
    subjects,
    address,
    flag_every,
    flag_window,
    flag_claims,
    flag_true,
    flag_threshold,
    stratum,
    act_n,
    act_subject,
    act_class,
    last_claimed,
    recently,
    who,
    words,
    flag_hit,
    flag_n,
    flag_who,
    flag_is_true,
):
    """Raise flags: one uniform a subject and round, against the rate for those who did act or not."""
    for k in range(act_n[0]):
        if flag_claims[act_class[k]]:
            last_claimed[act_subject[k]] = month
    n = 0
    if month % flag_every == 0:
        round_number = month // flag_every
        bit = np.uint8(1 << (round_number & 3))
        if round_number & 3 == 0:
            scan(address, first, round_number >> 2, FLAG, flag_threshold, flag_hit)
        since = np.int16(month - flag_window)
        for i in range(recently.size):
            recently[i] = np.uint8(last_claimed[i] > since)
        acted = gather(recently, who)
        # the same words as the scan's, held against the sensitivity instead
        draw_many(address, first, who, acted, round_number >> 2, FLAG, words)
        for k in range(acted):
            i = who[k]
            word = np.uint64(words[round_number & 3, k])
            if word < flag_true[stratum[i]]:
                flag_hit[i] |= bit
            else:
                flag_hit[i] &= ~bit
        found = gather_bits(flag_hit, bit, who)
        for k in range(found):
            flag_who[n] = who[k]
            flag_is_true[n] = recently[who[k]]
            n += 1
    flag_n[0] = n


def clerk(
    month,
    first,
    address,
    stratum,
    flag_n,
    flag_who,
    flag_is_true,
    check_recognises_false,
    check_keeps_true,
    select,
    select_blind,
    claim_is_wrongdoing,
    words,
    scored,
    scored_n,
    scored_who,
    touched,
    wanted,
    flagged,
    passed_over,
    tally_flags,
):
    """Check and select: who among the flagged is listed, and who would be by a blind clerk."""
    draw_many(address, first, flag_who, flag_n[0], month, CLERK, words)
    for k in range(flag_n[0]):
        i = flag_who[k]
        s = stratum[i]
        true = flag_is_true[k]
        checked = np.uint64(words[0, k])
        chosen = np.uint64(words[1, k])
        if true:
            kept = checked < check_keeps_true
        else:
            kept = checked >= check_recognises_false[s]
        selected = kept and chosen < select[s]
        by_blind = kept and chosen < select_blind
        tally_flags[month, s, true, 1 if selected else 0] += 1
        bits = 0
        if selected:
            bits |= RECORDED | LINKED
            if not true:
                flagged[i] = 1
            elif not by_blind:
                flagged[i] = 2
        if true and by_blind:
            bits |= ERROR_FREE | INDIVIDUAL
            if claim_is_wrongdoing:
                bits |= LEGITIMATE
            if not selected:
                passed_over[i] = _FAVOURED
        if bits:
            note(i, scored, scored_n, scored_who)
        touched[i] |= bits
        wanted[i] |= bits


def blind_favour(world: Any) -> float:
    """Mean favour over those flagged truly or falsely, by the shares that the scenario implies.

    Weight of a stratum: its share times P(flag) = sensitivity x P(acted in the window) + (1 -
    specificity) x P(not). With gamma frailty, P(no act in w months at rate r) is
    (1 + cv^2 r w)^(-1 / cv^2).
    """
    rules = world.scenario.flag
    cv = float(world.scenario.population.frailty_cv)
    window = float(rules.window_months)
    claimed = [c for c in world.classes if c.category == rules.claims]
    total = weighted = 0.0
    for k, name in enumerate(world.strata):
        rate = sum(float(c.rate[k]) for c in claimed) * window
        frail = bool(claimed) and claimed[0].has_frailty and cv > 0
        none = (1 + cv**2 * rate) ** (-1 / cv**2) if frail else float(np.exp(-rate))
        chance = rules.sensitivity.of(name) * (1 - none) + (1 - rules.specificity.of(name)) * none
        weight = float(world.jurisdiction.shares[k]) * chance
        total += weight
        weighted += weight * rules.favour.of(name)
    return weighted / total if total > 0 else 1.0


def _parameters(world: Any) -> Mapping[str, Any]:
    rules = world.scenario.flag
    strata = world.strata
    base = float(rules.discretion)
    claimed = [c for c in world.classes if c.category == rules.claims]
    return {
        "flag_every": np.int64(float(rules.every_months)),
        "flag_window": np.int64(float(rules.window_months)),
        "flag_claims": np.array([c.category == rules.claims for c in world.classes]),
        "flag_true": thresholds([rules.sensitivity.of(s) for s in strata]),
        "flag_false": thresholds([1 - rules.specificity.of(s) for s in strata]),
        "check_recognises_false": thresholds([rules.check_recognises_false.of(s) for s in strata]),
        "check_keeps_true": np.uint64(threshold(float(rules.check_keeps_true))),
        "select": product_thresholds([base * rules.favour.of(s) for s in strata]),
        "select_blind": product_thresholds(base * blind_favour(world))[()],
        "claim_is_wrongdoing": np.bool_(any(c.is_wrongdoing for c in claimed)),
    }


def _active(scenario: Any) -> bool:
    return scenario.flag is not None


START = Mechanism(
    name="flag_start",
    phase="population",
    run=flag_start,
    writes=("flag_threshold",),
    odd="False flags come at 1 - specificity of the stratum.",
    source="MODEL ruling 35",
    columns={"flag_threshold": Column(np.uint32, "chance of a false flag", "2**-32")},
    active=_active,
)

FLAG_PASS = Mechanism(
    name="flag",
    phase="listing",
    run=flag,
    writes=(
        "last_claimed",
        "recently",
        "who",
        "words",
        "flag_hit",
        "flag_n",
        "flag_who",
        "flag_is_true",
    ),
    odd=(
        "Every `every_months` a flag claims an act in one category within `window_months`: with "
        "probability `sensitivity` for somebody who did act, 1 - `specificity` for somebody who did "
        "not, by stratum, on one uniform a subject and round."
    ),
    source="MODEL 7.5 and ruling 35; base-rate identity: Chouldechova 2017, doi 10.1089/big.2016.0047",
    sees_truth="it tells those who acted from those who did not with stated sensitivity and specificity",
    columns={
        "last_claimed": Column(
            np.int16, "last month of a claimed act", "month", truth=True, reset=LONG_AGO
        ),
        "recently": Column(np.uint8, "1: acted within the window", truth=True, scratch=True),
        "flag_hit": Column(np.uint8, "flags of four rounds, a bit each", truth=True, reset=0),
        "flag_n": Column(np.int64, "flags this month", shape="one"),
        "flag_who": Column(np.int32, "who is flagged", scratch=True),
        "flag_is_true": Column(
            np.uint8, "1: the claim is true", truth=True, counted_by="flag_n", scratch=True
        ),
    },
    declares={
        "flag_every": Parameter("months between rounds", "months"),
        "flag_window": Parameter("months that the claim covers", "months"),
        "flag_claims": Parameter("whether the flag claims this class of act"),
        "flag_true": Parameter("sensitivity, by stratum", "2**-32"),
        "flag_false": Parameter("1 - specificity, by stratum", "2**-32"),
    },
    purposes=("flag.scan",),
    active=_active,
    parameters=_parameters,
    sections={"flag": FlagRules},
    story=flagged,
    switches=(Switch("false_flags", "flags whose claim is untrue", {"flag.specificity": 1.0}),),
)

CLERK_PASS = Mechanism(
    name="clerk",
    phase="listing",
    run=clerk,
    writes=(
        "words",
        "scored",
        "scored_n",
        "scored_who",
        "touched",
        "wanted",
        "flagged",
        "passed_over",
        "tally_flags",
    ),
    odd=(
        "A clerk may check the flagged (dropping false flags and keeping true ones at stated rates), "
        "then lists each with probability discretion x favour of the stratum. In `error_free` only "
        "true flags count, and the clerk is blind: one favour for all, the mean over the flagged."
    ),
    source="MODEL 7.5, rulings 35 and 36",
    sees_truth="a check tells true flags from false ones with stated accuracy; the ledgers need both",
    columns={
        "flagged": Column(
            np.uint8,
            "selected flag: 1 false, 2 true, and chosen only out of disfavour",
            "code",
            truth=True,
            reset=0,
        ),
        "passed_over": Column(
            np.uint8,
            "why a deserved entry was not made: index into MISSED, or 0",
            truth=True,
            reset=0,
        ),
    },
    declares={
        "check_recognises_false": Parameter("chance that a false flag is dropped", "2**-32"),
        "check_keeps_true": Parameter("chance that a true flag is kept", "2**-32"),
        "select": Parameter("chance of being listed once flagged, by stratum", "2**-32"),
        "select_blind": Parameter("the same, by a blind clerk", "2**-32"),
        "claim_is_wrongdoing": Parameter("whether the claimed category is wrongdoing"),
    },
    tallies={
        "tally_flags": Tally(("month", "stratum", "flag_truth", "flag_selected"), "flags", "flags")
    },
    purposes=("flag.clerk",),
    active=_active,
    story=selected,
    switches=(Switch("clerks_disfavour", "clerks who favour some strata", {"flag.favour": 1.0}),),
)

MECHANISMS = (START, FLAG_PASS, CLERK_PASS)
