"""What an agency published about its own list: counts of one cohort of entries."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from ostraka.core.errors import FiguresError, Problem

LARGEST: Final = 10**9
"""Lists beyond this are refused: a billion entries are more than any list holds."""

Place = Literal["list", "unchallenged"]


@dataclass(frozen=True, slots=True)
class Audit:
    """Entries that somebody looked at again.

    Attributes
    ----------
    audited, found_wrong : int
        Entries looked at, and of these found to be wrong.
    of : str
        What they were taken from: the whole "list", or the "unchallenged" entries.
    is_random : bool
        Whether they were drawn at random. A batch, a priority or a complaint is not random.
    sensitivity, specificity : float or None
        At least this share of the wrong ones was found wrong, and of the right ones right. None where
        nothing is assumed; for a random audit both are 1 unless given.
    """

    audited: int
    found_wrong: int
    of: Place = "list"
    is_random: bool = False
    sensitivity: float | None = None
    specificity: float | None = None

    @property
    def stated(self) -> tuple[float, float]:
        """Sensitivity and specificity that are assumed; 0 where nothing is."""
        rest = 1.0 if self.is_random else 0.0
        return (
            rest if self.sensitivity is None else self.sensitivity,
            rest if self.specificity is None else self.specificity,
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """The published counts of one cohort.

    Attributes
    ----------
    listed : int
        Entries on the list. Entries are not people: one person may have several.
    challenged, overturned : int
        Challenges of these entries that were decided, and of these decided against the entry.
        Those still pending are not among them.
    told : int or None
        Entries whose subject was told of it.
    removed : int or None
        Entries removed. It is no evidence: an entry goes for many reasons.
    audits : tuple of Audit
    """

    listed: int
    challenged: int = 0
    overturned: int = 0
    told: int | None = None
    removed: int | None = None
    audits: tuple[Audit, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be.

        Raises
        ------
        FiguresError
            With every fault found: its place, what is wrong, what to do.
        """
        problems = [*self._wrong_counts()] or [*self._wrong_sums(), *self._wrong_audits()]
        if problems:
            raise FiguresError(problems)

    @property
    def unchallenged(self) -> int:
        """Entries without a decided challenge."""
        return self.listed - self.challenged

    @property
    def refused(self) -> int:
        """Challenges that were decided for the entry."""
        return self.challenged - self.overturned

    def size_of(self, audit: Audit) -> int:
        """Entries that an audit was taken from."""
        return self.listed if audit.of == "list" else self.unchallenged

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "listed": self.listed,
            "challenged": self.challenged,
            "overturned": self.overturned,
            "unchallenged": self.unchallenged,
            "told": self.told,
            "removed": self.removed,
            "audits": [
                {
                    "audited": audit.audited,
                    "found_wrong": audit.found_wrong,
                    "of": audit.of,
                    "is_random": audit.is_random,
                    "sensitivity_at_least": audit.stated[0],
                    "specificity_at_least": audit.stated[1],
                }
                for audit in self.audits
            ],
        }

    def _wrong_counts(self) -> Iterator[Problem]:
        counts: list[tuple[str, Any, int]] = [
            ("listed", self.listed, 1),
            ("challenged", self.challenged, 0),
            ("overturned", self.overturned, 0),
        ]
        counts += [(n, v, 0) for n in ("told", "removed") if (v := getattr(self, n)) is not None]
        for audit in self.audits:
            counts += [("audited", audit.audited, 1), ("found_wrong", audit.found_wrong, 0)]
        for place, value, least in counts:
            if isinstance(value, bool) or not isinstance(value, int):
                yield Problem(place, f"{value!r} is no whole number", "give a count")
            elif not least <= value <= LARGEST:
                yield Problem(
                    place, f"{value:,} is not a count from {least} to {LARGEST:,}", "correct it"
                )

    def _wrong_sums(self) -> Iterator[Problem]:
        n = self.listed
        if self.challenged > n:
            yield Problem(
                "challenged",
                f"{self.challenged:,} challenges were decided of {n:,} listed entries",
                "give both for the same cohort: decided challenges of the entries that are listed",
            )
        if self.overturned > self.challenged:
            yield Problem(
                "overturned",
                f"{self.overturned:,} were overturned of {self.challenged:,} decided challenges",
                "give both for the same cohort, and decided challenges as challenged",
            )
        if self.told is not None and not self.challenged <= self.told <= n:
            yield Problem(
                "told",
                f"{self.told:,} is not from {self.challenged:,} (who challenged was told) to {n:,}",
                "give the entries of this cohort whose subject was told",
            )
        if self.removed is not None and self.removed > n:
            yield Problem(
                "removed",
                f"{self.removed:,} were removed of {n:,} listed entries",
                "give the removals of this cohort",
            )

    def _wrong_audits(self) -> Iterator[Problem]:
        for audit in self.audits:
            if audit.of not in ("list", "unchallenged"):
                yield Problem("audit_of", f"{audit.of!r} is neither", "say list or unchallenged")
                return
            whole = self.size_of(audit)
            if audit.audited > whole:
                named = "the list" if audit.of == "list" else "the unchallenged"
                yield Problem(
                    "audited",
                    f"{audit.audited:,} were audited of {whole:,} entries of {named}",
                    "say what the audited entries were taken from: audit_of list or unchallenged",
                )
            if audit.found_wrong > audit.audited:
                yield Problem(
                    "found_wrong",
                    f"{audit.found_wrong:,} were found wrong of {audit.audited:,} audited",
                    "give those found wrong among the audited",
                )
            for name in ("sensitivity", "specificity"):
                yield from wrong_share(f"audit_{name}", getattr(audit, name))


def wrong_share(place: str, value: float | None) -> Iterator[Problem]:
    """What is wrong with a share, if it is given."""
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        yield Problem(place, f"{value!r} is no number", "give a share from 0 to 1")
    elif not (math.isfinite(value) and 0 <= value <= 1):
        yield Problem(place, f"{value} is no share", "give a number from 0 to 1, such as 0.9")
