"""A Dask scheduler and workers as processes of their own, bound to this machine, ended by their id."""

import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]
HERE = "127.0.0.1"


def environment(**more: str) -> dict[str, str]:
    """That of this process, with the code that is tested on the path."""
    paths = [more.pop("PYTHONPATH", ""), str(ROOT), *sys.path]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path), **more}


def started(*words: str, log: Path, **more: str) -> subprocess.Popen[bytes]:
    """A process of this Python whose output goes to a file."""
    with log.open("wb") as out:
        return subprocess.Popen(
            [sys.executable, "-m", *words],
            stdout=out,
            stderr=subprocess.STDOUT,
            env=environment(**more),
            cwd=log.parent,
        )


def ended(process: subprocess.Popen[bytes]) -> None:
    """End a process, at once if it does not go."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(5)
        return
    process.kill()
    process.wait()


class Site:
    """A scheduler, and the workers that were started for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        log = folder / "scheduler.log"
        words = ["--host", HERE, "--port", "0", "--no-dashboard"]
        self.scheduler = started("distributed.cli.dask_scheduler", *words, log=log)
        self.processes.append(self.scheduler)
        self.address = _waited_for(r"Scheduler at:\s+(tcp://\S+)", log)

    def worker(self, name: str, *words: str, **more: str) -> subprocess.Popen[bytes]:
        """A worker without a nanny: one process, that stays dead when it is killed."""
        given = ["--host", HERE, "--name", name, "--no-nanny", "--no-dashboard", *words]
        made = started(
            "distributed.cli.dask_worker",
            self.address,
            *given,
            log=self.folder / f"{name}.log",
            **more,
        )
        self.processes.append(made)
        return made

    def joined(self, name: str) -> None:
        """Wait until a worker is there."""
        _waited_for(r"(Registered to)", self.folder / f"{name}.log")


def _waited_for(pattern: str, log: Path, seconds: float = 60) -> str:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = re.search(pattern, log.read_text())
        if found:
            return found[1]
        time.sleep(0.05)
    raise AssertionError(f"{pattern} did not appear: {log.read_text()}")


@contextmanager
def site(folder: Path):
    """A scheduler without workers; whatever was started is ended."""
    made = Site(folder)
    try:
        yield made
    finally:
        for process in reversed(made.processes):
            ended(process)
