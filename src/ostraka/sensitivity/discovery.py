"""Scenario discovery: in which ranges of the uncertain numbers something happens more often.

A classification tree (CART; Breiman et al. 1984) is grown on one half of the draws and pruned; every leaf
in which the event is more frequent than over all is a box of ranges (Bryant and Lempert 2010, doi
10.1016/j.techfore.2009.08.002; Lempert, Bryant and Bankes 2008 compare CART with PRIM). The other half,
on which nothing was chosen, says how often the event happens in the box and how much of it lies there; a
box that does not stand there is dropped.
"""

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ostraka.core.errors import OstrakaError
from ostraka.core.extras import install
from ostraka.core.intervals import binomial_interval

Bools = npt.NDArray[np.bool_]

DEPTH: Final = 3
"""Ranges in a box at most: what a reader can keep in mind."""

LEAF: Final = 0.05
"""Share of the draws in a leaf at least."""

FEWEST: Final = 40
"""Draws below which no region is looked for."""

NEEDED: Final = f"regions need scikit-learn; install the extra: {install('sensitivity')}"


def can_look() -> bool:
    """Whether what regions need is installed."""
    return find_spec("sklearn") is not None


@dataclass(frozen=True)
class Region:
    """A box of ranges in which the event is more frequent.

    Attributes
    ----------
    limits : mapping of str to (float or None, float or None)
        By place: above the first and at most the second; None where there is no limit.
    density : float
        Share of the draws in the box in which the event happens (precision).
    low, high : float
        Its exact 95 % interval.
    coverage : float
        Share of all draws with the event that lie in the box (recall).
    draws : int
        Draws in the box, of those that it is held against.
    everywhere : float
        Share of all these draws in which the event happens.
    """

    limits: dict[str, tuple[float | None, float | None]]
    density: float
    low: float
    high: float
    coverage: float
    draws: int
    everywhere: float


def regions(draws: pd.DataFrame, happens: Bools, *, seed: int = 0) -> tuple[Region, ...]:
    """Boxes of the uncertain numbers in which an event is more frequent than over all, the densest first.

    Parameters
    ----------
    draws : DataFrame
        One column for each uncertain number.
    happens : array (draws) of bool
    seed : int
        Of the two halves.

    Returns
    -------
    tuple of Region
        None where there are too few draws, where it happens always or never, or where no box stands on
        the half on which it was not found: the lower end of its interval must lie above the frequency
        everywhere.

    Raises
    ------
    OstrakaError
        If scikit-learn is not installed.
    """
    happens = np.asarray(happens, dtype=bool)
    moving = [place for place in draws.columns if draws[place].nunique() > 1]
    if len(draws) < FEWEST or not moving or happens.all() or not happens.any():
        return ()
    order = np.random.default_rng([seed, 3]).permutation(len(draws))
    grown, held = order[::2], order[1::2]
    x = draws[moving].to_numpy(dtype=float)
    tree = _tree(x[grown], happens[grown], seed)
    everywhere = float(happens[held].mean())
    if tree is None or everywhere == 0:
        return ()
    leaves = tree.apply(x[held])
    found = []
    for leaf, limits in _boxes(tree.tree_, moving).items():
        inside = happens[held][leaves == leaf]
        if not len(inside):
            continue
        low, high = binomial_interval(int(inside.sum()), len(inside))
        if low > everywhere:
            coverage = float(inside.sum() / happens[held].sum())
            found.append(
                Region(limits, float(inside.mean()), low, high, coverage, len(inside), everywhere)
            )
    return tuple(sorted(found, key=lambda region: -region.density))


def _tree(x: npt.NDArray[Any], y: Bools, seed: int) -> Any:
    """A tree pruned as far as cross-validation allows (one standard error); None if nothing is left."""
    try:
        from sklearn.model_selection import StratifiedKFold, cross_val_score
        from sklearn.tree import DecisionTreeClassifier
    except ImportError:
        raise OstrakaError(f"robustness: {NEEDED}") from None
    folds = min(5, int(y.sum()), int((~y).sum()))
    if folds < 2:
        return None
    least = max(5, round(LEAF * len(y)))
    split = StratifiedKFold(folds, shuffle=True, random_state=0)
    best: tuple[float, float] | None = None
    kept = None
    for leaves in range(2, 2**DEPTH + 1):
        tree = DecisionTreeClassifier(
            max_depth=DEPTH,
            max_leaf_nodes=leaves,
            min_samples_leaf=least,
            random_state=seed % 2**32,
        )
        losses = -cross_val_score(tree, x, y, cv=split, scoring="neg_brier_score")
        loss, error = float(losses.mean()), float(losses.std(ddof=1) / np.sqrt(folds))
        if best is None or loss < best[0] - best[1]:
            best, kept = (loss, error), tree
    if kept is None or best is None or best[0] >= float(y.mean() * (1 - y.mean())):
        return None
    return kept.fit(x, y)


def _boxes(tree: Any, names: list[str]) -> dict[int, dict[str, tuple[float | None, float | None]]]:
    """The ranges of every leaf, by its number."""
    found = {}
    waiting: list[tuple[int, dict[str, tuple[float | None, float | None]]]] = [(0, {})]
    while waiting:
        node, limits = waiting.pop()
        if tree.children_left[node] == tree.children_right[node]:
            found[node] = limits
            continue
        name, cut = names[tree.feature[node]], float(tree.threshold[node])
        low, high = limits.get(name, (None, None))
        waiting.append((int(tree.children_left[node]), {**limits, name: (low, cut)}))
        waiting.append((int(tree.children_right[node]), {**limits, name: (cut, high)}))
    return found
