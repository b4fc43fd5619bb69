"""A scheduler elsewhere: workers die, join late, differ, or the scheduler goes; the same bytes."""

import os
import signal
import socket
import time
from pathlib import Path

import pytest

import ostraka
from ostraka.core.errors import OstrakaError
from ostraka.studies import dispatch, run_study
from ostraka.studies.cluster import cluster
from ostraka.studies.units import units
from tests.studies.dask_processes import ended, site
from tests.studies.small import small_study
from tests.studies.test_running import content

pytest.importorskip("distributed")

ONE_THREAD = ("--nthreads", "1", "--memory-limit", "2GB")


@pytest.fixture(scope="module")
def study():
    return small_study(replicates=30, people=20_000)


@pytest.fixture(scope="module")
def whole(study, tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole") / "out"
    run_study(study, folder)
    return content(folder)


def test_one_worker_is_killed_and_one_joins_late_then_the_scheduler_is_lost(study, whole, tmp_path):
    """All in one site, since processes take seconds to start."""
    out, seen = tmp_path / "out", []
    with site(tmp_path) as made:
        first = made.worker("first", *ONE_THREAD)
        made.joined("first")

        def tell(told):
            seen.append(told.done)
            if told.ran == 3:
                made.worker("late", *ONE_THREAD)
            if told.ran == 8:  # in the middle of the ninth
                os.kill(first.pid, signal.SIGKILL)
            if told.ran == 20:
                os.kill(made.scheduler.pid, signal.SIGKILL)

        with cluster(made.address) as pool:
            assert (pool.workers.count, pool.workers.at_once) == (1, 1)
            assert pool.workers.memory == 2_000_000_000
            assert pool.workers.room == 1_400_000_000
            with pytest.raises(OstrakaError, match=r"scheduler at tcp://\S+ is gone; .* is kept"):
                run_study(study, out, executor=pool, tell=tell)
    late = (tmp_path / "late.log").read_text()
    assert "Registered to" in late
    assert first.returncode == -signal.SIGKILL
    done = len(list((out / "parts").glob("*.parquet")))
    assert 20 <= done == seen[-1] < len(units(study))

    run_study(study, out)  # what is left, here
    assert content(out) == whole


def test_a_worker_of_another_version_is_refused_by_name_also_when_it_joins_late(
    study, whole, tmp_path, monkeypatch, capfd
):
    monkeypatch.setattr(dispatch, "PULSE", 0.2)
    out, path = tmp_path / "out", str(_another_version(tmp_path / "other"))
    differs = r"worker tcp://\S+.* has ostraka \S+, here \S+, and would give other bytes; install"
    with site(tmp_path) as made, cluster(made.address) as pool:
        odd = made.worker("odd", *ONE_THREAD, PYTHONPATH=path)
        made.joined("odd")
        with pytest.raises(OstrakaError, match=differs):
            run_study(study, out, executor=pool)
        ended(odd)

        late = []

        def join_late():
            if not late:
                late.append(made.worker("late", *ONE_THREAD, PYTHONPATH=path))

        pool.look = join_late
        capfd.readouterr()
        with pytest.raises(OstrakaError, match=differs):
            run_study(study, out, executor=pool)
        assert "no worker has joined tcp://" in capfd.readouterr().err
        assert not list((out / "parts").iterdir())
        ended(late[0])

        made.worker("same", *ONE_THREAD)
        made.joined("same")
        run_study(study, out, executor=pool)
    assert content(out) == whole


def _another_version(folder):
    """A path for Python with Ostraka on it, as links to the code, and one module more."""
    source, target = Path(ostraka.__file__).parent, folder / "ostraka"
    target.mkdir(parents=True)
    for entry in source.iterdir():
        if entry.name != "core":
            (target / entry.name).symlink_to(entry)
    (target / "core").mkdir()
    for entry in (source / "core").glob("*.py"):
        (target / "core" / entry.name).symlink_to(entry)
    (target / "core" / "one_more.py").write_text("MORE = True\n")
    return folder


def test_nobody_at_the_address_is_said_at_once():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    began = time.monotonic()
    with (
        pytest.raises(OstrakaError, match=rf"nobody answers at tcp://127.0.0.1:{port}: .*; start"),
        cluster(f"tcp://127.0.0.1:{port}"),
    ):
        pass
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("address", ["tcp://here", "tcp://here:port", "tcp://:99999"])
def test_an_address_without_host_or_port_is_refused(address):
    with pytest.raises(OstrakaError, match="write tcp://host:port"), cluster(address):
        pass
