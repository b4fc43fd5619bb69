"""Person-months per second at stated loads, beside vectorised NumPy on a simpler model.

Run with ``make bench``. Speed depends on the load: the share of person-months with a record, and the
share of people listed. So each line states its load. The NumPy model has conduct, unfounded records, a
score with recovery, a list by threshold with a term, and appeals, for two ledgers; "records to redress"
is what the foundation had (``load.toml``), "everything" the shipped scenario, both for five ledgers.
Its NumPy twins (``tests/reference``), written to be read, run the same rules for comparison.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.twin import twin_million_per_second
from ostraka.core.quantities import Quantity
from ostraka.core.walking import replace
from ostraka.engine import BlockPlan, simulate
from ostraka.scenario import load

HERE = Path(__file__).parent
MONTHS = 72
ROUNDS = 3


def best_of(rounds: int, work: Callable[[], Any]) -> tuple[float, Any]:
    """Shortest wall time of several runs, and the last result."""
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - begun)
    return min(times), result


def at_load(scenario: Any, factor: float) -> Any:
    """The scenario with every rate of acts and of unfounded records multiplied."""

    def scaled(place: str, quantity: Quantity) -> Quantity:
        if "rate_per_month" not in place:
            return quantity
        return quantity.model_copy(update={"value": float(quantity) * factor})

    return replace(scenario, scaled)


def measure(name: str, scenario: Any, people: int, threads: int) -> dict[str, Any]:
    """Speed and load of one scenario."""
    plan = BlockPlan(threads=threads)
    simulate(scenario, people=1, plan=plan)
    elapsed, run = best_of(
        ROUNDS, lambda: simulate(scenario, people=people, months=MONTHS, plan=plan)
    )
    person_months = people * MONTHS
    listed = run.tables["tally_states"].sum(axis=(0, 1, 2))[1::2].sum()
    return {
        "what": name,
        "threads": threads,
        "million_per_second": person_months / elapsed / 1e6,
        "nanoseconds": elapsed / person_months * 1e9,
        "records": run.tables["tally_records"].sum() / person_months,
        "listed": listed / person_months,
    }


def numpy_model(people: int, months: int, seed: int) -> int:
    """The simpler model, as a good user of NumPy would write it; returns person-months listed."""
    generator = np.random.Generator(np.random.Philox(seed))
    score = np.full((2, people), 1000, dtype=np.int16)
    listed_until = np.zeros((2, people), dtype=np.int16)
    decided = np.full(people, -1, dtype=np.int16)
    uniform = np.empty(people, dtype=np.float32)
    listed_months = 0
    for month in range(months):
        np.minimum(score + np.int16(1), np.int16(1000), out=score)
        generator.random(out=uniform, dtype=np.float32)
        acts = np.flatnonzero(uniform < 0.0042)
        generator.random(out=uniform, dtype=np.float32)
        false = np.flatnonzero(uniform < 0.0017)
        score[:, acts] -= 50
        score[0, false] -= 50
        for ledger, who in ((0, np.concatenate([acts, false])), (1, acts)):
            enters = who[score[ledger, who] < 900]
            listed_until[ledger, enters] = month + 24
        listed = listed_until > month
        fresh = np.flatnonzero(listed[0] & (decided < month))
        decided[fresh] = month + generator.geometric(0.1, fresh.size)
        due = np.flatnonzero(listed[0] & (decided == month))
        wrong = listed_until[1, due] <= month
        upheld = due[generator.random(due.size) < np.where(wrong, 0.7, 0.05)]
        listed_until[0, upheld] = month
        listed_months += int((listed_until[0] > month).sum())
    return listed_months


def times_the_peer(row: dict[str, Any], peer: float) -> str:
    """The ratio to NumPy, where the load is NumPy's (0.59 % records a month)."""
    if row["what"] != "records to redress" or abs(row["records"] - 0.0059) > 0.0005:
        return ""
    return f"{row['million_per_second'] / peer:.1f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    everything = load(HERE / "load.toml")
    pilot = load("points_pilot")
    threads = os.cpu_count() or 1
    rows = [
        measure("records to redress", at_load(everything, factor), options.people, 1)
        for factor in (0.5, 1.0, 2.0, 4.0)
    ]
    rows.append(measure("records to redress", everything, options.people, threads))
    rows.append(measure("points_pilot", pilot, options.people, 1))
    rows.append(measure("points_pilot", pilot, options.people, threads))
    whole = load("everything")
    for factor in (0.25, 0.5, 1.0):
        rows.append(measure("everything", at_load(whole, factor), options.people, 1))
    rows.append(measure("everything", whole, options.people, threads))
    few = min(options.people, 200_000)
    elapsed, _ = best_of(ROUNDS, lambda: numpy_model(few, MONTHS, 1))
    peer = few * MONTHS / elapsed / 1e6
    twins = twin_million_per_second(whole)
    machine = f"{platform.machine()}, {threads} processors, Python {platform.python_version()}"
    if options.json:
        print(
            json.dumps({"machine": machine, "numpy": peer, "twins": twins, "rows": rows}, indent=2)
        )
        return
    print(f"{machine}; best of {ROUNDS}; {options.people:,} people, {MONTHS} months")
    print(f"{'':20}threads  records  listed   M/s    ns   x NumPy")
    for row in rows:
        print(
            f"{row['what']:20}{row['threads']:7}  {100 * row['records']:5.2f} %  "
            f"{100 * row['listed']:4.1f} %  {row['million_per_second']:5.0f}  "
            f"{row['nanoseconds']:4.2f}  {times_the_peer(row, peer):>6}"
        )
    print(f"{'twins of everything':20}{1:7}  {'':17}{twins:6.4f}  {1e3 / twins:,.0f} (six months)")
    print(
        f"{'NumPy, simpler':20}{1:7}  {0.59:5.2f} %         {peer:5.0f}  {1e3 / peer:4.2f}  {1:6.1f}"
    )


if __name__ == "__main__":
    main()
