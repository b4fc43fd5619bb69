"""The draws once more, from the published text: NumPy for many, plain integers for one.

Nothing here is taken from the package but the vocabulary of addresses: (seed, replicate, place;
subject, month, purpose, index). Thresholds are probabilities, variates are inverted in floating
point; a kernel that compares integers must come to the same decision.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

WORD = 1 << 32
LONGEST = 600
NEVER = 32_767

NUMBERS = {
    "population.cell_stratum": 1,
    "population.household": 2,
    "population.person": 3,
    "conduct.scan": 11,
    "conduct.acts": 12,
    "recording.detection": 21,
    "unfounded.scan": 22,
    "unfounded.events": 23,
    "linking.mislink": 31,
    "delay.reporting": 32,
    "flag.scan": 41,
    "flag.clerk": 42,
    "pardon.wait": 51,
    "repair.wait": 52,
    "notice.sent": 61,
    "appeal.wait": 62,
    "appeal.file": 63,
    "review.decision": 64,
    "review.correction": 65,
    "joint_sanctions.adoption": 71,
    "joint_sanctions.dropping": 72,
    "joint_sanctions.reimport": 73,
    "breach.year": 74,
    "favour.drop": 111,
    "quota.fabrication": 112,
    "sale.wait": 113,
    "informants.reports": 114,
    "informants.report": 115,
    "informants.malice": 116,
    "informants.accusation": 117,
    "averaging.recipient": 118,
    "averaging.work": 119,
    "averaging.debt": 120,
    "hearing.held": 131,
    "corroboration.confirmed": 132,
    "audit.sample": 133,
    "moves.first": 141,
    "moves.next": 142,
    "representatives.drawn": 81,
    "attention.report": 101,
    "scenario.parameter": 65_000,
}
"""Purposes by name. The numbers are part of every published result: they never change."""

MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
WEYL = (0x9E3779B9, 0xBB67AE85)


def philox(counter: Sequence[int], key: Sequence[int]) -> tuple[int, int, int, int]:
    """Philox4x32-10 (Salmon et al. 2011, section 3.3) in Python's own integers."""
    left, right = [counter[0], counter[2]], [counter[1], counter[3]]
    for turn in range(10):
        high, low = zip(
            *(divmod(m * x, WORD) for m, x in zip(MULTIPLIERS, left, strict=True)), strict=True
        )
        keys = [(k + turn * w) % WORD for k, w in zip(key, WEYL, strict=True)]
        left = [high[1] ^ right[0] ^ keys[0], high[0] ^ right[1] ^ keys[1]]
        right = [low[1], low[0]]
    return left[0], right[0], left[1], right[1]


def philox_many(counter: npt.NDArray[np.uint64], key: Sequence[int]) -> npt.NDArray[np.uint64]:
    """The same for a whole array of counters, shape (4, n)."""
    state = np.array(counter, dtype=np.uint64)
    factors = np.array(MULTIPLIERS, dtype=np.uint64)[:, None]
    for turn in range(10):
        products = factors * state[0::2]
        keys = [[(k + turn * w) % WORD] for k, w in zip(key, WEYL, strict=True)]
        mixed = (products >> np.uint64(32))[::-1] ^ state[1::2] ^ np.array(keys, dtype=np.uint64)
        state[0::2], state[1::2] = mixed, (products % np.uint64(WORD))[::-1]
    return state


@dataclass(frozen=True)
class Luck:
    """All draws of one jurisdiction in one run."""

    seed: int
    replicate: int
    place: int

    def one(self, subject: int, month: int, purpose: str, index: int = 0) -> tuple[int, ...]:
        """Four words."""
        why = NUMBERS[purpose] * 65_536 + int(index)
        return philox((int(subject), int(month), why, self.place), (self.seed, self.replicate))

    def many(
        self, subjects: Any, month: int, purpose: str, index: Any = 0
    ) -> npt.NDArray[np.uint64]:
        """Four words for each subject, shape (4, n)."""
        who = np.asarray(subjects, dtype=np.uint64)
        counter = np.zeros((4, who.size), dtype=np.uint64)
        counter[0] = who
        counter[1] = month
        counter[2] = NUMBERS[purpose] * 65_536 + np.asarray(index, dtype=np.uint64)
        counter[3] = self.place
        return philox_many(counter, (self.seed, self.replicate))


def below(word: Any, probability: Any) -> Any:
    """Whether a word decides for an event of this probability."""
    limit = np.rint(np.asarray(probability, dtype=float) * WORD)
    return np.asarray(word, dtype=float) < limit


def choose(weights: Any, word: Any) -> Any:
    """Invert a discrete distribution given by weights: the outcome whose share holds the word."""
    weights = np.asarray(weights, dtype=float)
    edges = np.rint(np.cumsum(weights / weights.sum()) * WORD)
    edges[np.flatnonzero(weights)[-1] :] = WORD
    return np.searchsorted(edges, np.asarray(word, dtype=float), side="right")


def lag(success: float, word: int) -> int:
    """A geometric lag on 0, 1, 2 ...: the k with 1-(1-q)^k <= u < 1-(1-q)^(k+1), at most LONGEST."""
    if success >= 1:
        return 0
    if success <= 0:
        return LONGEST
    return min(LONGEST, math.floor(math.log1p(-int(word) / WORD) / math.log1p(-success)))


def some_poisson(mean: float, word: int) -> int:
    """A Poisson count given that it is not zero: the least n with P(N <= n | N > 0) > u."""
    u = (int(word) + 0.5) / WORD * -math.expm1(-mean)
    n, chance, total = 0, math.exp(-mean), 0.0
    while total <= u and n < 255:
        n += 1
        chance *= mean / n
        total += chance
    return n


def monthly(hazard: float) -> float:
    """Probability that a hazard acts within a month."""
    return 1 - math.exp(-hazard)
