"""What the page on other programs shows is what the commands print."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

import ostraka
from ostraka.cli.app import app
from ostraka.evidence import microdata

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "interop.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```sh\nostraka ([^\n]*)\n```\n\n```text\n(.*?)```", PAGE, re.DOTALL)
EXPORTS = re.findall(r"```sh\nostraka (export [^\n]*)\n```", PAGE)


def ostraka_prints(command):
    done = CliRunner().invoke(app, shlex.split(command), catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_there_is_something_to_hold():
    assert (len(SHOWN), len(EXPORTS)) == (3, 3)


@pytest.mark.parametrize(("command", "shown"), SHOWN)
def test_every_command_prints_what_is_shown(command, shown, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert ostraka_prints(command) == shown


@pytest.mark.parametrize("command", EXPORTS)
def test_every_export_writes_what_it_names(command, tmp_path, monkeypatch):
    if command.endswith(".nc"):
        pytest.importorskip("xarray")
        pytest.importorskip("h5py")
    monkeypatch.chdir(tmp_path)
    ostraka.run("missed_fines", people=2000, months=24, replicates=1, parameter_draws=0).save(
        "ostraka-runs/missed_fines"
    )
    assert Path(ostraka_prints(command).strip()).exists()


def test_the_script_shown_runs(capsys):
    pytest.importorskip("xarray")
    (script,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(compile(script, "interop.md", "exec"), {"__name__": "page"})
    assert len(capsys.readouterr().out.splitlines()) >= 3


def test_the_limits_are_those_of_the_code():
    assert (
        f"more than {microdata.MOST_ALONE:,}, or most counts are below {microdata.SMALLEST}" in PAGE
    )


def test_the_example_is_marked_as_invented():
    assert "invented" in next((ROOT / "docs" / "examples").glob("*.csv")).name
    assert "The file below is invented" in PAGE
