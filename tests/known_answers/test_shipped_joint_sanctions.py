"""What the shipped scenario on joint sanctions is expected to show, at the centre of its ranges."""

import numpy as np
import pytest

from ostraka.core.walking import replace
from ostraka.engine import simulate
from ostraka.population.ledgers import CARRIED, CAUSES, EXITS, WRONGFUL
from ostraka.scenario import load
from tests.known_answers.neutral import ONE_THREAD

FORGETTING = ("never_drops", "drop_months", "reimport_per_month")
STALE = CARRIED.index("stale")


def tables(*, propagates=False, seed=1):
    """With copies as they are, or with every removal reaching every agency in the same month."""
    scenario = load("joint_sanctions")

    def at_once(place, quantity):
        if place.startswith("joint_sanctions.") and place.endswith(FORGETTING):
            update = {"value": 0.0, "low": None, "high": None, "distribution": None}
            return quantity.model_copy(update=update)
        return quantity

    if propagates:
        scenario = replace(scenario, at_once)
    return simulate(scenario, seed=seed, plan=ONE_THREAD).tables


@pytest.fixture(scope="module")
def as_it_is():
    return tables()


def test_more_than_half_of_what_is_borne_rests_on_no_listing_any_more(as_it_is):
    carried = as_it_is["tally_sanctioned"].sum(axis=(0, 1, 2))
    assert 0.5 < carried[5] / carried.sum() < 0.62


def test_a_correction_that_does_not_reach_the_copies_leaves_nine_in_ten_entries_biting(as_it_is):
    """Known answer J with agencies of unlike habits: the bound that every entry was copied in full."""
    agencies = load("joint_sanctions").joint_sanctions.agencies.values()
    free = 1.0
    for agency in agencies:
        drops = 1 / (1 + float(agency.drop_months))
        never = float(agency.never_drops)
        kept = never + (1 - never) * (1 - drops) ** 13
        free *= 1 - float(agency.adoption_probability) * kept
    after = as_it_is["tally_aftermath"].sum(axis=(0, 1))
    seen = after[..., 1].sum() / after.sum()
    assert 1 - free - 0.03 < seen < 1 - free
    wrongful = [CAUSES.index(cause) for cause in WRONGFUL]
    corrected = after[wrongful, EXITS.index("upheld")].sum(axis=0)
    assert corrected.sum() > 100
    assert 0.8 < corrected[1] / corrected.sum() < 1 - free + 0.03


def test_a_correction_that_reaches_every_copy_leaves_nothing_and_brings_nobody_back(as_it_is):
    done = tables(propagates=True)
    assert done["tally_copies"][..., STALE, :].sum() == 0
    assert done["tally_restrictions"][..., STALE, :].sum() == 0
    assert done["tally_aftermath"][..., 1].sum() == 0
    back = CAUSES.index("reimported")
    assert done["tally_entries"][..., back].sum() == 0 < as_it_is["tally_entries"][..., back].sum()
    assert done["tally_entries"][..., back + 1 :].sum() == 0
    # nothing else is different: entries for records are the same, but for those who are back already
    for cause in ("by_rules", "wrong_person", "false_record"):
        number = CAUSES.index(cause)
        first, other = (t["tally_entries"][..., number].sum() for t in (done, as_it_is))
        assert other == pytest.approx(first, rel=0.03)
    np.testing.assert_array_equal(done["tally_records"], as_it_is["tally_records"])
    assert done["tally_ever_sanctioned"].sum() < as_it_is["tally_ever_sanctioned"].sum()


def test_an_entry_reaches_nine_of_twelve_agencies_wrongful_or_not(as_it_is):
    reached = as_it_is["tally_reached"].sum(axis=(0, 1))
    entries = as_it_is["tally_cascades"].sum(axis=(0, 1, 3, 4))
    wrongful = [CAUSES.index(cause) for cause in WRONGFUL]
    by_rules = CAUSES.index("by_rules")
    assert 8.5 < reached[by_rules] / entries[by_rules] < 9.8
    assert 8.5 < reached[wrongful].sum() / entries[wrongful].sum() < 9.8
