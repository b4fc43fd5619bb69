"""A scheduler elsewhere: workers die, join late, differ, or the scheduler goes; the same bytes."""

import os
import re
import signal
import socket
import time

import pytest

from ostraka.core.errors import OstrakaError
from ostraka.studies import run_study
from ostraka.studies.cluster import cluster
from ostraka.studies.units import units
from tests.studies.dask_processes import site
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


def test_one_worker_is_killed_and_one_joins_late_then_the_scheduler_is_lost(
    study, whole, tmp_path, capfd
):
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

        with (
            pytest.raises(OstrakaError, match=r"the scheduler at tcp://\S+ is gone; .* is kept"),
            cluster(made.address) as pool,
        ):
            assert (pool.workers.count, pool.workers.at_once) == (1, 1)
            assert pool.workers.memory == 2_000_000_000
            assert pool.workers.room == 1_400_000_000
            run_study(study, out, executor=pool, tell=tell)
    late = (tmp_path / "late.log").read_text()
    assert "Registered to" in late
    assert first.returncode == -signal.SIGKILL
    done = len(list((out / "parts").glob("*.parquet")))
    assert 20 <= done == seen[-1] < len(units(study))

    run_study(study, out)  # what is left, here
    assert content(out) == whole


def test_a_worker_of_another_version_gets_nothing_and_is_named(study, tmp_path, whole):
    other = tmp_path / "other" / "ostraka"
    _copied(other)
    (other / "core" / "units_of_another_version.py").write_text("OTHER = True\n")
    with site(tmp_path) as made:
        path = os.pathsep.join([str(other.parent), os.environ.get("PYTHONPATH", "")])
        made.worker("odd", *ONE_THREAD, PYTHONPATH=path)
        made.joined("odd")
        with cluster(made.address) as pool:
            with pytest.raises(OstrakaError) as refused:
                run_study(study, tmp_path / "out", executor=pool)
            words = r"cluster: worker tcp://\S+ has ostraka \S+, here \S+, and would give other bytes; install"
            assert re.match(words, str(refused.value))
            assert not list((tmp_path / "out" / "parts").iterdir())

            made.worker("same", *ONE_THREAD)  # one that joins late is refused when it gets a unit
            made.joined("same")
            made.processes[1].terminate()
            made.processes[1].wait()

            def tell(told):
                if told.ran == 2:
                    made.worker("odd-again", *ONE_THREAD, PYTHONPATH=path)
                    made.joined("odd-again")

            with pytest.raises(OstrakaError, match="has ostraka .* would give other bytes"):
                run_study(study, tmp_path / "out", executor=pool, tell=tell)
            made.processes[-1].terminate()
            made.processes[-1].wait()
            run_study(study, tmp_path / "out", executor=pool)
    assert content(tmp_path / "out") == whole


def _copied(target):
    """The code of Ostraka, as links, but for one folder that can be changed."""
    from pathlib import Path

    import ostraka

    source = Path(ostraka.__file__).parent
    target.mkdir(parents=True)
    for entry in source.iterdir():
        if entry.name != "core":
            (target / entry.name).symlink_to(entry)
    (target / "core").mkdir()
    for entry in (source / "core").glob("*.py"):
        (target / "core" / entry.name).symlink_to(entry)


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
