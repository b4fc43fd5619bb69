"""From parts to tables: figures of every run, and who is wronged in one arm and not in another."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ostraka.core.errors import OstrakaError, choose
from ostraka.population.ledgers import ERRORS, WRONGFUL
from ostraka.results.counts import stacked
from ostraka.results.declared import figure_set
from ostraka.results.estimate import Floats
from ostraka.studies.parts import read_part
from ostraka.studies.persons import counted
from ostraka.studies.study import Study
from ostraka.studies.units import Outcome, Unit, added

if TYPE_CHECKING:
    import pandas

_BATCH = 64

Run = tuple[int, int]
"""(draw, replicate)."""

SETS = ("wronged_in_reference", "wronged_in_arm", "spared", "newly_harmed")


def figures_kept(study: Study) -> tuple[str, ...]:
    """Figures in a study's tables: its harms, the causes of wrongful months, what is missed."""
    causes = dict.fromkeys([*ERRORS, *WRONGFUL])
    always = ("wrongful_person_months", "error", *causes, "missed_person_months")
    return tuple(
        dict.fromkeys([*study.table.harms, *always, "ever_wrongly_listed", "listed_person_months"])
    )


def check_figures(study: Study, names: Sequence[str]) -> None:
    """Refuse what is no figure of every arm.

    Raises
    ------
    OstrakaError
        With the nearest that there is.
    """
    for name in names:
        if name not in study.figures:
            remedy = choose(name, list(study.figures))
            raise OstrakaError(f"figure {name!r}: not all arms have it; {remedy}")


def by_arm(planned: Iterable[Unit]) -> dict[str, dict[Run, list[str]]]:
    """Keys of the parts of every run, by arm."""
    found: dict[str, dict[Run, list[str]]] = {}
    for unit in planned:
        runs = found.setdefault(unit.arm, {})
        runs.setdefault((unit.draw, unit.replicate), []).append(unit.key)
    return found


def outcome_of_run(folder: Path, keys: Sequence[str]) -> Outcome:
    """All jurisdictions of one run."""
    return added([read_part(folder / f"{key}.parquet") for key in keys])


def values_of_arm(
    study: Study, arm: str, outcomes: Sequence[Outcome], names: Sequence[str]
) -> Floats:
    """Array (run, group, figure); the groups are the whole and the strata. Nan where undefined."""
    figures = figure_set(study.arms[arm].scenario).figures
    scopes = []
    for scope in ("all", "stratum"):
        counts = stacked([one.counts[scope] for one in outcomes])
        scopes.append(np.stack([figures[name].read(counts).value for name in names], axis=-1))
    return np.concatenate(scopes, axis=1)


def gather(
    study: Study, folder: Path, planned: Iterable[Unit], names: Sequence[str], *, persons: bool
) -> "tuple[pandas.DataFrame, pandas.DataFrame]":
    """Outcomes and person sets of the parts of these units, in long form."""
    import pandas

    check_figures(study, names)
    runs = by_arm(planned)
    reference = study.table.reference
    order = [reference, *(name for name in study.arms if name != reference)]
    kept: dict[Run, Mapping[str, Any]] = {}
    values: dict[str, Floats] = {}
    sets: dict[str, pandas.DataFrame] = {}
    for arm in order:
        mine = list(runs.get(arm, {}).items())
        made, rows = [], []
        for first in range(0, len(mine), _BATCH):
            batch = mine[first : first + _BATCH]
            outcomes = [outcome_of_run(folder, keys) for _, keys in batch]
            made.append(values_of_arm(study, arm, outcomes, names))
            if persons and arm == reference:
                kept |= {run: one.wronged for (run, _), one in zip(batch, outcomes, strict=True)}
            elif persons:
                for (run, _), one in zip(batch, outcomes, strict=True):
                    rows += _set_rows(study, arm, run, kept[run], one.wronged)
        if made:
            values[arm] = np.concatenate(made)
        sets[arm] = pandas.DataFrame(rows)
    values = {arm: values[arm] for arm in study.arms if arm in values}
    whole = [_long(study, arm, list(runs[arm]), own, names) for arm, own in values.items()]
    both = [sets[arm] for arm in study.arms if arm in sets and len(sets[arm])]
    empty = pandas.DataFrame(columns=["arm", "draw", "replicate", "stratum", *SETS])
    return (
        pandas.concat(whole, ignore_index=True),
        pandas.concat(both, ignore_index=True) if both else empty,
    )


def _long(
    study: Study, arm: str, runs: Sequence[Run], values: Floats, names: Sequence[str]
) -> "pandas.DataFrame":
    import pandas

    groups = ["", *study.base.strata]
    shape = values.shape
    run, group, figure = np.indices(shape).reshape(3, -1)
    numbers = np.array(runs, dtype=np.int64)
    return pandas.DataFrame(
        {
            "arm": pandas.Series([arm], dtype=object).repeat(values.size).to_numpy(),
            "draw": numbers[run, 0],
            "replicate": numbers[run, 1],
            "figure": np.array(names, dtype=object)[figure],
            "stratum": np.array(groups, dtype=object)[group],
            "value": values.reshape(-1),
        }
    )


def _set_rows(
    study: Study, arm: str, run: Run, reference: Mapping[str, Any], own: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Counts of people by whether they were ever wrongly listed in the reference and in the arm."""

    def total(bits: Any) -> npt.NDArray[np.int64]:
        summed: npt.NDArray[np.int64] = np.sum([counted(one[None]) for one in bits], axis=0)
        return summed

    places = list(reference)
    counts = {
        "wronged_in_reference": total(reference[name] for name in places),
        "wronged_in_arm": total(own[name] for name in places),
        "spared": total(reference[name] & ~own[name] for name in places),
        "newly_harmed": total(own[name] & ~reference[name] for name in places),
    }
    head = {"arm": arm, "draw": run[0], "replicate": run[1]}
    rows = [{**head, "stratum": "", **{n: int(c.sum()) for n, c in counts.items()}}]
    for number, stratum in enumerate(study.base.strata):
        rows.append({**head, "stratum": stratum, **{n: int(c[number]) for n, c in counts.items()}})
    return rows
