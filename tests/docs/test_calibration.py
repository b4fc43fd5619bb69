"""What the page on calibration shows is what the commands give."""

import re
from pathlib import Path

from typer.testing import CliRunner

import ostraka as ok
from ostraka.calibration import read_targets
from ostraka.cli.app import app
from ostraka.evidence import load_case

PAGE = (Path(__file__).parents[2] / "docs" / "calibration.md").read_text(encoding="utf-8")
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


def words(text):
    """The text without its numbers, and without where its lines are broken."""
    return " ".join(NUMBER.sub("#", text).split())


def numbers(text):
    return [float(one.replace(",", "")) for one in NUMBER.findall(text)]


def test_the_command_prints_what_is_shown():
    command, shown = re.search(
        r"```sh\nostraka (.*?)\n```\n\n```text\n(.*?)```", PAGE, re.DOTALL
    ).groups()
    done = CliRunner().invoke(app, command.split(), catch_exceptions=False)
    assert words(done.stdout) == words(shown)
    # other versions of NumPy and SciPy may round the last digits of a proposal otherwise
    for one, known in zip(numbers(done.stdout), numbers(shown), strict=True):
        assert abs(one - known) <= 0.1 * abs(known) + 0.02


def test_the_file_of_figures_is_good(tmp_path):
    (shown,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    path = tmp_path / "figures.toml"
    path.write_text(shown, encoding="utf-8")
    case = load_case("midas_unemployment")
    (one,) = read_targets(path, case.scenario).fitted
    assert one.published == 4058 / 4955
    assert [case.facts[name].value for name in ("appealed", "overturned")] == [4955, 4058]
    assert case.facts["appealed"].source_title in one.source


def test_the_python_names_exist():
    (shown,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    for name in re.findall(r"found\.(\w+)", shown):
        assert hasattr(ok.Calibration, name)
