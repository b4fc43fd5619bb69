"""The commands that help to understand a result: explain, odd, attribute."""

import json

from tests.cli.test_commands import ostraka


def test_explain_tells_a_story_of_a_saved_run(tmp_path):
    made = ostraka(
        *("run", "missed_fines", "--people", "3000", "--replicates", "2", "--parameter-draws", "0"),
        *("--seed", "9", "--out", "kept"),
        folder=tmp_path,
    )
    assert made.returncode == 0, made.stderr
    done = ostraka("explain", "kept", "--typical", "error", "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    life = json.loads(done.stdout)
    assert life["seed"] == 9
    assert life["chosen"]["searched"] <= 3000
    assert sum(life["by_cause"].values()) == life["listed_months"] >= life["wrongful_months"] > 0
    again = ostraka("explain", "kept", "--subject", str(life["subject"]), folder=tmp_path)
    assert "Nobody of this story exists" in again.stdout
    for entry in life["timeline"]:
        for event in entry["events"]:
            assert event["words"].split()[0] in again.stdout
    other = ostraka(
        *("explain", "kept", "--subject", str(life["subject"]), "--replicate", "1", "--json"),
        folder=tmp_path,
    )
    assert json.loads(other.stdout)["timeline"] != life["timeline"]


def test_explain_says_what_it_needs(tmp_path):
    done = ostraka("explain", "missed_fines", folder=tmp_path)
    assert done.returncode == 1
    assert "give a subject or a typical kind" in done.stderr
    assert "Traceback" not in done.stderr


def test_odd_writes_markdown(tmp_path):
    printed = ostraka("odd", "missed_fines", folder=tmp_path)
    assert printed.stdout.startswith("# ODD: Missed fines\n")
    written = ostraka("odd", "missed_fines", "--out", "odd.md", folder=tmp_path)
    assert written.stdout == "odd.md\n"
    assert (tmp_path / "odd.md").read_text(encoding="utf-8") == printed.stdout
    nowhere = ostraka("odd", "missed_fines", "--out", "odd.md/odd.md", folder=tmp_path)
    assert nowhere.returncode == 1
    assert "choose another place" in nowhere.stderr


def test_attribute_says_the_cost_first_and_prints_one_object(tmp_path):
    done = ostraka(
        *("attribute", "missed_fines", "--people", "4000", "--replicates", "5", "--json"),
        folder=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert "4 worlds (clerical, mislinks) x 5 replicates" in done.stderr
    found = json.loads(done.stdout)
    shares = [part["share"]["value"] for part in found["parts"]]
    assert abs(sum(shares) - found["whole"]["value"]) < 1e-6
    table = ostraka(
        *("attribute", "missed_fines", "--people", "4000", "--replicates", "5"),
        *("--mechanisms", "mislinks"),
        folder=tmp_path,
    )
    assert "records pinned on somebody else" in table.stdout
    assert "On in every world: clerical." in table.stdout
