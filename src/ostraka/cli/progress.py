"""Long work: progress and time left on stderr, and a clean stop on Ctrl-C."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import typer

INTERRUPTED = 130

QUIET_SECONDS = 5.0
"""Where stderr is a file or a pipe, work that is over by then says nothing."""

LINE_SECONDS = 60.0
"""There, from one line to the next."""


@contextmanager
def progress(title: str) -> Iterator[Any]:
    """Yield a callback(done, total): a bar on a terminal, elsewhere a line now and then.

    An interruption ends the program with one line and exit status 130: results are saved only after
    all work, so nothing is half-written.
    """
    try:
        if not sys.stderr.isatty():
            yield Lines(title)
            return
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            Progress,
            TaskProgressColumn,
            TextColumn,
            TimeRemainingColumn,
        )

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            TextColumn("left"),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(title, total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)
    except KeyboardInterrupt:
        print("ostraka: interrupted; nothing was written", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None


class Lines:
    """A callback(done, total) that writes how much is done, and how long the rest will take.

    The first line comes after :data:`QUIET_SECONDS`, the next each :data:`LINE_SECONDS`. Time left is
    that of the work so far, without what came before its first piece: compilation.
    """

    def __init__(self, title: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._title, self._clock = title, clock
        self._first: tuple[float, int] | None = None
        self._next = 0.0

    def __call__(self, done: int, total: int) -> None:
        """Say it, if it is time to."""
        now = self._clock()
        if self._first is None:
            self._first, self._next = (now, done), now + QUIET_SECONDS
            return
        began, before = self._first
        if now < self._next or not before < done < total:
            return
        self._next = now + LINE_SECONDS
        left = (now - began) * (total - done) / (done - before)
        said = f"{self._title}: {100 * done / total:.0f} % done, {duration(left)} left"
        print(said, file=sys.stderr, flush=True)


def duration(seconds: float) -> str:
    """About how long, in words."""
    if seconds < 90:
        return f"about {max(1, round(seconds))} s"
    if seconds < 90 * 60:
        return f"about {round(seconds / 60)} min"
    return f"about {seconds / 3600:.1f} h"
