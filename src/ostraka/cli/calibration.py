"""``ostraka calibrate``: uncertain numbers, given what was published of the system they describe."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ostraka.cli.options import AsJson, People, Seed, Threads, print_json
from ostraka.cli.progress import progress
from ostraka.core.errors import OstrakaError


def calibrate(
    file: Annotated[
        str,
        typer.Argument(help="A TOML or JSON file, or the name of a shipped scenario or case."),
    ],
    to: Annotated[
        str,
        typer.Option(help="Published figures: a TOML or JSON file, or a case by name or folder."),
    ],
    vary: Annotated[
        list[str] | None,
        typer.Option(
            help="Dotted place of an uncertain number that the search follows; may be repeated. All "
            "unless given; the others are drawn from their priors."
        ),
    ] = None,
    draws: Annotated[int, typer.Option(min=50, help="Runs in a generation.")] = 400,
    generations: Annotated[int, typer.Option(min=1, help="Most generations.")] = 6,
    people: People = None,
    seed: Seed = None,
    threads: Threads = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Save the scenario with its posterior here (.json), for `ostraka run`."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    as_json: AsJson = False,
) -> None:
    """Fit uncertain numbers to published figures of a past system, and predict those held out."""
    from ostraka import calibration
    from ostraka.calibration.result import check_target

    scenario = _scenario(file)
    if out is not None:
        check_target(out, force=force)
    with progress(scenario.title) as report_progress:
        found = calibration.calibrate(
            scenario,
            to,
            vary=vary or (),
            draws=draws,
            generations=generations,
            people=people,
            seed=seed,
            threads=threads,
            progress=report_progress,
        )
    if out is not None:
        found.save(out, force=force)
    if as_json:
        print_json(found.to_dict())
        return
    print(found, end="")
    if out is not None:
        print(f"\nSaved, with its posterior: {out}")


def _scenario(file: str) -> Any:
    """The scenario of a file or name, or that of a case."""
    from ostraka import evidence, scenario

    if file in evidence.names() or (Path(file) / "case.toml").is_file():
        made = evidence.load_case(file).scenario
        if made is None:
            raise OstrakaError(
                f"case {file}: it is computed by formulas and has no scenario; run it with: "
                f"ostraka cases run {file}"
            )
        return made
    return scenario.load(file)
