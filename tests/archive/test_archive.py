"""An archive holds all of a study, is the same bytes each time, and is a valid RO-Crate."""

import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

import ostraka
from ostraka.archive import Credit, archive
from ostraka.archive.entries import METADATA, digest
from ostraka.core.errors import OstrakaError, OutputError
from ostraka.report.study.page import page
from ostraka.scenario import as_data
from ostraka.studies import StudyResult, run_study
from tests.archive.crates import broken, changed, files, graph, with_metadata
from tests.studies.small import DATA, small_study

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-rocrate" / "bin" / "python"


def test_the_same_study_gives_the_same_bytes(folder, packed, tmp_path):
    again = archive(folder, tmp_path / "again.zip")
    assert again.path.read_bytes() == packed.read_bytes()
    assert again.sha256 == digest(packed.read_bytes())
    assert os.listdir(tmp_path) == ["again.zip"]


def test_no_entry_tells_when_or_by_whom_it_was_packed(packed):
    with zipfile.ZipFile(packed) as zipped:
        heads = zipped.infolist()
    assert {head.date_time for head in heads} == {(1980, 1, 1, 0, 0, 0)}
    assert {head.external_attr >> 16 & 0o777 for head in heads} == {0o644, 0o755}
    assert [head.filename for head in heads] == sorted(head.filename for head in heads)


def test_it_holds_all_of_the_study(folder, packed):
    found = files(packed)
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in (".lock", "versions.json"):
            below = path.relative_to(folder).as_posix()
            top = below if "/" in below or below.endswith(".json") else f"tables/{below}"
            assert found[top] == path.read_bytes()
    scenario = ostraka.loads(found["scenarios/001-identity_check.json"].decode(), kind="json")
    assert as_data(scenario) == as_data(small_study().arms["identity_check"].scenario)
    assert found["odd.md"].startswith(b"# ODD: ")
    assert found["report.html"].decode() == page(StudyResult.load(folder).compare())
    assert b"Ranking, least harm first" in found["comparison.txt"]
    assert b"as_is,linking.mislink,0.02,,,,probability,assumed,," in found["facts.csv"]
    assert b"All people in it are invented." in found["README.md"]
    versions = json.loads(found["versions.json"])
    assert versions["code"].startswith(f"{ostraka.__version__}+")
    assert versions["made_with"][0]["numba"] == versions["archived_with"]["numba"]


def test_numbers_with_a_source_say_it(tmp_path):
    result = ostraka.run("points_pilot", people=300, months=2, replicates=1, parameter_draws=0)
    found = files(archive(result.save(tmp_path / "run"), tmp_path / "run.zip").path)
    sources = [q.source for _, q in walk_of(result.scenario) if q.source]
    assert sources[0] in found["facts.csv"].decode().replace('""', '"')
    assert broken(tmp_path / "run.zip") == []
    assert any(node["@type"] == "CreativeWork" for node in graph(tmp_path / "run.zip").values())


def walk_of(scenario):
    from ostraka.core.walking import walk

    return walk(scenario)


def test_the_musts_of_ro_crate_are_kept(packed):
    assert broken(packed) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda c: c.pop("odd.md"), "odd.md: listed or there"),
        (lambda c: c.update({"more.txt": b""}), "more.txt: listed or there"),
        (lambda c: drop(c, "./", "license"), "root without license"),
        (lambda c: drop(c, "./", "datePublished"), "root without datePublished"),
        (lambda c: drop(c, "./", "hasPart"), "is part of nothing"),
        (lambda c: drop(c, "#run", "instrument"), "instrument"),
        (lambda c: without(c, "#license"), "#license is not there"),
    ],
)
def test_a_crate_that_breaks_a_must_is_found_out(packed, tmp_path, change, fault):
    bad = changed(packed, tmp_path / "bad.zip", change)
    assert any(fault in one for one in broken(bad))


def drop(content, identifier, name):
    def change(data):
        (node,) = (one for one in data["@graph"] if one["@id"] == identifier)
        del node[name]

    with_metadata(content, change)


def without(content, identifier):
    def change(data):
        data["@graph"] = [one for one in data["@graph"] if one["@id"] != identifier]

    with_metadata(content, change)


@pytest.mark.skipif(not PYTHON.exists(), reason="make test builds .venv-rocrate")
def test_the_official_validator_finds_no_fault(folder, packed, tmp_path):
    credit = Credit.read(
        "CC-BY-4.0",
        ["A. Tester (A House) <https://example.org/a>"],
        "A House <https://example.org/>",
    )
    full = archive(folder, tmp_path / "full.zip", credit=credit).path
    bad = changed(packed, tmp_path / "bad.zip", lambda c: drop(c, "./", "license"))
    script = str(ROOT / "tests" / "archive" / "validator.py")
    done = subprocess.run(
        [str(PYTHON), script, str(packed), str(full), str(bad)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
    )
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(reports) == 3, done.stderr
    plain, credited, faulty = (one["issues"] for one in reports)
    assert "REQUIRED" not in plain
    assert "REQUIRED" not in credited
    assert "license" in faulty["REQUIRED"][0]
    assert done.returncode == 1
    # Ostraka has no public address yet: all that is recommended but that
    assert all("SoftwareApplication" in one or "url" in one for one in credited["RECOMMENDED"])


def test_licence_authors_and_day_stand_where_they_are_looked_for(folder, tmp_path):
    credit = Credit.read(
        "CC-BY-4.0", ["A. Tester (A House) <https://example.org/a>"], None, "2026-11-30"
    )
    path = archive(folder, tmp_path / "one.zip", credit=credit).path
    nodes = graph(path)
    root = nodes["./"]
    assert root["license"] == {"@id": "https://spdx.org/licenses/CC-BY-4.0"}
    assert root["datePublished"] == "2026-11-30"
    assert root["author"] == {"@id": "https://example.org/a"}
    assert nodes["https://example.org/a"]["name"] == "A. Tester"
    assert b"CC-BY-4.0" in files(path)["LICENSE.txt"]
    assert broken(path) == []


def test_a_study_file_may_name_licence_and_authors(tmp_path):
    study = small_study(license="CC0-1.0", authors=["A. Tester"], replicates=2, design={"draws": 0})
    run_study(study, tmp_path / "out")
    path = archive(tmp_path / "out", tmp_path / "out.zip").path
    assert graph(path)["./"]["license"] == {"@id": "https://spdx.org/licenses/CC0-1.0"}
    assert graph(path)["#person-A.%20Tester"]["@type"] == "Person"
    assert broken(path) == []


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"published": "tomorrow"}, "date: 'tomorrow' is no day"),
        ({"authors": ["A <ftp://x>"]}, "author: 'A <ftp://x>' cannot be read"),
        ({"publisher": "<>"}, "publisher: '<>' cannot be read"),
    ],
)
def test_a_credit_that_cannot_be_read_is_refused(given, fault):
    with pytest.raises(OstrakaError, match=fault):
        Credit.read(**given)


def test_the_file_as_given_goes_with_it_and_what_was_run_instead(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = study_text(people=3000)
    Path("mine.toml").write_text(text)
    run_study(small_study(replicates=2, design={"draws": 0}), "ostraka-studies/mine")
    path = archive("mine.toml").path
    assert path == Path("ostraka-archives/mine.zip")
    assert files(path)["as_given/study-mine.toml"] == text.encode()
    shipped = ostraka.scenario.shipped("missed_fines").encode()
    assert files(path)["as_given/missed_fines.toml"] == shipped
    Path("mine.toml").write_text(study_text(people=2000))
    words = graph(archive("mine.toml", force=True).path)["as_given/study-mine.toml"]["description"]
    assert words == "The study's file as it was written; run with people 3,000 instead."
    Path("mine.toml").write_text(study_text(people=3000, seed=9))
    with pytest.raises(OutputError, match="it holds another study than"):
        archive("mine.toml", force=True)


def study_text(**more):
    keys = {**DATA, **more, "replicates": 2}
    del keys["design"]
    lines = [f"{name} = {json.dumps(value)}" for name, value in keys.items()]
    return "\n".join([*lines, "[design]", "draws = 0", ""])


def test_what_is_not_finished_is_refused_with_the_remedy(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    (copy / "result.json").unlink()
    with pytest.raises(OutputError, match="not finished; run the same command again"):
        archive(copy, tmp_path / "a.zip")


def test_a_study_that_lacks_a_part_is_refused(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    part = sorted((copy / "parts").glob("*.parquet"))[0]
    part.unlink()
    with pytest.raises(OutputError, match=f"{part.name} is missing or damaged"):
        archive(copy, tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()


def test_a_study_of_other_code_is_refused(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    text = (copy / "study.json").read_text()
    code = json.loads(text)["code"]
    (copy / "study.json").write_text(text.replace(code, "0.0.1+another"))
    with pytest.raises(OutputError, match="archive it with the version that ran it"):
        archive(copy, tmp_path / "a.zip")


def test_what_is_nothing_is_refused_with_what_there_is(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError, match="run one first: ostraka study run nothing"):
        archive("nothing")
    with pytest.raises(OutputError, match="run it first: ostraka study run safeguards_on_fines"):
        archive("safeguards_on_fines")
    with pytest.raises(OutputError, match="neither a study nor a run"):
        archive(tmp_path)
    shutil.copytree(folder, tmp_path / "ostraka-studies" / "small")
    with pytest.raises(OutputError, match="choose one of ostraka-studies/small"):
        archive("nothing")


def test_a_file_that_is_there_is_kept_unless_forced(folder, tmp_path):
    target = tmp_path / "a.zip"
    target.write_text("mine")
    with pytest.raises(OutputError, match="it is there already"):
        archive(folder, target)
    assert target.read_text() == "mine"
    archive(folder, target, force=True)
    assert METADATA in files(target)


def test_a_name_that_the_archive_needs_is_not_overwritten(tmp_path):
    saved = ostraka.run("missed_fines", people=300, replicates=1).save(tmp_path / "run")
    (saved / "odd.md").write_text("mine")
    with pytest.raises(OutputError, match=r"odd\.md lies in its folder"):
        archive(saved, tmp_path / "run.zip")


def test_a_folder_without_versions_says_that_they_were_not_kept(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    (copy / "versions.json").unlink()
    path = archive(copy, tmp_path / "a.zip").path
    assert b"With which libraries it was run was not kept." in files(path)["README.md"]
    assert "softwareRequirements" not in graph(path)["#ostraka"]
    assert broken(path) == []
