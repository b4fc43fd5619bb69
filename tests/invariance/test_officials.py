"""Favour, quota, sale, rewards and averaging: at nothing they change no bit of anything."""

import numpy as np

from tests.known_answers.neutral import BARE, run
from tests.known_answers.officials import OFFICIALS

BUSY = """
[strata.everybody]
share = 0.6
[strata.others]
share = 0.4
exposure = 2.0
[categories.act]
rate_per_month = 0.05
detection = 0.6
[unfounded.clerical.rate_per_month]
act = 0.02
[blacklist]
term_months = 9
"""
OURS = {
    "tally_dropped",
    "tally_fabricated",
    "tally_reports",
    "tally_payments",
    "tally_averaging",
    "tally_averaged_debt",
}


def test_no_favour_quota_bribe_reward_or_recipient_changes_no_bit() -> None:
    without = run(BUSY, base=BARE, people=20_000, months=30).tables
    idle = run(BUSY, base=OFFICIALS, people=20_000, months=30).tables
    assert set(idle) - set(without) == OURS
    for name, table in without.items():
        assert np.array_equal(table, idle[name]), name
    assert not any(idle[name].any() for name in OURS)


def test_each_of_them_leaves_the_conduct_of_people_alone() -> None:
    """What is dropped, invented, sold or reported cannot change what anybody did."""
    busy = """
    [favour]
    probability = 0.3
    [quota]
    records_per_1000.act = 60
    [sale]
    hazard_per_month = 0.2
    [informants]
    tiers.act.reward_yuan = 100
    [averaging]
    recipients = 0.3
    """
    idle = run(BUSY, base=OFFICIALS, people=20_000, months=30).tables
    moved = run(BUSY, busy, base=OFFICIALS, people=20_000, months=30).tables
    assert np.array_equal(idle["tally_acts"], moved["tally_acts"])
    assert np.array_equal(idle["tally_people"], moved["tally_people"])
    # the clerks' own slips are what they were
    assert np.array_equal(idle["tally_made"][:, :, 1], moved["tally_made"][:, :, 1])
    assert all(moved[name].sum() > 100 for name in OURS - {"tally_averaged_debt"})
