"""The page of cases is what the cases say now, and its example of an added fact works as it stands."""

import re
from importlib import resources
from pathlib import Path

import pytest

from ostraka.evidence import load_case, names, run_case
from ostraka.report import casebook

PAGE = (Path(__file__).parents[2] / "docs" / "casebook.md").read_text(encoding="utf-8")
RENEW = "renew it with: ostraka cases page > docs/casebook.md"


@pytest.mark.parametrize("name", names())
def test_the_page_shows_every_case_as_it_is(name):
    """Cases by formula down to the last digit; of those that run a scenario, all but the numbers."""
    case = load_case(name)
    assert f"## {case.declared.title}\n" in PAGE, RENEW
    if case.scenario is None:
        assert casebook.case_block(run_case(case)) in PAGE, RENEW
    else:
        assert "\n".join(casebook.stable_lines(case)) in PAGE, RENEW
        for prediction in case.declared.predictions:
            assert f"| {prediction.name} | {prediction.truth} |" in PAGE, RENEW


def test_the_page_has_the_frame_of_its_template_and_counts_all_cases():
    frame = (resources.files("ostraka.report") / "casebook.md").read_text(encoding="utf-8")
    before, after = frame.split("{{ results }}\n")
    assert PAGE.startswith(before), RENEW
    assert PAGE.endswith(after), RENEW
    figures = sum(len(load_case(name).declared.predictions) for name in names())
    assert f"{len(names())} cases, {figures} predicted figures: " in PAGE, RENEW


def test_every_figure_outside_is_listed_with_a_reason():
    failed = re.findall(r"^\| (.+?) \|.*\*\*outside by .*\*\* \|$", PAGE, re.MULTILINE)
    assert failed
    for name in failed:
        assert re.search(rf"^- \*\*{re.escape(name)}\*\* .*\. \S.*$", PAGE, re.MULTILINE), name


def test_the_example_of_an_added_fact_runs(tmp_path):
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    file = tmp_path / "mine.toml"
    file.write_text(example, encoding="utf-8")
    figure = run_case(load_case(file)).figures[-1]
    assert figure.published == 178
    assert figure.verdict == "inside"
