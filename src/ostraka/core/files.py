"""Files: written whole or not at all, and read with errors that say what to do about it."""

import json
import os
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from ostraka.core.errors import OutputError, Problem, ScenarioError

Kind = Literal["toml", "json"]


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A temporary name beside ``target``; the file takes its own name when the block ends well.

    A process that is killed leaves it behind, for :func:`sweep`. Nobody else has this name: neither
    another thread nor, in a shared folder, another machine.

    Raises
    ------
    OSError
        If it cannot be written; nothing is left behind.
    """
    mine = f"{os.getpid()}-{threading.get_native_id()}"
    temporary = target.with_name(f".{target.name}.{_machine()}.{mine}.tmp")
    try:
        yield temporary
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def put(target: Path, content: bytes) -> Path:
    """Write a file, whole or not at all, and the folders that lead to it.

    Raises
    ------
    OutputError
        If it cannot be written there.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(target) as temporary:
            temporary.write_bytes(content)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{target}: cannot be written: {reason}; choose another place") from None
    return target


def sweep(folder: Path) -> None:
    """Remove what processes of this machine that are gone have left half written."""
    for entry in folder.glob(".*.tmp"):
        own = entry.name.rpartition(f".{_machine()}.")[2].removesuffix(".tmp").partition("-")[0]
        if own.isdigit() and not is_running(int(own)):
            entry.unlink(missing_ok=True)


def is_running(process: int) -> bool:
    """Whether a process of this machine, by its number, is there, be it ours or not."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def read_text(path: Path) -> str:
    """The text of a file that somebody wrote.

    Raises
    ------
    ScenarioError
        If it cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        problem = Problem(str(path), f"cannot be read: {reason}", "check the path and the file")
        raise ScenarioError(problem, str(path)) from None


def kind_of(path: Path) -> Kind:
    """What a file holds, by its ending: TOML unless it says JSON."""
    return "json" if path.suffix.lower() == ".json" else "toml"


def parsed(text: str, origin: str, kind: Kind = "toml") -> Any:
    """Plain data of a text; ``origin`` names it in errors.

    Raises
    ------
    ScenarioError
        If it is no valid TOML, or JSON.
    """
    try:
        return json.loads(text) if kind == "json" else tomllib.loads(text)
    except (json.JSONDecodeError, tomllib.TOMLDecodeError) as error:
        problem = Problem(origin, f"it is no valid {kind.upper()}: {error}", "mend the line named")
        raise ScenarioError(problem, origin) from None


def _machine() -> str:
    import socket

    return socket.gethostname()
