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


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("sensitivity", "missed_fines", "--harm", "entries"), "is no harm"),
        (("sensitivity", "missed_fines", "--method", "tornado", "--draws", "4"), "draws nothing"),
        (("sensitivity", "missed_fines", "--replicates", "4"), "replicates mean nothing"),
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
