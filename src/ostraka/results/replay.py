"""Replaying one cell of a run, to look at what its tables do not keep."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from ostraka.core.declarations import Mechanism
from ostraka.core.story import Event, Moment
from ostraka.engine.workbench import Workbench
from ostraka.scenario import World

Flags = npt.NDArray[np.bool_]


class Visitor(Protocol):
    """Somebody who looks at a cell before and after every pass."""

    def before(self, one: Mechanism) -> None:
        """A pass is about to run."""

    def after(self, one: Mechanism, month: int) -> None:
        """It has run."""


Anybody = TypeVar("Anybody", bound=Visitor)


def replay(
    make: Callable[[Workbench], Anybody], world: World, beside: Sequence[World], **where: Any
) -> Anybody:
    """Run one cell from its beginning to its end, past a visitor made for its workbench.

    ``beside`` are the worlds of all jurisdictions; ``where`` is what :class:`Workbench` takes besides.
    If a list of the cell proves too short, all begins anew with longer lists and another visitor.
    """
    room = 8
    while True:
        bench = Workbench(world, beside, room=room, **where)
        visitor = make(bench)
        for month, one in bench.steps():
            visitor.before(one)
            bench.do(one, month)
            visitor.after(one, month)
        if not bench.arrays["overflow"][0]:
            return visitor
        room *= 2


class Happening(NamedTuple):
    """An event, with the month and the pass that brought it about."""

    month: int
    phase: str
    by: str
    event: Event


class Tracer:
    """Collects what every mechanism tells of one person.

    Attributes
    ----------
    happened : list of Happening
        In the order in which they happened.
    states : list of int
        The person's state at each month's end.
    held : dict of str to list of bool
        Of each condition that the scheduled passes declare, whether it holds at each month's end.
    """

    def __init__(self, bench: Workbench, subject: int) -> None:
        """``subject`` is a place in the cell."""
        self.bench, self.subject = bench, subject
        self.last = bench.schedule.passes[-1]
        self.happened: list[Happening] = []
        self.states: list[int] = []
        self.conditions = conditions_of(bench.schedule.passes)
        self.held: dict[str, list[bool]] = {name: [] for name in self.conditions}
        self._before: Mapping[str, Any] = {}

    def before(self, one: Mechanism) -> None:
        """Keep what the pass may change."""
        if one.story is not None:
            kept = {name: self.bench.arrays[name].copy() for name in one.writes}
            self._before = {**self.bench.arrays, **kept}

    def after(self, one: Mechanism, month: int) -> None:
        """Ask the pass for its part."""
        bench = self.bench
        if one.story is not None:
            moment = Moment(
                subject=self.subject,
                month=month,
                first=bench.first,
                before=self._before,
                after=bench.arrays,
                given=bench.given,
                world=bench.world,
            )
            told = one.story(moment)
            self.happened += [Happening(month, one.phase, one.name, event) for event in told]
        if one is self.last:
            self.states.append(int(bench.arrays["state"][self.subject]))
            for name, condition in self.conditions.items():
                self.held[name].append(bool(condition(bench.arrays)[self.subject]))


class Watcher:
    """Notes who is in which condition at each month's end.

    Attributes
    ----------
    held : dict of str to bool[months, subjects]
    """

    def __init__(self, bench: Workbench, names: tuple[str, ...]) -> None:
        """``names`` are conditions that the scheduled passes declare."""
        self.bench = bench
        self.last = bench.schedule.passes[-1]
        known = conditions_of(bench.schedule.passes)
        self.asked = {name: known[name] for name in names if name in known}
        shape = (bench.months, bench.subjects)
        self.held: dict[str, Flags] = {name: np.zeros(shape, dtype=bool) for name in self.asked}

    def before(self, one: Mechanism) -> None:
        """Nothing to keep."""

    def after(self, one: Mechanism, month: int) -> None:
        """Look at the cell when the month is over."""
        if one is self.last:
            for name, condition in self.asked.items():
                self.held[name][month] = condition(self.bench.arrays)[: self.bench.subjects]


def conditions_of(passes: tuple[Mechanism, ...]) -> Mapping[str, Callable[..., Any]]:
    """Every condition that these passes declare, by name."""
    return {name: one for each in passes for name, one in each.conditions.items()}
