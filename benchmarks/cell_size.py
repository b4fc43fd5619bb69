"""The size of a cell is a choice: every shipped scenario at three sizes, side by side.

Run with ``python -m benchmarks.cell_size``, or name some scenarios. Whatever subjects do to each other
happens within a cell (records that go astray, households, informants, attention, deterrence, quotas), so
figures could depend on its size. Each line compares a size with the default, with the 95 % half width
of the difference; the two runs are taken as independent, which is the wider reading.
"""

import argparse
import math
from collections.abc import Mapping

from ostraka.results import Estimate, run
from ostraka.scenario import load, names
from ostraka.scenario.schema import as_data, validate

FIGURES = {
    "listed": "listed_share_of_person_months",
    "wrongful": "wrongful_share_of_listed",
    "wrong person": "wrong_person_share_of_listed",
    "for others": "association_share_of_listed",
}
DEFAULT = 1024
OTHERS = (256, 4096)


def figures(name: str, size: int, people: int, replicates: int) -> Mapping[str, Estimate]:
    """A shipped scenario at its central values, with cells of another size."""
    data = as_data(load(name))
    data["population"] = {**data["population"], "cell_size": size}
    scenario = validate(data, name)
    return run(scenario, people=people, replicates=replicates, parameter_draws=0).harm


def difference(one: Estimate, other: Estimate) -> str:
    """How far one lies from the other, in per cent of what the shares are of, with its half width."""
    if None in (one.value, other.value, one.low, one.high, other.low, other.high):
        return "too few"
    width = math.hypot(one.high - one.low, other.high - other.low) / 2  # type: ignore[operator]
    return f"{100 * (one.value - other.value):+.2f} ± {100 * width:.2f}"  # type: ignore[operator]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Figures by the size of a cell.")
    parser.add_argument("scenarios", nargs="*", help="all that are shipped unless named")
    parser.add_argument("--people", type=int, default=400_000)
    parser.add_argument("--replicates", type=int, default=10)
    options = parser.parse_args()
    heads = "".join(f"{head:>18}" for head in FIGURES)
    print(f"{options.people:,} people, {options.replicates} replicates; per cent\n{'':18}{heads}")
    for name in options.scenarios or names():
        made = {
            size: figures(name, size, options.people, options.replicates)
            for size in (DEFAULT, *OTHERS)
        }
        at_default = "".join(f"{100 * made[DEFAULT][f].value:18.3f}" for f in FIGURES.values())
        print(f"{name}\n  {DEFAULT:16}{at_default}")
        for size in OTHERS:
            moved = (difference(made[size][f], made[DEFAULT][f]) for f in FIGURES.values())
            print(f"  {size:16}" + "".join(f"{m:>18}" for m in moved), flush=True)


if __name__ == "__main__":
    main()
