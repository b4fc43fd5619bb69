"""Agencies: who copies the list, what a copy costs whoever is on it, and when it is forgotten."""

import zlib
from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from numba import njit
from pydantic import Field

from ostraka.core.clock import NEVER
from ostraka.core.declarations import Axis, Column
from ostraka.core.errors import Problem
from ostraka.core.quantities import (
    Count,
    Hazard,
    MeanLag,
    Probability,
    Quantity,
    Section,
    Unit,
)
from ostraka.population.ledgers import CARRIED
from ostraka.population.rules import Sector

MOST_AGENCIES = 64
"""A mask of agencies, or of restrictions by name, has so many bits."""

WholeMonths = Annotated[Quantity, Unit("a number of months", 0, 600, whole=True)]


def _none(note: str) -> Quantity:
    return Quantity(value=0.0, assumed=True, note=note)


class Agency(Section):
    """One agency that copies the list: what it does to those on it, and how well it forgets."""

    purpose: str = Field("", description="what the agency is for, in a word")
    same_purpose: bool = Field(
        False, description="whether it acts for the purpose for which entries are made"
    )
    restrictions: list[str] = Field(
        min_length=1,
        description="what it denies those on its copy: flights, trains, credit, property, schooling, "
        "public_jobs, licences, hotels, insurance, public_naming, or any other name",
    )
    adoption_probability: Probability = Field(description="chance that it ever copies an entry")
    adoption_months: MeanLag = Field(
        _none("at once"),
        description="mean months from entry (or its effect) to the copy; geometric on 0, 1, 2 ...",
    )
    never_drops: Probability = Field(
        _none("none"), description="share of its copies that outlive the entry for good"
    )
    drop_months: MeanLag = Field(
        _none("at once"),
        description="mean months from removal until it drops a copy; geometric on 0, 1, 2 ...",
    )
    reimport_per_month: Hazard = Field(
        _none("none"),
        description="hazard that a copy which is never dropped puts a removed entry back on the list",
    )
    breach_per_year: Probability = Field(
        _none("none"), description="chance that its copies leak in a year"
    )
    sectors: list[Sector] | None = Field(
        None, description="kinds of subject whom it can restrict; all unless given"
    )


class JointSanctionRules(Section):
    """Agencies that act on the list of another: joint sanctions."""

    after_notice: bool = Field(
        False, description="whether no agency may copy an entry before its subject was told"
    )
    notice_months: WholeMonths = Field(
        _none("at once"), description="months from notice to effect, with after_notice"
    )
    most_agencies: Count = Field(
        Quantity(value=MOST_AGENCIES, assumed=True, note="no cap"),
        description="an entry reaches at most so many agencies, the first that would adopt it",
    )
    agencies: dict[str, Agency] = Field(
        min_length=1, description="agencies, each with its own habits; at most 64"
    )

    @property
    def restriction_names(self) -> tuple[str, ...]:
        """Every restriction that some agency imposes, in the order of the file."""
        named = (name for agency in self.agencies.values() for name in agency.restrictions)
        return tuple(dict.fromkeys(named))


def agency_key(name: str) -> int:
    """The 16-bit index of an agency in every address: from its name alone (collisions are refused)."""
    return zlib.crc32(name.encode()) & 0xFFFF


def keys_of(rules: JointSanctionRules) -> npt.NDArray[np.uint64]:
    """Keys of the agencies, with keys that nobody has up to a multiple of 8."""
    keys = [agency_key(name) for name in rules.agencies]
    return np.array(keys + [0] * (-len(keys) % 8), dtype=np.uint64)


def mask_of(flags: Any) -> int:
    """The number with bit k set where the k-th flag is true."""
    return sum(1 << k for k, flag in enumerate(flags) if flag)


def imposed_table(rules: JointSanctionRules) -> npt.NDArray[np.uint64]:
    """Restrictions, as a mask, of every set of agencies within each eight of them: (bytes, 256)."""
    names = rules.restriction_names
    masks = [mask_of(name in a.restrictions for name in names) for a in rules.agencies.values()]
    table = np.zeros((-(-len(masks) // 8), 256), dtype=np.uint64)
    sets = np.arange(256)
    for k, mask in enumerate(masks):
        table[k // 8, (sets >> (k % 8)) & 1 == 1] |= np.uint64(mask)
    return table


def may_be_positive(quantity: Quantity) -> bool:
    """Whether any draw of a number that is 0 when it is off may be more."""
    return float(quantity) > 0 or quantity.is_uncertain


def _places(scenario: Any) -> tuple[str, ...]:
    """The agencies, and nobody up to 32 or 64: whole vectors."""
    names = tuple(scenario.joint_sanctions.agencies)
    return names + ("",) * (-len(names) % 32)


AXES = {
    "agency": Axis("agency that copies the list", lambda s: tuple(s.joint_sanctions.agencies)),
    "agency_place": Axis("agency, in rows of whole vectors", _places),
    "restriction": Axis(
        "what is denied to whoever is on an agency's copy",
        lambda s: s.joint_sanctions.restriction_names,
    ),
    "carried": Axis(
        "cause of the listing that carries a copy or a restriction this month; stale: none does",
        lambda s: CARRIED,
    ),
}

COLUMNS = {
    "copies": Column(np.uint64, "agencies that hold a copy of an entry, a bit each", reset=0),
    "current": Column(
        np.uint64, "of these, those whose copy is of the entry that stands", "bits", reset=0
    ),
    "will_adopt": Column(np.uint64, "agencies that are going to copy the entry", "bits", reset=0),
    "will_drop": Column(np.uint64, "agencies that are going to drop a stale copy", "bits", reset=0),
    "adopt_due": Column(
        np.int16,
        "month of adoption by agency; unknown to those of whom will_adopt is 0",
        "month",
        shape=("subjects", "agency_place"),
    ),
    "drop_due": Column(
        np.int16,
        "month of dropping by agency; unknown to those of whom will_drop is 0",
        "month",
        shape=("subjects", "agency_place"),
    ),
    "stale_since": Column(
        np.int16,
        "month of removal of the entry that a stale copy is of",
        "month",
        shape=("subjects", "agency"),
    ),
    "sanction_soonest": Column(
        np.int16, "next month of adoption or dropping", "month", reset=NEVER
    ),
    "reached": Column(np.uint8, "agencies that have copied this entry", "agencies", reset=0),
    "sanction_stirred": Column(np.uint8, "1: on this month's list of copies touched", reset=0),
    "sanction_n": Column(np.int64, "length of that list", shape="one", reset=0),
    "sanction_who": Column(np.int32, "whose copies changed this month"),
}


@njit(forceinline=True)
def touch(i, sanction_stirred, sanction_n, sanction_who):
    """Put a subject on this month's list of those whose copies changed, once."""
    if sanction_stirred[i] == 0:
        sanction_stirred[i] = 1
        sanction_who[sanction_n[0]] = i
        sanction_n[0] += 1


@njit(forceinline=True)
def bit_of(agency):
    """The mask of one agency."""
    return np.uint64(1) << np.uint64(agency)


@njit(forceinline=True)
def clear(due, i):
    """Nothing is planned for this subject."""
    for place in range(due.shape[1]):
        due[i, place] = NEVER


def check_agencies(scenario: Any) -> Iterator[Problem]:
    """Faults of ``[joint_sanctions]`` that one field alone does not show."""
    rules = scenario.joint_sanctions
    if rules is None:
        return
    place = "joint_sanctions"
    if len(rules.agencies) > MOST_AGENCIES:
        yield Problem(
            f"{place}.agencies",
            f"{len(rules.agencies)} of them",
            f"describe at most {MOST_AGENCIES}; merge those that act alike",
        )
    if len(rules.restriction_names) > MOST_AGENCIES:
        yield Problem(
            f"{place}.agencies",
            f"{len(rules.restriction_names)} restrictions by name",
            f"name at most {MOST_AGENCIES}",
        )
    if rules.after_notice and scenario.notice is None:
        yield Problem(
            f"{place}.after_notice", "it needs the table [notice]", "add [notice], or leave it out"
        )
    if not rules.after_notice and may_be_positive(rules.notice_months):
        yield Problem(
            f"{place}.notice_months",
            "it acts only with after_notice",
            "set after_notice = true, or leave it out",
        )
    for where in scenario.jurisdictions:
        local = (scenario.jurisdictions[where].rules or {}).get(place, {}).get("agencies", {})
        for name in [name for name, habits in local.items() if "restrictions" in habits]:
            yield Problem(
                f"jurisdictions.{where}.rules.{place}.agencies.{name}.restrictions",
                "what an agency denies cannot differ between jurisdictions",
                "describe two agencies, and set adoption_probability = 0 where one does not act",
            )
    keys: dict[int, str] = {}
    sectors = {stratum.sector for stratum in scenario.strata.values()}
    for name, agency in rules.agencies.items():
        here = f"{place}.agencies.{name}"
        key = agency_key(name)
        if key in keys:
            yield Problem(
                here, f"its address collides with that of {keys[key]}", "rename one of the two"
            )
        keys[key] = name
        yield from _check_agency(agency, here, sectors)
        if may_be_positive(agency.reimport_per_month) and scenario.blacklist.is_by_grade:
            yield Problem(
                f"{here}.reimport_per_month",
                "a list by score without a term follows the score, so nothing can be put back on it",
                "give blacklist.term_months, or leave it out",
            )


def _check_agency(agency: Agency, here: str, sectors: set[Sector]) -> Iterator[Problem]:
    if len(set(agency.restrictions)) < len(agency.restrictions):
        yield Problem(f"{here}.restrictions", "one is named twice", "name each once")
    if may_be_positive(agency.reimport_per_month) and not may_be_positive(agency.never_drops):
        yield Problem(
            f"{here}.reimport_per_month",
            "only a copy that is never dropped can put somebody back, and there is none",
            "give never_drops, or leave it out",
        )
    if agency.sectors is not None and not sectors & set(agency.sectors):
        yield Problem(
            f"{here}.sectors",
            f"no stratum is of the sector {' or '.join(agency.sectors) or 'named here'}",
            f"name one of {', '.join(sorted(sectors))}, or leave it out",
        )
