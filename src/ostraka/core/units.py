"""The unit of every column, parameter and tally, and what may do without one.

A number has a unit. What is no number of anything (a mark, a name, a place in a list) says so by its
name or by the first words of its description, as in :data:`WITHOUT`; whatever is neither is a fault,
which the tests and ``ostraka.testing`` report.
"""

import re
from typing import Final

from ostraka.core.declarations import Column, Mechanism, Parameter, Tally

WITHOUT: Final = (
    ("scratch", r"", r"^scratch"),
    ("flag, 0 or 1", r"", r"^(1: |whether )"),
    ("bits", r"(_bits|_marks|_hit)$", r"(^bits|a bit each|ledger bits)"),
    ("count", r"_n$", r""),
    ("place in the cell", r"_(who|subject|owner|holder)$", r""),
    ("code", r"_(class|origin|index)$", r"(index into|index of)"),
)
"""What needs no unit: what it is then called, by the end of its name, or by words of its description."""


def unit_of(name: str, declared: Column | Parameter | Tally) -> str:
    """The unit as declared, or what the thing is that needs none; "" is a fault."""
    if declared.unit:
        return declared.unit
    for kind, ending, words in WITHOUT:
        if (ending and re.search(ending, name)) or (words and re.search(words, declared.doc)):
            return kind
    return ""


def silent(one: Mechanism) -> tuple[str, ...]:
    """What a mechanism leaves unsaid: in words, one entry a fault."""
    faults = []
    for kind in ("columns", "declares", "tallies"):
        for name, declared in getattr(one, kind).items():
            if not declared.doc.strip():
                faults.append(f"{name}: no description; say what it holds")
            if not unit_of(name, declared):
                faults.append(
                    f"{name} ({declared.doc}): no unit; give one (such as months, points, "
                    "probability, 2**-32, index, code)"
                )
    for name, section in one.sections.items():
        if not (section.__doc__ or "").strip():
            faults.append(f"section {name}: no docstring; say what the table is")
        for field, info in section.model_fields.items():
            if not info.description:
                faults.append(f"{name}.{field}: no description; say what it is")
    for number, axis in one.axes.items():
        if not axis.doc.strip():
            faults.append(f"axis {number}: no description")
    for figure in one.figures:
        if not (figure.unit and figure.definition):
            faults.append(f"figure {figure.name}: no unit or no definition")
    for switch in one.switches:
        if not switch.words:
            faults.append(f"switch {switch.name}: no words")
    return tuple(faults)
