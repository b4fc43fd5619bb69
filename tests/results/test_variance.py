import json

import numpy as np
import pytest

import ostraka
from ostraka.results.variance import MAIN, are_sourced, directions, shares_of, variance_shares
from tests.results.worlds import RICH


def drawn(numbers=6, draws=400, seed=1):
    return np.random.default_rng(seed).random((draws, numbers))


SOURCED = np.array([True, True, False, False, False, False])


def test_an_additive_figure_is_split_as_its_slopes_say():
    """Known answer: of independent uniform numbers, shares go with the squares of the slopes."""
    x = drawn(draws=1200)
    slopes = np.array([1.0, 0.0, 2.0, 0.0, 0.0, 0.0])
    found = shares_of(x @ slopes, x, SOURCED)
    # ranks of a sum of uniform numbers are not quite linear in theirs: within 0.03
    assert found.sourced.value == pytest.approx(1 / 5, abs=0.03)
    assert found.assumed.value == pytest.approx(4 / 5, abs=0.03)
    assert found.rest.value == pytest.approx(0, abs=0.03)
    total = found.sourced.value + found.assumed.value + found.rest.value
    assert total == pytest.approx(1)
    assert found.assumed.low < found.assumed.value < found.assumed.high


def test_any_monotone_scale_gives_the_same_shares():
    x = drawn()
    y = x @ np.array([1.0, 0.0, 2.0, 0.0, 0.0, 0.0])
    one, other = shares_of(y, x, SOURCED), shares_of(np.exp(9 * y), np.log(x), SOURCED)
    assert one.sourced.to_dict() == pytest.approx(other.sourced.to_dict())
    assert one.assumed.to_dict() == pytest.approx(other.assumed.to_dict())


def test_noise_is_nobody_s_and_the_interval_covers_it_as_often_as_it_says():
    hits, values = 0, []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        x = rng.random((60, 6))
        found = shares_of(rng.random(60), x, SOURCED)
        hits += found.assumed.low <= 0.0 <= found.assumed.high
        values.append(found.rest.value)
    assert np.mean(values) > 0.9
    assert hits >= 54  # 0.95 of 60, less 1.8 standard errors


def test_what_numbers_do_together_is_the_rest():
    x = drawn(draws=600)
    y = (x[:, 0] - 0.5) * (x[:, 2] - 0.5)
    assert shares_of(y, x, SOURCED).rest.value > 0.95


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda y, x: (y[:26], x[:26]), "26 draws; it takes 27 for 6 uncertain numbers"),
        (lambda y, x: (np.where(np.arange(len(y)) == 3, np.nan, y), x), "undefined in some"),
        (lambda y, x: (np.ones_like(y), x), "the same in every draw"),
    ],
)
def test_where_it_cannot_be_told_it_is_undefined(change, why):
    x = drawn()
    found = shares_of(*change(x.sum(axis=1), x), SOURCED)
    assert why in found.why
    assert found.sourced.value is found.assumed.value is found.rest.value is None


def test_a_number_that_is_the_same_in_every_draw_explains_nothing():
    x = drawn()
    fixed = x.copy()
    fixed[:, 5] = 3.0
    y = x[:, 0]
    assert shares_of(y, fixed, SOURCED).sourced.value == pytest.approx(1, abs=0.02)


def test_a_run_tells_its_sourced_numbers_from_its_assumed_ones():
    text = RICH.replace("high = 0.009, assumed = true", 'high = 0.009, source = "A register, 2019"')
    result = ostraka.run(ostraka.loads(text), parameter_draws=40)
    assert result.drawn.places == (
        "unfounded.clerical.rate_per_month.debt",
        "review.sensitivity",
    )
    assert are_sourced(result.scenario, result.drawn.places).tolist() == [True, False]
    found = variance_shares(result)
    assert tuple(found) == MAIN
    # who is ever listed wrongly hangs on false records; who is corrected, on reviews
    assert found["ever_wrongly_listed_per_100k"].sourced.low > 0.9
    assert found["never_corrected_share"].assumed.value > 0.5
    summary = json.loads(json.dumps(result.summary(), allow_nan=False))
    assert summary["variance"]["missed_person_months"].keys() == {
        "sourced",
        "assumed",
        "rest",
        "why",
    }


def test_without_draws_there_is_no_variance_to_share(plain):
    assert variance_shares(plain) == {}
    assert plain.summary()["variance"] == {}


def test_directions_are_counted_over_the_draws():
    text = RICH.replace(
        "confusability = 2.0\nassumed = true",
        'exposure = { low = 0.2, high = 2.0, value = 1.6, distribution = "triangular" }\nassumed = true',
    )
    result = ostraka.run(ostraka.loads(text), parameter_draws=40)
    found = directions(result, "ever_wrongly_listed_per_100k")["minority"]
    assert found.is_more
    assert found.draws == 40
    assert 0 < found.turned < 20
