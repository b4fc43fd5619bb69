"""Who was ever wrongly listed: one bit a person, so that two arms can be compared person by person."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ostraka.core.declarations import Axis, Mechanism, Tally
from ostraka.engine import Schedule, schedule_for
from ostraka.harms.flow import EVER_WRONGLY
from ostraka.scenario import jurisdictions

if TYPE_CHECKING:
    from ostraka.studies.study import Study

TALLY = "tally_wronged_persons"
BITS = 32


def wronged_persons(  # type: ignore[no-untyped-def]
    month, months, first, subjects, stratum, ever, tally_wronged_persons
):
    """At the end set the bit of each person who was ever wrongly listed: added once, it is set."""
    if month == months - 1:
        for i in range(subjects):
            if ever[i] & EVER_WRONGLY:
                who = first + i
                tally_wronged_persons[stratum[i], who // BITS] += 1 << (who % BITS)


def _words(scenario: Any) -> int:
    """Words that hold a bit for everybody in the largest jurisdiction."""
    return max(-(-place.people // BITS) for place in jurisdictions(scenario))


def bytes_of_a_table(scenario: Any) -> int:
    """Bytes of the table of one jurisdiction while a unit runs."""
    return len(scenario.strata) * _words(scenario) * np.dtype(np.int64).itemsize


PERSONS = Mechanism(
    name="wronged_persons",
    phase="tallies",
    run=wronged_persons,
    writes=(TALLY,),
    odd="Keeps one bit a person: whether ever listed for a cause that is not by the rules.",
    source="MODEL section 4 (common random numbers)",
    harm=True,
    axes={
        "person_word": Axis(
            "32 people of a jurisdiction, one bit each",
            lambda scenario: range(_words(scenario)),  # type: ignore[arg-type, return-value]
        )
    },
    tallies={
        TALLY: Tally(("stratum", "person_word"), "people ever wrongly listed, as bits", "bits")
    },
)


def schedule_of(study: "Study", scenario: Any) -> Schedule:
    """The schedule that a study runs for a scenario."""
    return schedule_for(scenario, (PERSONS,) if study.table.person_sets else ())


def packed(table: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """The bits of a table (jurisdiction, stratum, word) as bytes, eight people each."""
    words: npt.NDArray[np.uint8] = np.ascontiguousarray(table.astype("<u4")).view(np.uint8)
    return words


def counted(bits: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """How many bits are set, by stratum (axis 1 of jurisdiction, stratum, byte)."""
    total: npt.NDArray[np.int64] = np.bitwise_count(bits).sum(axis=(0, 2), dtype=np.int64)
    return total
