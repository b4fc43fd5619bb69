"""Arms are the subject with the changes and nothing else; what does not fit is refused with its place."""

import pytest

from ostraka.core.errors import ScenarioError
from ostraka.core.walking import walk
from ostraka.explore.arms import NOTE, REPLICATES, fitting_safeguards, scenario_of, why_not
from ostraka.explore.numbers import movable
from ostraka.explore.state import Arm
from ostraka.explore.subjects import subject, subjects

RATE = "categories.unpaid_fine.rate_per_month"


def made(arm, name="missed_fines"):
    return scenario_of(subject(name).scenario, arm, people=1000, seed=3)


def test_the_unchanged_twin_differs_in_nothing_but_the_run():
    twin, base = made(Arm()), subject("missed_fines").scenario
    here, there = ([(place, q.model_dump()) for place, q in walk(one)] for one in (twin, base))
    assert here == there
    assert (twin.people, twin.seed, twin.replicates) == (1000, 3, REPLICATES)


def test_a_moved_number_is_certain_assumed_and_marked_and_alone():
    before, after = (dict(walk(made(arm))) for arm in (Arm(), Arm({RATE: 0.003})))
    moved = after[RATE]
    assert (float(moved), moved.is_uncertain, moved.assumed, moved.note) == (
        0.003,
        False,
        True,
        NOTE,
    )
    assert [place for place in before if before[place] != after[place]] == [RATE]


def test_a_place_that_is_not_there_and_a_number_that_cannot_be_are_refused_with_their_place():
    for arm, place in ((Arm({"linking.nothing": 1}), "linking.nothing"), (Arm({RATE: -1}), RATE)):
        with pytest.raises(ScenarioError) as refused:
            made(arm)
        assert any(line.startswith(place) for line in why_not(refused.value))


def test_every_number_of_everything_shipped_can_be_set_to_what_it_is():
    for name in subjects():
        for place, number in movable(subject(name).scenario).items():
            made(Arm({place: number.value}), name)


def test_every_slider_stands_at_its_centre_and_reaches_both_ends():
    for name in subjects():
        for number in movable(subject(name).scenario).values():
            if number.positions:
                assert number.positions[0] == number.low
                assert number.positions[-1] == number.high
                assert number.value in number.positions
                assert list(number.positions) == sorted(set(number.positions))


def test_every_number_says_its_unit_and_its_source_or_that_it_is_assumed():
    for name in subjects():
        for number in movable(subject(name).scenario).values():
            assert number.unit
            assert ("Assumed." in number.provenance) != ("Source: " in number.provenance)


def test_safeguards_are_told_apart_by_whether_they_do_anything_here():
    fit, unfit = fitting_safeguards(subject("missed_fines").scenario)
    assert "independent_appeal" in fit
    assert "firewall" in unfit
    assert not set(fit) & set(unfit)
    for name in fit:
        made(Arm(added=(name,)))
