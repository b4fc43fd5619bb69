"""What goes wrong, said so that it can be mended: the place, the fault, the remedy."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass


class OstrakaError(Exception):
    """Base of every error that Ostraka raises on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a scenario.

    Attributes
    ----------
    place : str
        Dotted path in the scenario, such as ``rulebook.blacklist.term_months``.
    fault, remedy : str
        What is wrong there, and what to do about it.
    """

    place: str
    fault: str
    remedy: str

    def __str__(self) -> str:
        """One line: place, fault, remedy."""
        return f"{self.place}: {self.fault}; {self.remedy}"


class ScenarioError(OstrakaError):
    """A scenario that cannot be run, with every fault that was found."""

    def __init__(self, problems: Sequence[Problem] | Problem, origin: str = "scenario") -> None:
        """Keep the problems; ``origin`` names the file or object they were found in."""
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.origin = origin
        lines = [f"{origin}: {len(self.problems)} problem(s)"]
        super().__init__("\n  ".join(lines + [str(problem) for problem in self.problems]))


class FiguresError(OstrakaError):
    """Published figures, or assumptions about them, that cannot be what they are said to be."""

    def __init__(self, problems: Sequence[Problem] | Problem) -> None:
        """Keep the problems, for who asks for them by place."""
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n  ".join(str(problem) for problem in self.problems))


class DeclarationError(OstrakaError):
    """A mechanism whose declaration does not hold together."""


class OutputError(OstrakaError):
    """A result that cannot be written or read where it was asked for."""


def choose(given: str, known: Sequence[str]) -> str:
    """The remedy for a name that nobody knows: the nearest one, or all that there are."""
    near = difflib.get_close_matches(given, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"choose one of {', '.join(known)}"
