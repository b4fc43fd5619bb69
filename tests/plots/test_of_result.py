"""``result.plot``: units, both intervals with the result's numbers, errors where there is nothing."""

import numpy as np
import pytest

from ostraka.core.errors import OstrakaError
from ostraka.population.ledgers import CAUSES
from ostraka.report import readings
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


def test_the_headline_is_the_wrongful_share_of_a_round_number(rich):
    ax = rich.plot.headline()
    share = rich.harm["wrongful_share_of_listed"]
    base = 100 if share.value >= 0.1 else 1000
    assert near(dots(ax), [base * share.value])
    assert near(monte_carlo(ax)[0], (base * share.low, base * share.high))
    assert near(assumptions(ax)[0], (base * share.parameter_low, base * share.parameter_high))
    assert near(sum(bars(ax)), base)
    assert ax.get_xlabel() == f"of {base:,} person-months on the list"
    assert names(ax)[-2:] == [ASSUMPTIONS, MONTE_CARLO] or set(names(ax)[-2:]) == {
        ASSUMPTIONS,
        MONTE_CARLO,
    }


def test_causes_are_stacked_to_the_total_with_its_band(rich):
    ax = rich.plot.causes()
    table = rich.months_table()
    wrongful = table[~table["cause"].isin(["by_rules"])].groupby("month")["value"].sum()
    (line,) = (one for one in ax.lines if one.get_label() == "all wrongful")
    assert near(line.get_ydata(), wrongful.to_numpy())
    areas = {area.get_gid(): area for area in ax.collections if area.get_gid() in CAUSES}
    last = list(areas.values())[-1].get_paths()[0].vertices[:, 1]
    assert near(last.max(), wrongful.max())
    (band,) = (one for one in ax.collections if one.get_label() == MONTE_CARLO)
    series = readings.months(rich)
    assert near(band.get_paths()[0].vertices[:, 1].max(), series.high.max())
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("month of the run", "people on the list")
    assert "no interval over the assumptions" in ax.figure.texts[0].get_text().replace("\n", " ")


def test_bars_by_cause_are_the_figures_of_the_result(rich):
    ax = rich.plot.by_cause()
    shown = [c for c in CAUSES[1:] if rich.harm[c].value]
    assert near(bars(ax), [rich.harm[c].value for c in shown])
    assert near(monte_carlo(ax), [(rich.harm[c].low, rich.harm[c].high) for c in shown])
    ends = [(rich.harm[c].parameter_low, rich.harm[c].parameter_high) for c in shown]
    assert near(assumptions(ax), ends)
    assert "person-months" in ax.get_xlabel()


@pytest.mark.parametrize("figure", [RATE, "wrongful_share_of_listed"])
def test_who_shows_every_stratum_with_both_intervals(rich, figure):
    ax = rich.plot.who(figure)
    found = [rich.by("stratum")[name][figure] for name in ("majority", "minority")]
    factor = 100 if figure.endswith("listed") else 1
    assert near(dots(ax), [factor * one.value for one in found])
    assert near(monte_carlo(ax), [(factor * one.low, factor * one.high) for one in found])
    ends = [(factor * one.parameter_low, factor * one.parameter_high) for one in found]
    assert near(assumptions(ax), ends)
    assert ax.get_xlabel() == {RATE: "per 100,000 people"}.get(figure, "% of listed person-months")
    assert [text.get_text() for text in ax.get_yticklabels()] == ["Majority", "Minority"]


def test_disparity_is_the_ratio_to_the_reference_on_a_logarithmic_axis(rich):
    ax = rich.plot.disparity()
    ratio = rich.ratio()["minority"][RATE]
    assert near(dots(ax), [ratio.value])
    assert near(monte_carlo(ax), [(ratio.low, ratio.high)])
    assert near(assumptions(ax), [(ratio.parameter_low, ratio.parameter_high)])
    assert ax.get_xscale() == "log"
    assert "ratio to majority" in ax.get_xlabel()
    assert "as the reference" in names(ax)


def test_how_long_is_the_cumulative_incidence_as_far_as_it_can_be_followed(rich):
    ax = rich.plot.how_long()
    table = rich.incidence()
    followed = table[(table["outcome"] == "corrected") & (table["at_risk"] > 0)]
    (line,) = (one for one in ax.lines if one.get_gid() == "corrected")
    assert near(line.get_ydata(), 100 * followed["value"].to_numpy())
    assert near(line.get_xdata(), followed["months"].to_numpy())
    never = rich.harm["never_corrected_share"]
    (band,) = (one for one in ax.collections if one.get_label().startswith(ASSUMPTIONS))
    ends = band.get_segments()[0][:, 1]
    assert near(ends, [100 * (1 - never.parameter_high), 100 * (1 - never.parameter_low)])
    assert ax.get_ylabel() == "% of wrongful spells"
    styles = [one.get_linestyle() for one in ax.lines if one.get_gid()]
    assert len(set(styles)) == len(styles)  # told apart without colour


def test_redress_counts_the_wrongful_beside_the_others(rich):
    ax = rich.plot.redress()
    steps = readings.redress(rich)
    every = [one.value for step in steps for one in (step.wrongful, step.by_rules)]
    assert near(bars(ax), every)
    assert {"wrongful listings", "listings by the rules", MONTE_CARLO} == set(names(ax))
    hatched = {patch.get_hatch() for one in ax.containers for patch in getattr(one, "patches", [])}
    assert hatched == {"", "////"}


def test_missed_stands_beside_the_harm_with_both_intervals(rich):
    ax = rich.plot.missed()
    wrongful, missed = (rich.harm[n] for n in ("wrongful_person_months", "missed_person_months"))
    assert near(bars(ax)[:2], [wrongful.value, missed.value])
    ends = [(one.parameter_low, one.parameter_high) for one in (wrongful, missed)]
    assert near(assumptions(ax), ends)
    assert near(sum(bars(ax)[2:]), missed.value)


def test_uncertainty_shows_the_two_intervals_apart(rich):
    ax = rich.plot.uncertainty()
    heights = {one.get_label(): one.get_segments()[0][0, 1] % 1 for one in ax.collections}
    assert heights[MONTE_CARLO] != heights[ASSUMPTIONS]
    share = rich.harm["wrongful_share_of_listed"]
    first = [100 * end / share.value for end in (share.parameter_low, share.parameter_high)]
    assert near(assumptions(ax)[0], first)


def test_figures_share_one_unit(rich):
    ax = rich.plot.figures("wrongful_person_months", "missed_person_months")
    assert near(
        dots(ax), [rich.harm[n].value for n in ("wrongful_person_months", "missed_person_months")]
    )
    assert ax.get_xlabel() == "person-months"
    with pytest.raises(OstrakaError, match="one axis has one unit"):
        rich.plot.figures("wrongful_person_months", "entries")


@pytest.mark.parametrize(
    "method",
    ["headline", "causes", "by_cause", "who", "disparity", "how_long", "missed", "uncertainty"],
)
@pytest.mark.parametrize("run", ["plain", "alone"])
def test_a_run_without_uncertain_numbers_has_no_band_over_the_assumptions(method, run, request):
    result = request.getfixturevalue(run)
    ax = getattr(result.plot, method)()
    assert not assumptions(ax)
    assert all(ASSUMPTIONS not in name for name in (names(ax) if ax.figure.legends else []))
    assert ax.get_xlabel()
    ax.figure.draw_without_rendering()


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("headline", "nobody was listed"),
        ("causes", "nobody was wrongly listed"),
        ("how_long", "no wrongful spell"),
        ("redress", "tells nobody"),
        ("uncertainty", "no figure has an interval"),
    ],
)
def test_what_is_not_there_is_said(nobody, method, words):
    with pytest.raises(OstrakaError, match=words):
        getattr(nobody.plot, method)()


def test_names_that_are_wrong_get_a_remedy(rich):
    with pytest.raises(OstrakaError, match="wrongful_share_of_listed"):
        rich.plot.who("wrongful_share_of_lister")
    with pytest.raises(OstrakaError, match="use stratum or jurisdiction"):
        rich.plot.who(by="religion")
    with pytest.raises(OstrakaError, match="one jurisdiction"):
        rich.plot.disparity(by="jurisdiction")
    with pytest.raises(OstrakaError, match="ndarray is no matplotlib Axes"):
        rich.plot.who(ax=np.array([1]))
