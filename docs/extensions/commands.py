"""Commands that a page names: does each of them exist, with these options?"""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from ostraka.cli.app import app

ROOT = Path(__file__).parents[2]
_OTHERS = {"python", "pip", "pytest", "dask", "sbatch", ".", "cd"}
_TARGETS = set(
    re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
)


def line_faults(line: str) -> Iterator[str]:
    """What is wrong with one line of shell; nothing is run."""
    for command in re.split(r"&&|\|", line):
        try:
            words = shlex.split(command.partition(">>")[0], comments=True)
        except ValueError as error:
            yield f"{command.strip()}: {error}"
            continue
        if words:
            yield from _faults(words)


def _faults(words: list[str]) -> Iterator[str]:
    program = words[0].removeprefix(".venv/bin/")
    if program == "ostraka":
        fault = _usage(words[1:])
        if fault:
            yield f"{shlex.join(words)}: {fault}"
    elif program == "make":
        yield from (
            f"make {one}: the Makefile has no such target"
            for one in words[1:]
            if "=" not in one and one not in _TARGETS
        )
    elif program == "python" and words[1:2] == ["-m"]:
        module = words[2]
        if module.startswith("benchmarks") and not _is_module(module):
            yield f"python -m {module}: there is no such module"
    elif program not in _OTHERS:
        yield f"{shlex.join(words)}: not a command that this documentation knows"


def _is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()


def _usage(words: list[str]) -> str:
    """What the parser finds wrong with the words; nothing acts on them."""
    words = words[: words.index(">")] if ">" in words else words
    words = ["1" if one.startswith("$") else one for one in words]
    # typer carries a click of its own, or takes the one installed: told by what they can do
    command: Any = typer.main.get_command(app)
    context = None
    name = "ostraka"
    try:
        while True:
            context = command.make_context(name, list(words), parent=context)
            rest = [*context._protected_args, *context.args]
            if not hasattr(command, "resolve_command") or not rest:
                return ""
            name, command, words = command.resolve_command(context, rest)
    except Exception as error:
        if hasattr(error, "format_message"):
            return str(error.format_message())
        if type(error).__name__ == "Exit":  # such as --version
            return ""
        raise
