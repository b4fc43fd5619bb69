"""Whether two programs give the same answers: means over runs, within their Monte Carlo error."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.peers.rules import COUNTS

LIMIT = 4.5
"""Standard errors by which two estimates may differ. With 30 runs on each side and 54 comparisons, six
peers that are right are refused in fewer than one of a hundred choices of seeds (Student's t, 29 degrees
of freedom at the least, Bonferroni)."""


@dataclass(frozen=True)
class Estimates:
    """Each count per person-month: its mean over runs, and the standard error of that mean."""

    mean: Mapping[str, float]
    error: Mapping[str, float]


def estimates(runs: Sequence[Mapping[str, int]], people: int, months: int) -> Estimates:
    """From the counts of independent runs of equal size."""
    table = np.array([[run[name] for name in COUNTS] for run in runs], dtype=float)
    table /= people * months
    error = table.std(axis=0, ddof=1) / np.sqrt(len(runs))
    return Estimates(
        dict(zip(COUNTS, table.mean(axis=0).tolist(), strict=True)),
        dict(zip(COUNTS, error.tolist(), strict=True)),
    )


def standard_errors_apart(one: Estimates, other: Estimates) -> dict[str, float]:
    """By count, the difference of the means over its standard error (Welch 1947)."""
    return {
        name: (one.mean[name] - other.mean[name]) / np.hypot(one.error[name], other.error[name])
        for name in COUNTS
    }


def disagreements(found: Mapping[str, Mapping[str, float]]) -> list[str]:
    """In words, every peer and count that is further off than :data:`LIMIT`."""
    return [
        f"{peer}: {name} is {apart:+.1f} standard errors from Ostraka's (at most {LIMIT} allowed)"
        for peer, scores in found.items()
        for name, apart in scores.items()
        if not abs(apart) <= LIMIT  # a count that is not a number is no agreement
    ]


def agreement_table(reference: Estimates, found: Mapping[str, Mapping[str, float]]) -> str:
    """Ostraka's estimates, and each peer's distance from them in standard errors."""
    names = list(found)
    head = f"{'per 1,000 person-months':24}{'Ostraka':>9}{'± s.e.':>8}"
    lines = [head + "".join(f"{name:>13}" for name in names)]
    for count in COUNTS:
        mean, error = 1e3 * reference.mean[count], 1e3 * reference.error[count]
        cells = "".join(f"{found[name][count]:>+13.1f}" for name in names)
        lines.append(f"  {count.replace('_', ' '):22}{mean:9.4f}{error:8.4f}{cells}")
    return "\n".join(lines)
