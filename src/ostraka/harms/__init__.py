"""What is counted: harms, each from the ledgers, in integers that add up over cells."""

from ostraka.core.declarations import Mechanism
from ostraka.harms import (
    association,
    association_restrictions,
    cascades,
    changes,
    conflicts,
    flow,
    grades,
    induced,
    listed_months,
    missed,
    records,
    redlist_truth,
    redress,
    restrictions,
    spells,
    watched,
)

CATALOGUE: tuple[Mechanism, ...] = (
    *records.MECHANISMS,
    *redress.MECHANISMS,
    *changes.MECHANISMS,
    *listed_months.MECHANISMS,
    *flow.MECHANISMS,
    *spells.MECHANISMS,
    *missed.MECHANISMS,
    *conflicts.MECHANISMS,
    *grades.MECHANISMS,
    *restrictions.MECHANISMS,
    *cascades.MECHANISMS,
    *induced.MECHANISMS,
    *redlist_truth.MECHANISMS,
    *association.MECHANISMS,
    *association_restrictions.MECHANISMS,
    *watched.MECHANISMS,
)
"""Every harm, in the order in which the passes of one phase run."""

__all__ = ["CATALOGUE"]
