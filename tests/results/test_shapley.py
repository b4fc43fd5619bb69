"""Exact Shapley shares: the mean over all orders, to the integer."""

from itertools import permutations
from math import factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostraka.results.shapley import off_alone, on_alone, shapley, shapley_numerators


def by_orders(values, k):
    """k! times the shares, by walking through every order."""
    sums = [0] * k
    for order in permutations(range(k)):
        world = 0
        for one in order:
            sums[one] += values[world | 1 << one] - values[world]
            world |= 1 << one
    return sums


@pytest.mark.parametrize("k", [1, 2, 3, 5])
def test_a_share_is_the_mean_over_all_orders(k):
    values = np.random.default_rng(k).integers(0, 10**9, 2**k)
    assert shapley_numerators(values).tolist() == by_orders(values.tolist(), k)


@given(st.integers(1, 6), st.data())
def test_parts_add_up_to_the_whole_to_the_integer(k, data):
    number = st.integers(-(10**10), 10**10)
    values = np.array(data.draw(st.lists(number, min_size=2**k, max_size=2**k)))
    whole = int(values[-1] - values[0])
    assert int(shapley_numerators(values).sum()) == factorial(k) * whole


def test_mechanisms_that_do_not_interact_have_what_they_do_alone():
    effects = np.array([5, 7, 11, 0])
    worlds = np.array([sum(e for k, e in enumerate(effects) if w >> k & 1) for w in range(16)])
    for shares in (shapley(3 + worlds), off_alone(3 + worlds), on_alone(3 + worlds)):
        assert shares.tolist() == effects.tolist()


def test_two_that_need_each_other_share_alike():
    values = np.array([0, 0, 0, 12])
    assert shapley(values).tolist() == [6, 6]
    assert off_alone(values).tolist() == [12, 12]
    assert on_alone(values).tolist() == [0, 0]


def test_every_replicate_has_shares_of_its_own():
    values = np.random.default_rng(1).integers(0, 100, (8, 5))
    shares = shapley_numerators(values)
    assert shares.shape == (3, 5)
    for replicate in range(5):
        assert shares[:, replicate].tolist() == by_orders(values[:, replicate].tolist(), 3)
