"""Published algorithms: the urn's stable root, lending thresholds, and what they do to a group."""

import numpy as np
import pytest

from ostraka.core.errors import OstrakaError
from ostraka.evidence import lending
from ostraka.evidence.urns import limit


@pytest.mark.parametrize(("rate_a", "rate_b"), [(0.2, 0.1), (0.1, 0.2), (0.9, 0.3)])
def test_discovered_incidents_alone_run_away_to_the_higher_rate(rate_a, rate_b):
    assert limit(rate_a, 0, 0, rate_b) == pytest.approx(float(rate_a > rate_b))


@pytest.mark.parametrize(
    "matrix", [(2, 1, 1, 2), (0.2, 0.05, 0.1, 0.1), (1, 1, 1, 1), (3, 1, 2, 1)]
)
def test_the_limit_is_a_stable_rest_of_the_drift(matrix):
    a, b, c, d = matrix
    x = float(limit(a, b, c, d))

    def drift(share):
        return (c + d - a - b) * share**2 + (a - 2 * c - d) * share + c

    assert 0 <= x <= 1
    assert drift(x) == pytest.approx(0, abs=1e-12)
    assert drift(x + 1e-4) < 0 < drift(x - 1e-4)


def test_the_greatest_profit_lends_from_the_score_that_breaks_even():
    black = lending.group("black")
    threshold = lending.of_rule("max_profit", -4, "threshold", "black")
    at = np.searchsorted(black.scores, threshold)
    assert black.repays[at] > 4 / 5 >= black.repays[at - 1]


def test_parity_takes_the_same_share_of_both_groups_and_opportunity_of_those_who_repay():
    for rule in ("demographic_parity", "equal_opportunity"):
        taken = lending._accepted(rule, -4.0)
        shares = [
            float((lending._basis(rule, lending.group(name)) * taken[name]).sum())
            for name in lending.GROUPS
        ]
        assert shares[0] == pytest.approx(shares[1], abs=1e-4)


def test_parity_lowers_the_scores_of_those_it_means_to_help():
    assert lending.of_rule("demographic_parity", -4, "change", "black") < 0
    assert lending.of_rule("max_profit", -4, "change", "black") > 0
    best = lending.alone("best_gain")
    assert best >= lending.of_rule("max_profit", -4, "change", "black")


def test_an_unknown_rule_is_answered_with_the_nearest():
    with pytest.raises(OstrakaError, match="did you mean 'max_profit'"):
        lending.of_rule("max_profits", -4, "threshold", "black")
