"""The order of a month in words: each pass with what it reads, writes and knows, and its safeguards."""

from collections.abc import Iterable
from pathlib import Path
from textwrap import fill
from typing import Any

from ostraka.engine import Acting, acting, schedule_for
from ostraka.scenario import load


def schedule(scenario: Any, *, source: bool = False) -> str:
    """The passes of a scenario in the order in which they run.

    Parameters
    ----------
    scenario : Scenario, str or Path
        A scenario, a file, or the name of a shipped one.
    source : bool
        The generated module instead.
    """
    given = load(scenario) if isinstance(scenario, (str, Path)) else scenario
    found = schedule_for(given)
    if source:
        return found.source
    moved = acting(given)
    lines = [fill(found.way_in_words(given), 100)]
    phase = ""
    for number, one in enumerate(found.passes, start=1):
        if one.phase != phase:
            phase = one.phase
            once = " (once, when a cell begins)" if phase == "population" else ""
            lines.append(f"{phase.replace('_', ' ')}{once}")
        lines.append(f"  {number:2d} {one.name}")
        lines.append(_paragraph("", one.odd))
        lines.append(_paragraph("reads: ", ", ".join(found.reads(one)) or "nothing"))
        lines.append(_paragraph("writes: ", ", ".join(one.writes)))
        if one.sees_truth:
            lines.append(_paragraph("truth: ", one.sees_truth))
        lines.append(_paragraph("source: ", one.source))
        lines += [_paragraph("safeguard ", text) for text in safeguards_at(one.name, moved)]
    return "\n".join(lines) + "\n"


def safeguards_at(name: str, moved: Iterable[Acting]) -> list[str]:
    """What safeguards do to the values that a pass takes, a line a value."""
    return [
        f"{' and '.join(one.moved.safeguards)}: {one.moved.place} {one.moved.words}"
        for one in moved
        if name in one.passes
    ]


def _paragraph(label: str, text: str) -> str:
    indent = " " * 5
    return fill(label + text, 100, initial_indent=indent, subsequent_indent=indent + "  ")
