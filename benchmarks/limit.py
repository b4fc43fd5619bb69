"""What bounds the speed now: draws alone, memory traffic alone, and the rest.

Run with ``python -m benchmarks.limit``. Two floors, measured in the same run as the scenarios. *Draws*:
the scans that decide something for every subject (conduct, unfounded records, flags), each a quarter of a
Philox call a person-month, and the two calls with which a life begins, over the months. *Memory*: reading
once a month every column that some pass looks through whole (found in the passes' source), at the speed
of a sum over an array of that size. What is left goes to those to whom something happens, and to the
passes' own calls.
"""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit

from benchmarks.dense import bytes_per_subject, monthly, scans
from benchmarks.peers.machine import load_average, machine
from ostraka.draws import draw_all, scan
from ostraka.engine import BlockPlan, schedule_for, simulate
from ostraka.scenario import load

HERE = Path(__file__).parent
SCENARIOS = ("small model", "records to redress", "everything")
FILES = {
    "small model": HERE / "peers" / "small.toml",
    "records to redress": HERE / "load.toml",
    "everything": "everything",
}
MONTHS = 72
ROUNDS = 7


def best_of(work: Callable[[], Any]) -> float:
    """Least seconds of several runs."""
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


@njit
def _scans(address, threshold, hit, times):
    for block in range(times):
        scan(address, 0, block, 11, threshold, hit)


@njit
def _draws(address, words, times):
    for block in range(times):
        draw_all(address, 0, words.shape[1], block, 12, words)


@njit
def _sums(array, times):
    total = np.uint64(0)
    for turn in range(times):
        for k in range(array.size):
            total += array[k] ^ np.uint64(turn)
    return total


def nanoseconds_of_scan(subjects: int) -> float:
    """Of one scan a person-month: a quarter of a call, four months being decided at once."""
    address = np.array([1, 2, 3], dtype=np.uint64)
    threshold = np.full(subjects, 2**26, dtype=np.uint32)
    hit = np.zeros(subjects, dtype=np.uint8)
    _scans(address, threshold, hit, 1)
    return best_of(lambda: _scans(address, threshold, hit, 500)) / 500 / subjects / 4 * 1e9


def nanoseconds_of_draw(subjects: int) -> float:
    """Of one call for every subject of a cell."""
    address = np.array([1, 2, 3], dtype=np.uint64)
    words = np.zeros((4, subjects), dtype=np.uint32)
    _draws(address, words, 1)
    return best_of(lambda: _draws(address, words, 500)) / 500 / subjects * 1e9


def bytes_per_nanosecond(size: int) -> float:
    """Speed of reading an array of so many bytes, again and again."""
    array = np.arange(max(512, size // 8), dtype=np.uint64)
    _sums(array, 1)
    times = max(1, 50_000_000 // array.nbytes)
    return array.nbytes * times / best_of(lambda: _sums(array, times)) / 1e9


def measure(name: str, people: int) -> dict[str, Any]:
    """One scenario beside its floors."""
    scenario = load(FILES[name])
    schedule = schedule_for(scenario)
    plan = BlockPlan(threads=1)
    simulate(scenario, people=1, plan=plan)
    runs: list[Any] = []
    alone = best_of(lambda: simulate(scenario, people=1, months=MONTHS, plan=plan))
    whole = best_of(
        lambda: runs.append(simulate(scenario, people=people, months=MONTHS, plan=plan))
    )
    months = people * MONTHS
    per_month = sum(
        often * bytes_per_subject(schedule, column)
        for _, seen in monthly(schedule)
        for column, often in seen.items()
    )
    cell = schedule.cell_size
    touched = int(per_month * cell)
    return {
        "what": name,
        "passes": len(schedule.passes),
        "cell_size": cell,
        "nanoseconds": (whole - alone) / months * 1e9,
        "draws": scans(schedule) * nanoseconds_of_scan(cell)
        + 2 * nanoseconds_of_draw(cell) / MONTHS,
        "bytes": per_month,
        "memory": per_month / bytes_per_nanosecond(touched),
        "records": int(runs[-1].tables["tally_records"].sum()) / months,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    before = load_average()
    rows = [measure(name, options.people) for name in SCENARIOS]
    if options.json:
        print(json.dumps({"machine": machine(), "load_average": before, "rows": rows}, indent=2))
        return
    print(f"{machine()}; load average {before}; one thread, {options.people:,} people")
    print("nanoseconds a person-month")
    print(f"{'':20}passes   cell  records    all  draws  memory (bytes)   rest  rest a record")
    for row in rows:
        rest = row["nanoseconds"] - row["draws"] - row["memory"]
        print(
            f"{row['what']:20}{row['passes']:6}{row['cell_size']:7}  {100 * row['records']:5.2f} %"
            f"  {row['nanoseconds']:5.2f}  {row['draws']:5.2f}"
            f"  {row['memory']:6.2f} ({row['bytes']:5.1f})"
            f"  {rest:5.2f}  {rest / row['records']:10.0f}"
        )


if __name__ == "__main__":
    main()
