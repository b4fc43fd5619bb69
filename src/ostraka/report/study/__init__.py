"""The report of a study: one self-contained page about arms compared on common draws."""

from pathlib import Path

from ostraka.studies.ceilings import Ceiling
from ostraka.studies.compare import Comparison


def write(found: Comparison, path: str | Path, ceiling: Ceiling | None = None) -> Path:
    """Write the page of a comparison as one HTML file that needs no other file, script or address.

    ``ceiling`` adds the fewest safeguards that keep a harm at or below it.

    Raises
    ------
    OutputError
        If it cannot be written there.
    """
    from ostraka.core.files import put
    from ostraka.report.study.page import page

    return put(Path(path), page(found, ceiling).encode())


__all__ = ["write"]
