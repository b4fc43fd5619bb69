"""Behaviour: conduct that answers to the system. Candidates for acts are kept by the actual rate.

`conduct` keeps candidates at the largest rate that behaviour allows; here each is held, by the same
word, against the rate that holds this month. So what an answer added or took away is known act by act.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numba import njit

from ostraka.core.clock import WORD
from ostraka.core.declarations import Axis, Column, Mechanism, Parameter, Sum, Tally, TallyFigure
from ostraka.core.switches import Switch
from ostraka.mechanisms.behaviour_rules import (
    BehaviourRules,
    answers,
    check_behaviour,
    gaming_factors,
    hardship_factors,
    strength,
)
from ostraka.mechanisms.categories import KINDS
from ostraka.mechanisms.story_of_records import acted
from ostraka.population.marks import DROPPED, GAMED, INDUCED

LISTED_BIT = 1
COPIED_BIT = 2
ASSOCIATED_BIT = 4
"""Bits of ``restricted_by``: what restricts somebody at last month's end. Being on the list, where
nobody but the list itself restricts; an agency's copy; the listing of somebody close."""

RESPONSES = (
    "induced",
    "deterred",
    "foregone_lawful",
    "foregone_protected",
    "gamed",
    "deeds",
    "capped",
)
_INDUCED, _GAMED, _DEEDS, _CAPPED = (
    RESPONSES.index(name) for name in ("induced", "gamed", "deeds", "capped")
)
_NOT_DONE = RESPONSES.index("deterred")
"""Acts not done stand in the order of the kinds: wrongdoing, lawful, protected."""

_MERIT = KINDS.index("merit")
_ALL = float(WORD)

_WORDS_TO_A_BYTE = 128
_BYTE = np.uint64(255)
_BYTE_BITS = np.uint64(8)


@njit(forceinline=True)
def limit(plain, hardship, gain, cell):
    """Words below this keep the candidate: rate x factors over ceiling, in units of 2**-32."""
    return np.rint(plain * hardship * gain * cell)


def behaviour(
    month,
    act_n,
    act_subject,
    act_class,
    act_index,
    act_marks,
    act_word,
    stratum,
    restricted_by,
    act_plain,
    class_kind,
    hardship_factor,
    gaming_factor,
    climate_factor,
    tally_responses,
):
    """Keep the acts that happen at this month's rates; say of each why it was, or was not, done."""
    kept = 0
    for k in range(act_n[0]):
        i = act_subject[k]
        s = stratum[i]
        event = act_class[k]
        kind = class_kind[event]
        word = np.float64(act_word[k])
        plain = act_plain[s, event]
        hardship = hardship_factor[s, event] if restricted_by[i] else 1.0
        gain = gaming_factor[event]
        cell = climate_factor[kind]
        actual = limit(plain, hardship, gain, cell)
        # no short circuits: luck cannot be predicted, what it seldom does can
        done = word < actual
        if (word >= actual) & (word < limit(plain, hardship, gain, 1.0)):
            tally_responses[month, s, event, _NOT_DONE + kind] += 1
        marks = np.uint8(0)
        if done & (word >= limit(plain, 1.0, gain, cell)):
            marks |= np.uint8(INDUCED)
            tally_responses[month, s, event, _INDUCED] += 1
        if done & (word >= limit(plain, hardship, 1.0, cell)):
            marks |= np.uint8(GAMED)
            tally_responses[month, s, event, _GAMED] += 1
        if done & (kind == _MERIT):
            tally_responses[month, s, event, _DEEDS] += 1
        if done & (actual > _ALL):
            tally_responses[month, s, event, _CAPPED] += 1
        act_subject[kept] = i
        act_class[kept] = event
        act_index[kept] = act_index[k]
        act_marks[kept] = marks
        kept += np.int64(done)
    act_n[0] = kept


def burden(list_restricts, on_list, restricted_by):
    """Who is restricted from now on by the list alone; other institutions add bits of their own."""
    for i in range(on_list.size):
        restricted_by[i] = on_list[i] & list_restricts


@njit(forceinline=True)
def ones(flags):
    """How many of these bytes, each 0 or 1, are 1: eight at a time, in sums that fit a byte."""
    words = flags.view(np.uint64)
    count = 0
    for start in range(0, words.size, _WORDS_TO_A_BYTE):
        total = np.uint64(0)
        for k in range(start, min(words.size, start + _WORDS_TO_A_BYTE)):
            total += words[k]
        for _ in range(8):
            count += np.int64(total & _BYTE)
            total >>= _BYTE_BITS
    return count


def climate(
    subjects,
    on_list,
    row,
    record_n,
    record_holder,
    record_class,
    record_marks,
    class_kind,
    class_points,
    class_trigger,
    deterrence,
    chilling,
    climate_factor,
):
    """What the cell has seen this month: the share listed, and penalties on conduct of each kind."""
    listed = ones(on_list) if deterrence > 0 else 0  # nobody is listed where nobody lives
    lawful = 0
    protected = 0
    for k in range(record_n[0]):
        h = row[record_holder[k]]
        event = record_class[k]
        penalty = class_points[h, event] > 0 or class_trigger[h, event]
        if penalty and record_marks[k] & DROPPED == 0:
            lawful += class_kind[event] == 1
            protected += class_kind[event] == 2
    climate_factor[0] = np.exp(-deterrence * listed / subjects)
    climate_factor[1] = np.exp(-chilling * lawful / subjects)
    climate_factor[2] = np.exp(-chilling * protected / subjects)


def _parameters(world: Any) -> Mapping[str, Any]:
    classes = world.classes
    rate = np.array([c.rate for c in classes]).T
    ceiling = np.array([c.ceiling for c in classes]).T
    plain = np.divide(rate, ceiling, out=np.zeros_like(rate), where=ceiling > 0)
    return {
        "act_plain": plain * WORD,
        "class_kind": np.array([KINDS.index(c.kind) for c in classes], dtype=np.uint8),
        "hardship_factor": hardship_factors(world),
        "gaming_factor": gaming_factors(world),
    }


def _list_restricts(world: Any) -> Mapping[str, Any]:
    alone = world.scenario.joint_sanctions is None
    return {"list_restricts": np.uint8(LISTED_BIT if alone else 0)}


def _climate_parameters(world: Any) -> Mapping[str, Any]:
    scenario = world.scenario
    eta = strength(scenario, "deterrence") if scenario.blacklist.public else 0.0
    return {
        "deterrence": np.float64(eta),
        "chilling": np.float64(strength(scenario, "chilling")),
    }


def _count(name: str, definition: str, *responses: str, unit: str = "acts") -> TallyFigure:
    of = Sum("tally_responses", {"response": responses})
    harm = name.startswith(("acts_foregone", "acts_induced"))
    return TallyFigure(name, unit, definition, of, units_are_independent=True, is_harm=harm)


_FIGURES = (
    _count(
        "acts_foregone",
        "Lawful and protected acts that people would have done but for the chilling of penalties.",
        "foregone_lawful",
        "foregone_protected",
    ),
    _count("acts_foregone_lawful", "Of the acts foregone, the lawful ones.", "foregone_lawful"),
    _count(
        "acts_foregone_protected", "Of the acts foregone, the protected ones.", "foregone_protected"
    ),
    _count("acts_induced", "Acts that nobody would have done but for a restriction.", "induced"),
    _count(
        "acts_deterred",
        "Wrongdoing left undone because others were seen on the list: a claimed benefit, to be read "
        "beside the harm.",
        "deterred",
    ),
    _count("deeds_for_points", "Deeds of merit done only for the points.", "gamed", unit="deeds"),
    TallyFigure(
        "deeds_for_points_share",
        "share of deeds",
        "Of all deeds of merit, those done only for the points.",
        Sum("tally_responses", {"response": ("gamed",)}),
        per=Sum("tally_responses", {"response": ("deeds",)}),
        is_share=True,
        units_are_independent=True,
    ),
    _count(
        "acts_at_a_capped_rate",
        "Acts that came while the product of two answers was capped at the category's ceiling.",
        "capped",
    ),
)

BURDEN = Mechanism(
    name="burden",
    phase="memory",
    run=burden,
    writes=("restricted_by",),
    odd=(
        "At month's end it is noted who bears any restriction: who is on the list, where no agency "
        "stands between the list and the restriction; who is in an agency's copy; who is restricted "
        "for the listing of somebody close."
    ),
    source="MODEL 7.9 and ruling 43",
    columns={
        "restricted_by": Column(
            np.uint8,
            "what restricts at last month's end: bits 1 the list itself, 2 an agency's copy, 4 the "
            "listing of somebody close",
            "bits",
            reset=0,
        )
    },
    declares={
        "list_restricts": Parameter(
            "1 where being on the list is itself the restriction", "flag, 0 or 1"
        )
    },
    active=lambda scenario: answers(scenario, "hardship"),
    parameters=_list_restricts,
)

CLIMATE = Mechanism(
    name="climate",
    phase="memory",
    run=climate,
    writes=("climate_factor",),
    odd=(
        "At month's end the cell remembers the share of its people on the list, if the list is "
        "public, and for lawful and for protected conduct the records per head that cost points or "
        "listed somebody. Next month wrongdoing is multiplied by exp(-eta x share), and conduct of "
        "these kinds by exp(-chi x records per head)."
    ),
    source="MODEL 7.9, rulings 43 and 45",
    sees_truth="a record that was dropped on its way is seen by nobody, and so here",
    columns={
        "climate_factor": Column(
            np.float64,
            "factor on conduct of each kind this month, by what the cell saw last month",
            "multiplier",
            shape=("conduct_kind",),
            reset=1,
        )
    },
    declares={
        "deterrence": Parameter("eta; 0 where the list is not public", "per share listed"),
        "chilling": Parameter("chi, per record and head", "per record and head"),
    },
    active=lambda scenario: answers(scenario, "deterrence", "chilling"),
    parameters=_climate_parameters,
)

BEHAVIOUR = Mechanism(
    name="behaviour",
    phase="conduct",
    run=behaviour,
    writes=(
        "act_n",
        "act_subject",
        "act_class",
        "act_index",
        "act_marks",
        "tally_responses",
    ),
    odd=(
        "Rates are multiplied by 1 + h for the restricted (chosen categories), by exp(-eta x share of "
        "the cell seen listed last month) for wrongdoing, by exp(-chi x penalties per head last month) "
        "for lawful and protected conduct, and by 1 + g for merit; the product stops at the "
        "category's ceiling. A candidate is kept by its own draw, so an act is induced, gamed, "
        "deterred or foregone exactly if that one factor makes the difference."
    ),
    source="MODEL 7.9, rulings 6, 43 and 44",
    sees_truth="conduct is what happens; its rates answer to what people bear and see",
    declares={
        "act_plain": Parameter("rate over ceiling, by stratum and class", "2**-32", True),
        "class_kind": Parameter("kind of conduct, by class", "code"),
        "hardship_factor": Parameter(
            "factor for the restricted, by stratum and class", "multiplier", True
        ),
        "gaming_factor": Parameter("factor for the points, by class", "multiplier", True),
    },
    tallies={
        "tally_responses": Tally(
            ("month", "stratum", "record_class", "response"),
            "acts done, or not done, because of how people answer to the system",
            "acts",
        )
    },
    axes={
        "conduct_kind": Axis("kind of conduct", lambda scenario: KINDS),
        "response": Axis(
            "induced and gamed: done only because of hardship, or for points; deterred and foregone: "
            "not done because of what the cell had seen; deeds: all of merit; capped: at the ceiling",
            lambda scenario: RESPONSES,
        ),
    },
    figures=_FIGURES,
    checks=check_behaviour,
    active=answers,
    parameters=_parameters,
    sections={"behaviour": BehaviourRules},
    story=acted,
    switches=tuple(
        Switch(name, words, {f"behaviour.{name}.strength": 0.0})
        for name, words in (
            ("hardship", "restrictions that breed further acts"),
            ("deterrence", "listings of others that deter"),
            ("chilling", "penalties that silence lawful conduct"),
            ("gaming", "deeds done for the points"),
        )
    ),
)

MECHANISMS = (BEHAVIOUR, BURDEN, CLIMATE)
