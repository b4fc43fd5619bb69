"""Numbers of differences in words agree with the numbers, down to the last digit that is shown."""

import re

import numpy as np
import pytest

from ostraka.report.study.wording import (
    AGREE,
    arm_in_words,
    arm_inside,
    in_brackets,
    label,
    may_turn,
    negated,
    say,
    share,
)
from ostraka.studies.changes import Change
from tests.report.study.comparisons import CHECK, EXPIRY


def numbers(text):
    return [
        float(found.replace("−", "-").replace(",", "").replace("+", ""))
        for found in re.findall(r"[−+]?\d[\d,]*(?:\.\d+)?", text)
    ]


@pytest.mark.parametrize("signed", [False, True])
def test_a_difference_and_its_four_ends_read_back_as_they_are(signed):
    rng = np.random.default_rng(5)
    for _ in range(300):
        value = float(rng.normal(0, 10.0 ** rng.integers(-1, 5)))
        half, wide = (abs(value) * float(rng.uniform(0.05, 0.9)) for _ in range(2))
        change = Change(value, value - half, value + half, value - wide, value + wide)
        said = say(change, 20, signed=signed)
        for text, ends in (
            (said.monte_carlo, (change.low, change.high)),
            (said.assumptions, (change.assumed_low, change.assumed_high)),
        ):
            assert numbers(text) == pytest.approx(ends, abs=0.51 * (ends[1] - ends[0]) / 3 + 1e-9)
        (read,) = numbers(said.value)
        assert read == pytest.approx(value, abs=0.51 * max(half, wide))
        assert np.sign(read) == np.sign(value)
        assert said.value.startswith("+") == (signed and value > 0)


def test_what_is_missing_is_said_and_the_two_intervals_are_never_one():
    assert in_brackets(say(negated(CHECK), 20)) == (
        "194 (90 to 270 over the assumptions; Monte Carlo 182 to 207)"
    )
    assert in_brackets(say(EXPIRY, 20, signed=True)) == (
        "+12 (+6 to +19 over the assumptions; Monte Carlo +8 to +15)"
    )
    assert in_brackets(say(Change(0.0), 20)) == f"0 ({AGREE})"
    assert in_brackets(say(Change(3.0), 1)) == "3.0 (one replicate: no interval)"
    assert in_brackets(say(Change(None), 20)) == "undefined"
    assert in_brackets(say(None, 20)) == "undefined"


def test_a_sign_turned_turns_its_ends_as_well():
    turned = negated(CHECK)
    assert (turned.low, turned.value, turned.high) == (181.9, 194.5, 207.1)
    assert (turned.assumed_low, turned.assumed_high) == (89.27, 273.9)
    assert negated(turned) == CHECK
    assert say(negated(Change(0.0)), 5).value == "0"


def test_only_an_interval_over_the_assumptions_that_holds_zero_leaves_the_sign_open():
    assert not may_turn(CHECK)
    assert not may_turn(Change(-2.0, -5.0, 1.0))
    assert may_turn(Change(-2.0, -3.0, -1.0, -9.0, 4.0))


def test_names_of_arms_are_words():
    assert arm_in_words("as_is") == "as it is"
    assert arm_in_words("identity_check+expiry") == "identity check + expiry"
    assert arm_inside("identity_check") == "“identity check”"
    assert arm_inside("a+b+c") == "“a”, “b” and “c” together"


def test_a_long_name_is_cut_into_lines_and_a_very_long_one_is_cut_off():
    name = "correction_reaches_recipients+independent_appeal+notice_before_effect"
    lines = label(name, 28)
    assert lines == [
        "correction reaches",
        "recipients",
        "+ independent appeal",
        "+ notice before effect",
    ]
    short = label("+".join(["some_safeguard"] * 9), 28)
    assert len(short) == 5
    assert short[-1].endswith("…")
    assert max(map(len, label("x" * 300, 28))) <= 28


def test_a_share_that_is_not_all_or_nothing_never_reads_so():
    assert [share(x).replace("\u00a0", " ") for x in (0, 0.001, 0.5, 0.999, 1)] == [
        "0 %",
        "under 1 %",
        "50 %",
        "over 99 %",
        "100 %",
    ]
