from ostraka.report import spread
from ostraka.report.words import NBSP
from ostraka.results import Estimate
from ostraka.results.variance import Direction, VarianceShares


def share(value, low, high):
    return Estimate(value, low, high, 60, "ok")


SHARES = VarianceShares(share(0.2, 0.1, 0.31), share(0.7, 0.6, 0.82), share(0.1, 0.02, 0.2))
NOTHING = Estimate(None, None, None, 6, "undefined")


def test_where_the_headline_s_spread_comes_from():
    assert spread.of_the_headline(SHARES, 3, 9) == (
        f"Of the headline's spread over the assumptions, 70{NBSP}% (60 to 82) comes from assumed numbers "
        f"and 20{NBSP}% (10 to 31) from numbers with a source."
    )
    assert "rests on guesses" in spread.of_the_headline(SHARES, 0, 9)
    assert "rests on publications" in spread.of_the_headline(SHARES, 9, 9)
    unknown = VarianceShares(NOTHING, NOTHING, NOTHING, "6 draws; it takes 30")
    assert spread.of_the_headline(unknown, 3, 9).endswith("cannot be said: 6 draws; it takes 30.")


def test_a_direction_that_turns_is_no_finding():
    one, other = Direction(True, 7, 50), Direction(False, 0, 50)
    assert "keeps its direction in all 50" in spread.of_the_signs({"b": other})
    said = spread.of_the_signs({"group_a": one, "b": other})
    assert "its direction is not a finding: group a is listed more often" in said
    assert f"less often in 7 of 50{NBSP}draws." in said
    assert spread.of_the_signs({"b": Direction(None, 0, 50)}) == ""
