"""Counts made by hand."""

import numpy as np

from ostraka.population.ledgers import CAUSES, MISSED, OUTCOMES
from ostraka.results.counts import Counts
from ostraka.results.labels import REDRESS_EVENTS

MONTHS = 12


def counts(*, people=1000, appeals=True, **given):
    """Counts of one group with leading axes (replicate, group) of length one; the rest is zero."""
    zero = {
        "records": np.zeros(()),
        "listed": np.zeros(len(CAUSES)),
        "at_end": np.zeros(len(CAUSES)),
        "missed": np.zeros(len(MISSED)),
        "ever": np.zeros(2),
        "entries": np.zeros(len(CAUSES)),
        "spells": np.zeros((len(OUTCOMES), MONTHS + 1)),
        "burden": np.zeros(MONTHS + 1),
        "redress": np.zeros((len(REDRESS_EVENTS), len(CAUSES))) if appeals else None,
    }
    whole = {
        **zero,
        "people": np.array(float(people)),
        "person_months": np.array(float(people * MONTHS)),
        **given,
    }
    return Counts(
        **{k: None if v is None else np.asarray(v, float)[None, None] for k, v in whole.items()}
    )


def by_cause(**amounts):
    found = np.zeros(len(CAUSES))
    for cause, amount in amounts.items():
        found[CAUSES.index(cause)] = amount
    return found


def joined(*parts):
    """Replicates, one after the other."""
    names = [name for name in Counts.__slots__ if name != "sums"]
    return Counts(
        **{
            n: None
            if getattr(parts[0], n) is None
            else np.concatenate([getattr(p, n) for p in parts])
            for n in names
        }
    )
