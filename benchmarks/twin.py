"""How fast the NumPy twins of a scenario's passes run: the same rules, written differently.

The twins are what every pass is tested against, to the integer (``tests/reference``). They are written
to be read, in NumPy and plain Python, so their speed says what the kernels save over a first draft.
"""

import time
from typing import Any

from tests.reference.cell import Cell
from tests.reference.harness import Bench
from tests.reference.twins import TWINS


def twin_million_per_second(scenario: Any, months: int = 6) -> float:
    """Million person-months a second of one cell, the time of the twins alone."""
    bench = Bench(scenario, cell=0, months=months, seed=1, noise=1)
    spent = 0.0
    for month, one in bench.steps():
        columns = {name: array.copy() for name, array in bench.arrays.items()}
        context = {k: v for k, v in bench.context(month).items() if k != "address"}
        twin = Cell(columns, bench.rules, bench.luck, **context)
        begun = time.perf_counter()
        TWINS[one.name](twin)
        spent += time.perf_counter() - begun
        bench.do(one, month)
    return bench.subjects * months / spent / 1e6
