"""The picture of how long wrongful spells stay uncorrected: two curves, and who was never corrected."""

from typing import Final

import numpy as np
import numpy.typing as npt

from ostraka.report import words
from ostraka.report.canvas import SMALL, Scale, Sheet, linear, spread_apart
from ostraka.report.figures import Draw
from ostraka.report.readings import Floats
from ostraka.report.survival import Curve, Survival
from ostraka.results import Estimate

HEIGHT: Final = 416.0
_TOP: Final = 58.0
_BELOW: Final = 98.0
_LEFT: Final = 34.0


def draw_survival(found: Survival, never: Estimate) -> Draw:
    """Of 100 spells, how many nobody has corrected, and how many still run, by months since the start.

    ``never`` is the share that is not corrected within the run, with both its intervals.
    """

    def draw(sheet: Sheet) -> None:
        left = _LEFT
        right = sheet.width - (96 if sheet.is_narrow else 156)
        bottom = HEIGHT - _BELOW
        # beyond the longest time for which a spell was followed the curves say nothing new
        end = min(found.last, max(12, found.followed + max(1, found.followed // 12)))
        across = linear(0, float(end), left, right)
        up = linear(0, 100, bottom, _TOP)
        _key(sheet)
        for tick in (0, 25, 50, 75, 100):
            y = up(tick)
            sheet.line([left, right], [y, y], "line", 0.8 if tick else 1.2)
            sheet.text(left - 6, y + 4, f"{tick}", "muted", size=SMALL, align="right")
        months = np.arange(end + 1)
        _fill(sheet, across, up, found, months)
        _curve(sheet, across, up, found.running, months, "muted", 1.6)
        _curve(sheet, across, up, found.uncorrected, months, "accent", 2.4)
        _months(sheet, across, bottom, found, end)
        _ends(sheet, up, right, found, never)

    return draw


def _key(sheet: Sheet) -> None:
    sheet.text(0, 13, "of 100 wrongful spells", "muted", size=SMALL)
    x = 0.0
    for colour, name, width in (
        ("tint", "still running", 108.0),
        ("quiet", "ended uncorrected", 146.0),
    ):
        sheet.box(x, 25, 12, 12, colour)
        sheet.text(x + 20, 35, name, "muted", size=SMALL)
        x += width + 12


def _steps(across: Scale, up: Scale, values: Floats) -> tuple[Floats, Floats]:
    """A value holds until the next one: an end is noticed once a month."""
    x = np.array([across(float(k)) for k in range(len(values))])
    y = np.array([up(100 * float(v)) for v in values])
    return np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1]


def _fill(
    sheet: Sheet, across: Scale, up: Scale, found: Survival, months: npt.NDArray[np.int64]
) -> None:
    """The spells that still run, and above them those that ended without being corrected."""
    x, running = _steps(across, up, found.running.value[months])
    _, uncorrected = _steps(across, up, found.uncorrected.value[months])
    sheet.area(x, np.full_like(running, up(0)), running, "tint")
    sheet.area(x, running, uncorrected, "quiet")


def _curve(
    sheet: Sheet,
    across: Scale,
    up: Scale,
    curve: Curve,
    months: npt.NDArray[np.int64],
    colour: str,
    width: float,
) -> None:
    """The curve, with its Monte Carlo interval as a pale band where there is one."""
    x, y = _steps(across, up, curve.value[months])
    if np.isfinite(curve.low).all() and np.any(curve.high - curve.low > 0.002):
        low, high = (_steps(across, up, side[months])[1] for side in (curve.low, curve.high))
        sheet.area(x, low, high, "band")
    sheet.line(x, y, colour, width)


def _months(sheet: Sheet, across: Scale, bottom: float, found: Survival, end: int) -> None:
    most = 4 if sheet.is_narrow else 6
    step = next(s for s in (1, 2, 3, 6, 12, 24, 36, 60, 120, 240) if end / s <= most)
    ticks = list(range(0, end + 1, step))
    for month in ticks:
        x = across(month)
        sheet.line([x, x], [bottom, bottom + 4], "muted", 0.8)
        sheet.text(x, bottom + 18, f"{month}", "muted", size=SMALL, align="center")
    sheet.text(_LEFT, bottom + 37, "months since the spell began", "muted", size=SMALL)
    sheet.text(_LEFT, bottom + 62, "spells that could still be seen to end", "muted", size=SMALL)
    for month in ticks:
        said = words.number(float(found.at_risk[month]))
        sheet.text(across(month), bottom + 80, said, "muted", size=SMALL, align="center")


def _ends(sheet: Sheet, up: Scale, right: float, found: Survival, never: Estimate) -> None:
    """Names beside the right edge, and the share never corrected with its intervals."""
    said = words.say(never, "", 100)
    share = 100 * float(found.uncorrected.value[-1])
    running = 100 * float(found.running.value[-1])
    x = right + 10
    if never.parameter_low is not None and never.parameter_high is not None:
        low, high = up(100 * never.parameter_low), up(100 * never.parameter_high)
        sheet.box(x - 3, min(low, high), 5, max(abs(high - low), 1.0), "band")
    if never.low is not None and never.high is not None and never.low < never.high:
        ends = [up(100 * never.low), up(100 * never.high)]
        sheet.line([x + 8, x + 8], ends, "ink", 1.4)
        for y in ends:
            sheet.line([x + 4, x + 12], [y, y], "ink", 1.4)
    sheet.dot(right, up(share), "accent")
    names = [("never corrected", f"{said.value} of 100", up(share), "accent")]
    if 0.5 < running < share - 0.5:
        names.append(("still running", "", up(running), "muted"))
    moved = spread_apart([place for *_, place, _ in names], 40, _TOP + 4, HEIGHT - _BELOW - 6)
    for (name, number, _, colour), y in zip(names, moved, strict=True):
        if number and not sheet.is_narrow:
            sheet.text(x + 20, y + 1, number, colour, bold=True)
            sheet.text(x + 20, y + 17, name, "muted", size=SMALL)
        elif number:
            sheet.text(x + 16, y - 2, number, colour, bold=True, size=SMALL)
            sheet.text(x + 16, y + 13, "never", "muted", size=SMALL)
            sheet.text(x + 16, y + 27, "corrected", "muted", size=SMALL)
        else:
            sheet.text(x + 16, y + 4, "still run" if sheet.is_narrow else name, "muted", size=SMALL)
