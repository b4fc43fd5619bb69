"""Which code, libraries and machine gave a result: what its bytes may depend on beside its inputs."""

import hashlib
import platform
from functools import cache
from importlib import resources
from importlib.metadata import PackageNotFoundError, version

import ostraka

LIBRARIES = ("numba", "llvmlite", "numpy", "scipy", "pandas", "pyarrow", "pydantic")
"""Libraries whose version can change bytes of a result."""

_FLOORS = (
    "core",
    "draws",
    "population",
    "mechanisms",
    "safeguards",
    "harms",
    "scenario",
    "engine",
    "results",
)


@cache
def code_version() -> str:
    """Version of Ostraka, and a hash of all its code that a result depends on.

    The tools that compile it and the processor are no part of it: the same bits are promised on one
    kind of machine and library version only, and a merge over others is at the user's word.
    """
    digest = hashlib.sha256(ostraka.__version__.encode())
    root = resources.files("ostraka")
    for floor in _FLOORS:
        for entry in sorted((root / floor).iterdir(), key=lambda entry: entry.name):
            if entry.name.endswith(".py"):
                digest.update(f"{floor}/{entry.name}\n".encode())
                digest.update(entry.read_bytes())
    return f"{ostraka.__version__}+{digest.hexdigest()[:16]}"


def versions() -> dict[str, str]:
    """Python, the libraries, system and processor of this process, by name."""
    import llvmlite.binding

    found = {"ostraka": ostraka.__version__, "python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # such as a build without metadata
            found[name] = "unknown"
    found["system"] = platform.system()
    found["machine"] = platform.machine()
    found["processor"] = llvmlite.binding.get_host_cpu_name()
    return found
