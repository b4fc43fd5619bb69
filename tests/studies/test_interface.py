"""What other packages build on: draws, outcomes, person sets, designs."""

import numpy as np
import pytest

from ostraka.core.errors import OstrakaError, ScenarioError
from ostraka.studies import Study, design_of, designs, register_design, run_study
from ostraka.studies.designs import points
from tests.studies.small import small_study


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return run_study(small_study(), tmp_path_factory.mktemp("study") / "out")


def test_draws_are_those_of_a_run_of_the_scenario():
    study = small_study()
    drawn = study.draws()
    assert drawn.index.name == "draw"
    assert list(drawn.index) == [0, 1, 2]
    place = "categories.unpaid_fine.rate_per_month"
    for number in drawn.index:
        assert drawn.loc[number, place] == study.base.draw(study.seed, number)[1][place]


def test_draws_hold_the_numbers_of_safeguards_too_and_all_arms_get_the_same():
    study = small_study()
    multiply = "safeguard.identity_check.effect.linking.mislink.multiply"
    assert multiply in study.places
    value = study.draws().loc[1, multiply]
    assert study.numbers("identity_check", 1)[multiply] == value
    assert multiply not in study.numbers("as_is", 1)
    settled = study.settled("identity_check", 1)
    assert not settled.uncertain()
    before = float(study.base.linking.mislink)
    delivery = float(study.arms["identity_check"].scenario.safeguard["identity_check"].delivery)
    assert float(settled.linking.mislink) == pytest.approx(
        before * (1 - delivery + delivery * value), rel=1e-12
    )


def test_parameters_choose_what_is_drawn_and_the_rest_stays_at_its_centre():
    study = small_study(design={"draws": 3, "parameters": ["safeguard.*"]})
    assert study.places == ("safeguard.identity_check.effect.linking.mislink.multiply",)
    rate = study.settled("as_is", 2).categories["unpaid_fine"].rate_per_month
    assert float(rate) == float(study.base.categories["unpaid_fine"].rate_per_month)


def test_outcomes_are_in_long_form_with_every_arm_draw_and_replicate(result):
    found = result.outcomes()
    assert list(found.columns) == ["arm", "draw", "replicate", "figure", "stratum", "value"]
    runs = found[["arm", "draw", "replicate"]].drop_duplicates()
    assert len(runs) == 2 * 3 * 2
    assert set(found["stratum"]) == {"", "majority", "minority"}
    central = result.outcomes(central=True)
    assert set(central["draw"]) == {-1}
    assert set(central["replicate"]) == set(range(4))


def test_any_figure_of_all_arms_can_be_had_and_no_other(result):
    found = result.outcomes(["ever_listed"])
    assert set(found["figure"]) == {"ever_listed"}
    with pytest.raises(OstrakaError, match="did you mean 'ever_listed'"):
        result.outcomes(["ever_lsted"])


def test_parts_of_strata_add_up_to_the_whole(result):
    found = result.outcomes(["wrongful_person_months"])
    whole = found[found["stratum"] == ""].groupby(["arm", "draw", "replicate"])["value"].sum()
    parts = found[found["stratum"] != ""].groupby(["arm", "draw", "replicate"])["value"].sum()
    assert (whole == parts).all()
    assert whole.sum() > 0


def test_person_sets_agree_with_the_figures_of_both_arms(result):
    for central in (False, True):
        sets = result.person_sets(central=central)
        figures = result.outcomes(central=central).query("figure == 'ever_wrongly_listed'")
        value = figures.set_index(["arm", "draw", "replicate", "stratum"])["value"]
        assert sets["spared"].sum() > 0
        for row in sets.itertuples():
            at = (row.draw, row.replicate, row.stratum)
            assert row.wronged_in_reference == value[("as_is", *at)]
            assert row.wronged_in_arm == value[(row.arm, *at)]
            change = row.newly_harmed - row.spared
            assert change == row.wronged_in_arm - row.wronged_in_reference


def test_person_sets_hold_where_many_are_wronged_in_every_cell(tmp_path):
    worse = {"linking.mislink": 0.5, "categories.unpaid_fine.rate_per_month": 0.2}
    study = small_study(arms={"worse": {"set": worse}}, replicates=1, design={"draws": 0})
    result = run_study(study, tmp_path / "out")
    sets = result.person_sets(central=True).query("arm == 'worse'").set_index("stratum")
    figures = result.outcomes(central=True).query(
        "arm == 'worse' & figure == 'ever_wrongly_listed'"
    )
    assert sets.loc["", "wronged_in_arm"] > study.base.people / 5
    assert sets["wronged_in_arm"].tolist() == figures["value"].tolist()
    assert sets.loc["", "newly_harmed"] < sets.loc["", "wronged_in_arm"] <= study.base.people


def test_a_design_registered_by_name_is_what_a_study_draws():
    if "corners" not in designs():
        register_design("corners", lambda k, n, seed: np.tile([[0.75], [0.25]], k))
    study = small_study(design={"kind": "corners", "draws": 7})
    assert study.points.tolist() == [[0.75, 0.75], [0.25, 0.25]]
    assert len(study.draws()) == 2
    with pytest.raises(OstrakaError, match="another"):
        register_design("corners", lambda k, n, seed: np.zeros((n, k)))


def test_latin_hypercube_and_sobol_draw_each_number_evenly():
    for kind in ("latin_hypercube", "sobol"):
        study = small_study(design={"kind": kind, "draws": 16})
        strata = np.sort(np.floor(study.points * 16).astype(int), axis=0)
        assert strata.T.tolist() == [list(range(16))] * len(study.places)
    with pytest.raises(ScenarioError, match="no power of two"):
        small_study(design={"kind": "sobol", "draws": 15})


def test_a_design_outside_its_range_or_unknown_is_refused():
    if "zeros" not in designs():
        register_design("zeros", lambda k, n, seed: np.zeros((n, k)))
    with pytest.raises(ScenarioError, match="above 0 and below 1"):
        small_study(design={"kind": "zeros", "draws": 3})
    with pytest.raises(ScenarioError, match="did you mean 'random'"):
        small_study(design={"kind": "randm", "draws": 3})


def test_the_random_design_is_uniform_and_its_columns_are_independent():
    made = design_of("random")(3, 4000, 5)
    assert made.shape == (4000, 3)
    assert made.mean(axis=0) == pytest.approx([0.5] * 3, abs=4 * np.sqrt(1 / 12 / 4000))
    correlation = np.corrcoef(made.T)[np.triu_indices(3, 1)]
    assert (np.abs(correlation) < 4 / np.sqrt(4000)).all()


def test_a_study_read_back_from_its_plain_data_is_the_same():
    study = small_study()
    again = Study.from_dict(study.to_dict())
    assert again.to_dict() == study.to_dict()
    assert (again.points == study.points).all()


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol"])
def test_designs_that_fill_space_are_known_to_studies(kind):
    made = points(kind, ["a.place", "another.place"], 64, 3)
    assert made.shape == (64, 2)
    # one point in each of eight slices of each axis, eight times: independent draws would not do so
    assert (np.histogram(made[:, 0], 8, (0, 1))[0] == 8).all()
    assert (np.histogram(made[:, 1], 8, (0, 1))[0] == 8).all()
