"""Units of work: one arm, one draw, one replicate, and all or some of the jurisdictions."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ostraka.core.errors import OstrakaError
from ostraka.engine import BlockPlan, Tallies, simulate
from ostraka.engine.compile import fingerprint_of
from ostraka.results.counts import Counts, collect, stacked
from ostraka.results.declared import figure_set
from ostraka.results.versions import code_version
from ostraka.scenario import as_data
from ostraka.scenario.world import units_of
from ostraka.studies.persons import TALLY, packed, schedule_of
from ostraka.studies.study import CENTRAL, Study

_NO_NUMBERS = ("title", "purpose", "limits", "replicates", "parameter_draws", "reference")


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of work that is done whole or not at all.

    Attributes
    ----------
    arm : str
    draw : int
        ``CENTRAL`` for the central values.
    replicate : int
    places : tuple of str
        Jurisdictions of this unit; all of them if empty.
    key : str
        Hash of everything that its result depends on; two units of one key have one result.
    """

    arm: str
    draw: int
    replicate: int
    places: tuple[str, ...]
    key: str


@dataclass(frozen=True)
class Outcome:
    """What a unit gives.

    Attributes
    ----------
    counts : mapping of str to Counts
        Under ``"all"`` and ``"stratum"``; sums, so that those of other jurisdictions can be added.
    wronged : mapping of str to uint8[stratum, byte]
        By jurisdiction: one bit a person, whether ever wrongly listed. Empty if it was not asked for.
    """

    counts: Mapping[str, Counts]
    wronged: Mapping[str, Any]


def units(study: Study, *, replicates: int | None = None) -> tuple[Unit, ...]:
    """Every unit of a study, in order: the central values by replicate, then the draws.

    ``replicates`` is instead of the study's own, at the central values.
    """
    count = study.table.replicates if replicates is None else replicates
    central = [(CENTRAL, replicate) for replicate in range(count)]
    draws = range(len(study.points))
    drawn = [(draw, replicate) for draw in draws for replicate in study.replicates_of(draw)]
    content = {arm: _content(study, arm) for arm in study.arms}
    shards = {arm: _shards(study, arm) for arm in study.arms}
    return tuple(
        Unit(arm, draw, replicate, places, _key(study, content[arm], arm, draw, replicate, places))
        for draw, replicate in [*central, *drawn]
        for arm in study.arms
        for places in shards[arm]
    )


def _key(
    study: Study, content: str, arm: str, draw: int, replicate: int, places: tuple[str, ...]
) -> str:
    numbers = {} if draw == CENTRAL else study.numbers(arm, draw)
    return _hash([content, draw == CENTRAL, sorted(numbers.items()), replicate, list(places)])


def _hash(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _content(study: Study, arm: str) -> str:
    """Hash of what all units of an arm depend on."""
    scenario = study.arms[arm].scenario
    data = {k: v for k, v in as_data(scenario).items() if k not in _NO_NUMBERS}
    schedule = schedule_of(study, scenario)
    passes = [fingerprint_of(one.run) for one in schedule.passes]
    return _hash([code_version(), passes, schedule.source, data])


def _shards(study: Study, arm: str) -> list[tuple[str, ...]]:
    most = study.table.jurisdictions_per_unit
    if isinstance(most, str):
        raise OstrakaError(
            f"jurisdictions_per_unit: {most!r} is not decided yet; write the number that --dry-run says"
        )
    return [()] if most is None else groups(study.arms[arm].scenario, most)


def groups(scenario: Any, most: int | None) -> list[tuple[str, ...]]:
    """Jurisdictions of each unit, at most so many unless people move between more of them.

    Those between which people move stay together.
    """
    if most is None:
        return [tuple(scenario.jurisdictions)]
    together = dict.fromkeys(units_of(scenario).values())
    found: list[tuple[str, ...]] = []
    for group in together:
        if found and len(found[-1]) + len(group) <= most:
            found[-1] = (*found[-1], *group)
        else:
            found.append(group)
    return found


def run_unit(
    study: Study, unit: Unit, threads: int | None = None, state_memory: int | None = None
) -> Outcome:
    """Do the work of a unit; threads, and how much memory state may take, change no bit of it."""
    scenario = study.settled(unit.arm, unit.draw)
    tallies = simulate(
        scenario,
        replicate=unit.replicate,
        plan=BlockPlan(threads=threads, state_memory=state_memory),
        schedule=schedule_of(study, study.arms[unit.arm].scenario),
        only=unit.places or None,
    )
    return outcome_of(tallies, study.arms[unit.arm].scenario)


def outcome_of(tallies: Tallies, scenario: Any) -> Outcome:
    """The sums and the bits of a run."""
    known = figure_set(scenario)
    with_appeals = scenario.appeal is not None
    counts = {
        scope: collect(
            tallies.tables, tallies.months, scope, with_appeals=with_appeals, sums=known.sums
        )
        for scope in ("all", "stratum")
    }
    wronged = {}
    if TALLY in tallies.tables:
        for place, bits in zip(tallies.jurisdictions, packed(tallies.tables[TALLY]), strict=True):
            size = -(-place.people // 8)
            wronged[place.name] = bits[:, :size]
    return Outcome(counts, wronged)


def added(parts: list[Outcome]) -> Outcome:
    """The outcome of several shards of one run: sums are added, people stand side by side."""
    first = parts[0]
    if len(parts) == 1:
        return first
    counts = {scope: _sum([part.counts[scope] for part in parts]) for scope in first.counts}
    return Outcome(counts, {k: bits for part in parts for k, bits in part.wronged.items()})


def _sum(parts: list[Counts]) -> Counts:
    return stacked(parts).changed(lambda array: array.sum(axis=0))
