import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostraka.population.ledgers import CAUSES, MISSED, OUTCOMES
from ostraka.report import words
from ostraka.report.words import (
    NBSP,
    count_of,
    listed,
    number,
    say,
    say_figure,
    say_ratio,
    step_for,
    to,
)
from ostraka.results import FIGURES, Estimate
from ostraka.results.labels import REDRESS_EVENTS


def test_everything_that_is_counted_has_words():
    assert set(words.CAUSES) == set(words.CAUSES_SAID) == set(CAUSES[1:])
    assert set(words.OUTCOMES) == set(words.OUTCOMES_SAID) == set(OUTCOMES)
    assert set(words.MISSED) == set(MISSED[1:])
    assert tuple(words.REDRESS) == REDRESS_EVENTS
    assert set(words.FIGURE_NAMES) == set(FIGURES)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (14.2, 35.4, "14 to 35"),
        (22.81, 23.19, "22.8 to 23.2"),
        (0.2145, 0.2261, "0.214 to 0.226"),
        (9771, 11724, "9,800 to 11,700"),
        (1032, 7258, "1,000 to 7,300"),
        (0.004867, 0.005049, "0.00487 to 0.00505"),
        (109.2, 121.3, "109 to 121"),
        (-80.4, 640, f"{words.MINUS}80 to 640"),
        (0.3, 41, "0.3 to 41"),
        (0, 6.8, "0 to 6.8"),
        (5, 5, "5 to 5"),
    ],
)
def test_an_interval_is_shown_to_the_digits_that_it_supports(low, high, said):
    assert to(low, high) == said


@given(st.floats(1e-6, 1e9), st.floats(1e-3, 10))
def test_an_interval_has_at_least_three_steps_and_few_digits(low, spread):
    high = low * (1 + spread)
    step = step_for(low, high)
    assert (high - low) / step >= 3 - 1e-6
    assert step >= high * 0.9e-5 * min(spread, 1)


@given(st.floats(1e-9, 1e9), st.floats(1e-9, 1e9))
def test_what_is_not_zero_never_reads_as_zero(value, step):
    digits = number(value, 10.0 ** round(math.log10(step)))
    assert any(d in "123456789" for d in digits)


def test_numbers_without_an_interval():
    assert number(20_000) == "20,000"
    assert number(0) == "0"
    assert number(0.4321) == "0.43"
    assert number(137.4) == "137"
    assert number(1374.4) == "1,370"
    assert number(2374.4) == "2,400"
    assert number(-3) == f"{words.MINUS}3"


def test_a_ratio_that_is_not_one_does_not_read_as_one():
    said = say_ratio(Estimate(1.5, 1.37, 1.55, 20, "ok", 1.04, 1.93))
    assert said.assumptions == "1.04 to 1.9"
    assert say_ratio(Estimate(1.0, 0.9, 1.1, 20, "ok")).value == "1.00"


def test_a_value_has_no_more_digits_than_its_own_interval():
    assert say(Estimate(0.05, 0.001, 0.28, 20, "ok"), "").value == "0.05"
    assert say(Estimate(11306.0, 11010, 11602, 20, "ok", 4712, 32100), "").value == "11,300"
    assert say(Estimate(11306.0, 7010, 15602, 20, "ok", 4712, 32100), "").value == "11,000"


def test_one_is_singular():
    assert count_of(1, "month") == f"1{NBSP}month"
    assert count_of(2, "month") == f"2{NBSP}months"
    assert count_of(0, "person", "people") == f"0{NBSP}people"


def test_lists_of_words():
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed(["a", "b", "c"]) == "a, b and c"


def test_both_intervals_are_named_and_never_pooled():
    said = say(Estimate(0.23, 0.228, 0.232, 20, "ok", 0.14, 0.35), "", 100)
    assert str(said) == "23 (14 to 35 over the assumptions; Monte Carlo 22.8 to 23.2)"
    assert said.monte_carlo == "22.8 to 23.2"
    assert said.assumptions == "14 to 35"


def test_statuses_are_said_in_words():
    undefined = say_figure(
        "median_months_to_correction", Estimate(None, None, None, 5, "undefined")
    )
    assert str(undefined).startswith("undefined: fewer than half")
    assert not undefined.is_number
    few = say(Estimate(2.84, None, None, 5, "too_few"), "")
    assert str(few) == "2.8 (too few events for an interval)"
    single = say(Estimate(6029.0, None, None, 1, "too_few"), "")
    assert str(single) == "6,000 (one replicate: no interval)"
    certain = say(Estimate(0.0, 0.0, 0.0, 5, "ok"), "")
    assert str(certain) == "0"
    assert certain.monte_carlo == "the same for every seed"
    fixed = say(Estimate(5.0, 4.0, 6.0, 5, "ok", 5.0, 5.0), "")
    assert fixed.assumptions == "the same in every draw"
    assert "assumptions" not in str(fixed)


def test_a_width_that_is_only_rounding_is_none():
    """Twenty replicates that all give 0.6 have a jackknife width of some 1e-16."""
    dust = 1.2e-16
    same = say(Estimate(0.6, 0.6 - dust, 0.6 + dust, 20, "ok", 0.6 - dust, 0.6 + dust), "")
    assert same.value == "0.60"
    assert same.monte_carlo == words.EXACT
    assert same.assumptions == words.FIXED
    few = say(Estimate(0.6, None, None, 20, "too_few", 0.6 - dust, 0.6 + dust), "")
    assert few.value == "0.60"
    assert to(0.6 - dust, 0.6 + dust) == "0.60 to 0.60"


def test_every_figure_can_be_missing():
    for name in FIGURES:
        assert words.why_undefined(name).startswith("undefined")


def test_shares_are_per_cent_of_something():
    assert words.unit_of("never_corrected_share") == "% of wrongful spells"
    assert words.unit_of("entries") == "entries"
    assert words.factor_of("burden_top_tenth_share") == 100
