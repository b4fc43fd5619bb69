"""The arms of the comparison, and the processes that run them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
VENVS = ROOT / ".venv-peers"

ONE_THREAD = dict.fromkeys(
    (
        "POLARS_MAX_THREADS",
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMBA_NUM_THREADS",
        "NUMEXPR_MAX_THREADS",
        "VECLIB_MAXIMUM_THREADS",
    ),
    "1",
)


@dataclass(frozen=True)
class Arm:
    """One program under comparison.

    Attributes
    ----------
    name : str
        As in the table.
    module, package : str
        Its file here, and the distribution whose version is quoted.
    environment : str
        Folder under ``.venv-peers``; empty for Ostraka's own environment.
    sizes : tuple of int
        Populations among which its fastest is looked for.
    check_people : int
        People in each of the runs that are compared before anything is timed.
    goal : float, optional
        How many times faster Ostraka was meant to be.
    """

    name: str
    module: str
    package: str
    environment: str
    sizes: tuple[int, ...]
    check_people: int
    goal: float | None = None

    @property
    def python(self) -> Path:
        """The interpreter that has it."""
        if not self.environment:
            return Path(sys.executable)
        return VENVS / self.environment / "bin" / "python"

    @property
    def installed(self) -> bool:
        """Whether that interpreter is there."""
        return self.python.exists()


OSTRAKA = Arm("Ostraka", "with_ostraka", "ostraka", "", (1_000_000, 3_000_000, 10_000_000), 100_000)

OBJECTS = (1_000, 3_000, 10_000, 30_000)
ARRAYS = (100_000, 300_000, 1_000_000, 3_000_000)

PEERS = (
    Arm("NumPy", "with_numpy", "numpy", "", ARRAYS, 20_000, 12),
    Arm("Polars", "with_polars", "polars", "main", ARRAYS, 20_000),
    Arm("mesa-frames", "with_mesa_frames", "mesa-frames", "mesa_frames", ARRAYS, 20_000),
    Arm("Starsim", "with_starsim", "starsim", "main", ARRAYS, 20_000, 40),
    Arm("Mesa", "with_mesa", "mesa", "main", OBJECTS, 5_000, 250),
    Arm("AgentPy", "with_agentpy", "agentpy", "main", OBJECTS, 5_000),
)

KERNEL = Arm("arithmetic", "kernel", "numba", "", (), 0)


class Process:
    """An arm in a process of its own, waiting for requests."""

    def __init__(self, arm: Arm) -> None:
        self.arm = arm
        environment = {**os.environ, **ONE_THREAD, "STARSIM_INSTALL_FONTS": "0"}
        self.child = subprocess.Popen(
            [str(arm.python), "-m", "benchmarks.peers.worker", arm.module, arm.package],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.version = self._answer()["version"]

    def run(self, size: int, seeds: Iterable[int], **more: Any) -> dict[str, Any]:
        """Run once for each seed."""
        request = {"size": size, "seeds": list(seeds), **more}
        assert self.child.stdin is not None
        self.child.stdin.write(json.dumps(request) + "\n")
        self.child.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self.child.stdout is not None
        line = self.child.stdout.readline()
        if not line:
            raise SystemExit(
                f"{self.arm.name} ended with status {self.child.wait()}; what it said stands above."
            )
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """Let the process end."""
        assert self.child.stdin is not None
        self.child.stdin.close()
        self.child.wait()
