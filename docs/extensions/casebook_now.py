"""The casebook as the cases come out now. A Sphinx extension: a stale casebook fails the build."""

from typing import Any

from sphinx.util import logging

from docs.extensions.shown import difference
from ostraka import evidence
from ostraka.report import casebook

PAGE = "casebook"
TOLERANCE = "numbers within 5 %: another kind of machine may round draws of a scenario otherwise"


def _check(app: Any, docname: str, source: list[str]) -> None:
    if docname != PAGE or app.builder.name == "linkcheck":
        return
    now = casebook.page([evidence.run_case(evidence.load_case(name)) for name in evidence.names()])
    for words in difference(now, source[0], TOLERANCE):
        logging.getLogger(__name__).warning(
            "%s\nrenew it with: ostraka cases page > docs/casebook.md",
            words,
            location=docname,
            type="casebook",
        )
    source[0] = now


def setup(app: Any) -> dict[str, bool]:
    """Run every case when the page is read, and show what comes out."""
    app.connect("source-read", _check, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
