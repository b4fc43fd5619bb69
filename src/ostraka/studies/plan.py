"""What a study will take: units, time from a measured trial, memory and disk."""

import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ostraka.engine import BlockPlan, simulate
from ostraka.studies.cutting import AUTO, Cut, cut_of, settled
from ostraka.studies.parts import part_bytes
from ostraka.studies.persons import schedule_of
from ostraka.studies.store import missing
from ostraka.studies.study import CENTRAL, Study
from ostraka.studies.units import Unit, outcome_of, units
from ostraka.studies.workers import Workers, this_process

TRIAL_PEOPLE = 100_000
"""Most people in a trial; times and state of a larger run grow in proportion."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a study will take, on this machine or on workers.

    Attributes
    ----------
    arms, replicates, draws, draw_replicates : int
    units : int
        Different pieces of work.
    done : int
        Those that lie in the folder already.
    to_do : int
        Those of this shard that do not.
    people, months : int
    threads : int
        Of a unit.
    where : str
        Who runs units: "this process", or the address of a cluster.
    workers, at_once : int
        How many they are, and how many units all of them run at the same time.
    trial_people : int
        In the trial unit of each arm that was timed.
    seconds : float
        Estimated, for what is to do, compilation left out.
    jurisdictions_per_unit : int or None
        How each run is cut; None if it is not.
    memory_mib : float
        Estimated peak of the largest unit, program included.
    uncut_memory_mib : float
        The same of a unit of all jurisdictions.
    worker_memory_mib : float or None
        Smallest memory limit of a worker; None if it is not known.
    room_mib : float or None
        Of it for one unit.
    fits : bool
        Whether the largest unit has that room, people's state kept whole.
    memory : str
        The same in sentences.
    state : str
        Whether people's state is kept.
    disk_bytes : int
        Estimated, of the parts of all units.
    """

    arms: int
    replicates: int
    draws: int
    draw_replicates: int
    units: int
    done: int
    to_do: int
    people: int
    months: int
    threads: int
    where: str
    workers: int
    at_once: int
    trial_people: int
    seconds: float
    jurisdictions_per_unit: int | None
    memory_mib: float
    uncut_memory_mib: float
    worker_memory_mib: float | None
    room_mib: float | None
    fits: bool
    memory: str
    state: str
    disk_bytes: int

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        """In sentences."""
        over = f"{self.threads} threads"
        if self.where != "this process":
            over = (
                f"{self.workers} workers of {self.where}, {self.at_once} units at once, {over} each, if "
                "they are as fast as this machine"
            )
        return (
            f"Units: {self.units:,} ({self.arms} arms x {self.replicates} replicates at the central "
            f"values, and x {self.draws} draws x {self.draw_replicates} replicates; arms that coincide "
            f"are run once); {self.done:,} are done, {self.to_do:,} are to do.\n"
            f"Each: {self.people:,} people x {self.months} months.\n"
            f"Time: about {duration(self.seconds)} on {over}; from one trial unit an arm of "
            f"{self.trial_people:,} people, just timed here; compilation left out.\n"
            f"Memory: {self.memory} {self.state}.\n"
            f"Disk: about {size(self.disk_bytes)} when all units are done."
        )


def plan(
    study: Study,
    folder: Path,
    *,
    threads: int | None = None,
    chosen: tuple[Unit, ...] | None = None,
    workers: Workers | None = None,
) -> Plan:
    """Time one trial unit of each arm, and say what the study will take; nothing is written.

    Parameters
    ----------
    study : Study
    folder : Path
        What is done there already counts as done.
    threads : int, optional
        Of the trial here.
    chosen : tuple of Unit, optional
        The units of a shard.
    workers : Workers, optional
        Who is to run the units; this process unless given.

    Raises
    ------
    OstrakaError
        If the workers are too small for any unit, or their memory is not known and decides the cut.
    """
    who = workers or this_process(threads)
    if study.table.jurisdictions_per_unit == AUTO:
        study, cut = settled(study, folder, who)
    else:
        cut = cut_of(study, who)
    everything = units(study)
    to_do = missing(folder, everything if chosen is None else chosen)
    left = missing(folder, everything)
    people = int(study.base.people)
    trial = max(min(people, TRIAL_PEOPLE), len(study.base.jurisdictions))
    grows = people / trial
    trials = {name: _trial(study, name, trial, threads) for name in study.arms}
    keys = {unit.key: unit for unit in reversed(everything)}
    per_run = {name: _units_of_a_run(everything, name) for name in study.arms}
    kept = max((t[2] or 0.0) for t in trials.values())
    here = threads or os.cpu_count() or 1
    faster = 1.0 if workers is None else max(1, who.at_once) * who.threads / here
    return Plan(
        arms=len(study.arms),
        replicates=study.table.replicates,
        draws=len(study.points),
        draw_replicates=study.table.design.replicates,
        units=len(keys),
        done=len(keys) - len(left),
        to_do=len(to_do),
        people=people,
        months=int(study.base.months),
        threads=who.threads,
        where=who.where,
        workers=who.count,
        at_once=who.at_once,
        trial_people=trial,
        seconds=sum(trials[u.arm][0] * grows / per_run[u.arm] for u in to_do) / faster,
        **_memory(cut, kept),
        disk_bytes=int(sum(trials[u.arm][1] * grows for u in keys.values())),
    )


def _memory(cut: Cut, kept: float) -> dict[str, Any]:
    state = "People's state does not grow with their number"
    if kept:
        state = f"Of it {kept:.0f} bytes a person are state that is kept between meetings"
    who = cut.workers
    return {
        "jurisdictions_per_unit": cut.jurisdictions_per_unit,
        "memory_mib": _mib(cut.unit),
        "uncut_memory_mib": _mib(cut.uncut),
        "worker_memory_mib": None if who.memory is None else _mib(who.memory),
        "room_mib": None if who.room is None else _mib(who.room),
        "fits": cut.fits,
        "memory": " ".join(cut.lines()),
        "state": state,
    }


def _mib(count: int) -> float:
    return round(count / 2**20, 1)


def _units_of_a_run(everything: tuple[Unit, ...], arm: str) -> int:
    first = next(u for u in everything if u.arm == arm)
    return sum(
        (u.draw, u.replicate) == (first.draw, first.replicate) for u in everything if u.arm == arm
    )


def _trial(
    study: Study, arm: str, people: int, threads: int | None
) -> tuple[float, int, float | None]:
    """Seconds, bytes of the part, and bytes of state a person, of one run of an arm."""
    scenario = study.arms[arm].scenario
    schedule = schedule_of(study, scenario)
    given = BlockPlan(threads=threads)
    simulate(scenario, people=1, months=1, plan=BlockPlan(threads=1), schedule=schedule)
    part_bytes(outcome_of(simulate(scenario, people=1, schedule=schedule), scenario))
    began = time.perf_counter()
    settled = study.settled(arm, 0 if len(study.points) else CENTRAL)
    tallies = simulate(settled, people=people, plan=given, schedule=schedule)
    content = part_bytes(outcome_of(tallies, scenario))
    return time.perf_counter() - began, len(content), tallies.kept_bytes_per_person


def duration(seconds: float) -> str:
    """Such as ``3 min`` or ``2 h 5 min``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def size(count: int) -> str:
    """Bytes in words, in powers of ten."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= scale:
            return f"{count / scale:.3g} {unit}"
    return f"{count} bytes"
