"""What meetings cost, in time and in bytes: one scenario streaming, and with its people's state kept.

Run with ``python -m benchmarks.meetings``. The load is that of ``benchmarks/load.toml``, at about 0.6,
1 and 2.4 % records a month. State is kept whole, packed, or packed in a file; all three and streaming
are timed in turn, round by round, and a ratio is the median of the rounds' ratios. Kept bytes are the
most at any meeting, so those late in the run.
"""

import argparse
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.speed import MONTHS, ROUNDS, at_load
from ostraka.engine import BlockPlan, simulate
from ostraka.scenario import load

HERE = Path(__file__).parent
EVERY = (1, 3, 6, 12)
LOADS = (1.0, 1.7, 4.0)
LENGTHS = (12, 72, 120, 168, 240)
GIB = 2**30


def plans(months: int, folder: Path, threads: int) -> dict[str, BlockPlan]:
    """Streaming, and every way in which state is kept."""
    return {
        "streaming": BlockPlan(threads=threads),
        "whole": BlockPlan(threads=threads, resident_months=months, kept="whole"),
        "packed": BlockPlan(threads=threads, resident_months=months, kept="packed"),
        "in a file": BlockPlan(threads=threads, resident_months=months, state_folder=folder),
    }


def time_meetings(scenario: Any, people: int, folder: Path, threads: int) -> None:
    """One line for each interval between meetings: nanoseconds a person-month, times streaming."""
    for months in EVERY:
        cut = plans(months, folder, threads)
        spent: dict[str, list[float]] = {name: [] for name in cut}
        for plan in cut.values():
            simulate(scenario, people=1, plan=plan)
        for _ in range(ROUNDS):
            for name, plan in cut.items():
                begun = time.perf_counter()
                simulate(scenario, people=people, months=MONTHS, plan=plan)
                spent[name].append((time.perf_counter() - begun) / (people * MONTHS) * 1e9)
        line = f"{threads:7}  {months:3} mo  {median(spent['streaming']):8.2f} ns"
        for name in ("whole", "packed", "in a file"):
            ratio = median(
                one / plain for one, plain in zip(spent[name], spent["streaming"], strict=True)
            )
            line += f"  {median(spent[name]):6.2f} ns {ratio:5.1f} x"
        print(line)


def weigh(scenario: Any, people: int) -> None:
    """One line for each length of run: bytes a person late in it, and people for each GiB."""
    for months in LENGTHS:
        line = ""
        for kept in ("whole", "packed"):
            plan = BlockPlan(threads=1, resident_months=months - 1, kept=kept)
            run = simulate(scenario, people=people, months=months, plan=plan)
            size = run.kept_bytes_per_person or 1.0
            line += f"  {size:6.1f}  {GIB / size / 1e6:6.1f} million"
        records = run.tables["tally_records"].sum() / (people * months)
        print(f"{100 * records:5.2f} %  {months:4} months{line}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=400_000)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    base = load(HERE / "load.toml")
    print(f"{options.people:,} people, {MONTHS} months, 1 % records, medians of {ROUNDS} rounds")
    print("threads  meeting  streaming             whole            packed         in a file")
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        time_meetings(at_load(base, 1.7), options.people, Path(folder), options.threads)
    print("\nrecords       length   whole       people a GiB  packed       people a GiB")
    for factor in LOADS:
        weigh(at_load(base, factor), options.people // 8)


if __name__ == "__main__":
    main()
