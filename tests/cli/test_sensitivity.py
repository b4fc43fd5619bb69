"""``ostraka sensitivity`` and ``ostraka budget``: the cost first, then the answer, or what to mend."""

import json

import pytest

from tests.cli.test_commands import ostraka

SMALL = ("--people", "1000", "--months", "12")
RATE = "unfounded.clerical.rate_per_month.unpaid_fine"


def test_sensitivity_says_the_cost_first_and_prints_one_object(tmp_path):
    done = ostraka(
        *("sensitivity", "missed_fines", *SMALL, "--draws", "8", "--json"),
        *("--picture", "bars.svg", "--interactions", "pairs.svg"),
        folder=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert "sobol: 48 runs x 1,000 people x 12 months" in done.stderr
    found = json.loads(done.stdout)
    assert [one["place"] for one in found["factors"]] == [
        "categories.unpaid_fine.rate_per_month",
        "(the seed)",
    ]
    assert len(found["pairs"]) == 1
    assert (tmp_path / "bars.svg").is_file()
    assert (tmp_path / "pairs.svg").is_file()


@pytest.mark.parametrize("method", ["morris", "shapley", "tornado"])
def test_every_method_has_a_table(tmp_path, method):
    draws = () if method == "tornado" else ("--draws", "4")
    done = ostraka(
        "sensitivity", "missed_fines", *SMALL, "--method", method, *draws, folder=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "categories.unpaid_fine.rate_per_month" in done.stdout
    assert "All people are invented" in done.stdout


def test_a_second_question_about_the_same_runs_runs_nothing(tmp_path):
    asked = ("sensitivity", "missed_fines", *SMALL, "--draws", "4", "--method", "morris")
    planned = ostraka(*asked, "--dry-run", "--json", folder=tmp_path)
    assert json.loads(planned.stdout)["to_do"] == 12
    assert not (tmp_path / "ostraka-studies").exists()
    first = ostraka(*asked, folder=tmp_path)
    assert first.returncode == 0, first.stderr
    parts = tmp_path / "ostraka-studies" / "missed_fines.morris" / "parts"
    before = {path.name: path.stat().st_mtime_ns for path in parts.iterdir()}
    again = ostraka(*asked, "--harm", "wrongful_person_months", folder=tmp_path)
    assert "Of 12 units 12 are done" in again.stderr
    assert "wrongful_person_months depends on" in again.stdout
    assert {path.name: path.stat().st_mtime_ns for path in parts.iterdir()} == before


STUDY = """
title = "Names"
purpose = "To be quick."
scenario = "missed_fines"
people = 3000
months = 24
replicates = 2
safeguards = ["identity_check"]
[design]
draws = 40
"""


def test_a_study_is_asked_about_its_harm_and_each_difference(tmp_path):
    (tmp_path / "mine.toml").write_text(STUDY)
    done = ostraka(
        *("sensitivity", "mine.toml", "--harm", "wrongful_person_months"),
        *("--picture", "out.svg", "--interactions", "pairs.svg"),
        folder=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert "as_is: interactions: 40 draws of 1 moving" in done.stderr  # but the check has one too
    assert (tmp_path / "pairs.identity_check.svg").is_file()
    assert (tmp_path / "out.identity_check.svg").is_file()
    plain = ostraka("sensitivity", "ostraka-studies/mine", "--json", folder=tmp_path)
    assert plain.returncode == 0, plain.stderr
    answers = json.loads(plain.stdout)["answers"]
    assert answers[0]["arm"] == "as_is"
    assert (tmp_path / "out.svg").is_file()
    own = ostraka(
        *(
            "sensitivity",
            "mine.toml",
            "--method",
            "morris",
            "--draws",
            "2",
            "--arm",
            "identity_check",
        ),
        *("--harm", "wrongful_person_months"),
        folder=tmp_path,
    )
    assert own.returncode == 0, own.stderr
    assert "the difference that identity_check makes to wrongful_person_months" in own.stdout
    assert (tmp_path / "ostraka-studies" / "mine.morris" / "result.json").is_file()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("sensitivity", "missed_fines", "--harm", "entries"), "is no harm"),
        (("sensitivity", "missed_fines", "--method", "tornado", "--draws", "4"), "draws nothing"),
        (("sensitivity", "missed_fines", "--replicates", "4"), "replicates mean nothing"),
        (("sensitivity", "safeguards_on_fines", "--draws", "4"), "name a method"),
        (("sensitivity", "safeguards_on_fines", "--with", "expiry"), "a study has arms"),
        (("budget", "missed_fines", "--harm", "entries <= 3", "--vary", RATE), "counts no harm"),
        (
            ("budget", "missed_fines", "--harm", "error <= 3", "--vary", "recording.false_rate"),
            "there is no number",
        ),
        (
            (
                *("budget", "missed_fines", "--harm", "error <= 3"),
                *("--vary", RATE, "--vary", "linking.mislink", "--draws", "3"),
            ),
            "leave draws out",
        ),
    ],
)
def test_a_wrong_question_is_one_line(tmp_path, given, words):
    done = ostraka(*given, folder=tmp_path)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_budget_and_frontier(tmp_path):
    asked = ("budget", "missed_fines", *SMALL, "--replicates", "3", "--harm", "error <= 60")
    one = ostraka(
        *asked, "--vary", RATE, "--draws", "0", "--json", "--picture", "b.png", folder=tmp_path
    )
    assert one.returncode == 0, one.stderr
    assert json.loads(one.stdout)["status"] == "found"
    assert (tmp_path / "b.png").is_file()
    two = ostraka(*asked, "--vary", RATE, "--vary", "linking.mislink=0:0.02", folder=tmp_path)
    assert two.returncode == 0, two.stderr
    assert "7 budgets of about 84 runs" in two.stderr
    assert "at most" in two.stdout
