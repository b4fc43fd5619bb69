"""``ostraka export``: the tables of a run or a study, for other programs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ostraka.cli.options import AsJson, print_json
from ostraka.core.errors import OstrakaError, OutputError, choose

if TYPE_CHECKING:
    import xarray


def export(
    directory: Annotated[
        Path, typer.Argument(help="Folder that `ostraka run` or `ostraka study run` wrote.")
    ],
    out: Annotated[Path, typer.Option(help="A new folder, or a NetCDF file such as x.nc.")],
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="csv (data package and CSVW), parquet, or netcdf; netcdf where --out ends in .nc, "
            "else csv.",
        ),
    ] = None,
    counts: Annotated[
        list[str] | None,
        typer.Option(help="Of a run as netcdf: take this table of counts only; may be repeated."),
    ] = None,
    licence: Annotated[
        str | None,
        typer.Option(help="Under which others may use it: CC-BY-4.0, CC0-1.0, … or an address."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier export.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write the tables of a saved run or study as CSV, Parquet or NetCDF, with units and words."""
    from ostraka.results import export as exports
    from ostraka.results.licences import licence_of

    form = exports.form_of(out, format_)
    if form not in exports.EXPORTS:
        raise OstrakaError(f"--format {form}: no such format; {choose(form, exports.EXPORTS)}")
    given = None if licence is None else licence_of(licence)
    if counts and form != "netcdf":
        raise OstrakaError("--counts: it chooses among tables for netcdf; leave it out otherwise")
    saved = _saved(directory)
    if counts and not hasattr(saved, "tables"):
        raise OstrakaError("--counts: a study keeps no tables of counts; leave it out")
    tables, about = saved.described(given)
    if form == "netcdf":

        def arrays() -> "xarray.DataTree":
            return saved.to_xarray(counts) if counts else saved.to_xarray()  # type: ignore[no-any-return]

        exports.write_arrays(arrays, about, out, force=force)
    else:
        exports.write_tables(tables, about, out, "csv" if form == "csv" else "parquet", force=force)
    if as_json:
        print_json({"format": form, "out": str(out)})
        return
    print(out)


def _saved(directory: Path) -> Any:
    """The run or the study of a folder."""
    from ostraka.results import Result
    from ostraka.results.storage import holds_a_result
    from ostraka.studies import StudyResult
    from ostraka.studies.store import holds_a_study

    if holds_a_result(directory):
        return Result.load(directory)
    if holds_a_study(directory):
        return StudyResult.load(directory)
    raise OutputError(
        f"{directory}: neither a run nor a study was saved there; name a folder that `ostraka run` or "
        "`ostraka study run` has written"
    )
