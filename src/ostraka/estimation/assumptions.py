"""Assumptions about a list that its figures cannot prove, each with a name, switched on one by one."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from typing import Any, Final, Literal, Self

from ostraka.core.errors import FiguresError, Problem
from ostraka.estimation.figures import wrong_share

Reading = Literal["realised", "probabilities"]

LARGEST_RATIO: Final = 1e6


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is assumed of challenges and of how they were decided; None is not assumed.

    Attributes
    ----------
    specificity : float or None
        Of the rightly listed whose challenge was decided, at least this share was refused. 1: every
        overturn was right.
    sensitivity : float or None
        Of the wrongly listed whose challenge was decided, at least this share was overturned. 1: every
        refusal was right.
    ratio_at_least, ratio_at_most : float or None
        How many times as often the wrongly listed have a decided challenge as the others.
    told_challenged_at_least : float or None
        Of the wrongly listed who were told, at least this share has a decided challenge.
    """

    specificity: float | None = None
    sensitivity: float | None = None
    ratio_at_least: float | None = None
    ratio_at_most: float | None = None
    told_challenged_at_least: float | None = None

    def __post_init__(self) -> None:
        """Refuse what is no share, no ratio, or turned round.

        Raises
        ------
        FiguresError
        """
        if problems := list(self._wrong()):
            raise FiguresError(problems)

    def _wrong(self) -> Iterator[Problem]:
        for name in ("specificity", "sensitivity", "told_challenged_at_least"):
            yield from wrong_share(name, getattr(self, name))
        good = True
        for name in ("ratio_at_least", "ratio_at_most"):
            value = getattr(self, name)
            if value is None:
                continue
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            if not number or not (math.isfinite(value) and 0 <= value <= LARGEST_RATIO):
                good = False
                yield Problem(
                    name, f"{value!r} is no ratio", "give a number above 0, such as 2, or leave it"
                )
        k, most = self.ratio_at_least, self.ratio_at_most
        if good and k is not None and most is not None and k > most:
            yield Problem(
                "ratio_at_most",
                f"{most:g} is below ratio_at_least {k:g}",
                "give the larger number as ratio_at_most",
            )

    def given(self) -> dict[str, float]:
        """Those that are switched on, in the order in which they are added."""
        pairs = ((f.name, getattr(self, f.name)) for f in fields(self))
        return {name: value for name, value in pairs if value is not None}

    def with_(self, **changes: Any) -> Self:
        """The same with others switched on."""
        return replace(self, **changes)


NAMES: Final = tuple(f.name for f in fields(Assumptions))


def exact(number: float | Fraction) -> Fraction:
    """The number as it was written: 0.9 is nine tenths, not the nearest binary fraction."""
    return number if isinstance(number, Fraction) else Fraction(str(number))
