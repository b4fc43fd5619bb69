"""A picture as a file of its own: SVG with its text alternative, or PNG."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from ostraka.core.errors import OutputError
from ostraka.core.files import put
from ostraka.report.canvas import Sheet, settled
from ostraka.report.vectors import standalone

WIDTH: Final = 760.0
MARGIN: Final = 28.0
INNER: Final = WIDTH - 2 * MARGIN
"""Of every picture that is a file, in pixels."""


def save_picture(
    path: str | Path, title: str, description: str, drawn: Callable[[], Sheet]
) -> Path:
    """Draw and write a picture to ``path``, which ends in ``.svg`` or ``.png``.

    Raises
    ------
    OutputError
        If it ends otherwise, or cannot be written.
    """
    target = Path(path)
    kind = target.suffix.lower()
    if kind not in (".svg", ".png"):
        raise OutputError(f"{target}: a picture ends in .svg or .png")
    with settled():
        sheet = drawn()
        if kind == ".png":
            return put(target, sheet.png())
        return put(target, standalone(sheet.svg(), title, description).encode())
