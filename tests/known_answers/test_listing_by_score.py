"""Known answer T: the ledgers of a list by score, with and without recovery."""

from collections import defaultdict

import numpy as np
import pytest
from scipy import stats

from ostraka.population.ledgers import CAUSES
from tests.known_answers.neutral import (
    GRADED,
    agrees,
    by_cause,
    cells,
    listed,
    run,
    world,
)

PEOPLE = 300_000
FOUNDED, UNFOUNDED, CROSSES, MONTHS = 0.06, 0.02, 3, 48
"""25 % of the records are false, and the third one crosses the threshold."""

RATES = """
[categories.act]
rate_per_month = {rate}
detection = 0.5
trigger = false
points = {points}

[unfounded.clerical.rate_per_month]
act = {unfounded}
"""

NO_RECOVERY_THAT_MATTERS = """
[blacklist]
threshold = 5000              # between 10000 less two times 2000 and less three times; the point
                              # a month that comes back never makes up for one

[population]
frailty_cv = {cv}
"""


def at_least(k: int, mean: float) -> float:
    """P(N >= k), N Poisson."""
    return float(stats.poisson.sf(k - 1, mean))


def without_recovery(rate: float, unfounded: float, cv: float = 0.0) -> str:
    return RATES.format(
        rate=rate, unfounded=unfounded, points=2000
    ) + NO_RECOVERY_THAT_MATTERS.format(cv=cv)


def test_t_listed_in_error_is_a_difference_of_poisson_tails() -> None:
    recorded = at_least(CROSSES, (FOUNDED + UNFOUNDED) * MONTHS)
    legitimate = at_least(CROSSES, FOUNDED * MONTHS)
    assert recorded - legitimate == pytest.approx(0.1881, abs=5e-5)
    tallies = run(without_recovery(2 * FOUNDED, UNFOUNDED), people=PEOPLE, months=MONTHS)
    causes = by_cause(tallies)
    agrees(causes["false_record"][-1], PEOPLE, recorded - legitimate)
    agrees(causes["by_rules"][-1], PEOPLE, legitimate)
    assert listed(tallies)[-1] == causes["false_record"][-1] + causes["by_rules"][-1]


@pytest.mark.parametrize("cv", [0.5, 1.0])
def test_t_listed_in_error_under_frailty_sums_over_negative_binomial_counts(cv: float) -> None:
    shape = 1 / cv**2
    founded = stats.nbinom(shape, shape / (shape + FOUNDED * MONTHS))
    expected = sum(
        founded.pmf(i) * at_least(CROSSES - i, UNFOUNDED * MONTHS) for i in range(CROSSES)
    )
    tallies = run(without_recovery(2 * FOUNDED, UNFOUNDED, cv), people=PEOPLE, months=MONTHS)
    agrees(by_cause(tallies)["false_record"][-1], PEOPLE, expected)
    agrees(by_cause(tallies)["by_rules"][-1], PEOPLE, founded.sf(CROSSES - 1))


def entries_by_rules(founded: float, unfounded: float, months: int) -> float:
    """Share of first entries, month by month, at which founded records alone would do."""
    few = np.arange(CROSSES)
    f, u = stats.poisson.pmf(few, founded), stats.poisson.pmf(few, unfounded)
    below = {(0, 0): 1.0}  # probability of so many founded and unfounded records, not yet listed
    by_rules = entered = 0.0
    for _ in range(months):
        after: dict[tuple[int, int], float] = defaultdict(float)
        for (a, b), p in below.items():
            stays = 0.0
            for i in range(CROSSES - a - b):
                for j in range(CROSSES - a - b - i):
                    after[a + i, b + j] += p * f[i] * u[j]
                    stays += f[i] * u[j]
            entered += p * (1 - stays)
            by_rules += p * at_least(CROSSES - a, founded)
        below = after
    return by_rules / entered


@pytest.mark.parametrize(
    ("founded", "months"), [(0.003, 600), (0.06, 48)], ids=["one_at_a_time", "in_batches"]
)
def test_t_one_false_record_in_four_makes_58_percent_of_entries_wrongful(
    founded: float, months: int
) -> None:
    one_at_a_time = 1 - 0.75**CROSSES
    assert one_at_a_time == pytest.approx(0.5781, abs=5e-5)
    expected = 1 - entries_by_rules(founded, founded / 3, months)
    assert expected == pytest.approx(one_at_a_time, rel=0.002 if founded < 0.01 else 0.05)
    tallies = run(without_recovery(2 * founded, founded / 3), people=PEOPLE, months=months)
    entries = tallies.tables["tally_entries"].sum(axis=(0, 1, 2))
    agrees(entries[CAUSES.index("false_record")], entries.sum(), expected)
    assert entries.sum() == entries[CAUSES.index("false_record")] + entries[1]


def chain(
    start: int,
    points: int,
    recovery: int,
    threshold: int,
    exit_at: float,
    months: int,
    floor: int = -20_000,
) -> tuple[float, float]:
    """(listed, listed in error) at the end, from the chain of both scores and both listings.

    x' = max(floor, min(start, x + r) - c (F + U)) in the recorded world, with F alone in the other;
    in below the threshold, out at ``exit_at``.
    """
    counts = range(7)
    both = [
        (i, j, stats.poisson.pmf(i, FOUNDED) * stats.poisson.pmf(j, UNFOUNDED))
        for i in counts
        for j in counts
    ]
    now = {(start, start, False, False): 1.0}
    for _ in range(months):
        after: dict[tuple[int, int, bool, bool], float] = defaultdict(float)
        for (x, y, in_x, in_y), p in now.items():
            for i, j, chance in both:
                if p * chance < 1e-12:
                    continue
                x_now = max(floor, min(start, x + recovery) - points * (i + j))
                y_now = max(floor, min(start, y + recovery) - points * i)
                listed_x = x_now < threshold or (in_x and x_now < exit_at)
                listed_y = y_now < threshold or (in_y and y_now < exit_at)
                after[x_now, y_now, listed_x, listed_y] += p * chance
        now = after
    recorded = sum(p for (_, _, in_x, _), p in now.items() if in_x)
    error = sum(p for (_, _, in_x, in_y), p in now.items() if in_x and not in_y)
    return recorded, error


def test_t_with_recovery_and_no_exit_the_chain_of_both_scores() -> None:
    recorded, error = chain(100, 10, 1, 71, np.inf, MONTHS)
    assert error == pytest.approx(0.0987, abs=5e-5)
    tallies = run(
        RATES.format(rate=2 * FOUNDED, unfounded=UNFOUNDED, points=50),
        "[score]\nstart = 1000\nrecovery_points = 5\n[blacklist]\nthreshold = 851\n",
        people=PEOPLE,
        months=MONTHS,
    )
    agrees(by_cause(tallies)["false_record"][-1], PEOPLE, error)
    agrees(listed(tallies)[-1], PEOPLE, recorded)


@pytest.mark.parametrize("exit_at", [50, 80])
def test_t_a_list_by_grade_is_left_at_its_exit(exit_at: int) -> None:
    """Floor 0, 5 points a month, 30 a record; in below 50, out at ``exit_at`` (ruling 24)."""
    recorded, error = chain(100, 30, 5, 50, exit_at, MONTHS, floor=0)
    tallies = run(
        f"""
        [categories.act]
        rate_per_month = {FOUNDED}

        [unfounded.clerical.rate_per_month]
        act = {UNFOUNDED}

        [blacklist]
        exit_at = {exit_at}
        """,
        base=GRADED,
        people=2 * PEOPLE,
        months=MONTHS,
    )
    agrees(listed(tallies)[-1], 2 * PEOPLE, recorded, within=0.05)
    agrees(by_cause(tallies)["false_record"][-1], 2 * PEOPLE, error, within=0.05)


def test_t_points_of_an_expired_record_come_back_before_the_month_is_judged() -> None:
    """Ruling 20. A record of 2000 points lives 12 months: listed are those with three within 12."""
    text = without_recovery(2 * FOUNDED, 0.0) + "[score]\nrecord_life_months = 12\n"
    recorded = at_least(CROSSES, FOUNDED * 12)
    scores = np.concatenate([c["recorded_score"].copy() for c in cells(world(text), 204_800, 30)])
    below = int((scores < 5000).sum())
    agrees(below, scores.size, recorded, within=0.05)
