"""What an archive holds is what running it again gives; what was altered is named."""

import io
import json
import os
import stat
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import ostraka
from ostraka.archive import archive, reproduce, reproducing
from ostraka.archive.entries import METADATA
from ostraka.cli.app import app
from ostraka.core.errors import OutputError
from tests.archive.crates import changed, files, forge, pack, with_metadata

UNITS = 20


def part_of(content):
    return sorted(name for name in content if name.startswith("parts/"))[3]


def other_byte(content, name):
    data = bytearray(content[name])
    data[len(data) // 3] ^= 1
    content[name] = bytes(data)


def rewritten(data, change=lambda table: table, **options):
    """A Parquet file written anew."""
    table = pq.read_table(pa.BufferReader(data))
    sink = io.BytesIO()
    pq.write_table(change(table), sink, **options)
    return sink.getvalue()


def one_more(table):
    """The first count of a part, one more."""
    values = table.column("value").to_pylist()
    values[0] += 1
    where = table.schema.get_field_index("value")
    return table.set_column(where, "value", pa.array(values, pa.float64()))


def test_all_of_it_agrees_and_nothing_is_written_here(packed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = packed.read_bytes()
    found = reproduce(packed, everything=True)
    assert found.agrees
    assert len(found.units) == found.units_in_all == UNITS
    assert {one.name for one in found.tables} == {
        "result.json",
        "comparison.json",
        *(f"tables/{name}.parquet" for name in ("outcomes", "draws", "persons")),
    }
    assert found.differing == ()
    assert found.reasons == ()
    assert os.listdir(tmp_path) == []
    assert packed.read_bytes() == before


def test_a_sample_is_the_same_for_the_same_seed_and_another_otherwise(packed):
    one, same, other = (reproduce(packed, units=3, seed=seed) for seed in (5, 5, 6))
    assert one.to_dict() == same.to_dict()
    assert {u.file for u in one.units} != {u.file for u in other.units}
    assert [len(found.units) for found in (one, other)] == [3, 3]


def test_without_a_seed_nobody_knows_what_is_chosen(packed):
    seeds = {reproduce(packed, units=1).seed for _ in range(3)}
    assert len(seeds) == 3


def test_one_altered_byte_of_a_part_is_named_and_its_unit_run_again(packed, tmp_path):
    name = part_of(files(packed))
    bad = changed(packed, tmp_path / "bad.zip", lambda c: other_byte(c, name))
    found = reproduce(bad, units=1)
    assert [fault.file for fault in found.faults] == [name]
    assert found.faults[0].fault.startswith("altered")
    assert [unit.file for unit in found.units] == [name]
    assert "the file was altered afterwards" in found.units[0].note
    assert not found.agrees
    assert name in str(found)


def test_a_part_altered_with_its_hash_is_found_by_running_it(packed, tmp_path):
    name = part_of(files(packed))
    bad = changed(
        packed, tmp_path / "bad.zip", lambda c: forge(c, name, rewritten(c[name], one_more))
    )
    found = reproduce(bad, everything=True)
    assert found.faults == ()
    assert [one.file for one in found.units if not one.bytes_agree] == [name]
    (wrong,) = (one for one in found.units if not one.bytes_agree)
    assert wrong.note.startswith("1 number differs, in ")
    assert "altered together with its hashes" in found.reasons[0]
    assert not found.agrees


def test_the_same_numbers_in_other_bytes_are_told_from_other_numbers(packed, tmp_path):
    name = part_of(files(packed))
    bad = changed(
        packed,
        tmp_path / "bad.zip",
        lambda c: forge(c, name, rewritten(c[name], compression="gzip")),
    )
    found = reproduce(bad, everything=True)
    (wrong,) = (one for one in found.units if not one.bytes_agree)
    assert wrong.numbers_agree
    assert not found.agrees
    assert found.reasons == ("All numbers agree; only the way in which they are written differs.",)


def test_a_table_altered_with_its_hash_is_named(packed, tmp_path):
    name = "tables/outcomes.parquet"
    bad = changed(
        packed, tmp_path / "bad.zip", lambda c: forge(c, name, rewritten(c[name], one_more))
    )
    found = reproduce(bad, units=1)
    assert [one.name for one in found.tables if not one.bytes_agree] == [name]
    assert not found.agrees


def test_missing_and_added_files_are_named(packed, tmp_path):
    name = part_of(files(packed))

    def change(content):
        del content[name]
        content["more.txt"] = b"?"

    found = reproduce(changed(packed, tmp_path / "bad.zip", change), units=2)
    assert {f.file: f.fault.partition(":")[0] for f in found.faults} == {
        name: "missing",
        "more.txt": "added",
    }
    assert name in {unit.file for unit in found.units}
    assert not found.agrees


def test_from_an_altered_study_nothing_is_run(packed, tmp_path, monkeypatch):
    def change(content):
        content["study.json"] = content["study.json"].replace(b'"people": 3000', b'"people": 3001')

    found = reproduce(changed(packed, tmp_path / "bad.zip", change))
    assert found.units == ()
    assert found.not_run.startswith("study.json is not what it was")
    assert not found.agrees


def test_other_code_is_said_and_compared_all_the_same(packed, monkeypatch):
    from ostraka.studies import units as module

    for place in (module, reproducing):
        monkeypatch.setattr(place, "code_version", lambda: "0.1.0+another")
    found = reproduce(packed, units=2)
    assert [one.what for one in found.differing] == ["code"]
    assert found.differing[0].now == "0.1.0+another"
    assert len(found.units) == 2
    assert all(one.bytes_agree for one in (*found.units, *found.tables))
    assert found.agrees


def test_other_libraries_are_named_and_blamed_where_numbers_differ(packed, tmp_path):
    name = part_of(files(packed))

    def change(content):
        forge(content, name, rewritten(content[name], one_more))
        known = json.loads(content["versions.json"])
        known["made_with"][0]["numba"] = "0.1"
        forge(content, "versions.json", json.dumps(known).encode())

    found = reproduce(changed(packed, tmp_path / "bad.zip", change), everything=True)
    assert [one.what for one in found.differing] == ["numba"]
    assert found.reasons[0].startswith("Likely what differs from then: numba.")


def test_a_run_is_reproduced_too(tmp_path):
    result = ostraka.run(
        "missed_fines", people=2000, months=24, replicates=3, parameter_draws=2, seed=4
    )
    path = archive(result.save(tmp_path / "run"), tmp_path / "run.zip").path
    found = reproduce(path, everything=True)
    assert found.agrees
    assert found.units_in_all == 3 + 2 + 1
    assert "tables/parameter_draws.parquet" in {one.name for one in found.tables}

    def change(content):
        name = "tables/states.parquet"
        forge(content, name, rewritten(content[name], more_counted))

    bad = reproduce(changed(path, tmp_path / "bad.zip", change), everything=True)
    assert not bad.agrees
    assert sum(not one.bytes_agree for one in bad.units) == 1


def test_the_twin_of_a_run_is_reproduced_with_it(tmp_path):
    result = ostraka.run(
        "missed_fines",
        people=2000,
        months=24,
        replicates=2,
        parameter_draws=2,
        safeguards=["identity_check"],
        twin=True,
    )
    path = archive(result.save(tmp_path / "run"), tmp_path / "run.zip").path
    found = reproduce(path, everything=True)
    assert found.agrees
    assert found.units_in_all == 2 * (2 + 2 + 1)
    made = {one.name for one in found.tables}
    assert {"figures.json", "twin/figures.json", "twin/tables/states.parquet"} <= made

    def change(content):
        name = "twin/tables/states.parquet"
        forge(content, name, rewritten(content[name], more_counted))

    bad = reproduce(changed(path, tmp_path / "bad.zip", change), everything=True)
    (unit,) = [one for one in bad.units if not one.bytes_agree]
    assert unit.name == "without safeguards: the central values, replicate 0"


def more_counted(table):
    counts = table.column("count").to_pylist()
    counts[0] += 1
    where = table.schema.get_field_index("count")
    return table.set_column(where, "count", pa.array(counts, pa.int64()))


@pytest.mark.parametrize(
    "name", ["../out.txt", "/etc/out", "a/../../out", "C:/out", "a\\..\\out", "./out"]
)
def test_names_that_lead_out_are_refused(packed, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    bad = changed(packed, tmp_path / "bad.zip", lambda c: c.update({name: b"x"}))
    with pytest.raises(OutputError, match="do not unpack it"):
        reproduce(bad)
    assert os.listdir(tmp_path) == ["bad.zip"]


def test_links_and_names_that_come_twice_are_refused(packed, tmp_path):
    content = files(packed)
    link = zipfile.ZipInfo("link")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    path = pack(content, tmp_path / "link.zip")
    with zipfile.ZipFile(path, "a") as zipped:
        zipped.writestr(link, "/etc/passwd")
    with pytest.raises(OutputError, match="no plain file"):
        reproduce(path)
    path = pack(content, tmp_path / "twice.zip")
    with zipfile.ZipFile(path, "a") as zipped, pytest.warns(UserWarning, match="Duplicate"):
        zipped.writestr("study.json", b"{}")
    with pytest.raises(OutputError, match="there twice"):
        reproduce(path)


def test_what_is_no_whole_archive_is_refused_with_a_remedy(packed, tmp_path):
    with pytest.raises(OutputError, match="name a file that `ostraka archive` wrote"):
        reproduce(tmp_path / "none.zip")
    cut = tmp_path / "cut.zip"
    cut.write_bytes(packed.read_bytes()[:5000])
    with pytest.raises(OutputError, match="no whole zip file"):
        reproduce(cut)
    other = pack({"a.txt": b"a"}, tmp_path / "other.zip")
    with pytest.raises(OutputError, match=f"{METADATA} is missing"):
        reproduce(other)
    bad = changed(packed, tmp_path / "bad.zip", lambda c: c.update({METADATA: b"[]"}))
    with pytest.raises(OutputError, match="none that Ostraka wrote"):
        reproduce(bad)


def test_bytes_that_cannot_be_unpacked_are_named(packed, tmp_path):
    content = bytearray(packed.read_bytes())
    with zipfile.ZipFile(packed) as zipped:
        head = zipped.getinfo(part_of(files(packed)))
    content[head.header_offset + 400] ^= 1  # the zip's own checksum no longer holds
    bad = tmp_path / "bad.zip"
    bad.write_bytes(content)
    found = reproduce(bad, units=1)
    assert found.faults[0].file == head.filename
    assert found.faults[0].fault.startswith("damaged")
    assert not found.agrees


def test_an_archive_of_a_later_layout_is_told(packed, tmp_path):
    def change(content):
        about = json.loads(content["archive.json"])
        forge(content, "archive.json", json.dumps({**about, "format": 2}).encode())

    with pytest.raises(OutputError, match="layout 2"):
        reproduce(changed(packed, tmp_path / "bad.zip", change))


def test_a_study_that_this_version_cannot_read_is_told(packed, tmp_path):
    def change(content):
        data = json.loads(content["study.json"])
        data["study"]["unheard_of"] = 1
        forge(content, "study.json", json.dumps(data).encode())

    with pytest.raises(OutputError, match=r"use the version that versions\.json"):
        reproduce(changed(packed, tmp_path / "bad.zip", change))


def test_a_metadata_entry_of_a_part_that_was_taken_out_leaves_it_added(packed, tmp_path):
    name = part_of(files(packed))

    def change(content):
        def forget(data):
            data["@graph"] = [one for one in data["@graph"] if one["@id"] != name]

        with_metadata(content, forget)

    found = reproduce(changed(packed, tmp_path / "bad.zip", change), units=1)
    assert [fault.fault.partition(":")[0] for fault in found.faults] == ["added"]
    assert not found.agrees


def test_the_commands_say_it_and_end_with_0_only_if_it_agrees(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    made = runner.invoke(app, ["archive", str(folder), "--json"], catch_exceptions=False)
    about = json.loads(made.stdout)
    assert about["path"] == f"ostraka-archives/{folder.name}.zip"
    path = tmp_path / about["path"]
    done = runner.invoke(app, ["reproduce", str(path), "--units", "2"], catch_exceptions=False)
    assert done.exit_code == 0
    assert done.stdout.endswith("It agrees.\n")
    bad = changed(path, tmp_path / "bad.zip", lambda c: other_byte(c, part_of(c)))
    done = runner.invoke(app, ["reproduce", str(bad), "--units", "2", "--json"])
    assert done.exit_code == 1
    assert json.loads(done.stdout)["agrees"] is False
