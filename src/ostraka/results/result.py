"""The result of a run: its harm first, then every table behind it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np

from ostraka.core.accessor import Accessor
from ostraka.core.errors import OstrakaError, choose
from ostraka.engine import schedule_for
from ostraka.results.counts import SCOPES, Counts, Scope, collect, stacked
from ostraka.results.declared import FigureSet, figure_set
from ostraka.results.estimate import FEWEST_DRAWS, Estimate
from ostraka.results.figures import Figure, certain
from ostraka.results.groups import (
    ComparedGroups,
    GroupTable,
    Sample,
    estimates,
    quotient,
    samples,
)
from ostraka.results.harm_table import HarmTable
from ostraka.results.labels import ALL, groups_of
from ostraka.results.state_tables import by_cause, by_month, by_pattern
from ostraka.results.tables import PREFIX, Tables, dense, frame, summed
from ostraka.results.uncertainty import Draws

if TYPE_CHECKING:
    import pandas
    import xarray

    from ostraka.results.described import About, Described, Licence
    from ostraka.results.paired import Against


@dataclass(frozen=True)
class Result:
    """Everything that a run counted, and the figures that follow.

    Attributes
    ----------
    scenario : Scenario
        As run: with the people, months, seed and replicates of this run.
    jurisdictions : tuple of str
    tables : tuple of mapping of str to Table
        One mapping a replicate, by the name of the tally.
    drawn : Draws
    about : mapping
        How it was run: versions, time, memory; the content of run.json.
    twin : Result or None
        The same without any safeguard, on the same people and draws, if that was run too.
    """

    scenario: Any
    jurisdictions: tuple[str, ...]
    tables: tuple[Tables, ...]
    drawn: Draws
    about: Mapping[str, Any]
    twin: "Result | None" = None

    plot = Accessor("ostraka.plots.of_result", "ResultPlots")

    @property
    def people(self) -> int:
        """Invented people in each replicate."""
        return int(self.scenario.people)

    @property
    def months(self) -> int:
        """Length of the run."""
        return int(self.scenario.months)

    @property
    def seed(self) -> int:
        """Seed of every draw."""
        return int(self.scenario.seed)

    @property
    def replicates(self) -> int:
        """Runs with the central values."""
        return len(self.tables)

    @property
    def parameter_draws(self) -> int:
        """Draws of the uncertain numbers; 0 if nothing is uncertain."""
        return self.drawn.draws

    @property
    def spans_assumptions(self) -> bool:
        """Whether the draws are enough for intervals over the assumptions."""
        return self.parameter_draws >= FEWEST_DRAWS

    @cached_property
    def figure_set(self) -> FigureSet:
        """Every figure, what the declared ones are made of, and which pass declares them."""
        return figure_set(self.scenario)

    @property
    def figures(self) -> Mapping[str, Figure]:
        """Every figure of this run in words, the declared ones last."""
        return self.figure_set.figures

    @cached_property
    def harm(self) -> HarmTable:
        """Every figure of the whole."""
        return estimates(self.whole, certain(self.scenario), self.scenario.title)

    @property
    def whole(self) -> Sample:
        """The readings of everybody together, to hold against another result's."""
        (sample,) = self._samples[ALL].values()
        return sample

    def by(self, dimension: Literal["stratum", "jurisdiction"]) -> GroupTable:
        """Every figure by stratum or by jurisdiction.

        Raises
        ------
        OstrakaError
            If there is no such dimension.
        """
        if dimension not in SCOPES[1:]:
            raise OstrakaError(f"{dimension!r}: no such grouping; use {' or '.join(SCOPES[1:])}")
        return self._by_stratum if dimension == "stratum" else self._by_jurisdiction

    @cached_property
    def _by_stratum(self) -> GroupTable:
        return self._groups("stratum", self.scenario.reference_stratum)

    @cached_property
    def _by_jurisdiction(self) -> GroupTable:
        return self._groups("jurisdiction", self.jurisdictions[0])

    def difference(self, reference: str | None = None) -> ComparedGroups:
        """Every other stratum minus the reference: :meth:`GroupTable.difference`."""
        return self.by("stratum").difference(reference)

    def ratio(self, reference: str | None = None) -> ComparedGroups:
        """Every other stratum over the reference: :meth:`GroupTable.ratio`."""
        return self.by("stratum").ratio(reference)

    def against(self, twin: "Result | None" = None) -> "Against":
        """Every figure less that of its twin, paired on common draws: what the safeguards change.

        ``twin`` is another result with the same people, months, seed and replicates; its own unless
        given.

        Raises
        ------
        OstrakaError
            If it has no twin, or the two share no draws.
        """
        from ostraka.results.paired import against

        other = twin or self.twin
        if other is None:
            raise OstrakaError("against: this result has no twin; run it with twin=True (--twin)")
        return against(self, other)

    def quotient(self, over: str, under: str) -> Estimate:
        """One figure of the whole over another, such as restriction-months per entry.

        Raises
        ------
        OstrakaError
            If there is no such figure.
        """
        for name in (over, under):
            if name not in self.figures:
                raise OstrakaError(
                    f"{name!r}: no figure of this run; {choose(name, [*self.figures])}"
                )
        (sample,) = self._samples[ALL].values()
        return quotient(sample, over, under)

    def _groups(self, scope: Scope, reference: str) -> GroupTable:
        members = self._samples[scope]
        known = certain(self.scenario)
        made = {
            name: estimates(sample, known, f"{scope} {name}") for name, sample in members.items()
        }
        return GroupTable(scope, members, made, reference)

    @cached_property
    def _samples(self) -> dict[str, dict[str, Sample]]:
        """Samples of every group, by scope; the tables are made whole once for all three."""
        with_appeals = self.scenario.appeal is not None
        parts: dict[Scope, list[Counts]] = {scope: [] for scope in SCOPES}
        for tables in self.tables:
            whole = dense(tables)
            for scope in SCOPES:
                counts = collect(
                    whole,
                    self.months,
                    scope,
                    with_appeals=with_appeals,
                    sums=self.figure_set.sums,
                )
                parts[scope].append(counts)
        groups = groups_of(self.scenario, self.jurisdictions)
        drawn = np.concatenate([self.drawn.values, self.drawn.central[None]])
        found = {}
        for scope in SCOPES:
            mine = [k for k, group in enumerate(groups) if group[0] == scope]
            made = samples(stacked(parts[scope]), drawn[:, :, mine], self.figures)
            found[str(scope)] = dict(zip([groups[k][1] for k in mine], made, strict=True))
        return found

    def table(self, name: str, *, compact: bool = False) -> "pandas.DataFrame | None":
        """One tally in long form, added up over replicates (``count``) and per run (``mean``).

        ``name`` is that of the tally without ``tally_``, such as ``exits``. Zeros are left out. None if
        the scenario has nothing that is counted there. ``compact``: names as categories, to save memory.
        """
        full = name if name.startswith(PREFIX) else PREFIX + name
        if full not in self.tables[0]:
            return None
        whole = summed(full, self.tables)
        found = frame(whole, self.scenario, self.jurisdictions, compact=compact)
        found["mean"] = found["count"] / self.replicates
        return found

    def tally_in_words(self, name: str) -> str:
        """What one tally counts."""
        tally = schedule_for(self.scenario).tallies[PREFIX + name]
        return f"{tally.doc} ({tally.unit})"

    def causes(self) -> "pandas.DataFrame":
        """Person-months by cause: cause, wrongful, value, low, high, share of all listed."""
        return by_cause(self.harm)

    def months_table(self) -> "pandas.DataFrame":
        """People listed at each month's end: month, stratum, cause, value (mean over replicates).

        Every combination is there, zeros included.
        """
        return by_month(self._states(), self.months, tuple(self.scenario.strata))

    def patterns(self) -> "pandas.DataFrame":
        """Person-months by the flags of all ledgers, so that any other order of causes can be had.

        Columns: state, ledgers (in words), cause (legitimate first, then error, association, lawful
        conduct), cause_in_reverse (lawful conduct, then association, then error), value (mean over
        replicates).
        """
        return by_pattern(self._states())

    def _states(self) -> "pandas.DataFrame":
        states = self.table("states")
        assert states is not None  # every schedule counts them
        return states

    def incidence(self, cause: str | None = None) -> "pandas.DataFrame":
        """How wrongful spells end: cumulative incidence of competing outcomes.

        Columns: months (since the spell began), outcome, value, low, high (95 % Monte Carlo interval;
        missing with one replicate), at_risk (spells that could still be seen to end, over all
        replicates). Estimator: Aalen and Johansen, with open spells as censored.

        Raises
        ------
        OstrakaError
            If ``cause`` is neither "error" nor one of the wrongful causes.
        """
        from ostraka.results.incidence import incidence_of

        return incidence_of(self.tables, cause)

    def grades(self) -> "pandas.DataFrame | None":
        """People by stratum, recorded and deserved grade at the end; None without grades."""
        return self._mean("grades", ["stratum", "grade", "deserved_grade"])

    def redress(self) -> "pandas.DataFrame | None":
        """Steps of redress by stratum and cause of the listing; None without notice."""
        return self._mean("redress", ["stratum", "redress_event", "cause"])

    def _mean(self, name: str, by: list[str]) -> "pandas.DataFrame | None":
        found = self.table(name)
        if found is None:
            return None
        return found.groupby(by, sort=False)["mean"].sum().rename("value").reset_index()

    def to_pandas(self) -> "pandas.DataFrame":
        """All figures, one a row: jurisdiction, stratum, figure, unit, and the estimate."""
        import pandas

        groups = [(ALL, ALL, self.harm)]
        groups += [(ALL, name, table) for name, table in self.by("stratum").items()]
        if len(self.jurisdictions) > 1:
            groups += [(name, ALL, table) for name, table in self.by("jurisdiction").items()]
        rows = [
            {
                "jurisdiction": jurisdiction,
                "stratum": stratum,
                "figure": name,
                "unit": self.figures[name].unit,
                **estimate.to_dict(),
            }
            for jurisdiction, stratum, table in groups
            for name, estimate in table.items()
        ]
        return pandas.DataFrame(rows)

    def to_xarray(self, counts: Sequence[str] | None = None) -> "xarray.DataTree":
        """The run as labelled arrays, with units and words as CF attributes (extra ``netcdf``).

        Groups of the tree: ``figures`` (each by group and statistic: the value never without its two
        intervals), ``replicates`` (each by replicate and group), ``draws`` (each by draw, draw_replicate
        and group, with the numbers that were drawn), ``centre_of_draws`` (the same people and luck at
        the central values) and ``counts`` (every table with its zeros, by replicate, jurisdiction,
        month, stratum, cause and so on). ``counts`` names the tables to take; all unless given.

        Raises
        ------
        OstrakaError
            If xarray is not installed, there is no such table, or they would take more than 4 GiB.
        """
        from ostraka.results.labelled import tree_of

        return tree_of(self, counts)

    def described(self, licence: "Licence | None" = None) -> "tuple[Iterator[Described], About]":
        """Its tables with every column in words, and what they say of themselves, to be written."""
        from ostraka.results.run_tables import about_run, tables_of

        return tables_of(self), about_run(self, licence)

    def summary(self) -> dict[str, Any]:
        """The main figures as plain data: what ``ostraka run --json`` prints."""
        from ostraka.results.summary import summary_of

        return summary_of(self)

    def save(
        self,
        directory: str | Path,
        force: bool = False,
        *,
        command: str | None = None,
        write_report: Callable[[Path], object] | None = None,
    ) -> Path:
        """Write everything into a new directory, which appears only when it is complete.

        ``command`` is how the run was started, for run.json; the process's arguments unless given.
        ``write_report`` is given the folder, before it takes its name, to write another report.html
        into it, and what belongs beside that.

        Raises
        ------
        OutputError
            If it is there already (unless ``force``, and it holds a result), or cannot be written.
        """
        from ostraka.results.storage import save

        return save(self, directory, force=force, command=command, write_report=write_report)

    @classmethod
    def load(cls, directory: str | Path) -> Self:
        """Read what :meth:`save` wrote.

        Raises
        ------
        OutputError
            If it is no saved result.
        """
        from ostraka.results.storage import TWIN, holds_a_result, read

        twin = Path(directory) / TWIN
        return cls(*read(directory), cls.load(twin) if holds_a_result(twin) else None)

    def report(self, path: str | Path) -> Path:
        """Write the page for readers to ``path``."""
        # by name: the report stands on this floor, not below it
        return Path(import_module("ostraka.report").write(self, path))

    def __repr__(self) -> str:
        """The run in a line, and its harm."""
        return (
            f"{self.people:,} invented people, {self.months} months, {self.replicates} replicates, "
            f"{self.parameter_draws} parameter draws, seed {self.seed}\n{self.harm!r}"
        )

    def _repr_html_(self) -> str:
        return self.harm._repr_html_()
