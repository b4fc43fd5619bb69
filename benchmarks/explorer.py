"""How long the explorer takes to answer a moved number, at 100,000 people: python -m benchmarks.explorer.

What is timed is what the page does between the change and the first answer: the changed scenario is
composed and checked, run five times on two threads, read into its intervals, and paired with its
unchanged twin, which was run before. Compilation, once a machine, is not in it.
"""

import os
import statistics
import time

from ostraka.explore import running, view
from ostraka.explore.arms import scenario_of
from ostraka.explore.numbers import movable
from ostraka.explore.state import Arm
from ostraka.explore.subjects import subjects

PEOPLE = 100_000
ROUNDS = 3


def _answer(base, arm):
    """Seconds until the lines of the page are there."""
    begun = time.perf_counter()
    scenarios = [scenario_of(base, one, people=PEOPLE, seed=1) for one in (Arm(), arm)]
    view.lines(*running.run_all(scenarios, 0, lambda done, total: None))
    return time.perf_counter() - begun


def main():
    """One line a scenario."""
    print(f"load average before: {os.getloadavg()[0]:.1f}; {os.cpu_count()} processors")
    for name, one in subjects().items():
        number = next(iter(movable(one.scenario).values()))
        _answer(one.scenario, Arm({number.place: number.value}))
        near = [number.value * (1 - step / 1000) for step in range(1, ROUNDS + 1)]
        if number.quantity.is_whole:
            near = [number.value + step for step in range(1, ROUNDS + 1)]
        taken = [_answer(one.scenario, Arm({number.place: value})) for value in near]
        print(
            f"{name:20} {statistics.median(taken):5.2f} s (longest of {ROUNDS}: {max(taken):.2f})"
        )


if __name__ == "__main__":
    main()
