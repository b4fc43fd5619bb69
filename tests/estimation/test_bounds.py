"""What holds of bounds whatever the figures: order, monotony, refutation, exactness of tails."""

import math
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as run_with
from hypothesis import strategies as st
from scipy.stats import binom, hypergeom

import ostraka as ok
from ostraka.estimation import Audit, inversion
from ostraka.estimation.bounds import bounds_of, steps_of, strongest
from ostraka.estimation.exact_tails import (
    binomial_at_most,
    binomial_mass,
    hypergeometric_interval,
    hypergeometric_tails,
)
from tests.estimation.given import settings

QUICK = run_with(max_examples=300, deadline=None, derandomize=True)
SLOW = run_with(max_examples=40, deadline=None, derandomize=True)


def inside(narrow, wide, slack=0):
    """Whether what is left lies in what was left; nothing lies in everything."""
    if narrow.is_refuted:
        return True
    return (
        not wide.is_refuted and wide.low - slack <= narrow.low <= narrow.high <= wide.high + slack
    )


@QUICK
@given(settings(reading="realised"))
def test_an_assumption_more_never_widens(setting):
    steps = steps_of(setting)
    assert (steps[0].bounds.low, steps[0].bounds.high) == (0, setting.figures.listed)
    given_ = setting.assumptions.given()
    # two limits of a ratio may leave a point between two entries; the nearest stands for it
    slack = 1 if {"ratio_at_least", "ratio_at_most"} <= set(given_) else 0
    for before, after in pairwise(steps):
        assert inside(after.bounds, before.bounds, slack)
    for name in given_:
        without = replace(setting, assumptions=setting.assumptions.with_(**{name: None}))
        assert inside(bounds_of(setting), bounds_of(without), slack), name
    for k in range(len(setting.figures.audits)):
        audits = tuple(a for j, a in enumerate(setting.figures.audits) if j != k)
        without = replace(setting, figures=replace(setting.figures, audits=audits))
        assert inside(bounds_of(setting), bounds_of(without), slack)


@SLOW
@given(settings(reading="probabilities", most=60, audits=1))
def test_nor_does_it_where_assumptions_are_chances(setting):
    steps = steps_of(setting)
    for before, after in pairwise(steps):
        assert inside(after.bounds, before.bounds)


@QUICK
@given(settings(reading="realised"))
def test_what_is_refuted_has_a_limit_that_is_not(setting):
    for step in steps_of(setting):
        if step.limit is None:
            continue
        name = step.name
        weaker = 1 if name == "ratio_at_most" else -1
        nearly = max(0.0, step.limit + weaker * 1e-6 * max(1.0, step.limit))
        for value, is_refuted in ((nearly, False), (step.value, True)):
            held = replace(
                step.setting, assumptions=step.setting.assumptions.with_(**{name: value})
            )
            if name == "ratio_at_most" and value < (held.assumptions.ratio_at_least or 0):
                continue
            assert bounds_of(held).is_refuted == is_refuted


def test_a_refuted_accuracy_is_named_with_its_limit():
    # all 10 entries challenged and won, 9 of 10 audited and right: overturns cannot all be right
    audit = Audit(10, 1, "list", False, 1, 1)
    found = ok.estimate(10, 10, 10, specificity=1, audits=audit)
    assert found.is_refuted
    assert [s.name for s in found.steps if s.bounds.is_refuted] == ["audit_right"]
    assert strongest(found.setting, "specificity") == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("size", [1, 7, 40, 3000])
def test_hypergeometric_tails_are_those_of_scipy(size):
    for wrong in {0, 1, size // 3, size - 1, size}:
        for drawn in {1, size // 2 or 1, size}:
            for found in {0, drawn // 3, drawn // 2, drawn}:
                at_most, at_least = hypergeometric_tails(size, wrong, drawn, found)
                law = hypergeom(size, wrong, drawn)
                assert at_most == pytest.approx(law.cdf(found), rel=1e-9, abs=1e-12)
                assert at_least == pytest.approx(law.sf(found - 1), rel=1e-9, abs=1e-12)


def test_hypergeometric_tails_are_exact_in_whole_numbers():
    size, wrong, drawn = 30, 11, 8
    ways = [math.comb(wrong, x) * math.comb(size - wrong, drawn - x) for x in range(drawn + 1)]
    for found in range(drawn + 1):
        exact = Fraction(sum(ways[: found + 1]), math.comb(size, drawn))
        assert hypergeometric_tails(size, wrong, drawn, found)[0] == pytest.approx(float(exact))


def test_binomials_are_those_of_scipy():
    for trials, chance in ((1, 0.3), (12, 0.5), (400, 0.02), (9, 0.0), (9, 1.0)):
        for count in range(-1, trials + 2):
            ours = float(binomial_at_most(count, trials, chance))
            assert ours == pytest.approx(binom.cdf(count, trials, chance), abs=1e-12)
        masses = binomial_mass(binom.support(trials, chance)[0] + 0.0, trials, chance)
        assert float(masses) == pytest.approx(binom.pmf(0, trials, chance))


@pytest.mark.parametrize("drawn", [20, 50, 100])
def test_the_audit_interval_covers_in_a_list_of_300(drawn):
    """Exactly, over every truth: no simulation."""
    size, limits = 300, {}
    for found in range(drawn + 1):
        limits[found] = hypergeometric_interval(size, drawn, found, 0.05)
    least = 1.0
    for wrong in range(size + 1):
        law = hypergeom(size, wrong, drawn)
        hits = [x for x, (low, high) in limits.items() if low <= wrong <= high]
        least = min(least, float(law.pmf(hits).sum()))
    assert 0.95 <= least < 0.975


def test_the_exact_test_of_the_ratio_keeps_its_level():
    """Whatever the two chances, the true number is kept with 97.5 % on each side."""
    listed, whole, alpha = 40, 15, 0.05
    rest = listed - whole
    for ratio, chance in ((1, 0.1), (1, 0.5), (2, 0.2), (3, 0.3), (0.5, 0.6)):
        one, other = binom(whole, min(1.0, ratio * chance)), binom(rest, chance)
        lost_low = lost_high = 0.0
        for x in range(whole + 1):
            for y in range(rest + 1):
                weight = one.pmf(x) * other.pmf(y)
                if weight < 1e-9:
                    continue
                at_least = inversion.p_ratio_at_least(listed, x + y, x, whole, ratio)
                at_most = inversion.p_ratio_at_most(listed, x + y, x, whole, ratio)
                lost_high += weight * (at_least <= alpha / 2)
                lost_low += weight * (at_most <= alpha / 2)
        assert lost_high <= alpha / 2
        assert lost_low <= alpha / 2
        assert max(lost_high, lost_low) > 0  # a test that never rejects would keep any level


def test_as_chances_assumptions_bind_less_and_with_more_figures_as_much():
    few = [(40, 20, 15), (4_000, 2_000, 1_500), (400_000, 200_000, 150_000)]
    gaps = []
    for counts in few:
        as_they_are = ok.estimate(*counts, perfect_review=True, ratio_at_least=1)
        as_chances = ok.estimate(
            *counts, perfect_review=True, ratio_at_least=1, reading="probabilities"
        )
        assert as_chances.bounds.confidence == pytest.approx(0.95)
        assert as_they_are.bounds.confidence is None
        gaps.append(as_chances.high - as_they_are.high)
    assert gaps[0] > gaps[1] > gaps[2] > 0
    assert gaps[2] < 0.005


@SLOW
@given(st.integers(1, 30), st.data())
def test_review_with_chances_holds_by_exact_enumeration(decided, data):
    """The true number among the decided is kept, whatever the accuracies above those assumed."""
    wrong = data.draw(st.integers(0, decided))
    least = data.draw(st.sampled_from([0.5, 0.8, 0.9]))
    more = data.draw(st.sampled_from([0.0, 0.5, 1.0]))
    accuracy = least + (1 - least) * more
    lost = 0.0
    for caught in range(wrong + 1):
        for mistaken in range(decided - wrong + 1):
            chance = binom.pmf(caught, wrong, accuracy) * binom.pmf(
                mistaken, decided - wrong, 1 - accuracy
            )
            if chance < 1e-12:
                continue
            low, high = inversion.wrong_among_decided(
                decided, caught + mistaken, least, least, 0.05
            )
            lost += chance * (not low <= wrong <= high)
    assert lost <= 0.05 + 1e-9


def test_an_audit_that_errs_covers_as_a_chance():
    size, drawn, wrong = 60, 20, 22
    for sensitivity, specificity in ((0.9, 0.95), (1.0, 0.95), (0.9, 1.0)):
        lost = 0.0
        for inside_ in range(drawn + 1):
            weight = hypergeom(size, wrong, drawn).pmf(inside_)
            if weight < 1e-12:
                continue
            for caught in range(inside_ + 1):
                for mistaken in range(drawn - inside_ + 1):
                    chance = (
                        weight
                        * binom.pmf(caught, inside_, sensitivity)
                        * binom.pmf(mistaken, drawn - inside_, 1 - specificity)
                    )
                    if chance < 1e-12:
                        continue
                    low, high = inversion.wrong_behind_sample(
                        *(size, drawn, caught + mistaken, sensitivity, specificity, 0.05)
                    )
                    lost += chance * (not low <= wrong <= high)
        assert 0 < lost <= 0.05


def test_being_told_as_a_chance_allows_more_than_as_a_share():
    told = {"told": 500, "told_challenged_at_least": 0.5, "perfect_review": True}
    share = ok.estimate(1000, 100, 60, **told)
    chance = ok.estimate(1000, 100, 60, **told, reading="probabilities")
    assert share.bounds.high == 120 + 500
    assert share.bounds.high < chance.bounds.high < 170 + 500


def test_a_list_of_a_hundred_million_is_quick_and_exact():
    found = ok.estimate(10**8, 10**7, 5 * 10**6, specificity=1, sensitivity=0.9, ratio_at_least=20)
    assert (found.bounds.low, found.bounds.high) == (5_263_158, 5_882_351)
    most = 5 * 10**6 * 10 // 9
    assert found.bounds.high == 10**8 * most // (most + 20 * (10**7 - most))
