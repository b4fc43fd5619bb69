"""One cell, pass by pass: the compiled passes of a schedule, called one after another from Python.

A run calls all passes of all months in one compiled function. Here each pass is compiled alone (the
same function, the same integers), so that somebody can look at the columns in between: to tell a
person's story, or to hold a pass to what it declares.
"""

import hashlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from ostraka.core.declarations import Column, Mechanism
from ostraka.core.errors import OstrakaError
from ostraka.engine.compile import fingerprint_of, is_compiled, load_module, toolchain
from ostraka.engine.run import axis_lengths, parameters_of, simulate
from ostraka.engine.schedule import Schedule, schedule_for
from ostraka.population.ledgers import LEDGERS
from ostraka.scenario.world import World

Arrays = dict[str, npt.NDArray[Any]]


def kernel_of(one: Mechanism) -> Callable[..., None]:
    """The pass of a mechanism alone, compiled as the schedule compiles it, and cached."""
    run: Callable[..., None] = load_module(*_alone(one)).run
    return run


def say_if_uncompiled(schedule: Schedule) -> None:
    """One line on standard error before a long first compilation."""
    missing = sum(not is_compiled(_alone(one)[1]) for one in schedule.passes)
    if missing:
        print(
            f"Compiling {missing} passes one by one for the first time (a second each, once) ...",
            file=sys.stderr,
            flush=True,
        )


@cache
def _alone(one: Mechanism) -> tuple[str, str]:
    """The generated module with one pass alone, and its hash."""
    name, takes = one.run.__name__, ", ".join(one.arguments)
    source = (
        '"""Generated: one pass alone."""\n\n'
        "from ostraka.engine.compile import compile_pass, compile_schedule\n"
        f"from {one.run.__module__} import {name} as _{name}\n\n"
        f"inlined = compile_pass(_{name})\n\n\n"
        f"@compile_schedule\ndef run({takes}):\n    inlined({takes})\n"
    )
    parts = f"{toolchain()}{source}{fingerprint_of(one.run)}"
    return source, hashlib.sha256(parts.encode()).hexdigest()[:20]


class Workbench:
    """The memory of one cell, with what its passes take.

    Parameters
    ----------
    world : World
        One jurisdiction of a scenario.
    beside : sequence of World, optional
        Those of all jurisdictions, where people move between some.
    cell : int
        Which cell of it.
    months, seed, replicate : int
    schedule : Schedule, optional
        That of the scenario unless given.
    noise : int, optional
        Seed of random bytes that fill what no pass may read before it is written; zeros unless given.
    room : int
        Entries of its lists (records of a month, and so on) in cells' sizes.
    settled : mapping of int to array, optional
        Where cells meet: the parameter that a meeting settles, by the month that it begins
        (:func:`settled_in`). Without, it stays as at first.

    Attributes
    ----------
    arrays : dict of str to array
        Every column and every tally, by name.
    given : dict of str to array or number
        Every parameter, by name.
    """

    def __init__(
        self,
        world: World,
        beside: Sequence[World] = (),
        *,
        cell: int,
        months: int,
        seed: int,
        replicate: int = 0,
        schedule: Schedule | None = None,
        noise: int | None = None,
        room: int = 8,
        settled: Mapping[int, Any] | None = None,
    ) -> None:
        self.settled = settled or {}
        self.world = world
        self.schedule = schedule or schedule_for(world.scenario)
        size = self.schedule.cell_size
        self.months = months
        self.first = cell * size
        self.subjects = min(size, world.jurisdiction.people - self.first)
        if self.subjects < 1:
            raise OstrakaError(
                f"cell {cell}: {world.jurisdiction.name} has {world.jurisdiction.people:,} people in "
                f"cells of {size:,}; choose a smaller number"
            )
        self.lengths = axis_lengths(world.scenario, months, self.schedule)
        names = self.schedule.parameters
        self.given = dict(zip(names, parameters_of(self.schedule, world, beside), strict=True))
        self.address = np.array([seed, replicate, world.jurisdiction.key], dtype=np.uint64)
        self.arrays = self._columns(noise, room) | self._tallies()
        self._bound: dict[str, tuple[list[Any], list[int]]] = {}

    def _columns(self, noise: int | None, room: int) -> Arrays:
        """Every column: reset where it says so; elsewhere noise, or zeros."""
        size = self.schedule.cell_size
        shapes: Mapping[str, tuple[int, ...]] = {
            "subjects": (size,),
            "ledgers": (len(LEDGERS), size),
            "counterfactuals": (size, len(LEDGERS) - 1),
            "one": (1,),
            "months": (self.months + 2,),
            "records": (room * size,),
            "words": (4, room * size),
            "waiting": (room * size,),
            "log": (8 * room * size,),
        }
        random = None if noise is None else np.random.default_rng(noise)
        made: Arrays = {}
        for name, column in self.schedule.columns.items():
            array = np.zeros(self._shape_of(column, shapes), dtype=column.dtype)
            if random is not None:
                array.view(np.uint8).reshape(-1)[:] = random.integers(0, 256, array.nbytes)
            if column.reset is not None:
                array[:] = column.reset
            made[name] = array
        made["overflow"][0] = 0
        return made

    def _shape_of(self, column: Column, shapes: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
        if isinstance(column.shape, tuple):
            sizes = {
                **self.lengths,
                "subjects": self.schedule.cell_size,
                "months": self.months + 2,
            }
            return tuple(sizes[axis] for axis in column.shape)
        return shapes[column.shape]

    def _tallies(self) -> Arrays:
        return {
            name: np.zeros([self.lengths[d] for d in tally.dims], dtype=np.int64)
            for name, tally in self.schedule.tallies.items()
        }

    def steps(self) -> Iterator[tuple[int, Mechanism]]:
        """The order of a run: what begins a cell, then every month's passes."""
        begin = [one for one in self.schedule.passes if one.phase == "population"]
        every = [one for one in self.schedule.passes if one.phase != "population"]
        yield from ((0, one) for one in begin)
        yield from ((month, one) for month in range(self.months) for one in every)

    def context(self, month: int) -> dict[str, Any]:
        """What a pass may ask for besides columns, parameters and tallies."""
        return {
            "month": month,
            "months": self.months,
            "first": self.first,
            "subjects": self.subjects,
            "address": self.address,
        }

    def arguments(self, one: Mechanism, month: int) -> list[Any]:
        """By name; whatever the pass does not declare as written is read-only, by its type."""
        if one.name not in self._bound:
            known = {**self.given, **self.context(month), **self.arrays}
            taken = [_as_taken(known[name], name in one.writes) for name in one.arguments]
            months = [k for k, name in enumerate(one.arguments) if name == "month"]
            self._bound[one.name] = taken, months
        taken, months = self._bound[one.name]
        for k in months:
            taken[k] = month
        return taken

    def do(self, one: Mechanism, month: int) -> None:
        """Run one pass of one month."""
        meeting, value = self.schedule.meeting, self.settled.get(month)
        if meeting is not None and value is not None and self.given[meeting.parameter] is not value:
            self.given[meeting.parameter] = value
            self._bound.clear()
        kernel_of(one)(*self.arguments(one, month))

    def tables(self) -> Arrays:
        """The tallies so far, states that last added up over months, as a run gives them."""
        made: Arrays = {}
        for name, tally in self.schedule.tallies.items():
            table = self.arrays[name]
            made[name] = table.cumsum(tally.dims.index("month")) if tally.steps else table.copy()
        return made


def settled_in(
    scenario: Any,
    world: World,
    beside: Sequence[World],
    *,
    months: int,
    seed: int,
    replicate: int,
) -> Mapping[int, Any]:
    """What the meetings of a jurisdiction settle in a run, by the month that begins; none if none meet.

    It takes a whole run: all cells of the jurisdiction decide together.
    """
    found: dict[int, Any] = {}
    if schedule_for(scenario).meeting is None:
        return found
    here = [one.jurisdiction.name for one in beside].index(world.jurisdiction.name)

    def heard(place: int, month: int, value: Any) -> None:
        if place == here:
            found[month] = value.copy()

    people = sum(one.jurisdiction.people for one in beside)
    simulate(scenario, people=people, months=months, seed=seed, replicate=replicate, heard=heard)
    return found


def _as_taken(value: Any, written: bool) -> Any:
    if isinstance(value, np.ndarray) and not written:
        value = np.ascontiguousarray(value).view()
        value.flags.writeable = False
    return value
