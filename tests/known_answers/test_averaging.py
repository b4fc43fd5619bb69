"""Averaging: the chance of a false debt, exactly, from the distribution of fortnights worked."""

import numpy as np
import pytest
from scipy import stats

from tests.known_answers.neutral import agrees, agrees_in_mean, by_cause, cells, run, world
from tests.known_answers.officials import OFFICIALS

PEOPLE = 100_000
YEAR = 26
INCOME, FREE = 1000.0, 300.0


def fortnights_worked(share: float, spell: float) -> np.ndarray:
    """Distribution of fortnights worked in 26 of a stationary two-state chain, by recursion."""
    leaves, finds = 1 / spell, share / (1 - share) / spell
    out, at_work = np.zeros(YEAR + 1), np.zeros(YEAR + 1)
    out[0], at_work[0] = 1 - share, share  # before the first fortnight
    for _ in range(YEAR):
        goes_on = at_work * (1 - leaves) + out * finds
        out = at_work * leaves + out * (1 - finds)
        at_work = np.append(0, goes_on[:-1])
    return out + at_work


def wrong(share: float, spell: float) -> np.ndarray:
    """The part of that distribution in which the average contradicts the reports."""
    worked = np.arange(YEAR + 1)
    contradicts = (worked * INCOME / YEAR > FREE) & (worked < YEAR)
    return np.where(contradicts, fortnights_worked(share, spell), 0)


def averaging(share: float, spell: float, recipients: float = 1.0) -> str:
    return f"""
    [averaging]
    recipients = {recipients}
    working_share = {share}
    work_spell_fortnights = {spell}
    income = {INCOME}
    free_area = {FREE}
    taper = 0.5
    """


def test_the_recursion_is_the_binomial_where_fortnights_are_independent() -> None:
    binomial = stats.binom.pmf(np.arange(YEAR + 1), YEAR, 0.4)
    np.testing.assert_allclose(fortnights_worked(0.4, 1 / 0.6), binomial, atol=1e-14)
    assert fortnights_worked(0.7, 20).sum() == pytest.approx(1)
    assert fortnights_worked(0.7, 20) @ np.arange(YEAR + 1) == pytest.approx(0.7 * YEAR)


@pytest.mark.parametrize(("share", "spell"), [(0.4, 1 / 0.6), (0.4, 8.0), (0.8, 26.0), (0.3, 1.0)])
def test_the_share_of_true_reports_that_the_average_contradicts(share: float, spell: float) -> None:
    tables = run(averaging(share, spell), base=OFFICIALS, people=PEOPLE, months=24).tables
    checks = tables["tally_averaging"].sum(axis=(0, 2))
    assert checks.sum(axis=1)[11] == checks.sum(axis=1)[23] == PEOPLE
    expected = wrong(share, spell).sum()
    agrees(checks[11, 1], PEOPLE, expected)
    agrees(checks[23, 1], PEOPLE, expected)  # the second year is like the first
    assert checks.sum() == 2 * PEOPLE
    assert checks[:, 1].sum() == tables["tally_made"][:, :, 2].sum() == tables["tally_made"].sum()


def test_who_works_all_year_or_hardly_at_all_is_spared() -> None:
    """7 of 26 fortnights at 1000 average 269, 8 average 308: the free area lies between."""
    worked = np.flatnonzero(wrong(0.5, 4.0))
    assert (worked.min(), worked.max()) == (8, 25)
    always = run(averaging(0.99, 10_000.0), base=OFFICIALS, people=20_000, months=12).tables
    never = run(averaging(0.0, 1.0), base=OFFICIALS, people=20_000, months=12).tables
    assert always["tally_averaging"][..., 1].sum() < 0.01 * 20_000
    assert never["tally_averaging"][..., 1].sum() == 0
    assert never["tally_averaging"][..., 0].sum() == 20_000


def test_the_debt_claimed_from_people_who_owe_nothing() -> None:
    """Mean of taper (average - free area) x fortnights without work, less what rounding down takes."""
    share, spell = 0.5, 6.0
    worked = np.arange(YEAR + 1)
    debt = np.floor(0.5 * (worked * INCOME / YEAR - FREE) * (YEAR - worked))
    expected = wrong(share, spell) @ debt
    scenario = world(averaging(share, spell), base=OFFICIALS)
    of_cell = [
        cell.tables["tally_averaged_debt"].sum() / cell.tables["tally_people"].sum()
        for cell in cells(scenario, 100 * 1024, 12)
    ]
    agrees_in_mean(of_cell, expected, within=0.02)


def test_records_follow_recipients_and_are_all_false() -> None:
    tallies = run(averaging(0.5, 6.0, 0.2), base=OFFICIALS, people=PEOPLE, months=36)
    checks = tallies.tables["tally_averaging"].sum(axis=(0, 2))
    agrees(checks[11].sum(), PEOPLE, 0.2)
    np.testing.assert_array_equal(checks[11].sum(), checks[35].sum())  # recipients for life
    cause = by_cause(tallies)
    assert sum(months[-1] for name, months in cause.items() if name != "false_record") == 0
    assert cause["false_record"][10] == 0
    assert cause["false_record"][11] == checks[11, 1]
    agrees(cause["false_record"][11], checks[11].sum(), wrong(0.5, 6.0).sum())
