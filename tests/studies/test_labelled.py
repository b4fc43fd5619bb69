"""A study as labelled arrays: the values of its table, and back from a file."""

import numpy as np
import pytest

from ostraka.results.labelled import write_netcdf
from ostraka.studies import run_study
from tests.studies.small import small_study

xarray = pytest.importorskip("xarray")


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return run_study(small_study(), tmp_path_factory.mktemp("study") / "out")


@pytest.mark.parametrize(("central", "group"), [(False, "draws"), (True, "central")])
def test_every_outcome_stands_where_its_labels_say(result, central, group):
    found = result.to_xarray()[group]
    rows = result.outcomes(central=central)
    axes = ("arm", "replicate", "stratum") if central else ("arm", "draw", "replicate", "stratum")
    assert found["error"].dims == axes
    assert found["error"].size * len(result.figures_kept) == len(rows)
    for row in rows.sample(200, random_state=1).to_dict("records"):
        where = {name: row[name] for name in axes} | {"stratum": row["stratum"] or "all"}
        np.testing.assert_equal(float(found[row["figure"]].sel(where)), row["value"])


def test_person_sets_and_drawn_numbers_come_along(result):
    tree = result.to_xarray()
    sets = result.person_sets()
    assert float(tree["persons"]["spared"].sum()) == sets["spared"].sum()
    np.testing.assert_array_equal(tree["draws"]["settled_number"], result.draws().to_numpy())
    assert tree.attrs["ostraka_reference"] == "as_is"


def test_a_file_gives_back_the_same_arrays(result, tmp_path):
    pytest.importorskip("h5py")
    tree = result.to_xarray()
    with xarray.open_datatree(write_netcdf(tree, tmp_path / "x.nc"), engine="h5netcdf") as again:
        xarray.testing.assert_identical(again.load(), tree)


def test_a_design_that_chooses_the_luck_of_each_draw_has_no_empty_runs(tmp_path):
    pytest.importorskip("SALib")
    study = small_study(replicates=0, person_sets=False, design={"kind": "morris", "draws": 2})
    found = run_study(study, tmp_path / "run").to_xarray()["draws"]
    assert found["error"].sizes["replicate"] == 1
    assert not np.isnan(found["error"].sel(stratum="all")).any()
    np.testing.assert_array_equal(found["luck"], study.layout.lucks)
