"""What the page on studies shows is what the commands print, and its file is a study."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ostraka.cli.app import app
from ostraka.studies import Study

PAGE = (Path(__file__).parents[2] / "docs" / "studies.md").read_text(encoding="utf-8")
PRINTED = re.findall(r"```sh\nostraka ([^\n]*)\n```\n\n```text\n(.*?)\n```", PAGE, re.DOTALL)
SHOWN = [(command, shown) for command, shown in PRINTED if "--cluster" not in command]
"""What is run here; with a cluster the page shows a measurement, with its date."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("studies")


def test_there_is_something_to_hold():
    assert len(SHOWN) == 4


@pytest.mark.parametrize(("command", "shown"), SHOWN)
def test_every_command_prints_what_is_shown(command, shown, folder, monkeypatch):
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(app, shlex.split(command), catch_exceptions=False)
    assert done.exit_code == 0
    assert shown.removeprefix("...\n") in done.stdout


def test_the_headline_that_is_quoted_is_that_of_the_report(folder, monkeypatch):
    monkeypatch.chdir(folder)
    shown = CliRunner().invoke(app, ["study", "run", "safeguards_on_fines"], catch_exceptions=False)
    assert shown.exit_code == 0
    (quoted,) = re.findall(r"of `safeguards_on_fines`, (.*?\))\.", PAGE, re.DOTALL)
    page = (folder / "ostraka-studies" / "safeguards_on_fines" / "report.html").read_text("utf-8")
    (headline,) = re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    said = " ".join(re.sub(r"<[^>]*>", "", headline).split())
    assert said == " ".join(quoted.split()) + "."


def test_the_file_shown_is_a_study():
    text, wardens = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    study = Study.of(tomllib.loads(text))
    assert list(study.arms) == ["as_is", "identity_check", "expiry", "together", "careful_clerks"]
    assert len(study.draws()) == 30
    assert len(Study.of(tomllib.loads(wardens)).base.jurisdictions) > 1


def test_the_script_shown_runs(tmp_path, monkeypatch):
    (script,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    exec(compile(script, "studies.md", "exec"), {"__name__": "page"})
    assert (tmp_path / "ostraka-studies" / "mine" / "result.json").is_file()
