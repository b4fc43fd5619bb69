"""Runs with different rates share their draws: then a raised rate keeps every record and adds some."""

import numpy as np
import pandas as pd

from ostraka.results.run import as_run
from ostraka.scenario import load
from ostraka.sensitivity.common import Runs, with_common_candidates
from tests.known_answers.neutral import BARE, world

RATE = "unfounded.clerical.rate_per_month.act"
TWO = """
[categories.other]
rate_per_month = 0.002
detection = 1.0
trigger = true
[unfounded.clerical.rate_per_month]
act = 0.002
other = 0.003
"""
REPLICATES = 20


def changes(scenario, place, low, high):
    """What a raised rate changes, by replicate."""
    runs = Runs(scenario, "ever_wrongly_listed", 1)
    rows = [pd.DataFrame([{place: rate}] * REPLICATES) for rate in (low, high)]
    before, after = (runs.harms(row, np.arange(REPLICATES)) for row in rows)
    return after - before


def test_a_raised_rate_takes_nothing_away_in_any_replicate():
    scenario = as_run(world(TWO, base=BARE), people=5000, months=24)
    found = changes(with_common_candidates(scenario, {RATE: 0.00204}), RATE, 0.002, 0.00204)
    assert (found >= 0).all()
    assert found.mean() > 0


def test_records_of_another_category_stay_with_whom_they_were():
    """Only acts list here; more records of the other category move nobody, on common candidates."""
    other = "unfounded.clerical.rate_per_month.other"
    idle = "[categories.other]\ntrigger = false\nrate_per_month = 0.0"
    scenario = as_run(world(TWO, idle, base=BARE), people=5000, months=24)
    plain = changes(scenario, other, 0.001, 0.003)
    common = changes(with_common_candidates(scenario, {other: 0.003}), other, 0.001, 0.003)
    assert (common == 0).all()
    assert (plain != 0).any()  # without them the test can tell


def test_a_ceiling_that_the_file_names_stays_as_it_is():
    scenario = world(TWO, "[unfounded.clerical]\nceiling_per_month = 0.02", base=BARE)
    assert with_common_candidates(scenario, {RATE: 0.01}) is scenario


def test_the_ceiling_is_the_highest_of_all_rates_of_its_table():
    scenario = world(TWO, base=BARE)
    for high, ceiling in ((0.0005, 0.003), (0.01, 0.01)):
        made = with_common_candidates(scenario, {RATE: high})
        assert float(made.unfounded.clerical.ceiling_per_month) == ceiling
        assert made.categories["act"].ceiling_per_month is None


def test_acts_of_people_who_answer_to_the_system_keep_their_ceiling():
    """Answers are capped there, so that another ceiling would be another model."""
    place = "categories.fee_delay.rate_per_month"
    scenario = load("points_pilot")
    before = scenario.categories["fee_delay"].ceiling_per_month
    assert scenario.behaviour is not None
    after = with_common_candidates(scenario, {place: 0.004}).categories["fee_delay"]
    assert after.ceiling_per_month == before
