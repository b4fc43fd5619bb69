"""Arms compared on common draws: what each averts and adds, for whom, and how sure that is."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ostraka.core.accessor import Accessor
from ostraka.core.errors import OstrakaError
from ostraka.population.ledgers import WRONGFUL
from ostraka.results.estimate import Floats
from ostraka.results.figures import Figure
from ostraka.results.harms import harm_named
from ostraka.studies.changes import Change, changed, counted, worth
from ostraka.studies.gathering import figures_kept
from ostraka.studies.persons import schedule_of
from ostraka.studies.ranking import Place, ranked
from ostraka.studies.robust import robust_of

if TYPE_CHECKING:
    import pandas

    from ostraka.sensitivity import Robustness
    from ostraka.studies.ceilings import Ceiling
    from ostraka.studies.result import StudyResult
    from ostraka.studies.study import Study

MISSED = "missed_person_months"
"""What each arm does not list although the rules as written would: shown beside harm, never over it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of one arm, for one part of the people.

    Attributes
    ----------
    arm, figure, stratum : str
        Stratum "" is the whole.
    value : Change
        In the arm.
    difference : Change or None
        The arm less the reference, replicate by replicate: same people, same luck. None for the
        reference itself.
    common_draws : float or None
        How many times as many replicates independent seeds would need for the same Monte Carlo
        interval of the difference: the sum of both arms' variances over replicates, divided by the
        variance of their paired difference. None where one of them is 0.
    """

    arm: str
    figure: str
    stratum: str
    value: Change
    difference: Change | None
    common_draws: float | None


@dataclass(frozen=True, slots=True)
class Sets:
    """People whom an arm spares, and whom it harms anew, against the reference.

    Attributes
    ----------
    arm, stratum : str
    spared, newly_harmed : Change
        People ever wrongly listed in the reference and not in the arm; and the other way round.
    """

    arm: str
    stratum: str
    spared: Change
    newly_harmed: Change


@dataclass(frozen=True)
class Comparison:
    """A study's arms compared: see the attributes of its rows.

    Attributes
    ----------
    title, purpose, reference : str
    arms : mapping of str to str
        Descriptions by name.
    harms : tuple of str
    people, months, seed, replicates, draws, draw_replicates : int
    rows : tuple of Row
    ranking : mapping of str to tuple of Place
        By harm; best first.
    sets : tuple of Sets
        Empty if the study does not keep them.
    figures : mapping of str to mapping
        Unit and definition of each figure.
    until, reached : str or None, bool or None
        The precision at which it was to stop, and whether it did.
    robustness : mapping of str to Robustness
        By harm: in how many draws each arm helps and harms, where it harms, and what is regretted.
    not_robust : mapping of str to str
        Why a harm is not among them: a sentence.
    study : Study
        What was compared; no part of the plain data.
    """

    title: str
    purpose: str
    reference: str
    arms: Mapping[str, str]
    harms: tuple[str, ...]
    people: int
    months: int
    seed: int
    replicates: int
    draws: int
    draw_replicates: int
    rows: tuple[Row, ...]
    ranking: Mapping[str, tuple[Place, ...]]
    sets: tuple[Sets, ...]
    figures: Mapping[str, Mapping[str, str]]
    until: str | None
    reached: bool | None
    robustness: Mapping[str, "Robustness"]
    not_robust: Mapping[str, str]
    study: "Study" = field(repr=False, compare=False)

    plot = Accessor("ostraka.plots.of_study", "ComparisonPlots")

    def row(self, arm: str, figure: str, stratum: str = "") -> Row:
        """One of the rows."""
        wanted = (arm, figure, stratum)
        return next(one for one in self.rows if (one.arm, one.figure, one.stratum) == wanted)

    def to_pandas(self) -> "pandas.DataFrame":
        """The rows as a table."""
        import pandas

        flat = []
        for one in self.rows:
            row: dict[str, Any] = {"arm": one.arm, "figure": one.figure, "stratum": one.stratum}
            row |= asdict(one.value)
            change = asdict(one.difference) if one.difference else dict.fromkeys(asdict(one.value))
            row |= {f"difference_{name}".removesuffix("_value"): x for name, x in change.items()}
            flat.append({**row, "common_draws": one.common_draws})
        return pandas.DataFrame(flat)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        plain: dict[str, Any] = asdict(replace(self, study=None))  # type: ignore[arg-type]
        del plain["study"]
        return plain

    def report(self, path: str | Path, ceiling: "Ceiling | None" = None) -> Path:
        """Write the page of this comparison as one HTML file that needs no other file.

        ``ceiling`` adds the fewest safeguards for it (:meth:`StudyResult.minimal_combinations`).

        Raises
        ------
        OutputError
            If it cannot be written there.
        """
        # by name: the report stands above this floor, not below it
        written: Path = import_module("ostraka.report.study").write(self, path, ceiling)
        return written

    def __str__(self) -> str:
        """The tables that ``ostraka compare`` prints."""
        from ostraka.studies.compare_text import text_of

        return text_of(self)


def compare(result: "StudyResult", harms: Sequence[str] | None = None) -> Comparison:
    """Compare the arms of a finished study.

    Parameters
    ----------
    result : StudyResult
    harms : sequence of str, optional
        Instead of the study's own.

    Raises
    ------
    OstrakaError
        If there is nothing to compare, or a figure counts no harm.
    """
    study = result.study
    if len(study.arms) < 2:
        raise OstrakaError("compare: the study has one arm; add safeguards or [arms.NAME]")
    if result.replicates == 0:
        remedy = "give the study some"
        if study.layout.sample is not None:
            remedy = f"its design is for indices: ostraka sensitivity {result.folder}"
        raise OstrakaError(f"compare: no replicates at the central values; {remedy}")
    asked = tuple(dict.fromkeys(harms or study.table.harms))
    for harm in asked:
        harm_named(harm, study.base, schedule_of(study, study.base))
    names = tuple(dict.fromkeys([*asked, "wrongful_person_months", *WRONGFUL, MISSED]))
    extra = not set(names) <= set(figures_kept(study))
    kept = names if extra else None
    cubes = Cubes(result, kept)
    robust, not_robust = robust_of(result, asked, kept)
    rows = tuple(
        row
        for figure in names
        for arm in study.arms
        for row in _rows(cubes, arm, figure, study.figures[figure])
    )
    return Comparison(
        title=study.table.title,
        purpose=" ".join(study.table.purpose.split()),
        reference=study.table.reference,
        arms={name: arm.description for name, arm in study.arms.items()},
        harms=asked,
        people=int(study.base.people),
        months=int(study.base.months),
        seed=study.seed,
        replicates=result.replicates,
        draws=len(study.points),
        draw_replicates=study.table.design.replicates,
        rows=rows,
        ranking={harm: _ranked(cubes, harm) for harm in asked},
        sets=_sets(result) if study.table.person_sets else (),
        figures={
            name: {"unit": study.figures[name].unit, "definition": study.figures[name].definition}
            for name in names
        },
        until=result.until,
        reached=result.reached,
        robustness=robust,
        not_robust=not_robust,
        study=study,
    )


class Cubes:
    """Figures of a study as arrays: central (replicate,), drawn (draw, replicate)."""

    def __init__(self, result: "StudyResult", figures: Sequence[str] | None) -> None:
        self.study = result.study
        self.arms = tuple(self.study.arms)
        keys = ["figure", "stratum", "arm"]
        self._tables = [
            {
                key: part.sort_values(["draw", "replicate"])["value"].to_numpy(dtype=float)
                for key, part in result.outcomes(figures, central=central).groupby(keys, sort=False)
            }
            for central in (True, False)
        ]

    def central(self, arm: str, figure: str, stratum: str = "") -> Floats:
        """By replicate."""
        found: Floats = self._tables[0][figure, stratum, arm]
        return found

    def drawn(self, arm: str, figure: str, stratum: str = "") -> Floats:
        """Array (draw, replicate)."""
        draws = len(self.study.points)
        replicates = self.study.table.design.replicates
        if draws == 0:
            return np.empty((0, replicates))
        found: Floats = self._tables[1][figure, stratum, arm].reshape(draws, replicates)
        return found


def _ranked(cubes: Cubes, harm: str) -> tuple[Place, ...]:
    """Arms by one harm, best first; each draw is decided by the mean over its replicates."""
    central = np.array([cubes.central(arm, harm) for arm in cubes.arms])
    drawn = np.array([cubes.drawn(arm, harm).mean(axis=1) for arm in cubes.arms])
    return ranked(cubes.arms, central, drawn)


def _rows(cubes: Cubes, arm: str, figure: str, what: Figure) -> Sequence[Row]:
    made = []
    reference = cubes.study.table.reference
    for stratum in ("", *cubes.study.base.strata):
        own, drawn = cubes.central(arm, figure, stratum), cubes.drawn(arm, figure, stratum)
        if np.isnan(own).all() and stratum:
            continue  # not counted by stratum
        difference = gain = None
        if arm != reference:
            other = cubes.central(reference, figure, stratum)
            difference = changed(own - other, drawn - cubes.drawn(reference, figure, stratum))
            gain = worth(own, other)
        value = changed(own, drawn, what.smallest, what.largest)
        made.append(Row(arm, figure, stratum, value, difference, gain))
    return made


def _sets(result: "StudyResult") -> tuple[Sets, ...]:
    central, drawn = result.person_sets(central=True), result.person_sets()
    draws, replicates = len(result.study.points), result.study.table.design.replicates
    found = []
    for (arm, stratum), part in central.groupby(["arm", "stratum"], sort=False):
        other = drawn[(drawn["arm"] == arm) & (drawn["stratum"] == stratum)]

        def change(name: str, part: Any = part, other: Any = other) -> Change:
            values = other.sort_values(["draw", "replicate"])[name].to_numpy(dtype=float)
            own = part[name].to_numpy(dtype=float)
            return counted(changed(own, values.reshape(draws, replicates), smallest=0.0), own)

        found.append(Sets(str(arm), str(stratum), change("spared"), change("newly_harmed")))
    return tuple(found)
