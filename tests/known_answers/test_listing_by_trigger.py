"""Known answers 3, 4, M and V: how many are listed, and how many of those wrongly."""

import numpy as np
import pytest

from tests.known_answers.neutral import BARE, NEUTRAL, agrees, by_cause, listed, run, spells

PEOPLE = 300_000

TWO_CATEGORIES = """
[population]
frailty_cv = {cv}

[categories.act]
rate_per_month = 0.020
detection = 0.5

[categories.other]
rate_per_month = 0.010
detection = 0.2
trigger = true

[unfounded.clerical.rate_per_month]
act = 0.002
other = 0.001
"""
FOUNDED = 0.020 * 0.5 + 0.010 * 0.2
UNFOUNDED = 0.003


@pytest.mark.parametrize("base", [BARE, NEUTRAL], ids=["bare", "neutral"])
@pytest.mark.parametrize("cv", [0.0, 0.5, 1.0, 2.0])
def test_3_share_listed_without_exit_is_one_less_the_gamma_mixture(cv: float, base: str) -> None:
    tallies = run(TWO_CATEGORIES.format(cv=cv), base=base, people=PEOPLE)
    for t in (1, 12, 60):
        none_founded = (1 + cv**2 * FOUNDED * t) ** (-1 / cv**2) if cv else np.exp(-FOUNDED * t)
        expected = 1 - none_founded * np.exp(-UNFOUNDED * t)
        agrees(listed(tallies)[t - 1], PEOPLE, expected, within=0.07 if t == 1 else 0.03)


CONSTANT_EXIT = """
[categories.act]
rate_per_month = 0.03

[pardon]
hazard_per_month = 0.06

[blacklist]
renewal = "{renewal}"
"""
ENTRY = -np.expm1(-0.03)
EXIT = -np.expm1(-0.06)


def test_4_share_listed_under_a_constant_exit_tends_to_p_over_p_plus_q() -> None:
    tallies = run(CONSTANT_EXIT.format(renewal="none"), people=PEOPLE, months=240)
    agrees(listed(tallies)[-1], PEOPLE, ENTRY / (ENTRY + EXIT))


def test_4_a_month_of_renewal_is_no_month_of_exit() -> None:
    """One step a month (ruling 3): with `restart` the exit probability is q (1 - p)."""
    tallies = run(CONSTANT_EXIT.format(renewal="restart"), people=PEOPLE, months=240)
    agrees(listed(tallies)[-1], PEOPLE, ENTRY / (ENTRY + EXIT * (1 - ENTRY)))


def test_4_months_on_the_list_are_geometric() -> None:
    """Every entry is unfounded, so the spells tell their length; open ones are at risk until cut."""
    tallies = run(
        """
        [unfounded.clerical.rate_per_month]
        act = 0.03

        [pardon]
        hazard_per_month = 0.06

        [blacklist]
        renewal = "none"
        """,
        people=PEOPLE,
        months=60,
    )
    ended, still_open = spells(tallies, "pardoned"), spells(tallies, "open")
    for lasted in (1, 2, 3, 6, 12, 24):
        at_risk = ended[lasted:].sum() + still_open[lasted + 1 :].sum()
        agrees(ended[lasted], at_risk, EXIT, within=0.10)
    durations = np.arange(61)
    person_months_at_risk = (durations * ended).sum() + ((durations - 1) * still_open)[1:].sum()
    agrees(ended.sum(), person_months_at_risk, EXIT)


FIXED_TERM = """
[categories.act]
rate_per_month = 0.02

[blacklist]
term_months = 24
renewal = "{renewal}"
"""


def test_m_fixed_term_with_restart_lists_whoever_had_a_record_within_it() -> None:
    tallies = run(FIXED_TERM.format(renewal="restart"), people=PEOPLE)
    for t in (24, 40, 60):
        agrees(listed(tallies)[t - 1], PEOPLE, 1 - np.exp(-0.02 * 24))


def test_m_fixed_term_without_restart_lists_m_over_m_plus_the_mean_wait() -> None:
    tallies = run(FIXED_TERM.format(renewal="none"), people=PEOPLE, months=360)
    wait = 1 / -np.expm1(-0.02)
    agrees(listed(tallies)[-1], PEOPLE, 24 / (24 + wait))
    # the test can tell this from a list that is entered again in the month of exit
    assert 24 / (24 + wait - 1) / (24 / (24 + wait)) > 1.01


def stock_in_error(acts: float, unfounded: float, months: int) -> float:
    """Error share of those listed after so many months, by a trigger and without exit."""
    any_record = -np.expm1(-(acts + unfounded) * months)
    return float(np.exp(-acts * months) * -np.expm1(-unfounded * months) / any_record)


def entries_in_error(acts: float, unfounded: float) -> float:
    """Error share of entries: no founded record in the month of the first one."""
    return 1 - np.expm1(-acts) / np.expm1(-(acts + unfounded))


@pytest.mark.parametrize("base", [BARE, NEUTRAL], ids=["bare", "neutral"])
def test_v_error_share_of_the_stock_lies_below_that_of_the_flow(base: str) -> None:
    assert stock_in_error(0.01, 0.01, 60) == pytest.approx(0.3543, abs=5e-5)
    assert entries_in_error(0.01, 0.01) == pytest.approx(0.5, abs=0.003)  # f / (λ + f)
    tallies = run(
        """
        [categories.act]
        rate_per_month = 0.01

        [unfounded.clerical.rate_per_month]
        act = 0.01
        """,
        base=base,
        people=PEOPLE,
        months=60,
    )
    stock = {name: int(of_month[-1]) for name, of_month in by_cause(tallies).items()}
    flow = tallies.tables["tally_entries"].sum(axis=(0, 1, 2))
    agrees(stock["false_record"], sum(stock.values()), stock_in_error(0.01, 0.01, 60))
    agrees(stock["false_record"] + stock["by_rules"], PEOPLE, -np.expm1(-0.02 * 60))
    agrees(flow[3], flow.sum(), entries_in_error(0.01, 0.01))
    # the difference is those who were overtaken: listed anyway by now
    assert spells(tallies, "overtaken").sum() == flow[3] - stock["false_record"]
