"""Check that all peers give Ostraka's answers, then time them: ``python -m benchmarks.peers``.

Nothing is timed before every peer agrees. Each peer runs in a process of its own on one thread, at the
population at which it is fastest; rounds go through all peers in turn, so that a noisy minute meets all
of them, and medians over the rounds are compared.
"""

import argparse
import contextlib
import json
import os
import sys
from datetime import UTC, datetime
from statistics import median
from typing import Any

from benchmarks.peers.agreement import (
    LIMIT,
    Estimates,
    agreement_table,
    disagreements,
    estimates,
    standard_errors_apart,
)
from benchmarks.peers.arms import KERNEL, OSTRAKA, PEERS, VENVS, Arm, Process
from benchmarks.peers.kernel import STEPS
from benchmarks.peers.machine import load_average, machine
from benchmarks.peers.rules import small_model
from benchmarks.peers.table import speed_table

CHECK_RUNS = 30
LEAST_SECONDS = 0.3
"""A timing repeats a run until it has taken so long in all."""


def told(words: str) -> None:
    """Progress, on standard error."""
    print(words, file=sys.stderr, flush=True)


def estimated(process: Process, seeds: range, months: int) -> Estimates:
    """One arm's answers."""
    people = process.arm.check_people
    told(f"  {process.arm.name} {process.version}: {len(seeds)} runs of {people:,} people")
    return estimates(process.run(people, seeds)["counts"], people, months)


def checked(ostraka: Process, peers: list[Process], months: int) -> tuple[Estimates, dict]:
    """Everybody's distance from Ostraka, in standard errors; ends the program if one is too far."""
    told("Checking that the answers are the same ...")
    reference = estimated(ostraka, range(1000, 1000 + CHECK_RUNS), months)
    found = {}
    for k, peer in enumerate(peers, start=2):
        seeds = range(1000 * k, 1000 * k + CHECK_RUNS)
        found[peer.arm.name] = standard_errors_apart(estimated(peer, seeds, months), reference)
    wrong = disagreements(found)
    if wrong:
        raise SystemExit(
            "\n".join(
                [
                    agreement_table(reference, found),
                    *wrong,
                    "Nothing was timed: programs that answer differently are not compared.",
                ]
            )
        )
    return reference, found


def speed(process: Process, size: int, units: int, first_seed: int, **more: Any) -> float:
    """Units a second: runs of one size until :data:`LEAST_SECONDS` have passed."""
    seconds, runs = 0.0, 0
    while seconds < LEAST_SECONDS:
        seconds += sum(process.run(size, [first_seed + runs], **more)["seconds"])
        runs += 1
    return runs * units / seconds


def best_size(process: Process, months: int) -> int:
    """The population at which it does most person-months a second."""
    speeds = {n: speed(process, n, n * months, 1) for n in process.arm.sizes}
    return max(speeds, key=lambda n: speeds[n])


class Timed:
    """One line of the table: what is run, and its speed in every round."""

    def __init__(self, process: Process, size: int, units: int, threads: int | None = None) -> None:
        self.process, self.size, self.units = process, size, units
        self.threads = threads
        self.speeds: list[float] = []

    def once(self, seed: int) -> None:
        """One more round."""
        more = {} if self.threads is None else {"threads": self.threads}
        self.speeds.append(speed(self.process, self.size, self.units, seed, **more))

    def row(self) -> dict[str, Any]:
        """Medians and extremes, for the table and for machines."""
        arm = self.process.arm
        return {
            "what": arm.name,
            "version": self.process.version,
            "threads": self.threads or 1,
            "size": self.size,
            "per_second": median(self.speeds),
            "slowest": min(self.speeds),
            "fastest": max(self.speeds),
            "goal": arm.goal,
        }


def timed(
    ostraka: Process, peers: list[Process], kernel: Process, months: int, rounds: int
) -> list[dict[str, Any]]:
    """Every line's medians over the rounds."""
    told("Looking for each one's best population ...")
    threads = min(2, os.cpu_count() or 1)
    lines = []
    for one in (ostraka, *peers):
        size = best_size(one, months)
        lines.append(Timed(one, size, size * months))
    if threads > 1:  # beside its one thread, so that both meet the same noise
        size = lines[0].size
        lines.insert(1, Timed(ostraka, size, size * months, threads=threads))
    for count in range(1, threads + 1):
        kernel.run(1000, [0], threads=count)  # compiles
        lines.append(Timed(kernel, STEPS, STEPS * count, threads=count))
    for k in range(rounds):
        told(f"Round {k + 1} of {rounds} ...")
        for line in lines:
            line.once(100 * (k + 1))
    return [line.row() for line in lines]


def chosen(names: list[str] | None) -> list[Arm]:
    """The peers asked for; all of them unless some are named."""
    asked = [arm for arm in PEERS if names is None or arm.name in names]
    missing = [arm.name for arm in asked if not arm.installed]
    optional = ["mesa-frames"] if names is None else []
    if set(missing) - set(optional):
        raise SystemExit(
            f"{', '.join(missing)}: not installed under {VENVS.name}; "
            "run `make bench`, which installs them, or name others with --peers"
        )
    for name in missing:
        told(f"{name} is left out: it could not be installed for this Python.")
    return [arm for arm in asked if arm.installed]


def main() -> None:
    """Check, measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", nargs="+", choices=[arm.name for arm in PEERS])
    parser.add_argument("--only-check", action="store_true", help="compare answers, time nothing")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    months = small_model().months
    began, load = datetime.now(UTC), load_average()
    with contextlib.ExitStack() as stack:

        def started(arm: Arm) -> Process:
            process = Process(arm)
            stack.callback(process.close)
            return process

        ostraka = started(OSTRAKA)
        peers = [started(arm) for arm in chosen(options.peers)]
        reference, found = checked(ostraka, peers, months)
        rows = []
        if not options.only_check:
            rows = timed(ostraka, peers, started(KERNEL), months, options.rounds)
    about = {
        "date": began.strftime("%d %B %Y").lstrip("0"),
        "machine": machine(),
        "load_before": load,
        "load_after": load_average(),
        "months": months,
        "rounds": options.rounds,
    }
    if options.json:
        answers = {"mean": reference.mean, "error": reference.error, "standard_errors_apart": found}
        print(json.dumps({**about, "limit": LIMIT, "answers": answers, "rows": rows}, indent=2))
        return
    print(agreement_table(reference, found))
    print(f"All within {LIMIT} standard errors of Ostraka ({CHECK_RUNS} runs each).")
    if rows:
        print()
        print(speed_table(about, rows))


if __name__ == "__main__":
    main()
