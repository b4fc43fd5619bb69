"""How much memory subjects' state may take, and what becomes of it where that is too little."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

from ostraka.engine.work import BlockPlan

SHARE = 0.5
"""Of the memory that is available when a run begins, so much may be state."""

UNKNOWN = 2 * 2**30
"""Bytes taken to be available where the system does not say."""


class Room(NamedTuple):
    """What becomes of state.

    Attributes
    ----------
    whole_cells : int
        So many cells may be kept whole, in memory.
    folder : Path or None
        Where the others go, packed; memory if None.
    packed_bytes : int
        Estimate for all state, packed; 0 if it was not needed.
    why : str
        Why it goes to a file, if nobody asked for that.
    """

    whole_cells: int
    folder: Path | None = None
    packed_bytes: int = 0
    why: str = ""


def room_for(
    plan: BlockPlan, cells: int, estimate: Callable[[Literal["whole", "packed"]], int]
) -> Room:
    """Decide, from estimates of the bytes that all state takes, whole and packed."""
    if plan.state_folder is not None:
        return Room(0, plan.state_folder, estimate("packed"))
    if plan.kept == "whole":
        return Room(cells)
    most = int(SHARE * available_memory()) if plan.state_memory is None else plan.state_memory
    whole = estimate("whole") if plan.kept is None else 0
    if plan.kept is None and whole <= most:
        return Room(cells)
    packed = estimate("packed")
    if packed > most:
        said = "half of what is available" if plan.state_memory is None else "as asked"
        return Room(
            0,
            temporary_folder(),
            packed,
            f"more than the {bytes_in_words(most)} of memory that it may take ({said})",
        )
    if plan.kept == "packed":
        return Room(0, None, packed)
    return Room(int(cells * (most - packed) / max(1, whole - packed)), None, packed)


def temporary_folder() -> Path:
    """Where large temporary files belong: ``TMPDIR``, or ``/var/tmp``, which is not kept in memory."""
    lasting = Path("/var/tmp")
    if "TMPDIR" not in os.environ and os.access(lasting, os.W_OK):
        return lasting
    return Path(tempfile.gettempdir())


def available_memory() -> int:
    """Bytes of memory that may be taken without swapping, by what the system and its limits say."""
    found = [_from_meminfo(), *_from_control_groups(Path("/sys/fs/cgroup"))]
    said = [number for number in found if number is not None]
    return max(0, min(said)) if said else UNKNOWN


def _from_meminfo() -> int | None:
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        return next(
            1024 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable")
        )
    except (OSError, StopIteration, ValueError):
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (AttributeError, OSError, ValueError):
        return None


def _from_control_groups(root: Path) -> list[int]:
    """What is left below the limit of a container, where there is one (versions 2 and 1)."""
    found = []
    for limit, used in (
        ("memory.max", "memory.current"),
        ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"),
    ):
        try:
            found.append(int((root / limit).read_text()) - int((root / used).read_text()))
        except (OSError, ValueError):  # no container, or "max": no limit
            continue
    return found


def bytes_in_words(number: float) -> str:
    """So many bytes, in the unit that suits."""
    for unit, size in (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10)):
        if number >= size:
            return f"{number / size:.1f} {unit}"
    return f"{number:.0f} bytes"
