"""Sizes and shares of jurisdictions, absolute before anything is drawn."""

import numpy as np
import pytest

from ostraka.scenario import jurisdictions
from tests.known_answers.neutral import agrees, run, world

TWO_STRATA = """
[strata.everybody]
share = 0.8

[strata.others]
share = 0.2
"""


def test_people_are_split_by_weight_and_nobody_is_lost() -> None:
    scenario = world("[jurisdictions.a]\nweight = 1\n[jurisdictions.b]\nweight = 2\n")
    sizes = {place.name: place.people for place in jurisdictions(scenario, 10_000)}
    assert sizes == {"a": 3_333, "b": 6_667}
    for people in (2, 3, 7, 12_345):
        assert sum(place.people for place in jurisdictions(scenario, people)) == people


def test_each_has_the_overall_shares_or_its_own() -> None:
    text = "[jurisdictions.a]\n[jurisdictions.b.strata]\neverybody = 0.1\nothers = 0.9\n"
    first, second = jurisdictions(world(TWO_STRATA, text))
    np.testing.assert_allclose(first.shares, [0.8, 0.2])
    np.testing.assert_allclose(second.shares, [0.1, 0.9])


def test_odds_move_a_stratum_between_places_and_keep_sizes_and_overall_shares() -> None:
    text = """
    [jurisdictions.a]
    weight = 1
    strata_odds = { everybody = 1, others = 4 }
    [jurisdictions.b]
    weight = 3
    """
    first, second = jurisdictions(world(TWO_STRATA, text), 8_000)
    assert (first.people, second.people) == (2_000, 6_000)
    overall = (first.people * first.shares + second.people * second.shares) / 8_000
    np.testing.assert_allclose(overall, [0.8, 0.2], atol=1e-9)
    odds = (first.shares[1] / first.shares[0]) / (second.shares[1] / second.shares[0])
    assert odds == pytest.approx(4)


def test_people_are_drawn_by_the_shares_of_their_place() -> None:
    text = TWO_STRATA + "[jurisdictions.a]\n[jurisdictions.b.strata]\neverybody=0.3\nothers=0.7\n"
    people = run(text, people=200_000, months=1).tables["tally_people"]
    agrees(people[0, 1], 100_000, 0.2)
    agrees(people[1, 1], 100_000, 0.7)
    assert people.sum() == 200_000


@pytest.mark.parametrize("people", [1, 255, 1024, 1025, 3000])
def test_every_person_is_counted_once_whatever_the_last_cell_holds(people: int) -> None:
    tables = run(TWO_STRATA, people=people, months=2).tables
    assert tables["tally_people"].sum() == people
    assert tables["tally_burden"].sum() == people
