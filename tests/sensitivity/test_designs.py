"""Designs: balanced, inside the cube, the same for a seed, through each number's own quantiles."""

import numpy as np
import pytest

from ostraka.core.errors import OstrakaError
from ostraka.core.quantities import Quantity
from ostraka.sensitivity import DESIGNS, design, numbers_at


@pytest.mark.parametrize("kind", DESIGNS)
def test_points_lie_inside_and_follow_the_seed(kind):
    u = design(kind, 7, 64, 3)
    assert u.shape == (64, 7)
    assert ((u > 0) & (u < 1)).all()
    assert np.array_equal(u, design(kind, 7, 64, 3))
    assert not np.array_equal(u, design(kind, 7, 64, 4))


@pytest.mark.parametrize("kind", DESIGNS)
def test_every_number_takes_each_stratum_once(kind):
    u = design(kind, 5, 64, 0)
    assert (np.sort((u * 64).astype(int), axis=0) == np.arange(64)[:, None]).all()


def test_a_sobol_design_is_balanced_in_pairs_too():
    cells = (design("sobol", 2, 64, 1) * 8).astype(int)
    assert len({tuple(cell) for cell in cells}) == 64


def test_what_cannot_be_is_said():
    with pytest.raises(OstrakaError, match="did you mean 'latin_hypercube'"):
        design("latin_hypercub", 2, 8, 0)
    with pytest.raises(OstrakaError, match=r"100 draws are no power of two.*take 128"):
        design("sobol", 2, 100, 0)
    with pytest.raises(OstrakaError, match="one of each at least"):
        design("latin_hypercube", 0, 8, 0)


def test_numbers_are_the_quantiles_of_their_own_distribution():
    quantities = {
        "a": Quantity.model_validate({"low": 2, "high": 4, "assumed": True}),
        "b": Quantity.model_validate(
            {"low": 1e-4, "high": 1e-2, "distribution": "log_uniform", "assumed": True}
        ),
    }
    whole = Quantity.model_validate({"low": 1, "high": 9, "assumed": True})
    whole._whole = True
    found = numbers_at({**quantities, "c": whole}, np.array([[0.5, 0.5, 0.3], [0.25, 0.75, 0.9]]))
    assert found.index.name == "draw"
    assert found["a"].tolist() == [3.0, 2.5]
    assert found["b"].tolist() == pytest.approx([1e-3, 10**-2.5])
    assert found["c"].tolist() == [3.0, 8.0]
