"""Whatever stands in a safeguard, wherever: it composes, or the reader is told in the reader's words."""

import pytest

from ostraka.scenario import as_data, loads
from tests.safeguards.worlds import BASE
from tests.scenario.test_any_value_anywhere import places_in, problems_with_anything_at

FULL = as_data(loads(BASE)) | {
    "safeguard": {
        "mine": {
            "description": "a test",
            "assumed": True,
            "delivery": 0.5,
            "applies_to": {"strata": ["minority"]},
            "where_present": ["delay"],
            "effect": {
                "notice.probability": {"set": 1.0},
                "strata.*.exposure": {"multiply": {"low": 0.1, "high": 0.5}},
                "review.sensitivity": {"at_least": 0.8, "at_most": 0.9},
            },
            "tables": {"delay": {"reporting_months": 2.0}},
        }
    }
}


@pytest.mark.parametrize(
    "place", [p for p in places_in(FULL) if p[:1] == ("safeguard",)], ids=".".join
)
def test_nothing_in_a_safeguard_makes_reading_fail_in_another_way(place):
    checked = list(problems_with_anything_at(place, FULL))
    assert any(checked)
