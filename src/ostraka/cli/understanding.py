"""Commands that help to understand a result: ``explain``, ``odd``, ``attribute``, ``assess``."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from ostraka.cli.options import (
    AsJson,
    File,
    Months,
    People,
    Replicates,
    Seed,
    Threads,
    With,
    Without,
    print_json,
)


class Document(StrEnum):
    """What an assessment may be written as."""

    html = "html"
    docx = "docx"
    md = "md"


def explain(
    run: Annotated[
        str, typer.Argument(help="A folder that `ostraka run` wrote, or a scenario file or name.")
    ],
    subject: Annotated[
        int | None, typer.Option(min=0, help="Index of an invented person, from 0.")
    ] = None,
    typical: Annotated[
        str | None,
        typer.Option(
            help="Find a telling person instead: error, wrong_person, false_record, false_flag, "
            "lawful_conduct, ... (another word lists what the scenario knows)."
        ),
    ] = None,
    jurisdiction: Annotated[
        str | None, typer.Option(help="Where the person lives; the first one unless given.")
    ] = None,
    replicate: Annotated[int, typer.Option(min=0, help="Which replicate of the run.")] = 0,
    with_: With = None,
    without: Without = None,
    as_json: AsJson = False,
) -> None:
    """Tell one invented person's story month by month, with what the other ledgers say."""
    from ostraka import results

    life = results.explain(
        _given(run, with_, without),
        subject=subject,
        typical=typical,
        jurisdiction=jurisdiction,
        replicate=replicate,
    )
    if as_json:
        print_json(life.to_dict())
        return
    print(life, end="")


def odd(
    file: File,
    out: Annotated[
        Path | None, typer.Option(help="File to write; standard output unless given.")
    ] = None,
    with_: With = None,
    without: Without = None,
) -> None:
    """Write the model's description (ODD protocol, seven elements) of a scenario, in Markdown."""
    from ostraka.core.files import put
    from ostraka.report.odd import odd as document

    text = document(_given(file, with_, without))
    if out is None:
        print(text, end="")
        return
    print(put(out, text.encode()))


def assess(
    run: Annotated[Path, typer.Argument(help="Folder that `ostraka run` wrote.")],
    out: Annotated[
        Path | None, typer.Option(help="File to write; assessment.html in the folder unless given.")
    ] = None,
    format_: Annotated[
        Document | None,
        typer.Option(
            "--format", help="What to write; by the ending of --out unless given, or html."
        ),
    ] = None,
) -> None:
    """Draft a fundamental rights impact assessment (EU AI Act, Art. 27) from a saved run.

    What neither the scenario nor the run can say is marked as a gap. It is no legal advice and certifies
    nothing.
    """
    from ostraka.report import assessment
    from ostraka.results import Result

    kind: assessment.Format
    if format_ is not None:
        kind = format_.value
    else:
        kind = "html" if out is None else assessment.format_of(out)
    target = out or run / f"assessment.{kind}"
    print(assessment.write(Result.load(run), target, kind))


def attribute(
    file: File,
    mechanisms: Annotated[
        str | None,
        typer.Option(help="Which ones, with commas between; all that are on unless given."),
    ] = None,
    harm: Annotated[
        str, typer.Option(help="The harm whose causes are asked for.")
    ] = "wrongful_person_months",
    people: People = None,
    months: Months = None,
    seed: Seed = None,
    replicates: Replicates = None,
    threads: Threads = None,
    with_: With = None,
    without: Without = None,
    as_json: AsJson = False,
) -> None:
    """Say which mechanism causes which share of a harm: Shapley shares on common draws."""
    from ostraka import results
    from ostraka.cli.progress import progress

    with progress("worlds") as show:
        found = results.attribute(
            _given(file, with_, without),
            None if mechanisms is None else [name.strip() for name in mechanisms.split(",")],
            harm=harm,
            people=people,
            months=months,
            seed=seed,
            replicates=replicates,
            threads=threads,
            progress=show,
        )
    if as_json:
        print_json(found.to_dict())
        return
    print(found, end="")


def _given(file: str, with_: list[str] | None, without: list[str] | None) -> Any:
    """What the command was given, or the scenario with other safeguards."""
    if not with_ and not without:
        return file
    from ostraka import scenario

    return scenario.with_safeguards(scenario.load(file), with_ or (), without or ())
