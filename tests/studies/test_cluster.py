"""Dask workers: the same bytes as one process, though one of them dies."""

import os
import signal
import sys

import pytest

from ostraka.core.errors import OstrakaError
from ostraka.studies import run_study
from ostraka.studies.cluster import cluster
from tests.studies.small import small_study
from tests.studies.test_running import content


def test_an_address_that_is_none_is_refused():
    with pytest.raises(OstrakaError, match="write local:2 or tcp://host:port"), cluster("here"):
        pass


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(OstrakaError, match=r"pip install .*\[cluster\]"), cluster("local:2"):
        pass


def test_two_workers_of_which_one_is_killed_give_the_same_bytes(tmp_path):
    pytest.importorskip("distributed")
    import psutil

    study = small_study(replicates=8, people=20_000)
    run_study(study, tmp_path / "one")
    killed = []

    def tell(told):
        if told.ran == 5:
            children = psutil.Process().children(recursive=True)
            workers = [one for one in children if "spawn_main" in " ".join(one.cmdline())]
            killed.append(workers[0].pid)
            os.kill(workers[0].pid, signal.SIGKILL)

    with cluster("local:2") as executor:
        run_study(study, tmp_path / "two", executor=executor, tell=tell)
    assert len(killed) == 1
    assert content(tmp_path / "two") == content(tmp_path / "one")
