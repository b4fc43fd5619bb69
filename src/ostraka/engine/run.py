"""Running a schedule: a scenario becomes tallies, cell by cell or between meetings."""

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from ostraka.core.errors import DeclarationError, Problem, ScenarioError
from ostraka.engine.compile import is_compiled, load_module
from ostraka.engine.resident import run_resident, state_ahead
from ostraka.engine.schedule import Schedule, fingerprint, schedule_for
from ostraka.engine.source import Way
from ostraka.engine.streaming import Task, stream
from ostraka.engine.work import BlockPlan, Heard, Progress, workspace
from ostraka.engine.work import Capacities as _Capacities
from ostraka.mechanisms.unfounded import SOURCES
from ostraka.population.ledgers import CAUSES, EXITS, MISSED, OUTCOMES, STATES
from ostraka.population.rules import Jurisdiction
from ostraka.scenario.world import World, jurisdictions, worlds

KEEPING = "(state kept between meetings)"


@dataclass(frozen=True, slots=True)
class Tallies:
    """The integer tables of one run.

    Attributes
    ----------
    tables : mapping of str to int64 array
        By name, with the axes (jurisdiction, *dims of the tally).
    dims : mapping of str to tuple of str
        Axes of each table, after the jurisdiction.
    jurisdictions : tuple of Jurisdiction
    months : int
    seed, replicate : int
    ticks : mapping of str to int, or None
        Processor cycles by pass, if they were asked for; under :data:`KEEPING` those spent on keeping
        state and putting it back.
    kept_bytes : int or None
        Most bytes of subjects' state that were kept between two meetings; None if cells streamed.
    kept_how : str
        How they lay: "whole", "packed", "partly packed", or "packed in a file"; "" if cells streamed.
    """

    tables: Mapping[str, npt.NDArray[np.int64]]
    dims: Mapping[str, tuple[str, ...]]
    jurisdictions: tuple[Jurisdiction, ...]
    months: int
    seed: int
    replicate: int
    ticks: Mapping[str, int] | None = None
    kept_bytes: int | None = None
    kept_how: str = ""

    @property
    def people(self) -> int:
        """Subjects in all jurisdictions."""
        return sum(place.people for place in self.jurisdictions)

    @property
    def kept_bytes_per_person(self) -> float | None:
        """Most bytes of state a subject that were kept at a meeting; None if cells streamed."""
        return None if self.kept_bytes is None else self.kept_bytes / self.people

    @property
    def state(self) -> str:
        """What became of subjects' state, in words: streaming, or how and how much was kept."""
        if self.kept_bytes is None:
            return "streaming"
        return f"resident, {self.kept_how}, {self.kept_bytes_per_person:.1f} bytes a person"


def simulate(
    scenario: Any,
    *,
    people: int | None = None,
    months: int | None = None,
    seed: int | None = None,
    replicate: int = 0,
    plan: BlockPlan | None = None,
    progress: Progress | None = None,
    timed: bool = False,
    schedule: Schedule | None = None,
    heard: Heard | None = None,
    only: Collection[str] | None = None,
) -> Tallies:
    """Run one replicate of a scenario whose numbers are all settled.

    Parameters
    ----------
    scenario : Scenario
    people, months, seed : int, optional
        Instead of the scenario's own.
    replicate : int
        Which run with these numbers; enters every address.
    plan : BlockPlan, optional
        How the work is cut: changes no result.
    progress : callable, optional
        Called with (cells done, cells in all).
    timed : bool
        Count processor cycles by pass (about a twentieth slower).
    heard : callable, optional
        Called at every meeting of a jurisdiction's cells with (place of the jurisdiction, month that
        begins, the parameter that was settled, by cell).
    only : collection of str, optional
        Jurisdictions to run, of all that the scenario has, with those between which people move
        together: each gives what it gives beside the others.
    """
    task, places = _task(
        scenario, people, months, seed, replicate, plan or BlockPlan(), schedule, only
    )
    schedule, between = task.schedule, _months_between_meetings(task.schedule, scenario, task.plan)
    timed_names = [one.name for one in schedule.passes] + [KEEPING] * (between is not None)
    task = replace(
        task,
        compiled=cache(partial(compiled, schedule, timed=timed)),
        progress=progress,
        timed=timed,
        heard=heard,
        ticks=np.zeros(len(timed_names), dtype=np.uint64),
    )
    kept = None
    if between is None:
        stream(task)
    else:
        kept = run_resident(task, between)
    for name, tally in schedule.tallies.items():
        if tally.steps:
            axis = 1 + tally.dims.index("month")
            np.cumsum(task.totals[name], axis=axis, out=task.totals[name])
    spent = zip(timed_names, task.ticks, strict=True)
    return Tallies(
        tables=task.totals,
        dims={name: tally.dims for name, tally in schedule.tallies.items()},
        jurisdictions=places,
        months=task.months,
        seed=task.seed,
        replicate=replicate,
        ticks={name: int(t) for name, t in spent} if timed else None,
        kept_bytes=None if kept is None else kept.most_bytes,
        kept_how="" if kept is None else kept.how,
    )


def expected_state(
    scenario: Any, *, plan: BlockPlan | None = None, schedule: Schedule | None = None
) -> dict[str, int]:
    """Bytes that subjects' state will take kept whole, by jurisdiction; empty for one that streams.

    Estimated from a few cells of each jurisdiction, run ahead by themselves; a tenth is added, since
    more may be kept of others.
    """
    task, places = _task(scenario, None, None, None, 0, plan or BlockPlan(), schedule, None)
    between = _months_between_meetings(task.schedule, scenario, task.plan)
    if between is None:
        return {}
    kept = state_ahead(task, between)
    return {place.name: size for place, size in zip(places, kept, strict=True)}


def _task(
    scenario: Any,
    people: int | None,
    months: int | None,
    seed: int | None,
    replicate: int,
    plan: BlockPlan,
    schedule: Schedule | None,
    only: Collection[str] | None,
) -> tuple[Task, tuple[Jurisdiction, ...]]:
    """The task of one run, and its jurisdictions; nothing is run."""
    length = scenario.months if months is None else months
    places = jurisdictions(scenario, people)
    schedule = schedule or schedule_for(scenario)
    lengths = axis_lengths(scenario, length, schedule)
    here = worlds(scenario, places)
    if only is not None:
        here = tuple(world for world in here if world.jurisdiction.name in only)
        places = tuple(world.jurisdiction for world in here)
    known: dict[str, dict[str, Any]] = {}
    made = Task(
        schedule=schedule,
        compiled=cache(partial(compiled, schedule)),
        worlds=here,
        parameters=[parameters_of(schedule, world, here, known) for world in here],
        months=length,
        seed=scenario.seed if seed is None else seed,
        replicate=replicate,
        lengths=lengths,
        plan=plan,
        capacities=_Capacities(schedule.cell_size),
        progress=None,
        timed=False,
        heard=None,
        totals={
            name: np.zeros((len(places), *(lengths[d] for d in tally.dims)), dtype=np.int64)
            for name, tally in schedule.tallies.items()
        },
        ticks=np.zeros(0, dtype=np.uint64),
    )
    return made, places


def _months_between_meetings(schedule: Schedule, scenario: Any, plan: BlockPlan) -> int | None:
    asked = schedule.months_between_meetings(scenario)
    if asked is not None and plan.resident_months not in (None, asked):
        raise DeclarationError(
            f"the cells of this scenario meet every {asked} months; leave resident_months out"
        )
    return plan.resident_months if asked is None else asked


def axis_lengths(scenario: Any, months: int, schedule: Schedule) -> dict[str, int]:
    """Length of every axis that a tally or a column may have."""
    degrees = [len(c.severities or {"": None}) for c in scenario.categories.values()]
    grades = 1 + (len(scenario.grades.lowest) if scenario.grades is not None else 0)
    return {
        "one": 1,
        "month": months,
        "stratum": len(scenario.strata),
        "record_class": sum(degrees),
        "state": STATES,
        "cause": len(CAUSES),
        "exit": len(EXITS),
        "outcome": len(OUTCOMES),
        "missed": len(MISSED),
        "ever": 2,
        "duration": months + 1,
        "record_origin": 1 + len(SOURCES),
        "elsewhere": 2,
        "redress_event": 6,
        "grade": grades,
        "deserved_grade": grades,
        "flag_truth": 2,
        "flag_selected": 2,
        **{name: len(axis.names(scenario)) for name, axis in schedule.axes.items()},
    }


def parameters_of(
    schedule: Schedule,
    world: World,
    worlds: Sequence[World] = (),
    known: dict[str, dict[str, Any]] | None = None,
) -> list[Any]:
    """Values of the schedule's parameters for one world, in its order.

    ``known`` keeps what was computed for one world, by jurisdiction, for the others of its unit.

    Where people move, the rules of all jurisdictions of the unit are laid one below another, and each
    subject's row says which hold; what has no rows must be the same in all of them.

    Raises
    ------
    DeclarationError
        If no scheduled mechanism gives a parameter that one of the passes takes.
    ScenarioError
        If a rule differs between jurisdictions of a unit that cannot.
    """
    known = {} if known is None else known
    given = dict(_given(schedule, world, known))
    missing = [name for name in schedule.parameters if name not in given]
    if missing:
        raise DeclarationError(
            f"parameters {missing} are declared, but no scheduled pass gives them"
        )
    if len(world.unit) > 1:
        by_name = {one.jurisdiction.name: one for one in worlds}
        unit = [_given(schedule, by_name[name], known) for name in world.unit]
        for name in schedule.parameters:
            if schedule.has_rows(name):
                given[name] = np.concatenate([one[name] for one in unit])
            elif name not in _OF_THE_PLACE and not all(
                np.array_equal(one[name], given[name]) for one in unit
            ):
                raise ScenarioError(_fixed(name, schedule, world.unit), world.scenario.title)
    return [
        np.ascontiguousarray(given[name]) if isinstance(given[name], np.ndarray) else given[name]
        for name in schedule.parameters
    ]


_OF_THE_PLACE = (
    "home_row",
    "strata_share",
    "mislink",
    "confusability_weight",
    "select_blind",
    "attention_of_cell",
    "tenth_of_cell",
)
"""Parameters that belong to the place where a cell lies, whoever has moved."""


def _given(schedule: Schedule, world: World, known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    name = world.jurisdiction.name
    if name not in known:
        known[name] = {}
        for one in schedule.passes:
            known[name].update(one.parameters(world))
    return known[name]


def _fixed(name: str, schedule: Schedule, unit: Sequence[str]) -> Problem:
    doc = next(one.declares[name].doc for one in schedule.passes if name in one.declares)
    return Problem(
        "moves",
        f"{', '.join(unit)} differ in a rule that cannot follow people who move ({doc})",
        "let it be the same there, or leave out the moves",
    )


def compiled(
    schedule: Schedule, way: Way | None = None, *, timed: bool = False
) -> Callable[..., Any]:
    """The compiled schedule, from the cache if nothing it depends on has changed."""
    key = fingerprint(schedule, way, timed=timed)
    source = schedule.source_for(way, timed=timed)
    if not is_compiled(key):
        passes = len(schedule.passes)
        print(
            f"Compiling {passes} passes for the first time (some {max(5, passes // 4)} seconds, "
            "once) ...",
            file=sys.stderr,
            flush=True,
        )
    run_block: Callable[..., Any] = load_module(source, key).run_block
    return run_block


__all__ = [
    "KEEPING",
    "BlockPlan",
    "Progress",
    "Tallies",
    "axis_lengths",
    "compiled",
    "expected_state",
    "parameters_of",
    "simulate",
    "workspace",
]
