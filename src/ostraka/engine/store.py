"""Where packed state lies between two meetings: in memory, or in a file that is read through a map.

The file has no name (or is removed when it is closed, where a system knows no files without names), so
nothing is left of it however the run ends. It is written with plain writes, which say when the disk is
full, and read through maps of its parts.
"""

import mmap
import shutil
import tempfile
import threading
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from ostraka.core.errors import OutputError
from ostraka.engine.room import bytes_in_words

Bytes = npt.NDArray[np.uint8]

_PART = 64 * 2**20
"""Bytes of a part of the file: mapped, filled and used again as a whole."""

_PAGE = mmap.ALLOCATIONGRANULARITY


class Store(Protocol):
    """Keeps bytes until they are put anew."""

    def put(self, store: Bytes, size: int, old: Bytes) -> tuple[Bytes, Bytes]:
        """Keep the first ``size`` bytes of ``store`` in the place of ``old``.

        Returns them, and memory that may be written next time.
        """

    def turn(self) -> None:
        """All has been put anew since the last turn."""

    def close(self) -> None:
        """Forget everything."""


class Copies:
    """State in memory, each copy as long as it is."""

    def put(self, store: Bytes, size: int, old: Bytes) -> tuple[Bytes, Bytes]:
        """A copy."""
        return store[:size].copy(), store

    def turn(self) -> None:
        """What nobody holds is forgotten by itself."""

    def close(self) -> None:
        """Likewise."""


class Buffers(Copies):
    """State in memory where it was written, with room to grow; the old memory is written next."""

    def put(self, store: Bytes, size: int, old: Bytes) -> tuple[Bytes, Bytes]:
        """The bytes themselves."""
        return store[:size], old if old.base is None else old.base


class _Part:
    """A part of the file, with its map."""

    def __init__(self, file: int, at: int, size: int) -> None:
        self.at, self.size, self.used = at, size, 0
        self.map = mmap.mmap(file, size, access=mmap.ACCESS_READ, offset=at)
        self.bytes: Bytes = np.frombuffer(self.map, dtype=np.uint8)

    def let_go(self, state: Bytes) -> None:
        """The pages of some state, if it lies in this part, need not stay in memory."""
        first = state.ctypes.data - self.bytes.ctypes.data
        if state.size and 0 <= first < self.size and hasattr(mmap, "MADV_DONTNEED"):
            self.map.madvise(mmap.MADV_DONTNEED, first, -(-state.size // _PAGE) * _PAGE)


class InFile:
    """State in a file: what is put between two turns lies together, beside what was put before.

    Parameters
    ----------
    folder : Path
        Where the file is made; twice the state must fit there, that of one meeting and of the next.

    Raises
    ------
    OutputError
        If there can be no file, or the disk is full.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = threading.Lock()
        self.size = 0
        self.now: list[_Part] = []
        self.before: list[_Part] = []
        self.free: list[_Part] = []
        try:
            self.file = tempfile.TemporaryFile(  # noqa: SIM115 (closed at the end of the run)
                dir=folder, buffering=0, prefix="ostraka-state-"
            )
        except OSError as error:
            raise OutputError(
                f"state_folder: no file can be made in {folder} ({error.strerror}); name a folder that "
                "is there and may be written (--state-folder)"
            ) from None

    def put(self, store: Bytes, size: int, old: Bytes) -> tuple[Bytes, Bytes]:
        """Write them; they are read through the map."""
        state = store[:size]
        try:
            with self.lock:
                part = self._part_with(state.size)
                first = part.used
                part.used = -(-(first + state.size) // _PAGE) * _PAGE
                self._write(part.at + first, state)
                for read in self.before:
                    read.let_go(old)
        except OSError as error:
            raise OutputError(
                f"state_folder: {self.folder} takes no more ({error.strerror}) after "
                f"{bytes_in_words(self.size)} of subjects' state; name a folder on a larger disk "
                "(--state-folder), or run fewer people"
            ) from None
        return part.bytes[first : first + size], store

    def _part_with(self, size: int) -> _Part:
        if self.now and self.now[-1].size - self.now[-1].used >= size:
            return self.now[-1]
        found = next((part for part in self.free if part.size >= size), None)
        if found is not None:
            self.free.remove(found)
        else:
            length = max(_PART, -(-size // _PAGE) * _PAGE)
            self.file.truncate(self.size + length)
            found = _Part(self.file.fileno(), self.size, length)
            self.size += length
        self.now.append(found)
        return found

    def _write(self, at: int, state: Bytes) -> None:
        self.file.seek(at)
        rest = memoryview(state.data)
        while rest:
            rest = rest[self.file.write(rest) :]

    def turn(self) -> None:
        """The state of the last meeting but one makes room."""
        for part in self.before:
            part.used = 0
        self.free += self.before
        self.before, self.now = self.now, []

    def close(self) -> None:
        """Give the disk back."""
        self.now, self.before, self.free = [], [], []
        self.file.close()


def check_room(folder: Path, state: int) -> None:
    """Refuse a folder whose disk is too small for so many bytes of state, twice.

    Raises
    ------
    OutputError
        If it is, or cannot be looked at.
    """
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise OutputError(
            f"state_folder: {folder} cannot be used ({error.strerror}); name a folder that is there"
        ) from None
    if free < 2 * state:
        raise OutputError(
            f"state_folder: {folder} has {bytes_in_words(free)} free, and subjects' state needs about "
            f"{bytes_in_words(2 * state)} (that of one meeting and of the next); name a folder on a "
            "larger disk (--state-folder), or run fewer people"
        )
