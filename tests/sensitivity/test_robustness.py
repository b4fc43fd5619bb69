"""Which arm helps whatever is assumed, on tables made so that the answer is known."""

import json

import numpy as np
import pandas as pd
import pytest

from ostraka.core.errors import OstrakaError
from ostraka.core.quantities import Quantity
from ostraka.sensitivity import design, numbers_at, regions, robustness

RANGE = Quantity.model_validate({"low": 0, "high": 10, "assumed": True})
DRAWS = numbers_at(dict.fromkeys("abcde", RANGE), design("latin_hypercube", 5, 400, 1))
PLANTED = (DRAWS["b"] > 7) & (DRAWS["d"] <= 4)


def outcomes(replicates=2):
    """The harm is 100 + a; one arm takes 5 off, and adds 7 in a corner; the other always takes 2 off."""
    luck = np.random.default_rng(2).normal(0, 0.3, (len(DRAWS), replicates))
    base = 100 + DRAWS["a"].to_numpy()
    arms = {
        "none": base[:, None] + luck,
        "corner": (base - 5 + 12 * PLANTED.to_numpy())[:, None] + luck,
        "always": (base - 2)[:, None] + luck,
    }
    rows = [
        (arm, draw, replicate, "error", "", values[k, replicate])
        for arm, values in arms.items()
        for k, draw in enumerate(DRAWS.index)
        for replicate in range(replicates)
    ]
    columns = ["arm", "draw", "replicate", "figure", "stratum", "value"]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture(scope="module")
def found():
    return robustness(outcomes(), DRAWS, harm="error", base="none")


def test_how_often_each_arm_helps_and_harms(found):
    arms = {arm.name: arm for arm in found.arms}
    share = PLANTED.mean()
    assert arms["corner"].harms.value == pytest.approx(share)
    assert arms["corner"].helps.value == pytest.approx(1 - share)
    assert arms["corner"].harms.low < share < arms["corner"].harms.high
    assert arms["always"].helps.value == 1
    assert arms["none"].same.value == 1
    assert arms["always"].middle == pytest.approx(-2)
    assert arms["corner"].certain == len(DRAWS)  # replicates share their luck, so all agree


def test_regret_is_measured_from_the_best_arm_of_each_draw(found):
    arms = {arm.name: arm for arm in found.arms}
    share = PLANTED.mean()
    assert arms["corner"].mean_regret == pytest.approx(9 * share)
    assert arms["always"].mean_regret == pytest.approx(3 * (1 - share))
    assert arms["none"].mean_regret == pytest.approx(5 * (1 - share) + 2 * share)
    assert arms["corner"].best.value == pytest.approx(1 - share)
    assert [arm.name for arm in found.arms] == ["corner", "always", "none"]
    json.dumps(found.to_dict(), allow_nan=False)


def test_the_corner_in_which_an_arm_harms_is_found(found):
    arms = {arm.name: arm for arm in found.arms}
    (region,) = arms["corner"].where_it_harms
    assert set(region.limits) == {"b", "d"}
    low, high = region.limits["b"]
    assert low == pytest.approx(7, abs=0.2)
    assert high is None
    low, high = region.limits["d"]
    assert low is None
    assert high == pytest.approx(4, abs=0.2)
    assert region.density > 0.9
    assert region.coverage > 0.9
    assert region.low > region.everywhere
    assert arms["always"].where_it_harms == ()
    words = " ".join(str(found).split())
    assert "corner does harm where b > 7" in words
    assert "and d ≤ " in words


def test_no_region_is_found_where_there_is_none():
    """Events that depend on nothing: at most one of 30 tables may seem to have a region."""
    false = 0
    for seed in range(30):
        random = np.random.default_rng(seed)
        false += bool(regions(DRAWS, random.random(len(DRAWS)) < 0.3, seed=seed))
    assert false <= 1


def test_events_that_always_or_never_happen_and_few_draws_have_no_region():
    assert regions(DRAWS, np.ones(400, dtype=bool)) == ()
    assert regions(DRAWS, np.zeros(400, dtype=bool)) == ()
    assert regions(DRAWS[:30], PLANTED[:30]) == ()


def test_only_harms_of_finished_runs_are_compared():
    table = outcomes()
    with pytest.raises(OstrakaError, match="only harms are compared"):
        robustness(table, DRAWS, harm="missed_person_months", base="none")
    with pytest.raises(OstrakaError, match="no arm 'nothing'"):
        robustness(table, DRAWS, harm="error", base="nothing")
    with pytest.raises(OstrakaError, match="no outcome of 'association'"):
        robustness(table, DRAWS, harm="association", base="none")
    short = table.drop(table[table["arm"] == "corner"].index[:3])
    with pytest.raises(OstrakaError, match="'corner' has no value of 'error' in 3 runs"):
        robustness(short, DRAWS, harm="error", base="none")
    with pytest.raises(OstrakaError, match="19 draws are too few"):
        robustness(table, DRAWS[:19], harm="error", base="none")


def long(arms, replicates, first=0):
    """The table of outcomes of arrays (draw, replicate) by arm."""
    rows = [
        (arm, draw + first, replicate, "error", "", values[draw, replicate])
        for arm, values in arms.items()
        for draw in range(len(values))
        for replicate in range(replicates)
    ]
    return pd.DataFrame(rows, columns=["arm", "draw", "replicate", "figure", "stratum", "value"])


def test_an_arm_that_only_luck_moves_helps_half_the_time_and_surely_almost_never():
    random = np.random.default_rng(4)
    none = np.full((400, 2), 100.0)
    arms = {"none": none, "idle": none + random.normal(0, 3, none.shape), "helps": none - 9}
    found = robustness(long(arms, 2), DRAWS, harm="error", base="none", discover=False)
    idle = next(arm for arm in found.arms if arm.name == "idle")
    assert abs(idle.helps.value - 0.5) < 4 * 0.025
    # 5 % by construction, within four standard errors of a share of 400
    assert abs(idle.surely_helps.value + idle.surely_harms.value - 0.05) < 4 * 0.011
    helps = next(arm for arm in found.arms if arm.name == "helps")
    assert helps.surely_helps.value == 1


def test_replicates_at_the_central_values_tell_luck_where_a_draw_has_one():
    random = np.random.default_rng(5)
    one = {"none": np.full((400, 1), 100.0), "idle": 100 + random.normal(0, 3, (400, 1))}
    alone = robustness(long(one, 1), DRAWS, harm="error", base="none", discover=False)
    assert {arm.surely_helps for arm in alone.arms} == {None}
    assert alone.regret_by_luck is None
    assert "unknown" in str(alone)
    centre = {"none": np.full((1, 50), 100.0), "idle": 100 + random.normal(0, 3, (1, 50))}
    both = robustness(
        long(one, 1), DRAWS, harm="error", base="none", discover=False, central=long(centre, 50, -1)
    )
    idle = next(arm for arm in both.arms if arm.name == "idle")
    assert 0 < idle.surely_helps.value + idle.surely_harms.value < 0.15 < idle.helps.value


def test_regret_that_is_all_luck_is_said_to_be():
    random = np.random.default_rng(6)
    arms = {name: 100 + random.normal(0, 3, (400, 4)) for name in ("none", "same", "too")}
    found = robustness(long(arms, 4), DRAWS, harm="error", base="none", discover=False)
    # the mean of the least of three normals lies 0.846 standard deviations below theirs
    expected = 0.8463 * 3 / 2
    for arm in found.arms:
        assert arm.mean_regret == pytest.approx(expected, abs=0.25)
        assert arm.regret_low < arm.mean_regret < arm.regret_high
    assert found.regret_by_luck == pytest.approx(expected, abs=0.25)
    planted = robustness(outcomes(), DRAWS, harm="error", base="none", discover=False)
    assert planted.regret_by_luck == 0  # there luck is common: it decides nothing


def test_the_table_of_an_answer_has_a_row_an_arm(found):
    table = found.to_pandas()
    assert table["name"].tolist() == ["corner", "always", "none"]
    assert (table["helps_low"] <= table["helps"]).all()
