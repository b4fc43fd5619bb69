"""Known answer 2: no record is made or lost in between, and a mislink only moves one."""

import numpy as np
import pytest

from tests.known_answers.neutral import agrees, by_cause, cells, run, world

PEOPLE = 200_000

EVERYTHING_MOVES = """
[strata.everybody]
share = 0.7

[strata.others]
share = 0.3
confusability = 4.0
exposure = 2.0

[categories.act]
rate_per_month = 0.05
detection = 0.6

[unfounded.clerical.rate_per_month]
act = 0.01

[unfounded.malicious_report.rate_per_month]
act = 0.02

[linking]
mislink = 0.2

[delay]
reporting_months = 9

[notice]
probability = 1.0

[appeal]
hazard_per_month = 1.0

[review]
sensitivity = 0.9
specificity = 0.6
corrects_source = 0.3
reassert_per_month = 0.2
"""


def test_2_attached_and_on_their_way_are_all_that_were_made() -> None:
    tables = run(EVERYTHING_MOVES, people=50_000, months=30).tables
    made, attached = tables["tally_made"], tables["tally_records"]
    assert made.sum() == attached.sum() + tables["tally_waiting"].sum()
    assert tables["tally_waiting"].sum() > 10_000
    assert tables["tally_returned"].sum() > 1_000  # returns are counted apart


def test_2_each_kind_of_record_is_attached_as_it_was_made_where_none_is_on_its_way() -> None:
    at_once = EVERYTHING_MOVES.replace("reporting_months = 9", "reporting_months = 0")
    tables = run(at_once, people=50_000, months=30).tables
    assert tables["tally_waiting"].sum() == 0
    np.testing.assert_array_equal(
        tables["tally_made"].sum(axis=1), tables["tally_records"].sum(axis=(1, 2))
    )


def test_2_founded_records_are_the_acts_detected() -> None:
    tables = run("[categories.act]\nrate_per_month = 0.05", people=50_000).tables
    assert tables["tally_made"].sum() == tables["tally_acts"].sum() > 100_000
    tables = run("[categories.act]\nrate_per_month = 0.05\ndetection = 0.4", people=PEOPLE).tables
    agrees(tables["tally_made"].sum(), tables["tally_acts"].sum(), 0.4)


def test_2_every_mislink_leaves_one_subject_and_enters_another() -> None:
    scenario = world(EVERYTHING_MOVES)
    for cell in cells(scenario, 3 * 1024 + 200, 24):
        n = int(cell["log_n"][0])
        holder, owner = cell["log_holder"][:n], cell["log_owner"][:n]
        original = cell["log_state"][:n] & 2 == 0
        moved = (holder != owner) & original
        assert moved.sum() == cell.tables["tally_records"][..., 1].sum() > 0
        # whoever is left or entered is a person of this cell
        assert cell.tables["tally_people"].sum() > max(holder.max(), owner.max())
        given = np.bincount(owner[original], minlength=1024)
        held = np.bincount(holder[original], minlength=1024)
        assert given.sum() == held.sum()
        kept = np.bincount(owner[original & ~moved], minlength=1024)
        left = np.bincount(owner[moved], minlength=1024)
        came = np.bincount(holder[moved], minlength=1024)
        np.testing.assert_array_equal(held, kept + came)
        np.testing.assert_array_equal(given, kept + left)


def test_2_mislinks_fall_by_the_confusability_of_owner_and_receiver() -> None:
    """Mean 1 after scaling: confusability 1 and 4 at shares .7 and .3 become 1 / 1.9 and 4 / 1.9."""
    tables = run(
        """
        [strata.everybody]
        share = 0.7

        [strata.others]
        share = 0.3
        confusability = 4.0

        [categories.act]
        rate_per_month = 0.05

        [linking]
        mislink = 0.1
        """,
        people=PEOPLE,
    ).tables
    made = tables["tally_made"].sum(axis=(0, 2))
    agrees(made[0, 1], made[0].sum(), 0.1 / 1.9)
    agrees(made[1, 1], made[1].sum(), 0.4 / 1.9)
    received = tables["tally_records"].sum(axis=(0, 1, 3))[:, 1]
    agrees(received[1], received.sum(), 0.3 * 4 / 1.9)


@pytest.mark.parametrize("mislink", [0.1, 0.4])
def test_2_mislinked_records_list_the_wrong_and_miss_the_right(mislink: float) -> None:
    """Kept, sent away and received records are three independent Poisson counts."""
    rate, months = 0.02, 36
    tallies = run(
        f"""
        [categories.act]
        rate_per_month = {rate}

        [linking]
        mislink = {mislink}
        """,
        people=PEOPLE,
        months=months,
    )
    kept, moved = rate * (1 - mislink) * months, rate * mislink * months
    cause = {name: of_month[-1] for name, of_month in by_cause(tallies).items()}
    wrong_person = np.exp(-kept - moved) * -np.expm1(-moved)
    agrees(cause["wrong_person"], PEOPLE, wrong_person, within=0.05)
    agrees(cause["wrong_person"] + cause["by_rules"], PEOPLE, -np.expm1(-kept - moved))
    missed = tallies.tables["tally_missed"].sum(axis=(0, 2))[-1]
    agrees(missed.sum(), PEOPLE, wrong_person, within=0.05)  # as many, by symmetry
    others = set(cause) - {"wrong_person", "by_rules"}
    assert not any(cause[name] for name in others)


def test_2_records_wait_a_geometric_lag_that_may_be_nothing() -> None:
    """Those of the last k months are on their way with probability (1 - q)^(k + 1), q = 1 / (1 + m)."""
    rate, mean, months = 0.05, 4.0, 12
    waits = mean / (1 + mean)
    tables = run(
        f"""
        [categories.act]
        rate_per_month = {rate}

        [delay]
        reporting_months = {mean}
        """,
        people=PEOPLE,
        months=months,
    ).tables
    on_their_way = sum(waits ** (k + 1) for k in range(months)) / months
    made = tables["tally_made"].sum()
    agrees(tables["tally_waiting"].sum(), made, on_their_way)
    arrived = tables["tally_records"].sum(axis=(0, 2, 3, 4))
    agrees(arrived[0], made, (1 - waits) / months, within=0.10)
    agrees(arrived[5], made, (1 - waits**6) / months, within=0.06)


def test_2_records_fall_to_severities_and_sources_by_their_shares() -> None:
    tables = run(
        """
        [categories.act]
        rate_per_month = 0.05
        detection = 0.5
        trigger = false

        [categories.act.severities.small]
        share = 0.8

        [categories.act.severities.big]
        share = 0.2
        trigger = true

        [unfounded.clerical.rate_per_month]
        act = 0.01

        [unfounded.fabrication.rate_per_month]
        act = 0.03
        """,
        people=PEOPLE,
        months=12,
    ).tables
    acts = tables["tally_acts"].sum(axis=(0, 1))
    agrees(acts[1], acts.sum(), 0.2)
    made = tables["tally_made"].sum(axis=(0, 1, 3))
    agrees(made[0], made.sum(), 0.025 / 0.065)
    agrees(made[4], made[1:].sum(), 0.75)
    assert made[2] == made[3] == 0
    listed_at_last = tables["tally_ever"][..., 0].sum()
    agrees(listed_at_last, PEOPLE, -np.expm1(-0.2 * 0.065 * 12))
