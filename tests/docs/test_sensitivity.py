"""What the page on sensitivity shows is what the commands and the script print, to the letter."""

import contextlib
import io
import re
import shlex
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ostraka.cli.app import app
from ostraka.studies import Study

PAGE = (Path(__file__).parents[2] / "docs" / "sensitivity.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```sh\nostraka ([^\n]*)\n```\n\n```text\n(.*?)\n```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("sensitivity")


@pytest.mark.parametrize(("command", "shown"), SHOWN, ids=[c.split()[0] for c, _ in SHOWN])
def test_every_command_prints_what_is_shown(command, shown, folder, monkeypatch):
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(app, shlex.split(command), catch_exceptions=False)
    assert done.exit_code == 0
    assert done.stdout.rstrip("\n") == shown


def test_nothing_shown_is_left_out():
    assert len(SHOWN) == PAGE.count("```sh") == 5


def test_the_script_prints_what_is_shown():
    ((script, shown),) = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)\n```", PAGE, re.DOTALL)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(script, "sensitivity.md", "exec"), {})
    assert printed.getvalue().rstrip() == shown


def test_the_design_shown_is_one_of_a_study_file():
    (text,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    data = {"title": "Mine", "purpose": "To be shown.", "scenario": "missed_fines"}
    study = Study.of({**data, **tomllib.loads(text)})
    assert study.table.replicates == 0
    assert len(study.points) == 256 * (2 * (len(study.places) + 1) + 2)
