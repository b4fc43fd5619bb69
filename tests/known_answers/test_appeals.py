"""Known answers 8a, 8b and 8c: who is corrected, after how long, and how often again.

Everybody is falsely flagged in month 0 and never again, so all spells begin together.
"""

import numpy as np
import pytest

from ostraka.population.ledgers import CAUSES
from tests.known_answers.neutral import (
    agrees,
    agrees_in_mean,
    by_cause,
    cells,
    listed,
    run,
    spells,
    spread,
    world,
)

PEOPLE = 200_000

NOTICE, LAG, APPEAL, REVIEW = 0.8, 2.0, 0.08, 5.0
SURVIVAL, SENSITIVITY = 0.85, 0.7

ALL_LISTED_AT_ONCE = """
[flag]
specificity = 0.0
discretion = 1.0
"""
REDRESS = f"""
[notice]
probability = {NOTICE}
lag_months = {LAG}

[appeal]
hazard_per_month = {APPEAL}
steps = 2
step_survival = {SURVIVAL}
review_months = {REVIEW}

[review]
sensitivity = {SENSITIVITY}
"""

CORRECTED = NOTICE * SURVIVAL * SENSITIVITY
"""φ: told, through all steps, and recognised."""

STEPS = np.array([1 / (1 + LAG), -np.expm1(-APPEAL), 1 / REVIEW])
"""Monthly probabilities of the three waits: notice (from 0 months), appeal and review (from 1)."""


def takes_longer(t: int) -> float:
    """P(T > t) for the time T from entry to correction: a sum of three geometric waits."""
    if t < 1:
        return 1.0
    p = 1 - STEPS
    total = 0.0
    for i in range(3):
        others = np.prod([p[i] - p[j] for j in range(3) if j != i])
        total += p[i] ** (t + 1) / (STEPS[i] * others)
    return float(np.prod(STEPS) * total)


def still_listed(t: int) -> float:
    """S(t): share of those listed in month 0 who still are at the end of month t."""
    return 1 - CORRECTED * (1 - takes_longer(t))


def test_8a_share_never_corrected_and_months_to_correction() -> None:
    mean = LAG + 1 / -np.expm1(-APPEAL) + REVIEW
    assert still_listed(10_000) == 1 - CORRECTED == pytest.approx(0.5240, abs=5e-5)
    assert mean == pytest.approx(20.007, abs=5e-4)
    assert still_listed(12) == pytest.approx(0.8395, abs=5e-5)
    assert sum(takes_longer(t) for t in range(2000)) == pytest.approx(mean)

    tallies = run(ALL_LISTED_AT_ONCE, REDRESS, people=PEOPLE, months=240)
    assert tallies.tables["tally_entries"][0, 0, 0, CAUSES.index("false_flag")] == PEOPLE
    agrees(spells(tallies, "open").sum(), PEOPLE, 1 - CORRECTED)
    corrected = spells(tallies, "corrected")
    agrees(corrected.sum(), PEOPLE, CORRECTED)
    agrees_in_mean(spread(corrected), mean, within=0.015)
    for t in (3, 6, 12, 24, 36):
        agrees(corrected[t + 1 :].sum(), corrected.sum(), takes_longer(t), within=0.06)
        agrees(listed(tallies)[t], PEOPLE, still_listed(t))
    assert corrected[:2].sum() == 0  # an appeal from the month after, a decision from the next


def test_8a_median_is_undefined_where_fewer_than_half_are_corrected() -> None:
    tallies = run(ALL_LISTED_AT_ONCE, REDRESS, people=PEOPLE, months=240)
    assert CORRECTED < 0.5
    assert listed(tallies).min() > PEOPLE / 2


def test_8a_nobody_is_corrected_who_is_listed_by_the_rules() -> None:
    tallies = run(
        REDRESS,
        """
        [categories.act]
        rate_per_month = 0.5
        trigger = false

        [flag]
        sensitivity = 1.0
        discretion = 1.0
        """,
        people=10_000,
    )
    assert set(tallies.tables["tally_entries"].sum(axis=(0, 1, 2)).nonzero()[0]) == {1}
    upheld = tallies.tables["tally_redress"].sum(axis=(0, 1, 2))[3:5]
    assert upheld.sum() == 0
    assert tallies.tables["tally_redress"].sum(axis=(0, 1, 2))[5, 1] > 1000  # all denied


def test_8b_a_term_cuts_the_time_in_which_one_is_corrected() -> None:
    months = 36
    wrongful = sum(still_listed(t) for t in range(months))
    assert wrongful == pytest.approx(27.711, abs=5e-4)
    share = CORRECTED * (1 - takes_longer(months - 1))

    tallies = run(
        ALL_LISTED_AT_ONCE, REDRESS, f"[blacklist]\nterm_months = {months}\n", people=PEOPLE
    )
    corrected, expired = spells(tallies, "corrected"), spells(tallies, "expired")
    agrees(corrected.sum(), PEOPLE, share)
    assert expired[:months].sum() == expired[months + 1 :].sum() == 0
    assert expired[months] + corrected.sum() == PEOPLE
    assert corrected[months:].sum() == 0  # expiry comes before a correction in the same month
    agrees_in_mean(spread(corrected + expired), wrongful, within=0.01)


def test_8b_a_constant_exit_competes_with_correction() -> None:
    """Corrected: φ G(1 - μ), with G the generating function of the time to correction."""
    hazard = 0.03
    z = np.exp(-hazard)
    share = CORRECTED * z**2 * np.prod(STEPS / (1 - (1 - STEPS) * z))
    tallies = run(
        ALL_LISTED_AT_ONCE,
        REDRESS,
        f"[pardon]\nhazard_per_month = {hazard}\n",
        people=PEOPLE,
        months=480,
    )
    agrees(spells(tallies, "corrected").sum(), PEOPLE, share)
    assert spells(tallies, "corrected").sum() + spells(tallies, "pardoned").sum() >= PEOPLE - 5


QUICK_REDRESS_AND_RETURN = f"""
[unfounded.clerical.rate_per_month]
act = 0.01

[notice]
probability = {NOTICE}

[appeal]
hazard_per_month = 2.0
steps = 2
step_survival = {SURVIVAL}
review_months = 1

[review]
sensitivity = {SENSITIVITY}
corrects_source = 0.6
reassert_per_month = 1.0
"""


def test_8c_a_false_record_that_comes_back_lists_again_and_again() -> None:
    """Of those with one false record, long enough ago: one spell, and one more for each return."""
    expected = 1 / (1 - CORRECTED * (1 - 0.6))
    assert expected == pytest.approx(1.2352, abs=5e-5)
    months, settled = 120, 60
    made: list[int] = []
    for cell in cells(world(QUICK_REDRESS_AND_RETURN), 120 * 1024, months):
        n = int(cell["log_n"][0])
        holder, returned = cell["log_holder"][:n], cell["log_state"][:n] & 2 > 0
        records = np.bincount(holder[~returned], minlength=1024)
        returns = np.bincount(holder[returned], minlength=1024)
        first = np.full(1024, months)
        np.minimum.at(first, holder, cell["log_month"][:n])
        made += (1 + returns[(records == 1) & (first < months - settled)]).tolist()
    agrees_in_mean(made, expected)
    # spells are geometric: the share of records that come back at least twice
    again = CORRECTED * (1 - 0.6)
    agrees(sum(k >= 2 for k in made), len(made), again, within=0.06)
    agrees(sum(k >= 3 for k in made), len(made), again**2, within=0.15)


def test_8c_no_record_comes_back_where_sources_are_corrected() -> None:
    text = QUICK_REDRESS_AND_RETURN.replace("corrects_source = 0.6", "corrects_source = 1.0")
    tables = run(text, people=20_000).tables
    assert tables["tally_returned"].sum() == 0
    assert tables["tally_redress"][0, :, 0, 3].sum() > 1000


def test_8_the_hazard_of_the_wronged_is_a_multiple() -> None:
    """`wronged_ratio` times the hazard for those listed in error, 1 for those by the rules."""
    tallies = run(
        """
        [categories.act]
        rate_per_month = 0.5
        trigger = false

        [flag]
        sensitivity = 1.0
        specificity = 0.0
        discretion = 1.0

        [notice]
        probability = 1.0

        [appeal]
        hazard_per_month = 0.02
        wronged_ratio = 3.0
        """,
        people=PEOPLE,
        months=25,
    )
    filed = tallies.tables["tally_redress"].sum(axis=(0, 1, 2))[1]
    entered = tallies.tables["tally_entries"].sum(axis=(0, 1, 2))
    agrees(filed[CAUSES.index("by_rules")], entered[1], -np.expm1(-0.02 * 24))
    false_flag = CAUSES.index("false_flag")
    agrees(filed[false_flag], entered[false_flag], -np.expm1(-0.06 * 24))
    assert sum(of_month[0] for of_month in by_cause(tallies).values()) == PEOPLE


PERFECT_REVIEW_AND_REPAIR = """
[categories.act]
rate_per_month = 0.01

[unfounded.clerical.rate_per_month]
act = 0.01

[blacklist]
term_months = 24

[notice]
probability = 1.0

[appeal]
hazard_per_month = 0.3
review_months = 2

[review]
sensitivity = 1.0

[repair]
min_months = 1
hazard_per_month = 0.15
"""


def test_8_a_perfect_reviewer_denies_nobody_wronged_and_upholds_nobody_else() -> None:
    """Also where a repair ends the counterfactual listing in the month of the decision."""
    redress = run(PERFECT_REVIEW_AND_REPAIR, people=30_000, months=48)
    events = redress.tables["tally_redress"].sum(axis=(0, 1, 2))
    upheld, denied, by_rules = 3, 5, CAUSES.index("by_rules")
    assert events[denied, by_rules] > 1_000
    assert events[upheld].sum() > 1_000
    assert events[denied].sum() == events[denied, by_rules]
    assert events[upheld, by_rules] == 0
