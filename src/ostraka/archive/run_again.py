"""Running replicates and draws of an archived run again, and making its tables again."""

import tempfile
from collections.abc import Iterator
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
from ostraka.results.storage import figures_of
from ostraka.results.tables import Tables

_TABLES, _FIGURES = "tables", "figures.json"


class RunAgain:
    """A run that is done again from its archive: a unit is a replicate, or a draw.

    Attributes
    ----------
    count : int
        Replicates at the central values, then draws, then their central values.
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
        with tempfile.TemporaryDirectory(prefix="ostraka-") as name:
            folder = Path(name)
            (folder / _TABLES).mkdir()
            for file in packed.names:
                if file in self.needed or _is_table(file):
                    (folder / file).write_bytes(packed.read(file))
            try:
                self._result = Result.load(folder)
            except OstrakaError as error:
                reason = str(error).removeprefix(f"{folder}: ").partition("; run it again")[0]
                raise OutputError(
                    f"{packed.path}: this version cannot read the run in it: {reason}; use the version "
                    "that versions.json in it names"
                ) from None
        self._tables = list(self._result.tables)
        self._drawn = self._result.drawn
        self._again = Again(self._result.scenario, self._drawn.people, threads)
        draws = self._drawn.draws
        self.count = len(self._tables) + (draws + 1 if draws else 0)

    def unit_of(self, file: str) -> int | None:
        """None: a table holds a little of every replicate."""
        return None

    def run(self, unit: int) -> Compared:
        """Do a replicate or a draw again, and compare its numbers."""
        if unit < len(self._tables):
            made = self._again.replicate(unit)
            note = _other_tables(self._tables[unit], made)
            self._tables[unit] = made
            return _compared(f"the central values, replicate {unit}", note)
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
        return _compared(name, "" if same else "its figures differ")

    def tables(self) -> tuple[Compared, ...]:
        """Make the tables and figures.json again."""
        made = replace(self._result, tables=tuple(self._tables), drawn=self._drawn)
        with tempfile.TemporaryDirectory(prefix="ostraka-") as name:
            folder = Path(name)
            write_tables(made, folder)
            write_draws(made.drawn, folder)
            found = [
                compare_files(self._packed, f"{_TABLES}/{path.name}", path.read_bytes())
                for path in sorted(folder.iterdir())
            ]
        return (*found, compare_files(self._packed, _FIGURES, as_json(figures_of(made))))


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
