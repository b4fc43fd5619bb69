"""A joint table from published marginals, by iterative proportional fitting."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ostraka.core.errors import OstrakaError


def fit_to_marginals(
    start: npt.ArrayLike,
    marginals: Sequence[npt.ArrayLike],
    *,
    tolerance: float = 1e-10,
    sweeps: int = 10_000,
) -> npt.NDArray[np.float64]:
    """Scale ``start`` until its sum over all other axes equals ``marginals[axis]`` on every axis.

    The result keeps the odds ratios of ``start`` and is, of all tables with these marginals, the
    nearest to it in relative entropy. Source: Deming and Stephan (1940), doi
    10.1214/aoms/1177731829.

    Parameters
    ----------
    start : array
        What is known of the dependence, not negative; ones where nothing is known.
    marginals : sequence of arrays
        One per axis, all with the same total.
    tolerance : float
        Largest relative deviation from a marginal that is left.

    Raises
    ------
    OstrakaError
        If the totals differ, a positive marginal meets only zeros, or it does not converge.
    """
    table = np.array(start, dtype=float)
    targets = [np.asarray(marginal, dtype=float) for marginal in marginals]
    if table.ndim != len(targets) or any(
        target.shape != (table.shape[axis],) for axis, target in enumerate(targets)
    ):
        raise OstrakaError(
            f"marginals: a table of shape {table.shape} needs one marginal per axis, of its length"
        )
    if (table < 0).any() or any((target < 0).any() for target in targets):
        raise OstrakaError("marginals: a count or share below 0; give only numbers from 0 upward")
    totals = [float(target.sum()) for target in targets]
    if max(totals) - min(totals) > 1e-6 * max(1.0, *totals):
        raise OstrakaError(f"marginals: their totals differ ({totals}); scale them to one total")
    scale = max(1.0, *totals)
    for _ in range(sweeps):
        for axis, target in enumerate(targets):
            others = tuple(k for k in range(table.ndim) if k != axis)
            current = table.sum(axis=others)
            if ((current == 0) & (target > 0)).any():
                raise OstrakaError(
                    f"marginals: axis {axis} asks for people where the starting table has only "
                    "zeros; put a small positive number there"
                )
            factor = np.divide(target, current, out=np.zeros_like(target), where=current > 0)
            table *= factor.reshape([-1 if k == axis else 1 for k in range(table.ndim)])
        worst = max(
            float(
                np.abs(
                    table.sum(axis=tuple(k for k in range(table.ndim) if k != axis)) - target
                ).max()
            )
            for axis, target in enumerate(targets)
        )
        if worst <= tolerance * scale:
            return table
    raise OstrakaError(
        "marginals: they contradict the zeros of the starting table, so no table fits them all; "
        "put small positive numbers in place of some zeros"
    )


def whole_numbers(shares: npt.ArrayLike, total: int) -> npt.NDArray[np.int64]:
    """Split ``total`` in proportion to ``shares`` into whole numbers, by largest remainders."""
    exact = np.asarray(shares, dtype=float)
    exact = exact / exact.sum() * total
    whole: npt.NDArray[np.int64] = np.floor(exact).astype(np.int64)
    short = int(total - whole.sum())
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[:short]] += 1
    return whole
