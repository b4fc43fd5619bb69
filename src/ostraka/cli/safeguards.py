"""``ostraka safeguards``: what is shipped, one line each, and one in full."""

from collections.abc import Iterator
from textwrap import fill
from typing import Annotated, Any

import typer

from ostraka.cli.options import AsJson, print_json

safeguards_app = typer.Typer(help="Safeguards that come with Ostraka, to add to a scenario.")


@safeguards_app.callback(invoke_without_command=True)
def _all(context: typer.Context, as_json: AsJson = False) -> None:
    if context.invoked_subcommand is not None:
        return
    from ostraka import safeguards

    rows = [{"name": n, "description": safeguards.load(n).description} for n in safeguards.names()]
    if as_json:
        print_json(rows)
        return
    width = max(len(row["name"]) for row in rows)
    for row in rows:
        print(f"{row['name']:{width}}  {row['description']}")


@safeguards_app.command()
def show(
    name: Annotated[str, typer.Argument(help="A shipped safeguard.")], as_json: AsJson = False
) -> None:
    """Print one safeguard: whom it is for, what it does, how it may do harm."""
    from ostraka import safeguards

    found = safeguards.load(name)
    if as_json:
        print_json(data_of(name, found))
        return
    for line in lines_of(name, found):
        print(line)


def data_of(name: str, safeguard: Any) -> dict[str, Any]:
    """A safeguard as plain data."""
    return {"name": name, **safeguard.model_dump(mode="json", exclude_none=True)}


def lines_of(name: str, safeguard: Any) -> Iterator[str]:
    """A safeguard in words."""
    from ostraka.safeguards import bare_value, say

    yield name
    for label, text in (
        ("what: ", safeguard.description),
        ("helps: ", safeguard.mechanism),
        ("may harm: ", safeguard.may_harm),
    ):
        yield fill(label + text, 100, initial_indent="  ", subsequent_indent="    ")
    for dimension, names in safeguard.applies_to.given().items():
        yield f"  for {dimension}: {', '.join(names)}"
    yield f"  delivery: {say(bare_value(safeguard.delivery))}"
    yield "  does:"
    for place, effect in safeguard.effect.items():
        for operator in effect.operators:
            operand = getattr(effect, operator)
            yield f"    {place} {operator} {say(bare_value(operand))}  ({origin_of(operand)})"
    for table, given in safeguard.tables.items():
        yield f"  brings [{table}] where there is none: {say(given)}"


def origin_of(operand: Any) -> str:
    """Where a number of a safeguard comes from."""
    if getattr(operand, "source", None):
        return str(operand.source)
    return "assumed" if getattr(operand, "assumed", False) else "a rule"
