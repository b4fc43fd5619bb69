"""Numbers with a source: how they are written, inherited, distributed and drawn."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy import stats

from ostraka.core.quantities import Quantity
from ostraka.core.walking import walk
from tests.known_answers.neutral import world

RANGE = {"low": 0.2, "high": 0.8}


def test_a_number_can_be_written_plainly_or_in_full() -> None:
    assert float(Quantity.model_validate(0.7)) == 0.7
    assert float(Quantity.model_validate({"value": 0.7, "source": "A 2020"})) == 0.7
    by_stratum = Quantity.model_validate({"by_stratum": {"a": 1, "b": {"value": 2}}})
    assert (by_stratum.of("a"), by_stratum.of("b")) == (1, 2)
    assert [name for name, _ in by_stratum.each()] == ["a", "b"]
    with pytest.raises(TypeError, match="no single value"):
        float(by_stratum)


def test_a_quantity_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Quantity(value=1.0).value = 2.0  # type: ignore[misc]


@pytest.mark.parametrize(
    ("written", "law"),
    [
        (RANGE, stats.uniform(0.2, 0.6)),
        (RANGE | {"distribution": "uniform"}, stats.uniform(0.2, 0.6)),
        (RANGE | {"distribution": "log_uniform"}, stats.loguniform(0.2, 0.8)),
        (RANGE | {"distribution": "triangular"}, stats.triang(0.5, 0.2, 0.6)),
        (RANGE | {"distribution": "triangular", "value": 0.35}, stats.triang(0.25, 0.2, 0.6)),
        (RANGE | {"distribution": "triangular", "value": 0.2}, stats.triang(0.0, 0.2, 0.6)),
        (RANGE | {"distribution": "triangular", "value": 0.8}, stats.triang(1.0, 0.2, 0.6)),
    ],
)
def test_quantiles_are_those_of_the_named_distribution(written: dict, law: object) -> None:
    quantity = Quantity.model_validate(written)
    assert quantity.is_uncertain
    for u in np.linspace(0.001, 0.999, 41):
        assert quantity.quantile(u) == pytest.approx(law.ppf(u))


def test_the_centre_of_a_range_is_its_median_unless_given() -> None:
    assert float(Quantity.model_validate(RANGE)) == pytest.approx(0.5)
    logarithmic = Quantity.model_validate(RANGE | {"distribution": "log_uniform"})
    assert float(logarithmic) == pytest.approx(0.4)
    assert float(Quantity.model_validate(RANGE | {"value": 0.3})) == 0.3


@given(
    low=st.floats(1e-6, 10),
    width=st.floats(1e-6, 10),
    shape=st.sampled_from(["uniform", "log_uniform", "triangular"]),
    u=st.floats(0, 1),
    v=st.floats(0, 1),
)
def test_quantiles_rise_and_stay_within_the_range(
    low: float, width: float, shape: str, u: float, v: float
) -> None:
    quantity = Quantity.model_validate({"low": low, "high": low + width, "distribution": shape})
    lower, upper = sorted((u, v))
    margin = 1e-12 * (low + width)
    assert quantity.quantile(lower) <= quantity.quantile(upper) + margin
    assert low - margin <= quantity.quantile(lower)
    assert quantity.quantile(upper) <= low + width + margin


def test_a_certain_number_has_one_quantile() -> None:
    assert {Quantity.model_validate(0.4).quantile(u) for u in (0.0, 0.3, 1.0)} == {0.4}


def test_provenance_is_inherited_and_the_nearest_holds() -> None:
    scenario = world(
        """
        [linking]
        source = "B 2021"

        [categories.act]
        source = "C 2022"
        detection = { value = 0.5, source = "D 2023" }
        points = { value = 10, assumed = true }

        [categories.act.rate_per_month.by_stratum]
        everybody = 0.1

        [unfounded.clerical]
        source = "E 2024"

        [review]
        source = "F 2025"
        """
    )
    number = dict(walk(scenario))
    assert number["strata.everybody.share"].assumed
    assert number["linking.mislink"].source == "B 2021"
    assert not number["linking.mislink"].assumed
    assert number["categories.act.rate_per_month.by_stratum.everybody"].source == "C 2022"
    assert number["categories.act.detection"].source == "D 2023"
    assert number["categories.act.points"].source is None
    assert number["categories.act.points"].assumed
    assert number["unfounded.clerical.rate_per_month.act"].source == "E 2024"


UNCERTAIN = """
[categories.act]
rate_per_month = { low = 0.01, high = 0.1, distribution = "log_uniform" }
detection = { low = 0.2, high = 0.8 }

[linking]
mislink = { low = 0.0, high = 0.1, distribution = "triangular" }

[blacklist]
term_months = { low = 6, high = 36 }
"""
ONE_MORE = """
[notice]
probability = { low = 0.5, high = 0.9 }

[repair.hazard_per_month.by_stratum]
everybody = { low = 0.1, high = 0.2 }
"""


def values(scenario: object) -> dict[str, float]:
    return {place: float(number) for place, number in walk(scenario)}


def test_drawn_settles_every_number_and_always_alike() -> None:
    scenario = world(UNCERTAIN, ONE_MORE)
    assert set(scenario.uncertain()) == {
        "categories.act.rate_per_month",
        "categories.act.detection",
        "linking.mislink",
        "blacklist.term_months",
        "notice.probability",
        "repair.hazard_per_month.by_stratum.everybody",
    }
    drawn = scenario.drawn(7, 3)
    assert not drawn.uncertain()
    assert values(drawn) == values(world(UNCERTAIN, ONE_MORE).drawn(7, 3))
    assert values(drawn) != values(scenario.drawn(7, 4))
    assert values(drawn) != values(scenario.drawn(8, 3))
    for place, number in scenario.uncertain().items():
        assert number.low <= values(drawn)[place] <= number.high
        assert dict(walk(drawn))[place].assumed


def test_an_uncertain_number_more_changes_no_other_draw() -> None:
    before = values(world(UNCERTAIN).drawn(7, 3))
    after = values(world(UNCERTAIN, ONE_MORE).drawn(7, 3))
    changed = {place for place in before if before[place] != after.get(place)}
    assert changed == {"notice.probability", "repair.hazard_per_month"}
    # neither does another range of a neighbour
    wider = values(world(UNCERTAIN, "[linking]\nmislink = { low = 0, high = 0.5 }").drawn(7, 3))
    assert {place for place in before if before[place] != wider[place]} == {"linking.mislink"}


def test_draws_have_the_distribution_and_are_independent() -> None:
    scenario = world(UNCERTAIN)
    drawn = [values(scenario.drawn(1, number)) for number in range(400)]
    detection = np.array([d["categories.act.detection"] for d in drawn])
    rate = np.array([d["categories.act.rate_per_month"] for d in drawn])
    assert stats.kstest(detection, stats.uniform(0.2, 0.6).cdf).pvalue > 1e-4
    assert stats.kstest(rate, stats.loguniform(0.01, 0.1).cdf).pvalue > 1e-4
    assert abs(stats.spearmanr(detection, rate).statistic) < 4 / math.sqrt(400)


def test_whole_numbers_are_drawn_whole() -> None:
    scenario = world(UNCERTAIN)
    drawn = [float(scenario.drawn(1, n).blacklist.term_months) for n in range(200)]
    assert all(month == int(month) for month in drawn)
    assert len(set(drawn)) > 20
    assert min(drawn) >= 6
    assert max(drawn) <= 36


def test_a_range_of_whole_numbers_may_have_its_centre_between_two() -> None:
    scenario = world("[blacklist]\nterm_months = { low = 1, high = 4 }")
    assert float(scenario.blacklist.term_months) in (2, 3)


def test_shares_that_are_drawn_still_add_up() -> None:
    """Uncertain shares of severities keep the category's rate: it is split, not changed."""
    from ostraka.mechanisms.categories import record_classes

    scenario = world(
        """
        [categories.act]
        trigger = false
        rate_per_month = 0.1

        [categories.act.severities.small]
        share = { low = 0.2, high = 0.8 }

        [categories.act.severities.big]
        share = 0.5
        trigger = true
        """
    )
    for number in range(5):
        classes = record_classes(scenario.drawn(1, number).categories, ["everybody"])
        assert sum(float(c.rate[0]) for c in classes) == pytest.approx(0.1)


def test_numbers_left_at_their_default_know_their_unit_too() -> None:
    scenario = world()
    assert scenario.score.start.is_whole
    assert scenario.appeal.max_appeals.is_whole  # not written in the scenario
    assert not scenario.linking.mislink.is_whole
