"""What the page on sensitivity shows is what the commands and the script print, to the letter."""

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ostraka.cli.app import app

PAGE = (Path(__file__).parents[2] / "docs" / "sensitivity.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```sh\nostraka ([^\n]*)\n```\n\n```text\n(.*?)\n```", PAGE, re.DOTALL)


@pytest.mark.parametrize(("command", "shown"), SHOWN, ids=[c.split()[0] for c, _ in SHOWN])
def test_every_command_prints_what_is_shown(command, shown):
    done = CliRunner().invoke(app, shlex.split(command), catch_exceptions=False)
    assert done.exit_code == 0
    assert done.stdout.rstrip("\n") == shown


def test_nothing_shown_is_left_out():
    assert len(SHOWN) == PAGE.count("```sh") == 4


def test_the_script_prints_what_is_shown():
    ((script, shown),) = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)\n```", PAGE, re.DOTALL)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(script, "sensitivity.md", "exec"), {})
    assert printed.getvalue().rstrip() == shown
