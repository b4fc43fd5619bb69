"""The same people in both worlds: spared to the left of zero, newly harmed to the right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from ostraka.report.canvas import SMALL, Scale, Sheet, draw_assumptions, draw_monte_carlo
from ostraka.report.figures import Draw, tick_label
from ostraka.report.study import geometry
from ostraka.report.study.geometry import Slot, is_narrow
from ostraka.results import Estimate

_BELOW: Final = 46.0
_MARKS: Final = 30.0
_VALUE: Final = 62.0
_HEAD: Final = 48.0
_BAR: Final = 12.0


@dataclass(frozen=True, slots=True)
class Both:
    """One arm: people spared and newly harmed, each with its words; both count upward from 0."""

    arm: str
    spared: Estimate
    spared_said: str
    harmed: Estimate
    harmed_said: str


def height(rows: Sequence[Both]) -> Callable[[float], float]:
    """Pixels that the picture needs, by width."""
    arms = [row.arm for row in rows]
    return lambda width: _head(width) + geometry.height_of(arms, width, _MARKS) + _BELOW


def _head(width: float) -> float:
    return _HEAD + (18 if is_narrow(width) else 0)


def _mirrored(estimate: Estimate) -> Estimate:
    """The same to the left of zero."""

    def turn(end: float | None) -> float | None:
        return None if end is None else -end

    return Estimate(
        turn(estimate.value),
        turn(estimate.high),
        turn(estimate.low),
        estimate.n,
        estimate.status,
        turn(estimate.parameter_high),
        turn(estimate.parameter_low),
    )


def draw(rows: Sequence[Both], unit: str) -> Draw:
    """Two bars a row from the same zero and on the same axis, each with both intervals."""

    def onto(sheet: Sheet) -> None:
        narrow = is_narrow(sheet.width)
        arms = [row.arm for row in rows]
        top = _head(sheet.width)
        placed = geometry.slots(arms, sheet.width, top, _MARKS)
        geometry.draw_names(sheet, placed)
        start = geometry.column(arms, sheet.width)
        left = (_VALUE if narrow else start + _VALUE) + 4
        right = sheet.width - _VALUE - 4
        every = [e for row in rows for e in (_mirrored(row.spared), row.harmed)]
        scale, ticks = geometry.around_zero(every, left, right, 3 if narrow else 6)
        _draw_head(sheet, scale(0), every)
        spans = geometry.spans_of(placed, sheet.width)
        _guides(sheet, scale, ticks, spans, unit)
        for slot, row in zip(placed, rows, strict=True):
            _row(sheet, scale, slot, row, (left - 8, sheet.width))

    return onto


def _draw_head(sheet: Sheet, zero: float, every: Sequence[Estimate]) -> None:
    """What the marks are, and above the two sides what each is."""
    with_band = any(e.parameter_low is not None for e in every)
    sheet.text(22, 13, "95 % Monte Carlo", "muted", size=SMALL)
    draw_monte_carlo(sheet, float, 8.5, Estimate(0, 0, 16, 1, "ok"))
    if with_band:
        x, y = (0.0, 31.0) if sheet.is_narrow else (158.0, 13.0)
        sheet.box(x, y - 7, 16, 5, "band")
        sheet.text(x + 22, y, "95 % over the assumptions", "muted", size=SMALL)
    y = _head(sheet.width) - 10
    at = min(max(zero, 70), sheet.width - 112)
    sheet.text(at - 10, y, "← spared", "series_a", align="right", bold=True)
    sheet.text(at + 10, y, "newly harmed →", align="left", bold=True, colour="accent")


def _guides(
    sheet: Sheet,
    scale: Scale,
    ticks: Sequence[float],
    spans: Sequence[tuple[float, float]],
    unit: str,
) -> None:
    """Guides with numbers of people, which count upward on both sides."""
    bottom = spans[-1][1]
    for tick in ticks:
        for top, end in spans:
            sheet.line(
                [scale(tick)] * 2, [top, end], "line" if tick else "ink", 1.3 - 0.3 * bool(tick)
            )
    say = tick_label(ticks)
    for tick in geometry.that_fit(ticks, scale):
        sheet.text(scale(tick), bottom + 16, say(abs(tick)), "muted", size=SMALL, align="center")
    sheet.text(scale(ticks[0]), bottom + 34, unit, "muted", size=SMALL)


def _row(sheet: Sheet, scale: Scale, slot: Slot, row: Both, at: tuple[float, float]) -> None:
    y = slot.middle - 3
    for estimate, colour in ((_mirrored(row.spared), "series_a"), (row.harmed, "accent")):
        if not estimate.value and not estimate.high and not estimate.low:
            continue
        one, other = sorted((scale(0), scale(estimate.value or 0.0)))
        sheet.box(one, y - _BAR / 2, max(other - one, 1.0), _BAR, colour)
        draw_assumptions(sheet, scale, y + 11, estimate)
        draw_monte_carlo(sheet, scale, y, estimate)
    sheet.text(at[0], slot.middle + 1.5, row.spared_said, "series_a", align="right", bold=True)
    sheet.text(at[1], slot.middle + 1.5, row.harmed_said, "accent", align="right", bold=True)
