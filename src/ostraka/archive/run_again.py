"""Running replicates and draws of an archived run again, and making its tables again."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from ostraka.archive.findings import Compared
from ostraka.archive.packing import Opened
from ostraka.archive.records import as_json
from ostraka.archive.study_again import compare_files
from ostraka.core.errors import OstrakaError, OutputError
from ostraka.results import Result
from ostraka.results.parquet import write_draws, write_tables
from ostraka.results.run import Again
from ostraka.results.storage import TWIN, figures_of
from ostraka.results.tables import Tables

_TABLES, _FIGURES = "tables", "figures.json"


class RunAgain:
    """A run that is done again from its archive, and its twin without safeguards if it has one.

    A unit is a replicate, or a draw.

    Attributes
    ----------
    count : int
        Replicates at the central values, then draws, then their central values; then those of the twin.
    """

    needed = ("run.json", "scenario.json")

    def __init__(self, packed: Opened, threads: int | None = None) -> None:
        """Read the run.

        Raises
        ------
        OutputError
            If this version cannot read it.
        """
        self._packed = packed
        result = _read(packed, self.needed)
        self._pieces = [_Piece(result, "", threads)]
        if result.twin is not None:
            self._pieces.append(_Piece(result.twin, f"{TWIN}/", threads))
        self.count = sum(piece.count for piece in self._pieces)

    def unit_of(self, file: str) -> int | None:
        """None: a table holds a little of every replicate."""
        return None

    def run(self, unit: int) -> Compared:
        """Do a replicate or a draw again, and compare its numbers."""
        first = self._pieces[0]
        return first.run(unit) if unit < first.count else self._pieces[1].run(unit - first.count)

    def tables(self) -> tuple[Compared, ...]:
        """Make the tables and figures.json again."""
        own, *twins = (piece.made() for piece in self._pieces)
        made = replace(own, twin=twins[0]) if twins else own
        beside = [found for one in twins for found in self._compared(one, f"{TWIN}/")]
        return (*self._compared(made, ""), *beside)

    def _compared(self, made: Result, below: str) -> Iterator[Compared]:
        with tempfile.TemporaryDirectory(prefix="ostraka-") as name:
            folder = Path(name)
            write_tables(made, folder)
            write_draws(made.drawn, folder)
            for path in sorted(folder.iterdir()):
                yield compare_files(
                    self._packed, f"{below}{_TABLES}/{path.name}", path.read_bytes()
                )
        yield compare_files(self._packed, f"{below}{_FIGURES}", as_json(figures_of(made)))


class _Piece:
    """A run or its twin: what the archive holds of it, replaced by what was done again."""

    def __init__(self, result: Result, below: str, threads: int | None) -> None:
        self._result, self._of = result, "without safeguards: " if below else ""
        self._tables = list(result.tables)
        self._drawn = result.drawn
        self._again = Again(result.scenario, self._drawn.people, threads)
        draws = self._drawn.draws
        self.count = len(self._tables) + (draws + 1 if draws else 0)

    def run(self, unit: int) -> Compared:
        """Do a replicate or a draw again, and compare its numbers."""
        if unit < len(self._tables):
            made = self._again.replicate(unit)
            note = _other_tables(self._tables[unit], made)
            self._tables[unit] = made
            return _compared(f"{self._of}the central values, replicate {unit}", note)
        draw = unit - len(self._tables)
        if draw == self._drawn.draws:
            values, name = self._again.draw(None), "the central values beside the draws"
            same = np.array_equal(values, self._drawn.central, equal_nan=True)
            self._drawn = replace(self._drawn, central=values)
        else:
            values, name = self._again.draw(draw), f"draw {draw}"
            same = np.array_equal(values, self._drawn.values[draw], equal_nan=True)
            everything = self._drawn.values.copy()
            everything[draw] = values
            numbers = self._drawn.numbers.copy()
            scenario = self._result.scenario
            drawn = scenario.draw(scenario.seed, draw)[1]
            numbers[draw] = [drawn[place] for place in self._drawn.places]
            same = same and np.array_equal(numbers, self._drawn.numbers)
            self._drawn = replace(self._drawn, values=everything, numbers=numbers)
        return _compared(f"{self._of}{name}", "" if same else "its figures differ")

    def made(self) -> Result:
        """The result with what was done again."""
        return replace(self._result, tables=tuple(self._tables), drawn=self._drawn)


def _read(packed: Opened, needed: Sequence[str]) -> Result:
    """The result in an archive."""
    with tempfile.TemporaryDirectory(prefix="ostraka-") as name:
        folder = Path(name)
        for file in packed.names:
            if file.removeprefix(f"{TWIN}/") in needed or _is_table(file.removeprefix(f"{TWIN}/")):
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                (folder / file).write_bytes(packed.read(file))
        try:
            return Result.load(folder)
        except OstrakaError as error:
            reason = str(error).removeprefix(f"{folder}: ").partition("; run it again")[0]
            raise OutputError(
                f"{packed.path}: this version cannot read the run in it: {reason}; use the version "
                "that versions.json in it names"
            ) from None


def _is_table(file: str) -> bool:
    return file.startswith(f"{_TABLES}/") and file.count("/") == 1 and file.endswith(".parquet")


def _compared(name: str, note: str) -> Compared:
    return Compared(name, "", not note, not note, note)


def _other_tables(before: Tables, now: Tables) -> str:
    """Which tables differ; empty if none does."""
    return ", ".join(_differing(before, now))


def _differing(before: Tables, now: Tables) -> Iterator[str]:
    for name in sorted({*before, *now}):
        if name not in before or name not in now:
            yield f"the table {name} is only in one of them"
        elif not (
            np.array_equal(before[name].cells, now[name].cells)
            and np.array_equal(before[name].counts, now[name].counts)
        ):
            yield f"the table {name} differs"
