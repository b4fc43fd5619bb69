"""Element 7 of an ODD document: every pass, with its rule, source, parameters and draws."""

from collections.abc import Iterator

from ostraka.core.declarations import Mechanism
from ostraka.core.units import unit_of
from ostraka.engine import Schedule
from ostraka.engine.schedule import declared
from ostraka.report.markdown import table


def submodels(schedule: Schedule) -> Iterator[str]:
    """Every pass in the order of the month."""
    yield (
        "In the order of the month. A probability in units of 2**-32 is held against a 32-bit word. What "
        "a pass reads or writes are the state variables of element 2 and the tables of element 4."
    )
    for number, one in enumerate(schedule.passes, start=1):
        yield ""
        yield f"### 7.{number} {one.name}"
        yield ""
        yield from _submodel(schedule, one)


def _submodel(schedule: Schedule, one: Mechanism) -> Iterator[str]:
    yield one.odd
    yield ""
    yield f"- **Source:** {one.source}"
    yield f"- **Phase:** {one.phase.replace('_', ' ')}{' (counts harm)' if one.harm else ''}"
    yield f"- **Reads:** {_names(schedule.reads(one))}"
    yield f"- **Writes:** {_names(one.writes)}"
    if one.sees_truth:
        yield f"- **Sees truth:** {one.sees_truth}"
    if one.purposes:
        yield f"- **Draws:** {_names(one.purposes)}"
    if one.switches:
        off = "; ".join(f"{switch.words} (`{switch.name}`)" for switch in one.switches)
        yield f"- **Can be switched off:** {off}"
    known = declared("declares", schedule.passes)
    rows = [
        (f"`{name}`", known[name].doc, unit_of(name, known[name]))
        for name in one.arguments
        if name in known
    ]
    if rows:
        yield ""
        yield from table(("parameter", "meaning", "unit"), rows)


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "nothing"
