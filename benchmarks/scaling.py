"""Time and peak memory from a hundred thousand people to a thousand million, each run in its own process.

Run with ``python -m benchmarks.scaling [--most 1e9] [--picture FILE.svg]``. Cost should be linear in
people and in months; memory should not grow, because each cell goes through all months and is forgotten.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.peers.machine import load_average, machine
from ostraka.engine import BlockPlan, simulate
from ostraka.scenario import load

HERE = Path(__file__).parent
FILES = {"records to redress": str(HERE / "load.toml"), "everything": "everything"}
LENGTHS = (12, 24, 48, 96, 192, 384)
SHORTEST = 0.5
"""A measurement repeats a run until it has taken so many seconds in all."""


def one_run(name: str, people: int, months: int, threads: int) -> dict[str, Any]:
    """Best seconds of a run, and the most memory that its process held."""
    scenario = load(FILES[name])
    plan = BlockPlan(threads=threads)
    simulate(scenario, people=1, months=months, plan=plan)
    spent: list[float] = []
    while sum(spent) < SHORTEST:
        begun = time.perf_counter()
        simulate(scenario, people=people, months=months, plan=plan)
        spent.append(time.perf_counter() - begun)
    return {
        "what": name,
        "people": people,
        "months": months,
        "seconds": min(spent),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def apart(name: str, people: int, months: int, threads: int) -> dict[str, Any]:
    """:func:`one_run` in a process of its own, so that its memory is its own."""
    arguments = [name, str(people), str(months), str(threads)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.scaling", "--one", *arguments],
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    row: dict[str, Any] = json.loads(done.stdout)
    tell(row)
    return row


def tell(row: dict[str, Any]) -> None:
    """One line of the table."""
    per = row["seconds"] / row["people"] / row["months"] * 1e9
    print(
        f"{row['what']:20}{row['people']:15,}{row['months']:8}{row['seconds']:11.3f}"
        f"{per:9.2f}{row['peak_mib']:10.0f}",
        file=sys.stderr,
        flush=True,
    )


def picture(rows: list[dict[str, Any]], path: Path, words: str) -> None:
    """Seconds against people, both logarithmic, with the line of equal cost a person."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "ostraka", "font.size": 11})
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4.4))
    colours = {"records to redress": "#0072B2", "everything": "#D55E00"}
    for name, colour in colours.items():
        found = [row for row in rows if row["what"] == name]
        people = [row["people"] for row in found]
        seconds = [row["seconds"] for row in found]
        largest = found[-1]
        each = largest["seconds"] / largest["people"]
        axes.plot(people, [each * n for n in people], color=colour, linewidth=0.9, linestyle="--")
        marker = "o" if name == "everything" else "s"
        axes.plot(people, seconds, color=colour, marker=marker, linestyle="none")
        months = each / largest["months"] * 1e9
        above = name == "everything"
        axes.annotate(
            f"{name}\n{months:.1f} ns a person-month",
            (people[len(people) // 2], seconds[len(people) // 2]),
            xytext=(-12, 6) if above else (12, -22),
            textcoords="offset points",
            ha="right" if above else "left",
            color=colour,
        )
    axes.set(xscale="log", yscale="log", xlabel="people", ylabel="seconds for 72 months")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(visible=True, linewidth=0.4, color="#cccccc")
    figure.text(0.01, 0.01, words, fontsize=8, color="#555555")
    figure.tight_layout(rect=(0, 0.035, 1, 1))
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=float, default=1e9, help="people of the largest run")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--picture", type=Path, help="write the log-log picture here")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        name, *numbers = options.one
        print(json.dumps(one_run(name, *map(int, numbers))))
        return
    before = load_average()
    print(
        f"{'':20}{'people':>15}{'months':>8}{'seconds':>11}{'ns each':>9}{'peak MiB':>10}",
        file=sys.stderr,
    )
    sizes = [10**k for k in range(5, 10) if 10**k <= options.most]
    rows = [apart(name, size, 72, options.threads) for name in FILES for size in sizes]
    lengths = [apart("everything", 400_000, months, options.threads) for months in LENGTHS]
    where = f"{machine()}, {options.threads} threads; load average {before[0]} before"
    if options.picture:
        picture(rows, options.picture, where)
    if options.json:
        print(json.dumps({"machine": where, "people": rows, "months": lengths}, indent=2))


if __name__ == "__main__":
    main()
