"""Cases: facts have sources, the split is honest, predictions are what they say."""

import json
import shutil
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from ostraka.core.errors import OstrakaError
from ostraka.evidence import load_case, names, run_case
from ostraka.evidence.facts import share_interval

CASE = "midas_unemployment"


@pytest.fixture(scope="module")
def result():
    return run_case(load_case(CASE), draws=400, people=30_000)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    source = resources.files("ostraka.evidence") / "shipped" / CASE
    shutil.copytree(Path(str(source)), folder)
    return folder


def test_every_shipped_case_loads_and_every_fact_names_its_source():
    assert CASE in names()
    for name in names():
        case = load_case(name)
        assert all(fact.source_title and fact.source_url for fact in case.facts.values())


def test_a_fact_without_a_source_is_refused(copied):
    data = json.loads((copied / "facts.json").read_text())
    del data["facts"][0]["source_url"]
    (copied / "facts.json").write_text(json.dumps(data))
    with pytest.raises(OstrakaError, match="source_url"):
        load_case(copied)


def test_a_fact_that_sets_the_model_cannot_be_predicted(copied):
    text = (copied / "case.toml").read_text()
    (copied / "case.toml").write_text(
        text.replace('"first_batch"]\n', '"first_batch", "reversed"]\n', 1)
    )
    with pytest.raises(OstrakaError, match="both set the model and are predicted"):
        load_case(copied)


def test_the_flag_is_set_to_the_published_reversals_of_computer_only_cases():
    """Known answer 5: the base-rate identity, from the published counts to the specificity."""
    flag = load_case(CASE).scenario.flag
    rate = float(load_case(CASE).scenario.categories["misreporting"].rate_per_month)
    prevalence = 1 - np.exp(-rate)
    ppv = 1 - 34018 / 40195
    false_rate = prevalence / (1 - prevalence) * (1 - ppv) / ppv * float(flag.sensitivity)
    assert 1 - float(flag.specificity) == pytest.approx(false_rate, rel=1e-4)


def test_kept_draws_give_intervals_that_hold_their_median(result):
    assert result.kept >= 20
    for figure in result.figures:
        assert 0 < figure.low < figure.predicted < figure.high < 1


def test_the_full_review_follows_the_identity_that_the_case_implies(result):
    """With no human check and nobody likelier to appeal it would be the computer-only share."""
    head = result.headline
    assert head.published == pytest.approx(43928 / 62784)
    # a check only removes false flags or drops true ones; the computer-only part is fixed
    assert 0.5418 <= head.low < head.high <= 0.9016
    assert head.high - head.low < 0.9016 - 0.5418, "else it would have to be called uninformative"


def test_published_intervals_are_exact_binomial():
    low, high = share_interval(43928, 62784)
    assert low == pytest.approx(stats.beta.ppf(0.025, 43928, 62784 - 43928 + 1))
    assert high == pytest.approx(stats.beta.ppf(0.975, 43928 + 1, 62784 - 43928))


def test_verdicts_say_outside_by_how_much_when_the_published_figure_moves(copied):
    data = json.loads((copied / "facts.json").read_text())
    for fact in data["facts"]:
        if fact["id"] == "reversed":
            fact["value"] = 60_000
    (copied / "facts.json").write_text(json.dumps(data))
    moved = run_case(load_case(copied), draws=400, people=30_000).headline
    assert moved.verdict == "outside"
    assert moved.outside_by == pytest.approx(share_interval(60_000, 62_784)[0] - moved.high)
    assert "outside by" in moved.verdict_in_words
    assert moved.interval_score > moved.high - moved.low


def test_assumptions_that_contradict_the_set_facts_are_reported(copied):
    text = (copied / "scenario.toml").read_text()
    text = text.replace("low = 0.001, high = 0.02", "low = 0.2, high = 0.9")
    (copied / "scenario.toml").write_text(text)
    with pytest.raises(OstrakaError, match="agree with the facts that set it"):
        run_case(load_case(copied), draws=40, people=5_000)


def test_the_same_seed_gives_the_same_figures(result):
    again = run_case(load_case(CASE), draws=400, people=30_000, threads=1)
    assert again.to_dict() == result.to_dict()


def test_an_interval_as_wide_as_the_set_facts_allow_is_called_uninformative(copied):
    text = (copied / "case.toml").read_text()
    (copied / "case.toml").write_text(
        text.replace("bounds = [0.5418, 0.9016]", "bounds = [0.65, 0.75]")
    )
    head = run_case(load_case(copied), draws=400, people=30_000).headline
    assert head.verdict == "uninformative"


def test_a_wrong_decision_is_not_compared_with_a_wrong_record(copied):
    text = (copied / "case.toml").read_text()
    (copied / "case.toml").write_text(text.replace('truth = "decision"', 'truth = "record"', 1))
    with pytest.raises(OstrakaError, match="are not compared"):
        load_case(copied)
