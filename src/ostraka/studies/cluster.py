"""Units on a Dask cluster: workers may die, restart or join late; the parts are the same bytes."""

import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from ostraka.core.errors import OstrakaError
from ostraka.results.versions import code_version
from ostraka.studies.parts import part_bytes
from ostraka.studies.study import Study
from ostraka.studies.units import Unit, run_unit

if TYPE_CHECKING:
    from ostraka.studies.running import Executor

_LOCAL = re.compile(r"local:(\d+)")
_DEATHS = 100
"""So many workers may die over one unit before it is given up: it is hardly ever the unit's fault."""

_LEDGER = "ostraka_study"


@contextmanager
def cluster(address: str, threads: int | None = None) -> "Iterator[Executor]":
    """Whoever runs units at an address: ``local:2`` (processes of this machine) or ``tcp://host:port``.

    Each worker gets the study once, those that join late too. It runs one unit at a time, over
    ``threads`` (all processors of the machine shared among local workers, one each elsewhere, unless
    given). What a worker had not handed back when it died is run again elsewhere.

    Raises
    ------
    OstrakaError
        If the extra ``cluster`` is not installed, the address is none, or nobody answers there.
    """
    local = _LOCAL.fullmatch(address)
    if local is None and not re.match(r"[a-z]+://", address):
        raise OstrakaError(f"cluster: {address!r} is no address; write local:2 or tcp://host:port")
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError:
        raise OstrakaError(
            "cluster: dask.distributed is not installed; install it with: pip install 'ostraka[cluster]'"
        ) from None
    if local is None:
        try:
            client = Client(address, timeout=30)
        except (OSError, ValueError, TimeoutError) as error:
            raise OstrakaError(f"cluster: nobody answers at {address}: {error}") from None
        with client:
            yield _executor(client, threads or 1)
        return
    workers = int(local[1])
    if workers < 1:
        raise OstrakaError("cluster: local:0 has no worker; write local:1 or more")
    each = threads or max(1, (os.cpu_count() or 1) // workers)
    settings = {
        "distributed.scheduler.allowed-failures": _DEATHS,
        "distributed.admin.tick.limit": "1h",
    }
    with (
        dask.config.set(settings),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            silence_logs=50,  # a worker that dies is no news: its units are run again
        ) as made,
        Client(made) as client,
    ):
        yield _executor(client, each)


def _executor(client: Any, threads: int) -> "Executor":
    from distributed import as_completed

    def execute(study: Study, todo: Sequence[Unit]) -> Iterator[tuple[Unit, bytes]]:
        if not todo:
            return
        text = json.dumps(study.to_dict(), sort_keys=True)
        client.register_plugin(_plugin(text))
        futures = client.map(
            _work,
            todo,
            key=[f"{_LEDGER}-{unit.key}" for unit in todo],
            threads=threads,
            code=code_version(),
            pure=True,
            retries=3,
        )
        by_key = dict(zip((future.key for future in futures), todo, strict=True))
        waiting = as_completed(futures)
        del futures  # the scheduler forgets a unit as soon as its part is handed over
        for future in waiting:
            content: bytes = future.result()
            yield by_key[future.key], content
            future.release()

    return execute


def _plugin(text: str) -> Any:
    from distributed import WorkerPlugin

    class Bring(WorkerPlugin):  # type: ignore[misc, unused-ignore]
        """Brings the study to every worker, when it joins."""

        name = _LEDGER
        idempotent = False

        def setup(self, worker: Any) -> None:
            """Keep its text where the work finds it."""
            worker.ostraka_study = text

    return Bring()


def _work(unit: Unit, threads: int, code: str) -> bytes:
    from distributed import get_worker

    if code_version() != code:
        raise OstrakaError(
            f"cluster: a worker has code {code_version()}, the study {code}; install one version "
            "everywhere"
        )
    return part_bytes(run_unit(_study(get_worker().ostraka_study), unit, threads))


@cache
def _study(text: str) -> Study:
    return Study.from_dict(json.loads(text))
