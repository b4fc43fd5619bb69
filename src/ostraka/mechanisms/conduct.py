"""Conduct: what people do. Acts are Poisson with a personal rate; nobody in the system sees them."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from ostraka.core.clock import WORD, cumulative_thresholds, product_thresholds
from ostraka.core.declarations import FULL_RECORDS, Column, Mechanism, Parameter
from ostraka.core.story import Event, Moment
from ostraka.draws import (
    draw,
    draw_many,
    gather_bits,
    open_unit,
    pick_row_of,
    poisson_given_some,
    purpose,
    scan,
)
from ostraka.mechanisms.behaviour_rules import answers, largest_factors
from ostraka.mechanisms.story_of_records import acted

SCAN = purpose("conduct.scan", 11)
ACTS = purpose("conduct.acts", 12)

_LARGEST_WORD = WORD - 1


def conduct_start(
    subjects,
    stratum,
    frailty,
    act_ceiling_frail,
    act_ceiling_other,
    act_mean,
    act_none,
    act_frail_share,
    act_threshold,
):
    """Personal rates for life: the ceiling at which candidates for acts are drawn."""
    for i in range(stratum.size):
        frail = frailty[i] * act_ceiling_frail[stratum[i]]
        mean = frail + act_ceiling_other[stratum[i]]
        if i >= subjects:
            mean = 0.0
        none = np.exp(-mean)
        act_mean[i] = mean
        act_none[i] = none
        act_frail_share[i] = frail / mean if mean > 0.0 else 0.0
        # 1 - none is exact to 2**-53, a millionth of the unit in which a draw decides
        act_threshold[i] = np.uint32(min(np.rint((1.0 - none) * WORD), _LARGEST_WORD))


def conduct(
    month,
    first,
    address,
    act_threshold,
    act_mean,
    act_none,
    act_frail_share,
    stratum,
    act_pick,
    act_keep,
    act_hit,
    who,
    words,
    overflow,
    act_n,
    act_subject,
    act_class,
    act_index,
    act_marks,
    act_word,
):
    """List this month's acts: candidates at the ceiling rate, each kept by its own draw."""
    if month & 3 == 0:
        scan(address, first, month >> 2, SCAN, act_threshold, act_hit)
    candidates = gather_bits(act_hit, 1 << (month & 3), who)
    draw_many(address, first, who, candidates, month, ACTS, words)
    n = 0
    for k in range(candidates):
        i = who[k]
        s = stratum[i]
        frail_share = act_frail_share[i]
        count = poisson_given_some(act_mean[i], act_none[i], words[3, k])
        if n + count > act_subject.size:
            overflow[0] |= FULL_RECORDS
            break
        a = np.uint64(words[0, k])
        b = np.uint64(words[1, k])
        c = np.uint64(words[2, k])
        for j in range(count):
            if j > 0:
                a, b, c, _spare = draw(address, first + i, month, ACTS, j)
            # unbranched: what luck decides cannot be predicted
            event = pick_row_of(act_pick, np.int64(open_unit(a) >= frail_share), s, b)
            act_subject[n] = i
            act_class[n] = event
            act_index[n] = j
            act_marks[n] = 0
            act_word[n] = c
            n += np.int64(c < act_keep[s, event])
    act_n[0] = n


def _parameters(world: Any) -> Mapping[str, Any]:
    classes = world.classes
    rate = np.array([c.rate for c in classes]).T
    ceiling = np.array([c.ceiling for c in classes]).T
    frail = np.array([c.has_frailty for c in classes])
    keep = np.divide(rate, ceiling, out=np.zeros_like(rate), where=ceiling > 0)
    keep *= largest_factors(world)  # what behaviour does not raise, it takes off again
    return {
        "act_ceiling_frail": ceiling[:, frail].sum(axis=1),
        "act_ceiling_other": ceiling[:, ~frail].sum(axis=1),
        "act_pick": np.stack(
            [
                cumulative_thresholds(np.where(frail, ceiling, 0.0)),
                cumulative_thresholds(np.where(frail, 0.0, ceiling)),
            ]
        ),
        "act_keep": product_thresholds(keep),
    }


_SOURCE = (
    "MODEL 7.1; thinning of a Poisson process: Lewis and Shedler 1979, doi 10.1002/nav.3800260304"
)

START = Mechanism(
    name="conduct_start",
    phase="population",
    run=conduct_start,
    writes=("act_mean", "act_none", "act_frail_share", "act_threshold"),
    odd="Each subject's candidates for acts come at a personal ceiling rate, frailty included.",
    source=_SOURCE,
    sees_truth="conduct is what happens; the rates are its own",
    columns={
        "act_mean": Column(np.float64, "candidates per month", "1/month", truth=True),
        "act_none": Column(
            np.float64, "chance of no candidate in a month", "probability", truth=True
        ),
        "act_frail_share": Column(
            np.float64, "share of candidates subject to frailty", "share", truth=True
        ),
        "act_threshold": Column(
            np.uint32, "chance of any candidate in a month, for the scan", "2**-32", truth=True
        ),
    },
    declares={
        "act_ceiling_frail": Parameter("ceiling rate of categories with frailty", "1/month", True),
        "act_ceiling_other": Parameter("ceiling rate of the other categories", "1/month", True),
        "act_pick": Parameter(
            "class of a candidate with frailty, and of another, cumulative, by stratum",
            "2**-32",
            True,
        ),
        "act_keep": Parameter("largest rate over ceiling, by stratum and class", "2**-32", True),
    },
    parameters=_parameters,
)


def _acted(moment: Moment) -> Iterable[Event]:
    """What was done; where behaviour decides later which acts are, it tells instead."""
    return () if answers(moment.world.scenario) else acted(moment)


CONDUCT = Mechanism(
    name="conduct",
    phase="conduct",
    run=conduct,
    writes=(
        "act_hit",
        "who",
        "words",
        "overflow",
        "act_n",
        "act_subject",
        "act_class",
        "act_index",
        "act_marks",
        "act_word",
    ),
    odd=(
        "Acts in a category are Poisson with mean rate x frailty. Candidates are drawn at a fixed "
        "ceiling and each is kept with probability rate / ceiling, by its own draw, so a raised rate "
        "adds acts and removes none. (Where behaviour can raise the rate they are kept at the largest, "
        "and behaviour decides.) Several acts in a month are possible."
    ),
    source=_SOURCE,
    sees_truth="conduct is what happens",
    columns={
        "act_hit": Column(np.uint8, "candidates in four months, a bit each", truth=True),
        "who": Column(np.int32, "scratch: places of the subjects concerned", scratch=True),
        "words": Column(np.uint32, "scratch: four draws each", shape="words"),
        "overflow": Column(
            np.int64,
            "which lists were too short; the engine clears it",
            "bits",
            shape="one",
            scratch=True,
        ),
        "act_n": Column(np.int64, "acts this month", shape="one", truth=True),
        "act_subject": Column(np.int32, "who did it", shape="records", truth=True),
        "act_class": Column(np.uint8, "what it was", shape="records", truth=True),
        "act_index": Column(
            np.int32, "ordinal among the subject's candidates", shape="records", truth=True
        ),
        "act_marks": Column(
            np.uint8, "bits: 4 induced, 16 done for the points", shape="records", truth=True
        ),
        "act_word": Column(
            np.uint32,
            "scratch: the word that kept it, for whoever asks at which rates it would be",
            "2**-32",
            shape="records",
            truth=True,
            scratch=True,
        ),
    },
    story=_acted,
    purposes=("conduct.scan", "conduct.acts"),
)

MECHANISMS = (START, CONDUCT)
