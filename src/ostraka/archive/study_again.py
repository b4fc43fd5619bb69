"""Running units of an archived study again, and making its tables again."""

import csv
import io
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ostraka.archive.entries import UNITS, digest
from ostraka.archive.findings import Compared
from ostraka.archive.packing import Opened
from ostraka.archive.records import as_json
from ostraka.archive.study_contents import UNIT_COLUMNS
from ostraka.core.errors import OstrakaError, OutputError
from ostraka.studies import CENTRAL, Study, StudyResult
from ostraka.studies.parts import part_bytes, read_part, write_part
from ostraka.studies.store import (
    DRAWS,
    OUTCOMES,
    PARTS,
    PERSONS,
    RESULT,
    STUDY,
    asked,
    finish,
    part_of,
    write_text,
)
from ostraka.studies.units import Outcome, Unit, run_unit, units

_Run = tuple[str, int, int, tuple[str, ...]]
COMPARISON = "comparison.json"
OTHER_BYTES = "the same numbers, written in other bytes"


class StudyAgain:
    """A study that is run again from its archive.

    Attributes
    ----------
    count : int
        Units in all; units that share a part count once.
    """

    needed = (STUDY, RESULT, UNITS)

    def __init__(
        self, packed: Opened, threads: int | None = None, digests: Mapping[str, str] | None = None
    ) -> None:
        """Read what was asked, and which part answers what; ``digests`` are those of the metadata.

        Raises
        ------
        OutputError
            If this version cannot read it.
        """
        self._packed, self._threads, self._digests = packed, threads, digests or {}
        try:
            self._study = Study.from_dict(json.loads(packed.text(STUDY)))
            about = json.loads(packed.text(RESULT))
            self._replicates = int(about["replicates"])
            self._until, self._reached = about["until"], about["reached"]
            self._parts = dict(self._rows())
        except (KeyError, TypeError, ValueError, OstrakaError) as error:
            if isinstance(error, OutputError):
                raise
            raise OutputError(
                f"{packed.path}: this version cannot read the study in it: {error}; use the version that "
                "versions.json in it names"
            ) from None
        self._files = list(dict.fromkeys(self._parts.values()))
        self._run_of = {file: run for run, file in reversed(self._parts.items())}
        self._made: dict[str, bytes] = {}
        self.count = len(self._files)

    def _rows(self) -> Any:
        rows = csv.DictReader(io.StringIO(self._packed.text(UNITS), newline=""))
        if tuple(rows.fieldnames or ()) != UNIT_COLUMNS:
            raise ValueError(f"{UNITS} has other columns than {', '.join(UNIT_COLUMNS)}")
        for row in rows:
            places = tuple(map(str, json.loads(row["jurisdictions"])))
            run = (row["arm"], int(row["draw"]), int(row["replicate"]), places)
            drawn = CENTRAL <= run[1] < len(self._study.points)
            if run[0] not in self._study.arms or not drawn or run[2] < 0:
                raise ValueError(f"{UNITS} names a unit that the study does not have: {run}")
            yield run, row["part"]

    def unit_of(self, file: str) -> int | None:
        """Which unit a part holds."""
        return self._files.index(file) if file in self._files else None

    def run(self, unit: int) -> Compared:
        """Run a unit again, and compare its part."""
        file = self._files[unit]
        arm, draw, replicate, places = self._run_of[file]
        made = run_unit(self._study, Unit(arm, draw, replicate, places, file), self._threads)
        content = part_bytes(made)
        self._made[file] = content
        which = "the central values" if draw == CENTRAL else f"draw {draw}"
        where = f", {', '.join(places)}" if places else ""
        name = f"{arm}, {which}, replicate {replicate}{where}"
        same = False
        try:
            held = self._packed.read(file)
        except OutputError:
            note = "its part cannot be read"
        else:
            if held == content:
                return Compared(name, file, True, True)
            note = _difference(held, made)
            same = not note
            note = note or OTHER_BYTES
        if digest(content) == self._digests.get(file):
            note += (
                "; run again, it gives what the metadata tell of: the file was altered afterwards"
            )
        return Compared(name, file, False, same, note)

    def tables(self) -> tuple[Compared, ...]:
        """Make outcomes, draws, person sets and comparison again.

        Raises
        ------
        OstrakaError
            If a part that was not run again cannot be read.
        """
        with tempfile.TemporaryDirectory(prefix="ostraka-") as name:
            folder = Path(name)
            (folder / PARTS).mkdir()
            write_text(folder / STUDY, asked(self._study))
            for unit in units(self._study, replicates=self._replicates):
                run = (unit.arm, unit.draw, unit.replicate, unit.places)
                file = self._parts.get(run)
                if file is None:
                    raise OutputError(f"{UNITS} has no part for {run}")
                content = self._made.get(file)
                target = part_of(folder, unit)
                if not target.exists():
                    write_part(self._packed.read(file) if content is None else content, target)
            finish(self._study, folder, self._replicates, self._until, self._reached)
            return tuple(self._compared(folder))

    def _compared(self, folder: Path) -> Any:
        files = [(RESULT, RESULT)]
        tables = [OUTCOMES, DRAWS, *([PERSONS] if self._study.table.person_sets else [])]
        files += [(f"tables/{name}", name) for name in tables]
        for held, made in files:
            yield compare_files(self._packed, held, (folder / made).read_bytes())
        if COMPARISON in self._packed.names:
            found = StudyResult.load(folder).compare()
            yield compare_files(self._packed, COMPARISON, as_json(found.to_dict()))


def compare_files(packed: Opened, name: str, made: bytes) -> Compared:
    """A file of the archive beside the same file made again."""
    try:
        held = packed.read(name)
    except OutputError:
        return Compared(name, name, False, False, "it cannot be read")
    if held == made:
        return Compared(name, name, True, True)
    same = name.endswith(".parquet") and _same_table(held, made)
    note = OTHER_BYTES if same else "other numbers"
    return Compared(name, name, False, same, note)


def _same_table(held: bytes, made: bytes) -> bool:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        one, other = (pq.read_table(pa.BufferReader(content)) for content in (held, made))
    except (OSError, ValueError, pa.ArrowException):
        return False
    if one.schema.metadata != other.schema.metadata or one.schema != other.schema:
        return False
    # as frames, since nothing is equal to nan otherwise
    return bool(one.to_pandas().equals(other.to_pandas()))


def _difference(held: bytes, made: Outcome) -> str:
    """How a part differs from the unit run again; empty if its numbers do not."""
    with tempfile.TemporaryDirectory(prefix="ostraka-") as folder:
        path = Path(folder) / "part.parquet"
        path.write_bytes(held)
        try:
            before = read_part(path)
        except (OutputError, IndexError, KeyError, TypeError, ValueError):
            return "its part is damaged"
    return _other_numbers(_arrays(before), _arrays(made))


def _arrays(outcome: Outcome) -> dict[str, Any]:
    from dataclasses import fields

    found = {}
    for scope, counts in outcome.counts.items():
        for one in fields(counts):
            value = getattr(counts, one.name)
            if one.name != "sums" and value is not None:
                found[f"{scope}/{one.name}"] = np.asarray(value, dtype=float)
        for name, value in counts.sums.items():
            found[f"{scope}/{name}"] = np.asarray(value, dtype=float)
    return found | {f"wronged/{k}": np.asarray(bits) for k, bits in outcome.wronged.items()}


def _other_numbers(before: dict[str, Any], now: dict[str, Any]) -> str:
    if before.keys() != now.keys():
        odd = sorted(before.keys() ^ now.keys())
        return f"it counts other things: {', '.join(odd[:3])}"
    wrong = []
    cells = 0
    for name, value in before.items():
        if value.shape != now[name].shape:
            return f"{name} has another shape"
        count = int((value != now[name]).sum())
        if count:
            wrong.append(name)
            cells += count
    if not wrong:
        return ""
    more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
    many = "1 number differs" if cells == 1 else f"{cells:,} numbers differ"
    return f"{many}, in {wrong[0]}{more}"
