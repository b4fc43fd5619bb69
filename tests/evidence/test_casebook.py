"""The casebook: anybody adds a fact and a prediction without code, and sees the verdict."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from ostraka.core.errors import OstrakaError
from ostraka.evidence import copy_case, load_case, names, run_case
from ostraka.evidence.expressions import evaluate, names_in
from ostraka.evidence.facts import Fact, count_interval, ratio_interval, rounded_share_interval
from ostraka.evidence.functions import at_least, birthday, chosen_share, people_for_half, size_of
from ostraka.evidence.inputs import Drawn

FACT = {
    "id": "funnel_2013_cleared",
    "fact": "Mismatch later cleared",
    "value": 0.22,
    "unit": "percent of all cases",
    "period": "FY2013",
    "source_title": "A report that somebody holds",
    "source_url": "https://example.org/report",
    "source_kind": "secondary",
    "truth": "record",
}
PREDICTION = """
[[predictions]]
name = "Mismatch later cleared, fiscal year 2013"
truth = "record"
published = { fact = "funnel_2013_cleared" }
expression = "cleared"
at = { year = 2013.25 }
baseline = "cleared_2012"
"""


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return copy_case("e_verify", tmp_path / "mine")


def add_fact(folder: Path, **changes) -> None:
    data = json.loads((folder / "facts.json").read_text())
    data["facts"].append({**FACT, **changes})
    (folder / "facts.json").write_text(json.dumps(data))


def add_prediction(folder: Path, text: str = PREDICTION) -> None:
    with (folder / "case.toml").open("a") as file:
        file.write(text)


def test_one_fact_and_one_prediction_added_to_a_copied_case_get_a_verdict(copied):
    add_fact(copied)
    add_prediction(copied)
    before = run_case(load_case("e_verify"))
    after = run_case(load_case(copied))
    assert [f.to_dict() for f in after.figures[:-1]] == [f.to_dict() for f in before.figures]
    new = after.figures[-1]
    assert (new.published, new.published_low, new.published_high) == pytest.approx(
        (0.22, 0.215, 0.225)
    )
    assert new.verdict == "inside"
    add_fact(copied, id="far_off", value=2.2)
    add_prediction(
        copied,
        PREDICTION.replace("funnel_2013_cleared", "far_off").replace(
            "year 2013", "year 2013, again"
        ),
    )
    far = run_case(load_case(copied)).figures[-1]
    assert far.verdict == "outside"
    assert far.outside_by == pytest.approx(2.15 - far.high)
    assert far.interval_score == pytest.approx(far.high - far.low + 40 * far.outside_by)


def test_one_file_adds_to_a_shipped_case_from_the_command_line(tmp_path):
    rows = "\n".join(f"{key} = {json.dumps(value)}" for key, value in FACT.items())
    file = tmp_path / "mine.toml"
    file.write_text(f'base = "e_verify"\n[[facts]]\n{rows}\n{PREDICTION}')
    done = subprocess.run(
        [sys.executable, "-m", "ostraka", "cases", "run", str(file), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    figure = json.loads(done.stdout)["figures"][-1]
    wanted = ("published", "published_low", "published_high", "predicted", "low", "high", "verdict")
    assert all(figure[key] is not None for key in wanted)
    assert figure["name"].endswith("2013")
    assert figure["free_parameters"] == 1


def test_a_fact_without_a_source_is_refused_when_it_is_added(copied):
    add_fact(copied, source_url="")
    with pytest.raises(OstrakaError, match="fact funnel_2013_cleared: source_url"):
        load_case(copied)


def test_a_prediction_cannot_see_the_fact_that_it_predicts(copied):
    add_fact(copied)
    add_prediction(copied, PREDICTION.replace('"cleared"', '"funnel_2013_cleared"'))
    with pytest.raises(OstrakaError, match="list it in `used`"):
        load_case(copied)


def test_a_wrong_name_is_answered_with_the_nearest(copied):
    add_fact(copied)
    add_prediction(copied, PREDICTION.replace('"cleared"', '"clearde"'))
    with pytest.raises(OstrakaError, match="did you mean 'cleared'"):
        load_case(copied)


def test_a_fact_about_a_record_is_not_compared_with_a_decision(copied):
    add_fact(copied, truth="decision")
    add_prediction(copied)
    with pytest.raises(OstrakaError, match="are not compared"):
        load_case(copied)


def test_what_is_no_share_needs_a_naive_guess_to_be_judged_against(copied):
    add_fact(copied)
    add_prediction(copied, PREDICTION.replace('baseline = "cleared_2012"', ""))
    with pytest.raises(OstrakaError, match="give `baseline`"):
        load_case(copied)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "(1).real",
        "[1, 2]",
        "'text' + 1",
        "lambda: 1",
        "exp.__class__",
        "cleared if year else 1",
        "open('x')",
        "min(*cleared)",
        "True",
    ],
)
def test_formulas_hold_arithmetic_and_nothing_else(text):
    with pytest.raises(OstrakaError, match="the formula"):
        evaluate(text, lambda name: np.ones(2))


def test_formulas_are_computed_as_written():
    values = {"a": np.array([1.0, 2.0]), "b": np.array([3.0, 4.0])}
    got = evaluate("-a ** 2 + max(b, 3.5) / choose(a > 1.5, 2, 1)", values.__getitem__)
    assert got == pytest.approx([-1 + 3.5, -4 + 2])
    assert names_in("a + exp(b) * a") == ("a", "b")


def test_a_formula_that_leads_to_itself_is_refused(copied):
    text = (copied / "case.toml").read_text()
    text = text.replace('mismatch = "cleared + not_authorised"', 'mismatch = "mismatch + 1"')
    (copied / "case.toml").write_text(text)
    with pytest.raises(OstrakaError, match="leads to itself"):
        load_case(copied)


def test_an_input_with_neither_source_nor_mark_is_refused(copied):
    text = (copied / "case.toml").read_text()
    (copied / "case.toml").write_text(text.replace("high = 0.6, assumed = true", "high = 0.6"))
    with pytest.raises(OstrakaError, match="neither a source nor"):
        load_case(copied)


def test_each_input_has_a_stream_of_its_own(copied):
    text = (copied / "case.toml").read_text()
    more = "[inputs]\nadded = { low = 0, high = 1, assumed = true }"
    (copied / "case.toml").write_text(text.replace("[inputs]", more))
    plain, grown = load_case("e_verify"), load_case(copied)
    for name in ("walk", "silent", "cleared_2011"):
        one, other = (Drawn(case, 100, 1, {}).value(name) for case in (plain, grown))
        assert (one == other).all()


def test_shares_of_counts_are_drawn_with_the_error_of_the_counts():
    case = load_case("duo_student_grants")
    drawn = Drawn(case, 20_000, 1, {}).value("appeal_success")
    low, high = np.quantile(drawn, [0.025, 0.975])
    exact = stats.binomtest(280, 1290).proportion_ci(method="exact")
    assert (low, high) == pytest.approx((exact.low, exact.high), abs=0.004)


def test_decimals_are_read_as_rounded_and_whole_numbers_as_exact():
    assert Fact.model_validate({**FACT, "value": 6.2}).ends == pytest.approx((6.15, 6.25))
    assert Fact.model_validate({**FACT, "value": 62}).ends == (62, 62)
    assert Fact.model_validate({**FACT, "value": 60, "rounded_to": 10}).ends == (55, 65)
    with pytest.raises(ValueError, match="does not lie between"):
        Fact.model_validate({**FACT, "value": 9, "high": 8})


def test_intervals_of_counts_hold_rounding_and_sampling():
    assert count_interval((10, 10)) == pytest.approx((4.795, 18.391), abs=1e-3)  # Garwood's table
    assert count_interval((0, 0)) == pytest.approx((0, 3.689), abs=1e-3)
    exact = rounded_share_interval((10, 10), (100, 100))
    rounded = rounded_share_interval((5, 15), (95, 105))
    assert rounded[0] < exact[0] < exact[1] < rounded[1]
    low, high = ratio_interval((0.02, 0.08), (0.1, 0.1))
    assert (low, high) == pytest.approx((0.2, 0.8))


def test_the_urn_of_origins_is_the_noncentral_mean():
    """Against SciPy's Wallenius-free twin: Fisher's distribution at large numbers."""
    group, rate, odds = 0.3, 0.2, 4.0
    n = 20_000
    exact = stats.nchypergeom_fisher(n, int(group * n), int(rate * n), odds).mean() / (rate * n)
    assert chosen_share(group, rate, odds) == pytest.approx(exact, rel=1e-3)
    assert chosen_share(group, rate, 1.0) == pytest.approx(group)


def test_repeats_follow_their_three_named_laws():
    mean = 1.56
    assert at_least(2, mean, 1.0) == pytest.approx(1 - 1 / mean, rel=1e-6)  # geometric
    rate = 0.9812  # Poisson: rate / (1 - exp(-rate)) = 1.56
    poisson = 1 - rate * np.exp(-rate) / (1 - np.exp(-rate))
    assert at_least(2, rate / (1 - np.exp(-rate)), 1e6) == pytest.approx(poisson, rel=1e-4)
    series = stats.logser(0.55)
    assert at_least(3, series.mean(), 1e-7) == pytest.approx(series.sf(2), rel=1e-4)


def test_the_size_of_a_law_is_found_from_its_mean_and_those_with_none():
    law = stats.nbinom(0.34, 0.34 / (0.34 + 0.287))
    assert size_of(law.mean(), law.sf(0)) == pytest.approx(0.34, rel=1e-6)
    truncated = law.sf(2) / law.sf(0)
    assert at_least(3, law.mean() / law.sf(0), 0.34) == pytest.approx(truncated, rel=1e-6)


def test_a_shared_date_is_even_odds_among_as_many_as_the_exact_product_says():
    for n in (365, 23_000, 23_242, 23_600):
        product = np.cumprod(1 - np.arange(1000) / n)
        exact = int(np.argmax(product <= 0.5)) + 1
        assert people_for_half(n) == exact
        assert birthday(exact, n) == pytest.approx(1 - product[exact - 1])


def test_the_category_alone_does_not_explain_the_selection_of_students():
    figures = {f.name: f for f in run_case(load_case("duo_student_grants")).figures}
    alone = figures["Selected for control, ratio of origins: categories alone"]
    assert alone.predicted == pytest.approx(1.98, abs=0.01)
    assert alone.published == pytest.approx(6.22, abs=0.01)
    assert alone.verdict == "outside"
    assert alone.note


@pytest.mark.parametrize("name", [n for n in names() if n != "midas_unemployment"])
def test_every_shipped_case_by_formula_runs_and_says_what_free_numbers_it_has(name):
    case = load_case(name)
    if case.scenario is not None:
        pytest.skip("it runs a scenario")
    result = run_case(case)
    assert all(f.low <= f.predicted <= f.high for f in result.figures)
    assert all(f.published_low <= f.published <= f.published_high for f in result.figures)
    assert json.loads(json.dumps(result.to_dict(), allow_nan=False))["case"] == name


def test_the_balance_of_imprisonment_is_that_of_people_drawn_month_by_month():
    """40,000 people who all meet, 400 months; the share imprisoned within four standard errors."""
    case = load_case("imprisonment_ties")
    passed_on, alone, sentence = 0.09, 2e-3, 14.0
    at = {"passed_on": passed_on, "spontaneous": alone, "sentence_short": sentence}
    expected = float(Drawn(case, 1, 1, at).formula("share_short")[0])
    rng = np.random.default_rng(11)
    size, inside, seen = 40_000, 4_000, []
    for month in range(400):
        entering = rng.binomial(size - inside, alone + passed_on * inside / size)
        inside += entering - rng.binomial(inside, 1 / sentence)
        if month >= 150:
            seen.append(inside / size)
    blocks = np.array(seen).reshape(10, -1).mean(axis=1)
    assert abs(blocks.mean() - expected) < 4 * blocks.std(ddof=1) / np.sqrt(10)
    assert blocks.std(ddof=1) / np.sqrt(10) < 0.02 * expected


def test_several_facts_are_added_up_and_facts_can_be_stood_in_for(copied):
    add_prediction(
        copied,
        """
[[predictions]]
name = "Cleared and lost, with other figures"
truth = "none"
published = { fact = ["one", "two"] }
expression = "lost + lost_2011"
at = { lost_2011 = 0.5 }
baseline = 1
""",
    )
    add_fact(copied, id="one", value=0.5, truth="none")
    add_fact(copied, id="two", value=0.25, truth="none")
    figure = run_case(load_case(copied)).figures[-1]
    assert figure.published == pytest.approx(0.75)
    assert (figure.published_low, figure.published_high) == pytest.approx((0.695, 0.805))
    assert figure.predicted > 0.5
