"""`ostraka assess` writes a document from a saved run, and says what is wrong otherwise."""

import pytest
from typer.testing import CliRunner

import ostraka
from ostraka.cli.app import app
from ostraka.core.errors import OutputError
from tests.results.worlds import PLAIN

runner = CliRunner()


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "plain"
    return ostraka.run(ostraka.loads(PLAIN), people=500, replicates=2).save(folder)


def test_the_page_stands_in_the_folder_unless_told_otherwise(saved):
    done = runner.invoke(app, ["assess", str(saved)], catch_exceptions=False)
    assert done.exit_code == 0
    assert done.stdout.strip() == str(saved / "assessment.html")
    assert "impact assessment" in (saved / "assessment.html").read_text(encoding="utf-8")
    # the run can still be read, and the file in it is none of its own
    assert ostraka.Result.load(saved).people == 500


@pytest.mark.parametrize(
    ("kind", "start"), [("md", b"# Fund"), ("docx", b"PK"), ("html", b"<!doc")]
)
def test_the_format_comes_from_the_option_or_the_ending(saved, tmp_path, kind, start):
    by_option = tmp_path / "no_ending"
    for arguments in (
        ["--out", str(by_option), "--format", kind],
        ["--out", str(tmp_path / f"one.{kind}")],
    ):
        done = runner.invoke(app, ["assess", str(saved), *arguments], catch_exceptions=False)
        assert done.exit_code == 0
        assert (tmp_path / arguments[1]).read_bytes().startswith(start)
    beside = runner.invoke(app, ["assess", str(saved), "--format", kind], catch_exceptions=False)
    assert beside.stdout.strip() == str(saved / f"assessment.{kind}")


def test_what_is_no_run_or_no_format_is_an_error_with_a_remedy(saved, tmp_path):
    with pytest.raises(OutputError, match="no saved result"):
        runner.invoke(app, ["assess", str(tmp_path)], catch_exceptions=False)
    arguments = ["assess", str(saved), "--out", str(tmp_path / "one.pdf")]
    with pytest.raises(OutputError, match="its ending names no format"):
        runner.invoke(app, arguments, catch_exceptions=False)
    refused = runner.invoke(app, ["assess", str(saved), "--format", "pdf"])
    assert refused.exit_code == 2
    blocked = ["--out", str(saved / "run.json" / "one.md")]
    with pytest.raises(OutputError, match="cannot be written"):
        runner.invoke(app, ["assess", str(saved), *blocked], catch_exceptions=False)
