"""The shipped nation: 31 rulebooks, every mechanism that streams, the load that it promises."""

import numpy as np
import pytest

from ostraka.engine import BlockPlan, schedule_for, simulate
from ostraka.engine.schedule import CATALOGUE
from ostraka.population.ledgers import CAUSES
from ostraka.scenario import jurisdictions, load
from tests.scenario.marks import each_leaves_its_mark

PEOPLE = 1_600_000
CENSUS = 1_409_778_724
"""Without servicemen: what the 31 figures of table 3-1 of the census add up to."""


@pytest.fixture(scope="module")
def nation():
    return load("china_2014_2020")


@pytest.fixture(scope="module")
def tallies(nation):
    return simulate(nation, people=PEOPLE, plan=BlockPlan(threads=1))


def by_place(tallies, name):
    table = tallies.tables[name]
    return table.reshape(len(tallies.jurisdictions), -1).sum(axis=1)


def person_months(tallies):
    return np.array([place.people for place in tallies.jurisdictions]) * tallies.months


def test_the_sizes_are_those_of_the_census(nation):
    sizes = {name: float(rules.weight) for name, rules in nation.jurisdictions.items()}
    assert len(sizes) == 31
    assert sum(sizes.values()) == CENSUS
    north_east = sum(sizes[name] for name in ("liaoning", "jilin", "heilongjiang"))
    assert north_east == 98_514_948  # the region's figure, given apart from the table
    assert all(rules.weight.source for rules in nation.jurisdictions.values())
    places = jurisdictions(nation)
    assert sum(place.people for place in places) == 1_400_000_000
    assert max(place.people for place in places) < 2**32


def test_no_two_rulebooks_are_alike(nation):
    rules = [str(place.rules) for place in nation.jurisdictions.values()]
    assert len(set(rules)) == 31


def test_everything_that_streams_is_on(nation):
    """Left out are what needs meetings, what replaces a pass under attention, and grades with an exit."""
    on = {one.name for one in schedule_for(nation).passes}
    off = {one.name for one in CATALOGUE} - on
    assert off == {"attention_finds", "grade_exit", "recording", "unfounded", "unfounded_start"}


def test_about_one_record_for_every_hundred_people_a_month_everywhere(tallies):
    """Over 20 runs of this size 0.9882 % a month, with a standard deviation of 0.0011 %.

    Each place of ten cells or more is within a tenth of 1 %; smaller ones depend on where they look.
    """
    records, months = by_place(tallies, "tally_records"), person_months(tallies)
    assert records.sum() / months.sum() == pytest.approx(0.009882, abs=0.000044)
    large = months >= 10 * 4096 * tallies.months
    assert large.sum() >= 15
    assert (records / months)[large] == pytest.approx(0.01, abs=0.001)


def test_the_list_grows_to_one_or_two_people_in_a_hundred(tallies):
    """Over 20 runs of this size 1.146 % of person-months (standard deviation 0.005), 1.424 % at the
    end (0.010), and in no place less than 0.59 % or more than 1.64 %."""
    listed = tallies.tables["tally_states"][..., 1::2]
    here = listed.sum(axis=(1, 2, 3)) / person_months(tallies)
    assert np.all((here > 0.005) & (here < 0.018))
    by_month = listed.sum(axis=(0, 2, 3)) / PEOPLE
    assert by_month.mean() == pytest.approx(0.01146, abs=0.00021)
    assert by_month[-1] == pytest.approx(0.01424, abs=0.0004)


def test_a_place_where_points_list_nobody_has_the_shortest_list(tallies):
    """Of two places of a size, the one whose published scores only reward; the court's list is left."""
    states = tallies.tables["tally_states"][..., 1::2].sum(axis=(1, 2, 3)) / person_months(tallies)
    names = [place.name for place in tallies.jurisdictions]
    large = [k for k, place in enumerate(tallies.jurisdictions) if place.people > 25_000]
    assert names[min(large, key=lambda k: states[k])] == "fujian"


def test_every_cause_occurs_and_each_mechanism_leaves_its_mark(tallies):
    entries = tallies.tables["tally_entries"].sum(axis=(0, 1, 2))
    assert all(entries[k] > 0 for k, cause in enumerate(CAUSES) if cause != "not_listed")
    each_leaves_its_mark(tallies)
