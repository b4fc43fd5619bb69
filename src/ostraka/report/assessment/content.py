"""What an assessment is made of, whatever it is written as."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ostraka.report.sentences import Headline
from ostraka.report.tables import Table

GAP: Final = "Gap"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph.

    Attributes
    ----------
    text : str
    is_lead : bool
        Whether it says what the element comes to.
    """

    text: str
    is_lead: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """A list, a sentence each."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """What neither the scenario nor the results can say.

    Attributes
    ----------
    what : str
        What is missing, without a full stop.
    who : str
        Who has to say it.
    number : int
        Its number in the document, from 1; 0 until it stands in one.
    """

    what: str
    who: str
    number: int = 0

    @property
    def label(self) -> str:
        """``Gap 3``."""
        return f"{GAP} {self.number}" if self.number else GAP

    def __str__(self) -> str:
        """The whole sentence."""
        return f"{self.label}: {self.what}. Who has to say it: {self.who}."


Part = Text | Points | Table | Gap


@dataclass(frozen=True, slots=True)
class Element:
    """One element of the assessment.

    Attributes
    ----------
    key : str
        In addresses.
    mark : str
        The letter that it has in the law, or "".
    title : str
    asks : str
        What the law asks for here, in our words.
    parts : tuple
    """

    key: str
    mark: str
    title: str
    asks: str
    parts: tuple[Part, ...]

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What is missing here."""
        return tuple(part for part in self.parts if isinstance(part, Gap))

    @property
    def heading(self) -> str:
        """Mark and title."""
        return f"{self.mark} {self.title}" if self.mark else self.title


@dataclass(frozen=True, slots=True)
class Assessment:
    """The whole document.

    Attributes
    ----------
    title, question : str
        Of the scenario.
    notice : tuple of str
        What the document is not, first of all.
    headline : Headline
        The harm in one sentence.
    summary : tuple of str
        How to read it, and how complete the document is.
    facts : tuple of (str, str)
        How the run was made: name and value.
    elements : tuple of Element
    footer : str
    """

    title: str
    question: str
    notice: tuple[str, ...]
    headline: Headline
    summary: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    elements: tuple[Element, ...]
    footer: str

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Every gap, in order."""
        return tuple(gap for element in self.elements for gap in element.gaps)


def numbered(elements: Sequence[Element]) -> tuple[Element, ...]:
    """The same elements with their gaps numbered through."""
    found: list[Element] = []
    count = 0
    for element in elements:
        parts: list[Part] = []
        for part in element.parts:
            if isinstance(part, Gap):
                count += 1
                part = replace(part, number=count)
            parts.append(part)
        found.append(replace(element, parts=tuple(parts)))
    return tuple(found)


def gathered(*parts: Part | Iterator[Part] | None) -> tuple[Part, ...]:
    """The parts that there are, in order; of a generator, each."""
    found: list[Part] = []
    for part in parts:
        if part is None or part == Text(""):
            continue
        if isinstance(part, (Text, Points, Table, Gap)):
            found.append(part)
        else:
            found.extend(part)
    return tuple(found)
