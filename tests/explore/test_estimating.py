"""The estimator's view says what the estimate says."""

import pytest

from ostraka import estimate
from ostraka.core.errors import FiguresError
from ostraka.explore.estimating import EXAMPLE, estimated
from ostraka.explore.state import State

RIGHT = {"sensitivity": 1.0, "specificity": 1.0, "ratio_at_least": 1.0}


def test_three_numbers_give_bounds_a_posterior_and_the_sentence():
    made = estimated(State(counts=dict(EXAMPLE), beliefs=RIGHT, posterior=True))
    plain = estimate(67_739, 4_955, 4_058, perfect_review=True, ratio_at_least=1, posterior=True)
    assert made.quote == plain.quote
    steps = made.steps()
    assert len(steps) == len(plain.steps) + len(plain.offered)
    assert (steps["low"].iloc[-1], steps["high"].iloc[-1]) == (100 * plain.low, 100 * plain.high)
    low, middle, high = (f"{100 * end:.0f}" for end in plain.posterior.share.posterior)
    assert f"{middle} ({low} to {high})" in made.posterior().to_string()


def test_nothing_assumed_is_any_number_and_what_could_be_assumed_is_offered():
    steps = estimated(State()).steps()
    first = steps.iloc[0]
    assert (first["assumption"], first["low"], first["high"]) == ("nothing assumed", 0, 100)
    assert set(steps["standing"]) == {"assumed", "if one also believes it"}


def test_counts_that_cannot_be_are_refused_with_their_place():
    with pytest.raises(FiguresError, match="overturned"):
        estimated(State(counts={"listed": 10, "challenged": 3, "overturned": 5}))


def test_the_command_gives_the_same_sentence(capsys, monkeypatch):
    from ostraka.cli import main

    made = estimated(State(counts=dict(EXAMPLE), beliefs=RIGHT))
    monkeypatch.setattr("sys.argv", made.command().split())
    with pytest.raises(SystemExit):
        main()
    said = " ".join(capsys.readouterr().out.split())
    assert made.quote in said
