"""``ostraka archive`` and ``ostraka reproduce``: one file to share, and whether it holds what it says."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ostraka.cli.options import AsJson, Threads, print_json


def archive(
    study: Annotated[
        str,
        typer.Argument(
            help="Folder of a finished study or of a saved run; or a study's file or name, whose folder "
            "is ostraka-studies/NAME; or the name of a run in ostraka-runs."
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(help="File to write; ostraka-archives/NAME.zip unless given."),
    ] = None,
    license_: Annotated[
        str | None,
        typer.Option(
            "--license", help="What others may do with it: CC-BY-4.0, an address, or words."
        ),
    ] = None,
    author: Annotated[
        list[str] | None,
        typer.Option(
            help='Who ran it and offers it: "Name (Institute) <https://orcid.org/...>"; may be repeated.'
        ),
    ] = None,
    publisher: Annotated[
        str | None, typer.Option(help='Organization that publishes it: "Name <https://...>".')
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(help="Day of publication, YYYY-MM-DD; the day of the result unless given."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    as_json: AsJson = False,
) -> None:
    """Pack a study or a run into one file that others can read, check and run again (an RO-Crate)."""
    from ostraka.archive import Credit
    from ostraka.archive import archive as pack

    credit = Credit.read(license_, author or (), publisher, date)
    found = pack(study, out, credit=credit, force=force)
    if as_json:
        print_json({**asdict(found), "path": str(found.path)})
        return
    print(f"{found.path}: {found.title}, {found.files:,} files, {found.size:,} bytes")
    print(f"SHA-256: {found.sha256}")
    if not found.license:
        print("No licence is stated in it; --license says what others may do with it.")
    print(f"Check it: ostraka reproduce {found.path}")


def reproduce(
    file: Annotated[Path, typer.Argument(help="What `ostraka archive` wrote.")],
    units: Annotated[
        int, typer.Option(min=1, help="How many units are run again, chosen at random.")
    ] = 10,
    everything: Annotated[bool, typer.Option("--all", help="Run all units again.")] = False,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Of the choice; drawn anew unless given.")
    ] = None,
    threads: Threads = None,
    as_json: AsJson = False,
) -> None:
    """Check an archive, run a sample of its units again, and say whether the bytes agree.

    Ends with 0 only if every file is whole, and all that was run again is the same bytes. Everything
    that is run comes from the archive; nothing is written but to the system's folder for temporary
    files.
    """
    from ostraka.archive import reproduce as check
    from ostraka.cli.progress import progress

    with progress("units") as show:
        found = check(
            file, units=units, everything=everything, seed=seed, threads=threads, tell=show
        )
    print_json(found.to_dict()) if as_json else print(found)
    if not found.agrees:
        raise typer.Exit(1)
