"""The conformance suite: one call that a mechanism from outside must pass as Ostraka's own do."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ostraka.core.declarations import Mechanism
from ostraka.core.errors import DeclarationError, OstrakaError
from ostraka.core.units import silent
from ostraka.draws import purposes
from ostraka.engine import Schedule, schedule_for, simulate
from ostraka.engine.schedule import check_declaration
from ostraka.engine.workbench import Workbench
from ostraka.scenario import catalogue, extend, jurisdictions, load, loads, withdraw, worlds
from ostraka.scenario.switches import switched_off
from ostraka.testing.addresses import around_the_draws
from ostraka.testing.bits import PLAIN, differing_tables, same_however_cut
from ostraka.testing.order import order_faults
from ostraka.testing.writes import write_faults

_QUICK_PLANS = ("three threads", "last cell first", "poisoned, threaded and shuffled")


class Nonconformance(OstrakaError):
    """A mechanism that does not keep the rules, with every fault found."""

    def __init__(self, name: str, faults: Sequence[str]) -> None:
        """``name`` is that of the mechanism."""
        self.faults = tuple(faults)
        super().__init__("\n  ".join([f"{name}: {len(faults)} fault(s)", *faults]))


@contextmanager
def extended(*mechanisms: Mechanism) -> Iterator[None]:
    """Mechanisms that are in the catalogue inside the block only."""
    fresh = [one for one in mechanisms if one not in catalogue()]
    extend(*fresh)
    try:
        yield
    finally:
        withdraw(*fresh)


def check_mechanism(
    mechanism: Mechanism | Sequence[Mechanism],
    scenario: Any,
    *,
    off: Any = None,
    people: int | None = None,
    months: int = 12,
    seed: int = 1,
) -> None:
    """Hold a mechanism to what every mechanism promises.

    Parameters
    ----------
    mechanism : Mechanism, or a sequence of those that belong together
        Need not be in the catalogue.
    scenario : str, Path or Scenario
        In which it is on and has something to do: a file, a shipped name, TOML text, or the object.
    off : same, optional
        In which it is there at strength zero; by its switches unless given.
    people : int, optional
        Two full cells and a third of one unless given.
    months, seed : int

    Raises
    ------
    Nonconformance
        With every fault in words.
    """
    given = (mechanism,) if isinstance(mechanism, Mechanism) else tuple(mechanism)
    faults = list(faults_of(given, scenario, off=off, people=people, months=months, seed=seed))
    if faults:
        raise Nonconformance(", ".join(one.name for one in given), faults)


def faults_of(
    mechanisms: Sequence[Mechanism],
    scenario: Any,
    *,
    off: Any = None,
    people: int | None = None,
    months: int = 12,
    seed: int = 1,
) -> Iterator[str]:
    """The faults of :func:`check_mechanism`, one after another; later checks need the earlier ones."""
    with extended(*mechanisms):
        given = _scenario(scenario)
        said = [fault for one in mechanisms for fault in _faults_in_words(one, given)]
        yield from said
        if any("declaration" in fault or "not on" in fault for fault in said):
            return
        schedule = schedule_for(given)
        size = schedule.cell_size
        options = {
            "people": people or 2 * size + size // 3,
            "months": months,
            "seed": seed,
        }
        broken = list(_faults_alone(mechanisms, given, schedule, options))
        yield from broken
        if broken:
            return
        yield from same_however_cut(given, schedule=schedule, plans=_QUICK_PLANS, **options)
        yield from _faults_at_zero(mechanisms, given, off, options)


def _scenario(given: Any) -> Any:
    if isinstance(given, str) and "\n" in given:
        return loads(given)
    return load(given) if isinstance(given, (str, Path)) else given


def _faults_in_words(one: Mechanism, scenario: Any) -> Iterator[str]:
    """What is not said, or does not hold together."""
    yield from (f"{one.name}: {fault}" for fault in silent(one))
    if not (one.run.__doc__ or "").strip():
        yield f"{one.name}: its function has no docstring; say in a sentence what it does"
    for name in one.purposes:
        if name not in purposes():
            yield f"{one.name}: the purpose {name!r} is not registered; write purpose({name!r}, NUMBER)"
    shared = [
        (name, other.name)
        for other in catalogue()
        if other is not one
        for name in set(one.purposes) & set(other.purposes)
    ]
    for name, other in shared:
        yield f"{one.name}: the purpose {name!r} is drawn by {other} too, so both share their luck"
    if "address" in one.arguments and not one.purposes:
        yield f"{one.name}: it takes `address` and declares no purpose to draw for"
    for name in around_the_draws(one.run):
        yield f"{one.name}: {name!r} is randomness without an address; draw with ostraka.draws"
    try:
        check_declaration(one)
    except DeclarationError as error:
        yield f"{one.name}: declaration: {error}"
    if not one.active(scenario):
        yield f"{one.name}: it is not on in the scenario given; give one in which it is"


def _faults_alone(
    mechanisms: Sequence[Mechanism], scenario: Any, schedule: Schedule, options: dict[str, Any]
) -> Iterator[str]:
    """Each pass on a workbench: what it writes, and whether order matters; a full and a part cell."""
    here = worlds(scenario, jurisdictions(scenario, options["people"]))
    world = here[0]
    luck = {"months": options["months"], "seed": options["seed"], "schedule": schedule}
    bench = Workbench(world, here, cell=0, noise=1, **luck)
    written = [f"{one.name}: {fault}" for one in mechanisms for fault in write_faults(one, bench)]
    yield from written
    if written:
        return
    last = (world.jurisdiction.people - 1) // schedule.cell_size
    found: dict[str, None] = {}
    for cell in sorted({0, last}):
        bench = Workbench(world, here, cell=cell, noise=cell, **luck)
        for fault in order_faults(mechanisms, bench):
            found.setdefault(fault)
    yield from found


def _faults_at_zero(
    mechanisms: Sequence[Mechanism], scenario: Any, off: Any, options: dict[str, Any]
) -> Iterator[str]:
    """At strength zero no bit of anything else differs from a schedule without it."""
    names = ", ".join(one.name for one in mechanisms)
    switches = [switch for one in mechanisms for switch in one.switches]
    if off is None and not switches:
        yield f"{names}: no switch is declared and no `off` given; say how it is at strength zero"
        return
    neutral = _scenario(off) if off is not None else switched_off(scenario, switches)
    schedule = schedule_for(neutral)
    without = Schedule(
        tuple(one for one in schedule.passes if one not in mechanisms), schedule.cell_size
    )
    run: Callable[..., Any] = simulate
    there = run(neutral, schedule=schedule, plan=PLAIN, **options)
    absent = run(neutral, schedule=without, plan=PLAIN, **options)
    differing = differing_tables(there, absent, common=True)
    if differing:
        yield f"{names}: at strength zero it still changes {', '.join(differing)}"
    on = run(scenario, schedule=schedule_for(scenario), plan=PLAIN, **options)
    if not differing_tables(on, there):
        yield f"{names}: on or off, nothing differs; give a scenario in which it does something"
