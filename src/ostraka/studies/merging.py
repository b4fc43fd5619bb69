"""Merging shards: parts from several folders, and the tables that one process would have written."""

from collections.abc import Sequence
from pathlib import Path

from ostraka.core.errors import OutputError
from ostraka.results.versions import code_version
from ostraka.studies.parts import is_whole, write_part
from ostraka.studies.result import StudyResult
from ostraka.studies.store import (
    PARTS,
    STUDY,
    alone,
    finish,
    is_finished,
    missing,
    note_versions,
    part_of,
    prepare,
    read_study,
    read_versions,
    writing,
)
from ostraka.studies.units import units


def merge(folders: Sequence[str | Path], out: str | Path) -> StudyResult:
    """Put the shards of one study together; their folders stay as they are.

    Raises
    ------
    OutputError
        If they are of different studies or made by other code, or units are missing in all of them.
    """
    given = [Path(folder) for folder in folders]
    if not given:
        raise OutputError("merge: no folder was given; name those that the shards have written")
    studies = [read_study(folder) for folder in given]
    study, code = studies[0]
    texts = [(folder / STUDY).read_text(encoding="utf-8") for folder in given]
    for folder, text in zip(given, texts, strict=True):
        if text != texts[0]:
            raise OutputError(
                f"{folder}: it holds another study than {given[0]}, or one made by other code; merge "
                "shards of one study and one version"
            )
    if code != code_version():
        raise OutputError(
            f"{given[0]}: made by code {code}, this is {code_version()}; merge with the version that "
            "ran it"
        )
    planned = units(study)
    found = {}
    for folder in given:
        for entry in sorted((folder / PARTS).glob("*.parquet")):
            if entry.name not in found and is_whole(entry):
                found[entry.name] = entry
    lacking = {unit.key for unit in planned} - {name.removesuffix(".parquet") for name in found}
    if lacking:
        raise OutputError(
            f"merge: {len(lacking):,} of {len({u.key for u in planned}):,} units are in none of these "
            "folders; run the shards that are missing or were stopped, and merge again"
        )
    target = Path(out)
    with writing(target):
        prepare(study, target)
    with alone(target), writing(target):
        note_versions(target, [one for folder in given for one in read_versions(folder)])
        for unit in missing(target, planned):
            write_part(found[f"{unit.key}.parquet"].read_bytes(), part_of(target, unit))
        if not is_finished(target, study.table.replicates, None):
            finish(study, target, study.table.replicates)
    return StudyResult.load(target)
