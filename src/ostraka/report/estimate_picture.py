"""The picture of an estimate: what each assumption leaves, and the share over κ."""

import textwrap
from pathlib import Path
from typing import Final

from ostraka.estimation import ListEstimate, Step, words
from ostraka.estimation.curve import RATIOS, Curve, curve_of
from ostraka.report import palette
from ostraka.report.canvas import (
    SMALL,
    Scale,
    Sheet,
    linear,
    logarithmic,
    spread_apart,
)
from ostraka.report.picture_file import INNER, MARGIN, WIDTH, save_picture

_ROW: Final = 46.0
_CURVE: Final = 210.0
_NAMES: Final = 172.0
_TICKS: Final = (0, 20, 40, 60, 80, 100)
_FINE: Final = tuple(RATIOS[0] * (RATIOS[-1] / RATIOS[0]) ** (k / 60) for k in range(61))
_LABELLED: Final = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0)


def save(estimate: ListEstimate, path: str | Path) -> Path:
    """Write the picture to ``path``, which ends in ``.svg`` or ``.png``.

    Raises
    ------
    OutputError
        If it ends otherwise, or cannot be written.
    """
    title = "How many entries of the list are wrong"
    return save_picture(path, title, described(estimate), lambda: _drawn(estimate))


def described(estimate: ListEstimate) -> str:
    """The text alternative: every number of the picture."""
    parts = [f"{estimate.quote} What each assumption leaves, each keeping those before:"]
    for step in (*estimate.steps, *estimate.offered):
        answer = "contradicts the figures" if step.bounds.is_refuted else words.shares(step.bounds)
        parts.append(f"{words.step_words(step)}: {answer};")
    if estimate.curve is not None:
        parts.append("Share of the list if every challenge was decided rightly, by κ:")
        for point in estimate.curve.points:
            if point.right is not None:
                share = words.nearest_percent(point.right)
                parts.append(f"{words.number(point.ratio)}: {share};")
    return " ".join(parts).rstrip(";") + "."


def _drawn(estimate: ListEstimate) -> Sheet:
    rows = [(step, False) for step in estimate.steps]
    rows += [(step, True) for step in estimate.offered]
    title = textwrap.wrap(estimate.quote, 88)
    top = MARGIN + 14 + 20 * len(title)
    ladder = top + 22 + _ROW * len(rows)
    curve = estimate.curve
    height = ladder + 44 + (0 if curve is None else _CURVE + 116) + MARGIN + 8
    sheet = Sheet(INNER, height, palette.light(), margin=MARGIN)
    sheet.box(-MARGIN, 0, WIDTH, height, "paper")
    for number, line in enumerate(title):
        sheet.text(0, MARGIN + 10 + 20 * number, line, size=15)
    _draw_ladder(sheet, top + 22, rows)
    if curve is not None:
        _draw_curve(sheet, ladder + 98, estimate, curve)
    sheet.text(
        0,
        height - MARGIN,
        "Computed from published counts and the assumptions named; it speaks of no person.",
        "muted",
        size=SMALL,
    )
    return sheet


def _draw_ladder(sheet: Sheet, top: float, rows: list[tuple[Step, bool]]) -> None:
    bottom = top + _ROW * len(rows)
    scale = linear(0, 100, 0, INNER - 2)
    for tick in _TICKS:
        sheet.line([scale(tick)] * 2, [top, bottom], "line")
        align = "left" if tick == 0 else "right" if tick == 100 else "center"
        sheet.text(scale(tick), bottom + 16, f"{tick}", "muted", size=SMALL, align=align)
    sheet.text(0, bottom + 34, "per cent of the entries on the list", "muted", size=SMALL)
    for number, (step, is_offered) in enumerate(rows):
        _draw_row(sheet, scale, top + _ROW * number, step, is_offered)


def _draw_row(sheet: Sheet, scale: Scale, y: float, step: Step, is_offered: bool) -> None:
    """A bar for what is left; hollow if the assumption is not switched on."""
    bounds = step.bounds
    name = "nothing assumed" if step.name == "nothing" else words.step_words(step)
    if is_offered:
        name = f"if also: {name}"
    sheet.box(0, y + 2, INNER, 19, "paper")
    sheet.text(0, y + 16, name, "muted" if is_offered else "ink", size=SMALL)
    said = "contradicts the figures" if bounds.is_refuted else words.shares(bounds)
    sheet.text(INNER, y + 16, said, align="right", bold=not is_offered, size=SMALL)
    if bounds.shares is None:
        return
    left, right = (scale(100 * share) for share in bounds.shares)
    left = min(left, right - 3)
    sheet.box(left, y + 25, right - left, 12, "series_a")
    if is_offered:
        sheet.box(left + 2, y + 27, max(right - left - 4, 0), 8, "paper")


def _draw_curve(sheet: Sheet, top: float, estimate: ListEstimate, curve: Curve) -> None:
    bottom = top + _CURVE
    left = 44.0
    x = logarithmic(RATIOS[0], RATIOS[-1], left, INNER - _NAMES)
    y = linear(0, 100, bottom, top)
    sheet.text(0, top - 30, "Share of the list that is wrong, in per cent, by κ", bold=True)
    for tick in _TICKS:
        sheet.line([left, INNER - _NAMES], [y(tick)] * 2, "line")
        sheet.text(left - 8, y(tick) + 4, f"{tick}", "muted", size=SMALL, align="right")
    for ratio in _LABELLED:
        label = words.number(ratio)
        sheet.text(x(ratio), bottom + 18, label, "muted", size=SMALL, align="center")
    caption = "κ: how many times as often the wrongly listed challenged as the others (log scale)"
    sheet.text(left, bottom + 38, caption, "muted", size=SMALL)
    fine = curve_of(estimate.setting, _FINE)
    assert fine is not None
    names = []
    has_accuracies = 0 < min(curve.sensitivity, curve.specificity) < 1
    lines = [("right", "series_a", "all decided rightly", 2.6)]
    if has_accuracies:
        lines += [
            ("low", "series_f", "lower end, if some err", 1.4),
            ("high", "series_f", "upper end, if some err", 1.4),
        ]
    for field, colour, name, width in lines:
        found = [
            (x(p.ratio), y(100 * share))
            for p in fine.points
            if (share := getattr(p, field)) is not None
        ]
        if len(found) > 1:
            sheet.line([a for a, _ in found], [b for _, b in found], colour, width)
            names.append((found[-1][1], name, colour))
    places = spread_apart([place for place, *_ in names], 16, top + 6, bottom)
    for place, (_, name, colour) in zip(places, names, strict=True):
        sheet.line([INNER - _NAMES + 6, INNER - _NAMES + 20], [place, place], colour, 2.6)
        sheet.text(INNER - _NAMES + 26, place + 4, name, size=SMALL)
