"""Results as labelled arrays (xarray), and as NetCDF files."""

from collections.abc import Iterable, Mapping, Sequence
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ostraka.core.errors import OstrakaError, OutputError, choose
from ostraka.core.extras import install
from ostraka.core.files import whole_file
from ostraka.engine import schedule_for
from ostraka.results.described import About
from ostraka.results.figures import Figure
from ostraka.results.labels import ALL, axes_of, labels
from ostraka.results.run_tables import ESTIMATE, about_run
from ostraka.results.tables import PREFIX, Table

if TYPE_CHECKING:
    import xarray

    from ostraka.results.result import Result

CONVENTIONS = "CF-1.11"
"""CF Metadata Conventions, version 1.11 (cfconventions.org): names of attributes, and units that the
UDUNITS library reads."""

MOST_BYTES = 4 * 2**30
"""Counts are refused beyond so much memory, with zeros and all."""

STATISTICS = ("value", "low", "high", "parameter_low", "parameter_high")
_STATUS = ("ok", "undefined", "too_few")

_MISSING = "xarray: {} is not installed; install the extra: {}"


def tree_of(result: "Result", counts: Sequence[str] | None = None) -> "xarray.DataTree":
    """A run as labelled arrays: see :meth:`ostraka.Result.to_xarray`."""
    xr = xarray_module()
    groups = list(result.by("stratum"))
    names = [ALL, *(f"stratum:{name}" for name in groups)]
    places: list[str] = []
    if len(result.jurisdictions) > 1:
        places = list(result.by("jurisdiction"))
        names += [f"jurisdiction:{name}" for name in places]
    where = {
        "group": ("group", names, {"long_name": "everybody, one stratum, or one jurisdiction"}),
        "stratum": ("group", [ALL, *groups, *[ALL] * len(places)], {"long_name": "stratum"}),
        "jurisdiction": (
            "group",
            [ALL, *[ALL] * len(groups), *places],
            {"long_name": "jurisdiction"},
        ),
    }
    made = {
        "/": xr.Dataset(attrs=attributes(about_run(result))),
        "/figures": _estimates(xr, result, where),
        "/replicates": _replicates(xr, result, where),
        "/counts": _counts(xr, result, counts),
    }
    if result.parameter_draws:
        made["/draws"] = _draws(xr, result, where)
        made["/centre_of_draws"] = _centre(xr, result, where)
    tree: xarray.DataTree = xr.DataTree.from_dict({name: made[name] for name in sorted(made)})
    return tree


def _estimates(xr: Any, result: "Result", where: Mapping[str, Any]) -> Any:
    frame = result.to_pandas()
    size = (len(where["group"][1]), len(result.figures))
    columns = {name: frame[name].to_numpy(dtype=float).reshape(size) for name in (*STATISTICS, "n")}
    status = np.array([_STATUS.index(one) for one in frame["status"]], dtype=np.int8).reshape(size)
    values = np.stack([columns[name] for name in STATISTICS], axis=-1)
    found: dict[str, Any] = {
        in_file(name): (("group", "statistic"), values[:, k], figure_attributes(one))
        for k, (name, one) in enumerate(result.figures.items())
    }
    found["interval_n"] = (
        ("group", "figure"),
        columns["n"].astype(np.int64),
        {"units": "1", "long_name": ESTIMATE["n"].words},
    )
    found["interval_status"] = (
        ("group", "figure"),
        status,
        {
            "long_name": ESTIMATE["status"].words,
            "flag_values": np.arange(len(_STATUS), dtype=np.int8),
            "flag_meanings": " ".join(_STATUS),
        },
    )
    words = "; ".join(f"{name}: {ESTIMATE[name].words}" for name in STATISTICS)
    axes = {
        "statistic": ("statistic", list(STATISTICS), {"long_name": "estimate", "comment": words}),
        "figure": ("figure", [in_file(n) for n in result.figures], {"long_name": "figure"}),
    }
    return xr.Dataset(found, coords={**where, **axes})


def _replicates(xr: Any, result: "Result", where: Mapping[str, Any]) -> Any:
    strata = result.by("stratum")
    samples = [result.whole, *(strata.sample(name) for name in strata)]
    if len(result.jurisdictions) > 1:
        places = result.by("jurisdiction")
        samples += [places.sample(name) for name in places]
    found = {}
    for name, figure in result.figures.items():
        alone = [one.alone(one.readings[name].value) for one in samples]
        found[in_file(name)] = (
            ("replicate", "group"),
            np.stack(alone, axis=-1),
            figure_attributes(figure),
        )
    return xr.Dataset(found, coords={**where, **index("replicate", result.replicates)})


def _draws(xr: Any, result: "Result", where: Mapping[str, Any]) -> Any:
    drawn = result.drawn
    found: dict[str, Any] = {
        name: (("draw", "draw_replicate", "group"), values, attrs)
        for name, values, attrs in _drawn(result, where, drawn.values)
    }
    found["settled_number"] = (
        ("draw", "place"),
        drawn.numbers,
        {
            "long_name": "the uncertain numbers as each draw settled them",
            "comment": "each in the unit of its place in the scenario: ostraka schema",
        },
    )
    axes = {**index("draw", drawn.draws), **index("draw_replicate", drawn.values.shape[1])}
    places = ("place", list(drawn.places), {"long_name": "dotted place in the scenario"})
    return xr.Dataset(found, coords={**where, **axes, "place": places})


def _centre(xr: Any, result: "Result", where: Mapping[str, Any]) -> Any:
    found = {
        name: (("draw_replicate", "group"), values, attrs)
        for name, values, attrs in _drawn(result, where, result.drawn.central)
    }
    words = "the central values, with the people and the luck of the draws"
    axes = index("draw_replicate", result.drawn.central.shape[0])
    return xr.Dataset(found, coords={**where, **axes}, attrs={"comment": words})


def _drawn(
    result: "Result", where: Mapping[str, Any], values: Any
) -> Iterable[tuple[str, Any, dict[str, str]]]:
    """Each figure of arrays (..., group, figure), the groups as the other parts of the tree have them."""
    groups = [ALL if scope == ALL else f"{scope}:{name}" for scope, name in result.drawn.groups]
    mine = [groups.index(name) for name in where["group"][1]]
    for k, name in enumerate(result.drawn.figures):
        yield in_file(name), values[..., mine, k], figure_attributes(result.figures[name])


def _counts(xr: Any, result: "Result", chosen: Sequence[str] | None) -> Any:
    first = result.tables[0]
    short = [name.removeprefix(PREFIX) for name in first]
    asked = short if chosen is None else [name.removeprefix(PREFIX) for name in chosen]
    for name in asked:
        if name not in short:
            raise OstrakaError(f"counts: this run has no table {name!r}; {choose(name, short)}")
    needed = sum(prod(first[PREFIX + name].lengths) for name in asked) * 8 * result.replicates
    if needed > MOST_BYTES:
        largest = max(asked, key=lambda name: prod(first[PREFIX + name].lengths))
        raise OstrakaError(
            f"counts: with their zeros these tables take {needed / 2**30:,.1f} GiB, {largest!r} most; "
            "name those that you need (counts=[...]; on the command line --counts NAME), or take the "
            "Parquet files, which leave zeros out"
        )
    axes = axes_of(result.scenario)
    tallies = schedule_for(result.scenario).tallies
    coordinates: dict[str, Any] = dict(index("replicate", result.replicates))
    found = {}
    for name in asked:
        full = PREFIX + name
        table = first[full]
        dims = [dim for dim in table.dims if dim != "one"]
        shape = [size for dim, size in zip(table.dims, table.lengths, strict=True) if dim != "one"]
        values = np.stack([one[full].dense().reshape(shape) for one in result.tables])
        attrs = {
            "units": "1",
            "counted_unit": tallies[full].unit,
            "long_name": f"{name.replace('_', ' ')}, {tallies[full].unit}",
            "comment": tallies[full].doc,
        }
        found[full] = (("replicate", *dims), values, attrs)
        for dim, size in zip(dims, shape, strict=True):
            coordinates[dim] = (dim, _positions(result, table, dim, size), _axis(axes[dim]))
    return xr.Dataset(found, coords=coordinates)


def _positions(result: "Result", table: Table, dim: str, size: int) -> Any:
    if dim == "jurisdiction":
        return list(result.jurisdictions)
    names = labels(result.scenario, dim, size)
    return np.arange(size) if names is None else list(names)


def _axis(column: Any) -> dict[str, str]:
    units = {"units": "months"} if column.unit in ("month", "months") else {}
    return {"long_name": column.words, **units}


def index(name: str, size: int) -> dict[str, Any]:
    """A coordinate that counts from 0."""
    words = {
        "replicate": "run with other draws of luck, the same numbers",
        "draw": "draw of the uncertain numbers",
        "draw_replicate": "run of one draw, with other draws of luck",
    }
    return {name: (name, np.arange(size), {"units": "1", "long_name": words[name]})}


def in_file(name: str) -> str:
    """A figure's name as a variable's: HDF5 keeps the stroke for its groups."""
    return name.replace("/", "_")


def figure_attributes(figure: Figure) -> dict[str, str]:
    """CF attributes of a figure: units for software, and its own unit and definition in words."""
    return {
        "units": _units(figure.unit),
        "counted_unit": figure.unit,
        "long_name": f"{figure.name.replace('_', ' ')}, {figure.unit}",
        "comment": figure.definition,
    }


def _units(unit: str) -> str:
    """As UDUNITS has it; numbers of people, months of people and shares are without dimension there."""
    if unit == "months":
        return "months"
    return "1e-5" if unit == "per 100,000 people" else "1"


def attributes(about: About) -> dict[str, Any]:
    """Global attributes: title, words, sources, versions, seed and hash of the scenario."""
    made_by = {
        f"ostraka_{name}" if name != "ostraka" else "ostraka_version": (
            " ".join(value) if isinstance(value, (list, tuple)) else value
        )
        for name, value in about.made_by.items()
        if value is not None
    }
    found = {
        "Conventions": CONVENTIONS,
        "title": about.title,
        "summary": about.words,
        "source": "Ostraka, a simulation of invented people",
        "references": "\n".join(one.title for one in about.sources),
        **made_by,
    }
    if about.licence is not None:
        found["license"] = f"{about.licence.title}, {about.licence.address}"
    return {name: value for name, value in found.items() if value != ""}


def write_netcdf(tree: "xarray.DataTree", path: Path) -> Path:
    """Write labelled arrays as one NetCDF-4 file, compressed, under its name when it is complete.

    The same tree gives the same bytes with the same versions of h5netcdf, h5py and HDF5, which the
    file names in an attribute of its own.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    xarray_module(writing=True)
    encoding = {
        node.path: {
            name: {"zlib": True, "complevel": 4}
            for name, one in node.data_vars.items()
            if one.size > 1 and one.dtype.kind in "if"
        }
        for node in tree.subtree
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as temporary:
            tree.to_netcdf(temporary, engine="h5netcdf", encoding=encoding)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{path}: cannot be written: {reason}; choose another place") from error
    return path


def xarray_module(*, writing: bool = False) -> Any:
    """The library, or what to do about its absence.

    Raises
    ------
    OstrakaError
        If it is not installed.
    """
    try:
        import xarray

        if writing:
            import h5netcdf  # noqa: F401
            import h5py  # noqa: F401
    except ImportError as error:
        raise OstrakaError(_MISSING.format(error.name, install("netcdf"))) from error
    return xarray
