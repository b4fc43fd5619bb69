"""The commands as a user types them: what they print, write, refuse, and leave behind when killed."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.results.worlds import PLAIN

SMALL = ["--people", "3000", "--months", "12", "--replicates", "3", "--parameter-draws", "4"]

OSTRAKA = [sys.executable, "-m", "ostraka"]
LONG = [*OSTRAKA, "run", "points_pilot", "--people", "2000000", "--replicates", "50"]

REQUIRED = {
    "people",
    "months",
    "seed",
    "replicates",
    "listed_person_months",
    "missed_person_months",
    "ever_listed",
    "ever_wrongly_listed",
    "wrongful_share_of_listed",
    "median_months_to_correction",
    "never_corrected_share",
    "by_stratum",
    "records_per_person_month",
    "listed_share_at_end",
    "person_months_per_second",
    "peak_memory_mib",
}


def ostraka(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*OSTRAKA, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    folder = tmp_path_factory.mktemp("run")
    done = ostraka("run", "points_pilot", *SMALL, "--out", "first", "--json", folder=folder)
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout)


def test_json_holds_every_promised_key_and_nothing_else_is_on_stdout(saved):
    _, printed = saved
    assert printed.keys() >= REQUIRED
    assert printed["people"] == 3000
    assert printed["months"] == 12
    assert set(printed["by_stratum"]) == {"majority", "minority"}
    assert {"value", "low", "high"} <= printed["wrongful_share_of_listed"].keys()
    assert {"error", "association", "lawful_conduct", "by_rules"} <= printed[
        "listed_person_months"
    ].keys()


def test_a_run_leaves_tables_in_two_forms_the_scenario_the_figures_and_a_report(saved):
    folder, _ = saved
    found = {str(p.relative_to(folder / "first")) for p in (folder / "first").rglob("*")}
    assert {"scenario.json", "run.json", "figures.json", "report.html"} <= found
    assert "csv/datapackage.json" in found
    assert any(name.endswith(".parquet") for name in found)


def test_the_saved_scenario_runs_again_to_the_same_files_but_for_times(saved):
    folder, _ = saved
    again = ostraka("run", "first/scenario.json", *SMALL, "--out", "second", folder=folder)
    assert again.returncode == 0, again.stderr
    files = sorted(p.relative_to(folder / "first") for p in (folder / "first").rglob("*.*"))
    for name in files:
        if name.name == "run.json" or (folder / "first" / name).is_dir():
            continue
        same = (folder / "first" / name).read_bytes() == (folder / "second" / name).read_bytes()
        assert same, f"{name} differs"


def test_an_existing_folder_is_refused_before_any_work_and_kept(saved):
    folder, _ = saved
    before = (folder / "first" / "run.json").read_bytes()
    done = ostraka("run", "points_pilot", *SMALL, "--out", "first", folder=folder)
    assert done.returncode == 1
    assert "--force" in done.stderr
    assert (folder / "first" / "run.json").read_bytes() == before


def test_the_report_can_be_written_anew_from_the_saved_tables(saved):
    folder, _ = saved
    done = ostraka("report", "first", "--out", "again.html", folder=folder)
    assert done.returncode == 0, done.stderr
    assert (folder / "again.html").read_bytes() == (folder / "first" / "report.html").read_bytes()


def test_the_report_tells_one_invented_person_s_story_unless_it_is_left_out(saved):
    folder, _ = saved
    assert 'id="story"' in (folder / "first" / "report.html").read_text(encoding="utf-8")
    done = ostraka("report", "first", "--no-story", "--out", "plain.html", folder=folder)
    assert done.returncode == 0, done.stderr
    assert 'id="story"' not in (folder / "plain.html").read_text(encoding="utf-8")


def test_a_killed_run_leaves_no_folder_that_looks_finished(tmp_path):
    running = subprocess.Popen(
        [*LONG, "--out", "killed"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(3)
    assert running.poll() is None, "it must still be running to be killed"
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert not (tmp_path / "killed").exists()


def test_an_interrupted_run_says_so_and_writes_nothing(tmp_path):
    running = subprocess.Popen(
        [*LONG, "--out", "stopped"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(4)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "interrupted" in said
    assert "Traceback" not in said
    assert not (tmp_path / "stopped").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "points_pilt"], "did you mean 'points_pilot'?"),
        (["check", "no_such_file.toml"], "cannot be read"),
        (["report", "no_such_folder"], "no_such_folder"),
        (["cases", "run", "nothing"], "midas_unemployment"),
    ],
)
def test_errors_name_the_fault_and_the_remedy_without_a_traceback(arguments, said, tmp_path):
    done = ostraka(*arguments, folder=tmp_path)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_faulty_scenario_lists_every_problem(tmp_path):
    (tmp_path / "bad.toml").write_text('title = "x"\npurpose = "y"\nmonts = 3\n')
    done = ostraka("check", "bad.toml", folder=tmp_path)
    assert done.returncode == 1
    assert "monts: unknown key; did you mean 'months'?" in done.stderr
    assert "strata: missing" in done.stderr


def test_scenarios_are_listed_one_line_each(tmp_path):
    done = ostraka("scenarios", folder=tmp_path)
    names = [line.split()[0] for line in done.stdout.splitlines()]
    assert "points_pilot" in names
    assert len(names) == len(set(names))


def test_the_schedule_prints_its_generated_source(tmp_path):
    done = ostraka("schedule", "points_pilot", "--source", folder=tmp_path)
    compile(done.stdout, "schedule", "exec")
    assert "def run_block(" in done.stdout


def test_the_schedule_says_what_each_pass_reads_writes_and_costs(tmp_path):
    done = ostraka("schedule", "points_pilot", "--people", "5000", "--json", folder=tmp_path)
    rows = json.loads(done.stdout)
    assert rows[0]["phase"] == "population"
    assert rows[-1]["phase"] == "tallies"
    linking = next(row for row in rows if row["pass"] == "linking")
    assert linking["writes"] == ["words", "record_holder"]
    assert sum(row["share_of_time"] for row in rows) == pytest.approx(1)


def test_the_screen_says_whether_cells_stream_or_meet(tmp_path):
    small = ("grid_attention", "--people", "4000", "--months", "12")
    few = ("--replicates", "2", "--parameter-draws", "0")
    done = ostraka("run", *small, *few, folder=tmp_path)
    assert re.search(
        r"^Engine: resident, whole, \d+\.\d bytes a person$", done.stdout, re.MULTILINE
    )
    here = ("--state-folder", ".", "--force")
    kept = ostraka("run", *small, *few, *here, folder=tmp_path)
    assert re.search(r"^Engine: resident, packed in a file, \d", kept.stdout, re.MULTILINE)
    assert [path.name for path in tmp_path.iterdir()] == ["ostraka-runs"]
    gone = ostraka("run", *small, *few, "--force", "--state-folder", "gone", folder=tmp_path)
    assert gone.stderr.startswith("ostraka: state_folder: gone")
    shown = ostraka("schedule", "grid_attention", "--people", "4000", folder=tmp_path).stdout
    assert re.search(r"Engine: resident, .* bytes a person: .* meet every 6 months", shown)
    assert "state kept between meetings" in shown


def test_a_plain_terminal_gets_plain_bars(tmp_path):
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [*OSTRAKA, "run", "points_pilot", *SMALL, "--out", "plain"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "%" in done.stdout
    assert "####" in done.stdout


def test_help_imports_nothing_heavy(tmp_path):
    code = (
        "import sys; sys.argv = ['ostraka', '--help']\n"
        "from ostraka.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'numba', 'pandas', 'pyarrow', 'matplotlib', 'scipy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    environment = {**os.environ}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_numbers_left_at_their_defaults_are_not_called_assumed(tmp_path):
    (tmp_path / "plain.toml").write_text(PLAIN)  # seven numbers, as anyone can count
    found = json.loads(ostraka("check", "plain.toml", "--json", folder=tmp_path).stdout)
    assert (found["numbers"], found["sourced"], found["assumed"]) == (7, 0, 7)
    assert found["uncertain"] == 0
    assert found["defaults"] > 0


def test_a_case_that_is_run_as_a_scenario_is_sent_to_its_command(tmp_path):
    for command in ("run", "check", "schedule"):
        done = ostraka(command, "midas_unemployment", folder=tmp_path)
        assert done.returncode == 1
        assert "ostraka cases run midas_unemployment" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_one_line_and_an_error(tmp_path):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*OSTRAKA, "scenarios"], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 1
    assert done.stderr == "ostraka: cannot write: No space left on device\n"


def test_too_few_draws_for_an_interval_are_said_to_be(tmp_path):
    done = ostraka("run", "points_pilot", *SMALL, "--out", "few", folder=tmp_path)
    assert "4 draws of the uncertain numbers are too few" in done.stdout
    assert "over the assumptions;" not in done.stdout
