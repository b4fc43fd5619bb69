"""Long work: progress on stderr where somebody is there to see it, and a clean stop on Ctrl-C."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer

INTERRUPTED = 130


@contextmanager
def progress(title: str) -> Iterator[Any]:
    """Yield a callback(done, total), or None where stderr is no terminal.

    An interruption ends the program with one line and exit status 130: results are saved only after
    all work, so nothing is half-written.
    """
    try:
        if not sys.stderr.isatty():
            yield None
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(title, total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)
    except KeyboardInterrupt:
        print("ostraka: interrupted; nothing was written", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
