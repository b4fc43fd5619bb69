"""Compilation by numba, cached on disk under the hash of everything that went into it.

numba itself notices an edit only of the file in which a function stands, not of the helpers that the
function calls. So each pass, and each schedule, is cached in a folder named by the hash of its own
source, of every helper it reaches, of the values of its global constants, and of the versions of the
tools. An edit leads to another folder: stale machine code cannot be found.
"""

import hashlib
import importlib.util
import inspect
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import llvmlite
import numba
import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import config
from numba.extending import intrinsic

from ostraka.core.files import whole_file

_NO_ALLOCATION: dict[str, Any] = {"_nrt": False}
"""No run-time allocation in kernels: a pass that would allocate does not compile, and views cost no
reference counts (a tenth of the time)."""

_lock = threading.RLock()

_numba_config: Any = config  # the type stubs do not know its attributes


@cache
def cache_folder() -> Path:
    """Where compiled code is kept: ``OSTRAKA_CACHE``, the user's cache folder, or a temporary one."""
    base = os.environ.get("OSTRAKA_CACHE")
    home = Path(base) if base else Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")) / "ostraka"
    home = home.expanduser()
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            return home
    except OSError:
        return Path(tempfile.mkdtemp(prefix="ostraka-cache-"))


@cache
def toolchain() -> str:
    """Versions of what turns source into machine code, and the machine's processor."""
    from llvmlite import binding

    parts = (
        sys.version,
        numba.__version__,
        llvmlite.__version__,
        np.__version__,
        _numba_config.CPU_NAME or binding.get_host_cpu_name(),
        binding.get_host_cpu_features().flatten() if _numba_config.CPU_NAME is None else "",
        str(_numba_config.OPT),
    )
    return "\n".join(parts)


@cache
def fingerprint_of(function: Callable[..., Any]) -> str:
    """Hash of a function's source, of the helpers it calls, and of the constants it freezes."""
    digest = hashlib.sha256()
    for line in _ingredients(getattr(function, "py_func", function), set()):
        digest.update(line.encode())
    return digest.hexdigest()[:20]


def _ingredients(function: Any, seen: set[str]) -> Iterator[str]:
    name = f"{function.__module__}.{function.__qualname__}"
    if name in seen:
        return
    seen.add(name)
    yield f"{name}\n{inspect.getsource(function)}"
    for used in sorted(names_in(function.__code__)):
        value = function.__globals__.get(used)
        helper = getattr(value, "py_func", getattr(value, "_defn", None))
        if isinstance(helper, FunctionType):
            yield from _ingredients(helper, seen)
        elif isinstance(value, FunctionType) and value.__module__.startswith("ostraka"):
            yield from _ingredients(value, seen)
        elif isinstance(value, (bool, int, float, str, tuple, np.generic)):
            yield f"{used} = {value!r}"
        elif isinstance(value, np.ndarray):  # a table that the machine code holds as it is now
            yield f"{used} = {value.dtype} {value.tolist()!r}"


def names_in(code: CodeType) -> set[str]:
    """Every global name that a function's code asks for, those of functions inside it too."""
    found = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            found |= names_in(constant)
    return found


@contextmanager
def _caching_in(folder: Path) -> Iterator[None]:
    """Let functions that are declared inside keep their machine code in this folder."""
    with _lock:
        before = _numba_config.CACHE_DIR
        _numba_config.CACHE_DIR = str(folder)
        try:
            yield
        finally:
            _numba_config.CACHE_DIR = before


def compile_pass(function: Callable[..., None]) -> Any:
    """A pass, inlined into whatever schedule calls it; a later schedule finds it compiled."""
    digest = hashlib.sha256((toolchain() + fingerprint_of(function)).encode()).hexdigest()[:20]
    with _caching_in(cache_folder() / "passes" / digest):
        return njit(cache=True, forceinline=True, **_NO_ALLOCATION)(function)


def compile_schedule(function: Callable[..., None]) -> Any:
    """A schedule: releases the interpreter's lock, and is cached beside its generated source."""
    return njit(cache=True, nogil=True, **_NO_ALLOCATION)(function)


def load_module(source: str, key: str) -> ModuleType:
    """Write a generated module under its hash (once, atomically) and import it."""
    name = f"ostraka_schedule_{key}"
    if name in sys.modules:
        return sys.modules[name]
    folder = cache_folder() / key
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.py"
    if not path.exists():
        with whole_file(path) as temporary:
            temporary.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot import {path}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        with _caching_in(folder):
            spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def is_compiled(key: str) -> bool:
    """Whether machine code for this hash lies on disk."""
    return any((cache_folder() / key).rglob("*.nbi"))


@intrinsic
def cycles(typing_context):  # type: ignore[no-untyped-def]
    """The processor's cycle counter."""

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        counter = builder.module.declare_intrinsic(
            "llvm.readcyclecounter", fnty=ir.FunctionType(ir.IntType(64), [])
        )
        return builder.call(counter, [])

    return types.uint64(), generate
