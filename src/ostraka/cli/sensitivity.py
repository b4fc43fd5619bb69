"""``ostraka sensitivity`` and ``ostraka budget``: what a harm depends on, and what it allows."""

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from ostraka.cli.asking import Asked, to_run
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
from ostraka.cli.studies import Cluster, Out, planned, run_units, shard_of
from ostraka.core.errors import OstrakaError, OutputError


class Method(StrEnum):
    """How the harm is taken apart."""

    sobol = "sobol"
    shapley = "shapley"
    morris = "morris"
    tornado = "tornado"


Shard = Annotated[
    str | None, typer.Option(help="Run every n-th unit from the i-th on: i/n, i from 1.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what it will take; write nothing.")]


def sensitivity(
    file: Annotated[
        str,
        typer.Argument(help="A scenario or a study: its file, shipped name, or a study's folder."),
    ],
    harm: Annotated[
        str | None,
        typer.Option(
            help="The harm that is looked at; ever_wrongly_listed_per_100k, or the study's first."
        ),
    ] = None,
    method: Annotated[
        Method | None,
        typer.Option(
            help="Sobol indices, Shapley effects, Morris screening, or one number at a time. Sobol "
            "unless given; of a study, its own draws as they are."
        ),
    ] = None,
    arm: Annotated[
        list[str] | None,
        typer.Option(help="Of a study: only the difference that this arm makes; may be repeated."),
    ] = None,
    draws: Annotated[
        int | None, typer.Option(min=2, help="Base points or trajectories; more cost more runs.")
    ] = None,
    numbers: Annotated[
        str | None,
        typer.Option(help="Which uncertain numbers, with commas between; all unless given."),
    ] = None,
    interactions: Annotated[
        Path | None,
        typer.Option(help="What two numbers do together too, as a picture, .svg or .png."),
    ] = None,
    picture: Annotated[
        Path | None,
        typer.Option(help="Save the bars as a picture, .svg or .png; of further arms beside it."),
    ] = None,
    out: Out = None,
    people: People = None,
    months: Months = None,
    seed: Seed = None,
    replicates: Replicates = None,
    threads: Threads = None,
    shard: Shard = None,
    cluster: Cluster = None,
    dry_run: DryRun = False,
    with_: With = None,
    without: Without = None,
    as_json: AsJson = False,
) -> None:
    """Say which uncertain numbers a harm depends on, and how much of it is the seed's.

    Of a study also what the difference depends on that each arm makes. Runs are kept: the same
    question, or one about another harm, runs nothing again.
    """
    from ostraka.studies.sensitivity import cost
    from ostraka.studies.sensitivity import sensitivity as answer

    asked = Asked(
        harm=harm,
        method=None if method is None else method.value,
        numbers=None if numbers is None else [one.strip() for one in numbers.split(",")],
        draws=draws,
        pairs=interactions is not None,
        replicates=replicates,
        instead={"people": people, "months": months, "seed": seed},
        with_=with_ or (),
        without=without or (),
    )
    part = shard_of(shard)
    study, folder, result = to_run(file, asked, out, part)
    if dry_run:
        found = planned(study, folder, threads, part, cluster)
        print_json(found.to_dict()) if as_json else print(found)
        return
    if result is None:
        _say(cost(study, folder))
        result = run_units(study, folder, threads, part, None, cluster)
    if result is None:
        _say(f"Shard {shard} is done: {folder}")
        _say("When all are: ostraka merge FOLDERS --out FOLDER, and ostraka sensitivity FOLDER")
        return
    answers = answer(result, harm, arm)
    for path, kind in ((picture, "picture"), (interactions, "interactions")):
        if path is not None:
            _save(answers.answers, kind, path)
    only = answers.answers[0] if len(study.arms) == 1 else answers
    _print(only, as_json)


def _save(answers: Sequence[Any], kind: str, path: Path) -> None:
    """The picture of each answer: the first as it was named, further arms beside it."""
    for number, one in enumerate(answers):
        beside = path.with_name(f"{path.stem}.{one.arm}{path.suffix}")
        try:
            getattr(one, kind)(beside if number else path)
        except OutputError:
            raise
        except OstrakaError as error:  # of several arms one may have nothing to draw
            if len(answers) == 1:
                raise
            _say(f"{one.arm}: {error}")


def budget(
    file: File,
    harm: Annotated[
        str, typer.Option(help="A ceiling of a harm: 'ever_wrongly_listed_per_100k <= 10'.")
    ],
    vary: Annotated[
        list[str],
        typer.Option(
            help="Dotted place of an error or of redress, or PLACE=LOW:HIGH; twice for a frontier."
        ),
    ],
    draws: Annotated[
        int | None,
        typer.Option(min=0, help="Draws of the other uncertain numbers; 40 unless given."),
    ] = None,
    picture: Annotated[
        Path | None, typer.Option(help="Save the curve or the frontier, .svg or .png.")
    ] = None,
    people: People = None,
    months: Months = None,
    seed: Seed = None,
    replicates: Replicates = None,
    threads: Threads = None,
    with_: With = None,
    without: Without = None,
    as_json: AsJson = False,
) -> None:
    """Say how far an error rate may go before a harm passes a ceiling."""
    from ostraka import sensitivity as floor
    from ostraka.cli.progress import progress

    common: dict[str, Any] = {
        "people": people,
        "months": months,
        "seed": seed,
        "replicates": replicates,
        "threads": threads,
        "say": _say,
    }
    if len(vary) > 2:
        raise OstrakaError(f"vary: {len(vary)} numbers; name one for a budget, two for a frontier")
    if len(vary) == 2 and draws is not None:
        raise OstrakaError(
            "draws: a frontier has the other uncertain numbers at their centre; leave draws out"
        )
    given = _given(file, with_, without)
    found: Any
    if len(vary) == 2:
        with progress("budgets") as show:
            found = floor.frontier(given, harm, *vary, progress=show, **common)
    else:
        with progress("draws") as show:
            found = floor.budget(given, harm, vary[0], draws=draws, progress=show, **common)
    if picture is not None:
        found.picture(picture)
    _print(found, as_json)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _given(file: str, with_: list[str] | None, without: list[str] | None) -> Any:
    from ostraka import scenario

    return scenario.with_safeguards(scenario.load(file), with_ or (), without or ())


def _print(found: Any, as_json: bool) -> None:
    if as_json:
        print_json(found.to_dict())
        return
    print(found, end="")
