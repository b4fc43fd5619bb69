"""Every address that a pass draws from: the pass compiled again, with draws that leave a trace.

The functions of :mod:`ostraka.draws` that a pass and its helpers call are replaced by others that
note (subject, month, purpose, index) behind the address they are given, and then draw as before.
"""

from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from ostraka import draws
from ostraka.core.declarations import Mechanism
from ostraka.engine.compile import names_in
from ostraka.engine.workbench import Workbench

Addresses = npt.NDArray[np.int64]
"""Rows of (subject, month, purpose, index)."""

HEAD = 4
ROOM = 400_000
"""An address is three words; a trace is a count behind them, and four words a draw."""


@njit
def _note(address, subject, month, purpose, index):  # type: ignore[no-untyped-def]
    at = HEAD + 4 * np.int64(address[3])
    if at + 4 <= address.size:
        address[at] = np.uint64(subject)
        address[at + 1] = np.uint64(month)
        address[at + 2] = np.uint64(purpose)
        address[at + 3] = np.uint64(index)
    address[3] += np.uint64(1)


@njit
def _draw(address, subject, month, purpose, index):  # type: ignore[no-untyped-def]
    _note(address, subject, month, purpose, index)
    return draws.draw(address, subject, month, purpose, index)


@njit
def _draw_all(address, first, n, month, purpose, words):  # type: ignore[no-untyped-def]
    for i in range(n):
        _note(address, first + i, month, purpose, 0)
    draws.draw_all(address, first, n, month, purpose, words)


@njit
def _draw_many(address, first, who, n, month, purpose, words):  # type: ignore[no-untyped-def]
    for k in range(n):
        _note(address, first + who[k], month, purpose, 0)
    draws.draw_many(address, first, who, n, month, purpose, words)


@njit
def _draw_indexed(address, first, who, index, n, month, purpose, words):  # type: ignore[no-untyped-def]
    for k in range(n):
        _note(address, first + who[k], month, purpose, index[k])
    draws.draw_indexed(address, first, who, index, n, month, purpose, words)


@njit
def _scan(address, first, block, purpose, threshold, hit):  # type: ignore[no-untyped-def]
    for i in range(threshold.size):
        _note(address, first + i, block, purpose, 0)
    draws.scan(address, first, block, purpose, threshold, hit)


@njit
def _draw_keyed(address, subject, keys, month, purpose, words):  # type: ignore[no-untyped-def]
    for k in range(keys.size):
        _note(address, subject, month, purpose, keys[k])
    draws.draw_keyed(address, subject, keys, month, purpose, words)


_TRACED = (
    (draws.draw, _draw),
    (draws.draw_all, _draw_all),
    (draws.draw_many, _draw_many),
    (draws.draw_indexed, _draw_indexed),
    (draws.draw_keyed, _draw_keyed),
    (draws.scan, _scan),
)


@cache
def traced_kernel(one: Mechanism) -> Callable[..., None]:
    """The pass of a mechanism, with draws that leave a trace."""
    compiled: Callable[..., None] = njit(_retold(one.run))
    return compiled


def _retold(function: Any) -> Any:
    """A copy of a function whose draws, and those of its helpers, leave a trace."""
    plain = getattr(function, "py_func", function)
    scope = dict(plain.__globals__)
    for name in names_in(plain.__code__):
        value = scope.get(name)
        instead = next((traced for known, traced in _TRACED if value is known), None)
        if instead is not None:
            scope[name] = instead
        elif hasattr(value, "py_func") and not value.__module__.startswith("ostraka.draws"):
            scope[name] = njit(_retold(value))
    return FunctionType(
        plain.__code__, scope, plain.__name__, plain.__defaults__, plain.__closure__
    )


def around_the_draws(function: Any) -> tuple[str, ...]:
    """Names by which a pass or a helper of it reaches for randomness that has no address."""
    plain = getattr(function, "py_func", function)
    names = names_in(plain.__code__)
    found = {name for name in names if name in ("random", "philox4x32", "default_rng", "randint")}
    for name in names:
        value = plain.__globals__.get(name)
        if hasattr(value, "py_func") and not value.__module__.startswith("ostraka.draws"):
            found |= set(around_the_draws(value))
    return tuple(sorted(found))


def traced(one: Mechanism, bench: Workbench, month: int) -> Addresses:
    """Run a pass on a workbench; the addresses it drew from, sorted."""
    if "address" not in one.arguments:
        bench.do(one, month)
        return np.zeros((0, 4), dtype=np.int64)
    arguments = list(bench.arguments(one, month))
    trace = np.zeros(HEAD + 4 * ROOM, dtype=np.uint64)
    trace[:3] = bench.address
    arguments[one.arguments.index("address")] = trace
    traced_kernel(one)(*arguments)
    n = min(int(trace[3]), ROOM)
    rows = trace[HEAD : HEAD + 4 * n].reshape(n, 4).astype(np.int64)
    return rows[np.lexsort(rows.T[::-1])]
