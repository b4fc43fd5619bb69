"""A study of eight arms and ten uncertain numbers, run in four ways: time, size, and the same bytes.

.venv/bin/python -m benchmarks.studies --people 1000000 --draws 200 --ways one
.venv/bin/python -m benchmarks.studies --people 20000 --draws 20

The ways: ``one`` process; ``killed`` with kill -9 half way, and run again; three ``shards`` merged; two
``dask`` workers of which one is killed half way (needs the extra ``cluster``).
"""

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FILE = Path(__file__).with_name("study.toml")


def _study(people: int, draws: int):
    from ostraka.studies import Study

    return Study.load(FILE, people=people, design={"draws": draws, "replicates": 1})


def _digest(folder: Path) -> tuple[str, int, int]:
    """Hash of all files by path, how many, and their bytes."""
    digest, count, size = hashlib.sha256(), 0, 0
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != ".lock":
            content = path.read_bytes()
            digest.update(f"{path.relative_to(folder)}\n".encode() + content)
            count, size = count + 1, size + len(content)
    return digest.hexdigest()[:16], count, size


def _one(folder: Path, people: int, draws: int) -> None:
    from ostraka.studies import run_study

    run_study(_study(people, draws), folder)


def _killed(folder: Path, people: int, draws: int) -> None:
    from ostraka.studies.units import units

    half = len(units(_study(people, draws))) // 2
    given = ["--people", str(people), "--draws", str(draws), "--into", str(folder)]
    started = subprocess.Popen([sys.executable, "-m", "benchmarks.studies", *given])
    while len(list((folder / "parts").glob("*.parquet"))) < half:
        time.sleep(0.05)
    os.kill(started.pid, signal.SIGKILL)
    started.wait()
    done = len(list((folder / "parts").glob("*.parquet")))
    print(f"  killed with kill -9 after {done} units, and run again")
    _one(folder, people, draws)


def _shards(folder: Path, people: int, draws: int) -> None:
    from ostraka.studies import merge, run_study

    parts = [folder.with_name(f"{folder.name}-{k}") for k in (1, 2, 3)]
    for number, part in enumerate(parts, 1):
        run_study(_study(people, draws), part, shard=(number, 3))
    merge(parts, folder)


def _dask(folder: Path, people: int, draws: int) -> None:
    import psutil

    from ostraka.studies import run_study
    from ostraka.studies.cluster import cluster

    study, killed = _study(people, draws), []

    def tell(told) -> None:
        if told.done >= told.total // 2 and not killed:
            children = psutil.Process().children(recursive=True)
            workers = [one for one in children if "spawn_main" in " ".join(one.cmdline())]
            killed.append(workers[0].pid)
            os.kill(workers[0].pid, signal.SIGKILL)
            print(f"  one of {len(workers)} workers killed after {told.done} units")

    with cluster("local:2") as executor:
        run_study(study, folder, executor=executor, tell=tell)


WAYS = {"one": _one, "killed": _killed, "shards": _shards, "dask": _dask}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--ways", default="one,killed,shards,dask")
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.into is not None:
        _one(given.into, given.people, given.draws)
        return
    root = Path(tempfile.mkdtemp(prefix="ostraka-study-"))
    load = os.getloadavg()[0]
    print(
        f"{given.people:,} people, {given.draws} draws, {os.cpu_count()} processors, load {load:.1f}"
    )
    found = set()
    try:
        for name in given.ways.split(","):
            began = time.perf_counter()
            WAYS[name](root / name, given.people, given.draws)
            seconds = time.perf_counter() - began
            digest, count, size = _digest(root / name)
            found.add(digest)
            print(f"{name:7} {seconds:7.1f} s  {count:6,} files  {size / 1e6:8.1f} MB  {digest}")
    finally:
        shutil.rmtree(root, ignore_errors=True)
    if len(found) > 1:
        raise SystemExit("the bytes differ")


if __name__ == "__main__":
    main()
