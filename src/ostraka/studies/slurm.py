"""SLURM jobs as workers, by dask-jobqueue: each job is one worker that runs one unit at a time.

Queue, account, walltime and whatever else a site asks for stand in dask-jobqueue's own file,
``~/.config/dask/jobqueue.yaml``.
"""

import logging
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ostraka.core.errors import OstrakaError
from ostraka.core.extras import install
from ostraka.studies.dispatch import NO_DASHBOARD, Pool
from ostraka.studies.workers import Workers, room_of

_EXAMPLE = "jobqueue: {slurm: {cores: 8, memory: 24GB, queue: normal, walltime: '04:00:00'}}"


@contextmanager
def slurm(jobs: int, threads: int | None = None) -> Iterator[Pool]:
    """So many jobs, submitted when the first unit is to run, kept up, and cancelled in the end.

    The scheduler runs in this process, so it must last as long as the study does. A job that ends
    (its walltime is over, its node fails) is submitted again.

    Raises
    ------
    OstrakaError
        If the extra ``cluster`` or ``sbatch`` is missing, or cores and memory are not configured.
    """
    try:
        import dask_jobqueue.slurm
        from distributed import Status
    except ImportError:
        raise OstrakaError(
            f"cluster: dask-jobqueue is not installed; install the extra: {install('cluster')}"
        ) from None
    if shutil.which("sbatch") is None:
        raise OstrakaError(
            "cluster: there is no sbatch here; run the command where jobs are submitted, or use "
            "--shard i/n in an array of jobs"
        )
    cores, memory = _configured()
    refused: list[str] = []
    queue: Any = dask_jobqueue.slurm  # its functions carry no types

    class Job(queue.SLURMJob):  # type: ignore[misc, unused-ignore]
        """A job that says why it was not taken."""

        async def start(self) -> None:
            try:
                await super().start()
            except Exception as error:
                refused.append(_reason(error))
                self.status = Status.failed
                raise

    given = threads or cores
    with (
        queue.SLURMCluster(
            job_cls=Job,
            cores=1,  # Dask's threads: one unit at a time, over all processors of the job
            processes=1,
            job_cpu=cores,
            scheduler_options={**NO_DASHBOARD, **_scheduler_options()},
            silence_logs=logging.CRITICAL,
        ) as made,
        made.get_client() as client,
    ):
        keeper = _Keeper(made, jobs, refused)
        planned = Workers(f"slurm:{jobs}", jobs, jobs, given, memory, room_of(memory, 1))
        yield Pool(client, f"slurm:{jobs}", given, planned, keeper.submit, keeper.look)


def _configured() -> tuple[int, int]:
    """Cores and bytes of a job, from dask-jobqueue's configuration."""
    import dask

    found = {name: dask.config.get(f"jobqueue.slurm.{name}", None) for name in ("cores", "memory")}
    lacking = [name for name, value in found.items() if value is None]
    if lacking:
        raise OstrakaError(
            f"cluster: no {' and no '.join(lacking)} of a SLURM job configured; write into "
            f"{Path(dask.config.PATH) / 'jobqueue.yaml'}, with your site's values: {_EXAMPLE}"
        )
    try:
        return int(found["cores"]), int(dask.utils.parse_bytes(found["memory"]))
    except (TypeError, ValueError) as error:
        raise OstrakaError(
            f"cluster: cores or memory of a SLURM job cannot be read: {error}; write {_EXAMPLE}"
        ) from None


def _scheduler_options() -> dict[str, Any]:
    import dask

    return dict(dask.config.get("jobqueue.slurm.scheduler-options", None) or {})


def _reason(error: Exception) -> str:
    """What sbatch said, out of dask-jobqueue's error."""
    _, _, said = str(error).partition("stderr:\n")
    return " ".join((said or str(error)).split())


_PATIENCE = 300
"""Seconds without any worker after which that is said, again and again: queues are long."""


class _Keeper:
    """Submits jobs, and submits again those that ended."""

    def __init__(self, made: Any, jobs: int, refused: list[str]) -> None:
        self.made, self.jobs, self.refused = made, jobs, refused
        self.said_at = time.monotonic() + _PATIENCE

    def submit(self) -> None:
        """So many jobs, of which those that are there count."""
        self.made.scale(jobs=self.jobs)

    def look(self) -> None:
        """Submit again what has ended; say why if SLURM takes none.

        Raises
        ------
        OstrakaError
            With what sbatch said.
        """
        if self.refused:
            raise OstrakaError(
                f"cluster: sbatch took no job: {self.refused[0]}; mend dask-jobqueue's configuration "
                "(jobqueue.yaml), and give the same command again"
            )
        self.submit()
        if self.made.scheduler_info["workers"]:
            self.said_at = time.monotonic() + _PATIENCE
        elif time.monotonic() >= self.said_at:
            self.said_at = time.monotonic() + _PATIENCE
            print(
                "cluster: no job is at work yet; see squeue, and if jobs end at once, their logs "
                "(log-directory in jobqueue.yaml)",
                file=sys.stderr,
                flush=True,
            )
