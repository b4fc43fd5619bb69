"""The report of a calibration, in words."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from ostraka.calibration.findings import FittedNumber, HeldFigure
from ostraka.calibration.result import Calibration

WIDTH: Final = 100


def calibration_text(found: Calibration) -> str:
    """Prior beside posterior, what was fitted, what was held out, and what the facts do not say."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Calibration) -> Iterator[str]:
    fitted = [one for one in found.figures if one.fitted]
    held_out = [one for one in found.figures if not one.fitted]
    yield f"Calibration of “{found.scenario.title}”"
    yield f"to “{found.to}”: {_many(len(fitted), 'figure')} fitted, {len(held_out)} held out"
    yield ""
    named = [one for one in found.numbers if one.named]
    yield from _numbers("Numbers that the search followed", named)
    moved = [one for one in found.numbers if not one.named and one.verdict != "not identified"]
    if moved:
        yield ""
        yield from _numbers("Others that the facts moved", moved)
    yield ""
    yield from _wrapped(
        "Medians and 95 % intervals. Width: of the posterior's interval, of 100 of the prior's. Moved: "
        "the largest distance between the two distributions, 0 to 1."
    )
    yield ""
    yield from _said(found)
    yield ""
    yield from _wrapped(f"Made of {found.made()}.")
    yield ""
    yield from _figures("Fitted (that these agree is no test)", fitted)
    yield ""
    if held_out:
        yield from _figures("Held out (predicted, not fitted)", held_out)
        yield ""
    yield from _wrapped(
        "The posterior says which numbers agree with these figures if the scenario describes how they "
        "came about. It is no measurement of any of them, it depends on the priors, and it certifies no "
        "real system. All people are invented."
    )


def _numbers(title: str, numbers: list[FittedNumber]) -> Iterator[str]:
    yield title
    rows = [("", "prior", "posterior", "width", "moved", "")]
    for one in numbers:
        prior = _range(one.prior, one.prior_low, one.prior_high)
        posterior = _range(one.posterior, one.low, one.high)
        width, moved = f"{100 * one.width:5.0f}", f"{one.moved:5.2f}"
        rows.append((one.place, prior, posterior, width, moved, one.verdict))
    yield from _table(rows)


def _said(found: Calibration) -> Iterator[str]:
    """What is said plainly: what is not identified, what only together, what does not agree."""
    fitted = [one for one in found.figures if one.fitted]
    unknown = [one.place for one in found.numbers if one.named and one.verdict == "not identified"]
    for place in unknown:
        yield from _wrapped(
            f"These facts do not identify {place}: its posterior is its prior. What is said of it rests "
            "on what was assumed."
        )
    for place, end in found.pressing():
        yield from _wrapped(
            f"{place} presses against the {end} end of its prior: the figures ask for more than "
            "that range allows. Look at the range, and at what else the scenario says."
        )
    for first, second, r in found.tied():
        yield from _wrapped(
            f"The facts tell {first} and {second} only together (correlation {r:.2f}): neither by itself "
            "is known as well as both are."
        )
    if len(found.places) > len(fitted):
        yield from _wrapped(
            f"{_many(len(fitted), 'figure').capitalize()} cannot fix {len(found.places)} numbers: what "
            "the figures leave open, the priors decide."
        )
    if found.tolerance > 1:
        yield from _wrapped(_why_not_reached(found))
    for one in fitted:
        if one.verdict != "inside":
            yield from _wrapped(
                f"Fitted and still not reproduced: {one.name}. The scenario, or a prior, is wrong there."
            )
        if one.luck > 1 and found.tolerance == 1:
            yield from _wrapped(
                f"{one.name}: the luck of a run is {one.luck:.1f} times the figure's own uncertainty and "
                "widens the posterior; more people lessen it."
            )


def _why_not_reached(found: Calibration) -> str:
    begin = f"The fit stopped at {found.tolerance:.3g} times the figures' own uncertainty: "
    luck = max(one.luck for one in found.figures if one.fitted)
    if luck > 1:
        return begin + (
            f"the luck of a run of {found.people:,} people is up to {luck:.1f} times it, so that few "
            "runs come nearer whatever the numbers. The posterior is wider than the figures allow; more "
            "people narrow it."
        )
    return begin + (
        "more draws or generations may bring it nearer; if they do not, no numbers within these priors "
        "make the scenario agree with all the figures together, and the posterior says little."
    )


def _figures(title: str, figures: list[HeldFigure]) -> Iterator[str]:
    yield title
    rows = [("", "published", "prior, 95 %", "posterior", "")]
    for one in figures:
        published = _range(one.published, one.published_low, one.published_high)
        prior = after = "undefined"
        if one.prior_low is not None and one.prior_high is not None:
            prior = f"{_number(one.prior_low)} to {_number(one.prior_high)}"
        if one.predicted is not None and one.low is not None and one.high is not None:
            after = _range(one.predicted, one.low, one.high)
        rows.append((one.name, published, prior, after, one.verdict))
    yield from _table(rows)


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Columns of the width that they need, two blanks apart."""
    wide = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    for row in rows:
        cells = (f"{cell:{w}}" for cell, w in zip(row, wide, strict=True))
        yield f"  {'  '.join(cells)}".rstrip()


def _range(value: float, low: float, high: float) -> str:
    return f"{_number(value)} ({_number(low)} to {_number(high)})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}" + ("" if count == 1 else "s")


def _wrapped(text: str) -> Iterator[str]:
    yield from textwrap.wrap(text, WIDTH)
