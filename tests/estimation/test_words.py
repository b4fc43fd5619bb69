"""Numbers in words: rounded outward, never to a certainty that is not there."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

import ostraka as ok
from ostraka.estimation.words import joined, percent, points


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_ends_are_rounded_outward(count, of):
    count = min(count, of)
    low, high = (percent(count, of, up=up).removesuffix(" %") for up in (False, True))
    exact = Fraction(100 * count, of)
    assert Fraction(low) <= exact <= Fraction(high)
    assert Fraction(high) - Fraction(low) <= Fraction(1, 10)
    if count:
        assert Fraction(high) > 0
    if count < of:
        assert Fraction(low) < 100


def test_few_among_many_are_not_nobody():
    assert percent(3, 10**6, up=False) == "0.0003 %"
    assert percent(0, 10**6, up=False) == "0 %"
    assert percent(10**6, 10**6, up=True) == "100 %"
    assert ok.estimate(10**6, 10, 3, perfect_review=True).quote.count("0.0003 %") == 1


def test_widths_are_rounded_up():
    assert [points(w) for w in (0.1861, 0.0732, 0.1, 0)] == ["19", "7.4", "10", "0"]


def test_clauses_are_joined_as_in_a_sentence():
    assert joined(["a"]) == "a"
    assert joined(["a", "b"]) == "a and b"
    assert joined(["a", "b", "c"]) == "a, b, and c"
