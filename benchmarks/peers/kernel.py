"""Pure arithmetic on one thread and on several: what the machine's processors really give together.

Integer multiplications and shifts in registers, no memory, no lock: threads have nothing to share but
the machine. A second thread that gives less than twice as much here cannot give it to anybody else.
"""

from concurrent.futures import ThreadPoolExecutor

import numba
import numpy as np

STEPS = 100_000_000
LANES = 8


@numba.njit(nogil=True)
def mix(steps: int, seed: int) -> int:
    """Steps of a multiply-and-shift mixer in eight independent lanes, so that units are kept busy."""
    lanes = np.empty(LANES, dtype=np.uint64)
    for k in range(LANES):
        lanes[k] = np.uint64(seed + k)
    for _ in range(steps // LANES):
        for k in range(LANES):
            x = lanes[k] * np.uint64(0xD1342543DE82EF95) + np.uint64(1)
            lanes[k] = x ^ (x >> np.uint64(32))
    return lanes.sum()


def run(steps: int, seed: int, threads: int) -> int:
    """Mix in every thread at once, ``steps`` in each; returns the steps done by all."""
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda k: mix(steps, seed + k), range(threads)))
    return steps * threads
