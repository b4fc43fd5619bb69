"""Indices of functions whose indices are known, through the path that scenarios take."""

from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd
import pytest

from ostraka.core.errors import OstrakaError
from ostraka.core.quantities import Quantity
from ostraka.sensitivity import SEED, design, given, indices, numbers_at
from ostraka.sensitivity.methods import runs_of
from ostraka.studies.sensitivity import cost, scenario_study
from tests.known_answers.neutral import BARE, world
from tests.sensitivity.made import (
    MONTHS,
    RANGES,
    UNCERTAIN,
    answered,
    certain,
    ever_wrongly_listed,
    uncertain,
)

ANGLES = {
    name: Quantity.model_validate({"low": -np.pi, "high": np.pi, "assumed": True}) for name in "abc"
}


def ishigami(u, replicates=None):
    """Ishigami and Homma 1990: sin a + 7 sin² b + 0.1 c⁴ sin a."""
    x = numbers_at(ANGLES, u)
    return np.sin(x["a"]) + 7 * np.sin(x["b"]) ** 2 + 0.1 * x["c"] ** 4 * np.sin(x["a"])


PI = np.pi
OF_A = 0.5 * (1 + 0.1 * PI**4 / 5) ** 2
OF_B = 7**2 / 8
OF_AC = 0.1**2 * PI**8 * (1 / 18 - 1 / 50)
WHOLE = OF_A + OF_B + OF_AC
FIRST = np.array([OF_A, OF_B, 0.0]) / WHOLE
TOTAL = np.array([OF_A + OF_AC, OF_B, OF_AC]) / WHOLE
EFFECTS = np.array([OF_A + OF_AC / 2, OF_B, OF_AC / 2]) / WHOLE


def agree(found, exact, *, most):
    """Every exact value lies in 1.5 times the 95 % interval, and that is narrow enough to tell."""
    for one, value in zip(found, exact, strict=False):
        half = one.high - one.value
        assert half < most
        assert abs(one.value - value) < 1.5 * half + 1e-12


def test_sobol_indices_of_ishigami():
    found = indices("abc", ishigami, "sobol", draws=1024, seed=0, pairs=True)
    agree(found.measures["first"], FIRST, most=0.08)
    agree(found.measures["total"], TOTAL, most=0.09)
    together = found.pairs["a", "c"]
    assert abs(together.value - OF_AC / WHOLE) < together.high - together.value
    assert found.names[-1] == SEED
    assert found.measures["total"][-1].value == 0  # luck is no input of this function


def test_shapley_effects_of_ishigami_add_up_to_one():
    found = indices("abc", ishigami, "shapley", draws=4000, seed=1).measures["share"]
    agree(found, EFFECTS, most=0.04)
    assert sum(one.value for one in found) == pytest.approx(1)


def test_morris_tells_ishigami_from_what_does_nothing():
    found = indices("abcd", lambda u, r: ishigami(u[:, :3]), "morris", draws=60, seed=2).measures
    effect = [one.value for one in found["effect"]]
    assert min(effect[:3]) > 1
    assert effect[3:] == [0, 0]
    # on the grid 0, 1/3, 2/3, 1 the number b goes from sin² = 0 to 3/4 and back: no interaction
    assert found["effect"][1].value == pytest.approx(7 * 0.75 / (2 / 3))


def test_a_design_that_was_made_for_something_else_gives_first_orders_and_the_seeds_share():
    u = design("latin_hypercube", 3, 1000, 5)
    y = ishigami(u).to_numpy()
    luck = np.random.default_rng(6).normal(0, [1.0, 1.0, 1.0, 1.0], (1000, 4))
    shift = np.array([0.0, 0.5, -0.5, 0.2])  # what each seed moves everywhere
    values = pd.DataFrame(y[:, None] + luck + shift, index=pd.RangeIndex(1000, name="draw"))
    found = given(numbers_at(ANGLES, u), values, seed=1)
    whole = y.var() + 1 + shift.var(ddof=1)
    agree(found.first.values(), FIRST * y.var() / (y.var() + 0.25), most=0.1)
    assert found.numbers.value == pytest.approx(y.var() / whole, abs=0.02)
    assert found.luck.value == pytest.approx(shift.var(ddof=1) / whole, abs=0.01)
    assert found.both.value == pytest.approx(1 / whole, abs=0.01)
    assert found.numbers.low < y.var() / whole < found.numbers.high


def test_the_same_seed_gives_the_same_indices_even_if_it_is_nought():
    for seed in (0, 7):
        one, two = (
            indices("abc", ishigami, "sobol", draws=64, seed=seed).measures for _ in range(2)
        )
        assert one == two


PEOPLE = 300


def exact_indices():
    """First, total and Shapley indices of the closed form by Gauss-Legendre quadrature, luck included.

    Luck is the binomial error of so many people, and all of it is held to interact with no number.
    """
    nodes, weights = np.polynomial.legendre.leggauss(24)
    axes = [low + (high - low) * (nodes + 1) / 2 for low, high in RANGES.values()]
    acts, detection, unfounded = np.meshgrid(*axes, indexing="ij")
    share = ever_wrongly_listed(acts * detection, unfounded)
    weight = weights / 2
    whole = np.einsum("i,j,k,ijk", weight, weight, weight, share)

    def explained(kept):
        """Variance of the mean over the inputs that are not kept."""
        mean = share
        for axis in sorted(set(range(3)) - set(kept), reverse=True):
            mean = np.tensordot(mean, weight, axes=(axis, 0))
        square = mean**2
        for _ in kept:
            square = np.tensordot(square, weight, axes=(0, 0))
        return float(square - whole**2)

    luck = np.einsum("i,j,k,ijk", weight, weight, weight, share * (1 - share)) / PEOPLE
    variance = explained((0, 1, 2)) + luck
    first = [explained((k,)) / variance for k in range(3)]
    rest = [[j for j in range(3) if j != k] for k in range(3)]
    total = [(explained((0, 1, 2)) - explained(tuple(r))) / variance for r in rest]
    shapley = []
    for k in range(3):
        value = 0.0
        for size in range(3):
            for others in combinations(rest[k], size):
                gain = explained(tuple(sorted((*others, k)))) - (explained(others) if others else 0)
                value += factorial(size) * factorial(2 - size) / 6 * gain
        shapley.append(value / variance)
    return first, total, shapley, luck / variance


def test_indices_of_the_trigger_model_are_those_of_its_closed_form():
    first, total, _, luck = exact_indices()
    found = answered(
        uncertain(), method="sobol", draws=512, people=PEOPLE, months=MONTHS, threads=1
    )
    assert [one.place for one in found.factors[:-1]] == list(RANGES)
    agree([one.measures["first"] for one in found.factors], first, most=0.17)
    # luck that interacts with a number adds to that number's total, and never more than there is
    for one, exact in zip(found.factors[:-1], total, strict=True):
        given = one.measures["total"]
        assert given.high - given.value < 0.13
        assert exact - 1.5 * (given.high - given.value) < given.value
        assert given.value < exact + luck + 1.5 * (given.high - given.value)
    own = found.luck.measures["total"]
    assert luck > 0.04
    assert abs(own.value - luck) < 1.5 * (own.high - own.value) < 0.3 * luck
    assert "The seed's own share" in str(found)


def test_shapley_effects_of_the_trigger_model_add_up_with_the_seed():
    _, _, shapley, luck = exact_indices()
    found = answered(
        uncertain(), method="shapley", draws=250, people=PEOPLE, months=MONTHS, threads=1
    )
    shares = [one.measures["share"] for one in found.factors]
    assert sum(one.value for one in shares) == pytest.approx(1)
    for one, exact in zip(shares[:3], shapley, strict=True):
        # the part of luck that a number interacts with is shared with it: at most half of it all
        assert abs(one.value - exact) < 1.5 * (one.high - one.value) + luck / 2
    assert shares[3].value > luck / 2 - 1.5 * (shares[3].high - shares[3].value)


def test_a_number_that_does_nothing_gets_exactly_nothing():
    """Nobody acts, so how often acts are detected changes no run; luck and unfounded records do."""
    idle = world(UNCERTAIN, "[categories.act]\nrate_per_month = 0.0", base=BARE)
    found = answered(
        idle, method="morris", draws=6, people=2000, months=12, threads=1, harm="error"
    )
    effects = {one.place: one.measures["effect"].value for one in found.factors}
    assert effects["categories.act.detection"] == 0
    assert effects["unfounded.clerical.rate_per_month.act"] > effects[SEED] > 0


def test_numbers_that_are_not_named_stay_at_their_centre():
    (place,) = list(RANGES)[2:]
    found = answered(
        uncertain(), draws=4, people=500, months=3, numbers=[place], threads=1, harm="error"
    )
    assert [one.place for one in found.factors] == [place, SEED]
    assert found.fixed == tuple(RANGES)[:2]


def test_one_number_at_a_time_is_the_difference_to_the_centre():
    found = answered(uncertain(), "tornado", people=30_000, months=MONTHS, replicates=5, threads=1)
    centre = {place: sum(ends) / 2 for place, ends in RANGES.items()}
    acts, detection, unfounded = centre.values()
    middle = ever_wrongly_listed(acts * detection, unfounded)
    assert found.centre.value / 1e5 == pytest.approx(middle, rel=0.03)
    bars = {bar.place: bar for bar in found.bars}
    bar = bars["unfounded.clerical.rate_per_month.act"]
    change = ever_wrongly_listed(acts * detection, bar.high) - middle
    assert bar.at_high.value / 1e5 == pytest.approx(change, rel=0.05)
    assert bar.at_high.low < 1e5 * change < bar.at_high.high
    assert [bar.reach for bar in found.bars] == sorted((b.reach for b in found.bars), reverse=True)
    assert "one number at a time" in str(found)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"harm": "ever_listed"}, "is no harm"),
        ({"method": "sobel"}, "did you mean 'sobol'"),
        ({"numbers": ["categories.act.detectio"]}, "did you mean 'categories.act.detection'"),
        ({"pairs": True, "method": "morris"}, "sobol_indices has them"),
        ({"draws": 1}, "too few"),
        ({"harm": "association", "draws": 4}, "nothing moves it"),
    ],
)
def test_what_cannot_be_asked_is_said(how, words):
    with pytest.raises(OstrakaError, match=words):
        answered(uncertain(), people=200, months=3, threads=1, **how)


def test_a_scenario_without_uncertain_numbers_has_nothing_to_depend_on():
    with pytest.raises(OstrakaError, match="no number of this scenario is uncertain"):
        answered(certain(), people=200)


def test_the_cost_is_known_before(tmp_path):
    how = {"draws": 8, "pairs": True, "people": 200, "months": 3, "harm": "error"}
    said = cost(scenario_study(uncertain(), **how), tmp_path / "none")
    assert said == "sobol: 80 runs x 200 people x 3 months; 3 uncertain numbers and the seed."
    found = answered(uncertain(), **how)
    assert found.runs == runs_of("sobol", 3, 8, pairs=True) == 80
    assert len(found.pairs) == 6
