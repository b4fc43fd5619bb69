"""What meetings cost: the same scenario streaming, and with its subjects' state kept every few months.

Run with ``python -m benchmarks.meetings``. The load is that of ``benchmarks/load.toml``, at about 0.6
and at about 1 % records a month; kept bytes are the most at any meeting, so those late in the run.
"""

import argparse
from pathlib import Path
from typing import Any

from benchmarks.speed import MONTHS, ROUNDS, at_load, best_of
from ostraka.engine import BlockPlan, simulate
from ostraka.scenario import load

HERE = Path(__file__).parent
EVERY = (12, 6, 3, 1)


def measure(scenario: Any, people: int, months: int | None) -> tuple[float, Any]:
    """Nanoseconds a person-month on one thread, and the run."""
    plan = BlockPlan(threads=1, resident_months=months)
    simulate(scenario, people=1, plan=plan)
    seconds, run = best_of(
        ROUNDS, lambda: simulate(scenario, people=people, months=MONTHS, plan=plan)
    )
    return seconds / (people * MONTHS) * 1e9, run


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=400_000)
    people = parser.parse_args().people
    print(f"{people:,} people, {MONTHS} months, one thread, best of {ROUNDS}")
    print("records  meeting      ns  x streaming  bytes a person")
    for factor in (1.0, 1.7):
        scenario = at_load(load(HERE / "load.toml"), factor)
        streaming, run = measure(scenario, people, None)
        records = run.tables["tally_records"].sum() / (people * MONTHS)
        print(f"{100 * records:5.2f} %  {'never':>7}  {streaming:6.2f}  {1:11.1f}")
        for months in EVERY:
            ns, run = measure(scenario, people, months)
            print(
                f"{100 * records:5.2f} %  {months:4} mo  {ns:6.2f}  {ns / streaming:11.1f}  "
                f"{run.kept_bytes_per_person:14.1f}"
            )


if __name__ == "__main__":
    main()
