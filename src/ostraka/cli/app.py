"""The commands of ``ostraka``."""

import errno
import io
import os
import sys
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from ostraka.cli import (
    archiving,
    calibration,
    estimation,
    exploring,
    exporting,
    facts,
    sensitivity,
    studies,
    understanding,
)
from ostraka.cli.cases import cases_app
from ostraka.cli.options import (
    AsJson,
    File,
    Force,
    Months,
    People,
    Replicates,
    Seed,
    Threads,
    Twin,
    With,
    Without,
    print_json,
)
from ostraka.cli.progress import progress
from ostraka.cli.safeguards import safeguards_app
from ostraka.core.errors import OstrakaError, ScenarioError

app = typer.Typer(
    name="ostraka",
    help="Measure, on invented people, what listing and scoring systems do to those in them.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(cases_app, name="cases", rich_help_panel=None)
app.add_typer(safeguards_app, name="safeguards", rich_help_panel=None)
app.add_typer(studies.study_app, name="study", rich_help_panel=None)
app.command()(understanding.explain)
app.command()(understanding.odd)
app.command()(understanding.attribute)
app.command()(understanding.assess)
app.command()(estimation.estimate)
app.command()(studies.merge)
app.command()(studies.compare)
app.command()(archiving.archive)
app.command()(archiving.reproduce)
app.command()(calibration.calibrate)
app.command()(sensitivity.sensitivity)
app.command()(sensitivity.budget)
app.command()(exploring.explore)
app.command()(exporting.export)
app.command()(facts.facts)

Draws = Annotated[
    int | None,
    typer.Option(
        min=0, help="Draws of the uncertain numbers, for the interval of the assumptions."
    ),
]
Story = Annotated[
    bool | None,
    typer.Option(
        "--story/--no-story",
        help="One invented person's months in the report. Told unless cells meet: then it takes a "
        "replicate more.",
        show_default=False,
    ),
]

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def main() -> None:
    """Entry point: errors that we raise on purpose become one readable message."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # a title with a sign that the terminal lacks is no reason to lose a result
            stream.reconfigure(errors="replace")
    try:
        try:
            app(standalone_mode=True)
        finally:
            sys.stdout.flush()  # here a full disk can still be told, and no longer at exit
    except OstrakaError as error:
        print(f"ostraka: {error}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        _discard_output()
        print(f"ostraka: cannot write: {error.strerror or error}", file=sys.stderr)
        sys.exit(1)


def _discard_output() -> None:
    """What could not be written is not tried again when the interpreter ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _load(file: str, with_: list[str] | None = None, without: list[str] | None = None) -> Any:
    """The scenario of a file or name, with other safeguards; a case is told apart by its command."""
    from ostraka import scenario

    try:
        loaded = scenario.load(file)
    except ScenarioError:
        from ostraka import evidence

        if file not in evidence.names():
            raise
        raise OstrakaError(
            f"{file} is a case, not a scenario; run it with: ostraka cases run {file}"
        ) from None
    return scenario.with_safeguards(loaded, with_ or (), without or ())


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        from ostraka import __version__

        print(__version__)
        raise typer.Exit


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Folder for the two results.")] = Path("ostraka-demo"),
    threads: Threads = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Run a documented system and a points pilot, and show who is harmed."""
    from ostraka.cli.demo import run_demo

    run_demo(out, threads=threads, force=force, as_json=as_json)


@app.command()
def scenarios(as_json: AsJson = False) -> None:
    """List the shipped scenarios, one line each."""
    from ostraka import scenario

    rows = []
    for name in scenario.names():
        loaded = scenario.load(name)
        rows.append(
            {"name": name, "title": loaded.title, "purpose": " ".join(loaded.purpose.split())}
        )
    if as_json:
        print_json(rows)
        return
    width = max(len(row["name"]) for row in rows)
    for row in rows:
        print(f"{row['name']:{width}}  {row['purpose']}")


@app.command()
def check(file: File, with_: With = None, without: Without = None, as_json: AsJson = False) -> None:
    """Check a scenario, and say how many of its numbers have a source."""
    from ostraka.core.walking import walk

    loaded = _load(file, with_, without)
    numbers = [q for _, q in walk(loaded, written_only=True)]
    sourced = sum(1 for q in numbers if q.source)
    found = {
        "title": loaded.title,
        "numbers": len(numbers),
        "sourced": sourced,
        "assumed": len(numbers) - sourced,
        "uncertain": sum(1 for q in numbers if q.is_uncertain),
        "defaults": sum(1 for _ in walk(loaded)) - len(numbers),
        "safeguards": list(loaded.safeguards),
        "moved": [one.to_dict() for one in loaded.composition],
    }
    if as_json:
        print_json(found)
        return
    print(
        f"{file}: good. {found['numbers']} numbers: {sourced} with a source, {found['assumed']} "
        f"assumed; {found['uncertain']} {'carries' if found['uncertain'] == 1 else 'carry'} a range. "
        f"{found['defaults']} more are left at their defaults."
    )
    for one in loaded.composition:
        print(f"  {' and '.join(one.safeguards)}: {one.place} {one.words}")


@app.command()
def run(
    file: File,
    people: People = None,
    months: Months = None,
    seed: Seed = None,
    replicates: Replicates = None,
    parameter_draws: Draws = None,
    threads: Threads = None,
    with_: With = None,
    without: Without = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the result; ostraka-runs/NAME unless given, +SAFEGUARD, -SAFEGUARD."
        ),
    ] = None,
    state_folder: Annotated[
        Path | None,
        typer.Option(
            help="Where cells meet: keep people's state in an unnamed file in this folder."
        ),
    ] = None,
    state_memory: Annotated[
        float | None,
        typer.Option(
            min=0, help="Most GiB of memory for that state; half of what is available unless given."
        ),
    ] = None,
    twin: Twin = None,
    story: Story = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Run a scenario and save its tables, figures and report."""
    from ostraka import results
    from ostraka.cli import screen

    loaded = _load(file, with_, without)
    other = [*(f"+{name}" for name in with_ or ()), *(f"-{name}" for name in without or ())]
    folder = out or Path("ostraka-runs") / "".join([Path(file).stem, *other])
    results.check_free(folder, force=force)
    with_twin = _has_twin(twin, loaded)
    with progress(loaded.title) as report_progress:
        result = results.run(
            loaded,
            twin=with_twin,
            people=people,
            months=months,
            seed=seed,
            replicates=replicates,
            parameter_draws=parameter_draws,
            threads=threads,
            progress=report_progress,
            state_folder=state_folder,
            state_memory=None if state_memory is None else int(state_memory * 2**30),
        )
    write_report = partial(_write_report, result, with_story=_is_told(story, result))
    result.save(folder, force=force, command=_command(), write_report=write_report)
    if as_json:
        print_json(result.summary())
        return
    for line in screen.result_lines(result):
        print(line)
    print(f"\nEngine: {result.about['state']}")
    print(f"Report: {folder / 'report.html'}")


@app.command()
def schedule(
    file: File,
    source: Annotated[bool, typer.Option("--source", help="Print the generated module.")] = False,
    people: Annotated[int, typer.Option(min=1, help="People in the run that is timed.")] = 200_000,
    with_: With = None,
    without: Without = None,
    as_json: AsJson = False,
) -> None:
    """Print the phases of a month: what each reads and writes, and the time it took."""
    from ostraka.cli import screen
    from ostraka.engine import schedule_for

    loaded = _load(file, with_, without)
    made = schedule_for(loaded)
    if source:
        print(made.source, end="")
        return
    rows, state = screen.schedule_rows(loaded, made, people)
    if as_json:
        print_json(rows)
        return
    screen.print_schedule(rows)
    meaning = made.way_in_words(loaded).partition(": ")[2]
    print(f"Engine: {state}: {meaning}.")


@app.command()
def report(
    directory: Annotated[
        Path, typer.Argument(help="Folder that `ostraka run` or `study run` wrote.")
    ],
    out: Annotated[
        Path | None, typer.Option(help="File to write; report.html in the folder unless given.")
    ] = None,
    story: Story = None,
) -> None:
    """Write the report of a saved run, or of a finished study, anew."""
    from ostraka import evidence
    from ostraka import report as pages
    from ostraka.results import Result
    from ostraka.studies import StudyResult
    from ostraka.studies.store import holds_a_study

    target = out or directory / "report.html"
    if holds_a_study(directory):
        if story:
            raise OstrakaError(
                "--story: a study has many runs and no one life; name the folder of a run"
            )
        print(StudyResult.load(directory).report(target))
        return
    result, compared = Result.load(directory), evidence.read_comparison(directory)
    # the people of a case are a stream of its decisions, so nobody's months are told unless asked for
    told = bool(story) if compared else _is_told(story, result)
    pages.write(result, target, compared, with_story=told)
    print(target)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a scenario file."""
    from ostraka import scenario

    print_json(scenario.json_schema())


def _has_twin(twin: bool | None, scenario: Any) -> bool:
    """Whether the twin without safeguards is run too; if so, that it takes its time is said."""
    names = list(scenario.safeguards)
    if twin is None and not names:
        return False
    if twin is not False and names:
        print(
            f"ostraka: the same people are run without {' and '.join(names)} too, for the difference: "
            "about twice the time; --no-twin leaves that out",
            file=sys.stderr,
        )
    return twin is not False


def _is_told(story: bool | None, result: Any) -> bool:
    from ostraka.engine import schedule_for

    return schedule_for(result.scenario).meeting is None if story is None else story


def _write_report(result: Any, folder: Path, *, with_story: bool) -> None:
    from ostraka import report as pages

    pages.write(result, folder / "report.html", with_story=with_story)


def _command() -> str:
    return " ".join(["ostraka", *sys.argv[1:]])
