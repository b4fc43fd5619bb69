"""SLURM jobs, with a stand-in for its commands: sbatch starts the script here, scancel ends it."""

import os
import re
import signal
import stat
import sys
import time

import pytest

from ostraka.core.errors import OstrakaError
from ostraka.studies import dispatch, run_study
from ostraka.studies.cluster import cluster
from tests.studies.dask_processes import environment
from tests.studies.small import small_study
from tests.studies.test_running import content

pytest.importorskip("dask_jobqueue")

SBATCH = """#!{python}
import pathlib, subprocess, sys
folder = pathlib.Path({folder!r})
number = 1 + len(list(folder.glob("*.sh")))
script = folder / f"{{number}}.sh"
script.write_text(pathlib.Path(sys.argv[1]).read_text())
with (folder / f"{{number}}.log").open("wb") as log:
    job = subprocess.Popen(
        ["bash", script], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
    )
(folder / f"{{number}}.pid").write_text(str(job.pid))
print("Submitted batch job", number)
"""

SCANCEL = """#!{python}
import os, pathlib, signal, sys
folder = pathlib.Path({folder!r})
try:
    os.killpg(int((folder / f"{{sys.argv[1]}}.pid").read_text()), signal.SIGTERM)
except ProcessLookupError:
    sys.exit("scancel: error: Invalid job id specified")
"""


@pytest.fixture
def jobs(tmp_path, monkeypatch):
    """The folder of the stand-in's jobs; all of them are ended."""
    import dask

    folder, commands = tmp_path / "jobs", tmp_path / "bin"
    folder.mkdir()
    commands.mkdir()
    _command(commands / "sbatch", SBATCH, folder)
    _command(commands / "scancel", SCANCEL, folder)
    monkeypatch.setenv("PATH", str(commands), prepend=os.pathsep)
    monkeypatch.setenv("PYTHONPATH", environment()["PYTHONPATH"])
    monkeypatch.chdir(tmp_path)
    site = {
        "cores": 2,
        "memory": "3 GB",
        "queue": "short",
        "account": "study",
        "walltime": "01:30:00",
        "job-extra-directives": ["--constraint=avx2"],
        "job-script-prologue": ["export OSTRAKA_SEEN_IN_JOB=1"],
        "scheduler-options": {"host": "127.0.0.1"},
    }
    given = {f"jobqueue.slurm.{name}": value for name, value in site.items()}
    with dask.config.set({**given, "distributed.deploy.lost-worker-timeout": "500ms"}):
        yield folder
    for left in folder.glob("*.pid"):
        try:
            os.killpg(int(left.read_text()), signal.SIGKILL)
        except ProcessLookupError:
            continue


def _command(path, text, folder):
    path.write_text(text.format(python=sys.executable, folder=str(folder)))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_a_job_that_is_killed_is_submitted_again_and_the_bytes_are_the_same(
    jobs, tmp_path, monkeypatch
):
    monkeypatch.setattr(dispatch, "PULSE", 0.2)
    study = small_study(replicates=12, people=20_000)
    run_study(study, tmp_path / "one")

    def tell(told):
        if told.ran == 5:  # its first and only job
            os.killpg(int((jobs / "1.pid").read_text()), signal.SIGKILL)

    with cluster("slurm:1") as pool:
        assert not list(jobs.iterdir())  # nothing is submitted for a dry run
        assert (pool.workers.count, pool.workers.threads) == (1, 2)
        assert (pool.workers.memory, pool.workers.room) == (3_000_000_000, 2_100_000_000)
        run_study(study, tmp_path / "two", executor=pool, tell=tell)
    assert content(tmp_path / "two") == content(tmp_path / "one")
    assert sorted(path.name for path in jobs.glob("*.sh")) == ["1.sh", "2.sh"]
    assert _gone(int((jobs / "2.pid").read_text()))  # cancelled when all is done

    script = (jobs / "1.sh").read_text()
    for line in (
        "#SBATCH -p short",
        "#SBATCH -A study",
        "#SBATCH -t 01:30:00",
        "#SBATCH --cpus-per-task=2",
        "#SBATCH --mem=3G",
        "#SBATCH --constraint=avx2",
        "export OSTRAKA_SEEN_IN_JOB=1",
    ):
        assert line in script.splitlines()
    command = script.splitlines()[-1]
    assert command.startswith(f"{sys.executable} -m distributed.cli.dask_worker tcp://127.0.0.1:")
    assert re.search(r"--nthreads 1 --memory-limit 2.79GiB .*--nanny", command)


def test_several_jobs_share_the_units_and_the_bytes_are_the_same(jobs, tmp_path, monkeypatch):
    monkeypatch.setattr(dispatch, "PULSE", 0.2)
    study = small_study(replicates=12, people=20_000)
    run_study(study, tmp_path / "one")
    workers = set()

    with cluster("slurm:2") as pool:

        def tell(told):
            workers.update(pool.client.scheduler_info()["workers"])

        run_study(study, tmp_path / "two", executor=pool, tell=tell)
    assert content(tmp_path / "two") == content(tmp_path / "one")
    assert sorted(path.name for path in jobs.glob("*.sh")) == ["1.sh", "2.sh"]
    assert len(workers) == 2


def _gone(group):
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_what_sbatch_says_when_it_takes_no_job_is_told(jobs, tmp_path, monkeypatch):
    monkeypatch.setattr(dispatch, "PULSE", 0.2)
    refuses = (
        f"#!{sys.executable}\nimport sys\nsys.exit('sbatch: error: invalid partition: short')\n"
    )
    (tmp_path / "bin" / "sbatch").write_text(refuses)
    with (
        cluster("slurm:2") as pool,
        pytest.raises(OstrakaError, match="sbatch took no job: sbatch: error: invalid partition"),
    ):
        run_study(small_study(), tmp_path / "out", executor=pool)


def test_cores_and_memory_that_nobody_configured_are_asked_for(jobs):
    import dask

    with (
        dask.config.set({"jobqueue.slurm.memory": None}),
        pytest.raises(OstrakaError, match=r"no memory of a SLURM job .*jobqueue\.yaml.*cores: 8"),
        cluster("slurm:2"),
    ):
        pass


def test_where_there_is_no_sbatch_shards_are_named(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OstrakaError, match=r"no sbatch here; .* --shard"), cluster("slurm:2"):
        pass


def test_no_jobs_are_no_cluster():
    refused = pytest.raises(OstrakaError, match="slurm:0 has no worker; write slurm:1")
    with refused, cluster("slurm:0"):
        pass
