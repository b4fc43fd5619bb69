import numpy as np
import pytest
from scipy import stats

from ostraka.core.errors import OstrakaError
from ostraka.results.figures import FIGURES
from ostraka.results.groups import GroupTable, estimates, samples
from tests.results.made import by_cause, counts, joined


def sample_of(*parts, draws=None):
    drawn = np.full((1, 2, 1, len(FIGURES)), np.nan) if draws is None else draws
    return samples(joined(*parts), drawn, FIGURES)[0]


def listing(by_rules, false_record, *, people=1000, entries=None):
    listed = by_cause(by_rules=by_rules, false_record=false_record)
    return counts(
        people=people,
        listed=listed,
        at_end=listed,
        entries=by_cause(by_rules=by_rules, false_record=false_record)
        if entries is None
        else by_cause(by_rules=entries),
    )


def test_counts_are_means_with_the_t_interval():
    errors = np.array([40.0, 55.0, 61.0, 47.0])
    found = estimates(sample_of(*(listing(100, e) for e in errors)), {}, "")["error"]
    low, high = stats.t.interval(0.95, 3, loc=errors.mean(), scale=stats.sem(errors))
    assert (found.value, found.low, found.high) == pytest.approx((errors.mean(), low, high))
    assert (found.n, found.status) == (4, "ok")


def test_shares_are_those_of_all_replicates_together():
    parts = [listing(100, 40), listing(300, 60), listing(200, 55)]
    found = estimates(sample_of(*parts), {}, "")["wrongful_share_of_listed"]
    assert found.value == pytest.approx(155 / 755)
    ratio = 155 / 755
    residual = np.array([40 - 140 * ratio, 60 - 360 * ratio, 55 - 255 * ratio])
    linear = stats.t.ppf(0.975, 2) * residual.std(ddof=1) / np.sqrt(3) / (755 / 3)
    assert found.high - found.value == pytest.approx(linear, rel=0.1)


def test_few_persons_get_the_exact_interval():
    parts = [counts(ever=[9, 2]), counts(ever=[7, 1]), counts(ever=[8, 0])]
    found = estimates(sample_of(*parts), {}, "")["ever_wrongly_listed_per_100k"]
    exact = stats.binomtest(3, 3000).proportion_ci(0.95, method="exact")
    assert found.value == pytest.approx(100)
    assert (found.low, found.high) == pytest.approx((1e5 * exact.low, 1e5 * exact.high))
    assert found.n == 3


def test_few_months_hang_together_and_the_interval_knows_it():
    # 20 wrongful among 120 person-months, but only 12 entries of 10 months: 2 of 12
    parts = [listing(50, 10, entries=6), listing(50, 10, entries=6)]
    found = estimates(sample_of(*parts), {}, "")["wrongful_share_of_listed"]
    exact = stats.binomtest(2, 12).proportion_ci(0.95, method="exact")
    assert (found.value, found.low, found.high) == pytest.approx((1 / 6, exact.low, exact.high))


def test_none_seen_is_not_none_possible():
    parts = [listing(400, 0), listing(500, 0)]
    found = estimates(sample_of(*parts), {}, "")["wrongful_share_of_listed"]
    assert found.low == found.value == 0
    assert found.high == pytest.approx(stats.beta.ppf(0.975, 1, 900))
    certain = estimates(sample_of(*parts), {"wrongful_share_of_listed": 0.0}, "")
    assert certain["wrongful_share_of_listed"].high == 0


def test_one_replicate_is_enough_for_persons_and_not_for_months():
    table = estimates(sample_of(listing(300, 60)), {}, "")
    assert table["wrongful_share_of_entries"].status == "ok"
    assert table["wrongful_share_of_entries"].low is not None
    months = table["wrongful_share_of_listed"]
    assert (months.status, months.low, months.high) == ("too_few", None, None)
    assert months.value == pytest.approx(1 / 6)


def test_few_people_make_no_mean():
    burden = np.zeros(13)
    burden[[0, 3]] = [996, 4]
    found = estimates(sample_of(*[counts(burden=burden)] * 3), {}, "")["mean_wrongful_months"]
    assert (found.value, found.status, found.low) == (3, "too_few", None)


def groups(first, second, draws=None):
    members = {"a": sample_of(*first), "b": sample_of(*second)}
    return GroupTable("stratum", members, {n: estimates(s, {}, n) for n, s in members.items()}, "a")


def test_differences_are_paired_over_replicates():
    luck = np.array([0.0, 100.0, 200.0, 50.0])
    own = np.array([3.0, -2.0, 1.0, 2.0])
    table = groups(
        [listing(500 + k, 300 + k) for k in luck],
        [listing(600 + k + e, 350 + k + e) for k, e in zip(luck, own, strict=True)],
    )
    found = table.difference()["b"]["error"]
    each = (50 + own) * 100  # per 100,000 people, from groups of 1,000
    low, high = stats.t.interval(0.95, 3, loc=each.mean(), scale=stats.sem(each))
    assert (found.value, found.low, found.high) == pytest.approx((each.mean(), low, high))
    assert high - low < 0.2 * (table["b"]["error"].high - table["b"]["error"].low) * 100
    assert table.difference()["b"].unit("error") == "person-months per 100,000 people"


def test_groups_of_unlike_size_are_compared_per_head():
    table = groups(
        [listing(500, 100, people=9000)] * 3,
        [listing(50, 40, people=1000)] * 3,
    )
    assert table.ratio()["b"]["error"].value == pytest.approx((40 / 1000) / (100 / 9000))
    assert table.ratio("b")["a"]["error"].value == pytest.approx((100 / 9000) / (40 / 1000))
    share = table.difference()["b"]["wrongful_share_of_listed"]
    assert share.value == pytest.approx(40 / 90 - 100 / 600)
    assert "people" not in table.ratio()["b"]


def test_a_ratio_to_nothing_is_undefined_and_one_of_few_has_no_interval():
    table = groups([listing(500, 0)] * 3, [listing(500, 5)] * 3)
    none = table.ratio()["b"]["error"]
    assert (none.value, none.status) == (None, "undefined")
    few = table.ratio("b")["a"]["error"]
    assert (few.value, few.low, few.status) == (0, None, "too_few")
    assert table.difference()["b"]["error"].status == "too_few"


def test_a_group_that_is_not_there_is_named_with_those_that_are():
    table = groups([listing(1, 1)] * 2, [listing(1, 1)] * 2)
    with pytest.raises(OstrakaError, match="no group 'c'; choose one of a, b"):
        table.difference("c")


def test_parameter_interval_lies_around_the_value_of_all_replicates():
    """The draws' two replicates are unlucky by 50; the interval must not be."""
    spread = np.linspace(-10, 10, 41)
    drawn = np.zeros((42, 2, 1, len(FIGURES)))
    where = list(FIGURES).index("error")
    drawn[:41, :, 0, where] = (350 + spread)[:, None]
    drawn[41, :, 0, where] = 350
    found = estimates(sample_of(*[listing(100, 300)] * 3, draws=drawn), {}, "")["error"]
    assert found.value == 300
    assert (found.parameter_low, found.parameter_high) == pytest.approx((290.5, 309.5))
    assert found.low == found.high == pytest.approx(300)  # the other interval stays as it is


def test_tables_show_words_and_units():
    table = estimates(sample_of(*[listing(400, 100)] * 2), {}, "A <title>")
    assert "wrongful_share_of_listed" in repr(table)
    assert "share of listed person-months" in repr(table)
    assert "A &lt;title&gt;" in table._repr_html_()


def test_a_share_near_one_is_as_rare_as_one_near_none():
    found = estimates(sample_of(*[listing(1, 499)] * 3), {}, "")["wrongful_share_of_entries"]
    exact = stats.binomtest(1497, 1500).proportion_ci(0.95, method="exact")
    assert (found.low, found.high) == pytest.approx((exact.low, exact.high))


def test_intervals_of_shares_stay_shares():
    drawn = np.zeros((42, 2, 1, len(FIGURES)))
    where = list(FIGURES).index("wrongful_share_of_listed")
    drawn[:41, :, 0, where] = np.linspace(0.2, 0.9, 41)[:, None]
    drawn[41, :, 0, where] = 0.5
    parts = [listing(100, 400), listing(10, 900)]
    found = estimates(sample_of(*parts, draws=drawn), {}, "")["wrongful_share_of_listed"]
    assert found.value == pytest.approx(1300 / 1410)
    assert found.high == found.parameter_high == 1
    assert found.parameter_low == pytest.approx(1300 / 1410 - 0.3 + 0.7 / 40, abs=0.01)
