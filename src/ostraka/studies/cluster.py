"""Where units run beyond this process: processes of this machine, a Dask scheduler, or SLURM jobs."""

import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from ostraka.core.errors import OstrakaError
from ostraka.core.extras import install
from ostraka.studies.dispatch import NO_DASHBOARD, Pool
from ostraka.studies.slurm import slurm

_LOCAL = re.compile(r"local:(\d+)")
_SLURM = re.compile(r"slurm:(\d+)")
_ADDRESS = re.compile(r"[a-z]+://.+")

_DEATHS = 10
"""So many workers may die over one unit before it is given up: it is hardly ever the unit's fault."""

_SECONDS_TO_ANSWER = 10


@contextmanager
def cluster(address: str, threads: int | None = None) -> Iterator[Pool]:
    """Whoever runs units at an address: ``local:2``, ``tcp://host:port`` or ``slurm:8``.

    Workers get the study when they join, also late. What a worker had not handed back when it died
    is run again elsewhere.

    Parameters
    ----------
    address : str
        ``local:2``: two processes of this machine, one unit at a time each. ``slurm:8``: eight jobs,
        likewise. ``tcp://host:port``: the workers of that scheduler; each runs as many units at once
        as it has Dask threads.
    threads : int, optional
        Of each unit. Unless given, local workers share this machine's processors, a SLURM job uses all
        of its own, and a unit elsewhere has one. Never more than a worker has processors for.

    Raises
    ------
    OstrakaError
        If the extra ``cluster`` is not installed, the address is none, or nobody answers there.
    """
    local, jobs = _LOCAL.fullmatch(address), _SLURM.fullmatch(address)
    if not (local or jobs or _ADDRESS.fullmatch(address)):
        raise OstrakaError(
            f"cluster: {address!r} is no address; write local:2 or tcp://host:port or slurm:8"
        )
    number = local or jobs
    if number and int(number[1]) < 1:
        raise OstrakaError(f"cluster: {address} has no worker; write {address[:-1]}1 or more")
    try:
        import dask
        import distributed  # noqa: F401
    except ImportError:
        raise OstrakaError(
            f"cluster: dask.distributed is not installed; install the extra: {install('cluster')}"
        ) from None
    settings = {
        "distributed.scheduler.allowed-failures": _DEATHS,
        "distributed.admin.tick.limit": "1h",
    }
    with dask.config.set(settings):
        if local:
            made = _local(int(local[1]), threads)
        elif jobs:
            made = slurm(int(jobs[1]), threads)
        else:
            made = _elsewhere(address, threads)
        with made as pool:
            yield pool


@contextmanager
def _local(workers: int, threads: int | None) -> Iterator[Pool]:
    import distributed

    dask: Any = distributed  # its functions carry no types

    each = threads or max(1, (os.cpu_count() or 1) // workers)
    with (
        dask.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            dashboard_address=NO_DASHBOARD["dashboard_address"],
            scheduler_kwargs={"dashboard": NO_DASHBOARD["dashboard"]},
            silence_logs=50,  # a worker that dies is no news: its units are run again
        ) as made,
        dask.Client(made) as client,
    ):
        yield Pool(client, f"local:{workers}", each)


@contextmanager
def _elsewhere(address: str, threads: int | None) -> Iterator[Pool]:
    import distributed

    _knock(address)
    dask: Any = distributed  # its functions carry no types
    try:
        client = dask.Client(address, timeout=_SECONDS_TO_ANSWER)
    except (OSError, ValueError, TimeoutError) as error:
        raise OstrakaError(
            f"cluster: no Dask scheduler answers at {address}: {error}; start one there with: dask "
            "scheduler, or check the address"
        ) from None
    with client:
        yield Pool(client, address, threads)


def _knock(address: str) -> None:
    """Say at once if nobody listens there; Dask itself would go on trying.

    Raises
    ------
    OstrakaError
        If nobody does.
    """
    try:
        parts = urlsplit(address)
        where = (parts.hostname or "", parts.port or 0)
    except ValueError as error:
        raise OstrakaError(
            f"cluster: {address!r} is no address: {error}; write tcp://host:port"
        ) from None
    if not all(where):
        raise OstrakaError(f"cluster: {address!r} has no host or port; write tcp://host:port")
    try:
        socket.create_connection(where, timeout=_SECONDS_TO_ANSWER).close()
    except OSError as error:
        raise OstrakaError(
            f"cluster: nobody answers at {address}: {error.strerror or error}; start a scheduler there "
            "with: dask scheduler, or check the address"
        ) from None
