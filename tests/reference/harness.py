"""Kernel and twin side by side: the same workspace before each pass, the same integers after it."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from ostraka.core.declarations import Mechanism
from ostraka.engine.workbench import Arrays, Workbench
from ostraka.scenario import jurisdictions, worlds
from tests.reference.cell import LISTS, PEOPLE, Cell
from tests.reference.luck import Luck
from tests.reference.rules import Rules
from tests.reference.twins import TWINS

ULPS = 8


class Bench(Workbench):
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
        super().__init__(world, here, cell=cell, months=months, seed=seed, noise=noise)
        self.rules = Rules(world, [one for one in here if one.jurisdiction.name in world.unit])
        self.luck = Luck(seed, 0, self.rules.place)

    def run(self) -> Iterator[str]:
        """Every pass of every month, twice; yields what differs."""
        for month, one in self.steps():
            columns = {name: array.copy() for name, array in self.arrays.items()}
            self.do(one, month)
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
