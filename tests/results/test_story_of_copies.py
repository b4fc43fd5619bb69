"""Copies in one person's story: what is told of everybody adds up to the tables."""

import numpy as np
import pytest

from ostraka.engine import BlockPlan, simulate
from ostraka.population.ledgers import CAUSES
from ostraka.results.explain import explain
from tests.reference import scenarios

LUCK = {"months": 36, "seed": 20261121, "replicate": 1}


@pytest.fixture(scope="module")
def lives():
    """The stories of everybody in the first cell."""
    return [explain(scenarios.sanctioned(), subject=i, replicate=1) for i in range(256)]


@pytest.fixture(scope="module")
def tables():
    return simulate(scenarios.sanctioned(), people=256, plan=BlockPlan(threads=1), **LUCK).tables


def told(lives, kind):
    return [(month, event) for life in lives for month, event in life.events(kind)]


def test_what_is_copied_and_dropped_adds_up(lives, tables):
    copied = sum(len(event.data["agencies"]) for _, event in told(lives, "copied"))
    dropped = sum(len(event.data["agencies"]) for _, event in told(lives, "copy_dropped"))
    assert copied == tables["tally_reached"].sum() > 100
    # an agency that copies anew what it still holds makes no second copy
    held = tables["tally_copies"][0, -1].sum()
    stale = sum(len(event.data["agencies"]) for _, event in told(lives, "stale"))
    assert copied - dropped >= held > 0
    assert 0 < stale < copied
    assert all(event.words.endswith(".") for _, event in told(lives, "stale"))
    names = {name for _, event in told(lives, "copied") for name in event.data["restrictions"]}
    assert names <= {
        "trains",
        "flights",
        "credit",
        "property",
        "licences",
        "public naming",
        "hotels",
    }


def test_exposures_and_re_imports_are_told(lives, tables):
    exposed = told(lives, "leaked")
    by_month = np.bincount([month for month, _ in exposed], minlength=36)
    people = tables["tally_exposed"][0].sum(axis=(1, 2))
    assert (
        by_month <= people
    ).all()  # two agencies that leak in one month are told in one sentence
    assert sum(len(e.data["agencies"]) for _, e in exposed) == people.sum() > 10
    asked = told(lives, "reimported")
    entries = tables["tally_entries"][0, ..., CAUSES.index("reimported")].sum()
    assert len(asked) >= entries > 5


def test_a_typical_stale_copy_is_found():
    life = explain(scenarios.sanctioned(), typical="stale")
    assert life.events("stale")
    assert life.chosen.kind == "stale"
