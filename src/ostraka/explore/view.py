"""What the page says of a result and its unchanged twin: sentences and tables, from the numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ostraka.population.ledgers import WRONGFUL
from ostraka.report import words
from ostraka.report.words import NBSP, Said, say, signed
from ostraka.results import Estimate, HarmTable, Result
from ostraka.results.harm_table import PER_PEOPLE
from ostraka.results.paired import LESS, MORE, OPEN, SAME, difference, direction

if TYPE_CHECKING:
    import pandas

HEADLINE: Final = "wrongful_share_of_listed"
HARMS: Final = (
    HEADLINE,
    "ever_wrongly_listed_per_100k",
    "wrongful_person_months",
    "never_corrected_share",
    "mean_wrongful_months",
    "missed_person_months",
)
"""What is shown of every arm: harm first; last what the rules would have listed and did not."""

UNCHANGED: Final = "Unchanged"
CHANGED: Final = "With your changes"

BRACKETS: Final = (
    "In brackets the 95 % Monte Carlo interval; after a semicolon that over the assumptions."
)


@dataclass(frozen=True)
class Line:
    """One figure of the unchanged twin, of the changed arm, and their paired difference.

    Attributes
    ----------
    figure, label, unit : str
    unchanged : Said
    changed, difference : Said or None
        None where nothing is changed.
    direction : str
        LESS, MORE, SAME, or OPEN where an interval holds 0; "" where nothing is changed.
    """

    figure: str
    label: str
    unit: str
    unchanged: Said
    changed: Said | None = None
    difference: Said | None = None
    direction: str = ""


def lines(unchanged: Result, changed: Result | None = None) -> list[Line]:
    """Every harm, unchanged and changed."""
    paired = None if changed is None else difference(changed, unchanged)
    return [_line(name, unchanged, changed, paired) for name in HARMS]


def _line(name: str, unchanged: Result, changed: Result | None, paired: HarmTable | None) -> Line:
    figure = unchanged.figures[name]
    label, unit = words.name_of(name), words.unit_in_words(figure.unit)
    factor = words.factor_for(figure.unit)
    if figure.grows:
        unit = f"{unit} per {PER_PEOPLE:,} people"
    before = say_in(unchanged, name)
    if changed is None or paired is None:
        return Line(name, label, unit, before)
    apart = say(paired[name], "undefined", factor)
    return Line(
        name, label, unit, before, say_in(changed, name), signed(apart), direction(paired[name])
    )


def say_in(result: Result, name: str) -> Said:
    """A figure as the page shows it: what grows with the people, per 100,000 of them."""
    figure = result.figures[name]
    factor = words.factor_for(figure.unit)
    if figure.grows:
        factor *= PER_PEOPLE / result.people
    return say(result.harm[name], words.why_undefined(name), factor)


def sentences(unchanged: Result, changed: Result | None = None) -> list[str]:
    """The answer in words; every number of it is one of :func:`lines`."""
    head, people, *_ = lines(unchanged, changed)
    said = [_of_100(head.unchanged)]
    if head.changed is None or head.difference is None or people.difference is None:
        rate = people.unchanged
        if rate.is_number:
            said.append(f"Of 100,000 people, {_with(rate)} are wrongly listed at some time.")
        return said
    said.append(f"With your changes: {_with(head.changed)}.")
    said.append(f"The share: {_apart(head, 'percentage points', 'lower', 'higher')}.")
    said.append(
        f"People ever wrongly listed, of 100,000: {_apart(people, 'people', 'fewer', 'more')}."
    )
    return said


def _of_100(share: Said) -> str:
    if not share.is_number:
        return f"Wrongful share of the list: {share.value}."
    return (
        f"Of 100 person-months on this list, {_with(share)} fall on people who should not be there."
    )


def _with(said: Said) -> str:
    return f"{said.value} ({said.interval})" if said.interval else said.value


def _apart(line: Line, unit: str, less: str, more: str) -> str:
    apart = line.difference
    assert apart is not None
    if not apart.is_number:
        return "the difference is undefined"
    if line.direction == SAME:
        return "no difference on these draws"
    verdict = {
        LESS: f"{less} with your changes",
        MORE: f"{more} with your changes",
        OPEN: f"whether {less} or {more} cannot be told from these draws and assumptions",
    }[line.direction]
    return f"{apart.value}{NBSP}{unit} ({apart.interval}): {verdict}"


def short(said: Said) -> str:
    """``8.2 (8.0 to 8.4; 6 to 15)``: by chance, then over the assumptions, as :data:`BRACKETS` says."""
    ends = [end for end in (said.monte_carlo, said.assumptions) if end]
    return f"{said.value} ({'; '.join(ends)})" if ends else said.value


def table(found: list[Line]) -> "pandas.DataFrame":
    """The lines as a table for readers."""
    import pandas

    rows = []
    for line in found:
        row = {"Harm": f"{line.label} ({line.unit})", UNCHANGED: short(line.unchanged)}
        if line.changed is not None and line.difference is not None:
            row[CHANGED] = short(line.changed)
            row["Difference, same draws"] = short(line.difference)
        rows.append(row)
    return pandas.DataFrame(rows).set_index("Harm")


def causes(results: Mapping[str, Result]) -> "pandas.DataFrame":
    """Wrongful person-months per 1,000 people by cause and arm: arm, cause, value, low, high.

    Causes that occur in no arm are left out.
    """
    import pandas

    rows = []
    for arm, result in results.items():
        for cause in WRONGFUL:
            estimate = result.harm[cause]
            scale = 1000 / result.people
            rows.append(row({"arm": arm, "cause": words.CAUSES[cause]}, estimate, scale))
    made = pandas.DataFrame(rows)
    there = made.groupby("cause")["value"].transform("max") > 0
    return made[there].reset_index(drop=True)


def strata(results: Mapping[str, Result]) -> "pandas.DataFrame":
    """People ever wrongly listed per 100,000 of each stratum: arm, stratum, value, low, high."""
    import pandas

    rows = [
        row(
            {"arm": arm, "stratum": words.name_in_words(stratum)},
            table["ever_wrongly_listed_per_100k"],
            1.0,
        )
        for arm, result in results.items()
        for stratum, table in result.by("stratum").items()
    ]
    return pandas.DataFrame(rows)


def arms(results: Mapping[str, Result], figure: str = HEADLINE) -> "pandas.DataFrame":
    """One figure of every arm: arm, value, low, high, and the ends over the assumptions."""
    import pandas

    rows = []
    for arm, result in results.items():
        factor = words.factor_for(result.figures[figure].unit)
        if result.figures[figure].grows:
            factor *= PER_PEOPLE / result.people
        rows.append(row({"arm": arm}, result.harm[figure], factor))
    return pandas.DataFrame(rows)


def arms_table(results: Mapping[str, Result]) -> "pandas.DataFrame":
    """Every arm with its main harms, and the paired difference of its share to the unchanged twin."""
    import pandas

    unchanged = results[UNCHANGED]
    rows = []
    for arm, result in results.items():
        apart = "" if arm == UNCHANGED else short(lines(unchanged, result)[0].difference or _NONE)
        rows.append(
            {
                "Arm": arm,
                "Wrongful share of the list, %": short(say_in(result, HEADLINE)),
                "Difference, points": apart,
                "Ever wrongly listed, per 100,000": short(
                    say_in(result, "ever_wrongly_listed_per_100k")
                ),
            }
        )
    return pandas.DataFrame(rows).set_index("Arm")


def correction(results: Mapping[str, Result]) -> "pandas.DataFrame":
    """Wrongful spells not corrected after so many months: arm, months, value, low, high in per cent."""
    import pandas

    parts = []
    for arm, result in results.items():
        found = result.incidence()
        found = found[found["outcome"] == "corrected"]
        parts.append(
            pandas.DataFrame(
                {
                    "arm": arm,
                    "months": found["months"],
                    "value": 100 * (1 - found["value"]),
                    "low": 100 * (1 - found["high"]),
                    "high": 100 * (1 - found["low"]),
                }
            )
        )
    return pandas.concat(parts, ignore_index=True).dropna(subset=["value"])


_NONE: Final = Said("", "", "", False)


def row(names: dict[str, str], estimate: Estimate, factor: float) -> dict[str, object]:
    """A row of a chart: names, then an estimate times a factor, with both intervals and in words."""

    def times(end: float | None) -> float | None:
        return None if end is None else factor * end

    return {
        **names,
        "value": times(estimate.value),
        "low": times(estimate.low),
        "high": times(estimate.high),
        "assumed_low": times(estimate.parameter_low),
        "assumed_high": times(estimate.parameter_high),
        "said": str(say(estimate, "undefined", factor)),
    }
