"""The commands of ``ostraka cases``, as somebody types them."""

import json
import subprocess
import sys

import jsonschema
import pytest

FAST = "wrong_lists_uk"


def ostraka(*arguments: str, folder=None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ostraka", "cases", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)


def test_the_list_names_every_case_and_its_title():
    shown = ostraka().stdout
    rows = json.loads(ostraka("--json").stdout)
    assert len(rows) >= 14
    assert all(row["case"] in shown and row["title"] in shown for row in rows)
    assert all(row["facts"] and row["predictions"] for row in rows)


def test_a_case_is_shown_with_sources_split_and_limits():
    shown = ostraka("show", FAST).stdout
    for part in ("[sets]", "[held out]", "https://", "Inputs:", "Predictions:", "Limits:"):
        assert part in shown
    told = json.loads(ostraka("show", FAST, "--json").stdout)
    assert {fact["id"] for fact in told["facts"]} >= set(told["used"])


def test_several_cases_are_run_at_once_and_counted():
    done = ostraka("run", FAST, "ration_cards")
    assert "2 cases, 7 predicted figures" in done.stdout
    told = json.loads(ostraka("run", FAST, "ration_cards", "--json").stdout)
    assert [case["case"] for case in told["cases"]] == [FAST, "ration_cards"]


def test_json_gives_everything_that_a_verdict_rests_on():
    told = json.loads(ostraka("run", FAST, "--json").stdout)
    for figure in told["figures"]:
        assert figure["published_low"] <= figure["published"] <= figure["published_high"]
        assert figure["low"] <= figure["predicted"] <= figure["high"]
        assert figure["width"] == pytest.approx(figure["high"] - figure["low"])
        assert figure["interval_score"] >= figure["width"]
        assert figure["verdict"] in ("inside", "outside", "uninformative")
        assert figure["baseline"] is not None
        assert 0 <= figure["assumed_share"] <= 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run"], "name cases, or say --all"),
        (["run", FAST, "--all"], "name cases, or say --all"),
        (["show", "nothing"], "shipped are"),
        (["copy", "nothing", "there"], "not shipped"),
        (["copy", FAST, "."], "it exists"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_remedy(arguments, said, tmp_path):
    done = ostraka(*arguments, folder=tmp_path)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_the_schemas_hold_for_a_shipped_case(tmp_path):
    import tomllib

    schemas = json.loads(ostraka("schema").stdout)
    ostraka("copy", FAST, "mine", folder=tmp_path)
    facts = json.loads((tmp_path / "mine" / "facts.json").read_text())["facts"]
    for fact in facts:
        jsonschema.validate(fact, schemas["fact"])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**facts[0], "source_url": ""}, schemas["fact"])
    jsonschema.validate(
        tomllib.loads((tmp_path / "mine" / "case.toml").read_text()), schemas["case"]
    )


def test_every_function_of_formulas_is_listed_with_its_meaning():
    from ostraka.evidence import FUNCTIONS

    shown = ostraka("formulas").stdout
    assert all(f.usage in shown and f.meaning in shown for f in FUNCTIONS.values())
