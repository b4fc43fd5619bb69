"""A page of Markdown as what it shows: fenced blocks, and what stands between them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(r"^(`{3,})([^`\n]*)\n(.*?)^\1[ \t]*$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"<!--(.*?)-->\s*\Z", re.DOTALL)
_QUOTE = re.compile(r"\A\s*((?:> [^\n]*\n)+)")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block.

    Attributes
    ----------
    language : str
        What stands behind the opening fence.
    text : str
        What is fenced.
    line : int
        Of the opening fence, from 1.
    before, after : str
        What stands between it and the blocks around it.
    """

    language: str
    text: str
    line: int
    before: str
    after: str

    @property
    def comment(self) -> str:
        """The HTML comment directly above: how the block is to be taken."""
        found = _COMMENT.search(self.before)
        return " ".join(found[1].split()) if found else ""

    @property
    def quote(self) -> str:
        """The quotation directly below, in one line; "" if there is none."""
        found = _QUOTE.match(self.after)
        return " ".join(re.sub(r"^> ", "", found[1], flags=re.MULTILINE).split()) if found else ""


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page, in order."""
    found = list(_FENCE.finditer(page))
    ends = [0, *(one.end() for one in found)]
    starts = [*(one.start() for one in found), len(page)]
    return [
        Block(
            one[2].strip(),
            one[3],
            page.count("\n", 0, one.start()) + 1,
            page[ends[k] : one.start()],
            page[one.end() : starts[k + 1]],
        )
        for k, one in enumerate(found)
    ]


def prose(page: str) -> str:
    """The page with its blocks blanked out; lines keep their numbers."""
    return _FENCE.sub(lambda one: "\n" * one[0].count("\n"), page)


def inline_code(page: str) -> Iterator[tuple[int, str]]:
    """What stands in single backticks, with its line."""
    text = prose(page)
    for one in re.finditer(r"(?<!`)`([^`]+)`(?!`)", text):
        yield text.count("\n", 0, one.start()) + 1, " ".join(one[1].split())
