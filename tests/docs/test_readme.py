"""What the README shows must run as it stands."""

import re
from pathlib import Path

import pytest

from ostraka.cli import demo as command
from ostraka.scenario import load, loads

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
    assert loaded == load("missed_fines")


@pytest.mark.parametrize(
    "name", ["LICENSE", "CHARTER.md", "CONTRIBUTING.md", "CITATION.cff", "docs/MODEL.md"]
)
def test_files_that_the_readme_names_exist(name):
    assert name in README.read_text(encoding="utf-8")
    assert (README.parent / name).is_file()


def demo():
    (shown,) = (text for text in blocks("text") if text.startswith("Unemployment fraud flags"))
    return shown


def test_the_documented_system_of_the_demo_comes_out_as_in_the_casebook():
    """Both are made by the same runs; the build of the documentation makes the casebook anew."""
    casebook = (README.parent / "docs" / "casebook.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^  (\S.*?)  +([\d.]+ %)  \(([\d.]+ to [\d.]+)\) +([\d.]+ %)  \(([\d.]+ to [\d.]+)\) +(.*)$",
        demo(),
        re.MULTILINE,
    )
    assert len(rows) == 4
    for name, published, known, predicted, interval, verdict in rows:
        (cells,) = re.findall(rf"^\| {re.escape(name)} \|(.*)$", casebook, re.MULTILINE)
        for shown in (published, known, predicted, interval, verdict):
            assert shown in cells, f"{name}: {shown}"


def test_the_demo_prints_what_is_shown_but_for_its_numbers(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    program = Path(".venv/bin/ostraka")  # as after `make demo`
    program.parent.mkdir(parents=True)
    program.touch()
    whole, small = command.results.run, {"people": 20_000, "replicates": 2, "parameter_draws": 20}
    monkeypatch.setattr(command.results, "run", lambda *a, **given: whole(*a, **given | small))
    predict = command.evidence.run_case
    monkeypatch.setattr(
        command.evidence, "run_case", lambda case, **given: predict(case, **given, draws=400)
    )
    command.run_demo(Path("ostraka-demo"), threads=None, force=False, as_json=False)

    def words(text):
        text = re.sub(r"[█▏▎▍▌▋▊▉]+|\d[\d,.]*", "", text)
        return sorted({line.split("(")[0].strip() for line in text.splitlines()})

    # in so small a run a verdict may turn, and a share may round to another bar
    assert words(capsys.readouterr().out) == words(demo())
    assert Path("ostraka-demo/points_pilot/report.html").is_file()
