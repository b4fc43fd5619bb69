"""``ostraka export``: runs and studies as CSV, Parquet, NetCDF."""

import json

import pytest
from typer.testing import CliRunner

import ostraka
from ostraka.cli.app import app
from ostraka.core.errors import OstrakaError, OutputError
from ostraka.studies import run_study
from tests.results.packages import check_package
from tests.studies.small import small_study


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    folder = tmp_path_factory.mktemp("saved")
    scenario = ostraka.load("missed_fines")
    ostraka.run(scenario, people=2000, months=24, replicates=2, parameter_draws=2).save(
        folder / "run"
    )
    run_study(small_study(), folder / "study")
    return folder


def export(*arguments):
    done = CliRunner().invoke(app, ["export", *map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


@pytest.mark.parametrize("what", ["run", "study"])
def test_csv_is_the_package_that_was_saved_with_the_licence_given(saved, tmp_path, what):
    out = tmp_path / "tables"
    export(saved / what, "--out", out, "--licence", "CC-BY-4.0")
    package = check_package(out)
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    for path in (saved / what / "csv").glob("*.csv"):
        assert (out / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("what", ["run", "study"])
def test_parquet_has_the_same_tables(saved, tmp_path, what):
    out = tmp_path / "tables"
    said = json.loads(export(saved / what, "--out", out, "--format", "parquet", "--json"))
    assert said == {"format": "parquet", "out": str(out)}
    names = {path.stem for path in (saved / what / "csv").glob("*.csv")}
    assert {path.stem for path in out.glob("*.parquet")} == names


@pytest.mark.parametrize("what", ["run", "study"])
def test_a_name_that_ends_in_nc_gets_netcdf(saved, tmp_path, what):
    xarray = pytest.importorskip("xarray")
    pytest.importorskip("h5py")
    out = tmp_path / "x.nc"
    assert export(saved / what, "--out", out, "--licence", "CC0-1.0").strip() == str(out)
    with xarray.open_datatree(out, engine="h5netcdf") as tree:
        assert "Creative Commons Zero" in tree.attrs["license"]
        assert "error" in tree["figures" if what == "run" else "draws"]
    with pytest.raises(OutputError, match="it is there already"):
        export(saved / what, "--out", out)
    export(saved / what, "--out", out, "--force")


def test_only_an_earlier_export_is_replaced(saved, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    with pytest.raises(OutputError, match="it is there"):
        export(saved / "run", "--out", mine, "--force")
    assert (mine / "thesis.txt").read_text() == "years of work"
    out = tmp_path / "tables"
    export(saved / "run", "--out", out)
    with pytest.raises(OutputError, match="--force"):
        export(saved / "run", "--out", out)
    export(saved / "study", "--out", out, "--force")
    assert (out / "arms.csv").is_file()
    assert not (out / "exits.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "xlsx"), "choose one of csv, parquet, netcdf"),
        (("--licence", "mine"), "licence: 'mine'"),
        (("--counts", "exits"), "leave it out"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(saved, tmp_path, arguments, said):
    with pytest.raises(OstrakaError, match=said):
        export(saved / "run", "--out", tmp_path / "q", *arguments)
    assert not (tmp_path / "q").exists()


def test_a_folder_that_is_neither_is_said_to_be(tmp_path):
    with pytest.raises(OutputError, match="neither a run nor a study"):
        export(tmp_path, "--out", tmp_path / "q")
