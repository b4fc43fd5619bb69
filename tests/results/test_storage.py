import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import ostraka
from ostraka.core.errors import OutputError
from ostraka.engine.schedule import CATALOGUE
from ostraka.results.labels import DIMENSIONS
from ostraka.results.storage import whole_directory
from tests.results.worlds import PLAIN, RICH

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.usefixtures("page")


def files(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def test_a_saved_directory_holds_everything(rich, tmp_path):
    folder = rich.save(tmp_path / "out")
    found = files(folder)
    for name in (
        "scenario.json",
        "run.json",
        "figures.json",
        "report.html",
        "csv/datapackage.json",
    ):
        assert name in found
    for tally in rich.tables[0]:
        assert f"tables/{tally.removeprefix('tally_')}.parquet" in found
        assert f"csv/{tally.removeprefix('tally_')}.csv" in found
    figures = json.loads(found["figures.json"])
    assert figures["all"]["error"] == rich.harm["error"].to_dict()
    assert figures["figures"]["error"]["unit"] == "person-months"
    assert os.listdir(tmp_path) == ["out"]


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    written = []
    for name in ("one", "two"):
        result = ostraka.run(ostraka.loads(RICH), people=1500, replicates=2, parameter_draws=2)
        written.append(files(result.save(tmp_path / name)))
    assert written[0].keys() == written[1].keys()
    differ = {name for name in written[0] if written[0][name] != written[1][name]}
    assert differ <= {"run.json"}
    times = {"started", "elapsed_seconds", "simulated_seconds", "person_months_per_second"}
    about = [json.loads(w["run.json"]) for w in written]
    changed = {key for key in about[0] if about[0][key] != about[1][key]}
    assert changed <= times | {"peak_memory_mib", "load"}


@pytest.mark.parametrize("name", ["plain", "rich", "two_places"])
def test_a_saved_result_reads_back_whole(request, name, tmp_path):
    result = request.getfixturevalue(name)
    again = ostraka.Result.load(result.save(tmp_path / "out"))
    assert again.summary() == result.summary()
    assert repr(again) == repr(result)
    assert again.to_pandas().equals(result.to_pandas())
    assert again.drawn.places == result.drawn.places
    assert again.incidence().equals(result.incidence())
    again.save(tmp_path / "again")
    assert files(tmp_path / "again") == files(tmp_path / "out")


def test_a_result_is_never_overwritten_unasked(plain, rich, tmp_path):
    folder = plain.save(tmp_path / "out")
    before = files(folder)
    with pytest.raises(OutputError, match="force"):
        rich.save(folder)
    assert files(folder) == before
    rich.save(folder, force=True)
    assert ostraka.Result.load(folder).scenario.title == "Rich"
    assert os.listdir(tmp_path) == ["out"]


def test_force_overwrites_results_only(plain, tmp_path):
    mine = tmp_path / "thesis"
    mine.mkdir()
    (mine / "chapter.txt").write_text("years of work")
    with pytest.raises(OutputError, match="holds no result"):
        plain.save(mine, force=True)
    assert (mine / "chapter.txt").read_text() == "years of work"
    empty = tmp_path / "empty"
    empty.mkdir()
    assert (plain.save(empty) / "run.json").is_file()


def test_a_failure_leaves_nothing_behind(plain, tmp_path, monkeypatch):
    def fails(self, path):
        raise RuntimeError("no page")

    monkeypatch.setattr(ostraka.Result, "report", fails)
    with pytest.raises(RuntimeError, match="no page"):
        plain.save(tmp_path / "out")
    assert os.listdir(tmp_path) == []


def test_a_place_that_cannot_be_written_is_named(plain, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        plain.save(tmp_path / "file" / "out")


def test_a_save_that_is_killed_leaves_nothing_that_looks_finished(plain, tmp_path):
    script = textwrap.dedent(
        """
        import sys, time
        import ostraka
        def report(self, path):
            print("saving", flush=True)
            time.sleep(60)
        ostraka.Result.report = report
        result = ostraka.run(ostraka.loads(sys.argv[1]), people=500, replicates=2)
        result.save(sys.argv[2])
        """
    )
    out = tmp_path / "out"
    child = subprocess.Popen(
        [sys.executable, "-c", script, PLAIN, str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    assert child.stdout.readline() == b"saving\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert not out.exists()
    assert os.listdir(tmp_path) == [f".out.partial-{child.pid}"]
    with pytest.raises(OutputError, match="no saved result"):
        ostraka.Result.load(out)
    plain.save(out)
    assert os.listdir(tmp_path) == ["out"]


def test_what_another_process_is_writing_is_left_alone(tmp_path):
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    busy = tmp_path / f".out.partial-{other.pid}"
    busy.mkdir()
    not_mine = tmp_path / ".another.partial-999999999"
    not_mine.mkdir()
    with whole_directory(tmp_path / "out", force=False) as folder:
        (folder / "run.json").write_text("{}")
    other.kill()
    other.wait()
    assert sorted(os.listdir(tmp_path)) == sorted([busy.name, not_mine.name, "out"])


def test_two_saves_of_one_name_do_not_mix(plain, tmp_path):
    slower = whole_directory(tmp_path / "out", force=False)
    (slower.__enter__() / "half").write_text("")
    plain.save(tmp_path / "other").rename(tmp_path / "out")
    with pytest.raises(OutputError, match="force"):
        slower.__exit__(None, None, None)
    assert os.listdir(tmp_path) == ["out"]
    assert "half" not in files(tmp_path / "out")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda f: (f / "scenario.json").unlink(), "damaged"),
        (lambda f: (f / "scenario.json").write_text("{"), "no valid JSON"),
        (lambda f: (f / "run.json").write_text('{"format": 99}'), "layout 99"),
        (lambda f: (f / "tables" / "people.parquet").write_bytes(b"PAR1"), "damaged"),
        (lambda f: (f / "run.json").unlink(), "no saved result"),
    ],
)
def test_a_damaged_result_is_said_to_be(plain, tmp_path, damage, said):
    folder = plain.save(tmp_path / "out")
    damage(folder)
    with pytest.raises(ostraka.OstrakaError, match=said):
        ostraka.Result.load(folder)


def test_every_axis_that_a_tally_may_have_is_described():
    axes = {d for one in CATALOGUE for tally in one.tallies.values() for d in tally.dims}
    declared = {name for one in CATALOGUE for name in one.axes}
    assert axes - {"one"} <= DIMENSIONS.keys() | declared


def test_parquet_reads_without_us(rich, tmp_path):
    import pandas

    folder = rich.save(tmp_path / "out")
    states = pandas.read_parquet(folder / "tables" / "states.parquet")
    listed = states[states["state"] % 2 == 1]["count"].sum() / rich.replicates
    assert listed == pytest.approx(rich.harm["listed_person_months"].value)
    assert (states["count"] > 0).all()
    assert set(states["stratum"]) == {"majority", "minority"}


def test_the_command_can_be_given(plain, tmp_path):
    folder = plain.save(tmp_path / "out", command="ostraka run plain.toml")
    assert json.loads((folder / "run.json").read_text())["command"] == "ostraka run plain.toml"
