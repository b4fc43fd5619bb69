"""What the page says is what the results say, with both intervals and the paired difference."""

import re

import pytest

import ostraka
from ostraka.core.errors import OstrakaError
from ostraka.explore import view
from ostraka.explore.arms import scenario_of
from ostraka.explore.state import Arm
from ostraka.explore.subjects import subject
from ostraka.results import Estimate
from ostraka.results.paired import difference

RATE = "categories.unpaid_fine.rate_per_month"


def ran(arm, **given):
    settled = {"people": 4000, "seed": 1, **given}
    return ostraka.run(scenario_of(subject("missed_fines").scenario, arm, **settled), threads=1)


@pytest.fixture(scope="module")
def unchanged():
    return ran(Arm())


@pytest.fixture(scope="module")
def changed():
    return ran(Arm(added=("independent_appeal",)))


def test_the_difference_is_that_of_the_replicates_pair_by_pair(unchanged, changed):
    """Against a plain computation: the paired t interval of a count over five replicates."""
    name = "wrongful_person_months"
    apart = difference(changed, unchanged)[name]
    each = [[wrongful(tables) for tables in r.tables] for r in (changed, unchanged)]
    pairs = [100_000 / 4000 * (a - b) for a, b in zip(*each, strict=True)]
    mean = sum(pairs) / 5
    spread = (sum((x - mean) ** 2 for x in pairs) / 4) ** 0.5
    half = 2.7764451 * spread / 5**0.5
    assert apart.value == pytest.approx(mean)
    assert (apart.low, apart.high) == (pytest.approx(mean - half), pytest.approx(mean + half))


def wrongful(tables):
    burden = tables["tally_burden"].dense().reshape(-1, 73).sum(axis=0)
    return sum(months * int(count) for months, count in enumerate(burden))


def test_a_twin_of_itself_differs_in_nothing(unchanged):
    apart = difference(unchanged, unchanged)["wrongful_share_of_listed"]
    assert (apart.value, apart.low, apart.high) == (0, 0, 0)
    assert view.direction(apart) == view.SAME


def test_common_draws_make_the_difference_sharper_than_the_parts(unchanged, changed):
    name = "wrongful_share_of_listed"
    apart = difference(changed, unchanged)[name]
    assert apart.high - apart.low < unchanged.harm[name].high - unchanged.harm[name].low
    assert apart.parameter_low is not None


def test_results_that_share_no_draws_are_not_compared(unchanged):
    other = ran(Arm(), seed=2)
    with pytest.raises(OstrakaError, match="share no draws"):
        difference(other, unchanged)


def test_every_number_of_the_sentences_stands_in_the_table(unchanged, changed):
    lines = view.lines(unchanged, changed)
    said = [s for line in lines for s in (line.unchanged, line.changed, line.difference)]
    parts = {
        n for s in said for text in (s.value, s.monte_carlo, s.assumptions) for n in numbers(text)
    }
    for sentence in view.sentences(unchanged, changed):
        told = sentence.replace("Of 100 person", "").replace("of 100,000", "")
        assert numbers(told) <= parts, sentence


def numbers(text):
    return set(re.findall(r"[−+]?\d[\d,.]*\d|[−+]?\d", text))


def test_the_sentences_say_lower_only_where_both_intervals_are(unchanged, changed):
    share = view.lines(unchanged, changed)[0]
    assert share.direction == view.LESS
    assert "lower with your changes" in view.sentences(unchanged, changed)[2]


@pytest.mark.parametrize(
    ("ends", "verdict"),
    [
        ((-2, -1, None, None), view.LESS),
        ((1, 2, 0.5, 3), view.MORE),
        ((-2, -1, -3, 1), view.OPEN),
        ((-1, 1, None, None), view.OPEN),
        ((None, None, None, None), view.OPEN),
    ],
)
def test_a_direction_is_claimed_only_if_no_interval_holds_zero(ends, verdict):
    low, high, at_least, at_most = ends
    value = None if low is None else (low + high) / 2
    assert view.direction(Estimate(value, low, high, 5, "ok", at_least, at_most)) == verdict


def test_causes_add_up_to_all_wrongful_months(unchanged, changed):
    found = view.causes({"a": unchanged, "b": changed})
    for arm, result in (("a", unchanged), ("b", changed)):
        whole = result.harm["wrongful_person_months"].value / 4
        assert found[found["arm"] == arm]["value"].sum() == pytest.approx(whole)


def test_the_curve_ends_at_the_share_never_corrected(unchanged):
    found = view.correction({"a": unchanged})
    never = unchanged.harm["never_corrected_share"].value
    assert found["value"].iloc[-1] == pytest.approx(100 * never)
    assert (found["low"] <= found["value"] + 1e-9).all()


def test_what_is_shown_per_head_does_not_depend_on_how_many_heads(unchanged):
    many = ran(Arm(), people=16_000)
    small, large = (view.lines(r)[2].unchanged.value.replace(",", "") for r in (unchanged, many))
    assert float(large) == pytest.approx(float(small), rel=0.2)
