"""The section on safeguards: what they are, and every value that they moved before the run."""

from typing import Any

from ostraka.report import tables, words
from ostraka.report.blocks import Block, Section
from ostraka.results import Result
from ostraka.safeguards import Moved, say

_CAPTION = "Every value that a safeguard moved before the run"


def safeguards(result: Result) -> list[Section]:
    """The section, or none where the run has no safeguards."""
    scenario = result.scenario
    if not scenario.safeguards:
        return []
    rows = [_row(one) for one in scenario.composition]
    lead = [
        f"{words.capital(words.count_of(len(scenario.safeguards), 'safeguard'))} moved "
        f"{words.count_of(len(rows), 'value')} before the run. What they change in harm shows only "
        "beside a run without them, on the same draws."
    ]
    notes = [_told(name, one) for name, one in scenario.safeguard.items()]
    named = ", ".join(f'"{name}"' for name in scenario.safeguards)
    notes.append(
        "How to get the difference, person by person and with its intervals: a study of this scenario "
        f"with safeguards = [{named}], and ostraka compare STUDY."
    )
    block = Block(_CAPTION, "", tables.of_moved(_CAPTION, rows), is_folded=False)
    return [Section("safeguards", "The safeguards of this run", lead, [block], notes)]


def _row(one: Moved) -> tuple[str, str, str, str]:
    place = " › ".join(words.name_in_words(part) for part in one.path)
    names = words.listed([words.name_in_words(name) for name in one.safeguards])
    before, after = (words.name_in_words(say(value)) for value in (one.before, one.after))
    if before == after:
        after = "the same range, with other values within it"
    return names, place, before, after


def _told(name: str, safeguard: Any) -> str:
    harm = f" It may do harm: {safeguard.may_harm}" if safeguard.may_harm else ""
    return f"{words.capital(name)}: {safeguard.description}{harm}"
