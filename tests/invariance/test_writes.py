"""What a pass may write is what it declares, and the compiler keeps it to that.

An array that is not writeable has a type of its own. Every pass compiles with all arrays read-only
but those in ``writes``: had it, or any helper that it calls, a store into another, numba would
refuse it.
"""

import numpy as np
import pytest
from numba import njit
from numba.core.errors import NumbaError

from ostraka.engine.schedule import CATALOGUE
from ostraka.testing import write_faults
from tests.reference import scenarios
from tests.reference.harness import Bench


@pytest.fixture(scope="module")
def benches():
    """A workspace for each pass, from the first scenario that schedules it."""
    made = {}
    for make in scenarios.ALL.values():
        bench = Bench(make(), cell=0, months=2, seed=1, noise=1)
        for one in bench.schedule.passes:
            made.setdefault(one.name, bench)
    return made


@pytest.mark.parametrize("one", CATALOGUE, ids=lambda one: one.name)
def test_a_pass_compiles_with_everything_else_read_only(benches, one):
    bench = benches[one.name]
    arguments = bench.arguments(one, 0)
    for name, value in zip(one.arguments, arguments, strict=True):
        if isinstance(value, np.ndarray):
            assert value.flags.writeable == (name in one.writes), name
    assert not list(write_faults(one, bench))


@njit
def _store(scores, i):
    scores[i] = 0


def honest(stratum, scores):
    for i in range(stratum.size):
        scores[i] = stratum[i]


def cheat(stratum, scores):
    for i in range(stratum.size):
        scores[i] = stratum[i]
        stratum[i] = 0


def cheat_by_a_helper(stratum, scores):
    for i in range(stratum.size):
        scores[i] = stratum[i]
        _store(stratum, i)


def cheat_by_another_name(stratum, scores):
    other = stratum[:4]
    other[0] = scores[0]


def read_only(size):
    array = np.zeros(size, dtype=np.uint8)
    array.flags.writeable = False
    return array


def test_an_honest_pass_is_compiled():
    scores = np.ones(8, dtype=np.uint8)
    njit(honest)(read_only(8), scores)
    assert not scores.any()


@pytest.mark.parametrize("run", [cheat, cheat_by_a_helper, cheat_by_another_name])
def test_a_cheating_pass_is_refused(run):
    with pytest.raises(NumbaError, match=r"(?i)read-?only"):
        njit(run)(read_only(8), np.ones(8, dtype=np.uint8))
