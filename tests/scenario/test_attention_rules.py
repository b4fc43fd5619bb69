"""What a scenario may say of attention, and what it may not."""

import pytest

from ostraka.core.errors import ScenarioError
from ostraka.engine import BlockPlan, schedule_for, simulate
from tests.known_answers.neutral import BARE, world

ATTENTION = '[attention]\nrule = "by_records"\nepoch_months = 3\n'
PLACES = "[jurisdictions.north]\n[jurisdictions.south]\n"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[attention.reported]\nakt = 0.5", "attention.reported.akt.*did you mean"),
        ("[attention]\ninitial_records = [0, 0]", "add up to 0"),
        ("[attention.reported]\nact = 0.5", "attention.discovered_weight: missing"),
        (
            PLACES + "[jurisdictions.south.rules.attention]\nepoch_months = 4",
            "south.rules.attention.epoch_months: cells meet",
        ),
        ("[attention]\nattention_floor = 1.5", "from 0 to 1"),
        ('[attention]\nrule = "by_luck"', "attention.rule"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(text, fault):
    with pytest.raises(ScenarioError, match=fault):
        world(ATTENTION, text, base=BARE)


def test_the_engine_chooses_from_what_is_declared():
    plain, fed = world(base=BARE), world(ATTENTION, base=BARE)
    fixed = world(ATTENTION, '[attention]\nrule = "fixed"', base=BARE)
    for scenario, months in ((plain, None), (fixed, None), (fed, 3)):
        schedule = schedule_for(scenario)
        assert schedule.months_between_meetings(scenario) == months
        words = schedule.way_in_words(scenario)
        assert words.startswith("streaming" if months is None else "resident")
        assert ("every 3 months" in words) == (months == 3)
        assert ("from_month" in schedule.source) == (months == 3)


def test_a_jurisdiction_may_spread_attention_by_a_rule_of_its_own():
    """One place follows its records, the other corrects them; neither minds what the other does."""
    acts = "[categories.act]\nrate_per_month = 0.02\ndetection = 0.4\n[population]\ncell_size = 256"
    corrected = '[jurisdictions.south.rules.attention]\nrule = "corrected"'
    both, mixed = (
        simulate(
            world(ATTENTION, "[attention]\nspread = 0.8", acts, PLACES, text, base=BARE),
            people=4096,
            months=10,
            plan=BlockPlan(threads=1),
        ).tables["tally_attention"][..., 0]
        for text in ("", corrected)
    )
    assert (both[0] == mixed[0]).all()
    assert (both[1, 0] == mixed[1, 0]).all()
    assert (both[1, -1] != mixed[1, -1]).any()
