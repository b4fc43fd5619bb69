"""``ostraka study``, ``merge`` and ``compare``: arms on common draws, run in units that are kept."""

import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ostraka.cli.options import AsJson, People, Threads, print_json
from ostraka.cli.progress import INTERRUPTED
from ostraka.core.errors import OstrakaError

if TYPE_CHECKING:
    from ostraka.studies import Study, StudyResult
    from ostraka.studies.running import Told
    from ostraka.studies.workers import Workers

study_app = typer.Typer(help="Studies: arms compared on common draws, in units that are kept.")

File = Annotated[str, typer.Argument(help="A study file, or the name of a shipped study.")]
Out = Annotated[
    Path | None,
    typer.Option(
        help="Folder of the study; ostraka-studies/NAME unless given. What is there goes on."
    ),
]
Replicates = Annotated[int | None, typer.Option(min=0, help="Instead of the file's.")]
Until = Annotated[
    str | None,
    typer.Option(
        help='Stop when differences are known so closely: "half_width<=20", "half_width<=5%", '
        '"FIGURE half_width<=20". The file\'s replicates are then the most.'
    ),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        help="Run units on Dask workers: local:2 (processes here), tcp://host:port (a scheduler), "
        "slurm:8 (jobs); extra: cluster."
    ),
]
Cut = Annotated[
    str | None,
    typer.Option(
        help="Cut each run into units of so many jurisdictions, instead of the file's; auto: of as "
        "many as fit the memory of whoever runs them."
    ),
]


@study_app.callback(invoke_without_command=True)
def _all(context: typer.Context, as_json: AsJson = False) -> None:
    if context.invoked_subcommand is not None:
        return
    from ostraka.studies import definition

    rows = []
    for name in definition.names():
        table, _, _ = definition.read(name)
        rows.append({"name": name, "scenario": table.scenario, "purpose": table.purpose})
    if as_json:
        print_json(rows)
        return
    for row in rows:
        print(f"{row['name']}  {row['purpose']}")


@study_app.command()
def run(
    study: File,
    out: Out = None,
    people: People = None,
    replicates: Replicates = None,
    threads: Threads = None,
    shard: Annotated[
        str | None, typer.Option(help="Run every n-th unit from the i-th on: i/n, i from 1.")
    ] = None,
    until: Until = None,
    cluster: Cluster = None,
    cut: Cut = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what it will take; write nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Run the units of a study that are not done yet; stop it whenever you like, it goes on."""
    loaded = _loaded(study, people, replicates, cut)
    part = shard_of(shard)
    folder = out or folder_of(study, part)
    if dry_run:
        found = planned(loaded, folder, threads, part, cluster)
        print_json(found.to_dict()) if as_json else print(found)
        return
    result = run_units(loaded, folder, threads, part, until, cluster)
    page = None if result is None else _page(result, folder)
    if as_json:
        print_json(_about(loaded, folder, result))
        return
    if result is None:
        print(f"Shard {shard} is done: {folder}")
        print(f"When all are: ostraka merge {folder.parent}/... --out FOLDER")
        return
    print(f"Done: {folder}")
    if page is not None:
        print(f"Report: {page}")
    print(f"Compare the arms: ostraka compare {folder}")


def merge(
    parts: Annotated[list[Path], typer.Argument(help="Folders that shards of one study wrote.")],
    out: Annotated[Path, typer.Option(help="Folder for the whole study.")],
    as_json: AsJson = False,
) -> None:
    """Put the shards of one study together: the same bytes as if one process had run it."""
    from ostraka import studies

    result = studies.merge(parts, out)
    page = _page(result, out)
    if as_json:
        print_json(_about(result.study, out, result))
        return
    print(f"Merged: {out}")
    if page is not None:
        print(f"Report: {page}")


def compare(
    study: Annotated[
        str, typer.Argument(help="A study file, the name of a shipped one, or a study's folder.")
    ],
    out: Out = None,
    people: People = None,
    replicates: Replicates = None,
    threads: Threads = None,
    until: Until = None,
    cluster: Cluster = None,
    harm: Annotated[
        list[str] | None, typer.Option(help="A harm, instead of the study's; may be repeated.")
    ] = None,
    ceiling: Annotated[
        str | None,
        typer.Option(help='Which fewest safeguards keep a harm below a ceiling: "HARM<=NUMBER".'),
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Write the comparison as one HTML page here as well.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare the arms of a study on common draws; run what of it is not done yet."""
    from ostraka.studies import StudyResult
    from ostraka.studies.compare_text import ceiling_text
    from ostraka.studies.store import holds_a_study

    if holds_a_study(Path(study)) and not (out or people or replicates or until):
        result: Any = StudyResult.load(study)
    else:
        loaded = _loaded(study, people, replicates)
        folder = out or folder_of(study, None)
        result = run_units(loaded, folder, threads, None, until, cluster)
        _page(result, folder)
    found = result.compare(harm)
    held = None if ceiling is None else result.minimal_combinations(ceiling)
    if report is not None:
        found.report(report, held)
    if as_json:
        print_json({**found.to_dict(), "ceiling": None if held is None else held.to_dict()})
        return
    print(found)
    if held is not None:
        print(f"\n{ceiling_text(held)}")
    if report is not None:
        print(f"\nReport: {report}")


def _page(result: "StudyResult", folder: Path) -> Path | None:
    """The report beside a study's tables, written unless it is there; None with nothing to compare."""
    from ostraka.studies.store import REPORT

    page = folder / REPORT
    if not result.is_comparable:
        return None
    return page if page.is_file() else result.report(page)


def _loaded(
    file: str, people: int | None, replicates: int | None, cut: str | None = None
) -> "Study":
    from ostraka.studies import Study

    given: dict[str, Any] = {"people": people, "replicates": replicates}
    if cut is not None:
        if cut != "auto" and not (cut.isdecimal() and int(cut) >= 1):
            raise OstrakaError(f"cut: {cut!r} is none; write a number of jurisdictions, or auto")
        given["jurisdictions_per_unit"] = int(cut) if cut != "auto" else cut
    return Study.load(file, **{name: n for name, n in given.items() if n is not None})


def planned(
    study: "Study",
    folder: Path,
    threads: int | None,
    shard: tuple[int, int] | None,
    cluster: str | None,
) -> Any:
    """What the units that are not done will take; nothing is run or written."""
    from ostraka.studies.cluster import cluster as workers
    from ostraka.studies.plan import plan
    from ostraka.studies.running import check_shard
    from ostraka.studies.store import share_of
    from ostraka.studies.units import units

    chosen = None
    if shard is not None:
        check_shard(shard)
        chosen = share_of(units(study), shard)
    at_work = nullcontext() if cluster is None else workers(cluster, threads)
    with at_work as pool:
        who = None if pool is None else pool.workers
        return plan(study, folder, threads=threads, chosen=chosen, workers=who)


def run_units(
    study: "Study",
    folder: Path,
    threads: int | None,
    shard: tuple[int, int] | None,
    until: str | None,
    cluster: str | None = None,
) -> "StudyResult | None":
    """Run what is not done yet, with how far it is on standard error; None if this was a shard."""
    from ostraka.studies import run_study
    from ostraka.studies.cluster import cluster as workers
    from ostraka.studies.cutting import AUTO
    from ostraka.studies.workers import this_process

    at_work = nullcontext() if cluster is None else workers(cluster, threads)
    try:
        with at_work as executor, _progress(study.table.title) as tell:
            if shard is None and (
                executor is not None or study.table.jurisdictions_per_unit == AUTO
            ):
                study = _cut(study, folder, executor.workers if executor else this_process(threads))
            return run_study(
                study,
                folder,
                threads=threads,
                shard=shard,
                until=until,
                tell=tell,
                executor=executor,
            )
    except KeyboardInterrupt:
        print(
            f"ostraka: interrupted; what is done is kept in {folder}: run the same command to go on",
            file=sys.stderr,
        )
        raise typer.Exit(INTERRUPTED) from None


def _cut(study: "Study", folder: Path, who: "Workers") -> "Study":
    """The study with its cut decided; what that means is said, if people's state is kept."""
    from ostraka.studies.cutting import settled

    study, cut = settled(study, folder, who)
    if cut.keeps_state or not cut.fits:
        print(f"Memory: {' '.join(cut.lines())}", file=sys.stderr, flush=True)
    return study


def shard_of(text: str | None) -> tuple[int, int] | None:
    """A shard as it is typed: ``3/20``."""
    if text is None:
        return None
    found = re.fullmatch(r"(\d+)/(\d+)", text.strip())
    if found is None:
        raise OstrakaError(f"shard: {text!r} is none; write i/n, such as 3/20")
    return int(found[1]), int(found[2])


def folder_of(file: str, shard: tuple[int, int] | None) -> Path:
    """Where a study is kept, unless it was said."""
    name = Path(file).stem
    if shard is not None:
        name += f".shard-{shard[0]}-of-{shard[1]}"
    return Path("ostraka-studies") / name


def _about(study: "Study", folder: Path, result: "StudyResult | None") -> dict[str, Any]:
    return {
        "title": study.table.title,
        "folder": str(folder),
        "complete": result is not None,
        "arms": list(study.arms),
        "replicates": None if result is None else result.replicates,
        "draws": len(study.points),
        "until": None if result is None else result.until,
        "reached": None if result is None else result.reached,
    }


@contextmanager
def _progress(title: str) -> Iterator[Any]:
    """A bar where stderr is a terminal, else a line now and then; time left as measured here."""
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        shown = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[left]}"))
        with Progress(*shown, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(title, total=None, left="")

            def draw(told: "Told") -> None:
                bar.update(task, completed=told.done, total=told.total, left=words_of(told))

            yield draw
        return
    last = [time.monotonic()]

    def say(told: "Told") -> None:
        if told.done == told.total or time.monotonic() - last[0] >= 10:
            last[0] = time.monotonic()
            print(f"{title}: {words_of(told)}", file=sys.stderr, flush=True)

    yield say


def words_of(told: "Told") -> str:
    """How far a study is, and how long it may take yet."""
    from ostraka.studies.plan import duration

    most = "at most " if told.at_most else ""
    text = f"{told.done:,} of {most}{told.total:,} units"
    if told.seconds_left is not None and told.done < told.total:
        text += f", {most}{duration(told.seconds_left)} left"
    return text
