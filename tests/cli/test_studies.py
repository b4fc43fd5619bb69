"""The commands of studies: run, shards, merge, compare."""

import json
import subprocess
import sys

import pytest

STUDY = """
title = "Small"
purpose = "To be quick."
scenario = "missed_fines"
people = 3000
months = 24
replicates = 4
safeguards = ["identity_check"]
harms = ["ever_wrongly_listed_per_100k", "wrongful_person_months"]
[design]
draws = 3
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "mine.toml").write_text(STUDY)
    return tmp_path


def ostraka(*arguments, cwd, status=0):
    done = subprocess.run(
        [sys.executable, "-m", "ostraka", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stderr
    return done


def test_a_dry_run_says_units_time_memory_and_disk_and_writes_nothing(folder):
    done = ostraka("study", "run", "mine.toml", "--dry-run", cwd=folder)
    assert "Units: 20 (2 arms" in done.stdout
    for word in ("Time: about", "Memory: about", "Disk: about", "0 are done"):
        assert word in done.stdout
    assert [path.name for path in folder.iterdir()] == ["mine.toml"]
    found = json.loads(
        ostraka(
            "study", "run", "mine.toml", "--dry-run", "--shard", "1/4", "--json", cwd=folder
        ).stdout
    )
    assert found["to_do"] == 5
    assert found["seconds"] > 0


def test_a_dry_run_plans_over_workers_and_a_cut_study_runs_on_them(folder):
    pytest.importorskip("distributed")
    text = STUDY.replace('"missed_fines"', '"grid_attention"').replace('["identity_check"]', "[]")
    (folder / "grid.toml").write_text(text)
    given = ("study", "run", "grid.toml", "--cluster", "local:1", "--cut", "1")
    found = json.loads(ostraka(*given, "--dry-run", "--json", cwd=folder).stdout)
    assert (found["where"], found["workers"], found["at_once"]) == ("local:1", 1, 1)
    assert (found["units"], found["jurisdictions_per_unit"]) == (2 * (4 + 3 * 2), 1)
    assert 0 < found["memory_mib"] <= found["uncut_memory_mib"]
    assert 0 < found["room_mib"] < found["worker_memory_mib"]
    assert found["fits"] is True
    assert not (folder / "ostraka-studies").exists()
    done = ostraka(*given, cwd=folder)
    assert "for a unit of at most 1 of the jurisdictions; it may take" in done.stderr
    assert "20 of 20 units" in done.stderr


def test_comparing_on_workers_runs_what_is_not_done_and_prints_the_same(folder):
    pytest.importorskip("distributed")
    here = ostraka("compare", "mine.toml", "--out", "here", cwd=folder).stdout
    there = ostraka("compare", "mine.toml", "--out", "there", "--cluster", "local:1", cwd=folder)
    assert there.stdout == here


@pytest.mark.parametrize("cut", ["0", "some", "1.5"])
def test_a_cut_that_is_none_is_refused(folder, cut):
    done = ostraka("study", "run", "mine.toml", "--cut", cut, cwd=folder, status=1)
    assert f"cut: '{cut}' is none; write a number of jurisdictions, or auto" in done.stderr


def test_compare_runs_what_is_not_done_and_prints_tables_or_json(folder):
    done = ostraka("compare", "mine.toml", "--ceiling", "wrongful_person_months<=1e9", cwd=folder)
    assert "20 of 20 units" in done.stderr
    for words in ("difference", "spared", "Ranking", "Common draws", "minimal", "as_is"):
        assert words in done.stdout
    again = ostraka("compare", "ostraka-studies/mine", "--json", cwd=folder)
    assert again.stderr == ""
    found = json.loads(again.stdout)
    assert found["replicates"] == 4
    assert found["ceiling"] is None
    assert {row["arm"] for row in found["rows"]} == {"as_is", "identity_check"}


def test_shards_are_run_and_merged_by_commands(folder):
    for shard in ("1/2", "2/2"):
        done = ostraka("study", "run", "mine.toml", "--shard", shard, cwd=folder)
        assert "ostraka merge" in done.stdout
    parts = [f"ostraka-studies/mine.shard-{k}-of-2" for k in (1, 2)]
    ostraka("merge", *parts, "--out", "whole", cwd=folder)
    found = json.loads(
        ostraka("study", "run", "mine.toml", "--out", "whole", "--json", cwd=folder).stdout
    )
    assert found["complete"] is True


def test_a_finished_study_has_its_report_and_a_changed_one_no_old_one(folder):
    done = ostraka("study", "run", "mine.toml", cwd=folder)
    page = folder / "ostraka-studies" / "mine" / "report.html"
    assert "Report: ostraka-studies/mine/report.html" in done.stdout
    first = page.read_bytes()
    assert first.startswith(b"<!doctype html>")
    page.unlink()
    assert "report.html" in ostraka("report", "ostraka-studies/mine", cwd=folder).stdout
    assert page.read_bytes() == first
    ostraka("report", "ostraka-studies/mine", "--out", "other.html", cwd=folder)
    assert (folder / "other.html").read_bytes() == first
    ostraka("study", "run", "mine.toml", "--replicates", "5", cwd=folder)
    assert page.read_bytes() != first
    assert b"5\xc2\xa0replicates" in page.read_bytes()


def test_compare_writes_a_page_where_it_is_asked_to(folder):
    ceiling = "wrongful_person_months<=1e9"
    done = ostraka(
        "compare", "mine.toml", "--ceiling", ceiling, "--report", "deep/x.html", cwd=folder
    )
    assert done.stdout.rstrip().endswith("Report: deep/x.html")
    written = (folder / "deep" / "x.html").read_text(encoding="utf-8")
    assert "The fewest safeguards for a ceiling" in written
    own = (folder / "ostraka-studies" / "mine" / "report.html").read_text(encoding="utf-8")
    assert "The fewest safeguards for a ceiling" not in own


def test_a_study_of_one_arm_is_run_and_has_no_report(folder):
    (folder / "mine.toml").write_text(STUDY.replace('["identity_check"]', "[]"))
    done = ostraka("study", "run", "mine.toml", cwd=folder)
    assert "Report" not in done.stdout
    assert not (folder / "ostraka-studies" / "mine" / "report.html").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("study", "run", "mine.toml", "--shard", "3"), "write i/n, such as 3/20"),
        (("study", "run", "mine.toml", "--shard", "3/2"), "write i/n with i from 1 to n"),
        (("study", "run", "mine.toml", "--until", "soon"), "is no precision"),
        (("study", "run", "mine.toml", "--shard", "1/2", "--until", "half_width<=1"), "--until"),
        (("merge", "nowhere", "--out", "whole"), "no study"),
        (("compare", "nowhere"), "no shipped study of this name"),
    ],
)
def test_mistakes_are_one_message_and_exit_status_1(folder, arguments, says):
    (folder / "mine.toml").write_text(STUDY.replace("replicates = 4", "replicates = 20"))
    done = ostraka(*arguments, cwd=folder, status=1)
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_study_lists_what_is_shipped(folder):
    rows = json.loads(ostraka("study", "--json", cwd=folder).stdout)
    assert "safeguards_on_fines" in {row["name"] for row in rows}
