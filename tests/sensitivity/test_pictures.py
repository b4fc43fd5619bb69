"""Pictures: every number in the text alternative, units and intervals, the same bytes every time."""

import re
from dataclasses import replace

import numpy as np
import pytest

from ostraka.core.errors import OstrakaError, OutputError
from ostraka.core.quantities import Quantity
from ostraka.sensitivity import About, budget, design, frontier, numbers_at, own_draws
from tests.sensitivity.made import answered, certain, uncertain

RATE = "unfounded.clerical.rate_per_month.act"
SMALL = {"people": 1000, "months": 24, "threads": 1}


@pytest.fixture(scope="module")
def made():
    return {
        "sobol": answered(uncertain(), draws=16, pairs=True, **SMALL),
        "morris": answered(uncertain(), draws=4, method="morris", **SMALL),
        "shapley": answered(uncertain(), draws=8, method="shapley", **SMALL),
        "tornado": answered(uncertain(), "tornado", replicates=3, **SMALL),
        "budget": budget(certain(), "error <= 300", RATE, replicates=3, **SMALL),
        "frontier": frontier(
            certain(),
            "error <= 300",
            RATE,
            "unfounded.malicious_report.rate_per_month.act=0:0.01",
            points=4,
            replicates=3,
            **SMALL,
        ),
        "draws": of_draws(),
    }


KINDS = ("sobol", "morris", "shapley", "tornado", "budget", "frontier", "draws")


def of_draws():
    """Sixty draws of two numbers that work together."""
    share = Quantity.model_validate({"low": 0, "high": 1, "assumed": True})
    varied = {RATE: share, "linking.mislink": share}
    draws = numbers_at(varied, design("latin_hypercube", 2, 60, 1))
    a, b = (draws[place].to_numpy() for place in varied)
    about = About(
        title="Made",
        harm="error",
        unit="person-months",
        definition="Errors.",
        arm="expiry",
        reference="as_is",
        people=100,
        months=12,
        seed=1,
    )
    values = np.stack([a + 8 * (a - 0.5) * (b - 0.5)] * 2, axis=1)
    return own_draws(draws, values, about, varied, np.array([1.0, 2.0, 3.0]))


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_says_in_words_what_it_shows(made, kind, tmp_path):
    path = made[kind].picture(tmp_path / "a.svg")
    svg = path.read_text(encoding="utf-8")
    description = re.search(r"<desc[^>]*>(.*?)</desc>", svg, re.DOTALL)[1]
    assert RATE in description
    assert len(re.findall(r"\d", description)) > 20
    assert made[kind].picture(tmp_path / "b.svg").read_bytes() == path.read_bytes()
    assert "script" not in svg


@pytest.mark.parametrize("kind", ["sobol", "morris", "shapley"])
def test_the_seed_stands_in_the_picture(made, kind, tmp_path):
    svg = made[kind].picture(tmp_path / "a.svg").read_text(encoding="utf-8")
    assert svg.count("(the seed)") >= 2  # drawn, and described


def test_every_pair_stands_in_the_picture_of_interactions(made, tmp_path):
    svg = made["sobol"].interactions(tmp_path / "a.svg").read_text(encoding="utf-8")
    description = re.search(r"<desc[^>]*>(.*?)</desc>", svg, re.DOTALL)[1]
    assert description.count(" with ") == 6
    assert description.count(" alone:") == 4
    with pytest.raises(OstrakaError, match="ask for pairs"):
        replace(made["sobol"], pairs={}).interactions(tmp_path / "b.svg")


def test_what_two_numbers_do_together_over_given_draws_stands_in_its_picture(made, tmp_path):
    svg = made["draws"].interactions(tmp_path / "a.svg").read_text(encoding="utf-8")
    description = re.search(r"<desc[^>]*>(.*?)</desc>", svg, re.DOTALL)[1]
    assert "the difference that expiry makes to error" in description
    assert description.count(" with ") == 1
    assert description.count(" alone:") == 2
    with pytest.raises(OstrakaError, match="say nothing of pairs"):
        replace(made["draws"], pairs={}).interactions(tmp_path / "b.svg")


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_svg_or_png(made, kind, tmp_path):
    assert made[kind].picture(tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(OutputError, match=r"\.svg or \.png"):
        made[kind].picture(tmp_path / "a.gif")


def test_a_budget_that_was_not_found_can_be_drawn(made, tmp_path):
    one = replace(made["budget"], status="never", value=None, low=None, high=None)
    assert "No value of" in one.picture(tmp_path / "a.svg").read_text(encoding="utf-8")
    budgets = (one, *made["frontier"].budgets[1:])
    svg = replace(made["frontier"], budgets=budgets).picture(tmp_path / "b.svg")
    assert "no value keeps the ceiling" in svg.read_text(encoding="utf-8")
