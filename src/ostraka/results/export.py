"""Taking tables away: a folder of CSV or Parquet files, or one NetCDF file."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ostraka.core.errors import OutputError
from ostraka.results.data_package import PACKAGE, Format, write_package
from ostraka.results.described import About, Described
from ostraka.results.labelled import attributes, write_netcdf
from ostraka.results.storage import whole_directory

if TYPE_CHECKING:
    import xarray

Export = Literal["csv", "parquet", "netcdf"]
EXPORTS: tuple[Export, ...] = ("csv", "parquet", "netcdf")


def write_tables(
    tables: Iterable[Described], about: About, out: Path, form: Format, *, force: bool = False
) -> Path:
    """Write described tables into a new folder, which appears only when it is complete.

    Raises
    ------
    OutputError
        If it is there already (unless ``force``, and it holds such tables), or cannot be written.
    """
    try:
        with whole_directory(out, force=force, mark=PACKAGE) as folder:
            write_package(tables, folder, about, form)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{out}: cannot be written: {reason}; choose another place") from error
    return out


def write_arrays(
    make: "Callable[[], xarray.DataTree]", about: About, out: Path, *, force: bool = False
) -> Path:
    """Write labelled arrays as one NetCDF file; ``make`` gives them once there is room for it.

    Raises
    ------
    OutputError
        If it is there already (unless ``force``), or cannot be written.
    """
    if out.is_dir() or (out.exists() and not force):
        remedy = "choose another name" if out.is_dir() else "choose another name, or --force"
        raise OutputError(f"{out}: it is there already; {remedy}")
    tree = make()
    tree.attrs.update(attributes(about))
    return write_netcdf(tree, out)


def form_of(out: Path, given: str | None) -> str:
    """What to write: what was asked for, else NetCDF for a name that ends so, else CSV."""
    return given or ("netcdf" if out.suffix in (".nc", ".nc4", ".netcdf") else "csv")
