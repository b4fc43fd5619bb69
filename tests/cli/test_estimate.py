"""``ostraka estimate`` as a journalist types it."""

import json
from xml.etree import ElementTree

import pytest

from tests.cli.test_commands import ostraka

APPEALS = ("estimate", "--listed", "67739", "--challenged", "4955", "--overturned", "4058")
REVIEW = ("--audited", "62784", "--found-wrong", "43928", "--audit-of", "unchallenged")


def test_three_numbers_give_the_honest_answer_first(tmp_path):
    done = ostraka(*APPEALS, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    text = done.stdout
    assert len(text.splitlines()) <= 36
    assert max(map(len, text.splitlines())) <= 100
    order = ["do not say", "What each assumption adds", "What would narrow it", "To quote"]
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert "0 to 67,739" in text.splitlines()[2]
    assert "5.9 % to 81.9 %" in text


def test_json_is_one_object_with_every_number(tmp_path):
    done = ostraka(*APPEALS, "--perfect-review", "--ratio-at-least", "1", "--json", folder=tmp_path)
    found = json.loads(done.stdout)
    assert found["low_count"] == 4058
    assert found["high"] == pytest.approx(0.8190, abs=5e-5)
    assert [step["assumption"] for step in found["steps"]] == [
        "nothing",
        "specificity",
        "sensitivity",
        "ratio_at_least",
    ]
    assert found["reading"] == "realised"
    assert found["confidence"] is None
    assert {"figures", "offered", "curve", "worth", "posterior", "quote"} <= set(found)


def test_the_full_review_says_what_the_appeals_could_not(tmp_path):
    done = ostraka(*APPEALS, *REVIEW, "--audit-right", "--perfect-review", folder=tmp_path)
    assert "47,986 of 67,739 (70.8 %)" in done.stdout
    assert "κ was 1.862" in done.stdout
    assert "more than half" in done.stdout


def test_an_audit_is_not_taken_as_random_unless_said(tmp_path):
    audit = ("estimate", "--listed", "67739", "--audited", "400", "--found-wrong", "280")
    unsaid = json.loads(ostraka(*audit, "--json", folder=tmp_path).stdout)
    assert (unsaid["low"], unsaid["high"]) == (0, 1)
    said = json.loads(ostraka(*audit, "--audit-random", "--json", folder=tmp_path).stdout)
    assert (round(said["low"], 3), round(said["high"], 3)) == (0.653, 0.744)


def test_what_is_refuted_prints_no_interval(tmp_path):
    done = ostraka(*APPEALS, "--perfect-review", "--ratio-at-least", "80", folder=tmp_path)
    assert done.returncode == 0
    assert "These assumptions contradict the figures" in done.stdout
    assert "70.99" in done.stdout


def test_prior_and_posterior_stand_side_by_side(tmp_path):
    done = ostraka(*APPEALS, "--perfect-review", "--posterior", folder=tmp_path)
    assert "37 to 90 %" in done.stdout
    assert "κ did not move" in done.stdout


def test_groups_are_compared(tmp_path):
    done = ostraka(
        *("estimate", "--audit-random"),
        *("--group", "group_a:listed=1000,audited=100,found_wrong=60"),
        *("--group", "group_b:listed=500,audited=100,found-wrong=10", "--json"),
        folder=tmp_path,
    )
    (pair,) = json.loads(done.stdout)["pairs"]
    assert pair["differs"]
    assert pair["difference"][1] < 0


def test_a_picture_has_its_numbers_in_words(tmp_path):
    path = tmp_path / "estimate.svg"
    accuracy = ("--sensitivity", "0.9", "--specificity", "0.9")
    done = ostraka(*APPEALS, *accuracy, "--picture", str(path), folder=tmp_path)
    assert done.returncode == 0, done.stderr
    drawn = path.read_text(encoding="utf-8")
    ElementTree.fromstring(drawn)
    description = drawn.split("<desc")[1].split("</desc>")[0]
    for part in ("5.8 % to 99.4 %", "2: 69.3 %", "at least 90 % of the wrongly listed"):
        assert part in description
    assert "per cent of the entries on the list" in drawn
    assert "http" not in drawn.replace("http://www.w3.org", "")
    wrong = ostraka(*APPEALS, "--picture", "estimate.pdf", folder=tmp_path)
    assert wrong.returncode == 1
    assert ".svg or .png" in wrong.stderr


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "listed: it is missing"),
        (("--listed", "9", "--challenged", "10", "--overturned", "1"), "of 9 listed entries"),
        (("--listed", "9", "--audited", "3"), "audited: it is given without found_wrong"),
        (("--listed", "9", "--group", "a:listed=3"), "leave them out"),
        (("--group", "a:listed=3,people=4"), "'people=4' is no count"),
        (("--group", "a:listed=3", "--group", "a:listed=4"), "given twice"),
        (("--group", "a:challenged=3"), "listed is missing"),
        (("--listed", "9", "--audit-right", "--audit-sensitivity", "0.9"), "another accuracy"),
    ],
)
def test_faults_name_place_and_remedy(given, said, tmp_path):
    done = ostraka("estimate", *given, folder=tmp_path)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
