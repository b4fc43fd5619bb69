"""What one more published figure would buy: how wide the bounds could still be afterwards."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, Literal

from ostraka.estimation.bounds import Setting, bounds_of, region_of
from ostraka.estimation.exact_tails import hypergeometric_interval
from ostraka.estimation.figures import Audit, Figures, Place

SIZES: Final = (100, 400)

Kind = Literal["audit", "grounds", "full_review"]


@dataclass(frozen=True, slots=True)
class Worth:
    """One figure that could be published.

    Attributes
    ----------
    kind : str
        "audit": a random sample, its findings right. "grounds": for each decided challenge, whether the
        entry was wrong. "full_review": every unchallenged entry looked at, findings right.
    size : int
        Entries somebody has to look at; 0 for what is known already.
    of : str
        What they are taken from.
    width : float
        Share of the list between the bounds afterwards, at most, whatever the figure turns out to be.
    width_now : float
        The same today.
    """

    kind: Kind
    size: int
    of: Place
    width: float
    width_now: float

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "kind": self.kind,
            "size": self.size,
            "of": self.of,
            "width_at_most": self.width,
            "width_now": self.width_now,
        }


def worth_of(setting: Setting, sizes: tuple[int, ...] = SIZES) -> tuple[Worth, ...]:
    """Figures that would narrow the bounds, the best first; none where the assumptions are refuted.

    A random audit of the unchallenged leaves the width of its widest interval, and what is unknown of
    the decided challenges; an audit of the list the width of its widest interval.
    The grounds of the decisions leave the unchallenged.
    """
    now = bounds_of(setting).width
    if not now:
        return ()
    figures = setting.figures
    n, rest = figures.listed, figures.unchallenged
    least, most = region_of(setting).wrong
    unknown = max(0, most - least)
    found: list[Worth] = []

    def add(kind: Kind, size: int, of: Place, width: float) -> None:
        found.append(Worth(kind, size, of, min(now, width / n), now))

    for size in sizes:
        if size < rest and figures.challenged:
            widest = _widest(rest, size, setting.alpha)
            add("audit", size, "unchallenged", widest + unknown)
        if size < n:
            add("audit", size, "list", _widest(n, size, setting.alpha))
    if figures.challenged:
        add("grounds", 0, "list", float(rest))
    if rest:
        add("full_review", rest, "unchallenged", float(unknown))
    return tuple(sorted(found, key=lambda one: (one.width, one.size)))


def width_after(setting: Setting, audit: Audit) -> float | None:
    """Width of the bounds after an audit that found what ``audit`` says; None if it contradicts them."""
    figures: Figures = replace(setting.figures, audits=(*setting.figures.audits, audit))
    return bounds_of(replace(setting, figures=figures)).width


@lru_cache(maxsize=64)
def _widest(size: int, drawn: int, alpha: float) -> float:
    """Width of the widest interval: near half of them found wrong, and the same mirrored."""
    near = range(drawn // 3, (drawn + 1) // 2 + 1)
    ends = (hypergeometric_interval(size, drawn, found, alpha) for found in near)
    return float(max(high - low for low, high in ends))
