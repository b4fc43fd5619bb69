"""The report: one self-contained page for readers, with its pictures."""

from pathlib import Path

from ostraka.evidence import CaseResult
from ostraka.results import Result


def write(
    result: Result,
    path: str | Path,
    comparison: CaseResult | None = None,
    *,
    with_story: bool = False,
) -> Path:
    """Write the page of a result as one HTML file that needs no other file, script or address.

    ``comparison`` adds published figures beside predicted ones, where the result is that of a case;
    ``with_story`` the months of one invented person, found and replayed for it.

    Raises
    ------
    OutputError
        If it cannot be written there.
    """
    from ostraka.report import page

    return page.write(result, path, comparison, with_story=with_story)


def picture(result: Result, path: str | Path) -> Path:
    """Save the harm in one picture, as SVG or PNG by the ending of ``path``.

    Raises
    ------
    OutputError
        If the ending is another, or it cannot be written there.
    """
    from ostraka.report import headline_picture

    return headline_picture.save(result, path)


__all__ = ["picture", "write"]
