"""The zip file: the same bytes for the same content, and read without trust."""

import hashlib
import stat
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from ostraka.archive.entries import Entry
from ostraka.core.errors import OutputError
from ostraka.core.files import whole_file

_THEN = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file can tell: the same for every entry."""

_PACKED = (".parquet", ".docx")
"""Compressed already."""

_BLOCK = 1 << 20
MOST_TEXT = 1 << 28
"""No text of an archive is longer; a longer one was made to fill memory."""


def pack(entries: Iterable[Entry], target: Path) -> str:
    """Write a zip file under a temporary name, then give it its own; its SHA-256.

    Entries lie in the order of their names, without time or owner. The same content gives the same bytes
    wherever texts are compressed by the same zlib.

    Raises
    ------
    OutputError
        If it cannot be written there.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(target) as temporary:
            with zipfile.ZipFile(temporary, "w") as packed:
                for path, entry in _in_order(entries):
                    packed.writestr(_head(path), b"" if entry is None else entry.read())
            with temporary.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        reason = error.strerror or error
        raise OutputError(
            f"{target}: cannot be written: {reason}; make room, or choose another place"
        ) from error
    return found


def _in_order(entries: Iterable[Entry]) -> list[tuple[str, Entry | None]]:
    """Files and their folders by name: the metadata name folders too, so they are to be there."""
    files = {entry.path: entry for entry in entries}
    folders = {f"{parent}/" for path in files for parent in PurePosixPath(path).parents}
    every: dict[str, Entry | None] = {**dict.fromkeys(folders - {"./"}), **files}
    return sorted(every.items())


def _head(path: str) -> zipfile.ZipInfo:
    head = zipfile.ZipInfo(path, _THEN)
    head.create_system = 3  # the attributes below are Unix's, on whatever system this runs
    if head.is_dir():
        head.external_attr = (stat.S_IFDIR | 0o755) << 16 | 0x10
        return head
    head.external_attr = (stat.S_IFREG | 0o644) << 16
    packed = PurePosixPath(path).suffix in _PACKED
    head.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    return head


class Opened:
    """An archive that is open for reading; nothing of it is ever written under a name of its own.

    Attributes
    ----------
    names : tuple of str
        Paths of its files.
    """

    def __init__(self, path: Path, packed: zipfile.ZipFile) -> None:
        """Keep the file, and refuse names that lead out of it."""
        self.path, self._packed = path, packed
        self._heads: dict[str, zipfile.ZipInfo] = {}
        for head in packed.infolist():
            fault = _fault(head)
            if fault is None and head.filename in self._heads:
                fault = "it is there twice"
            if fault is not None:
                raise OutputError(
                    f"{path}: entry {head.filename!r}: {fault}; this is no archive that Ostraka wrote: "
                    "ask for it again, and do not unpack it"
                )
            if not head.is_dir():
                self._heads[head.filename] = head
        self.names = tuple(self._heads)

    def digest(self, name: str) -> tuple[str, int]:
        """SHA-256 and size of a file, read piece by piece.

        Raises
        ------
        OutputError
            If it cannot be read to its end.
        """
        found, size = hashlib.sha256(), 0
        with self._reading(name), self._packed.open(self._heads[name]) as file:
            while block := file.read(_BLOCK):
                found.update(block)
                size += len(block)
        return found.hexdigest(), size

    def read(self, name: str, most: int | None = None) -> bytes:
        """The content of a file.

        Raises
        ------
        OutputError
            If it is not there, cannot be read to its end, or is longer than ``most``.
        """
        if name not in self._heads:
            raise OutputError(f"{self.path}: {name} is missing; ask for the whole archive again")
        if most is not None and self._heads[name].file_size > most:
            raise OutputError(
                f"{self.path}: {name} says that it is longer than {most:,} bytes; this is no archive "
                "that Ostraka wrote"
            )
        with self._reading(name), self._packed.open(self._heads[name]) as file:
            return file.read()

    def text(self, name: str) -> str:
        """A text of the archive.

        Raises
        ------
        OutputError
            If it is not there, or is none.
        """
        try:
            return self.read(name, MOST_TEXT).decode()
        except UnicodeDecodeError:
            raise OutputError(
                f"{self.path}: {name} is no UTF-8 text; ask for the archive again"
            ) from None

    @contextmanager
    def _reading(self, name: str) -> Iterator[None]:
        import zlib

        try:
            yield
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise OutputError(
                f"{self.path}: {name} is damaged: {error}; ask for the archive again"
            ) from error
        except RuntimeError as error:  # such as one that asks for a password
            raise OutputError(
                f"{self.path}: {name} cannot be opened: {error}; ask for the archive again"
            ) from error


def _fault(head: zipfile.ZipInfo) -> str | None:
    """Why an entry is refused; None if it is not."""
    # what zipfile shows has been cut at a null byte and had its separators changed
    name = head.orig_filename
    parts = name.removesuffix("/").split("/")
    if not name or "\\" in name or "\0" in name or ":" in parts[0]:
        return "its name is none that an archive of Ostraka has"
    if name.startswith("/") or any(part in ("", ".", "..") for part in parts):
        return "its name leads out of the archive"
    kind = stat.S_IFMT(head.external_attr >> 16)
    if kind not in (0, stat.S_IFDIR if head.is_dir() else stat.S_IFREG):
        return "it is no plain file"
    return None


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """Open an archive.

    Raises
    ------
    OutputError
        If it is not there, is no zip file, is cut short, or holds names that lead out of it.
    """
    try:
        packed = zipfile.ZipFile(path)
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be read: {error.strerror or error}; name a file that `ostraka archive` wrote"
        ) from None
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise OutputError(
            f"{path}: no whole zip file: {error}; it may have been cut short on its way: ask for it again"
        ) from None
    with packed:
        yield Opened(path, packed)
