"""Where a user meets safeguards: the commands, a saved run, the schedule, the report."""

import json
import os
import subprocess
import sys

import pytest

import ostraka
from ostraka import safeguards
from ostraka.report.page import page
from ostraka.results import Result
from tests.results.worlds import RICH

CHOSEN = ["expiry", "no_penalty_for_lawful_conduct"]
SMALL = ["--people", "2000", "--months", "6", "--replicates", "2", "--parameter-draws", "3"]


def command(*arguments, folder):
    return subprocess.run(
        [sys.executable, "-m", "ostraka", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
        env={**os.environ, "COLUMNS": "300"},
    )


@pytest.fixture(scope="module")
def result():
    return ostraka.run(
        ostraka.loads(RICH), people=2000, replicates=2, parameter_draws=3, safeguards=CHOSEN
    )


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "rich.toml").write_text(RICH, encoding="utf-8")
    chosen = [part for name in CHOSEN for part in ("--with", name)]
    done = command("run", "rich.toml", *chosen, *SMALL, folder=folder)
    assert done.returncode == 0, done.stderr
    return folder / "ostraka-runs" / "rich+expiry+no_penalty_for_lawful_conduct"


def test_a_run_says_what_moved_and_for_whom(result):
    assert result.about["safeguards"] == CHOSEN
    rows = {row["place"]: row for row in result.about["composition"]}
    assert rows["blacklist.term_months"] == {
        "place": "blacklist.term_months",
        "safeguards": ["expiry"],
        "before": 18,
        "after": 12,
        "passes": ["term"],
    }
    assert rows["categories.petition.points"]["passes"][0] == "attach"
    assert result.harm["lawful_conduct_share_of_listed"].value == 0


def test_safeguards_of_a_scenario_may_be_left_out(result):
    plain = ostraka.run(result.scenario, replicates=2, parameter_draws=0, without=CHOSEN)
    assert plain.about["safeguards"] == []
    assert plain.about["composition"] == []
    assert float(plain.scenario.blacklist.term_months) == 18


def test_a_saved_run_reads_back_composed(saved):
    again = Result.load(saved)
    assert again.scenario.safeguards == CHOSEN
    assert float(again.scenario.blacklist.term_months) == 12
    about = json.loads((saved / "run.json").read_text(encoding="utf-8"))
    assert [row["place"] for row in about["composition"]] == [
        one.place for one in again.scenario.composition
    ]
    written = json.loads((saved / "scenario.json").read_text(encoding="utf-8"))
    assert written["blacklist"]["term_months"]["value"] == 18
    assert "The safeguards of this run" in (saved / "report.html").read_text(encoding="utf-8")
    arguments = ["--without", "expiry", *SMALL, "--out", "less"]
    done = command("run", str(saved / "scenario.json"), *arguments, folder=saved.parent)
    assert done.returncode == 0, done.stderr
    assert Result.load(saved.parent / "less").scenario.safeguards == CHOSEN[1:]


def test_the_report_lists_every_value_that_moved(result):
    text = page(result)
    assert 'id="safeguards"' in text
    for words in ("blacklist › term months", "categories › petition › points", "It may do harm:"):
        assert words in text
    plain = ostraka.run(ostraka.loads(RICH), people=500, months=2, parameter_draws=0)
    assert 'id="safeguards"' not in page(plain)


def test_the_schedule_shows_them_after_the_pass_that_they_act_on(result):
    text = ostraka.schedule(result.scenario)
    after_term = text.partition(" term\n")[2]
    line = "safeguard expiry: blacklist.term_months 18 → 12"
    assert line in after_term.partition("notice")[0]
    assert text.count(line) == 1
    assert "safeguard" not in ostraka.schedule(ostraka.loads(RICH))


def test_the_commands_list_show_check_and_schedule_them(tmp_path):
    listed = command("safeguards", folder=tmp_path)
    assert [line.split()[0] for line in listed.stdout.splitlines()] == list(safeguards.names())
    rows = json.loads(command("safeguards", "--json", folder=tmp_path).stdout)
    assert {row["name"] for row in rows} == set(safeguards.names())
    shown = command("safeguards", "show", "independent_appeal", folder=tmp_path).stdout
    for words in ("may harm: ", "appeal.steps at_most 1  (assumed)", "brings [notice] where"):
        assert words in shown
    data = json.loads(command("safeguards", "show", "expiry", "--json", folder=tmp_path).stdout)
    assert data["effect"]["blacklist.term_months"]["at_most"]["value"] == 12
    wrong = command("safeguards", "show", "expiri", folder=tmp_path)
    assert wrong.returncode == 1
    assert "did you mean 'expiry'?" in wrong.stderr
    checked = command("check", "points_pilot", "--with", "expiry", folder=tmp_path).stdout
    assert "  expiry: blacklist.term_months none → 12" in checked
    refused = command("run", "points_pilot", "--with", "human_review", folder=tmp_path)
    assert refused.returncode == 1
    assert "the scenario has no table [flag]; add [flag]" in refused.stderr
    (tmp_path / "rich.toml").write_text(RICH, encoding="utf-8")
    arguments = ["rich.toml", "--with", "expiry", "--people", "1000"]
    table = command("schedule", *arguments, folder=tmp_path).stdout
    assert "← expiry: blacklist.term_months 18 → 12" in table
