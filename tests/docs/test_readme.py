"""What the README shows must run as it stands."""

import re
from pathlib import Path

import pytest

from ostraka.scenario import loads

README = Path(__file__).parents[2] / "README.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


def test_the_script_runs_and_is_short(tmp_path, monkeypatch, capsys):
    (script,) = blocks("python")
    assert len(script.strip().splitlines()) <= 12
    monkeypatch.chdir(tmp_path)
    exec(compile(script, "README.md", "exec"), {"__name__": "readme"})
    assert capsys.readouterr().out.strip()


def test_the_scenario_is_good_and_short():
    (scenario,) = blocks("toml")
    assert len(scenario.strip().splitlines()) <= 30
    loaded = loads(scenario, origin="README.md")
    assert loaded.strata


@pytest.mark.parametrize(
    "name", ["LICENSE", "CHARTER.md", "CONTRIBUTING.md", "CITATION.cff", "docs/MODEL.md"]
)
def test_files_that_the_readme_names_exist(name):
    assert name in README.read_text(encoding="utf-8")
    assert (README.parent / name).is_file()
