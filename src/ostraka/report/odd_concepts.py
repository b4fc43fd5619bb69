"""Element 4 of an ODD document: the design concepts, as far as declarations say them."""

from collections.abc import Iterator
from typing import Any

from ostraka.draws import purposes
from ostraka.engine import Schedule
from ostraka.mechanisms.behaviour_rules import ANSWERS, answers
from ostraka.population.ledgers import CAUSES
from ostraka.report.markdown import table


def concepts(scenario: Any, schedule: Schedule) -> Iterator[str]:
    """The eleven concepts, each a paragraph."""
    yield (
        "**Basic principles.** People act, some acts are recorded, records are linked to people, and "
        "rules turn records into scores and listings. Beside what the system sees, other ledgers keep "
        "what it would see if it knew more; a listing is wrongful if own wrongdoing and the rules as "
        "written do not explain it (but for, month by month)."
    )
    yield ""
    yield (
        "**Emergence.** Who is listed wrongly, for how long, by which cause "
        f"({', '.join(CAUSES[1:])}) and in which stratum follows from rates and rules; none of it is set."
    )
    yield ""
    behaves = [name for name in ANSWERS if answers(scenario, name)]
    said = (
        f"Conduct answers to what people bear and see ({', '.join(behaves)}); nobody maximises, learns "
        "or predicts."
        if behaves
        else "None: nobody changes conduct because of the list, and nobody maximises, learns or predicts."
    )
    yield f"**Adaptation, objectives, learning, prediction.** {said}"
    yield ""
    yield (
        "**Sensing.** Institutions see what is recorded. These passes come near to what really happened, "
        "each as it says; all others are refused truth when the schedule is composed."
    )
    yield ""
    yield from table(
        ("pass", "how it comes to know"),
        [(one.name, one.sees_truth) for one in schedule.passes if one.sees_truth],
    )
    yield ""
    yield (
        f"**Interaction.** Only within a cell of {schedule.cell_size:,}: "
        + (
            "a record may be pinned on another subject of the cell."
            if scenario.linking is not None
            else "no record is pinned on anybody else."
        )
    )
    yield ""
    yield from _stochasticity(schedule)
    yield ""
    yield (
        "**Collectives.** Households and cells. "
        f"Household sizes: {', '.join(f'{float(q):g}' for q in scenario.population.household_sizes)} "
        "(shares of 1, 2, ... members)."
    )
    yield ""
    yield (
        "**Observation.** Tables of integers, added up over cells, the same bits however the work is cut."
    )
    yield ""
    yield from table(
        ("table", "what one entry counts", "unit", "axes"),
        [
            (f"`{name}`", tally.doc, tally.unit, _axes(tally.dims))
            for name, tally in schedule.tallies.items()
        ],
    )


def _axes(dims: tuple[str, ...]) -> str:
    return ", ".join(dim.replace("_", " ") for dim in dims if dim != "one") or "none"


def _stochasticity(schedule: Schedule) -> Iterator[str]:
    yield (
        "**Stochasticity.** Every draw is a function of its address (seed, replicate; subject, month, "
        "purpose, index) through Philox4x32-10 (Salmon et al. 2011, doi 10.1145/2063384.2063405). So no "
        "draw depends on the order of execution or on what else is switched on, and the same person "
        "meets the same luck in two scenarios. Purposes drawn here:"
    )
    yield ""
    numbers = purposes()
    yield from table(
        ("purpose", "number", "drawn by"),
        [
            (f"`{name}`", str(numbers.get(name, "")), one.name)
            for one in schedule.passes
            for name in one.purposes
        ],
    )


__all__ = ["concepts"]
