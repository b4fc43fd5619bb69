"""Known answers H, C and A: hearings, corroboration, and audits that may suspend a category."""

import numpy as np
import pytest

from tests.known_answers.neutral import agrees, by_cause, listed, run

PEOPLE = 100_000

SAFEGUARDS = """
[hearing]
attendance = 0.0
sensitivity = 1.0
specificity = 1.0
[corroboration]
founded_confirmed = 1.0
unfounded_confirmed = 1.0
[audit]
every_months = 3
sample_share = 0.0
sensitivity = 1.0
specificity = 1.0
ceiling = 1.0
"""
"""All of them scheduled, and none of them doing anything."""

EVERYBODY_WRONGLY = "[flag]\nspecificity = 0.0\ndiscretion = 1.0\n"
"""In month 0 everybody is flagged for what nobody did."""

ACTS = "[categories.act]\nrate_per_month = 0.05\n[unfounded.clerical.rate_per_month]\nact = 0.02\n"


def simulated(*texts, **how):
    return run(SAFEGUARDS, *texts, people=how.pop("people", PEOPLE), **how)


def test_safeguards_that_do_nothing_change_no_bit():
    without = run(ACTS, EVERYBODY_WRONGLY, people=20_000)
    beside = simulated(ACTS, EVERYBODY_WRONGLY, people=20_000)
    for name, table in without.tables.items():
        np.testing.assert_array_equal(table, beside.tables[name], err_msg=name)


def test_h_a_hearing_averts_attendance_times_sensitivity_of_the_wrongful_listings():
    tallies = simulated(
        EVERYBODY_WRONGLY, "[hearing]\nattendance = 0.6\nsensitivity = 0.7\n", months=2
    )
    agrees(listed(tallies)[0], PEOPLE, 1 - 0.6 * 0.7)
    heard = tallies.tables["tally_hearings"].sum(axis=(0, 1, 2))
    assert heard.sum() == PEOPLE
    agrees(heard[1, 0], PEOPLE, 0.4)


def test_h_a_hearing_dismisses_rightful_listings_at_one_minus_specificity():
    """The cost: dismissed by mistake is missed under the rules, and says so."""
    tallies = simulated(
        "[categories.act]\nrate_per_month = 0.3\n",
        "[hearing]\nattendance = 0.5\nspecificity = 0.4\n",
        months=1,
    )
    up_for_it = 1 - np.exp(-0.3)
    agrees(listed(tallies)[0], PEOPLE, up_for_it * (1 - 0.5 * 0.6))
    missed = tallies.tables["tally_missed"].sum(axis=(0, 2))[0]
    agrees(missed.sum(), PEOPLE, up_for_it * 0.5 * 0.6, within=0.06)
    assert missed.sum() == missed[6]  # heard


def test_c_corroboration_thins_what_happened_and_what_did_not():
    tallies = simulated(
        ACTS, "[corroboration]\nfounded_confirmed = 0.9\nunfounded_confirmed = 0.1\n", months=24
    )
    made = tallies.tables["tally_records"].sum(axis=(0, 1, 2, 4))
    dropped = tallies.tables["tally_uncorroborated"].sum(axis=(0, 1, 2))
    for kept, lost, chance in ((made[0], dropped[1], 0.9), (made[1:].sum(), dropped[0], 0.1)):
        agrees(kept, kept + lost, chance, within=0.06)
    founded = 0.05 * 0.9 / (0.05 * 0.9 + 0.02 * 0.1)
    agrees(made[0], made.sum(), founded)


@pytest.mark.parametrize(("wrongful", "struck"), [(True, 0.4 * 0.8), (False, 0.4 * 0.1)])
def test_a_each_audit_strikes_sample_times_accuracy(wrongful, struck):
    """P(still listed after n audits) = (1 - share x chance of being struck)^n."""
    world = EVERYBODY_WRONGLY
    if not wrongful:  # everybody did act, and is truly flagged
        world = (
            "[categories.act]\nrate_per_month = 30.0\ndetection = 0.0\n"
            "[flag]\nsensitivity = 1.0\ndiscretion = 1.0\n"
        )
    tallies = simulated(
        world,
        "[audit]\nsample_share = 0.4\nsensitivity = 0.8\nspecificity = 0.9\n",
        months=24,
        people=PEOPLE,
    )
    counts = listed(tallies)
    for month in (1, 2, 5, 8):
        audits = (month + 1) // 3
        agrees(counts[month], PEOPLE, (1 - struck) ** audits)
    cause = "false_flag" if wrongful else "by_rules"
    assert by_cause(tallies)[cause].sum() == counts.sum()


def test_a_category_above_the_ceiling_records_nothing_while_suspended():
    """Half of the records are false, all is looked at, and a quarter found wrong is too much."""
    text = (
        "[unfounded.clerical.rate_per_month]\nact = 0.05\n"
        "[audit]\nsample_share = 1.0\nceiling = 0.25\nsuspend_months = 6\n"
    )
    tallies = simulated(ACTS, text, months=24, people=20_480)
    arrived = tallies.tables["tally_records"].sum(axis=(0, 2, 3, 4))
    not_made = tallies.tables["tally_not_recorded"].sum(axis=(0, 2, 3))
    suspensions = tallies.tables["tally_suspensions"].sum(axis=(0, 2))
    assert suspensions[2] == 20  # every cell, at the first audit
    np.testing.assert_array_equal(arrived[3:9], 0)
    assert (arrived[:3] > 0).all()
    assert arrived[9] > 0
    assert (not_made[3:9] > 0).all()
    # what is not made is what would have been: the same draws with and without
    free = simulated(ACTS, text, "[audit]\nceiling = 1.0\n", months=24, people=20_480)
    made = free.tables["tally_records"].sum(axis=(0, 2, 3, 4))
    np.testing.assert_array_equal(made, arrived + not_made)


def test_a_sharper_audit_never_leaves_a_wrongful_listing_that_a_duller_one_struck():
    def wrongful(sensitivity):
        audit = f"[audit]\nsample_share = 0.5\nsensitivity = {sensitivity}\n"
        return listed(simulated(EVERYBODY_WRONGLY, audit, months=24, people=20_000))

    dull, sharp = wrongful(0.3), wrongful(0.6)
    assert (sharp <= dull).all()
    assert sharp[-1] < dull[-1]
