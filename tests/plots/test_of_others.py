"""``.plot`` of comparisons, sensitivities, budgets, attributions and estimates."""

from dataclasses import replace

import pytest

import ostraka
from ostraka.core.errors import OstrakaError
from ostraka.estimation import words
from tests.plots.shown import (
    ASSUMPTIONS,
    MONTE_CARLO,
    assumptions,
    bars,
    dots,
    monte_carlo,
    names,
    near,
)

RATE = "ever_wrongly_listed_per_100k"


def ends(changes, low="low", high="high"):
    found = [(getattr(one, low), getattr(one, high)) for one in changes]
    return [pair for pair in found if None not in pair and pair[0] < pair[1]]


def test_differences_are_those_of_the_comparison(comparison):
    ax = comparison.plot.differences()
    arms = [arm for arm in comparison.arms if arm != comparison.reference]
    changes = [comparison.row(arm, RATE).difference for arm in arms]
    assert near(dots(ax), [one.value for one in changes])
    assert near(monte_carlo(ax), ends(changes))
    assert near(assumptions(ax), ends(changes, "assumed_low", "assumed_high"))
    assert ax.get_xlabel() == "change, per 100,000 people"
    assert "as in the reference (as is)" in names(ax)


def test_differences_of_a_stratum_and_of_what_is_missed(comparison):
    change = comparison.row("expiry", RATE, "minority").difference
    assert change.value in [
        pytest.approx(v) for v in dots(comparison.plot.differences(stratum="minority"))
    ]
    ax = comparison.plot.differences("missed_person_months")
    assert "person-months" in ax.get_xlabel()
    with pytest.raises(OstrakaError, match="it has majority, minority"):
        comparison.plot.differences(stratum="nobody")
    with pytest.raises(OstrakaError, match="no figure of this comparison"):
        comparison.plot.differences("people")


def test_a_cause_is_drawn_with_its_own_change(comparison):
    ax = comparison.plot.by_cause("identity_check")
    change = comparison.row("identity_check", "wrong_person").difference
    assert change.value in [pytest.approx(value) for value in bars(ax)]
    with pytest.raises(OstrakaError, match="no arm to compare"):
        comparison.plot.by_cause("as_is")


def test_spared_and_newly_harmed_stand_apart(comparison):
    ax = comparison.plot.spared()
    sets = [one for one in comparison.sets if one.stratum == "" and one.arm != "as_is"]
    assert near(dots(ax), [x.value for one in sets for x in (one.spared, one.newly_harmed)])
    changes = [x for one in sets for x in (one.spared, one.newly_harmed)]
    assert near(monte_carlo(ax), ends(changes))
    with pytest.raises(OstrakaError, match="person_sets = true"):
        replace(comparison, sets=()).plot.spared()


def test_the_ranking_has_its_two_uncertainties(comparison):
    ax = comparison.plot.ranking()
    places = comparison.ranking[RATE]
    both = [100 * x for one in places for x in (one.best_in_draws, one.best_in_replicates)]
    assert near(bars(ax), both)
    with pytest.raises(OstrakaError, match="not ranked"):
        comparison.plot.ranking("entries")


@pytest.mark.parametrize("method", ["sobol", "shapley", "morris"])
def test_indices_have_their_intervals_and_the_seed_is_among_them(sensitivities, method):
    found = sensitivities[method]
    ax = found.plot.indices()
    name = {"sobol": "first", "shapley": "share", "morris": "effect"}[method]
    factor = 1 if method == "morris" else 100
    every = [factor * one.measures[name].value for one in [*found.ordered(), found.luck]]
    assert near(bars(ax)[:: 2 if method == "sobol" else 1], every)
    assert len(monte_carlo(ax, "95 % interval")) == len(bars(ax))
    assert [text.get_text() for text in ax.get_yticklabels()][-1] == "(the seed)"
    assert ("% of the variance" in ax.get_xlabel()) == (method != "morris")


def test_a_tornado_has_both_ends_of_every_number(bars_alone):
    ax = bars_alone.plot.tornado()
    every = [end for bar in bars_alone.bars for end in (bar.at_low, bar.at_high)]
    assert near(bars(ax)[: len(every)], [end.value for end in every])
    assert len(monte_carlo(ax)) == len(every)
    assert "one standard deviation of another seed" in names(ax)


def test_a_budget_shows_curve_ceiling_and_both_intervals(limit):
    ax = limit.plot.harm()
    (curve,) = (one for one in ax.lines if str(one.get_label()).startswith("harm"))
    assert near(curve.get_ydata(), [point.harm for point in limit.points])
    assert near(monte_carlo(ax), [(limit.low, limit.high)])
    assert near(assumptions(ax), [(limit.assumptions.low, limit.assumptions.high)])
    assert {MONTE_CARLO, ASSUMPTIONS, "ceiling: 300"} <= set(names(ax))
    assert limit.place in ax.get_xlabel()
    assert ax.get_ylabel() == limit.unit
    never = replace(limit, status="never", value=None, low=None, high=None)
    assert not dots(never.plot.harm())


def test_a_frontier_says_where_there_is_no_budget(limits):
    ax = limits.plot.frontier()
    known = [one.value for one in limits.budgets if one.value is not None]
    assert near(ax.lines[0].get_ydata(), known)
    none = replace(limits.budgets[0], value=None, status="never")
    with pytest.raises(OstrakaError, match="no budget was found"):
        replace(limits, budgets=(none,) * len(limits.values)).plot.frontier()


def test_shares_add_up_to_the_whole_that_is_drawn(shares):
    ax = shares.plot.shares()
    *parts, whole = bars(ax)
    assert near(sum(parts), whole)
    assert near(whole, shares.whole.value)
    assert near(monte_carlo(ax)[-1], (shares.whole.low, shares.whole.high))
    assert ax.get_xlabel() == shares.unit


def test_bounds_are_those_of_every_step(estimate):
    ax = estimate.plot.bounds()
    steps = [*estimate.steps, *estimate.offered]
    drawn = [(p.get_x(), p.get_x() + p.get_width()) for c in ax.containers for p in c.patches]
    assert near(drawn, [(100 * s.bounds.shares[0], 100 * s.bounds.shares[1]) for s in steps])
    said = [text.get_text() for text in ax.texts]
    assert said == [words.shares(step.bounds) for step in steps]
    assert ax.get_xlabel() == "% of the entries on the list that are wrong"


def test_refuted_assumptions_are_said_in_the_picture():
    found = ostraka.estimate(100, 90, 10, perfect_review=True, ratio_at_least=100)
    assert found.is_refuted
    assert "contradicts the figures" in [text.get_text() for text in found.plot.bounds().texts]


def test_the_curve_goes_through_the_tabulated_points(estimate):
    ax = estimate.plot.curve()
    line = ax.lines[0]
    point = next(p for p in estimate.curve.points if p.ratio == 10)
    assert near(float(line.get_ydata()[-1]), 100 * point.right)
    with pytest.raises(OstrakaError, match="decided both ways"):
        ostraka.estimate(1000).plot.curve()


def test_worth_is_at_most_what_is_open_now(estimate):
    ax = estimate.plot.worth()
    *after, now = bars(ax)
    assert near(after, [100 * one.width for one in estimate.worth])
    assert near(now, 100 * estimate.bounds.width)
    known = ostraka.estimate(100, 100, 50, perfect_review=True)
    with pytest.raises(OstrakaError, match="nothing is left to narrow"):
        known.plot.worth()


def test_groups_have_a_bar_each(groups):
    ax = groups.plot.bounds()
    assert [text.get_text() for text in ax.get_yticklabels()] == ["one", "two"]
    assert len(ax.containers) == 2
