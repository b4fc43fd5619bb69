"""The CSV files of a run: complete by our own rules, and valid for the tools of both standards."""

import json
from dataclasses import replace

import pandas
import pytest

import ostraka
from ostraka.core.errors import DeclarationError, OstrakaError
from ostraka.engine.schedule import CATALOGUE
from ostraka.results.data_package import write_package
from ostraka.results.described import About, Column, Described, sources_in
from ostraka.results.labels import axes_of
from ostraka.results.licences import licence_of
from ostraka.results.run_tables import about_run, tables_of
from tests.results.packages import check_package

pytestmark = pytest.mark.usefixtures("page")


@pytest.mark.parametrize("name", ["plain", "rich", "two_places"])
def test_every_table_says_what_it_holds_in_what_unit_and_by_which_key(request, name, tmp_path):
    result = request.getfixturevalue(name)
    package = check_package(result.save(tmp_path / "out") / "csv")
    found = {resource["name"] for resource in package["resources"]}
    assert {"figures", "definitions", "incidence", "state-codes"} <= found
    assert {full.removeprefix("tally_").replace("_", "-") for full in result.tables[0]} <= found
    assert ("parameter-draws" in found) == bool(result.parameter_draws)
    assert package["ostraka"]["scenario_sha256"] == result.about["scenario_sha256"]
    assert "All people are invented" in package["description"]


def test_counts_carry_the_unit_of_their_tally(rich, tmp_path):
    package = check_package(rich.save(tmp_path / "out") / "csv")
    schemas = {r["name"]: r["schema"] for r in package["resources"]}
    units = {f["name"]: f.get("unit") for f in schemas["states"]["fields"]}
    assert units["count"] == units["mean"] == "subject-months"
    assert units["month"] == "month"
    assert schemas["states"]["foreignKeys"][0]["reference"]["resource"] == "state-codes"


def test_every_tally_and_every_axis_can_be_written():
    without = [name for one in CATALOGUE for name, t in one.tallies.items() if not t.unit]
    assert not without
    axes_of(ostraka.load("everything"))  # it refuses a number without a unit


def test_a_column_that_nobody_described_is_refused(plain, tmp_path):
    table = next(iter(tables_of(plain)))
    frame = plain.to_pandas().assign(surprise=1)
    with pytest.raises(DeclarationError, match="column 'surprise'"):
        write_package([replace(table, frame=lambda: frame)], tmp_path, about_run(plain))


@pytest.mark.parametrize(
    ("words", "kind", "unit"),
    [("", "string", ""), ("count", "integer", ""), ("name", "string", "1")],
)
def test_a_column_without_words_or_a_number_without_a_unit_is_refused(words, kind, unit):
    with pytest.raises(DeclarationError):
        Column(words, kind, unit)


def test_a_licence_stands_in_both_only_if_it_was_given(plain, tmp_path):
    for name, licence in (("none", None), ("given", licence_of("cc-by-4.0"))):
        (tmp_path / name).mkdir()
        write_package(tables_of(plain), tmp_path / name, about_run(plain, licence))
    none, given = (check_package(tmp_path / name) for name in ("none", "given"))
    assert "licenses" not in none
    assert "No licence has been given" in none["description"]
    assert given["licenses"][0]["name"] == "CC-BY-4.0"
    assert "No licence" not in given["description"]
    group = json.loads((tmp_path / "given" / "csv-metadata.json").read_text())
    assert group["dc:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}


def test_a_licence_that_is_none_is_refused():
    with pytest.raises(OstrakaError, match="licence: 'mine'"):
        licence_of("mine")
    assert licence_of("https://example.org/terms").address == "https://example.org/terms"


def test_sources_are_named_once_with_their_address():
    found = sources_in(["A law, https://example.org/a.html.", None, "A  book", "A book"])
    assert [(one.title, one.address) for one in found] == [
        ("A law, https://example.org/a.html.", "https://example.org/a.html"),
        ("A book", None),
    ]


def test_parquet_carries_words_units_and_the_same_values(rich, tmp_path):
    import pyarrow.parquet as pq

    write_package(tables_of(rich), tmp_path, about_run(rich), "parquet")
    package = json.loads((tmp_path / "datapackage.json").read_text())
    for resource in package["resources"]:
        schema = pq.read_schema(tmp_path / resource["path"])
        for field in resource["schema"]["fields"]:
            about = {
                k.decode(): v.decode() for k, v in schema.field(field["name"]).metadata.items()
            }
            assert about["description"] == field["description"]
            assert about.get("unit") == field.get("unit")
    again = pandas.read_parquet(tmp_path / "figures.parquet")
    pandas.testing.assert_frame_equal(again, rich.to_pandas(), check_dtype=False)
    schema = pq.read_schema(rich.save(tmp_path / "run") / "tables" / "states.parquet")
    assert schema.field("count").metadata[b"unit"] == b"subject-months"


def test_the_tool_of_the_standard_finds_no_fault(rich, tmp_path):
    frictionless = pytest.importorskip("frictionless")
    folder = rich.save(tmp_path / "out") / "csv"
    assert frictionless.validate(str(folder / "datapackage.json")).valid
    figures = folder / "figures.csv"
    figures.write_text(figures.read_text().replace(",error,", ",errror,", 1))
    found = frictionless.validate(str(folder / "datapackage.json")).flatten(["type"])
    assert ["foreign-key"] in found


def test_the_tool_for_csvw_finds_no_fault(rich, tmp_path):
    csvw = pytest.importorskip("csvw")
    folder = rich.save(tmp_path / "out") / "csv"
    read = csvw.CSVW(str(folder / "csv-metadata.json"), validate=True)
    assert read.is_valid
    assert csvw.TableGroup.from_file(folder / "csv-metadata.json").check_referential_integrity()


def test_a_table_without_key_or_sources_is_written_all_the_same(tmp_path):
    table = Described(
        "few",
        "A few.",
        {"a": Column("a number", "number", "1")},
        lambda: pandas.DataFrame({"a": [1.5]}),
    )
    write_package([table], tmp_path, About("few", "Few", "Few numbers.", (), {}))
    package = json.loads((tmp_path / "datapackage.json").read_text())
    assert "sources" not in package
    assert "primaryKey" not in package["resources"][0]["schema"]
