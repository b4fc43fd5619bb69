"""What the page on estimating shows is what the command prints, to the letter."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import ostraka as ok
from ostraka.cli.app import app

PAGE = (Path(__file__).parents[2] / "docs" / "estimate.md").read_text(encoding="utf-8")
SHOWN = re.findall(
    r"```sh\nostraka (estimate [^\n]*)\n```\n\n(```text\n.*?\n```|(?:> [^\n]*\n)+)", PAGE, re.DOTALL
)
ROWS = re.findall(r"^\| (?:`(.*)`|nothing) \| ([\d.]+) % \| ([\d.]+) % \|$", PAGE, re.MULTILINE)


def printed(*arguments):
    done = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def plain(text):
    return " ".join(text.split())


@pytest.mark.parametrize(("command", "shown"), SHOWN)
def test_every_command_prints_what_is_shown(command, shown):
    if shown.startswith(">"):
        quote = json.loads(printed(*command.split(), "--json"))["quote"]
        assert plain(re.sub(r"^> ", "", shown, flags=re.MULTILINE)) == f"“{quote}”"
        return
    text = shown.removeprefix("```text\n").removesuffix("\n```")
    output = printed(*command.split()).rstrip()
    if text.startswith("..."):
        assert text.strip(".\n") in output
    else:
        assert text == output


def test_nothing_shown_is_left_out():
    assert len(SHOWN) == PAGE.count("```sh\nostraka estimate") >= 7
    assert len(ROWS) == 20


@pytest.mark.parametrize(("arguments", "low", "high"), ROWS)
def test_every_worked_number_is_what_python_gives(arguments, low, high):
    found = eval(f"ok.estimate(67_739, 4_955, 4_058, {arguments})", {"ok": ok})
    assert (f"{100 * found.low:.2f}", f"{100 * found.high:.2f}") == (low, high)


def test_the_script_runs(tmp_path, monkeypatch, capsys):
    (script,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    exec(compile(script, "estimate.md", "exec"), {})
    assert "If every challenge was decided rightly" in capsys.readouterr().out
    assert (tmp_path / "estimate.svg").is_file()
