"""What must hold between two runs on the same draws, whatever their numbers are."""

import itertools
import tomllib
from importlib import resources

import numpy as np
import pytest

from ostraka.engine import BlockPlan, simulate
from ostraka.population.ledgers import UPHELD
from ostraka.scenario.schema import validate
from tests.known_answers import neutral

ONE_THREAD = BlockPlan(threads=1)

EVERYTHING = tomllib.loads(
    (resources.files("ostraka.scenario") / "shipped" / "everything.toml").read_text()
)
OPTIONAL = (
    "association",
    "audit",
    "averaging",
    "behaviour",
    "corroboration",
    "favour",
    "hearing",
    "informants",
    "joint_sanctions",
    "linking",
    "pardon",
    "quota",
    "redlist",
    "repair",
    "sale",
)
"""Sections of which each is a mechanism that can be left out."""


def at_zero(data):
    """The same sections, each at the values at which it does nothing."""
    agencies = data["joint_sanctions"]["agencies"]
    strengths = {name: {**rule, "strength": 0.0} for name, rule in data["behaviour"].items()}
    return data | {
        "association": {"share": 0.0, "representative_share": 0.0, "collective_share": 0.0},
        "audit": data["audit"] | {"sample_share": 0.0},
        "averaging": data["averaging"] | {"recipients": 0.0},
        "behaviour": strengths,
        "corroboration": {"founded_confirmed": 1.0, "unfounded_confirmed": 1.0},
        "favour": {"probability": 0.0},
        "hearing": data["hearing"] | {"attendance": 0.0},
        "informants": data["informants"] | {"reports_per_act": 0.0, "malicious_share": 0.0},
        "joint_sanctions": data["joint_sanctions"]
        | {"agencies": {k: {**one, "adoption_probability": 0.0} for k, one in agencies.items()}},
        "linking": {"mislink": 0.0},
        "pardon": {"hazard_per_month": 0.0},
        "quota": data["quota"] | {"zeal": 0.0},
        "repair": data["repair"] | {"hazard_per_month": 0.0},
        "sale": {"hazard_per_month": 0.0},
    }


def test_mechanisms_of_strength_zero_change_no_bit():
    """Fifteen at once: at zero, and not there at all."""
    without = {name: table for name, table in EVERYTHING.items() if name not in OPTIONAL}
    zero, absent = (
        simulate(validate(data, "a test"), people=16_384, months=48, plan=ONE_THREAD).tables
        for data in (at_zero(EVERYTHING), without)
    )
    assert set(absent) < set(zero)
    assert absent["tally_exits"].sum() > 100
    for name, table in absent.items():
        assert np.array_equal(table, zero[name]), name


EVERYBODY_LISTED_IN_ERROR = """
[flag]
specificity = 0.0
discretion = 1.0
[notice]
probability = 0.9
lag_months = 2
[appeal]
hazard_per_month = 0.08
steps = 2
step_survival = 0.9
review_months = 3
max_appeals = 3
"""


@pytest.mark.parametrize("recognises", ["sensitivity", "specificity"])
def test_more_accurate_review_never_lowers_corrections(recognises):
    """By every month, with up to three tries; and a less harsh one never upholds fewer errors."""
    corrected = []
    for accuracy in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        review = {"sensitivity": accuracy, "specificity": 1.0}
        if recognises == "specificity":  # nothing is recognised as wrong, so all are mistakes
            review = {"specificity": 1.0 - accuracy, "sensitivity": 0.0}
        text = "\n".join(f"{name} = {value}" for name, value in review.items())
        kinds = "recognises = []" if recognises == "specificity" else ""
        tallies = neutral.run(
            EVERYBODY_LISTED_IN_ERROR, f"[review]\n{text}\n{kinds}", people=20_000
        )
        exits = tallies.tables["tally_exits"].sum(axis=(0, 2, 4))
        corrected.append(exits[:, UPHELD].cumsum())
    assert corrected[0][-1] == 0
    for less, more in itertools.pairwise(corrected):
        assert (more >= less).all()
        assert more[-1] > less[-1]
