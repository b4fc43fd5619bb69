"""One invented person's story: what happened, month by month, and what the other ledgers say."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ostraka.core.errors import OstrakaError, choose
from ostraka.core.story import Event
from ostraka.engine import schedule_for
from ostraka.engine.workbench import say_if_uncompiled, settled_in
from ostraka.population.ledgers import CAUSES, LEDGER_WORDS, LEDGERS, RECORDED, WRONGFUL, cause_of
from ostraka.results.replay import Happening, Tracer, replay
from ostraka.results.storage import holds_a_result, read_scenario
from ostraka.results.typical import Choice, find
from ostraka.scenario import World, jurisdictions, load, worlds

_LISTED_FOR = ("wrongful", "error", *WRONGFUL)
"""Conditions that the months by cause tell of already."""

INVENTED = "Nobody of this story exists: it is one draw of the model."


@dataclass(frozen=True, slots=True)
class Life:
    """What happened to one invented person.

    Attributes
    ----------
    title : str
        Of the scenario.
    jurisdiction : str
    subject, cell : int
        Index within the jurisdiction, and the cell it lies in.
    stratum, sector : str
    household : int
        Members, the person included.
    months, seed, replicate : int
    states : tuple of int
        State at each month's end: bits of the ledgers, and the origin above them.
    happened : tuple of Happening
        In the order in which they happened.
    spells_in : mapping of str to tuple of (int, int)
        First and last month of each time in another state that a mechanism declares, such as under a
        restriction.
    chosen : Choice or None
        How the person was found, unless asked for by number.
    """

    title: str
    jurisdiction: str
    subject: int
    cell: int
    stratum: str
    sector: str
    household: int
    months: int
    seed: int
    replicate: int
    states: tuple[int, ...]
    happened: tuple[Happening, ...]
    spells_in: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    chosen: Choice | None = None

    @property
    def by_cause(self) -> dict[str, int]:
        """Months listed, by cause; every cause that occurred, in the model's order."""
        found = Counter(cause_of(state) for state in self.states if state & RECORDED)
        return {cause: found[cause] for cause in CAUSES if found[cause]}

    @property
    def months_in(self) -> dict[str, int]:
        """Months in each other state that a mechanism declares."""
        return {n: sum(b - a + 1 for a, b in spells) for n, spells in self.spells_in.items()}

    @property
    def listed_months(self) -> int:
        """Months on the list."""
        return sum(self.by_cause.values())

    @property
    def wrongful_months(self) -> int:
        """Months on the list that are not by the rules."""
        return sum(months for cause, months in self.by_cause.items() if cause in WRONGFUL)

    def spells(self, ledger: str) -> tuple[tuple[int, int], ...]:
        """First and last month of each listing in a ledger."""
        bit = 1 << LEDGERS.index(ledger)
        return _runs([bool(state & bit) for state in self.states])

    def events(self, kind: str) -> tuple[tuple[int, Event], ...]:
        """The events of one kind, with their months."""
        return tuple((h.month, h.event) for h in self.happened if h.event.kind == kind)

    def counterfactuals(self) -> tuple[str, ...]:
        """What the other ledgers say, in sentences: only where one differs from that before it."""
        said: list[str] = []
        before = self.spells("recorded")
        for ledger, words in zip(LEDGERS[1:], LEDGER_WORDS[1:], strict=True):
            spells = self.spells(ledger)
            if spells != before:
                said.append(f"{words[0].upper()}{words[1:]}: {_listed_when(spells, self.first)}.")
            before = spells
        return tuple(said)

    @property
    def first(self) -> int | None:
        """First month on the list, or None."""
        spells = self.spells("recorded")
        return spells[0][0] if spells else None

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        months: dict[int, list[dict[str, Any]]] = {}
        for month, _, name, event in self.happened:
            told = {"pass": name, "kind": event.kind, "words": event.words, "data": event.data}
            months.setdefault(month, []).append(told)
        return {
            "invented": INVENTED,
            "scenario": self.title,
            "jurisdiction": self.jurisdiction,
            "subject": self.subject,
            "cell": self.cell,
            "stratum": self.stratum,
            "sector": self.sector,
            "household": self.household,
            "months": self.months,
            "seed": self.seed,
            "replicate": self.replicate,
            "chosen": None if self.chosen is None else self.chosen.to_dict(),
            "listed_months": self.listed_months,
            "wrongful_months": self.wrongful_months,
            "by_cause": self.by_cause,
            "months_in": self.months_in,
            "ledgers": {name: [list(spell) for spell in self.spells(name)] for name in LEDGERS},
            "counterfactuals": list(self.counterfactuals()),
            "timeline": [
                {"month": month, "cause": cause_of(self.states[month]), "events": told}
                for month, told in months.items()
            ],
        }

    def __str__(self) -> str:
        """The story as text."""
        from ostraka.results.explain_text import text_of

        return text_of(self)


def explain(
    run: Any,
    *,
    subject: int | None = None,
    typical: str | None = None,
    jurisdiction: str | None = None,
    replicate: int = 0,
) -> Life:
    """Replay the cell of one invented person, and tell what happened to that person.

    Parameters
    ----------
    run : path, str or Scenario
        A folder that a run has saved, or a scenario: a file, a shipped name, or the object.
    subject : int, optional
        Index of the person within the jurisdiction, from 0.
    typical : str, optional
        Instead of a number: a condition, such as ``error`` or ``lawful_conduct``, of which a telling
        person is found; how, the result says.
    jurisdiction : str, optional
        The first one unless given.
    replicate : int
        Which run with these numbers.

    Raises
    ------
    OstrakaError
        If there is no such person, jurisdiction or condition.
    """
    if (subject is None) == (typical is None):
        raise OstrakaError("explain: give a subject or a typical kind, one of the two")
    scenario = _scenario_of(run)
    if not 0 <= replicate < scenario.replicates:
        raise OstrakaError(
            f"replicate {replicate}: the run has {scenario.replicates}, from 0; choose one of them"
        )
    here = worlds(scenario, jurisdictions(scenario))
    world = _world_of(here, jurisdiction)
    schedule = schedule_for(scenario)
    say_if_uncompiled(schedule)
    luck = {"months": scenario.months, "seed": scenario.seed, "replicate": replicate}
    settled = settled_in(scenario, world, here, **luck)
    chosen = None
    if typical is not None:
        chosen = find(typical, world, here, schedule, settled, **luck)
    who = subject if chosen is None else chosen.subject
    if who is None or not 0 <= who < world.jurisdiction.people:
        raise OstrakaError(
            f"subject {who}: {world.jurisdiction.name} has {world.jurisdiction.people:,} people, from "
            "0; choose one of them"
        )
    cell, place = divmod(who, schedule.cell_size)
    traced = replay(
        lambda bench: Tracer(bench, place),
        world,
        here,
        cell=cell,
        schedule=schedule,
        settled=settled,
        **luck,
    )
    columns = traced.bench.arrays
    stratum = world.strata[int(columns["stratum"][place])]
    return Life(
        title=scenario.title,
        jurisdiction=world.jurisdiction.name,
        subject=who,
        cell=cell,
        stratum=stratum,
        sector=scenario.strata[stratum].sector,
        household=int(columns["household_size"][place]),
        states=tuple(traced.states),
        happened=tuple(traced.happened),
        spells_in={n: _runs(held) for n, held in traced.held.items() if n not in _LISTED_FOR},
        chosen=chosen,
        **luck,
    )


def _scenario_of(run: Any) -> Any:
    if not isinstance(run, (str, Path)):
        return run
    return read_scenario(run) if holds_a_result(run) else load(run)


def _world_of(here: Sequence[World], jurisdiction: str | None) -> World:
    if jurisdiction is None:
        return here[0]
    names = [world.jurisdiction.name for world in here]
    if jurisdiction not in names:
        raise OstrakaError(
            f"jurisdiction: there is no {jurisdiction!r}; {choose(jurisdiction, names)}"
        )
    return here[names.index(jurisdiction)]


def _listed_when(spells: Sequence[tuple[int, int]], first: int | None) -> str:
    """Such as ``not listed until month 40, then in 12 months``."""
    if not spells:
        return "never listed in these months"
    months = sum(last - begin + 1 for begin, last in spells)
    count = f"{months} month{'' if months == 1 else 's'}"
    begin = spells[0][0]
    if first is not None and begin > first:
        return f"not listed until month {begin}, then in {count}"
    if first is None or begin < first:
        return f"listed from month {begin}, in {count}"
    return f"listed from the same month, in {count}"


def _runs(held: Sequence[bool]) -> tuple[tuple[int, int], ...]:
    spells: list[tuple[int, int]] = []
    begin = None
    for month, now in enumerate([*held, False]):
        if now and begin is None:
            begin = month
        elif not now and begin is not None:
            spells.append((begin, month - 1))
            begin = None
    return tuple(spells)
