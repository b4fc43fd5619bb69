"""What may be fitted: published figures of a past system, with a source, on one side of the split."""

import copy
import json

import pytest
from scipy.stats import binomtest

import ostraka as ok
from benchmarks.calibration_coverage import SCENARIO
from ostraka.calibration import read_targets
from ostraka.core.errors import OstrakaError
from ostraka.evidence import load_case

FACT = {
    "fact": "what was counted",
    "unit": "cases",
    "period": "2013-2015",
    "source_title": "Annual report",
    "source_url": "https://example.org/report",
    "source_kind": "primary",
}
FILE = {
    "title": "Invented for a test",
    "facts": [
        {"id": "filed", "value": 200, **FACT},
        {"id": "upheld", "value": 50, **FACT},
        {"id": "listed", "value": 2.5, **FACT, "unit": "percent"},
        {"id": "entries", "value": 900, **FACT},
        {"id": "population", "value": 40_000, **FACT},
    ],
    "fit": [{"name": "Listed", "figure": "listed_share_at_end", "fact": "listed"}],
    "held_out": [
        {
            "name": "Upheld",
            "figure": "appeals_upheld",
            "per": "appeals_filed",
            "count": "upheld",
            "of": "filed",
        }
    ],
}


@pytest.fixture
def read(tmp_path):
    def reading(change=lambda data: None):
        data = copy.deepcopy(FILE)
        change(data)
        path = tmp_path / "facts.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        return read_targets(path, ok.loads(SCENARIO))

    return reading


def test_a_percentage_is_read_as_a_share_known_to_its_last_digit(read):
    (one,) = read().fitted
    assert one.published == pytest.approx(0.025)
    assert (one.low, one.high) == pytest.approx((0.0245, 0.0255))
    assert one.below == one.above == pytest.approx(0.001 / 12**0.5)
    assert "Annual report (2013-2015), https://example.org/report" in one.source


def test_a_share_of_counts_has_its_exact_binomial_interval(read):
    (one,) = read().held_out
    assert one.published == 0.25
    known = binomtest(50, 200).proportion_ci(method="exact")  # by root finding, not by quantiles
    assert (one.low, one.high) == pytest.approx((known.low, known.high), abs=1e-8)
    assert one.below == pytest.approx((0.25 - one.low) / 1.959964, rel=1e-5)


def test_a_count_is_scaled_to_the_people_it_was_counted_among(read):
    def count(data):
        data["fit"] = [
            {
                "name": "Entries",
                "figure": "entries",
                "fact": "entries",
                "is_count": True,
                "people": "population",
            }
        ]

    from ostraka.engine import simulate

    scenario = ok.loads(SCENARIO)
    (one,) = read(count).fitted
    # Garwood for 900
    assert (one.low, one.high) == pytest.approx((842.15, 960.77), abs=0.05)
    run = simulate(scenario.drawn(1, 1))
    own = float(run.tables["tally_entries"].sum())
    assert one.read(run) == pytest.approx(own * 40_000 / scenario.people)


def _fit(**change):
    return lambda data: data["fit"][0].update(change)


def _no_source(data):
    del data["facts"][2]["source_url"]


def _future(data):
    data["facts"][2]["period"] = "target for 2199"


def _no_year(data):
    data["facts"][2]["period"] = "soon"


def _both(data):
    data["fit"].append({**data["held_out"][0], "name": "Again"})


def _exact(data):
    data["facts"][2].update(value=3, unit="cases")


def _goal(data):
    data["objective"] = "maximise"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_no_source, "the fact 'listed' has no source that can be looked up"),
        (_future, "no past year; only what was published of a system as it was"),
        (_no_year, "no past year"),
        (_both, "'upheld' is fitted and held out"),
        (_exact, "nothing says how uncertain 3 is"),
        (_goal, "objective: Extra inputs are not permitted"),
        (_fit(fact="listd"), "did you mean 'listed'"),
        (_fit(figure="listed_share_at_en"), "did you mean 'listed_share_at_end'"),
        (_fit(group="nobody"), "there is no group 'nobody'"),
        (_fit(figure="entries"), "grows with the number of people"),
        (_fit(figure="missed_person_months", people="population"), "nothing is fitted to that"),
        (_fit(maximise=True), "Extra inputs are not permitted"),
        (_fit(interval=[3, 4]), "must lie in its interval"),
        (_fit(of="filed"), "a count needs `of`"),
    ],
)
def test_a_fault_is_named_with_its_place_and_remedy(read, change, message):
    with pytest.raises(OstrakaError) as error:
        read(change)
    assert message in str(error.value)


def test_a_file_that_is_not_there_or_is_broken_is_said_to_be(tmp_path):
    scenario = ok.loads(SCENARIO)
    with pytest.raises(OstrakaError, match="cannot be read"):
        read_targets(tmp_path / "none.toml", scenario)
    (tmp_path / "bad.toml").write_text("title =", encoding="utf-8")
    with pytest.raises(OstrakaError, match="mend the line named"):
        read_targets(tmp_path / "bad.toml", scenario)


def test_of_a_case_what_sets_it_is_fitted_and_what_it_predicts_is_held_out():
    case = load_case("midas_unemployment")
    targets = read_targets("midas_unemployment", case.scenario)
    assert [one.name for one in targets.fitted] == [one.name for one in case.declared.sets]
    assert [one.name for one in targets.held_out] == [
        one.name for one in case.declared.predictions if one.model is not None
    ]
    assert targets.fitted[0].published == pytest.approx(4955 / (4955 + 62784))
    with pytest.raises(OstrakaError, match="no fact sets a figure of its runs"):
        read_targets("robodebt", ok.loads(SCENARIO))
    with pytest.raises(OstrakaError, match="its figures are of the strata"):
        read_targets("midas_unemployment", ok.loads(SCENARIO))
