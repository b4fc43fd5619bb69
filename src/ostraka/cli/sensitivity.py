"""``ostraka sensitivity`` and ``ostraka budget``: what a harm depends on, and what it allows."""

import sys
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
from ostraka.core.errors import OstrakaError


class Method(StrEnum):
    """How the harm is taken apart."""

    sobol = "sobol"
    shapley = "shapley"
    morris = "morris"
    tornado = "tornado"


def sensitivity(
    file: File,
    harm: Annotated[
        str, typer.Option(help="The harm that is looked at.")
    ] = "ever_wrongly_listed_per_100k",
    method: Annotated[
        Method,
        typer.Option(
            help="Sobol indices, Shapley effects, Morris screening, or one number at a time."
        ),
    ] = Method.sobol,
    draws: Annotated[
        int | None, typer.Option(min=2, help="Base points or trajectories; more cost more runs.")
    ] = None,
    numbers: Annotated[
        str | None,
        typer.Option(help="Which uncertain numbers, with commas between; all unless given."),
    ] = None,
    interactions: Annotated[
        Path | None,
        typer.Option(help="Second-order indices too, as a picture, .svg or .png (sobol only)."),
    ] = None,
    picture: Annotated[
        Path | None, typer.Option(help="Save the bars as a picture, .svg or .png.")
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
    """Say which uncertain numbers a harm depends on, and how much of it is the seed's."""
    from ostraka import sensitivity as floor
    from ostraka.cli.progress import progress

    common: dict[str, Any] = {
        "harm": harm,
        "numbers": None if numbers is None else [one.strip() for one in numbers.split(",")],
        "people": people,
        "months": months,
        "seed": seed,
        "threads": threads,
        "say": _say,
    }
    one_at_a_time = method is Method.tornado
    if one_at_a_time and (draws is not None or interactions is not None):
        raise OstrakaError(
            "method tornado: it draws nothing and sees no interaction; leave out draws and interactions"
        )
    if replicates is not None and not one_at_a_time:
        raise OstrakaError(
            f"method {method.value}: every run has a seed of its own, so replicates mean nothing; "
            "give draws instead"
        )
    given = _given(file, with_, without)
    found: Any
    with progress("runs") as show:
        if one_at_a_time:
            found = floor.tornado(given, replicates=replicates, progress=show, **common)
        else:
            found = floor.sensitivity(
                given,
                method=method.value,
                draws=draws,
                pairs=interactions is not None,
                progress=show,
                **common,
            )
    if picture is not None:
        found.picture(picture)
    if interactions is not None:
        found.interactions(interactions)
    _print(found, as_json)


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
