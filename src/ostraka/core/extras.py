"""How to install what an optional part of Ostraka needs."""

import sys
from pathlib import Path

import ostraka


def install(extra: str) -> str:
    """The command for this Python, from a clone of the project as from the package registry.

    >>> "ostraka" in install("sensitivity") or "--editable" in install("sensitivity")
    True
    """
    python = Path(sys.executable)
    here = Path.cwd()
    shown = python.relative_to(here) if python.is_relative_to(here) else python
    root = Path(ostraka.__file__).resolve().parents[2]
    if not (root / "requirements" / "lock.txt").is_file():
        return f"{shown} -m pip install 'ostraka[{extra}]'"
    lock = root / "requirements" / "lock.txt"
    near = lock.relative_to(here) if lock.is_relative_to(here) else lock
    what = "." if root == here else root
    return f"{shown} -m pip install --constraint {near} --no-build-isolation --editable '{what}[{extra}]'"
