"""Known answer J: agencies that copy an entry, and copies that outlive it."""

import numpy as np
import pytest
from scipy import stats

from ostraka.population.ledgers import CARRIED, CAUSES
from tests.known_answers.neutral import (
    agrees,
    agrees_in_mean,
    by_cause,
    cells,
    listed,
    run,
    spread,
    world,
)

PEOPLE = 20_000
AGENCIES, ADOPTS, ADOPTION_LAG, EXIT = 12, 0.7, 3.0, 0.05
NEVER_DROPS, DROP_LAG, HORIZON, TERM = 0.1, 4.0, 24, 24
STALE = CARRIED.index("stale")

EVERYBODY = "[flag]\nspecificity = 0.0\ndiscretion = 1.0\n"
"""In month 0 everybody is flagged for what nobody did, and listed."""

AT_RANDOM = f"[pardon]\nhazard_per_month = {-np.log1p(-EXIT)}\n"
AFTER_A_TERM = f"[blacklist]\nterm_months = {TERM}\n"
RECORDS = """
[categories.act]
rate_per_month = 0.03
[unfounded.clerical.rate_per_month]
act = 0.02
[blacklist]
term_months = 5
[pardon]
hazard_per_month = 0.05
"""


def agency(name, restrictions='["credit"]', **habits):
    """One agency that copies at once and forgets at once, unless said otherwise."""
    given = {"adoption_probability": 1.0, **habits}
    lines = "\n".join(f"{key} = {value}" for key, value in given.items())
    return f"[joint_sanctions.agencies.{name}]\nrestrictions = {restrictions}\n{lines}\n"


def sanctioned(*texts, number=AGENCIES, people=PEOPLE, **how):
    """A run with agencies of the habits of answer J."""
    habits = {
        "adoption_probability": ADOPTS,
        "adoption_months": ADOPTION_LAG,
        "never_drops": NEVER_DROPS,
        "drop_months": DROP_LAG,
    }
    agencies = "\n".join(agency(f"office_{k}", **habits) for k in range(number))
    return run(agencies, *texts, people=people, **how).tables


def stale_share(months):
    """Share of copies still held so many month's ends after removal, the month of removal being 0."""
    drops = 1 / (1 + DROP_LAG)
    return NEVER_DROPS + (1 - NEVER_DROPS) * (1 - drops) ** (months + 1)


COPIES = 1 / (1 + ADOPTION_LAG)
REACHED = AGENCIES * ADOPTS * COPIES / (EXIT + COPIES - EXIT * COPIES)
STALE_MONTHS = NEVER_DROPS * HORIZON + (1 - NEVER_DROPS) * DROP_LAG * (
    1 - (1 - 1 / (1 + DROP_LAG)) ** HORIZON
)
AFTER_TERM = ADOPTS * (1 - (1 - COPIES) ** TERM)


def test_j_the_formulas_give_the_published_numbers():
    assert pytest.approx(7.304, abs=5e-4) == REACHED
    assert pytest.approx(43.70, abs=5e-3) == REACHED * STALE_MONTHS
    assert sum(stale_share(k) for k in range(HORIZON)) == pytest.approx(STALE_MONTHS)
    bites = 1 - (1 - AFTER_TERM * stale_share(12)) ** AGENCIES
    assert bites == pytest.approx(0.7342, abs=5e-5)


def test_j_agencies_reached_stale_copies_and_who_still_bites_at_random_exits():
    tables = sanctioned(EVERYBODY, AT_RANDOM, months=240)
    cascades = tables["tally_cascades"]
    ended = cascades[:, :, :, 1:].sum(axis=(0, 1, 2, 3))
    assert cascades.sum() == PEOPLE
    assert ended.sum() > 0.9999 * PEOPLE  # those few who are still listed would have more
    agrees_in_mean(spread(ended), REACHED, within=0.01)
    assert tables["tally_reached"].sum() == spread(cascades.sum(axis=(0, 1, 2, 3))).sum()
    # stale copies at a month's end: exits of each month so far, with what they had, and have kept
    exits = np.arange(1, 240)
    chance = EXIT * (1 - EXIT) ** (exits - 1)
    had = AGENCIES * ADOPTS * (1 - (1 - COPIES) ** exits)
    stale = tables["tally_copies"][0, :, :, STALE].sum(axis=(1, 2))
    for month in (1, 6, 12, 24, 60, 239):
        gone = exits <= month
        expected = (chance * had * stale_share(month - exits))[gone].sum()
        assert stale[month] / PEOPLE == pytest.approx(expected, rel=0.03), month
    bites = 1 - (1 - had / AGENCIES * stale_share(12)) ** AGENCIES
    looked = exits + 12 < 240
    after = tables["tally_aftermath"].sum(axis=(0, 1, 2, 3))
    expected = (chance * bites)[looked].sum() / chance[looked].sum()
    agrees(after[1], after.sum(), expected)


def test_j_fixed_term():
    tables = sanctioned(EVERYBODY, AFTER_A_TERM, months=TERM + HORIZON)
    after = tables["tally_aftermath"].sum(axis=(0, 1, 2, 3))
    assert after.sum() == PEOPLE
    agrees(after[1], PEOPLE, 1 - (1 - AFTER_TERM * stale_share(12)) ** AGENCIES)
    copies = tables["tally_copies"].sum(axis=(0, 2))
    assert copies[:TERM, STALE].sum() == 0
    # what is stale in the 24 months after removal, over what there was to become stale
    reached = tables["tally_reached"].sum()
    agrees(reached, AGENCIES * PEOPLE, AFTER_TERM)
    seen = copies[TERM:, STALE].sum() / reached
    assert seen == pytest.approx(STALE_MONTHS, rel=0.01)
    # so, with the spells of the other test, REACHED x STALE_MONTHS = 43.70
    expected = AGENCIES * PEOPLE * ADOPTS * (1 - (1 - COPIES) ** (np.arange(TERM) + 1))
    np.testing.assert_allclose(copies[:TERM].sum(axis=(1, 2)), expected, rtol=0.02)


def test_restriction_months_have_the_cause_of_the_listing_where_every_agency_follows_it_at_once():
    tallies = run(agency("land", '["credit", "property"]'), RECORDS, people=20_000)
    tables = tallies.tables
    for name in ("tally_copies", "tally_restrictions"):
        for place in range(tables[name].shape[-1]):
            by = tables[name][0, ..., place].sum(axis=1)
            for cause, months in by_cause(tallies).items():
                np.testing.assert_array_equal(by[:, CAUSES.index(cause)], months)
            assert by.sum() == listed(tallies).sum() > 0
    assert tables["tally_sanctioned"].sum() == listed(tallies).sum()


def test_restriction_months_by_what_they_rest_on_add_up():
    """Against the masks of the last month, person by person."""
    habits = {
        "adoption_probability": 0.8,
        "adoption_months": 2,
        "drop_months": 3,
        "never_drops": 0.2,
    }
    scenario = world(
        agency("rail", '["trains", "flights"]', **habits),
        agency("air", '["flights"]', **habits),
        agency("land", '["property"]', **habits),
        RECORDS,
    )
    for cell in cells(scenario, 2048, 40):
        bits = np.arange(3, dtype=np.uint64)
        held = (cell["copies"][:, None] >> bits) & np.uint64(1) > 0
        fresh = (cell["current"][:, None] >> bits) & np.uint64(1) > 0
        assert not (fresh & ~held).any()
        assert not fresh[cell["on_list"] == 0].any()
        flights = held[:, :2].any(axis=1)
        named = np.array([held[:, 0].sum(), flights.sum(), held[:, 2].sum()])
        copies = cell.tables["tally_copies"].sum(axis=(0, 1))
        restrictions = cell.tables["tally_restrictions"].sum(axis=(0, 1))
        np.testing.assert_array_equal(copies.sum(axis=0), held.sum(axis=0))
        np.testing.assert_array_equal(restrictions.sum(axis=0), named)
        np.testing.assert_array_equal(copies[STALE], (held & ~fresh).sum(axis=0))
        stale_flights = flights & ~fresh[:, :2].any(axis=1)
        assert restrictions[STALE, 1] == stale_flights.sum() > 0
        assert cell.tables["tally_sanctioned"].sum() == held.any(axis=1).sum()
        assert copies[0].sum() == restrictions[0].sum() == 0


def test_a_firewall_never_adds_a_restriction_and_an_agency_never_takes_one_away():
    habits = {
        "adoption_probability": 0.6,
        "adoption_months": 2,
        "drop_months": 3,
        "never_drops": 0.2,
    }
    rail, air = agency("rail", '["trains"]', **habits), agency("air", '["flights"]', **habits)
    other = agency("other", '["trains", "flights"]', **habits)
    wall = "[joint_sanctions.agencies.other]\nadoption_probability = 0.0\n"
    how = {"people": 5_000}
    open_ = run(rail, air, other, RECORDS, **how).tables
    closed = run(rail, air, other, wall, RECORDS, **how).tables
    fewer = run(air, rail, RECORDS, **how).tables  # and in another order
    by_name = {n: t["tally_restrictions"].sum(axis=3) for n, t in (("o", open_), ("c", closed))}
    assert (by_name["c"] <= by_name["o"]).all()
    assert by_name["c"].sum() < by_name["o"].sum()
    # an agency's luck is its own: neither the others' number nor their order matters
    np.testing.assert_array_equal(closed["tally_copies"][..., :2], open_["tally_copies"][..., :2])
    np.testing.assert_array_equal(fewer["tally_copies"], open_["tally_copies"][..., [1, 0]])
    np.testing.assert_array_equal(
        fewer["tally_restrictions"], closed["tally_restrictions"][..., ::-1]
    )
    for name in ("tally_states", "tally_entries", "tally_missed"):
        np.testing.assert_array_equal(closed[name], open_[name])


def test_a_cap_on_agencies_keeps_the_first_that_would_adopt():
    free = sanctioned(EVERYBODY, AFTER_A_TERM, months=20, people=4_000)
    capped = sanctioned(
        EVERYBODY, AFTER_A_TERM, "[joint_sanctions]\nmost_agencies = 5", months=20, people=4_000
    )
    assert capped["tally_cascades"][..., 6:].sum() == 0
    np.testing.assert_array_equal(free["tally_copies"][..., :5], capped["tally_copies"][..., :5])
    assert (capped["tally_copies"] <= free["tally_copies"]).all()
    last = free["tally_copies"][..., -1].sum(), capped["tally_copies"][..., -1].sum()
    # the twelfth has its turn only if at most four of the eleven before it would adopt
    assert last[1] / last[0] == pytest.approx(stats.binom.cdf(4, AGENCIES - 1, ADOPTS), abs=0.01)


def test_notice_before_effect_only_delays_what_agencies_do():
    told = EVERYBODY + "[notice]\nprobability = 0.6\n"
    after = "[joint_sanctions]\nafter_notice = true\nnotice_months = 2\n"
    plain = sanctioned(told, months=30, people=10_000)
    later = sanctioned(told, after, months=30, people=10_000)
    at, then = (t["tally_copies"].sum(axis=(0, 2, 3, 4)) for t in (plain, later))
    assert then[:2].sum() == 0
    np.testing.assert_allclose(then[2:], 0.6 * at[:-2], rtol=0.03)
    assert (then[2:] <= at[:-2]).all()


def test_a_copy_that_is_never_dropped_brings_everybody_back():
    """Answer M with the agency as the one who lists: term 1, entry probability that of a re-import."""
    people, months, hazard = 100_000, 100, 0.2
    back = -np.expm1(-hazard)
    habits = {"never_drops": 1.0, "reimport_per_month": hazard}
    texts = (
        EVERYBODY,
        "[blacklist]\nterm_months = 1\n",
        agency("web", '["public_naming"]', **habits),
    )
    tallies = run(*texts, people=people, months=months)
    entries = tallies.tables["tally_entries"].sum(axis=(0, 2))
    assert entries[0, CAUSES.index("false_flag")] == people
    again = entries[1:, CAUSES.index("reimported")]
    assert entries[1:].sum() == again.sum()
    assert again[0] == 0  # the month of exit
    agrees(again[1], people, back)
    agrees(again[2], people, back * (1 - back), within=0.04)
    # for the first time, or for the second
    agrees(again[3], people, back * (1 - back) ** 2 + back**2, within=0.04)
    share = 1 / (1 + 1 / back)
    assert listed(tallies)[50:].mean() / people == pytest.approx(share, rel=0.005)
    # the copy is always there: nobody ever has a month without a restriction
    assert tallies.tables["tally_copies"].sum() == people * months
    assert tallies.tables["tally_ever_sanctioned"].sum(axis=(0, 1, 2)).tolist() == [people] * 3


def test_hardship_follows_the_copies_and_not_the_list():
    """Agencies that follow the list at once restrict whom the list itself would; a firewall, nobody."""
    answering = """
[categories.act]
ceiling_per_month = 0.2
[behaviour.hardship]
strength = 2.0
categories = ["act"]
"""
    texts = (RECORDS, answering)
    follows, wall = agency("land"), agency("land", adoption_probability=0.0)
    how = {"people": 20_000, "months": 40}
    by_list, by_copy, by_none = (
        run(*texts, *more, **how).tables for more in ((), (follows,), (wall,))
    )
    stale = run(*texts, agency("land", never_drops=1.0), **how).tables
    idle = run(RECORDS, "[categories.act]\nceiling_per_month = 0.2\n", **how).tables
    for name in ("tally_acts", "tally_states"):
        np.testing.assert_array_equal(by_list[name], by_copy[name])
        np.testing.assert_array_equal(by_none[name], idle[name])
    assert idle["tally_acts"].sum() < by_copy["tally_acts"].sum() < stale["tally_acts"].sum()
