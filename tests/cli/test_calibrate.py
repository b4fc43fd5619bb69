"""``ostraka calibrate``: the report, the saved scenario, one object for machines, refusals."""

import json

import pytest
from typer.testing import CliRunner

import ostraka as ok
from benchmarks.calibration_coverage import HAZARD, RATE, SCENARIO, published
from ostraka.calibration import fit as fitting
from ostraka.cli.app import app
from ostraka.core.errors import OutputError


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.setattr(fitting, "CHECKED", 30)
    (tmp_path / "register.toml").write_text(SCENARIO, encoding="utf-8")
    facts = published(ok.loads(SCENARIO), {RATE: 0.003, HAZARD: 0.1}, 900_000)
    (tmp_path / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
    return tmp_path


def called(files, *more):
    command = ["calibrate", str(files / "register.toml"), "--to", str(files / "facts.json")]
    few = ["--draws", "60", "--generations", "2", "--threads", "1"]
    return CliRunner().invoke(app, [*command, *few, *more], catch_exceptions=False)


def test_it_prints_both_distributions_and_saves_a_scenario_that_runs(files):
    done = called(files, "--out", str(files / "calibrated.json"))
    assert done.exit_code == 0
    for word in ("prior", "posterior", RATE, "Held out", "effective draws", "no measurement"):
        assert word in done.stdout
    checked = CliRunner().invoke(app, ["check", str(files / "calibrated.json")])
    assert "0 with a source" in checked.stdout


def test_json_is_one_object_with_every_figure(files):
    found = json.loads(called(files, "--json", "--vary", RATE).stdout)
    assert [one["named"] for one in found["numbers"]] == [True, False]
    assert {"prior", "posterior", "width", "moved", "verdict"} <= set(found["numbers"][0])
    assert [one["name"] for one in found["held_out"]] == ["Upheld"]
    assert found["effective_sample_size"] > 1


def test_a_file_in_the_way_is_named_before_the_fit(files):
    (files / "calibrated.json").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="it is there already"):
        called(files, "--out", str(files / "calibrated.json"))
    assert called(files, "--out", str(files / "calibrated.json"), "--force").exit_code == 0
