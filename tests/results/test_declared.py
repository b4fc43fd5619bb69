import dataclasses
import json

import numpy as np
import pytest
from scipy import stats

import ostraka
from ostraka.core.declarations import Sum, TallyFigure
from ostraka.core.errors import DeclarationError
from ostraka.engine import simulate
from ostraka.engine.schedule import CATALOGUE
from ostraka.evidence.declaration import Share, Term
from ostraka.evidence.simulated import share_of
from ostraka.results import declared
from ostraka.results.declared import figure_set
from ostraka.results.figures import FIGURES
from tests.results import toy
from tests.results.worlds import PLAIN, RICH

NAMES = (
    "toy_months",
    "toy_share",
    "toy_share_at_end",
    "toy_entries_per_100k",
    "toy_months_per_entry",
    "toy_excess",
    "toy_entries.fair",
    "toy_entries.unfair",
)


@pytest.fixture(scope="module", autouse=True)
def catalogue():
    with toy.in_the_catalogue(toy.TOY):
        yield


@pytest.fixture(scope="module")
def result():
    return ostraka.run(ostraka.loads(RICH), parameter_draws=20)


SAME = {
    "toy_months": "wrongful_person_months",
    "toy_share": "wrongful_share_of_listed",
    "toy_share_at_end": "wrongful_share_at_end",
}


@pytest.mark.parametrize(("one", "other"), SAME.items())
def test_a_declared_figure_is_the_fixed_one_that_counts_the_same(result, one, other):
    """With many events the whole estimate agrees: value, both intervals, in every group."""
    tables = [result.harm, *result.by("stratum").values(), *result.by("jurisdiction").values()]
    compared = (result.difference()["minority"], result.ratio()["minority"])
    for table in (*tables, *compared):
        assert table[one].to_dict() == pytest.approx(table[other].to_dict())
        assert table[one].status == "ok"
        assert table[one].parameter_low is not None
        assert table.unit(one) == table.unit(other)


def test_the_declared_figures_follow_the_fixed_ones(result):
    assert tuple(result.figures) == (*FIGURES, *NAMES)
    assert tuple(result.harm) == (*FIGURES, *NAMES)
    assert result.figure_set.declared == {"toy": NAMES}


def test_counts_quotients_and_differences(result):
    harm = result.harm
    entries = harm["entries"].value
    assert harm["toy_entries.fair"].value + harm["toy_entries.unfair"].value == pytest.approx(
        entries
    )
    assert harm["toy_months_per_entry"].value == pytest.approx(
        harm["listed_person_months"].value / entries
    )
    assert harm["toy_entries_per_100k"].value == pytest.approx(
        1e5 * harm["toy_entries.unfair"].value / result.people
    )
    wrongful, rules = harm["wrongful_person_months"].value, harm["by_rules"].value
    assert harm["toy_excess"].value == pytest.approx(wrongful - rules)
    assert result.figures["toy_entries.fair"].definition == "Entries that are fair."


def test_a_difference_may_lie_below_nothing():
    sinners = RICH.replace(
        "rate_per_month = 0.004\ndetection = 0.8", "rate_per_month = 0.03\ndetection = 0.8"
    )
    made = ostraka.run(ostraka.loads(sinners))
    excess = made.harm["toy_excess"]
    assert excess.value < 0
    assert excess.low < excess.value < excess.high
    assert excess.parameter_low < 0


def test_a_table_without_strata_gives_no_value_by_stratum(result):
    table = result.by("stratum")["minority"]
    for name in ("toy_entries.fair", "toy_entries_per_100k", "toy_months_per_entry"):
        assert table[name].status == "undefined"
        assert result.ratio()["minority"][name].status == "undefined"
        assert result.by("jurisdiction")["all"][name] == result.harm[name]
    assert table["toy_months"].value > 0


def test_few_independent_units_have_exact_intervals_and_others_none():
    few = ostraka.run(ostraka.loads(PLAIN), people=300, months=6, replicates=3)
    unfair = few.harm["toy_entries.unfair"]
    seen = round(3 * unfair.value)
    assert 0 < seen < 30
    low, high = stats.chi2.ppf(0.025, 2 * seen) / 6, stats.chi2.ppf(0.975, 2 * seen + 2) / 6
    assert (unfair.low, unfair.high) == pytest.approx((low, high))
    per_people = few.harm["toy_entries_per_100k"]
    assert (per_people.low, per_people.high) == pytest.approx(
        (1e5 * low / few.people, 1e5 * high / few.people)
    )
    share = few.harm["toy_share_at_end"]
    assert share.to_dict() == pytest.approx(few.harm["wrongful_share_at_end"].to_dict())
    assert few.harm["toy_months_per_entry"].status == "too_few"
    one = ostraka.run(ostraka.loads(PLAIN), replicates=1)
    assert one.harm["toy_months"].status == "too_few"
    assert one.harm["toy_entries.unfair"].status == "ok"


def test_what_is_switched_off_declares_nothing():
    scenario = ostraka.loads(PLAIN.replace('title = "Plain"', 'title = "No toys"'))
    assert tuple(figure_set(scenario).figures) == tuple(FIGURES)


def test_a_saved_result_keeps_the_declared_figures(result, tmp_path, page):
    folder = result.save(tmp_path / "out")
    again = ostraka.Result.load(folder)
    assert again.summary() == result.summary()
    assert again.to_pandas().equals(result.to_pandas())
    saved = json.loads((folder / "figures.json").read_text())
    assert saved["figures"]["toy_share"]["unit"] == "share of listed person-months"
    assert saved["all"]["toy_share"] == result.harm["toy_share"].to_dict()
    package = json.loads((folder / "csv" / "datapackage.json").read_text())
    (months,) = (r for r in package["resources"] if r["name"] == "toy-months")
    fields = {f["name"]: f["description"] for f in months["schema"]["fields"]}
    assert fields["toy_kind"] == "whether the listing is deserved"
    assert "toy_share" in (folder / "csv" / "definitions.csv").read_text()


def test_a_result_that_lacks_a_table_is_refused(result, tmp_path, page):
    folder = result.save(tmp_path / "out")
    (folder / "tables" / "toy_moves.parquet").unlink()
    with pytest.raises(ostraka.OutputError, match="no table tally_toy_moves"):
        ostraka.Result.load(folder)


def test_the_summary_holds_them_for_the_whole_and_the_strata(result):
    summary = json.loads(json.dumps(result.summary(), allow_nan=False))
    assert tuple(summary["measures"]) == NAMES
    assert summary["measures"]["toy_months"]["unit"] == "person-months"
    minority = summary["by_stratum"]["minority"]["measures"]
    assert minority["toy_months"]["value"] > 0
    assert minority["toy_entries.fair"]["value"] is None


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"of": Sum("tally_nothing")}, "no pass of this schedule writes 'tally_nothing'"),
        ({"of": Sum("tally_toy_moves", {"cause": ("error",)})}, "has no axis 'cause'"),
        ({"of": Sum("tally_toy_moves", {"toy_kind": ("odd",)})}, r"toy_kind has no \['odd'\]"),
        ({"of": Sum("tally_toy_moves", {"month": ("3",)})}, "have no names"),
        ({"of": Sum("tally_people", at_end=True)}, "no last one"),
        ({"is_share": True}, "part over its whole"),
        ({"unit": "share of entries"}, "disagree"),
        ({"definition": ""}, "a sentence"),
        ({"name": "entries"}, "another figure"),
    ],
)
def test_a_figure_that_names_what_there_is_not_is_refused(changes, fault):
    good = {
        "name": "new",
        "unit": "entries",
        "definition": "Entries.",
        "of": Sum("tally_toy_moves"),
    }
    figures = (TallyFigure(**{**good, **changes}),)
    with (
        toy.in_the_catalogue(dataclasses.replace(toy.TOY, name="other", figures=figures)),
        pytest.raises(DeclarationError, match=fault),
    ):
        figure_set(ostraka.loads(PLAIN))


@pytest.mark.parametrize("one", CATALOGUE, ids=lambda one: one.name)
def test_every_declared_figure_and_picture_of_the_catalogue_is_well_formed(one):
    tallies = {name: tally for other in CATALOGUE for name, tally in other.tallies.items()}
    for figure in one.figures:
        declared._check_words(figure, one.name)
        for total in (figure.of, figure.per, figure.minus):
            assert total is None or total.tally in tallies
    for picture in one.pictures:
        assert {"month", picture.axis} <= set(tallies[picture.tally].dims)
        assert picture.definition.endswith(".")


class _Case:
    """What a share of a case is read with."""

    def __init__(self, scenario, sizes=None):
        self.scenario, self.sizes = scenario, sizes

    def weights(self, share):
        return self.sizes


def test_cases_read_declared_tables():
    scenario = ostraka.loads(PLAIN)
    tallies = simulate(scenario)
    unfair = [Term(table="toy_moves", where={"toy_kind": ["unfair"]}, sign=1)]
    every = [Term(table="toy_moves", sign=1)]
    share = Share(numerator=unfair, denominator=every)
    moves = tallies.tables["tally_toy_moves"].sum(axis=(0, 2))
    assert share_of(_Case(scenario), share, tallies) == pytest.approx(moves[1] / moves.sum())
    weighed = _Case(scenario, {"majority": 1.0, "minority": 1.0})
    with pytest.raises(ostraka.OstrakaError, match=r"has no \['stratum'\]"):
        share_of(weighed, share, tallies)
    months = Share(
        numerator=[Term(table="toy_months", where={"toy_kind": ["unfair"]}, sign=1)],
        denominator=[Term(table="toy_months", sign=1)],
    )
    table = tallies.tables["tally_toy_months"].sum(axis=(0, 1))
    assert share_of(weighed, months, tallies) == pytest.approx(
        (table[:, 1] / table.sum(axis=1)).mean()
    )
    assert np.isnan(
        share_of(
            _Case(scenario),
            Share(
                numerator=every,
                denominator=[Term(table="entries", where={"cause": ["association"]}, sign=1)],
            ),
            tallies,
        )
    )
