"""Cutting runs by jurisdictions so that each unit fits the memory of whoever runs it.

A unit that keeps state between the meetings of cells takes memory in proportion to its people. Cells
meet within a jurisdiction, and people move only within a group of them; so a run can be cut between
such groups, and its sums are the same. How much is kept is estimated from a few cells that are run
ahead.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ostraka.core.errors import OstrakaError, OutputError
from ostraka.engine import BlockPlan
from ostraka.engine.resident import spare_share
from ostraka.engine.room import bytes_in_words
from ostraka.engine.run import expected_state
from ostraka.results.run import held_memory
from ostraka.scenario import jurisdictions
from ostraka.studies.persons import bytes_of_a_table, schedule_of
from ostraka.studies.store import holds_a_study, read_study
from ostraka.studies.study import Study
from ostraka.studies.units import groups
from ostraka.studies.workers import Workers

AUTO = "auto"


@dataclass(frozen=True)
class Needs:
    """What units take, in bytes.

    Attributes
    ----------
    program : int
        Of the process: the program, its libraries, what is compiled.
    state : mapping of str to mapping of str to int
        Of people's state that is kept whole, by arm and jurisdiction; empty for an arm that streams.
    persons : int
        Of the table of one jurisdiction that says who was ever wrongly listed.
    people : mapping of str to int
        By jurisdiction.
    threads : int
        Of a unit; each takes a little besides.
    """

    program: int
    state: Mapping[str, Mapping[str, int]]
    persons: int
    people: Mapping[str, int]
    threads: int

    def of(self, arm: str, places: Sequence[str]) -> int:
        """Of a unit of these jurisdictions, state kept whole."""
        state = sum(self.state[arm].get(place, 0) for place in places)
        share = spare_share(sum(self.people[place] for place in places))
        fixed = self.program + self.persons * (len(places) + self.threads)
        return fixed + int(state * (1 + self.threads * share))

    def largest(self, study: Study, most: int | None) -> tuple[int, tuple[str, ...]]:
        """The most that a unit takes when each has at most so many jurisdictions, and which it is."""
        return max(
            (self.of(name, places), places)
            for name, arm in study.arms.items()
            for places in groups(arm.scenario, most)
        )


def needs(study: Study, threads: int) -> Needs:
    """Run a few cells of each arm ahead at its central values, and see what is kept of them."""
    plan = BlockPlan(threads=1)
    state = {
        name: expected_state(arm.scenario, plan=plan, schedule=schedule_of(study, arm.scenario))
        for name, arm in study.arms.items()
    }
    return Needs(
        program=held_memory(),
        state=state,
        persons=bytes_of_a_table(study.base) if study.table.person_sets else 0,
        people={place.name: place.people for place in jurisdictions(study.base)},
        threads=threads,
    )


def state_room(study: Any, places: Sequence[str], room: int, threads: int, program: int) -> int:
    """Bytes of state that a unit may keep in memory, of the room it has in all."""
    sizes = {place.name: place.people for place in jurisdictions(study.base)}
    chosen = places or tuple(sizes)
    persons = bytes_of_a_table(study.base) if study.table.person_sets else 0
    left = room - program - persons * (len(chosen) + threads)
    return max(0, int(left / (1 + threads * spare_share(sum(sizes[p] for p in chosen)))))


@dataclass(frozen=True, slots=True)
class Cut:
    """How runs are cut, and whether units fit.

    Attributes
    ----------
    jurisdictions_per_unit : int or None
        Most of a unit; None for all.
    uncut : int
        Bytes that a unit of all jurisdictions takes.
    unit : int
        Bytes that the largest unit takes.
    largest : tuple of str
        Its jurisdictions.
    workers : Workers
    keeps_state : bool
    """

    jurisdictions_per_unit: int | None
    uncut: int
    unit: int
    largest: tuple[str, ...]
    workers: Workers
    keeps_state: bool

    @property
    def fits(self) -> bool:
        """Whether every unit has room, state kept whole."""
        return self.workers.room is None or self.unit <= self.workers.room

    def lines(self) -> Iterator[str]:
        """In sentences."""
        who = self.workers
        most = self.jurisdictions_per_unit
        how = "all jurisdictions" if most is None else f"at most {most} of the jurisdictions"
        room = "" if who.room is None else f"; it may take {bytes_in_words(who.room)} ({_why(who)})"
        yield f"about {bytes_in_words(self.unit)} for a unit of {how}{room}."
        if most is not None and self.uncut > self.unit:
            yield f"Uncut it would take about {bytes_in_words(self.uncut)}."
        if self.fits:
            return
        names = ", ".join(self.largest[:3]) + (", ..." if len(self.largest) > 3 else "")
        yield (
            f"That is more than there is room for ({names}). Its people's state will be packed, to "
            "about a tenth, and where that is too much kept in a file in the worker's TMPDIR: the same "
            f"result, some two or three times slower. {self._remedy()}"
        )

    def _remedy(self) -> str:
        if self.jurisdictions_per_unit != 1 and self.workers.where != "this process":
            return "Cut it with --cut auto, or give workers more memory."
        if self.jurisdictions_per_unit != 1:
            return "Cut it with --cut auto."
        return (
            "It cannot be cut further (one jurisdiction, or people move in it): give more memory."
        )


def _why(who: Workers) -> str:
    if who.where == "this process":
        return "half of what is available"
    return (
        f"{bytes_in_words(who.memory or 0)} a worker, of which 70 % is planned for, "
        f"{max(1, who.at_once // max(1, who.count))} at once"
    )


def cut_of(study: Study, workers: Workers) -> Cut:
    """How the study is cut for these workers: as it says, or (``auto``) as coarsely as fits.

    Raises
    ------
    OstrakaError
        If it is to be found out and nobody's memory is known, or no unit fits whatever is done.
    """
    found = needs(study, workers.threads)
    asked = study.table.jurisdictions_per_unit
    uncut, _ = found.largest(study, None)
    if asked != AUTO:
        most = asked
    elif workers.room is None:
        raise OstrakaError(
            f"cut: how much memory the workers of {workers.where} have is not known; start one of them "
            "first, with --memory-limit, or write a number instead of auto"
        )
    else:
        most = _coarsest(study, found, workers.room, uncut)
    unit, largest = found.largest(study, most)
    keeps = any(found.state.values())
    made = Cut(most, uncut, unit, largest, workers, keeps)
    _check(made, found)
    return made


def _coarsest(study: Study, found: Needs, room: int, uncut: int) -> int | None:
    """The most jurisdictions a unit with which every unit has room; 1 if none has."""
    if uncut <= room:
        return None
    count = len(study.base.jurisdictions)
    fitting = (k for k in range(count - 1, 0, -1) if found.largest(study, k)[0] <= room)
    return next(fitting, 1)


def _check(made: Cut, found: Needs) -> None:
    """Refuse workers too small for what can be neither packed nor put into a file."""
    room = made.workers.room
    fixed = found.program + found.persons * (len(made.largest) + found.threads)
    if room is None or fixed <= room:
        return
    less = "; set person_sets = false" if found.persons > found.program else ""
    raise OstrakaError(
        f"cluster: a unit takes {bytes_in_words(fixed)} beside people's state, and has "
        f"{bytes_in_words(room)} on {made.workers.where} ({_why(made.workers)}); give workers more "
        f"memory, or let each run fewer units at once{less}"
    )


def settled(study: Study, folder: Path, workers: Workers) -> tuple[Study, Cut]:
    """The study with its cut decided; a folder keeps the cut that it was begun with.

    Raises
    ------
    OstrakaError
        See :func:`cut_of`.
    """
    if study.table.jurisdictions_per_unit == AUTO:
        begun = _begun(study, folder)
        if begun is not None:
            study = begun
    cut = cut_of(study, workers)
    return with_cut(study, cut.jurisdictions_per_unit), cut


def with_cut(study: Study, most: int | str | None) -> Study:
    """The study in units of at most so many jurisdictions."""
    table = study.table.model_copy(update={"jurisdictions_per_unit": most})
    return replace(study, table=table)


def _begun(study: Study, folder: Path) -> Study | None:
    """The study cut as in its folder, if that holds this run of these people."""
    if not holds_a_study(folder):
        return None
    try:
        before, _ = read_study(folder)
    except OutputError:
        return None
    same = before.base.people == study.base.people and list(before.base.jurisdictions) == list(
        study.base.jurisdictions
    )
    return with_cut(study, before.table.jurisdictions_per_unit) if same else None
