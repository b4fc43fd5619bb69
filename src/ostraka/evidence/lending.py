"""Lending thresholds and delayed harm on the TransRisk tables (Liu, Dean, Rolf, Simchowitz, Hardt 2018).

The tables are aggregates of the Federal Reserve's report to the Congress of 2007: for 198 score points,
the cumulative share of a group and its rate of default, in percent. A score is a percentile of all; the
conversion table of the authors' repository (fico.py) gives its points, from 300 to 850. Who is lent to
and repays gains points, who defaults loses more; a lender takes whoever lies above a threshold.
"""

from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ostraka.core.errors import OstrakaError, choose

Floats = npt.NDArray[np.float64]

RULES = ("max_profit", "demographic_parity", "equal_opportunity")
FIGURES = ("threshold", "change")
GROUPS = ("black", "white")
REPAID, DEFAULTED = 75.0, -150.0
SHARES = {"black": 18274.0, "white": 133165.0}
_COLUMNS = {"white": 1, "black": 2}
_FLOOR, _CEILING = 300.0, 850.0
# share of all people, in percent, below each of the points 300, 350, .. 850
_BELOW = (0, 2.1, 6.3, 11.7, 18.2, 26.1, 35.7, 47.7, 61.5, 78.5, 94.3, 100)


class Group(NamedTuple):
    """A group: scores in points, its share at each, and the probability that it repays there."""

    scores: Floats
    share: Floats
    repays: Floats

    def change(self) -> Floats:
        """Expected change of score of a person at each score who is lent to, kept within the range."""
        up = np.minimum(self.scores + REPAID, _CEILING) - self.scores
        down = np.maximum(self.scores + DEFAULTED, _FLOOR) - self.scores
        change: Floats = self.repays * up + (1 - self.repays) * down
        return change


@lru_cache(maxsize=4)
def group(name: str) -> Group:
    """The table of a group."""
    cumulative, default = (
        _read(f"transrisk_{one}_by_race_ssa.csv") for one in ("cdf", "performance")
    )
    column = _COLUMNS[name]
    share = np.diff(cumulative[:, column], prepend=0.0)
    scores = np.interp(cumulative[:, 0], _BELOW, np.linspace(_FLOOR, _CEILING, len(_BELOW)))
    return Group(scores, share / share.sum(), 1 - default[:, column] / 100)


def _read(name: str) -> Floats:
    text = (resources.files("ostraka.evidence") / "tables" / name).read_text(encoding="utf-8")
    rows = [line.split(",") for line in text.splitlines()[1:] if line]
    return np.array([[float(cell) for cell in row] for row in rows])


@lru_cache(maxsize=64)
def _accepted(rule: str, ratio: float) -> dict[str, Floats]:
    """By group, the share accepted at each score under a rule; ``ratio`` is loss to gain, negative.

    The lender's gain is Σ w·share·accepted·(repays + (1 − repays)·ratio). Without a constraint it accepts
    where that is positive; else the common rate is searched over all that the tables allow.
    """
    both = {name: group(name) for name in GROUPS}
    if rule == "max_profit":
        return {n: (g.repays + (1 - g.repays) * ratio > 0).astype(float) for n, g in both.items()}
    rates = np.linspace(0, 1, 20_001)
    total = np.zeros_like(rates)
    for name, one in both.items():
        gain = one.share * (one.repays + (1 - one.repays) * ratio)
        reached, gained = _from_the_top(_basis(rule, one)), _from_the_top(gain)
        total += SHARES[name] / sum(SHARES.values()) * np.interp(rates, reached, gained)
    best = float(rates[total.argmax()])
    return {name: _taken(_basis(rule, one), best) for name, one in both.items()}


def _basis(rule: str, one: Group) -> Floats:
    """What has to be alike in both groups: the share of all, or of those who would repay."""
    if rule == "demographic_parity":
        return one.share
    repaying: Floats = one.share * one.repays
    return repaying / float(repaying.sum())


def _from_the_top(values: Floats) -> Floats:
    total: Floats = np.concatenate([[0.0], np.cumsum(values[::-1])])
    return total


def _taken(basis: Floats, rate: float) -> Floats:
    """Share taken at each score if the best ``rate`` of the basis is taken, in part at the margin."""
    above = np.concatenate([np.cumsum(basis[::-1])[::-1][1:], [0.0]])
    taken: Floats = np.clip((rate - above) / np.maximum(basis, 1e-15), 0, 1)
    return taken


def of_rule(rule: str, ratio: object, figure: str, name: str) -> float:
    """The threshold in points, or the mean change of score, that a lending rule gives a group.

    ``ratio``: the lender's loss at a default to its gain at a repayment, such as −4.

    Raises
    ------
    OstrakaError
        If rule, figure or group is not known.
    """
    _known(("rule", rule, RULES), ("figure", figure, FIGURES), ("group", name, GROUPS))
    one, taken = group(name), _accepted(rule, float(np.ravel(np.asarray(ratio, float))[0]))[name]
    if figure == "threshold":
        return float(one.scores[np.argmax(taken > 0)])
    return float((one.share * taken * one.change()).sum())


def alone(figure: str, name: str = "black") -> float:
    """What thresholds would do to one group, whatever a lender earns.

    ``best_threshold`` (points) gives the largest mean change of score, ``best_gain``; below
    ``harmless_threshold`` the mean change is negative.

    Raises
    ------
    OstrakaError
        If the figure is not known.
    """
    _known(("figure", figure, ("best_threshold", "best_gain", "harmless_threshold")))
    one = group(name)
    gain = np.cumsum((one.share * one.change())[::-1])[::-1]
    if figure == "best_gain":
        return float(gain.max())
    place = int(gain.argmax()) if figure == "best_threshold" else int(np.argmax(gain >= 0))
    return float(one.scores[place])


def _known(*given: tuple[str, str, tuple[str, ...]]) -> None:
    for what, value, known in given:
        if value not in known:
            raise OstrakaError(f"lending: {what}: {value!r} is not known; {choose(value, known)}")
