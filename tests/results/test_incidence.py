from fractions import Fraction

import numpy as np
import pytest

from ostraka.population.ledgers import OUTCOMES
from ostraka.results.incidence import (
    CORRECTED,
    ENDS,
    at_risk,
    cumulative_incidence,
    median_months,
)


def spells(months, **by_outcome):
    counts = np.zeros((len(OUTCOMES), months + 1))
    for outcome, durations in by_outcome.items():
        for duration in durations:
            counts[OUTCOMES.index(outcome), duration] += 1
    return counts


def test_an_example_by_hand():
    # Ten spells. Open after 1 month: seen in its first month only, never at risk of ending.
    # Open after 3 months: at risk of ending at 1 and 2.
    counts = spells(
        5,
        corrected=[1, 1, 3],
        expired=[2, 4, 4],
        overtaken=[2],
        open=[1, 3, 5],
    )
    assert at_risk(counts).tolist() == [10, 9, 7, 4, 3, 0]
    # at 1: 2 of 9 corrected; going on 7/9
    # at 2: 1 of 7 expired, 1 of 7 overtaken; going on 7/9 x 5/7 = 5/9
    # at 3: 1 of 4 corrected; going on 5/9 x 3/4 = 5/12
    # at 4: 2 of 3 expired; going on 5/36
    expected = {
        "corrected": [0, Fraction(2, 9), Fraction(2, 9), Fraction(2, 9) + Fraction(5, 36)],
        "expired": [0, 0, Fraction(1, 9), Fraction(1, 9), Fraction(1, 9) + Fraction(5, 18)],
        "overtaken": [0, 0, Fraction(1, 9)],
    }
    found = cumulative_incidence(counts)
    for outcome, values in expected.items():
        values = [float(v) for v in values]
        values += [values[-1]] * (6 - len(values))
        assert found[ENDS.index(outcome)] == pytest.approx(values), outcome
    # everything that ended, and what goes on, is one
    assert found[:, -1].sum() + 5 / 36 == pytest.approx(1)


def test_competing_outcomes_are_not_one_minus_kaplan_meier():
    counts = spells(10, corrected=[2] * 3 + [5] * 2, expired=[3] * 4, open=[7])
    alone = counts.copy()
    alone[0] += alone[OUTCOMES.index("expired")]  # the others as if censored
    alone[OUTCOMES.index("expired")] = 0
    together = cumulative_incidence(counts)[CORRECTED, -1]
    assert together == pytest.approx(0.5)
    assert cumulative_incidence(alone)[CORRECTED, -1] > together


def test_censoring_is_allowed_for():
    """Spells start uniformly and are corrected at a constant chance; the end of the run hides some."""
    rng = np.random.default_rng(2)
    months, chance = 40, 0.05
    starts = rng.integers(0, months, size=200_000)
    lasts = rng.geometric(chance, size=starts.size)
    seen = starts + lasts < months
    counts = np.zeros((len(OUTCOMES), months + 1))
    np.add.at(counts[OUTCOMES.index("corrected")], lasts[seen], 1)
    np.add.at(counts[0], (months - starts)[~seen], 1)
    found = cumulative_incidence(counts)[CORRECTED]
    exact = 1 - (1 - chance) ** np.arange(months)
    assert found[:months] == pytest.approx(exact, abs=0.02)
    assert np.abs(found[:20] - exact[:20]).max() < 0.005


def test_no_spell_is_undefined_and_not_zero():
    assert np.isnan(cumulative_incidence(spells(4))).all()


def test_the_scale_does_not_matter():
    counts = spells(5, corrected=[1, 3], expired=[2], open=[2, 4])
    assert cumulative_incidence(counts * 0.1) == pytest.approx(cumulative_incidence(counts))


def test_median():
    assert median_months(np.array([0, 0.2, 0.5, 0.7])) == 2
    assert np.isnan(median_months(np.array([0, 0.2, 0.49, 0.49])))
    assert np.isnan(median_months(np.full(4, np.nan)))
