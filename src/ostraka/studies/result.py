"""The result of a study: figures of every run, in long form, and person-level sets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from ostraka.core.errors import OstrakaError, OutputError
from ostraka.studies.gathering import figures_kept, gather
from ostraka.studies.store import OUTCOMES, PARTS, PERSONS, read_about, read_study
from ostraka.studies.study import CENTRAL, Study
from ostraka.studies.units import units

if TYPE_CHECKING:
    import pandas
    import xarray

    from ostraka.results.described import About, Described, Licence
    from ostraka.studies.ceilings import Ceiling
    from ostraka.studies.compare import Comparison


@dataclass(frozen=True)
class StudyResult:
    """A finished study.

    Attributes
    ----------
    study : Study
    folder : Path
        Where its parts lie.
    replicates : int
        At the central values: those of the study, or fewer if it stopped by precision.
    until : str or None
        The precision at which it was to stop.
    reached : bool or None
        Whether it did.
    """

    study: Study
    folder: Path
    replicates: int
    until: str | None = None
    reached: bool | None = None

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """Read a finished study from its folder.

        Raises
        ------
        OutputError
            If there is none, or it is not finished.
        """
        where = Path(folder)
        study, _ = read_study(where)
        about = read_about(where)
        return cls(study, where, int(about["replicates"]), about["until"], about["reached"])

    @property
    def figures_kept(self) -> tuple[str, ...]:
        """The figures that :meth:`outcomes` gives unless others are asked for."""
        return figures_kept(self.study)

    def outcomes(
        self, figures: Sequence[str] | None = None, *, central: bool = False
    ) -> "pandas.DataFrame":
        """Every figure of every run: columns arm, draw, replicate, figure, stratum, value.

        Stratum ``""`` is the whole; a value that is undefined in a run (nothing to divide by, or not
        counted by stratum) is missing. Rows are the draws of the design; with ``central`` those at the
        central values instead, whose draw is -1. All arms share draws and replicates: same luck.

        Parameters
        ----------
        figures : sequence of str, optional
            Any figures that all arms have; the study's harms, the causes and what is missed unless
            given.

        Raises
        ------
        OstrakaError
            If not all arms have one of the figures.
        """
        if figures is None:
            found = self._outcomes
        else:
            planned = units(self.study, replicates=self.replicates)
            asked = list(dict.fromkeys(figures))
            found, _ = gather(self.study, self.folder / PARTS, planned, asked, persons=False)
        chosen: pandas.DataFrame = found[(found["draw"] == CENTRAL) == central]
        return chosen.reset_index(drop=True)

    def person_sets(self, *, central: bool = False) -> "pandas.DataFrame":
        """People by whether they were ever wrongly listed in the reference arm and in another.

        Columns arm, draw, replicate, stratum ("" for all), wronged_in_reference, wronged_in_arm,
        spared (in the reference only), newly_harmed (in the arm only). The same people, the same luck.

        Raises
        ------
        OstrakaError
            If the study does not keep them.
        """
        if not self.study.table.person_sets:
            raise OstrakaError(
                "person_sets: this study does not keep who was wronged; set person_sets = true"
            )
        found = self._persons
        chosen: pandas.DataFrame = found[(found["draw"] == CENTRAL) == central]
        return chosen.reset_index(drop=True)

    def compare(self, harms: Sequence[str] | None = None) -> "Comparison":
        """Every arm less the reference on common draws, for whom, and how sure that is."""
        from ostraka.studies.compare import compare

        return compare(self, harms)

    def minimal_combinations(self, ceiling: str) -> "Ceiling":
        """The fewest safeguards with which a harm stays below a ceiling, written ``HARM<=NUMBER``."""
        from ostraka.studies.ceilings import minimal_combinations

        return minimal_combinations(self, ceiling)

    @property
    def is_comparable(self) -> bool:
        """Whether there are arms to compare, and replicates to compare them in."""
        return len(self.study.arms) > 1 and self.replicates > 0

    def report(self, path: str | Path, ceiling: str | None = None) -> Path:
        """Write the page of the study's comparison; ``ceiling`` is written ``HARM<=NUMBER``.

        Raises
        ------
        OstrakaError
            If there is nothing to compare, or the ceiling is none.
        OutputError
            If it cannot be written there.
        """
        held = None if ceiling is None else self.minimal_combinations(ceiling)
        return self.compare().report(path, held)

    def to_xarray(self) -> "xarray.DataTree":
        """The study as labelled arrays, with units and words as CF attributes (extra ``netcdf``).

        Groups of the tree: ``draws`` (each figure by arm, draw, replicate and stratum, with the numbers
        that were drawn), ``central`` (by arm, replicate and stratum), and, where the study keeps them,
        ``persons`` and ``central_persons`` (who is spared, who newly harmed). Stratum ``all`` is
        everybody.

        Raises
        ------
        OstrakaError
            If xarray is not installed.
        """
        from ostraka.studies.labelled import tree_of

        return tree_of(self)

    def described(self, licence: "Licence | None" = None) -> "tuple[Iterator[Described], About]":
        """Its tables with every column in words, and what they say of themselves, to be written."""
        from ostraka.studies.study_tables import about_study, tables_of

        persons = self._persons if self.study.table.person_sets else None
        _, code = read_study(self.folder)
        about = about_study(self.study, code, self.replicates, licence)
        return tables_of(self.study, self._outcomes, persons), about

    def draws(self) -> "pandas.DataFrame":
        """The settled uncertain numbers: :meth:`Study.draws`."""
        return self.study.draws()

    @cached_property
    def _outcomes(self) -> Any:
        return _read(self.folder / OUTCOMES)

    @cached_property
    def _persons(self) -> Any:
        return _read(self.folder / PERSONS)


def _read(path: Path) -> Any:
    import pyarrow.parquet as pq

    try:
        return pq.read_table(path).to_pandas()
    except (OSError, ValueError) as error:
        raise OutputError(f"{path}: cannot be read: {error}; run the study again") from error
