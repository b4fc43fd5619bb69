"""What institutions do, each mechanism a file: its rules, its declarations and its pass."""

from ostraka.core.declarations import Mechanism
from ostraka.mechanisms import (
    appeal,
    conduct,
    delay,
    flag,
    linking,
    listing,
    notice,
    pardon,
    recording,
    repair,
    review,
    scores,
    term,
    unfounded,
)
from ostraka.population import cell_start

CATALOGUE: tuple[Mechanism, ...] = (
    *cell_start.MECHANISMS,
    *conduct.MECHANISMS,
    *recording.MECHANISMS,
    *unfounded.MECHANISMS,
    *linking.MECHANISMS,
    *delay.MECHANISMS,
    *scores.MECHANISMS,
    *flag.MECHANISMS,
    *listing.MECHANISMS,
    *term.MECHANISMS,
    *pardon.MECHANISMS,
    *notice.MECHANISMS,
    *appeal.MECHANISMS,
    *review.MECHANISMS,
    *repair.MECHANISMS,
)
"""Every mechanism, in the order in which the passes of one phase run (ties of exits included)."""

__all__ = ["CATALOGUE"]
