"""Arguments and options that several commands share, and the JSON that they print."""

import json
from typing import Annotated, Any

import typer

File = Annotated[
    str, typer.Argument(help="A TOML or JSON file, or the name of a shipped scenario.")
]
People = Annotated[int | None, typer.Option(min=1, help="Invented people, instead of the file's.")]
Months = Annotated[int | None, typer.Option(min=1, help="Months, instead of the file's.")]
Seed = Annotated[int | None, typer.Option(min=0, help="Seed of every draw.")]
Replicates = Annotated[
    int | None, typer.Option(min=1, help="Runs with other draws, for the Monte Carlo interval.")
]
Threads = Annotated[int | None, typer.Option(min=1, help="Threads; all processors unless given.")]
With = Annotated[
    list[str] | None, typer.Option("--with", help="Add this safeguard; may be repeated.")
]
Without = Annotated[
    list[str] | None,
    typer.Option("--without", help="Leave out this safeguard of the file; may be repeated."),
]
Twin = Annotated[
    bool | None,
    typer.Option(
        "--twin/--no-twin",
        help="Run the same people without the safeguards too, for the difference that these make. Done "
        "where safeguards act; it takes about twice the time.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Force = Annotated[bool, typer.Option("--force", help="Replace an existing result.")]


def print_json(data: Any) -> None:
    """One JSON value on standard output; a number that JSON has no sign for is refused."""
    print(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False))
