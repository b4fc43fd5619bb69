"""What lies in an archive: files with the words that describe them."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

FORMAT = 1
"""Layout of the archive; a later layout gets another number."""

METADATA = "ro-crate-metadata.json"
ABOUT, FACTS, UNITS, VERSIONS = "archive.json", "facts.csv", "units.csv", "versions.json"
ODD, README, REPORT = "odd.md", "README.md", "report.html"

Role = Literal["input", "result", "document", "record"]
"""What was run; what came out; what is to be read; what tells how it was made."""

_MEDIA = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".json": "application/json",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".svg": "image/svg+xml",
    ".toml": "application/toml",
    ".txt": "text/plain",
}


@dataclass(frozen=True)
class Entry:
    """One file of an archive.

    Attributes
    ----------
    path : str
        Where it lies in the archive, with slashes.
    content : bytes or Path
        What is in it, or the file that holds that.
    name, description : str
    role : str
    """

    path: str
    content: bytes | Path
    name: str
    description: str
    role: Role

    def read(self) -> bytes:
        """Its bytes."""
        return self.content.read_bytes() if isinstance(self.content, Path) else self.content

    @property
    def media(self) -> str:
        """Its media type, by the ending of its name."""
        return _MEDIA.get(PurePosixPath(self.path).suffix.lower(), "application/octet-stream")

    @property
    def folder(self) -> str:
        """The first part of its path; empty at the top."""
        return self.path.partition("/")[0] if "/" in self.path else ""


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def plain_name(text: str) -> str:
    """A file name of letters, digits, dot, minus and underscore."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-.") or "unnamed"
