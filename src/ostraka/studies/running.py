"""Running a study: units that are not done yet, each once; what is done stays done."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ostraka.core.errors import OutputError
from ostraka.engine import BlockPlan, simulate
from ostraka.studies.parts import write_part
from ostraka.studies.persons import schedule_of
from ostraka.studies.result import StudyResult
from ostraka.studies.store import (
    RESULT,
    alone,
    clear_tables,
    finish,
    missing,
    part_of,
    prepare,
    share_of,
)
from ostraka.studies.study import Study
from ostraka.studies.units import Unit, run_unit, units


@dataclass(frozen=True, slots=True)
class Told:
    """How far a study is.

    Attributes
    ----------
    done, total : int
        Units, those found done included.
    ran : int
        Units that this process has run.
    seconds : float
        Time that they took, compilation left out.
    """

    done: int
    total: int
    ran: int
    seconds: float

    @property
    def seconds_left(self) -> float | None:
        """At the mean time of the units that this process has run; None before the first."""
        if self.ran == 0:
            return None
        return self.seconds / self.ran * (self.total - self.done)


Tell = Callable[[Told], None]


def run_study(
    study: Study,
    folder: str | Path,
    *,
    threads: int | None = None,
    shard: tuple[int, int] | None = None,
    tell: Tell | None = None,
) -> StudyResult | None:
    """Run every unit of a study that is not done yet; None if this was a shard.

    Raises
    ------
    OutputError
        If the folder is something else's, in use, or full: what is done is kept.
    """
    target = Path(folder)
    planned = units(study)
    if shard is not None:
        planned = share_of(planned, shard)
    prepare(study, target)
    with alone(target):
        run_units(study, target, planned, threads=threads, tell=tell)
        if shard is not None:
            return None
        if not (target / RESULT).is_file():
            finish(study, target, study.table.replicates)
    return StudyResult.load(target)


def run_units(
    study: Study,
    folder: Path,
    planned: Sequence[Unit],
    *,
    threads: int | None = None,
    tell: Tell | None = None,
) -> None:
    """Run those of the units that are not done, and write the part of each."""
    total = len({unit.key for unit in planned})
    todo = missing(folder, planned)
    if todo:
        clear_tables(folder)
    tell = tell or (lambda told: None)
    done = total - len(todo)
    ran, seconds = 0, 0.0
    warm_up(study, {unit.arm for unit in todo})
    tell(Told(done, total, ran, seconds))
    for unit in todo:
        began = time.perf_counter()
        outcome = run_unit(study, unit, threads)
        try:
            write_part(outcome, part_of(folder, unit))
        except OSError as error:
            raise full(folder, error, done, total) from error
        done += 1
        ran += 1
        seconds += time.perf_counter() - began
        tell(Told(done, total, ran, seconds))


def warm_up(study: Study, arms: set[str]) -> None:
    """Compile the schedules of these arms, or load them, so that no time of a unit includes it."""
    for name in study.arms:
        if name in arms:
            scenario = study.arms[name].scenario
            schedule = schedule_of(study, scenario)
            simulate(scenario, people=1, months=1, plan=BlockPlan(threads=1), schedule=schedule)


def full(folder: Path, error: OSError, done: int, total: int) -> OutputError:
    """What to say when a part cannot be written."""
    return OutputError(
        f"{folder}: cannot be written: {error.strerror or error}; {done:,} of {total:,} units are done "
        "and kept: make room, and run the same command again"
    )
