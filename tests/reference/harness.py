"""Kernel and twin side by side: the same workspace before each pass, the same integers after it."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from ostraka.core.declarations import Column, Mechanism
from ostraka.engine.compile import fingerprint_of, load_module, toolchain
from ostraka.engine.run import axis_lengths, parameters_of
from ostraka.engine.schedule import Schedule, schedule_for
from ostraka.population.ledgers import LEDGERS
from ostraka.scenario import jurisdictions, worlds
from tests.reference.cell import LISTS, PEOPLE, Cell
from tests.reference.luck import Luck
from tests.reference.rules import Rules
from tests.reference.twins import TWINS

Arrays = dict[str, npt.NDArray[Any]]

ULPS = 8


@cache
def kernel(name: str, module: str, arguments: tuple[str, ...], print_: str) -> Callable[..., None]:
    """One pass alone, compiled as the schedule compiles it, and cached under its own hash."""
    takes = ", ".join(arguments)
    source = (
        '"""Generated for the tests: one pass alone."""\n\n'
        "from ostraka.engine.compile import compile_pass, compile_schedule\n"
        f"from {module} import {name} as _{name}\n\n"
        f"inlined = compile_pass(_{name})\n\n\n"
        f"@compile_schedule\ndef run({takes}):\n    inlined({takes})\n"
    )
    key = hashlib.sha256(f"{toolchain()}{source}{print_}".encode()).hexdigest()[:20]
    run: Callable[..., None] = load_module(source, key).run
    return run


def kernel_of(one: Mechanism) -> Callable[..., None]:
    """The compiled pass of a mechanism."""
    run = one.run
    return kernel(run.__name__, run.__module__, one.arguments, fingerprint_of(run))


class Bench:
    """One cell of one scenario: the workspace that the kernels carry from pass to pass."""

    def __init__(
        self,
        scenario: Any,
        *,
        cell: int,
        months: int,
        seed: int,
        noise: int,
        people: int | None = None,
    ) -> None:
        here = worlds(scenario, jurisdictions(scenario, people))
        world = here[0]
        self.schedule: Schedule = schedule_for(scenario)
        self.rules = Rules(world, [one for one in here if one.jurisdiction.name in world.unit])
        self.luck = Luck(seed, 0, self.rules.place)
        self.months = months
        self.first = cell * self.rules.cell_size
        self.subjects = min(self.rules.cell_size, self.rules.people - self.first)
        given = parameters_of(self.schedule, world, here)
        self.given: dict[str, Any] = dict(zip(self.schedule.parameters, given, strict=True))
        self.lengths = axis_lengths(scenario, months, self.schedule)
        self.arrays = self.columns(noise) | self.tallies()

    def columns(self, noise: int) -> Arrays:
        """Every column: reset where it says so, noise where it does not."""
        size = self.rules.cell_size
        shapes: Mapping[str, tuple[int, ...]] = {
            "subjects": (size,),
            "ledgers": (len(LEDGERS), size),
            "counterfactuals": (size, len(LEDGERS) - 1),
            "one": (1,),
            "months": (self.months + 2,),
            "records": (4 * size,),
            "words": (4, 4 * size),
            "waiting": (8 * size,),
            "log": (64 * size,),
        }
        random = np.random.default_rng(noise)
        made: Arrays = {}
        for name, column in self.schedule.columns.items():
            array = np.zeros(self.shape_of(column, shapes), dtype=column.dtype)
            array.view(np.uint8).reshape(-1)[:] = random.integers(0, 256, array.nbytes)
            if column.reset is not None:
                array[:] = column.reset
            made[name] = array
        made["overflow"][0] = 0
        return made

    def shape_of(self, column: Column, shapes: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
        """Axis by axis where it names axes; else by the name of its kind."""
        if isinstance(column.shape, tuple):
            sizes = {**self.lengths, "subjects": self.rules.cell_size, "months": self.months + 2}
            return tuple(sizes[axis] for axis in column.shape)
        return shapes[column.shape]

    def tallies(self) -> Arrays:
        """Every table of the schedule, empty."""
        return {
            name: np.zeros([self.lengths[d] for d in tally.dims], dtype=np.int64)
            for name, tally in self.schedule.tallies.items()
        }

    def passes(self) -> Iterator[tuple[int, Mechanism]]:
        """The order of a run: what begins a cell, then every month."""
        begin = [one for one in self.schedule.passes if one.phase == "population"]
        every = [one for one in self.schedule.passes if one.phase != "population"]
        yield from ((0, one) for one in begin)
        yield from ((month, one) for month in range(self.months) for one in every)

    def context(self, month: int) -> dict[str, Any]:
        """What a pass may ask for besides columns, parameters and tallies."""
        luck = self.luck
        return {
            "month": month,
            "months": self.months,
            "first": self.first,
            "subjects": self.subjects,
            "address": np.array([luck.seed, luck.replicate, luck.place], dtype=np.uint64),
        }

    def arguments(self, one: Mechanism, month: int) -> list[Any]:
        """By name; whatever the pass does not declare as written is read-only, by its type."""
        known = {**self.given, **self.context(month), **self.arrays}
        taken = []
        for name in one.arguments:
            value = known[name]
            if isinstance(value, np.ndarray) and name not in one.writes:
                value = np.ascontiguousarray(value).view()
                value.flags.writeable = False
            taken.append(value)
        return taken

    def run(self) -> Iterator[str]:
        """Every pass of every month, twice; yields what differs."""
        for month, one in self.passes():
            columns = {name: array.copy() for name, array in self.arrays.items()}
            kernel_of(one)(*self.arguments(one, month))
            context = {k: v for k, v in self.context(month).items() if k != "address"}
            twin = Cell(columns, self.rules, self.luck, **context)
            TWINS[one.name](twin)
            for fault in self.differences(one, columns):
                yield f"month {month}, cell from {self.first}, pass {one.name}: {fault}"

    def differences(self, one: Mechanism, twin: Arrays) -> Iterator[str]:
        """Columns and tallies of the pass that are not the same in both workspaces."""
        lists = {name: count for count, names in (LISTS | PEOPLE).items() for name in names}
        for name in one.arguments:
            if name not in self.arrays or self.is_scratch(name):
                continue
            ours, theirs = self.arrays[name], twin[name]
            if name in lists:
                count = lists[name]
                ours, theirs = (
                    self.arrays[name][: self.arrays[count][0]],
                    twin[name][: twin[count][0]],
                )
                if count in PEOPLE:
                    key = PEOPLE[count][0]
                    n, m = self.arrays[count][0], twin[count][0]
                    ours = ours[np.argsort(self.arrays[key][:n], kind="stable")]
                    theirs = theirs[np.argsort(twin[key][:m], kind="stable")]
            elif name == "log_start":
                ours, theirs = (x[: self.arrays["log_start"].size - 1] for x in (ours, theirs))
            if not same(ours, theirs):
                yield f"{name}: kernel and twin differ {where(ours, theirs)}"

    def is_scratch(self, name: str) -> bool:
        """Whether a column is only a workplace."""
        column = self.schedule.columns.get(name)
        return column is not None and column.doc.startswith("scratch")


def same(ours: npt.NDArray[Any], theirs: npt.NDArray[Any]) -> bool:
    """Equal integers; floats to a few units in the last place (two math libraries)."""
    if ours.shape != theirs.shape:
        return False
    if ours.dtype.kind == "f":
        return bool((np.abs(ours - theirs) <= ULPS * np.spacing(np.abs(theirs))).all())
    return bool(np.array_equal(ours, theirs))


def where(ours: npt.NDArray[Any], theirs: npt.NDArray[Any]) -> str:
    """The first place that differs."""
    if ours.shape != theirs.shape:
        return f"in length: {ours.tolist()} against {theirs.tolist()}"
    at = tuple(int(k) for k in np.argwhere(ours != theirs)[0])
    return f"at {at}: {ours[at]} against {theirs[at]}"
