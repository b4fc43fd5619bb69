"""How often estimates hold the truth of invented lists.

Run with ``python -m benchmarks.estimate_coverage [LISTS]``.

Every list is a run of its own with known truth: who was listed for an act, who for a false record, who
challenged in time, what came of it. Audits are drawn from its entries. Where an assumption is broken
on purpose, the row says so, and must fail.
"""

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

import ostraka
from ostraka.engine import BlockPlan, simulate
from ostraka.estimation import Audit, inversion
from ostraka.population.ledgers import CAUSES

SCENARIO = """
title = "One cohort"
purpose = "Invented lists whose truth is known."
months = 24
people = 600
seed = 5
assumed = true
[strata.acting]
share = 0.5
exposure = 0
[strata.wronged]
share = 0.5
exposure = 20
[categories.act]
rate_per_month = {{ by_stratum = {{ acting = 0.02, wronged = 0 }} }}
detection = 1
trigger = true
[unfounded.clerical.rate_per_month]
act = 0.001
[blacklist]
term_months = 600
[notice]
probability = 0.8
[appeal]
hazard_per_month = 0.02
wronged_ratio = {ratio}
review_months = 2
[review]
sensitivity = 1
specificity = 1
"""

UPHELD, DENIED = 3, 5
AUDITED = 60


@dataclass(frozen=True)
class InventedList:
    """What an agency could publish of one list, and the truth behind it."""

    listed: int
    challenged: int
    overturned: int
    wrong: int

    @property
    def appeals(self) -> tuple[int, int, int]:
        """The three numbers."""
        return self.listed, self.challenged, self.overturned

    @property
    def ratio(self) -> float:
        """How many times as often the wrongly listed challenged, as it occurred."""
        refused = self.challenged - self.overturned
        one = self.overturned * (self.listed - self.wrong)
        return one / (refused * self.wrong) if refused else math.inf


def invented(ratio: float, lists: int) -> Iterator[InventedList]:
    """So many lists, in which those listed in error are this much quicker to appeal."""
    scenario = ostraka.loads(SCENARIO.format(ratio=ratio))
    error, plan = CAUSES.index("false_record"), BlockPlan(threads=1)
    for replicate in range(lists):
        tables = simulate(scenario, replicate=replicate, plan=plan).tables
        entries = tables["tally_entries"].sum(axis=(0, 1, 2))
        redress = tables["tally_redress"].sum(axis=(0, 1, 2))
        upheld, denied = int(redress[UPHELD].sum()), int(redress[DENIED].sum())
        yield InventedList(int(entries.sum()), upheld + denied, upheld, int(entries[error]))


def sample(one: InventedList, rng: np.random.Generator, favour: float = 1.0) -> Audit:
    """Unchallenged entries that were audited; wrong ones are taken ``favour`` times as readily."""
    wrong = one.wrong - one.overturned
    right = one.listed - one.challenged - wrong
    waits = rng.exponential(size=wrong + right)
    waits[:wrong] /= favour
    first = np.argsort(waits)[:AUDITED]
    return Audit(AUDITED, int((first < wrong).sum()), "unchallenged", True)


def holds(one: InventedList, **assumptions: object) -> bool:
    """Whether the truth lies inside the bounds."""
    found = ostraka.estimate(*one.appeals, **assumptions).bounds
    return not found.is_refuted and found.low <= one.wrong <= found.high


@dataclass(frozen=True)
class Row:
    """How often one kind of estimate held the truth."""

    name: str
    held: int
    lists: int
    promised: float | None

    @property
    def share(self) -> float:
        """Of the lists, those in which the truth lay inside."""
        return self.held / self.lists

    @property
    def error(self) -> float:
        """Standard error of that share at what was promised, or as it was found."""
        p = self.share if self.promised is None else self.promised
        return math.sqrt(max(p * (1 - p), 1e-12) / self.lists)


def coverage(lists: int, seed: int = 1) -> list[Row]:
    """All rows, each over so many lists."""
    alike, quicker, slower = (list(invented(ratio, lists)) for ratio in (1, 3, 0.3))
    rng = np.random.default_rng(seed)

    def row(name: str, promised: float | None, hits: list[bool]) -> Row:
        return Row(name, sum(hits), len(hits), promised)

    whole = [
        Audit(AUDITED, int(rng.hypergeometric(o.wrong, o.listed - o.wrong, AUDITED)), "list", True)
        for o in quicker
    ]
    return [
        row(
            "every challenge decided rightly", 1.0, [holds(o, perfect_review=True) for o in quicker]
        ),
        row(
            "and κ at least what it was",
            1.0,
            [
                holds(o, perfect_review=True, ratio_at_least=math.floor(100 * o.ratio) / 100)
                for o in quicker
                if o.ratio < 100
            ],
        ),
        row(
            "κ at least 1 as a chance, where it is 1",
            0.975,
            [inversion.p_ratio_at_least(*o.appeals, o.wrong, 1) > 0.025 for o in alike],
        ),
        row(
            f"random audit of {AUDITED} of the list",
            0.95,
            [holds(o, audits=a) for o, a in zip(quicker, whole, strict=True)],
        ),
        row(
            f"random audit of {AUDITED} of the unchallenged",
            0.95,
            [holds(o, perfect_review=True, audits=sample(o, rng)) for o in quicker],
        ),
        row(
            "MISUSE: a batch with twice as many wrong ones, read as random",
            None,
            [holds(o, perfect_review=True, audits=sample(o, rng, 2.0)) for o in quicker],
        ),
        row(
            "MISUSE: κ at least 1 assumed, where the wronged challenge less",
            None,
            [holds(o, perfect_review=True, ratio_at_least=1) for o in slower],
        ),
    ]


def main() -> None:
    """Print the table."""
    lists = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    print(f"{lists:,} invented lists a row; standard error in brackets")
    for one in coverage(lists):
        promised = "     -" if one.promised is None else f"{100 * one.promised:5.1f} %"
        print(
            f"{one.name:66} promised {promised}  held {100 * one.share:5.1f} % ({100 * one.error:.2f})"
        )


if __name__ == "__main__":
    main()
