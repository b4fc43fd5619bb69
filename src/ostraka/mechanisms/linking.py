"""Linking: a record may be pinned on the wrong person of the cell."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic import Field

from ostraka.core.clock import product_thresholds
from ostraka.core.declarations import Mechanism, Parameter
from ostraka.core.quantities import Probability, Section
from ostraka.core.switches import Switch
from ostraka.draws import draw_indexed, purpose
from ostraka.mechanisms.story_of_records import misdirected
from ostraka.population.cell_start import confusability

LINK = purpose("linking.mislink", 31)

_HALF = np.uint64(32)


class LinkingRules(Section):
    """How records find their subject."""

    mislink: Probability = Field(
        description="chance that a record of somebody of average confusability goes to another"
    )


def linking(
    month,
    first,
    address,
    subjects,
    stratum,
    confusable_sum,
    mislink,
    record_n,
    record_owner,
    record_index,
    words,
    record_holder,
):
    """Give each new record its holder: the owner, or another subject drawn by confusability."""
    draw_indexed(address, first, record_owner, record_index, record_n[0], month, LINK, words)
    total = np.uint64(confusable_sum[subjects - 1])
    for k in range(record_n[0]):
        owner = record_owner[k]
        if np.uint64(words[0, k]) < mislink[stratum[owner]]:
            below = np.uint64(confusable_sum[owner - 1]) if owner > 0 else np.uint64(0)
            own = np.uint64(confusable_sum[owner]) - below
            others = total - own
            if others > np.uint64(0):
                target = (np.uint64(words[1, k]) * others) >> _HALF
                if target >= below:  # step over the owner, who cannot be confused with himself
                    target += own
                low = np.int64(0)
                high = np.int64(subjects - 1)
                while low < high:
                    middle = (low + high) >> 1
                    if np.uint64(confusable_sum[middle]) > target:
                        high = middle
                    else:
                        low = middle + 1
                record_holder[k] = low


def _parameters(world: Any) -> Mapping[str, Any]:
    mislink = float(world.scenario.linking.mislink)
    return {"mislink": product_thresholds(mislink * confusability(world))}


LINKING = Mechanism(
    name="linking",
    phase="linking",
    run=linking,
    writes=("words", "record_holder"),
    odd=(
        "A record goes to another subject of the cell with probability mislink x confusability of its "
        "owner (at most 1); who receives it is drawn in proportion to confusability. It leaves one "
        "ledger and enters one other."
    ),
    source="MODEL 7.3; Fellegi and Sunter 1969, doi 10.1080/01621459.1969.10501049 (false links)",
    sees_truth="a record is about somebody; the chance that it misses him is mislink",
    declares={"mislink": Parameter("chance of a mislink, by stratum of the owner", "2**-32")},
    purposes=("linking.mislink",),
    active=lambda scenario: scenario.linking is not None,
    parameters=_parameters,
    sections={"linking": LinkingRules},
    story=misdirected,
    switches=(Switch("mislinks", "records pinned on somebody else", {"linking.mislink": 0.0}),),
)

MECHANISMS = (LINKING,)
