"""The size of a cell is a choice: every shipped scenario at three sizes, side by side.

Run with ``python -m benchmarks.cell_size``. Records can go astray only within a cell, so figures that
depend on mislinks or on segregation could depend on its size.
"""

from ostraka.results import run
from ostraka.scenario import loads, names, shipped

FIGURES = ("wrongful_share_of_listed", "wrong_person_share_of_listed")
SIZES = (256, 1024, 4096)


def with_cells_of(text: str, size: int) -> str:
    """The scenario's text with another size of cells."""
    line = f"cell_size = {size}\n"
    if "[population]\n" in text:
        return text.replace("[population]\n", f"[population]\n{line}")
    return f"{text}\n[population]\n{line}"


def main() -> None:
    """Measure and print."""
    for name in names():
        for size in SIZES:
            scenario = loads(with_cells_of(shipped(name), size), origin=name)
            harm = run(scenario, people=400_000, replicates=10, parameter_draws=0).harm
            print(f"{name:14}{size:5}  " + "  ".join(f"{f} {harm[f]}" for f in FIGURES), flush=True)


if __name__ == "__main__":
    main()
