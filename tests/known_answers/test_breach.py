"""Known answer B: breaches are binomial over agencies and years, and expose whoever is on a copy."""

import numpy as np

from ostraka.population.ledgers import CARRIED, CAUSES
from tests.known_answers.neutral import agrees, run
from tests.known_answers.test_joint_sanctions import EVERYBODY, agency

CHANCE, YEARS, AGENCIES = 0.3, 20, 24


def breached(*texts, chance=CHANCE, number=AGENCIES, **how):
    agencies = [agency(f"office_{k}", breach_per_year=chance) for k in range(number)]
    return run(*agencies, *texts, **how)


def test_b_breaches_are_binomial_and_expose_everybody_on_the_copy():
    places = "\n".join(f"[jurisdictions.place_{k}]" for k in range(30))
    people = 3 * 1024 * 30
    tables = breached(EVERYBODY, places, people=people, months=12 * YEARS).tables
    breaches = tables["tally_breaches"]
    by_place = breaches.sum(axis=(1, 2))
    agrees(by_place.sum(), 30 * AGENCIES * YEARS, CHANCE, within=0.08)
    error = AGENCIES * YEARS * CHANCE * (1 - CHANCE)
    assert 0.4 * error < by_place.var(ddof=1) < 2 * error
    # at most one an agency and year, spread over the months of the year
    yearly = breaches.reshape(30, YEARS, 12, AGENCIES).sum(axis=2)
    assert yearly.max() == 1
    in_month = breaches.sum(axis=(0, 2)).reshape(YEARS, 12).sum(axis=0)
    assert (np.abs(in_month / in_month.sum() - 1 / 12) < 0.02).all()
    # everybody is on every copy, in each of three cells: each breach is found alike in all of them
    exposed = tables["tally_exposed"].sum(axis=(2, 3))
    np.testing.assert_array_equal(exposed, 3 * 1024 * breaches.sum(axis=2))
    assert tables["tally_ever_exposed"].sum() == people
    carried = tables["tally_exposed"].sum(axis=(0, 1, 2))
    assert carried[CAUSES.index("false_flag")] == carried.sum()


def test_b_a_stale_copy_leaks_like_any_other_and_an_empty_one_exposes_nobody():
    gone = "[blacklist]\nterm_months = 6\n[joint_sanctions.agencies.office_0]\nnever_drops = 1.0\n"
    tables = breached(EVERYBODY, gone, chance=1.0, number=1, people=1500, months=24).tables
    when = np.flatnonzero(tables["tally_breaches"].sum(axis=(0, 2)))
    exposed = tables["tally_exposed"].sum(axis=(0, 2))
    assert when.size == 2
    for month in when:
        assert exposed[month].sum() == 1500
        assert exposed[month, CARRIED.index("stale")] == (1500 if month >= 6 else 0)
    assert tables["tally_ever_exposed"].sum() == 1500
    none = breached(chance=1.0, number=1, people=1500, months=24).tables
    np.testing.assert_array_equal(none["tally_breaches"], tables["tally_breaches"])
    assert none["tally_exposed"].sum() == 0
