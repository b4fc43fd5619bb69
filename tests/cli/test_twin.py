"""``ostraka run --with``: the twin without safeguards, what is said of it, and how to leave it out."""

import json
import re
import subprocess
import sys

import pytest

SMALL = ["--people", "20000", "--replicates", "3", "--parameter-draws", "20"]


def ostraka(*arguments, folder):
    return subprocess.run(
        [sys.executable, "-m", "ostraka", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("twin")
    arguments = ("run", "missed_fines", "--with", "identity_check", *SMALL)
    return folder, ostraka(*arguments, folder=folder)


def saved(folder):
    return folder / "ostraka-runs" / "missed_fines+identity_check"


def test_the_first_screen_shows_the_difference_and_stderr_what_it_costs(guarded):
    _, done = guarded
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert re.search(
        r'With "identity check" there are \d+ fewer people ever wrongly listed per 100,000 people than '
        r"without it \(.* over the assumptions; Monte Carlo .*\)",
        said,
    )
    assert "never set off against harm" in said
    assert "joint effect" not in said
    assert "without identity_check too, for the difference: about twice the time" in done.stderr
    assert "--no-twin" in done.stderr


def test_the_report_of_the_folder_is_the_same_bytes(guarded):
    folder, _ = guarded
    path = saved(folder) / "report.html"
    before = path.read_bytes()
    done = ostraka("report", str(saved(folder)), folder=folder)
    assert done.returncode == 0, done.stderr
    assert path.read_bytes() == before
    assert b"The safeguards of this run, and what they change" in before


def test_no_twin_leaves_it_out_and_force_replaces_the_folder(guarded):
    folder, _ = guarded
    arguments = ("run", "missed_fines", "--with", "identity_check", *SMALL, "--no-twin")
    refused = ostraka(*arguments, folder=folder)
    assert refused.returncode == 1
    assert (saved(folder) / "twin").is_dir()
    out = ("--out", "alone", "--json")
    done = ostraka(*arguments, *out, folder=folder)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert json.loads(done.stdout)["against_twin"] is None
    assert not (folder / "alone" / "twin").exists()
    again = ostraka(*arguments[:-1], *out, "--force", folder=folder)
    found = json.loads(again.stdout)["against_twin"]
    assert (folder / "alone" / "twin" / "run.json").is_file()
    rate = found["difference"]["ever_wrongly_listed_per_100k"]
    assert found["safeguards"] == ["identity_check"]
    assert not found["is_joint"]
    assert rate["direction"] == "less"
    assert rate["high"] < 0
    assert rate["parameter_high"] < 0
    assert set(found["by_stratum"]) == {"majority", "minority"}


def test_a_twin_where_nothing_acts_is_an_error_before_any_work(tmp_path):
    done = ostraka("run", "missed_fines", "--twin", folder=tmp_path)
    assert done.returncode == 1
    assert "no safeguard acts, so there is no twin without" in done.stderr
    assert not (tmp_path / "ostraka-runs").exists()


def test_the_assessment_states_the_difference(guarded):
    folder, _ = guarded
    done = ostraka("assess", str(saved(folder)), "--out", "draft.md", folder=folder)
    assert done.returncode == 0, done.stderr
    text = (folder / "draft.md").read_text(encoding="utf-8")
    assert "With “identity check” there are" in text
    assert "The run without its safeguards, with them, and the paired difference" in text
