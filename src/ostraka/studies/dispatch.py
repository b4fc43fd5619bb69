"""Units on Dask workers: each gets the study when it joins, and hands back the bytes of parts.

Whoever runs the study writes the parts, so workers need no folder in common with it. A unit whose
worker dies is run again on another. A worker with other code, or other versions of what computes, is
refused: it would give other bytes.
"""

import hashlib
import json
import queue
import socket
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal

from ostraka.core.errors import OstrakaError
from ostraka.engine import BlockPlan, simulate
from ostraka.engine.run import expected_state
from ostraka.results.run import held_memory
from ostraka.results.versions import code_version
from ostraka.studies.cutting import state_room
from ostraka.studies.parts import part_bytes
from ostraka.studies.persons import schedule_of
from ostraka.studies.study import Study
from ostraka.studies.units import Unit, run_unit
from ostraka.studies.workers import Workers, room_of

PULSE = 5.0
"""Seconds after which it is looked again whether everybody is still there."""

NO_DASHBOARD = {"dashboard": False, "dashboard_address": "127.0.0.1:0"}
"""Of a scheduler that we start: Dask's pages are off, and its health check is for this machine alone."""

_COMPUTING = ("numpy", "numba", "llvmlite", "scipy", "pyarrow")
_RETRIES = 3
_LEDGER = "ostraka_study"


@dataclass
class Pool:
    """Runs units on the workers of a Dask client; an :data:`ostraka.studies.running.Executor`.

    Attributes
    ----------
    client : distributed.Client
    where : str
        The address, as it was given.
    threads : int or None
        Of each unit; as the worker's processors allow for unless given.
    planned : Workers or None
        Workers that are asked for and may not have joined yet.
    begin : callable
        Called before the first unit.
    look : callable
        Called now and then while units run; raises if they cannot go on.
    """

    client: Any
    where: str
    threads: int | None = None
    planned: Workers | None = None
    begin: Callable[[], None] = lambda: None
    look: Callable[[], None] = lambda: None

    @property
    def workers(self) -> Workers:
        """Those who are asked for, or have joined so far."""
        if self.planned is not None:
            return self.planned
        joined = self.client.scheduler_info(n_workers=-1)["workers"].values()
        limits = [one["memory_limit"] for one in joined]
        rooms = [room_of(one["memory_limit"], one["nthreads"]) for one in joined]
        return Workers(
            self.where,
            len(limits),
            sum(one["nthreads"] for one in joined),
            self.threads or 1,
            min(limits) if all(limits) and limits else None,
            min(room for room in rooms if room) if all(rooms) and rooms else None,
        )

    def __call__(self, study: Study, todo: Sequence[Unit]) -> Iterator[tuple[Unit, bytes]]:
        """Run units in any order; the part of each as it is done."""
        if not todo:
            return
        self.begin()
        self._check_workers()
        text = json.dumps(study.to_dict(), sort_keys=True)
        name = f"{_LEDGER}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
        self._bring(name, text)
        try:
            yield from self._run(name, todo)
        finally:
            if self.client.status == "running":
                with suppress(
                    Exception
                ):  # a worker that is just starting anew has nothing to forget
                    self.client.unregister_worker_plugin(name)

    def _bring(self, name: str, text: str) -> None:
        """Give the study to all workers, and to those that join later."""
        for more in reversed(range(_RETRIES)):
            try:
                self.client.register_plugin(_plugin(name, text))
                return
            except OSError as error:  # a worker died while it was told
                if more == 0:
                    raise OstrakaError(
                        f"cluster: the workers of {self.where} do not take the study: {error}; look at "
                        "their output, and give the same command again"
                    ) from None
                time.sleep(1)

    def _check_workers(self) -> None:
        """Refuse workers that would give other bytes, before anything runs."""
        own = identity()
        told: Mapping[str, Any] = self.client.run(identity, on_error="return")
        for address, found in told.items():
            if isinstance(found, OSError):  # it died meanwhile
                continue
            _compare(own, found, address)
        if not told and self.planned is None:
            print(
                f"cluster: no worker has joined {self.where} yet; units wait for the first one",
                file=sys.stderr,
                flush=True,
            )

    def _run(self, name: str, todo: Sequence[Unit]) -> Iterator[tuple[Unit, bytes]]:
        call = uuid.uuid4().hex[:8]  # what failed in an earlier call is no answer to this one
        futures = self.client.map(
            _work,
            todo,
            key=[f"{name}-{call}-{unit.key}" for unit in todo],
            name=name,
            threads=self.threads,
            own=identity(),
            pure=True,
            retries=_RETRIES,
        )
        done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        left = {}
        for future, unit in zip(futures, todo, strict=True):
            left[future.key] = unit
            future.add_done_callback(done.put)
        keep = {future.key: future for future in futures}
        del futures
        future, looked = None, time.monotonic()
        try:
            while left:
                with suppress(queue.Empty):
                    future = done.get(timeout=PULSE)
                if time.monotonic() - looked >= PULSE:
                    self._alive()
                    looked = time.monotonic()
                if future is None:
                    continue
                unit = left.pop(future.key)
                content = self._content(unit, future)
                del keep[future.key]  # the scheduler forgets it as soon as its part is here
                future = None
                yield unit, content
        finally:
            if keep and self.client.status == "running":
                with suppress(Exception):
                    self.client.cancel(list(keep.values()))

    def _alive(self) -> None:
        if self.client.status != "running":
            raise self._lost()
        self.look()

    def _lost(self) -> OstrakaError:
        return OstrakaError(
            f"cluster: the scheduler at {self.where} is gone; every unit that was handed back is kept: "
            "start it again, and give the same command"
        )

    def _content(self, unit: Unit, future: Any) -> bytes:
        """The bytes of a part, or why there are none.

        If the worker dies before it has handed them over, another runs the unit: they are waited for.
        """
        while True:
            try:
                content: bytes = future.result(timeout=PULSE)
                return content
            except BaseException as error:
                if future.status == "cancelled":
                    raise self._lost() from None
                if future.status == "error":
                    raise _failed(unit, error) from None
                if not isinstance(error, OSError):  # no answer yet, or the way there has broken off
                    raise
            self._alive()


def _failed(unit: Unit, error: BaseException) -> OstrakaError:
    """Why a unit came to nothing."""
    from distributed import KilledWorker

    if isinstance(error, OstrakaError):
        return error
    what = (
        f"cluster: unit {unit.key} (arm {unit.arm}, draw {unit.draw}, replicate {unit.replicate})"
    )
    if isinstance(error, KilledWorker):
        return OstrakaError(
            f"{what}: each worker that ran it died, {error.last_worker.address} last; if memory was "
            "short there, cut runs with --cut auto or give workers more, and give the same command "
            "again: what is done is kept"
        )
    return OstrakaError(
        f"{what} failed on its worker: {type(error).__name__}: {error}; check that all workers have "
        f"Ostraka {code_version()}, and give the same command again: what is done is kept"
    )


def identity() -> dict[str, str]:
    """What must be the same wherever units of one study run."""
    found = {"ostraka": code_version(), "python": "{}.{}".format(*sys.version_info[:2])}
    for package in _COMPUTING:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "none"
    return found


def _compare(own: Mapping[str, str], found: Any, address: str) -> None:
    """Refuse a worker that is not like whoever runs the study.

    Raises
    ------
    OstrakaError
        Naming the worker, what differs, and what to do.
    """
    if isinstance(found, BaseException):
        raise OstrakaError(
            f"cluster: worker {address} cannot say which Ostraka it has ({type(found).__name__}: "
            f"{found}); install ostraka {own['ostraka']} there, or stop it"
        )
    differ = [
        f"{name} {found.get(name, 'none')}, here {value}"
        for name, value in own.items()
        if found.get(name) != value
    ]
    if differ:
        raise OstrakaError(
            f"cluster: worker {address} has {'; '.join(differ)}, and would give other bytes; install the "
            "same versions there, or stop it. What is done is kept"
        )


def _plugin(name: str, text: str) -> Any:
    from distributed import WorkerPlugin

    class Bring(WorkerPlugin):  # type: ignore[misc, unused-ignore]
        """Brings the study to every worker, when it joins."""

        idempotent = False

        def __init__(self) -> None:
            self.name = name

        def setup(self, worker: Any) -> None:
            """Keep its text where the work finds it."""
            setattr(worker, name, text)

        def teardown(self, worker: Any) -> None:
            """The study is over."""
            if hasattr(worker, name):
                delattr(worker, name)

    return Bring()


def _work(unit: Unit, name: str, threads: int | None, own: dict[str, str]) -> bytes:
    """Run a unit on a worker: its part."""
    from distributed import get_worker

    worker = get_worker()
    _compare(own, identity(), f"{worker.address} on {socket.gethostname()}")
    text = getattr(worker, name)
    study = _study(text)
    at_once = worker.state.nthreads
    each = max(1, min(threads or 1, _processors() // at_once))
    room = room_of(worker.memory_manager.memory_limit, at_once)
    state = None if room is None else _room_for_state(text, unit, room, each)
    return part_bytes(run_unit(study, unit, each, state))


def _room_for_state(text: str, unit: Unit, room: int, threads: int) -> int:
    """Bytes of people's state that a unit may keep here, once what it needs is compiled."""
    study = _study(text)
    kept = _expected(text, unit.arm)
    left = state_room(study, unit.places, room, threads, _program(text, unit.arm, "whole"))
    if sum(kept[place] for place in unit.places or kept) <= left:
        return left
    return state_room(study, unit.places, room, threads, _program(text, unit.arm, "packed"))


@cache
def _expected(text: str, arm: str) -> Mapping[str, int]:
    study = _study(text)
    scenario = study.arms[arm].scenario
    found = expected_state(
        scenario, plan=BlockPlan(threads=1), schedule=schedule_of(study, scenario)
    )
    return found or dict.fromkeys(scenario.jurisdictions, 0)


@cache
def _program(text: str, arm: str, kept: Literal["whole", "packed"]) -> int:
    """Bytes that this worker holds when an arm is compiled, and none of its people are there."""
    study = _study(text)
    scenario = study.arms[arm].scenario
    plan = BlockPlan(threads=1, kept=kept)
    months = 1 if kept == "whole" else None  # nothing is packed before cells meet
    simulate(scenario, people=1, months=months, plan=plan, schedule=schedule_of(study, scenario))
    return held_memory()


def _processors() -> int:
    """Processors that this worker may use, by the system and the limits of its container."""
    from dask.system import CPU_COUNT

    return int(CPU_COUNT)


@cache
def _study(text: str) -> Study:
    return Study.from_dict(json.loads(text))
