"""The section on safeguards: what they are, what they change, and every value that they moved."""

from typing import Any

from ostraka.report import tables, twin_section, twin_sentences, words
from ostraka.report.blocks import Block, Section
from ostraka.results import Result
from ostraka.safeguards import Moved, say

_TITLE = "The safeguards of this run"
_TITLE_OF_TWIN = "The safeguards of this run, and what they change"
_CAPTION = "Every value that a safeguard moved before the run"


def safeguards(result: Result) -> list[Section]:
    """The section, or none where the run has no safeguards."""
    scenario = result.scenario
    if not scenario.safeguards:
        return []
    rows = [_row(one) for one in scenario.composition]
    moved = (
        f"{words.capital(words.count_of(len(scenario.safeguards), 'safeguard'))} moved "
        f"{words.count_of(len(rows), 'value')} before the run."
    )
    notes = [_told(name, one) for name, one in scenario.safeguard.items()]
    block = Block(_CAPTION, "", tables.of_moved(_CAPTION, rows), is_folded=False)
    named = ", ".join(f'"{name}"' for name in scenario.safeguards)
    study = f"a study of this scenario with safeguards = [{named}], and ostraka compare STUDY"
    if result.twin is None:
        lead = [
            f"{moved} What they change in harm shows only beside a run without them, on the same draws."
        ]
        notes.append(
            "How to get the difference, with its intervals: run it again with --twin. Person by person, "
            f"and each safeguard singly: {study}."
        )
        return [Section("safeguards", _TITLE, lead, [block], notes)]
    found = result.against()
    first, *others = twin_section.lead(found)
    lead = [first, *others, twin_sentences.joint(found), moved]
    singly = ", and what each safeguard does singly" if found.is_joint else ""
    notes.append(f"Whom they spare and whom they newly harm, person by person{singly}: {study}.")
    blocks = [*twin_section.blocks(found), block]
    return [Section("safeguards", _TITLE_OF_TWIN, lead, blocks, notes)]


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
