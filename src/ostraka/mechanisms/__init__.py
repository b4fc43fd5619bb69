"""What institutions do, each mechanism a file: its rules, its declarations and its pass."""

from ostraka.core.declarations import Mechanism
from ostraka.mechanisms import (
    appeal,
    audit,
    breach,
    conduct,
    corroboration,
    delay,
    flag,
    hearing,
    joint_sanctions,
    linking,
    listing,
    moves,
    notice,
    pardon,
    recording,
    reimport,
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
    *recording.MECHANISMS,
    *unfounded.MECHANISMS,
    suspension.SUSPENSION,
    *corroboration.MECHANISMS,
    *linking.MECHANISMS,
    *delay.MECHANISMS,
    *scores.MECHANISMS,
    *flag.MECHANISMS,
    *listing.MECHANISMS,
    *hearing.MECHANISMS,
    *term.MECHANISMS,
    *pardon.MECHANISMS,
    *notice.MECHANISMS,
    *audit.MECHANISMS,
    suspension.CEILING,
    *appeal.MECHANISMS,
    *review.MECHANISMS,
    *repair.MECHANISMS,
    *joint_sanctions.MECHANISMS,
    *reimport.MECHANISMS,
    *breach.MECHANISMS,
)
"""Every mechanism, in the order in which the passes of one phase run (ties of exits included)."""

__all__ = ["CATALOGUE"]
