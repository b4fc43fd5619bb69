"""Who receives a mislinked record, where every unit of confusability decides."""

import numpy as np
import pytest

from ostraka.engine.workbench import kernel_of
from ostraka.mechanisms.linking import LINKING
from tests.reference import scenarios
from tests.reference.harness import Bench

MANY = 900


@pytest.mark.parametrize("weights", [[1], [1, 1], [1, 1, 1], [0, 1, 2, 0, 3], [2, 0, 0], [0, 0, 0]])
def test_a_receiver_is_drawn_from_an_urn_with_a_ball_for_each_unit(weights):
    people = len(weights)
    bench = Bench(scenarios.term(), cell=0, months=1, seed=4, noise=4, people=people)
    owners = np.arange(MANY) % people
    index = np.arange(MANY)
    bench.arrays["stratum"][:] = 0
    bench.arrays["confusable_sum"][:] = sum(weights)
    bench.arrays["confusable_sum"][:people] = np.cumsum(weights)
    bench.arrays["record_n"][0] = MANY
    for name, values in (("owner", owners), ("holder", owners), ("index", index)):
        bench.arrays[f"record_{name}"][:MANY] = values
    bench.given["mislink"] = np.full(3, 2**32, dtype=np.uint64)  # every record misses its owner
    kernel_of(LINKING)(*bench.arguments(LINKING, 0))
    got = bench.arrays["record_holder"][:MANY]
    for owner, ordinal, holder in zip(owners.tolist(), index.tolist(), got.tolist(), strict=True):
        urn = [i for i in range(people) for _ in range(weights[i]) if i != owner]
        ball = bench.luck.one(owner, 0, "linking.mislink", ordinal)[1] * len(urn) >> 32
        assert holder == (urn[ball] if urn else owner)
    possible = {i for i in range(people) if weights[i] and people > 1}
    if sum(w > 0 for w in weights) > 1:
        assert set(got.tolist()) >= possible
