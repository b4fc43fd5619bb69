"""What the page on the assessment shows is what the command writes."""

import re
from pathlib import Path

from typer.testing import CliRunner

from ostraka.cli.app import app

PAGE = (Path(__file__).parents[2] / "docs" / "assessment.md").read_text(encoding="utf-8")


def flat(text):
    return " ".join(re.sub(r"[\\*]", "", text).replace("\u00a0", " ").split())


def test_the_sentences_shown_stand_in_the_document_of_the_commands_shown(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown = [
        line
        for block in re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
        for line in block.splitlines()
    ]
    (commands,) = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    for command in commands.splitlines():
        words = command.partition("#")[0].split()
        assert words[0] == "ostraka"
        done = CliRunner().invoke(app, words[1:], catch_exceptions=False)
        assert done.exit_code == 0
    folder = tmp_path / "ostraka-runs" / "missed_fines"
    assert (folder / "assessment.html").is_file()
    assert (tmp_path / "draft.docx").is_file()
    written = flat((folder / "assessment.md").read_text(encoding="utf-8"))
    assert len(shown) == 5
    for line in shown:
        assert flat(line) in written, line
