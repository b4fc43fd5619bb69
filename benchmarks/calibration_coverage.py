"""Does a calibration find numbers that are known? Coverage of its intervals over invented truths.

    .venv/bin/python -m benchmarks.calibration_coverage [TRUTHS]

Truths are drawn from the priors, figures are simulated from each, and the calibration sees only these.
"""

import json
import sys
import tempfile
from pathlib import Path

import numpy as np

import ostraka as ok
from ostraka.calibration import Calibration
from ostraka.calibration.findings import weighted_quantiles
from ostraka.engine import simulate
from ostraka.results.counts import collect
from ostraka.results.declared import figure_set

SCENARIO = """
title = "A register of fines"
purpose = "To see whether known numbers are found again."
months = 24
people = 5_000
assumed = true

[strata.everybody]
share = 1
[categories.unpaid_fine]
rate_per_month = { low = 0.001, high = 0.01, distribution = "log_uniform" }
detection = 0.9
trigger = true
[unfounded.clerical]
rate_per_month = { unpaid_fine = 5e-4 }
[blacklist]
term_months = 24
[notice]
probability = 0.8
[appeal]
hazard_per_month = { low = 0.02, high = 0.4, distribution = "log_uniform" }
review_months = 2
[review]
sensitivity = 0.7
specificity = 0.95
"""

RATE = "categories.unpaid_fine.rate_per_month"
HAZARD = "appeal.hazard_per_month"
LEVELS = (0.5, 0.9)

_SOURCE = {
    "period": "2014",
    "source_title": "simulated",
    "source_url": "https://example.org/simulated",
    "source_kind": "derived",
}


def published(
    scenario: ok.Scenario, numbers: dict[str, float], replicate: int
) -> dict[str, object]:
    """A file of figures as they would have been published of one run at known numbers."""
    tallies = simulate(scenario.at(numbers), replicate=replicate)
    known = figure_set(scenario)
    counts = collect(tallies.tables, tallies.months, "all", with_appeals=True, sums=known.sums)
    value = {name: float(f.read(counts).value[0]) for name, f in known.figures.items()}
    counted = {
        "people": value["people"],
        "listed": round(value["listed_share_at_end"] * value["people"]),
        "entries": value["entries"],
        "filed": value["appeals_filed"],
        "upheld": value["appeals_upheld"],
    }
    facts = [
        {"id": name, "fact": name, "value": count, "unit": "cases", **_SOURCE}
        for name, count in counted.items()
    ]
    share = {"figure": "listed_share_at_end", "count": "listed", "of": "people"}
    appealed = {"figure": "appeals_filed", "per": "entries", "count": "filed", "of": "entries"}
    upheld = {"figure": "appeals_upheld", "per": "appeals_filed", "count": "upheld", "of": "filed"}
    return {
        "title": "figures simulated at known numbers",
        "facts": facts,
        "fit": [{"name": "Listed at the end", **share}, {"name": "Appealed", **appealed}],
        "held_out": [{"name": "Upheld", **upheld}],
    }


def truth_number(scenario: ok.Scenario, number: int) -> dict[str, float]:
    """One invented truth, drawn from the priors."""
    numbers: dict[str, float] = scenario.draw(99, number)[1]
    return numbers


def fit(
    number: int, folder: Path, *, draws: int, generations: int
) -> tuple[Calibration, dict[str, float]]:
    """The calibration to figures simulated at one invented truth, and that truth."""
    scenario = ok.loads(SCENARIO)
    truth = truth_number(scenario, number)
    file = folder / f"facts_{number}.json"
    # luck that no run of the calibration has
    file.write_text(json.dumps(published(scenario, truth, 900_000 + number)), encoding="utf-8")
    return ok.calibrate(
        scenario, file, draws=draws, generations=generations, seed=7 + number
    ), truth


def covered(found: Calibration, truth: dict[str, float]) -> dict[tuple[str, float], bool]:
    """Whether each number's interval at each level holds the truth."""
    said = {}
    table = found.draws()
    weights = table["weight"].to_numpy()
    for place in found.places:
        for level in LEVELS:
            ends = ((1 - level) / 2, (1 + level) / 2)
            low, high = weighted_quantiles(table[place].to_numpy(), weights, ends)
            said[place, level] = low <= truth[place] <= high
    return said


def main(truths: int) -> None:
    """Print coverage with its Monte Carlo error."""
    held: dict[tuple[str, float], list[bool]] = {}
    inside, ranks = [], []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(truths):
            found, truth = fit(number, Path(folder), draws=200, generations=6)
            for key, one in covered(found, truth).items():
                held.setdefault(key, []).append(one)
            inside.append(found.figures[-1].verdict != "outside")
            ranks.append(found.effective)
            print(f"\r{number + 1}/{truths}", end="", file=sys.stderr, flush=True)
    print(f"\r{truths} invented truths, median effective sample size {np.median(ranks):.0f}")
    for (place, level), ones in held.items():
        error = (level * (1 - level) / truths) ** 0.5
        print(f"{place:40} {level:.0%} intervals hold {np.mean(ones):.1%} (error {error:.1%})")
    print(f"{'held-out figure inside':40} {np.mean(inside):.1%}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
