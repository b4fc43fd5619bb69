"""Known answer 5: what the first record is, and what the first entry is attributed to."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import integrate, stats

from ostraka.population.ledgers import CAUSES
from tests.known_answers.neutral import agrees, run

PEOPLE = 300_000
FOUNDED = 0

RECORDS = """
[population]
frailty_cv = {cv}

[categories.act]
rate_per_month = {rate}
detection = {detection}

[unfounded.clerical.rate_per_month]
act = {unfounded}
"""


def of_first(table: np.ndarray) -> tuple[int, int]:
    """(founded, all) of the records in the month of their holder's first.

    A month's records have no order (ruling 14); given how many they are, each is founded with the
    share that the rates have, so the count is binomial.
    """
    by_origin = table.sum(axis=(0, 1, 3))
    return int(by_origin[FOUNDED]), int(by_origin.sum())


def test_5_founded_share_of_first_records_is_that_of_the_rates() -> None:
    text = RECORDS.format(cv=0, rate=0.0025, detection=0.8, unfounded=0.001)
    tallies = run(text, people=PEOPLE, months=400)
    agrees(*of_first(tallies.tables["tally_first_records"]), 2 / 3)


def test_5_several_records_a_month_do_not_change_that_share() -> None:
    text = RECORDS.format(cv=0, rate=0.25, detection=0.8, unfounded=0.1)
    tallies = run(text, people=PEOPLE, months=60)
    agrees(*of_first(tallies.tables["tally_first_records"]), 2 / 3)


def mean_over_gamma(cv: float, function: Callable[[float], float]) -> float:
    """E[function(Z)] for a gamma variable of mean 1."""
    gamma = stats.gamma(1 / cv**2, scale=cv**2)
    value, _ = integrate.quad(lambda u: function(gamma.ppf(u)), 0, 1, limit=400)
    return float(value)


@pytest.mark.parametrize("cv", [0.5, 1.0, 2.0])
def test_5_frailty_makes_more_first_records_false(cv: float) -> None:
    """E[Zλd / (Zλd + f)]; exactly: with the mean number of records in a first month as weight."""
    acts, unfounded = 0.008, 0.010

    def weight(z: float) -> float:
        mean = z * acts + unfounded
        return float(mean / -np.expm1(-mean))

    by_people = mean_over_gamma(cv, lambda z: z * acts / (z * acts + unfounded))
    by_records = mean_over_gamma(
        cv, lambda z: weight(z) * z * acts / (z * acts + unfounded)
    ) / mean_over_gamma(cv, weight)
    assert by_people < acts / (acts + unfounded)
    assert by_records == pytest.approx(by_people, rel=0.02)
    text = RECORDS.format(cv=cv, rate=acts, detection=1.0, unfounded=unfounded)
    tallies = run(text, people=PEOPLE, months=600)
    founded, records = of_first(tallies.tables["tally_first_records"])
    assert records > PEOPLE * -np.expm1(-unfounded * 600)
    agrees(founded, records, by_records)


@pytest.mark.parametrize("rate", [0.02, 0.5], ids=["rare", "often"])
def test_5_first_entries_by_the_rules_are_months_with_any_founded_record(rate: float) -> None:
    unfounded = rate / 2
    text = RECORDS.format(cv=0, rate=rate, detection=0.6, unfounded=unfounded)
    tallies = run(text, people=PEOPLE)
    by_cause = tallies.tables["tally_entries"].sum(axis=(0, 1, 2))
    expected = np.expm1(-0.6 * rate) / np.expm1(-0.6 * rate - unfounded)
    agrees(by_cause[CAUSES.index("by_rules")], by_cause.sum(), expected)


def test_5_first_entries_under_frailty_follow_the_same_mixture_month_by_month() -> None:
    acts, unfounded, cv = 0.02, 0.01, 1.0
    text = RECORDS.format(cv=cv, rate=acts, detection=1.0, unfounded=unfounded)
    tallies = run(text, people=PEOPLE, months=600)
    by_cause = tallies.tables["tally_entries"].sum(axis=(0, 1, 2))
    expected = mean_over_gamma(cv, lambda z: np.expm1(-z * acts) / np.expm1(-z * acts - unfounded))
    agrees(by_cause[CAUSES.index("by_rules")], by_cause.sum(), expected)


@pytest.mark.parametrize("cv", [0.0, 1.0])
def test_5_a_flag_obeys_the_base_rate_identity(cv: float) -> None:
    """FPR = p / (1 - p) · (1 - PPV) / PPV · (1 - FNR), with p who acted within the window."""
    sensitivity, specificity, window = 0.6, 0.95, 6
    tallies = run(
        f"""
        [population]
        frailty_cv = {cv}

        [categories.act]
        rate_per_month = 0.03
        trigger = false

        [flag]
        sensitivity = {sensitivity}
        specificity = {specificity}
        window_months = {window}
        every_months = {window}
        discretion = 1.0
        """,
        people=PEOPLE,
        months=13,
    )
    mean = 0.03 * window
    acted = 1 - ((1 + cv**2 * mean) ** (-1 / cv**2) if cv else np.exp(-mean))
    flags = tallies.tables["tally_flags"].sum(axis=(0, 2, 4))
    assert set(np.flatnonzero(flags.sum(axis=1))) == {0, 6, 12}
    for month in (6, 12):
        false, true = flags[month]
        agrees(true, PEOPLE, acted * sensitivity)
        agrees(false, PEOPLE, (1 - acted) * (1 - specificity), within=0.04)
        predictive = true / (true + false)
        identity = acted / (1 - acted) * (1 - predictive) / predictive * sensitivity
        # the standard error of a ratio of two counts
        error = identity * np.sqrt(1 / true + 1 / false)
        assert abs(identity - (1 - specificity)) < 4 * error < 0.05 * identity
