"""Labelled arrays hold what the tables hold, and a NetCDF file gives it back."""

import numpy as np
import pytest

import ostraka
from ostraka.core.errors import OstrakaError
from ostraka.results import labelled
from ostraka.results.labelled import STATISTICS, write_netcdf

xarray = pytest.importorskip("xarray")


@pytest.mark.parametrize("name", ["plain", "rich", "two_places"])
def test_every_figure_equals_that_of_the_table_with_both_intervals(request, name):
    result = request.getfixturevalue(name)
    figures = result.to_xarray()["figures"]
    rows = result.to_pandas()
    assert figures["error"].sizes["group"] * len(result.figures) == len(rows)
    for row in rows.to_dict("records"):
        whole = row["jurisdiction"] == row["stratum"] == "all"
        scope = "stratum" if row["jurisdiction"] == "all" else "jurisdiction"
        group = "all" if whole else f"{scope}:{row[scope]}"
        found = figures[row["figure"]].sel(group=group)
        for statistic in STATISTICS:
            expected = np.nan if row[statistic] is None else row[statistic]
            np.testing.assert_equal(float(found.sel(statistic=statistic)), expected)
        state = int(figures["interval_status"].sel(group=group, figure=row["figure"]))
        words = figures["interval_status"].attrs["flag_meanings"].split()
        assert words[state] == row["status"]
        assert str(found["stratum"].item()) == row["stratum"]


def test_counts_equal_the_tables_with_their_zeros(rich):
    tree = rich.to_xarray()
    for full in rich.tables[0]:
        for number, tables in enumerate(rich.tables):
            whole = tables[full].dense()
            found = tree["counts"][full].sel(replicate=number).to_numpy()
            assert np.array_equal(found.ravel(), whole.ravel()), full
    listed = tree["counts"]["tally_states"]
    recorded = listed.sel(state=[k for k in listed["state"].to_numpy() if k % 2])
    total = float(recorded.sum()) / rich.replicates
    assert total == pytest.approx(rich.harm["listed_person_months"].value)


def test_replicates_and_draws_are_two_ensembles(rich):
    tree = rich.to_xarray()
    assert tree["replicates"]["error"].dims == ("replicate", "group")
    mean = tree["replicates"]["error"].mean("replicate").sel(group="all")
    assert float(mean) == pytest.approx(rich.harm["error"].value)
    drawn = tree["draws"]["error"]
    assert drawn.dims == ("draw", "draw_replicate", "group")
    assert drawn.sizes["draw"] == rich.parameter_draws
    k = rich.drawn.figures.index("error")
    groups = [f"{scope}:{name}" for scope, name in rich.drawn.groups]
    minority = rich.drawn.values[:, :, groups.index("stratum:minority"), k]
    np.testing.assert_array_equal(drawn.sel(group="stratum:minority"), minority)
    np.testing.assert_array_equal(tree["draws"]["settled_number"], rich.drawn.numbers)
    assert list(tree["draws"]["place"].to_numpy()) == list(rich.drawn.places)
    assert tree["centre_of_draws"]["error"].dims == ("draw_replicate", "group")


def test_every_variable_says_its_unit_and_what_it_is(rich):
    tree = rich.to_xarray()
    for node in tree.subtree:
        for name, one in node.data_vars.items():
            assert one.attrs["long_name"], name
            units = one.attrs.get("units")
            assert units in ("1", "1e-5", "months") or name in (
                "interval_status",
                "settled_number",
            )
        for name, one in node.coords.items():
            assert one.attrs["long_name"], name
    error = tree["figures"]["error"].attrs
    assert error["counted_unit"] == "person-months"
    assert error["comment"] == rich.figures["error"].definition
    assert tree["figures"]["ever_wrongly_listed_per_100k"].attrs["units"] == "1e-5"
    assert tree.attrs["ostraka_scenario_sha256"] == rich.about["scenario_sha256"]
    assert tree.attrs["ostraka_version"] == ostraka.__version__
    assert "invented" in tree.attrs["summary"]


def test_a_file_gives_back_the_same_arrays_and_the_same_bytes(rich, tmp_path):
    pytest.importorskip("h5py")
    tree = rich.to_xarray()
    one, two = (write_netcdf(tree, tmp_path / name) for name in ("one.nc", "two.nc"))
    assert one.read_bytes() == two.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.nc", "two.nc"]
    with xarray.open_datatree(one, engine="h5netcdf") as again:
        xarray.testing.assert_identical(again.load(), tree)


def test_some_tables_can_be_chosen_and_others_are_refused(rich):
    assert list(rich.to_xarray(["exits"])["counts"].data_vars) == ["tally_exits"]
    with pytest.raises(OstrakaError, match="no table 'exitz'; did you mean 'exits'"):
        rich.to_xarray(["exitz"])


def test_tables_too_large_for_memory_are_refused_with_a_remedy(rich, monkeypatch):
    monkeypatch.setattr(labelled, "MOST_BYTES", 1000)
    with pytest.raises(OstrakaError, match="name those that you need"):
        rich.to_xarray()
    assert rich.to_xarray(["people"])["counts"]["tally_people"].size


def test_without_the_library_the_extra_is_named(rich, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "xarray", None)
    with pytest.raises(OstrakaError, match=r"-m pip install .*\[netcdf\]'"):
        rich.to_xarray()
