"""Joint sanctions: agencies copy an entry after a while, and drop the copy a while after it is gone.

What an agency does is drawn once when an entry takes effect (which agencies adopt it, and when) and
once when it ends (which copies are dropped, and when). A copy of an entry that no longer stands is
stale: it restricts all the same.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numba import njit

from ostraka.core.clock import LONGEST, NEVER, lag_success, lag_table
from ostraka.core.declarations import Column, Mechanism, Parameter
from ostraka.core.switches import Switch
from ostraka.draws import (
    draw_keyed,
    equal_in_row,
    gather_equal,
    least_above_in_row,
    lowest,
    ones,
    purpose,
    wait,
    without_lowest,
)
from ostraka.mechanisms.agencies import (
    AXES,
    COLUMNS,
    JointSanctionRules,
    check_agencies,
    clear,
    imposed_table,
    keys_of,
    mask_of,
    touch,
)
from ostraka.mechanisms.story_of_sanctions import copied, left_behind

ADOPTION = purpose("joint_sanctions.adoption", 71)
DROPPING = purpose("joint_sanctions.dropping", 72)


@njit(forceinline=True)
def plan(
    i,
    month,
    begins,
    room,
    open_to,
    adoption_lag,
    words,
    adopt_due,
    will_adopt,
):
    """Which agencies will copy the entry of one subject, and when."""
    planned = np.uint64(0)
    clear(adopt_due, i)
    for agency in range(adoption_lag.shape[0]):
        lag = wait(adoption_lag, agency, words[0, agency])
        # unbranched: what luck decides cannot be predicted
        is_open = (open_to >> np.uint64(agency)) & np.uint64(1)
        takes = is_open & np.uint64(lag < LONGEST) & np.uint64(room > 0)
        room -= np.int64(takes)
        planned |= takes << np.uint64(agency)
        adopt_due[i, agency] = np.int16(begins + lag) if takes else np.int16(NEVER)
    will_adopt[i] = planned


@njit(forceinline=True)
def settle(
    i,
    month,
    listed,
    adopt_due,
    drop_due,
    will_adopt,
    will_drop,
    copies,
    current,
    reached,
    sanction_soonest,
):
    """Adopt and drop what is due this month; whether anything changed.

    Adoption comes first: an agency that takes the entry which stands does not drop its copy.
    """
    soonest = np.int16(NEVER)
    taken = np.uint64(0)
    dropped = np.uint64(0)
    if listed == 0:
        will_adopt[i] = np.uint64(0)
    if will_adopt[i] != np.uint64(0):
        taken = equal_in_row(adopt_due, i, month)
        will_adopt[i] &= ~taken
        current[i] |= taken
        copies[i] |= taken
        reached[i] += np.uint8(ones(taken))
        kept = will_drop[i] & taken
        will_drop[i] &= ~taken
        while kept != np.uint64(0):
            drop_due[i, lowest(kept)] = NEVER
            kept = without_lowest(kept)
        soonest = least_above_in_row(adopt_due, i, month)
    if will_drop[i] != np.uint64(0):
        dropped = equal_in_row(drop_due, i, month)
        will_drop[i] &= ~dropped
        copies[i] &= ~dropped
        soonest = min(soonest, least_above_in_row(drop_due, i, month))
    sanction_soonest[i] = soonest
    return taken | dropped != np.uint64(0)


def adoption(
    month,
    first,
    address,
    after_notice,
    notice_months,
    most_agencies,
    agency_key,
    agency_open,
    adoption_lag,
    row,
    newcomer_n,
    newcomer_who,
    notified_n,
    notified_who,
    on_list,
    entry_month,
    words,
    who,
    adopt_due,
    drop_due,
    will_adopt,
    will_drop,
    copies,
    current,
    reached,
    effect_entry,
    sanction_soonest,
    sanction_stirred,
    sanction_n,
    sanction_who,
):
    """Draw who will copy the entries that take effect; adopt and drop what is due."""
    for k in range(newcomer_n[0]):
        reached[newcomer_who[k]] = 0
    n = notified_n[0] if after_notice else newcomer_n[0]
    for k in range(n):
        i = notified_who[k] if after_notice else newcomer_who[k]
        if effect_entry[i] == entry_month[i] or on_list[i] == 0:
            continue
        effect_entry[i] = entry_month[i]
        # by the month of entry: a later effect finds the same agencies willing
        draw_keyed(address, first + i, agency_key, entry_month[i], ADOPTION, words)
        plan(
            i,
            month,
            month + notice_months,
            most_agencies,
            agency_open[row[i]],
            adoption_lag,
            words,
            adopt_due,
            will_adopt,
        )
        sanction_soonest[i] = month  # the next lines look when anything is due
    n = gather_equal(sanction_soonest, month, who)
    for k in range(n):
        i = who[k]
        changed = settle(
            i,
            month,
            on_list[i],
            adopt_due,
            drop_due,
            will_adopt,
            will_drop,
            copies,
            current,
            reached,
            sanction_soonest,
        )
        if changed:
            touch(i, sanction_stirred, sanction_n, sanction_who)


def dropping(
    month,
    first,
    address,
    agency_key,
    drop_lag,
    left_n,
    left_who,
    entry_month,
    words,
    adopt_due,
    drop_due,
    stale_since,
    will_adopt,
    will_drop,
    copies,
    current,
    sanction_soonest,
    sanction_stirred,
    sanction_n,
    sanction_who,
):
    """The copies of the entries that ended this month are stale; draw when each will be dropped."""
    for k in range(left_n[0]):
        i = left_who[k]
        stale = current[i]
        will_adopt[i] = np.uint64(0)
        current[i] = np.uint64(0)
        if stale != np.uint64(0):
            draw_keyed(address, first + i, agency_key, entry_month[i], DROPPING, words)
            if will_drop[i] == np.uint64(0):
                clear(drop_due, i)
            planned = np.uint64(0)
            gone = np.uint64(0)
            left = stale
            while left != np.uint64(0):
                agency = lowest(left)
                left = without_lowest(left)
                lag = wait(drop_lag, agency, words[0, agency])
                stale_since[i, agency] = month
                gone |= np.uint64(lag == 0) << np.uint64(agency)
                planned |= np.uint64((lag > 0) & (lag < LONGEST)) << np.uint64(agency)
                drop_due[i, agency] = np.int16(month + lag) if lag < LONGEST else np.int16(NEVER)
            copies[i] &= ~gone
            will_drop[i] |= planned
            touch(i, sanction_stirred, sanction_n, sanction_who)
        sanction_soonest[i] = NEVER
        if will_drop[i] != np.uint64(0):
            sanction_soonest[i] = least_above_in_row(drop_due, i, month)


def _parameters(world: Any) -> Mapping[str, Any]:
    rules: JointSanctionRules = world.scenario.joint_sanctions
    agencies = rules.agencies.values()
    sectors = [stratum.sector for stratum in world.scenario.strata.values()]
    adoption_lag = lag_table(
        [lag_success(float(a.adoption_months)) for a in agencies],
        [float(a.adoption_probability) for a in agencies],
    )
    drop_lag = lag_table(
        [lag_success(float(a.drop_months)) for a in agencies],
        [1.0 - float(a.never_drops) for a in agencies],
    )
    return {
        "after_notice": np.bool_(rules.after_notice),
        "notice_months": np.int64(float(rules.notice_months) if rules.after_notice else 0),
        "most_agencies": np.int64(float(rules.most_agencies)),
        "agency_key": keys_of(rules),
        "agency_open": np.array(
            [
                mask_of(a.sectors is None or sector in a.sectors for a in agencies)
                for sector in sectors
            ],
            dtype=np.uint64,
        ),
        "adoption_lag": adoption_lag,
        "agency_imposes": imposed_table(rules),
        "drop_lag": drop_lag,
    }


def _of_each_agency(**neutral: float) -> Callable[[Any], Mapping[str, Any]]:
    """The neutral values of some fields, for every agency of a scenario."""

    def places(scenario: Any) -> Mapping[str, Any]:
        rules = scenario.joint_sanctions
        names = () if rules is None else rules.agencies
        return {
            f"joint_sanctions.agencies.{name}.{field}": value
            for name in names
            for field, value in neutral.items()
        }

    return places


_STATE = ("will_adopt", "will_drop", "copies", "current")
_TELLS = ("sanction_soonest", "sanction_stirred", "sanction_n", "sanction_who")


def _active(scenario: Any) -> bool:
    return scenario.joint_sanctions is not None


ADOPT = Mechanism(
    name="adoption",
    phase="joint_sanctions",
    run=adoption,
    writes=("words", "who", "adopt_due", "drop_due", *_STATE, "reached", "effect_entry", *_TELLS),
    odd=(
        "When an entry takes effect (at once, or after notice), each agency that can restrict the "
        "subject's sector draws whether it will copy it, and after how many months; it does so if the "
        "entry then still stands. At most `most_agencies` copy one entry. A copy of an earlier entry "
        "that it still holds becomes one of this entry. Stale copies whose month has come are dropped."
    ),
    source="MODEL 7.6, rulings 2, 40 and 41; known answer J",
    columns={
        **COLUMNS,
        "effect_entry": Column(
            np.int16, "month of the last entry that took effect, or -1", "month", reset=-1
        ),
    },
    declares={
        "after_notice": Parameter("whether an entry takes effect only after notice"),
        "notice_months": Parameter("months from notice to effect", "months"),
        "most_agencies": Parameter("agencies that one entry can reach", "agencies"),
        "agency_key": Parameter("index of each agency in addresses, from its name"),
        "agency_open": Parameter("agencies that can restrict a stratum, a bit each", rows=True),
        "agency_imposes": Parameter("restrictions, a bit a name, of each set of agencies", "bits"),
        "adoption_lag": Parameter("chance of a copy within k months, by agency", "2**-32"),
    },
    axes=AXES,
    purposes=("joint_sanctions.adoption",),
    story=copied,
    switches=(
        Switch(
            "joint_sanctions",
            "agencies that act on the list of another",
            _of_each_agency(adoption_probability=0.0),
        ),
    ),
    sections={"joint_sanctions": JointSanctionRules},
    checks=check_agencies,
    active=_active,
    parameters=_parameters,
)

DROP = Mechanism(
    name="dropping",
    phase="redress",
    run=dropping,
    writes=("words", "drop_due", "stale_since", *_STATE, *_TELLS),
    odd=(
        "When an entry ends, for whatever reason, the agencies' copies of it are stale. Each is kept "
        "for good with probability `never_drops`, or dropped after a geometric lag; a lag of 0 is the "
        "month of the exit itself."
    ),
    source="MODEL 7.6, rulings 2 and 40; known answer J",
    declares={
        "drop_lag": Parameter("chance that a copy is dropped within k months, by agency", "2**-32"),
    },
    purposes=("joint_sanctions.dropping",),
    story=left_behind,
    switches=(
        Switch(
            "stale_copies",
            "copies that outlive their entry",
            _of_each_agency(never_drops=0.0, drop_months=0.0, reimport_per_month=0.0),
        ),
        Switch(
            "reimport",
            "stale copies that list again",
            _of_each_agency(reimport_per_month=0.0),
        ),
        Switch("breaches", "agencies whose copies leak", _of_each_agency(breach_per_year=0.0)),
    ),
    active=_active,
    parameters=_parameters,
)

MECHANISMS = (ADOPT, DROP)
