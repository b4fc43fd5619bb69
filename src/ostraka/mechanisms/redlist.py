"""Redlist: priority for those whose score is high, or of whom nothing was recorded for long."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from pydantic import Field

from ostraka.core.declarations import Column, Mechanism, Parameter
from ostraka.core.errors import Problem
from ostraka.core.quantities import Months, Score, Section
from ostraka.core.story import Event, Moment
from ostraka.population.marks import MERIT, NEVER_SEEN, VOIDED

ANY_SCORE = -32_768


class RedlistRules(Section):
    """The redlist: what it takes to be on it, and what it is worth."""

    score: Score | None = Field(None, description="least score; any score will do if left out")
    clean_months: Months | None = Field(
        None,
        description="months without any record but merit (36 in the rules of 2016); not asked for if "
        "left out",
    )
    benefits: list[str] = Field(
        ["priority_treatment"], min_length=1, description="what those on it are given, by name"
    )


def redlist(
    month,
    subjects,
    redlist_score,
    clean_months,
    log_start,
    log_holder,
    log_state,
    recorded_score,
    last_mark,
    redlisted,
):
    """Note this month's records; then who fulfils what is asked, as the system sees it."""
    for k in range(log_start[month], log_start[month + 1]):
        if log_state[k] & (MERIT | NEVER_SEEN | VOIDED) == 0:
            last_mark[log_holder[k]] = month
    since = np.int16(month - clean_months)
    for i in range(redlisted.size):
        redlisted[i] = np.uint8(recorded_score[i] >= redlist_score) & np.uint8(
            last_mark[i] <= since
        )
    for i in range(subjects, redlisted.size):
        redlisted[i] = 0


def _checks(scenario: Any) -> Iterator[Problem]:
    rules = scenario.redlist
    if rules is not None and rules.score is None and rules.clean_months is None:
        yield Problem("redlist", "it asks for nothing", "give a least score, clean_months, or both")


def _parameters(world: Any) -> Mapping[str, Any]:
    rules = world.scenario.redlist
    return {
        "redlist_score": np.int16(ANY_SCORE if rules.score is None else float(rules.score)),
        "asks_for_score": np.bool_(rules.score is not None),
        "clean_months": np.int64(0 if rules.clean_months is None else float(rules.clean_months)),
    }


def _story(moment: Moment) -> Iterator[Event]:
    before, after = moment.was("redlisted"), moment.now("redlisted")
    if moment.month > 0 and before != after:
        words = "On the redlist from now on." if after else "Off the redlist."
        yield Event("redlist", words, {"redlisted": bool(after)})


MECHANISMS = (
    Mechanism(
        name="redlist",
        phase="listing",
        run=redlist,
        writes=("last_mark", "redlisted"),
        odd=(
            "On the redlist is who has at least the score and has had no record but merit for "
            "`clean_months` (this month among them; none before the run counts); whichever of the "
            "two is given is asked for. Who fails it is off it in the same month."
        ),
        source="MODEL 7.5 and ruling 37",
        sees_truth="a record that was dropped on its way is seen by nobody, and so here",
        columns={
            "last_mark": Column(
                np.int16, "month of the last record but merit, or -1", "month", reset=-1
            ),
            "redlisted": Column(np.uint8, "1: on the redlist"),
        },
        declares={
            "redlist_score": Parameter("least score for the redlist", "points"),
            "asks_for_score": Parameter("whether the redlist asks for a score"),
            "clean_months": Parameter("months without a record for the redlist", "months"),
        },
        checks=_checks,
        story=_story,
        conditions={"redlisted": lambda cell: cell["redlisted"] > 0},
        active=lambda scenario: scenario.redlist is not None,
        parameters=_parameters,
        sections={"redlist": RedlistRules},
    ),
)
