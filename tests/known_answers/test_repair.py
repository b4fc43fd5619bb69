"""Known answer P: repair after a least number of months, with a term."""

import numpy as np
import pytest

from tests.known_answers.neutral import agrees, agrees_in_mean, listed, run, spells, spread

PEOPLE = 200_000
LEAST, TERM, HAZARD, RATE = 6, 36, 0.08, 0.02
MONTHLY = -np.expm1(-HAZARD)

REPAIR = f"""
[blacklist]
term_months = {TERM}
renewal = "none"

[repair]
min_months = {LEAST}
hazard_per_month = {HAZARD}
"""


def mean_months(monthly: float) -> float:
    """Months listed: the least number, then a geometric wait cut off by the term."""
    return LEAST + (1 - (1 - monthly) ** (TERM - LEAST)) / monthly


def test_p_months_listed_and_share_repaired() -> None:
    assert mean_months(MONTHLY) == pytest.approx(17.827, abs=5e-4)
    tallies = run(REPAIR, "[flag]\nspecificity = 0.0\ndiscretion = 1.0\n", people=PEOPLE)
    repaired, expired = spells(tallies, "repaired"), spells(tallies, "expired")
    assert repaired.sum() + expired.sum() == PEOPLE
    agrees_in_mean(spread(repaired + expired), mean_months(MONTHLY), within=0.01)
    agrees(repaired.sum(), PEOPLE, 1 - (1 - MONTHLY) ** (TERM - LEAST - 1))
    assert repaired[: LEAST + 1].sum() == 0  # the month of repair counts no more as listed
    assert repaired[LEAST + 1] > 0
    assert repaired[TERM:].sum() == 0  # expiry comes first in a month of both
    assert expired[TERM] == expired.sum()


def test_p_stationary_share_listed() -> None:
    wait = 1 / -np.expm1(-RATE)
    expected = mean_months(MONTHLY) / (mean_months(MONTHLY) + wait)
    assert expected == pytest.approx(0.2609, abs=5e-5)
    tallies = run(REPAIR, f"[categories.act]\nrate_per_month = {RATE}\n", people=PEOPLE, months=360)
    agrees(listed(tallies)[-1], PEOPLE, expected)
