"""What every mechanism must pass, from inside Ostraka or outside: one call, for any test runner.

>>> from ostraka.testing import check_mechanism
>>> check_mechanism(MECHANISM, scenario="my_scenario.toml")  # doctest: +SKIP

It raises :class:`Nonconformance` with every fault in words: what is not said, what is written
undeclared, truth that is seen undeclared, draws whose address depends on a position in a list, bits
that depend on threads or memory, and strength zero that is not nothing.
"""

from ostraka.testing.bits import PLANS, differing_tables, same_however_cut
from ostraka.testing.conformance import Nonconformance, check_mechanism, extended, faults_of
from ostraka.testing.order import order_faults
from ostraka.testing.writes import write_faults

__all__ = [
    "PLANS",
    "Nonconformance",
    "check_mechanism",
    "differing_tables",
    "extended",
    "faults_of",
    "order_faults",
    "same_however_cut",
    "write_faults",
]
