"""What a study will take: units, time from a measured trial, memory and disk."""

import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ostraka.engine import BlockPlan, simulate
from ostraka.results.run import peak_memory_mib
from ostraka.studies.parts import part_bytes
from ostraka.studies.persons import BITS, schedule_of
from ostraka.studies.store import missing
from ostraka.studies.study import CENTRAL, Study
from ostraka.studies.units import Unit, outcome_of, units

TRIAL_PEOPLE = 100_000
"""Most people in a trial; times and state of a larger run grow in proportion."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a study will take on this machine.

    Attributes
    ----------
    arms, replicates, draws, draw_replicates : int
    units : int
        Different pieces of work.
    done : int
        Those that lie in the folder already.
    to_do : int
        Those of this shard that do not.
    people, months, threads : int
    trial_people : int
        In the trial unit of each arm that was timed.
    seconds : float
        Estimated, for what is to do, compilation left out.
    memory_mib : float
        Estimated peak of the process.
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
    trial_people: int
    seconds: float
    memory_mib: float | None
    state: str
    disk_bytes: int

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        """In sentences."""
        memory = "unknown here" if self.memory_mib is None else f"about {self.memory_mib:,.0f} MiB"
        return (
            f"Units: {self.units:,} ({self.arms} arms x {self.replicates} replicates at the central "
            f"values, and x {self.draws} draws x {self.draw_replicates} replicates; arms that coincide "
            f"are run once); {self.done:,} are done, {self.to_do:,} are to do.\n"
            f"Each: {self.people:,} people x {self.months} months.\n"
            f"Time: about {duration(self.seconds)} on {self.threads} threads, from one trial unit an arm "
            f"of {self.trial_people:,} people, just timed; compilation left out.\n"
            f"Memory: {memory} ({self.state}).\n"
            f"Disk: about {size(self.disk_bytes)} when all units are done."
        )


def plan(
    study: Study,
    folder: Path,
    *,
    threads: int | None = None,
    chosen: tuple[Unit, ...] | None = None,
) -> Plan:
    """Time one trial unit of each arm, and say what the study will take; nothing is written.

    ``chosen`` are the units of a shard.
    """
    everything = units(study)
    to_do = missing(folder, everything if chosen is None else chosen)
    left = missing(folder, everything)
    people = int(study.base.people)
    trial = max(min(people, TRIAL_PEOPLE), len(study.base.jurisdictions))
    grows = people / trial
    trials = {name: _trial(study, name, trial, threads) for name in study.arms}
    keys = {unit.key: unit for unit in reversed(everything)}
    per_run = {name: _units_of_a_run(everything, name) for name in study.arms}
    peak = peak_memory_mib()
    kept = max((t[2] or 0.0) for t in trials.values())
    words = len(study.base.strata) * -(-people // BITS) * 8 if study.table.person_sets else 0
    cores = threads or os.cpu_count() or 1
    more = kept * (people - trial) + words * (cores + 1)
    state = "people's state does not grow with their number"
    if kept:
        state = f"of which {kept:.0f} bytes a person are state that is kept between meetings"
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
        threads=cores,
        trial_people=trial,
        seconds=sum(trials[u.arm][0] * grows / per_run[u.arm] for u in to_do),
        memory_mib=None if peak is None else round(peak + more / 2**20, 1),
        state=state,
        disk_bytes=int(sum(trials[u.arm][1] * grows for u in keys.values())),
    )


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
