"""Running a study: units that are not done yet, each once; what is done stays done."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ostraka.core.errors import OstrakaError, OutputError
from ostraka.engine import BlockPlan, simulate
from ostraka.results.estimate import Floats
from ostraka.studies.cutting import AUTO, settled
from ostraka.studies.dispatch import Pool
from ostraka.studies.gathering import outcome_of_run, values_of_arm
from ostraka.studies.parts import part_bytes, write_part
from ostraka.studies.persons import schedule_of
from ostraka.studies.result import StudyResult
from ostraka.studies.store import (
    PARTS,
    alone,
    clear_tables,
    finish,
    is_finished,
    missing,
    note_versions,
    part_of,
    prepare,
    share_of,
    writing,
)
from ostraka.studies.study import CENTRAL, Study
from ostraka.studies.units import Unit, run_unit, units
from ostraka.studies.until import FEWEST, Precision, precision
from ostraka.studies.workers import this_process


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
    at_most : bool
        Whether it may end sooner, by precision.
    """

    done: int
    total: int
    ran: int
    seconds: float
    at_most: bool = False

    @property
    def seconds_left(self) -> float | None:
        """At the mean time of the units that were run since the start; None before the first."""
        if self.ran == 0:
            return None
        return self.seconds / self.ran * (self.total - self.done)


Tell = Callable[[Told], None]

Executor = Callable[[Study, Sequence[Unit]], Iterator[tuple[Unit, bytes]]]
"""Runs units, in any order, and gives the content of the part of each as it is done."""


def here(threads: int | None = None) -> Executor:
    """Units one after another in this process, each over its threads."""

    def execute(study: Study, todo: Sequence[Unit]) -> Iterator[tuple[Unit, bytes]]:
        for unit in todo:
            yield unit, part_bytes(run_unit(study, unit, threads))

    return execute


def run_study(
    study: Study,
    folder: str | Path,
    *,
    threads: int | None = None,
    shard: tuple[int, int] | None = None,
    until: str | None = None,
    tell: Tell | None = None,
    executor: Executor | None = None,
) -> StudyResult | None:
    """Run every unit of a study that is not done yet; None if this was a shard.

    Parameters
    ----------
    study : Study
    folder : str or Path
        Where it is kept. What an earlier run, however it ended, has done there is not done again.
    threads : int, optional
        All processors unless given; changes no byte of the result.
    shard : (int, int), optional
        Only every n-th unit from the i-th on, as (i, n), i from 1; ``merge`` puts shards together.
    until : str, optional
        Stop adding replicates at the central values when the differences are known so closely:
        ``half_width<=20``, ``half_width<=5%`` (see ``ostraka.studies.until.precision``).
    tell : callable, optional
        Told how far it is, after every unit.
    executor : callable, optional
        Who runs the units; this process unless given.

    Raises
    ------
    OutputError
        If the folder is something else's, in use, or full: what is done is kept.
    """
    target = Path(folder)
    if study.table.jurisdictions_per_unit == AUTO:
        if shard is not None:
            raise OstrakaError(
                "jurisdictions_per_unit: each shard would find another cut for auto; write the number "
                "that --dry-run says"
            )
        who = executor.workers if isinstance(executor, Pool) else this_process(threads)
        study, _ = settled(study, target, who)
    aim = None if until is None else precision(until, study)
    if shard is not None:
        check_shard(shard)
        if aim is not None:
            raise OstrakaError(
                "shard: a shard does not see the others' replicates; leave --until out"
            )
    with writing(target):
        prepare(study, target)
    with alone(target), writing(target):
        planned = units(study)
        work = _Work(study, target, planned, tell or (lambda told: None), executor or here(threads))
        if shard is not None:
            work.total = len(share_of(planned, shard))
            work.run(share_of(planned, shard))
            return None
        replicates, reached = study.table.replicates, None
        if aim is not None:
            work.at_most = True
            replicates, reached = work.run_until(aim)
            planned = units(study, replicates=replicates)
            work.expect(planned)
        work.run(planned)
        words = None if aim is None else aim.words
        if not is_finished(target, replicates, words):
            finish(study, target, replicates, words, reached)
    return StudyResult.load(target)


def check_shard(shard: tuple[int, int]) -> None:
    """Refuse a shard that is not one of its number."""
    number, count = shard
    if not 1 <= number <= count:
        raise OstrakaError(f"shard: {number}/{count} is none; write i/n with i from 1 to n")


@dataclass
class _Work:
    """Units being run into one folder."""

    study: Study
    folder: Path
    planned: Sequence[Unit]
    tell: Tell
    execute: Executor
    at_most: bool = False
    ran: int = 0
    seconds: float = 0.0
    total: int = 0
    done: set[str] = field(default_factory=set)
    warm: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.expect(self.planned)
        todo = {unit.key for unit in missing(self.folder, self.planned)}
        self.done = {unit.key for unit in self.planned} - todo

    def expect(self, planned: Sequence[Unit]) -> None:
        """These are all that there is to do."""
        self.planned = planned
        self.total = len({unit.key for unit in planned})

    def say(self) -> None:
        """Tell how far it is."""
        done = (
            len(self.done & {unit.key for unit in self.planned}) if self.at_most else len(self.done)
        )
        self.tell(Told(min(done, self.total), self.total, self.ran, self.seconds, self.at_most))

    def run(self, chosen: Sequence[Unit]) -> None:
        """Run those that are not done, and write the part of each."""
        first = {unit.key: unit for unit in reversed(chosen)}
        todo = [first[key] for key in dict.fromkeys(u.key for u in chosen) if key not in self.done]
        if todo:
            clear_tables(self.folder)
            note_versions(self.folder)
        self._warm_up({unit.arm for unit in todo})
        began = time.perf_counter()
        before = self.seconds
        for unit, content in self.execute(self.study, todo):
            try:
                write_part(content, part_of(self.folder, unit))
            except OSError as error:
                raise self._full(error) from error
            self.done.add(unit.key)
            self.ran += 1
            self.seconds = before + time.perf_counter() - began
            self.say()

    def run_until(self, aim: Precision) -> tuple[int, bool]:
        """Run replicates at the central values until they suffice; how many, and whether they do."""
        by_replicate: dict[int, list[Unit]] = {}
        for unit in self.planned:
            if unit.draw == CENTRAL:
                by_replicate.setdefault(unit.replicate, []).append(unit)
        rows: list[Floats] = []
        names = list(self.study.arms)
        reference = names.index(self.study.table.reference)
        for replicate, chosen in by_replicate.items():
            self.run(chosen)
            rows.append(self._values(aim.figure, chosen))
            values = np.array(rows).T
            others = np.delete(values, reference, axis=0)
            if replicate + 1 >= FEWEST and aim.is_met(values[reference], others):
                return replicate + 1, True
        return len(rows), False

    def _values(self, figure: str, chosen: Sequence[Unit]) -> Floats:
        """The figure of the whole in one replicate, by arm."""
        found = []
        for arm in self.study.arms:
            keys = [unit.key for unit in chosen if unit.arm == arm]
            outcome = outcome_of_run(self.folder / PARTS, keys)
            found.append(values_of_arm(self.study, arm, [outcome], [figure])[0, 0, 0])
        return np.array(found)

    def _warm_up(self, arms: set[str]) -> None:
        """Compile the schedules of these arms, or load them, so that no time of a unit includes it."""
        for name in self.study.arms:
            if name in arms - self.warm:
                scenario = self.study.arms[name].scenario
                schedule = schedule_of(self.study, scenario)
                simulate(scenario, people=1, months=1, plan=BlockPlan(threads=1), schedule=schedule)
                self.warm.add(name)

    def _full(self, error: OSError) -> OutputError:
        return OutputError(
            f"{self.folder}: cannot be written: {error.strerror or error}; {len(self.done):,} of "
            f"{self.total:,} units are done and kept: make room, and run the same command again"
        )
