"""Studies as labelled arrays (xarray)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ostraka.results.labelled import attributes, figure_attributes, in_file, xarray_module
from ostraka.results.labels import ALL
from ostraka.studies.gathering import SETS
from ostraka.studies.store import read_study
from ostraka.studies.study_tables import SETS_IN_WORDS, about_study

if TYPE_CHECKING:
    import pandas
    import xarray

    from ostraka.studies.result import StudyResult

_WORDS = {
    "arm": "arm of the study",
    "draw": "draw of the uncertain numbers, the same in all arms",
    "replicate": "run with other draws of luck; all arms share that of a replicate",
    "stratum": "part of the population; all: everybody",
    "place": "dotted place in the scenario",
}


def tree_of(result: "StudyResult") -> "xarray.DataTree":
    """A study as labelled arrays: see :meth:`ostraka.StudyResult.to_xarray`."""
    xr = xarray_module()
    study = result.study
    _, code = read_study(result.folder)
    about = about_study(study, code, result.replicates)
    made = {"/": xr.Dataset(attrs=attributes(about))}
    for central in (False, True):
        frame = result.outcomes(central=central)
        if not central and study.layout.lucks is not None:  # one replicate a draw, and each its own
            frame = frame.assign(replicate=0)
        if len(frame):
            made["/central" if central else "/draws"] = _outcomes(xr, result, frame, central)
        if not study.table.person_sets:
            continue
        sets = result.person_sets(central=central)
        if len(sets):
            made["/central_persons" if central else "/persons"] = _persons(
                xr, result, sets, central
            )
    if "/draws" in made:
        numbers = study.draws()
        made["/draws"] = made["/draws"].assign_coords(place=_axis("place", list(study.places)))
        made["/draws"]["settled_number"] = (
            ("draw", "place"),
            numbers.to_numpy(dtype=float),
            {
                "long_name": "the uncertain numbers as each draw settled them",
                "comment": "each in the unit of its place in the scenario: ostraka schema",
            },
        )
        if study.layout.lucks is not None:
            made["/draws"]["luck"] = (
                "draw",
                np.array(study.layout.lucks),
                {"units": "1", "long_name": "the replicate that the design chose for each draw"},
            )
    tree: xarray.DataTree = xr.DataTree.from_dict({name: made[name] for name in sorted(made)})
    return tree


def _outcomes(xr: Any, result: "StudyResult", frame: "pandas.DataFrame", central: bool) -> Any:
    axes = _axes(result, frame, central, list(result.study.arms))
    found = {
        in_file(str(name)): (
            list(axes),
            _cube(part, axes, "value"),
            figure_attributes(result.study.figures[str(name)]),
        )
        for name, part in frame.groupby("figure", sort=False)
    }
    return xr.Dataset(found, coords={name: _axis(name, where) for name, where in axes.items()})


def _persons(xr: Any, result: "StudyResult", frame: "pandas.DataFrame", central: bool) -> Any:
    arms = [name for name in result.study.arms if name != result.study.table.reference]
    axes = _axes(result, frame, central, arms)
    found = {
        name: (
            list(axes),
            _cube(frame, axes, name),
            {"units": "1", "counted_unit": "people", "long_name": SETS_IN_WORDS[name]},
        )
        for name in SETS
    }
    return xr.Dataset(found, coords={name: _axis(name, where) for name, where in axes.items()})


def _axes(
    result: "StudyResult", frame: "pandas.DataFrame", central: bool, arms: Sequence[str]
) -> dict[str, list[Any]]:
    draws = {} if central else {"draw": sorted(set(frame["draw"]))}
    return {
        "arm": list(arms),
        **draws,
        "replicate": sorted(set(frame["replicate"])),
        "stratum": ["", *result.study.base.strata],
    }


def _cube(frame: "pandas.DataFrame", axes: dict[str, list[Any]], column: str) -> Any:
    """The rows as an array over all axes; nan where a run is missing or has no such value."""
    import pandas

    every = pandas.MultiIndex.from_product(list(axes.values()), names=list(axes))
    values = frame.set_index(list(axes))[column].reindex(every).to_numpy(dtype=float)
    return values.reshape([len(where) for where in axes.values()])


def _axis(name: str, where: Sequence[Any]) -> tuple[str, Any, dict[str, str]]:
    names = [ALL if one == "" else one for one in where] if name == "stratum" else list(where)
    units = {"units": "1"} if name in ("draw", "replicate") else {}
    return name, np.array(names) if units else names, {**units, "long_name": _WORDS[name]}
