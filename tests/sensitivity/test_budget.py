"""Budgets and frontiers against closed forms; what is no harm, and what is not an error, is refused."""

import json
import math

import numpy as np
import pytest
from scipy.optimize import brentq

from ostraka.core.errors import OstrakaError
from ostraka.core.walking import walk
from ostraka.engine import schedule_for
from ostraka.results.figures import FIGURES
from ostraka.results.harms import harm_names
from ostraka.scenario import load, with_safeguards
from ostraka.sensitivity import budget, frontier
from ostraka.sensitivity.ceiling import ceiling_of, varied
from ostraka.sensitivity.roots import Curve, crossing, scan, shape_of
from tests.known_answers.neutral import BARE, world
from tests.sensitivity.made import MONTHS, certain, ever_wrongly_listed, uncertain

RATE = "unfounded.clerical.rate_per_month.act"
OTHER = "unfounded.malicious_report.rate_per_month.act"
ACTS, SECOND = 0.004, 0.0005


def standard_error(rate, runs, people, acts=ACTS, other=SECOND):
    """Of the rate, from that of the share of so many people in so many runs, by the slope there."""
    share = ever_wrongly_listed(acts, rate + other)
    slope = (ever_wrongly_listed(acts, rate + other + 1e-6) - share) / 1e-6
    return math.sqrt(share * (1 - share) / (runs * people)) / slope


def test_a_budget_is_the_root_of_the_closed_form_and_lies_in_its_interval():
    exact = brentq(lambda f: ever_wrongly_listed(ACTS, f + SECOND) - 0.06, 0, 0.1)
    found = budget(
        certain(),
        "ever_wrongly_listed_per_100k <= 6000",
        RATE,
        people=40_000,
        months=MONTHS,
        replicates=8,
        threads=1,
    )
    error = standard_error(exact, 8, 40_000)
    assert error < 0.02 * exact
    assert abs(found.value - exact) < 4 * error
    assert found.low < exact < found.high
    assert found.low < found.value < found.high
    assert (
        found.high - found.low < 12 * error
    )  # a t interval of eight replicates is 4.7 errors wide
    assert (found.status, found.rises, found.now) == ("found", True, 0.001)
    assert found.assumptions is None
    # a trigger list that restarts, no redress: answer 9 promises it for every replicate
    assert found.monotone == "in every replicate"
    for point in found.points:
        exact = 1e5 * ever_wrongly_listed(ACTS, point.value + SECOND)
        assert abs(point.harm - exact) < 5 * 1e5 * math.sqrt(exact / 1e5 / 320_000)


def test_over_the_assumptions_a_budget_spreads_as_its_closed_form_does():
    scenario = uncertain()
    found = budget(
        scenario,
        "ever_wrongly_listed_per_100k <= 5000",
        RATE,
        people=5_000,
        months=MONTHS,
        replicates=4,
        draws=24,
        threads=1,
    )
    exact = []
    for draw in range(24):
        _, numbers = scenario.draw(scenario.seed, draw)
        acts = numbers["categories.act.rate_per_month"] * numbers["categories.act.detection"]
        root = brentq(lambda f, a=acts: ever_wrongly_listed(a, f) - 0.05, 0, 0.5)
        exact.append(root)
    over = found.assumptions
    assert (over.draws, over.never, over.always) == (24, 0, 0)
    assert over.low == pytest.approx(min(exact), rel=0.15)
    assert over.high == pytest.approx(max(exact), rel=0.15)
    assert over.low < found.value < over.high
    assert "Over the assumptions (24 draws" in str(found)


def test_few_draws_give_no_interval():
    found = budget(
        uncertain(), "error <= 1000", RATE, people=2000, months=12, draws=2, threads=1, replicates=3
    )
    assert (found.assumptions.low, found.assumptions.high) == (None, None)
    assert "too few for an interval" in str(found)


def test_a_ceiling_that_nothing_reaches_or_nothing_keeps_is_said():
    how = {"people": 2000, "months": 12, "replicates": 3, "threads": 1}
    never = budget(certain(), "ever_wrongly_listed <= 0", RATE, **how)
    assert (never.status, never.value, never.low, never.high) == ("never", None, None, None)
    said = " ".join(str(never).split())
    least = never.points[0]
    assert (
        f"No value of {RATE} keeps the ceiling: even at 0 the harm is {least.harm:g} (95 %" in said
    )
    always = budget(certain(), "ever_wrongly_listed_per_100k <= 100000", f"{RATE}=0:0.01", **how)
    assert always.status == "always"
    assert f"Every value of {RATE} from 0 to 0.01 keeps the ceiling" in str(always)
    for one in (never, always):
        json.dumps(one.to_dict(), allow_nan=False)


def test_where_harm_falls_with_a_number_the_least_value_is_given():
    found = budget(
        load("missed_fines"),
        "wrongful_person_months <= 5700",
        "review.sensitivity",
        people=20_000,
        replicates=5,
        draws=0,
        threads=1,
    )
    assert not found.rises
    assert 0 < found.low < found.value < found.high < 1
    assert "review.sensitivity may be at least" in str(found)
    harms = [point.harm for point in found.points]
    assert harms == sorted(harms, reverse=True)


def test_a_whole_number_has_a_whole_budget():
    found = budget(
        load("missed_fines"),
        "wrongful_person_months <= 4000",
        "blacklist.term_months",
        people=20_000,
        replicates=5,
        draws=0,
        threads=1,
    )
    assert found.value == int(found.value)
    assert found.searched[0] == 1
    assert found.searched[1] <= 72  # more months than the run has change nothing
    again = {p.value: p.harm for p in found.points}
    assert all(value == int(value) for value in again)


def test_safeguards_act_on_the_number_that_varies():
    """The safeguard takes its share of whatever value the number has."""
    how = {"people": 20_000, "replicates": 4, "draws": 0, "threads": 1}
    scenario = load("missed_fines")
    plain = budget(scenario, "wrong_person <= 1500", "linking.mislink", **how)
    guarded = budget(
        with_safeguards(scenario, ["identity_check"]),
        "wrong_person <= 1500",
        "linking.mislink",
        **how,
    )
    assert guarded.value > 1.5 * plain.value


def test_a_frontier_of_two_sources_is_a_straight_line():
    """What counts is the sum of the two rates."""
    exact = brentq(lambda f: ever_wrongly_listed(ACTS, f) - 0.06, 0, 0.1)
    found = frontier(
        certain(),
        "ever_wrongly_listed_per_100k <= 6000",
        RATE,
        f"{OTHER}=0:{exact * 1.25}",
        points=6,
        people=20_000,
        months=MONTHS,
        replicates=5,
        threads=1,
    )
    error = standard_error(exact, 5, 20_000, other=0.0)
    for value, one in zip(found.values[:5], found.budgets, strict=False):
        if value < exact - 5 * error:
            assert one.value == pytest.approx(exact - value, abs=4 * error)
            assert one.monotone == "in every replicate"
    assert found.budgets[-1].status == "never"
    assert "none" in str(found)
    json.dumps(found.to_dict(), allow_nan=False)


def curve_of(function, replicates=4):
    return Curve(lambda x: function(x) + np.linspace(-0.01, 0.01, replicates))


def test_a_curve_that_turns_back_is_said_to_and_its_first_crossing_taken():
    curve = curve_of(lambda x: math.sin(3 * x))
    values = scan(curve, 0.0, 1.0)
    shape = shape_of(curve, values)
    assert shape.monotone == "no"
    assert min(shape.turns) == pytest.approx(0.5)
    root = crossing(curve.mean, values, 0.5, rises=True)
    assert root == pytest.approx(math.asin(0.5) / 3, abs=1e-4)


def test_a_curve_that_turns_back_by_chance_only_is_monotone_on_average():
    luck = np.array([[0.0, 0.3, -0.3, 0.1], [0.1, -0.5, 0.3, 0.3]])
    curve = Curve(lambda x: 0.0 * x + luck[round(8 * x) % 2])
    shape = shape_of(curve, scan(curve, 0.0, 1.0))
    assert shape.monotone == "on average"
    assert shape.turns == ()


def test_crossings_are_found_from_the_harmless_end():
    rising = curve_of(lambda x: x)
    values = scan(rising, 0.0, 1.0)
    assert crossing(rising.mean, values, 0.3, rises=True) == pytest.approx(0.3)
    assert crossing(rising.mean, values, 2.0, rises=True) == math.inf
    assert crossing(rising.mean, values, -1.0, rises=True) == -math.inf
    falling = curve_of(lambda x: 1 - x)
    assert crossing(falling.mean, scan(falling, 0.0, 1.0), 0.3, rises=False) == pytest.approx(0.7)
    assert crossing(falling.mean, values, 2.0, rises=False) == -math.inf
    assert crossing(falling.mean, values, -1.0, rises=False) == math.inf
    whole = Curve(lambda x: np.full(3, float(x)), is_whole=True)
    assert crossing(whole.mean, scan(whole, 1, 30), 12.5, rises=True, is_whole=True) == 12


def test_only_harms_stand_on_the_left():
    for name in ("missed_fines", "everything"):
        scenario = load(name)
        schedule = schedule_for(scenario)
        harms = harm_names(scenario, schedule)
        for figure in FIGURES:
            if figure in harms:
                assert ceiling_of(f"{figure} <= 3", scenario, schedule).most == 3
                continue
            with pytest.raises(OstrakaError, match=r"counts no harm.*nothing else"):
                ceiling_of(f"{figure} <= 3", scenario, schedule)
    assert not {"missed_person_months", "listed_person_months", "entries", "by_rules"} & set(harms)


@pytest.mark.parametrize(
    ("harm", "vary", "words"),
    [
        ("wrongful_per_100k <= 10", RATE, "did you mean.*ever_wrongly_listed_per_100k"),
        ("error >= 10", RATE, "asks for more harm"),
        ("error = 10", RATE, "has a ceiling"),
        ("error", RATE, "write NAME <= NUMBER"),
        ("error <= ten", RATE, "is no number"),
        ("error <= inf", RATE, "finite"),
        ("error <= 10", "recording.false_rate", "there is no number"),
        ("error <= 10", "unfounded.clerical.rate.act", f"did you mean {RATE}"),
        ("error <= 10", "categories.act.detection", "neither an error nor redress"),
        ("error <= 10", "categories.act.rate_per_month", "neither an error nor redress"),
        ("error <= 10", "strata.everybody.share", "neither an error nor redress"),
        ("error <= 10", f"{RATE}=1", "is no range"),
        ("error <= 10", f"{RATE}=2:1", "is no range"),
        ("error <= 10", f"{RATE}=-1:1", "not a rate per month of at least 0"),
    ],
)
def test_what_cannot_be_asked_is_said(harm, vary, words):
    with pytest.raises(OstrakaError, match=words):
        budget(certain(), harm, vary, people=200, months=3, replicates=3)


CATCHING = (
    "detection",
    "sensitivity",
    "quota.records",
    "adoption",
    "deterrence",
    "threshold",
    "points",
)


def is_allowed(place, scenario):
    try:
        return varied(place, scenario).place == place
    except OstrakaError:
        return False


def test_nothing_that_a_system_catches_with_may_vary():
    scenario = load("everything")
    allowed = [place for place, _ in walk(scenario) if is_allowed(place, scenario)]
    protective = ("review.sensitivity", "hearing.sensitivity", "audit.sensitivity")
    for place in allowed:
        if not place.startswith(protective):
            assert not any(word in place for word in CATCHING), place
        assert not place.startswith(
            ("strata", "categories", "population", "behaviour", "attention")
        )
    assert {"linking.mislink", "flag.specificity", "notice.probability"} < set(allowed)


def test_a_frontier_needs_two_numbers_and_a_range():
    with pytest.raises(OstrakaError, match="named twice"):
        frontier(certain(), "error <= 10", RATE, RATE, people=200, replicates=3)
    with pytest.raises(OstrakaError, match="has no range to go over"):
        frontier(certain(), "error <= 10", RATE, OTHER, people=200, replicates=3)


def test_few_replicates_are_refused():
    with pytest.raises(OstrakaError, match="take 3 at least"):
        budget(world(base=BARE), "error <= 1", RATE, replicates=2)
