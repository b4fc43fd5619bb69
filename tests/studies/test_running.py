"""Runs that stop, go on, are cut and put together: always the same bytes, and nothing twice."""

import errno
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pandas
import pytest

from ostraka.core.errors import OstrakaError, OutputError
from ostraka.studies import Study, StudyResult, merge, run_study, running, store
from ostraka.studies.units import units
from tests.results.packages import check_package
from tests.studies.small import small_study


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a study, by its path; the lock holds nothing."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != ".lock"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole") / "out"
    run_study(small_study(), folder)
    return folder


def counting(monkeypatch):
    """Keys of the units that are run from now on."""
    ran: list[str] = []
    original = running.run_unit

    def run_unit(study, unit, threads=None):
        ran.append(unit.key)
        return original(study, unit, threads)

    monkeypatch.setattr(running, "run_unit", run_unit)
    return ran


def test_threads_change_no_byte(whole, tmp_path):
    run_study(small_study(), tmp_path / "out", threads=2)
    assert content(tmp_path / "out") == content(whole)


KILLED = """
    import os, signal, sys
    from ostraka.studies import run_study, running
    from tests.studies.small import small_study

    write, parts = running.write_part, [0]

    def deadly(content, path):
        parts[0] += 1
        if parts[0] == 7:  # in the middle of writing
            path.with_name(f".{path.name}.HOST.{os.getpid()}.tmp").write_bytes(content[:100])
            os.kill(os.getpid(), signal.SIGKILL)
        write(content, path)

    running.write_part = deadly
    run_study(small_study(), sys.argv[1])
"""


def test_a_run_killed_with_kill_9_goes_on_and_gives_the_same_bytes(whole, tmp_path, monkeypatch):
    import socket

    code = textwrap.dedent(KILLED).replace("HOST", socket.gethostname())
    folder = tmp_path / "out"
    ended = subprocess.run(
        [sys.executable, "-c", code, str(folder)], env=_environment(), check=False
    )
    assert ended.returncode == -signal.SIGKILL
    left = list((folder / "parts").glob("*.parquet"))
    assert len(left) == 6
    assert list((folder / "parts").glob(".*.tmp"))
    assert not (folder / "result.json").exists()
    with pytest.raises(OutputError, match="not finished"):
        StudyResult.load(folder)

    ran = counting(monkeypatch)
    run_study(small_study(), folder)
    assert content(folder) == content(whole)
    assert len(ran) == len(units(small_study())) - 6
    assert not {path.stem for path in left} & set(ran)


def _environment() -> dict[str, str]:
    root = str(Path(__file__).parents[2])
    paths = [root, *sys.path]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}


def test_a_finished_unit_is_never_run_twice(whole, monkeypatch):
    ran = counting(monkeypatch)
    before = {path: path.stat().st_mtime_ns for path in whole.rglob("*") if path.is_file()}
    run_study(small_study(), whole)
    assert ran == []
    assert {p: p.stat().st_mtime_ns for p in before if p.name != ".lock"} == {
        p: t for p, t in before.items() if p.name != ".lock"
    }


def test_more_replicates_run_only_what_is_new(tmp_path, monkeypatch):
    folder = tmp_path / "out"
    run_study(small_study(replicates=2, design={"draws": 1}), folder)
    ran = counting(monkeypatch)
    result = run_study(small_study(replicates=3, design={"draws": 2}), folder)
    assert len(ran) == 2 * 1 + 2 * 2  # two arms: one replicate, and two of a draw
    assert result.replicates == 3


def test_arms_that_coincide_are_run_once(tmp_path, monkeypatch):
    ran = counting(monkeypatch)
    twice = {"again": {"with": ["identity_check"]}}
    study = small_study(arms=twice, replicates=2, design={"draws": 0})
    result = run_study(study, tmp_path / "out")
    assert len(ran) == 2 * 2
    values = result.outcomes(central=True).set_index("arm")["value"]
    assert values["again"].tolist() == values["identity_check"].tolist()


def test_a_damaged_part_is_run_again(whole, tmp_path, monkeypatch):
    folder = tmp_path / "out"
    run_study(small_study(), folder)
    (folder / "result.json").unlink()
    path = next((folder / "parts").glob("*.parquet"))
    path.write_bytes(path.read_bytes()[:-20])
    ran = counting(monkeypatch)
    run_study(small_study(), folder)
    assert ran == [path.stem]
    assert content(folder) == content(whole)


def test_a_damaged_result_is_said_and_written_anew(whole, tmp_path):
    folder = tmp_path / "out"
    run_study(small_study(), folder)
    (folder / "result.json").write_text("{}")
    with pytest.raises(OutputError, match="damaged study"):
        StudyResult.load(folder)
    run_study(small_study(), folder)
    assert content(folder) == content(whole)


def test_three_shards_merged_give_the_same_bytes_as_one_run(whole, tmp_path):
    folders = [tmp_path / f"shard-{k}" for k in (1, 2, 3)]
    for number, folder in enumerate(folders, 1):
        assert run_study(small_study(), folder, shard=(number, 3)) is None
    parts = [{p.name for p in (folder / "parts").glob("*.parquet")} for folder in folders]
    assert sum(map(len, parts)) == len(set().union(*parts)) == len(units(small_study()))
    with pytest.raises(OutputError, match="are in none of these folders"):
        merge(folders[:2], tmp_path / "too-early")
    merge(folders[::-1], tmp_path / "merged")
    assert content(tmp_path / "merged") == content(whole)


def test_shards_of_another_study_are_refused(whole, tmp_path):
    run_study(small_study(seed=9), tmp_path / "other", shard=(1, 3))
    with pytest.raises(OutputError, match="another study"):
        merge([whole, tmp_path / "other"], tmp_path / "merged")


def test_a_full_disk_keeps_what_is_done_and_the_run_goes_on(whole, tmp_path, monkeypatch):
    folder = tmp_path / "out"
    original, calls = os.fsync, []

    def full(descriptor):
        calls.append(descriptor)
        if len(calls) == 5:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        original(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(
        OutputError, match=r"No space left on device; 4 of 20 units are done and kept"
    ):
        run_study(small_study(), folder)
    assert not list((folder / "parts").glob(".*"))
    monkeypatch.setattr(os, "fsync", original)
    run_study(small_study(), folder)
    assert content(folder) == content(whole)


def test_two_processes_do_not_work_in_one_folder(tmp_path):
    folder = tmp_path / "out"
    run_study(small_study(replicates=1, design={"draws": 0}), folder)
    code = f"""
        import fcntl, time
        file = open({str(folder / ".lock")!r}, "w")
        fcntl.flock(file, fcntl.LOCK_EX)
        print("held", flush=True)
        time.sleep(60)
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True
    ) as other:
        try:
            assert other.stdout.readline() == "held\n"
            with pytest.raises(OutputError, match="another process is running this study"):
                run_study(small_study(replicates=2, design={"draws": 0}), folder)
        finally:
            other.kill()
    time.sleep(0.1)
    run_study(small_study(replicates=2, design={"draws": 0}), folder)


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(OutputError, match="holds no study"):
        run_study(small_study(), tmp_path)


def test_it_stops_when_the_differences_are_known_closely_enough(tmp_path):
    study = small_study(replicates=60, people=2000, design={"draws": 0})
    result = run_study(study, tmp_path / "out", until="wrongful_person_months half_width<=7")
    assert 10 < result.replicates < 60
    assert result.reached
    difference = result.compare().row("identity_check", "wrongful_person_months").difference
    assert difference.high - difference.value <= 7
    assert result.outcomes(central=True)["replicate"].max() == result.replicates - 1

    again = run_study(study, tmp_path / "again", until="wrongful_person_months half_width<=7")
    assert content(again.folder) == content(result.folder)
    one_less = small_study(replicates=result.replicates - 1, people=2000, design={"draws": 0})
    before = run_study(one_less, tmp_path / "less").compare()
    known = before.row("identity_check", "wrongful_person_months").difference
    assert known.high - known.value > 7


def test_a_precision_that_all_replicates_do_not_reach_is_said(tmp_path):
    study = small_study(replicates=10, people=2000, design={"draws": 0})
    result = run_study(study, tmp_path / "out", until="half_width<=0.001")
    assert (result.replicates, result.reached) == (10, False)
    assert "Not so close in all these replicates" in str(result.compare())


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("half_width<20", "no precision"),
        ("half_width<=0", "no precision"),
        ("ever_lsted half_width<=2", "did you mean 'ever_listed'"),
    ],
)
def test_a_precision_that_cannot_be_read_is_refused(text, fault, tmp_path):
    with pytest.raises(OstrakaError, match=fault):
        run_study(small_study(replicates=20), tmp_path / "out", until=text)
    assert not (tmp_path / "out").exists()


def test_a_run_cut_by_jurisdictions_gives_the_same_figures(tmp_path):
    places = {"scenario": "grid_attention", "months": 12, "people": 24_000, "safeguards": []}
    arms = {"even": {"with": ["corrected_attention"]}}
    given = {**places, "arms": arms, "replicates": 1, "design": {"draws": 0}}
    one = run_study(small_study(**given), tmp_path / "one")
    assert len(one.study.base.jurisdictions) > 1
    cut = run_study(small_study(**given, jurisdictions_per_unit=1), tmp_path / "cut")
    assert len(units(cut.study)) == len(one.study.base.jurisdictions) * len(units(one.study))
    assert one.outcomes(central=True).equals(cut.outcomes(central=True))
    assert one.person_sets(central=True).equals(cut.person_sets(central=True))
    assert one.outcomes(central=True)["value"].sum() > 0


def test_a_folder_says_with_which_libraries_its_parts_were_made(tmp_path, monkeypatch):
    study = small_study(replicates=2, design={"draws": 0})
    run_study(study, tmp_path / "one", shard=(1, 2))
    own = store.versions()
    monkeypatch.setattr(store, "versions", lambda: {**own, "numba": "0.1"})
    run_study(study, tmp_path / "two", shard=(2, 2))
    monkeypatch.undo()
    merge([tmp_path / "one", tmp_path / "two"], tmp_path / "whole")
    kept = [store.read_versions(tmp_path / name) for name in ("one", "two", "whole")]
    assert [[each["numba"] for each in one] for one in kept[:2]] == [[own["numba"]], ["0.1"]]
    assert sorted(each["numba"] for each in kept[2]) == sorted(["0.1", own["numba"]])
    run_study(study, tmp_path / "one")
    assert store.read_versions(tmp_path / "one") == [own]


def test_the_result_of_another_code_is_not_taken_for_this_ones(monkeypatch):
    from ostraka.studies import units as module

    study = small_study()
    before = {unit.key for unit in units(study)}
    monkeypatch.setattr(module, "code_version", lambda: "0.1.0+another")
    assert not before & {unit.key for unit in units(Study.from_dict(study.to_dict()))}


def test_keys_depend_on_everything_that_a_result_does():
    keys = {}
    for instead in ({}, {"seed": 9}, {"people": 3001}, {"months": 25}):
        keys[json.dumps(instead)] = {unit.key for unit in units(small_study(**instead))}
    assert len(set().union(*keys.values())) == sum(map(len, keys.values()))
    titled = small_study(title="Another name", purpose="Another question.")
    assert {unit.key for unit in units(titled)} == keys["{}"]


def test_a_finished_study_is_written_as_csv_that_says_what_it_holds(whole):
    package = check_package(whole / "csv")
    study = StudyResult.load(whole)
    found = {resource["name"] for resource in package["resources"]}
    assert found == {"arms", "definitions", "outcomes", "draws", "persons"}
    written = pandas.read_csv(whole / "csv" / "outcomes.csv")
    both = pandas.concat([study.outcomes(), study.outcomes(central=True)])
    for arm in study.study.arms:
        mine, theirs = (f[(f["arm"] == arm) & (f["figure"] == "error")] for f in (written, both))
        assert mine["value"].sum() == pytest.approx(theirs["value"].sum())
        assert len(mine) == len(theirs)
    assert (written["stratum"] == "all").sum() == (both["stratum"] == "").sum()
