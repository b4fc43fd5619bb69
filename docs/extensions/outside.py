"""Links that leave the documentation lead to a page of it. A Sphinx extension.

Pages are read in the repository too, where ``../CHARTER.md`` is a file beside ``docs``. Here a page
of ``project`` stands for that file: it has the file's words, and links are turned both ways.
"""

import os
import re
from pathlib import Path, PurePosixPath
from typing import Any

ROOT = Path(__file__).parents[2]
PAGES = {
    "CHARTER.md": "project/charter",
    "CONTRIBUTING.md": "project/contributing",
    "CHANGELOG.md": "project/changelog",
    "benchmarks/peers/README.md": "project/peers",
}
"""Files of the repository outside ``docs``, and the pages that stand for them."""

_LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#)([^)#\s]+)(#[^)\s]*)?(?=\))")


def turned(text: str, origin: str, page: str) -> str:
    """The text of a file of the repository, with links as they are in the documentation.

    Parameters
    ----------
    text : str
    origin : str
        The file, from the repository's root, which its links start from.
    page : str
        The page that the text becomes.
    """

    def link(found: re.Match[str]) -> str:
        path = os.path.normpath(str(PurePosixPath(origin).parent / found[1]))
        if path in PAGES:
            target = PAGES[path] + ".md"
        elif path.startswith("docs/"):
            target = path.removeprefix("docs/")
        else:
            target = "../" + path
        here = str(PurePosixPath(page).parent)
        return os.path.relpath(target, here) + (found[2] or "")

    return _LINK.sub(link, text)


def _read(app: Any, docname: str, source: list[str]) -> None:
    for origin, page in PAGES.items():
        if docname == page:
            app.env.note_dependency(str(ROOT / origin))
            source[0] = turned((ROOT / origin).read_text(encoding="utf-8"), origin, page)
            return
    source[0] = turned(source[0], f"docs/{docname}.md", docname)


def setup(app: Any) -> dict[str, bool]:
    """Turn links as pages are read."""
    app.connect("source-read", _read, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
