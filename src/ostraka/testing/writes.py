"""What a pass may write is what it declares: everything else it meets is read-only, by its type."""

import re
from collections.abc import Iterator
from typing import Any

from numba import typeof
from numba.core.errors import NumbaError

from ostraka.core.declarations import Mechanism
from ostraka.engine.workbench import Workbench, kernel_of

_typeof: Any = typeof
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def write_faults(one: Mechanism, bench: Workbench) -> Iterator[str]:
    """Compile a pass with all but its ``writes`` read-only, and without run-time allocation."""
    kernel: Any = kernel_of(one)
    types = tuple(map(_typeof, bench.arguments(one, 0)))
    try:
        kernel.compile(types)
    except NumbaError as error:
        yield f"it does not compile with all but its writes read-only: {_gist(error)}"


def _gist(error: Exception) -> str:
    """The lines of the compiler's message that say what is wrong."""
    lines = [_COLOURS.sub("", line).strip() for line in str(error).splitlines()]
    telling = [line for line in lines if re.search(r"(?i)read-?only|cannot|not allowed|nrt", line)]
    kept = telling or [line for line in lines if line]
    return " / ".join(dict.fromkeys(kept[:3]))
