"""The page of a case: it opens with the prediction, and shows every fact with its source."""

import dataclasses
import re

import pytest

import ostraka
from ostraka import evidence, report


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("case")
    case = evidence.load_case("midas_unemployment")
    predicted = evidence.run_case(case, draws=400, people=20_000)
    run = ostraka.run(case.scenario, people=3_000, replicates=3, parameter_draws=20)
    html = report.write(run, folder / "case.html", predicted).read_text(encoding="utf-8")
    return folder, run, predicted, html


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).replace("\u00a0", " ").split())


def test_the_headline_is_the_prediction_with_its_interval(pages):
    *_, predicted, html = pages
    head = predicted.headline
    said = f"{100 * head.low:.0f} to {100 * head.high:.0f}"
    assert said in words(re.search(r"<h1.*?</h1>", html, re.DOTALL)[0])


def test_every_fact_stands_there_with_its_part_and_source(pages):
    *_, predicted, html = pages
    text = words(html)
    for fact in predicted.case.facts.values():
        assert fact.fact in text
        assert f"{fact.value:,.10g}" in text
    assert "(secondary)" in text
    assert "held out" in text


def test_streams_of_cases_are_not_compared_as_people(pages):
    assert "Who carries it" not in pages[-1]


def test_a_prediction_that_fails_is_said_to_fail(pages, tmp_path):
    _, run, predicted, _ = pages
    head = predicted.headline
    failed = dataclasses.replace(head, verdict="outside", outside_by=0.123)
    others = tuple(f for f in predicted.figures if f is not head)
    result = dataclasses.replace(predicted, figures=(failed, *others))
    html = report.write(run, tmp_path / "failed.html", result).read_text(encoding="utf-8")
    assert "outside by 12.3" in words(html)


def test_the_comparison_survives_saving_and_reading(pages):
    folder, _, predicted, _ = pages
    assert evidence.read_comparison(folder) is None
    evidence.save_comparison(predicted, folder)
    assert evidence.read_comparison(folder).to_dict() == predicted.to_dict()
