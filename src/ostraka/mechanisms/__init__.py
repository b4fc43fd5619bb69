"""What institutions do, each mechanism a file: its rules, its declarations and its pass."""

from ostraka.core.declarations import Mechanism
from ostraka.mechanisms import (
    appeal,
    audit,
    behaviour,
    conduct,
    corroboration,
    delay,
    flag,
    hearing,
    linking,
    listing,
    merit,
    moves,
    notice,
    pardon,
    recording,
    redlist,
    repair,
    review,
    scores,
    suspension,
    term,
    unfounded,
)
from ostraka.population import cell_start

CATALOGUE: tuple[Mechanism, ...] = (
    *cell_start.MECHANISMS,
    *moves.MECHANISMS,
    *conduct.MECHANISMS,
    *behaviour.MECHANISMS,
    *recording.MECHANISMS,
    *unfounded.MECHANISMS,
    suspension.SUSPENSION,
    *corroboration.MECHANISMS,
    *linking.MECHANISMS,
    *delay.MECHANISMS,
    *scores.MECHANISMS,
    *merit.MECHANISMS,
    *flag.MECHANISMS,
    *listing.MECHANISMS,
    *hearing.MECHANISMS,
    *term.MECHANISMS,
    *pardon.MECHANISMS,
    *redlist.MECHANISMS,
    *notice.MECHANISMS,
    *audit.MECHANISMS,
    suspension.CEILING,
    *appeal.MECHANISMS,
    *review.MECHANISMS,
    *repair.MECHANISMS,
)
"""Every mechanism, in the order in which the passes of one phase run (ties of exits included)."""

__all__ = ["CATALOGUE"]
