"""Ranking arms by a harm, draw by draw: how often each is best, and its mean rank."""

import numpy as np

from ostraka.results.estimate import Floats


def shares_best(values: Floats) -> Floats:
    """Share of the columns in which each row is smallest, ties shared; undefined is never best."""
    filled = np.where(np.isnan(values), np.inf, values)
    is_best = (filled == filled.min(axis=0)) & np.isfinite(filled)
    count = is_best.sum(axis=0)
    shares: Floats = (is_best / np.maximum(count, 1)).mean(axis=1)
    return shares


def mean_ranks(values: Floats) -> Floats:
    """Mean rank of each row over columns, from 1; ties share theirs, undefined is last."""
    filled = np.where(np.isnan(values), np.inf, values)
    below = (filled[:, None] > filled[None]).sum(axis=1)
    same = (filled[:, None] == filled[None]).sum(axis=1)
    ranks: Floats = (1 + below + (same - 1) / 2).mean(axis=1)
    return ranks
