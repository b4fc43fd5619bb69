"""Listing: who enters the blacklist, in every ledger, and whose term starts anew."""

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from ostraka.core.declarations import Column, Mechanism, Parameter
from ostraka.core.quantities import NO_LIMIT, MonthsByStratum, Quantity, ScoreByStratum, Section
from ostraka.draws import gather
from ostraka.mechanisms.leaving import leave, stir
from ostraka.mechanisms.story_of_listing import ended, entered
from ostraka.population.ledgers import LEDGERS, OF_ANOTHER, RECORDED, RECOVERED, STALE_COPY


class BlacklistRules(Section):
    """Who is listed, and for how long."""

    threshold: ScoreByStratum | None = Field(
        None, description="a score below this lists the subject"
    )
    exit_at: ScoreByStratum | None = Field(
        None,
        description="without a term: the score at which a list by score is left; the threshold "
        "unless given",
    )
    term_months: MonthsByStratum | None = Field(
        None,
        description="a listing ends after so many months; without end if left out",
        json_schema_extra=NO_LIMIT,
    )
    renewal: Literal["restart", "none"] = Field(
        "restart", description="whether a new reason to list somebody listed restarts the term"
    )
    public: bool = Field(
        False,
        description="whether others can see who is listed; only then does a listing deter them",
    )

    @property
    def is_by_grade(self) -> bool:
        """Whether the list follows the score: in below the threshold, out at ``exit_at``."""
        return self.threshold is not None and self.term_months is None


def proposal(
    by_score,
    threshold,
    row,
    scored,
    scored_n,
    scored_who,
    touched,
    touched_by_others,
    wanted,
    returned,
    reimported,
    flagged,
    mistaken,
    recorded_score,
    counterfactual_score,
    listed_by,
    proposed_n,
    proposed_who,
    proposed_bits,
    proposed_own,
    proposed_origin,
    reopened_n,
    reopened_who,
):
    """Who is up for the list, and in which ledgers: a trigger, a flag, a score, or a stale copy."""
    proposed = 0
    reopened = 0
    for k in range(scored_n[0]):
        i = scored_who[k]
        scored[i] = 0
        bits = np.int64(wanted[i])
        arrived = touched[i] | touched_by_others[i]
        own = np.int64(touched[i]) | bits
        if by_score:
            if arrived & RECORDED and recorded_score[i] < threshold[row[i]]:
                bits |= RECORDED
            for ledger in range(1, len(LEDGERS)):
                below = counterfactual_score[i, ledger - 1] < threshold[row[i]]
                if (arrived >> ledger) & 1 and below:
                    bits |= 1 << ledger
        own &= bits  # a stale copy is nothing of their own, even if a record arrives beside it
        why = flagged[i]
        if why == 0 and mistaken[i]:
            why = np.uint8(OF_ANOTHER)
        if reimported[i]:
            if bits & RECORDED == 0:
                why = np.uint8(STALE_COPY)
            bits |= RECORDED
        came_back = returned[i]
        touched[i] = 0
        touched_by_others[i] = 0
        wanted[i] = 0
        returned[i] = 0
        reimported[i] = 0
        flagged[i] = 0
        if came_back and listed_by[i] & RECORDED:
            reopened_who[reopened] = i
            reopened += 1
        if bits:
            proposed_who[proposed] = i
            proposed_bits[proposed] = bits
            proposed_own[proposed] = own
            proposed_origin[proposed] = why
            proposed += 1
    scored_n[0] = 0
    proposed_n[0] = proposed
    reopened_n[0] = reopened


def listing(
    month,
    restarts,
    proposed_n,
    proposed_who,
    proposed_bits,
    proposed_own,
    proposed_origin,
    listed_by,
    on_list,
    stirred,
    stirred_n,
    stirred_who,
    origin,
    entry_month,
    renewal_month,
    enter_n,
    enter_who,
    enter_bits,
    enter_charged,
    newcomer_n,
    newcomer_who,
    left_n,
):
    """Entries and restarts, of those who were proposed."""
    entered = 0
    newcomers = 0
    left_n[0] = 0
    for k in range(proposed_n[0]):
        i = proposed_who[k]
        bits = np.int64(proposed_bits[k])
        fresh = bits & ~np.int64(listed_by[i])
        if not restarts:
            bits = fresh
        if bits == 0:
            continue
        listed_by[i] |= bits
        stir(i, stirred, stirred_n, stirred_who)
        enter_who[entered] = i
        enter_bits[entered] = bits
        enter_charged[entered] = fresh & np.int64(proposed_own[k])
        entered += 1
        if bits & RECORDED:
            renewal_month[i] = month
            origin[i] = proposed_origin[k]
            if fresh & RECORDED:
                on_list[i] = 1
                entry_month[i] = month
                newcomer_who[newcomers] = i
                newcomers += 1
    enter_n[0] = entered
    newcomer_n[0] = newcomers


def grade_exit(
    exit_at,
    row,
    who,
    recorded_score,
    counterfactual_score,
    listed_by,
    on_list,
    stirred,
    stirred_n,
    stirred_who,
    exit_reason,
    left_n,
    left_who,
):
    """A list by grade is left when the score has risen to the exit."""
    n = gather(listed_by, who)
    for k in range(n):
        i = who[k]
        bits = RECORDED if recorded_score[i] >= exit_at[row[i]] else 0
        for ledger in range(1, len(LEDGERS)):
            if counterfactual_score[i, ledger - 1] >= exit_at[row[i]]:
                bits |= 1 << ledger
        bits &= listed_by[i]
        if bits:
            leave(
                i,
                bits,
                RECOVERED,
                listed_by,
                on_list,
                stirred,
                stirred_n,
                stirred_who,
                exit_reason,
                left_n,
                left_who,
            )


def _parameters(world: Any) -> Mapping[str, Any]:
    rules = world.scenario.blacklist
    threshold, exit_at = rules.threshold, rules.exit_at or rules.threshold

    def of(score: Quantity | None) -> npt.NDArray[np.int16]:
        return np.array([0 if score is None else score.of(s) for s in world.strata], dtype=np.int16)

    return {
        "by_score": np.bool_(threshold is not None),
        "threshold": of(threshold),
        "exit_at": of(exit_at),
        "restarts": np.bool_(rules.renewal == "restart"),
    }


_ALIKE = "it applies one rule to every ledger; truth decides nothing"

PROPOSAL = Mechanism(
    name="proposal",
    phase="listing",
    run=proposal,
    writes=(
        "scored",
        "scored_n",
        "touched",
        "touched_by_others",
        "wanted",
        "returned",
        "reimported",
        "flagged",
        "proposed_n",
        "proposed_who",
        "proposed_bits",
        "proposed_own",
        "proposed_origin",
        "reopened_n",
        "reopened_who",
    ),
    odd=(
        "A subject is up for the list in a month in which a trigger record, a selected flag or a stale "
        "copy arrives, or a record (or a penalty for somebody else's entry) that leaves the score below "
        "the threshold."
    ),
    source="MODEL 7.5, rulings 23, 24, 38 and 42",
    sees_truth=_ALIKE,
    columns={
        "touched_by_others": Column(
            np.uint8,
            "ledgers in which a penalty for another's entry arrived this month",
            "bits",
            truth=True,
            reset=0,
        ),
        "reimported": Column(np.uint8, "1: a stale copy asks for a listing", reset=0),
        "proposed_n": Column(np.int64, "subjects up for the list this month", shape="one"),
        "proposed_who": Column(np.int32, "who", truth=True, scratch=True),
        "proposed_bits": Column(
            np.uint8, "in which ledgers", truth=True, counted_by="proposed_n", scratch=True
        ),
        "proposed_own": Column(
            np.uint8,
            "of these, for something of their own",
            "bits",
            truth=True,
            counted_by="proposed_n",
            scratch=True,
        ),
        "proposed_origin": Column(
            np.uint8,
            "what it is: index into ORIGINS",
            truth=True,
            counted_by="proposed_n",
            scratch=True,
        ),
        "reopened_n": Column(np.int64, "listed people with a returned record", shape="one"),
        "reopened_who": Column(np.int32, "who", scratch=True),
    },
    declares={
        "by_score": Parameter("whether a score below the threshold lists"),
        "threshold": Parameter("score below which one is listed, by stratum", "points", rows=True),
    },
    parameters=_parameters,
)

LISTING = Mechanism(
    name="listing",
    phase="listing",
    run=listing,
    writes=(
        "listed_by",
        "on_list",
        "stirred",
        "stirred_n",
        "stirred_who",
        "origin",
        "entry_month",
        "renewal_month",
        "enter_n",
        "enter_who",
        "enter_bits",
        "enter_charged",
        "newcomer_n",
        "newcomer_who",
        "left_n",
    ),
    odd=(
        "Whoever is up for the list, and is not kept off it before, enters. For somebody listed this "
        'restarts the term, unless the rulebook says `renewal = "none"`.'
    ),
    source="MODEL 7.5, rulings 3 and 22",
    sees_truth=_ALIKE,
    columns={
        "listed_by": Column(
            np.uint8, "ledgers that list the subject, a bit each", truth=True, reset=0
        ),
        "on_list": Column(np.uint8, "1: listed, as the system sees it", reset=0),
        "origin": Column(np.uint8, "what listed: index into ORIGINS", truth=True, reset=0),
        "entry_month": Column(np.int16, "month of the recorded entry", "month", reset=0),
        "renewal_month": Column(np.int16, "month of entry or last restart", "month", reset=-1),
        "enter_n": Column(np.int64, "entries and restarts this month", shape="one"),
        "enter_who": Column(np.int32, "who", truth=True, scratch=True),
        "enter_bits": Column(
            np.uint8, "in which ledgers", truth=True, counted_by="enter_n", scratch=True
        ),
        "enter_charged": Column(
            np.uint8,
            "new entries among them, for something of their own",
            "bits",
            truth=True,
            counted_by="enter_n",
            scratch=True,
        ),
        "newcomer_n": Column(np.int64, "entries the system sees this month", shape="one"),
        "newcomer_who": Column(np.int32, "who", scratch=True),
        "left_n": Column(np.int64, "exits the system sees this month", shape="one"),
        "left_who": Column(np.int32, "who", scratch=True),
        "exit_reason": Column(np.uint8, "how the last recorded listing ended", "code", reset=0),
        "stirred": Column(
            np.uint8, "1: on this month's list of listings touched", truth=True, reset=0
        ),
        "stirred_n": Column(np.int64, "length of that list", shape="one", reset=0),
        "stirred_who": Column(np.int32, "whose listing may have changed this month", truth=True),
    },
    declares={"restarts": Parameter("whether a new reason restarts the term")},
    parameters=_parameters,
    sections={"blacklist": BlacklistRules},
    story=entered,
)

GRADE_EXIT = Mechanism(
    name="grade_exit",
    phase="listing",
    run=grade_exit,
    writes=(
        "who",
        "listed_by",
        "on_list",
        "stirred",
        "stirred_n",
        "stirred_who",
        "exit_reason",
        "left_n",
        "left_who",
    ),
    odd="A list by score without a term is left when the score reaches `exit_at`.",
    source="MODEL ruling 24",
    sees_truth=_ALIKE,
    declares={
        "exit_at": Parameter(
            "score at which a list by grade is left, by stratum", "points", rows=True
        )
    },
    active=lambda scenario: scenario.blacklist.is_by_grade,
    parameters=_parameters,
    story=ended("the score has risen to the exit", "recovered"),
)

MECHANISMS = (PROPOSAL, LISTING, GRADE_EXIT)
