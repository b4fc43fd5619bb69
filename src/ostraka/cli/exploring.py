"""``ostraka explore``."""

from typing import Annotated

import typer


def explore(
    given: Annotated[
        str | None,
        typer.Argument(
            metavar="[RUN|STUDY|SCENARIO]",
            help="A folder that `ostraka run` or `ostraka study run` wrote, a scenario or study file, or "
            "the name of a shipped scenario, study or case.",
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65_535, help="Port of 127.0.0.1; a free one unless given."),
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Open a local page: move numbers, switch safeguards, see the harm change."""
    from ostraka.explore.launch import launch

    launch(given, port=port, browser=browser)
