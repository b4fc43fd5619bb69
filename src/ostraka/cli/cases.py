"""The commands of ``ostraka cases``: the casebook of published figures."""

from pathlib import Path
from typing import Annotated

import typer

from ostraka.cli.options import AsJson, Threads, print_json
from ostraka.cli.progress import progress
from ostraka.core.errors import OstrakaError

cases_app = typer.Typer(help="Published figures of real systems, predicted and compared.")

Which = Annotated[
    str, typer.Argument(help="A shipped case, a folder with one, or a file that adds to one.")
]
Draws = Annotated[
    int, typer.Option(min=20, help="Draws of a scenario's uncertain numbers; formulas have 20,000.")
]


@cases_app.callback(invoke_without_command=True)
def _cases(context: typer.Context, as_json: AsJson = False) -> None:
    if context.invoked_subcommand is not None:
        return
    from ostraka import evidence

    loaded = [evidence.load_case(name) for name in evidence.names()]
    if as_json:
        rows = [
            {
                "case": case.name,
                "title": case.declared.title,
                "facts": len(case.facts),
                "predictions": len(case.declared.predictions),
            }
            for case in loaded
        ]
        print_json(rows)
        return
    width = max(len(case.name) for case in loaded)
    for case in loaded:
        print(f"{case.name:{width}}  {case.declared.title}")


@cases_app.command("show")
def show(name: Which, as_json: AsJson = False) -> None:
    """Show a case without running it: facts and sources, the split, inputs, predictions, limits."""
    from ostraka import evidence
    from ostraka.cli import case_screen

    case = evidence.load_case(name)
    if as_json:
        print_json(
            {
                "case": case.name,
                "facts": [fact.model_dump(mode="json") for fact in case.facts.values()],
                **case.declared.model_dump(mode="json", exclude_none=True),
            }
        )
        return
    for line in case_screen.show_lines(case):
        print(line)


@cases_app.command("run")
def run_cases(
    name: Annotated[
        list[str] | None,
        typer.Argument(help="Shipped cases, folders with one, or files that add to one."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Run all shipped cases.")] = False,
    draws: Draws = 2000,
    threads: Threads = None,
    as_json: AsJson = False,
) -> None:
    """Predict the held-out figures of cases and hold them against what was published."""
    from ostraka import evidence
    from ostraka.cli import case_screen

    if bool(name) == every:
        raise OstrakaError(
            "cases run: name cases, or say --all; `ostraka cases` lists the shipped ones"
        )
    loaded = [evidence.load_case(one) for one in (evidence.names() if every else name or ())]
    found = []
    for case in loaded:
        with progress(case.declared.title) as report_progress:
            result = evidence.run_case(case, draws=draws, threads=threads, progress=report_progress)
        found.append(result)
        if not as_json:
            for line in case_screen.case_lines(result):
                print(line)
            print()
    if as_json:
        one = found[0].to_dict() if len(found) == 1 and not every else None
        print_json(one or {"cases": [result.to_dict() for result in found]})
        return
    for line in case_screen.verdict_lines(found):
        print(line)


@cases_app.command("copy")
def copy(
    name: Annotated[str, typer.Argument(help="A shipped case.")],
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
) -> None:
    """Copy a shipped case to a folder of yours, to add a fact and a prediction."""
    from ostraka import evidence

    print(evidence.copy_case(name, folder))


@cases_app.command("schema")
def schema() -> None:
    """Print the JSON Schemas of a fact and of a case.toml."""
    from ostraka.evidence.declaration import CaseFile
    from ostraka.evidence.facts import Fact

    print_json({"fact": Fact.model_json_schema(), "case": CaseFile.model_json_schema()})


@cases_app.command("formulas")
def formulas() -> None:
    """List what a formula of a case may hold."""
    from ostraka import evidence

    print("A formula holds numbers, names, + - * / **, comparisons, and these functions:")
    width = max(len(f.usage) for f in evidence.FUNCTIONS.values())
    for function in evidence.FUNCTIONS.values():
        print(f"  {function.usage:{width}}  {function.meaning}")
    print(
        "A name is an input, a formula of the model, a fact listed in `used`, or stands under `at`."
    )


@cases_app.command("page")
def page(draws: Draws = 2000, threads: Threads = None) -> None:
    """Run all shipped cases and print the page docs/casebook.md."""
    from ostraka import evidence
    from ostraka.report import casebook

    results = []
    for name in evidence.names():
        case = evidence.load_case(name)
        with progress(case.declared.title) as show_progress:
            results.append(
                evidence.run_case(case, draws=draws, threads=threads, progress=show_progress)
            )
    print(casebook.page(results), end="")
