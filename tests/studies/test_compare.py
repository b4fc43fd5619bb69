"""Arms compared on common draws: paired differences, both intervals apart, ranking, ceilings."""

import json

import numpy as np
import pytest
from scipy import stats

from ostraka.core.errors import OstrakaError
from ostraka.results.estimate import parameter_interval
from ostraka.studies import run_study
from ostraka.studies.changes import changed, counted, worth
from ostraka.studies.ranking import mean_ranks, shares_best
from tests.studies.small import small_study

HARM = "wrongful_person_months"


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    study = small_study(
        replicates=12,
        design={"draws": 24},
        safeguards=["identity_check", "expiry"],
        combinations="all",
    )
    return run_study(study, tmp_path_factory.mktemp("study") / "out")


@pytest.fixture(scope="module")
def found(result):
    return result.compare()


def values(result, arm, figure=HARM, stratum="", *, central=True):
    table = result.outcomes(central=central)
    mine = (table["arm"] == arm) & (table["figure"] == figure) & (table["stratum"] == stratum)
    return table[mine].sort_values(["draw", "replicate"])["value"].to_numpy()


def test_the_mean_paired_difference_is_the_plain_difference_of_the_means(result, found):
    for row in found.rows:
        if row.difference is None or row.value.value is None:
            continue
        plain = row.value.value - found.row("as_is", row.figure, row.stratum).value.value
        assert row.difference.value == pytest.approx(plain, abs=1e-9 * (1 + abs(plain)))


def test_its_interval_is_that_of_the_paired_t_test(result, found):
    own, other = values(result, "expiry"), values(result, "as_is")
    expected = stats.ttest_rel(own, other).confidence_interval(0.95)
    difference = found.row("expiry", HARM).difference
    assert (difference.low, difference.high) == pytest.approx(tuple(expected))


def test_common_draws_narrow_the_interval_against_independent_seeds(result, found, tmp_path):
    other = run_study(
        small_study(seed=77, replicates=12, design={"draws": 0}, safeguards=[], arms=_expiry()),
        tmp_path / "other",
    )
    own, apart = values(result, "expiry"), values(other, "as_is")
    independent = stats.ttest_ind(own, apart).confidence_interval(0.95)
    paired = found.row("expiry", HARM).difference
    assert paired.high - paired.low < 0.7 * (independent.high - independent.low)
    assert found.row("expiry", HARM).common_draws > 2
    # both aim at the same effect
    half = (independent.high - independent.low) / 2
    assert abs(paired.value - (own.mean() - apart.mean())) < 2 * half


def _expiry():
    return {"short": {"with": ["expiry"]}}


def test_what_common_draws_are_worth_holds_against_runs_with_other_seeds(tmp_path):
    given = {"replicates": 60, "people": 1500, "design": {"draws": 0}, "safeguards": []}
    own = run_study(small_study(**given, arms=_expiry()), tmp_path / "own")
    other = run_study(small_study(**given, seed=2, arms=_expiry()), tmp_path / "other")
    apart = (values(own, "short") - values(other, "as_is")).var(ddof=1)
    paired = (values(own, "short") - values(own, "as_is")).var(ddof=1)
    stated = own.compare().row("short", HARM).common_draws
    # the standard error of a log variance of 60 is 0.18; both sides share the paired one
    assert np.log(apart / paired) == pytest.approx(np.log(stated), abs=4 * 0.18 * np.sqrt(2))
    assert apart / paired > 2


def test_what_common_draws_are_worth_is_the_ratio_of_variances():
    random = np.random.default_rng(3)
    luck = random.normal(size=4000)
    arm, reference = luck + random.normal(size=4000), luck + random.normal(size=4000)
    # Var 2 + 2 apart, 2 paired
    assert worth(arm, reference) == pytest.approx(2, rel=0.15)
    assert worth(reference, reference) is None


def test_causes_add_up_to_the_change_of_wrongful_months(found):
    causes = [c for c in ("wrong_person", "false_record") if found.row("expiry", c)]
    parts = sum(found.row("expiry", cause).difference.value for cause in causes)
    assert parts == pytest.approx(found.row("expiry", HARM).difference.value)


def test_strata_add_up_to_the_whole_for_what_is_counted(found):
    whole = found.row("expiry", HARM).difference.value
    parts = [found.row("expiry", HARM, name).difference.value for name in ("majority", "minority")]
    assert sum(parts) == pytest.approx(whole)


def test_person_sets_explain_the_change_of_people_wronged(found, result):
    wronged = values(result, "identity_check", "ever_wrongly_listed")
    before = values(result, "as_is", "ever_wrongly_listed")
    for one in found.sets:
        if (one.arm, one.stratum) == ("identity_check", ""):
            net = one.newly_harmed.value - one.spared.value
            assert net == pytest.approx((wronged - before).mean())
            assert one.spared.value > 0
            break
    else:
        pytest.fail("no sets for identity_check")


def test_missed_stands_beside_every_harm_and_nothing_divides_the_two(found):
    for arm in ("identity_check", "expiry", "identity_check+expiry"):
        assert found.row(arm, "missed_person_months").difference is not None
    assert "missed under the rules as written" in str(found)
    words = json.dumps(found.to_dict()).lower()
    assert "ratio" not in words
    assert "per_missed" not in words


def test_the_two_intervals_are_computed_from_different_runs(result, found):
    row = found.row("expiry", HARM)
    drawn = (
        values(result, "expiry", central=False) - values(result, "as_is", central=False)
    ).reshape(24, 2)
    low, high = parameter_interval(drawn)
    central = values(result, "expiry") - values(result, "as_is")
    shift = row.difference.value - central[:2].mean()
    assert row.difference.assumed_low == pytest.approx(min(low + shift, row.difference.value))
    assert row.difference.assumed_high == pytest.approx(max(high + shift, row.difference.value))


def test_more_replicates_narrow_the_monte_carlo_interval_and_not_that_of_the_assumptions():
    random = np.random.default_rng(5)
    effect = random.normal(10, 2, size=(4000, 1))
    drawn = effect + random.normal(size=(4000, 2))
    few, many = (changed(random.normal(10, 1, size=n), drawn) for n in (10, 4000))
    assert many.high - many.low < 0.1 * (few.high - few.low)
    for one in (few, many):
        assert one.assumed_high - one.assumed_low == pytest.approx(2 * 1.96 * 2, rel=0.05)


@pytest.mark.parametrize("replicates", [2, 3, 6])
def test_monte_carlo_error_is_taken_out_of_the_interval_over_the_assumptions(replicates):
    random = np.random.default_rng(8)
    effect, luck = random.normal(0, 2, size=(4000, 1)), random.normal(0, 5, size=(1, replicates))
    low, high = parameter_interval(effect + luck + random.normal(0, 2, size=(4000, replicates)))
    assert high - low == pytest.approx(2 * 1.96 * 2, rel=0.05)


def test_replicates_that_all_agree_give_no_interval():
    nothing = changed(np.zeros(20), np.zeros((24, 2)))
    assert (nothing.value, nothing.low, nothing.assumed_low) == (0.0, None, None)


def test_few_people_have_an_exact_interval():
    people = np.array([1.0, 0.0, 2.0, 1.0])
    found = counted(changed(people, np.empty((0, 2)), smallest=0.0), people)
    assert found.low == pytest.approx(stats.chi2.ppf(0.025, 2 * 4) / 2 / 4)
    assert found.high == pytest.approx(stats.chi2.ppf(0.975, 2 * 4 + 2) / 2 / 4)
    nobody = counted(changed(np.zeros(4), np.empty((0, 2)), smallest=0.0), np.zeros(4))
    assert (nobody.low, nobody.high) == (0.0, pytest.approx(3.6889 / 4, rel=1e-3))


def test_ranking_gives_shares_that_add_up_and_puts_the_least_harm_first(found):
    for places in found.ranking.values():
        assert sum(place.best_in_draws for place in places) == pytest.approx(1)
        assert sum(place.best_in_replicates for place in places) == pytest.approx(1)
        ranks = [place.mean_rank for place in places]
        assert ranks == sorted(ranks)
        assert sum(ranks) == pytest.approx(1 + 2 + 3 + 4)
    assert found.ranking[HARM][0].arm == "identity_check+expiry"


def test_ties_are_shared_and_what_is_undefined_is_never_best():
    harms = np.array([[1.0, 3.0, np.nan], [1.0, 2.0, np.nan], [4.0, np.nan, np.nan]])
    assert shares_best(harms).tolist() == pytest.approx([0.5 / 3, 1.5 / 3, 0])
    assert mean_ranks(harms).tolist() == pytest.approx(
        [(1.5 + 2 + 2) / 3, (1.5 + 1 + 2) / 3, (3 + 3 + 2) / 3]
    )


def test_minimal_combinations_meet_the_ceiling_and_no_part_of_them_does(result, found):
    ends = {arm: found.row(arm, HARM).value.high for arm in found.arms}
    both, one = ends["identity_check+expiry"], ends["expiry"]
    assert both < one < ends["as_is"]
    for ceiling, expected in (
        (ends["as_is"] + 1, {"as_is"}),
        ((one + min(ends["as_is"], ends["identity_check"])) / 2, {"expiry"}),
        ((both + one) / 2, {"identity_check+expiry"}),
        (both - 1, set()),
    ):
        held = result.minimal_combinations(f"{HARM}<={ceiling}")
        assert {candidate.arm for candidate in held.minimal} == expected
    assert all(0 <= candidate.share_of_draws <= 1 for candidate in held.candidates)


def test_the_share_of_draws_below_a_ceiling_agrees_with_the_interval_over_the_assumptions(
    result, found
):
    """The draws have two of the twelve replicates: their luck must not decide how many meet a ceiling."""
    for arm in found.arms:
        value = found.row(arm, HARM).value
        for ceiling, least, most in (
            (value.assumed_low - 1e-6, 0, 1 / 24),
            (value.assumed_high + 1e-6, 23 / 24, 1),
        ):
            held = result.minimal_combinations(f"{HARM}<={ceiling}")
            (share,) = [one.share_of_draws for one in held.candidates if one.arm == arm]
            assert least <= share <= most


def test_only_a_harm_may_have_a_ceiling_or_be_compared(result):
    with pytest.raises(OstrakaError, match="is no harm"):
        result.minimal_combinations("listed_person_months<=10")
    with pytest.raises(OstrakaError, match="is no harm"):
        result.compare(["by_rules"])
    with pytest.raises(OstrakaError, match="write"):
        result.minimal_combinations("wrongful_person_months>=10")


def test_another_harm_than_the_studys_can_be_compared(result):
    found = result.compare(["mean_wrongful_months"])
    assert found.row("expiry", "mean_wrongful_months").difference.value < 0
    assert found.harms == ("mean_wrongful_months",)


def test_a_comparison_is_plain_data_and_a_table(found):
    json.dumps(found.to_dict(), allow_nan=False)
    table = found.to_pandas()
    assert len(table) == len(found.rows)
    assert {"difference", "difference_low", "difference_assumed_high"} <= set(table.columns)


def test_a_comparison_says_how_far_each_answer_holds_over_its_own_draws(result, found):
    robust = found.robustness[HARM]
    assert robust.unit == "person-months"
    assert {arm.name for arm in robust.arms} == set(found.arms)
    change = (
        values(result, "expiry", central=False) - values(result, "as_is", central=False)
    ).reshape(24, 2)
    expiry = next(arm for arm in robust.arms if arm.name == "expiry")
    assert expiry.helps.value == (change.mean(axis=1) < 0).mean() > 0.9
    assert expiry.surely_helps.value <= expiry.helps.value
    assert 0 <= robust.arms[0].mean_regret < expiry.mean_regret
    table = str(found)
    assert "surely helps; harms" in table
    assert "are looked for from 40 draws on: here are 24" in table


def test_without_what_regions_need_the_table_stands_and_says_what_to_install(result, monkeypatch):
    monkeypatch.setattr("ostraka.studies.robust.can_look", lambda: False)
    table = str(result.compare())
    assert "surely helps; harms" in table
    assert "install the extra: " in " ".join(table.split())


def test_too_few_draws_and_undefined_harms_have_no_robustness_and_say_why(result, tmp_path):
    small = run_study(small_study(replicates=2, person_sets=False), tmp_path / "few").compare()
    assert small.robustness == {}
    assert "3 draws are too few" in str(small)
    tiny = small_study(replicates=2, people=2, months=1, design={"draws": 20})
    odd = run_study(tiny, tmp_path / "odd").compare(["wrongful_share_of_listed"])
    assert "undefined in some run" in str(odd)
