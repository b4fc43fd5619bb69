"""What given draws say, where it is known what they must."""

import json

import numpy as np
import pytest

from ostraka.core.errors import OstrakaError
from ostraka.core.quantities import Quantity
from ostraka.sensitivity import About, design, numbers_at, own_draws

SHARE = Quantity.model_validate({"low": 0, "high": 1, "assumed": True})
VARIED = dict.fromkeys("abcd", SHARE)
ABOUT = About(
    title="Made",
    harm="error",
    unit="person-months",
    definition="Errors.",
    arm="as_is",
    reference="as_is",
    people=100,
    months=12,
    seed=1,
)


def made(seed, count=80, noise=1.0, about=ABOUT):
    """10 a + 8 (b - 1/2) (c - 1/2) + luck; d does nothing."""
    random = np.random.default_rng(seed)
    draws = numbers_at(VARIED, random.random((count, 4)))
    a, b, c = (draws[place].to_numpy() for place in "abc")
    mean = 10 * a + 8 * (b - 0.5) * (c - 0.5)
    values = mean[:, None] + random.normal(0, noise, (count, 2))
    return own_draws(draws, values, about, VARIED, random.normal(0, noise, 20))


def test_quarters_and_halves_are_those_of_the_closed_form():
    """A uniform number's quarters lie 3/8 from its mean; two halves' products lie 1/16 from 0."""
    found = made(1, count=4000)
    assert found.numbers[0].place == "a"
    bar = found.numbers[0].bar
    assert bar.at_low.value == pytest.approx(-3.75, abs=0.15)
    assert bar.at_high.value == pytest.approx(3.75, abs=0.15)
    assert (bar.low, bar.high) == pytest.approx((0.25, 0.75), abs=0.03)
    assert found.alone["a"].value == pytest.approx(5, abs=0.25)
    pair = found.pairs.get(("b", "c")) or found.pairs["c", "b"]
    assert pair.value == pytest.approx(8 * 4 / 16, abs=4 * 0.11)
    assert pair.low > 0
    assert found.luck == pytest.approx(1, abs=0.7)


def test_intervals_hold_what_is_true_as_often_as_they_say():
    held = {"rank": 0, "low": 0, "pair": 0}
    for seed in range(200):
        found = made(seed, count=40)
        numbers = {one.place: one for one in found.numbers}
        nothing = numbers["d"]
        held["rank"] += nothing.rank.low < 0 < nothing.rank.high
        held["low"] += numbers["a"].bar.at_low.low < -3.75 < numbers["a"].bar.at_low.high
        pair = found.pairs.get(("b", "c")) or found.pairs["c", "b"]
        held["pair"] += pair.low < 2 < pair.high
    # 190 of 200 expected, standard error 3.1; the quarter is cut on the same draws
    for name, count in held.items():
        assert count > 190 - 4 * 3.1, name
    assert held["rank"] < 200
    assert held["pair"] < 200


def test_shares_of_the_variance_come_with_draws_enough_and_independent_numbers():
    pytest.importorskip("SALib")
    found = made(2)
    assert found.numbers[0].first.value > 0.7
    assert found.shares.numbers.value + found.shares.luck.value + found.shares.both.value == (
        pytest.approx(1)
    )
    assert "of the variance of one run" in str(found).lower()
    few = made(2, count=30)
    assert few.shares is None
    calibrated = made(2, about=About(**{**vars(ABOUT), "together": True}))
    assert calibrated.shares is None
    assert "some of its numbers are drawn together" in str(calibrated)
    json.dumps(found.to_dict(), allow_nan=False)


def test_too_few_draws_and_what_never_moves_are_said():
    draws = numbers_at(VARIED, design("latin_hypercube", 4, 19, 1))
    with pytest.raises(OstrakaError, match="19 draws are too few"):
        own_draws(draws, np.zeros((19, 2)), ABOUT, VARIED)
    draws = numbers_at(VARIED, design("latin_hypercube", 4, 20, 1))
    with pytest.raises(OstrakaError, match="it is 0 in all 20 draws"):
        own_draws(draws, np.zeros((20, 2)), ABOUT, VARIED)
    with pytest.raises(OstrakaError, match="undefined in some draw"):
        own_draws(draws, np.full((20, 2), np.nan), ABOUT, VARIED)
