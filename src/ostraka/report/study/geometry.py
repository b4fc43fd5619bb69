"""Where the rows of a study's pictures lie: names in lines at the left, or above their row on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ostraka.report.canvas import SMALL, Scale, Sheet, linear, ticks_between
from ostraka.report.figures import WIDE, tick_label
from ostraka.report.study.wording import label
from ostraka.results import Estimate

LINE: Final = 16.0
"""Height of a line of a name."""

_CHARACTER: Final = 7.0
_LEAST: Final = 34.0
_GAP: Final = 14.0

_EDGE: Final = 14.0
"""So near to an edge the number of a tick is not centred."""

LABELS: Final = 208.0
"""Most pixels for the column of names."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one row.

    Attributes
    ----------
    lines : list of str
        Its name.
    top, bottom : float
        Of all that is the row's.
    middle : float
        Where its marks lie.
    baseline : float
        Of the first line of its name.
    """

    lines: list[str]
    top: float
    bottom: float
    middle: float
    baseline: float


def is_narrow(width: float) -> bool:
    """Whether a picture so wide is for a phone."""
    return width < WIDE


def names(arms: Sequence[str], width: float) -> list[list[str]]:
    """The arms' names in lines that fit."""
    most = 42 if is_narrow(width) else 28
    return [label(arm, most, 3 if is_narrow(width) else 5) for arm in arms]


def column(arms: Sequence[str], width: float) -> float:
    """Pixels of the column of names; 0 on a phone, where they stand above."""
    if is_narrow(width):
        return 5.0
    longest = max((len(line) for lines in names(arms, width) for line in lines), default=0)
    return max(110.0, min(LABELS, 14 + _CHARACTER * longest))


def slots(arms: Sequence[str], width: float, top: float, marks: float = 0.0) -> list[Slot]:
    """One place a row, below ``top``; ``marks`` is the least height that its marks need."""
    placed = []
    for lines in names(arms, width):
        text = LINE * len(lines)
        if is_narrow(width):
            room = max(marks, 22.0)
            bottom = top + text + 6 + room + 6
            middle = top + text + 6 + room / 2
            placed.append(Slot(lines, top, bottom, middle, top + 14))
        else:
            height = max(_LEAST, marks, text + _GAP)
            middle = top + height / 2
            baseline = middle - text / 2 + 9.5
            placed.append(Slot(lines, top, top + height, middle, baseline))
        top = placed[-1].bottom
    return placed


def height_of(arms: Sequence[str], width: float, marks: float = 0.0) -> float:
    """Pixels that the rows take."""
    return slots(arms, width, 0.0, marks)[-1].bottom if arms else 0.0


def draw_names(sheet: Sheet, placed: Sequence[Slot]) -> None:
    """The names, and a hairline between rows."""
    for number, slot in enumerate(placed):
        if number:
            sheet.line([0, sheet.width], [slot.top, slot.top], "quiet")
        for k, line in enumerate(slot.lines):
            sheet.text(0, slot.baseline + LINE * k, line)


def around_zero(
    estimates: Sequence[Estimate], left: float, right: float, most: int
) -> tuple[Scale, list[float]]:
    """An axis of differences that holds 0 and every end of every interval."""
    ends = [
        end
        for e in estimates
        for end in (e.value, e.low, e.high, e.parameter_low, e.parameter_high)
        if end is not None
    ]
    ticks = ticks_between(min([0.0, *ends]), max([0.0, *ends]), most)
    return linear(ticks[0], ticks[-1], left, right), ticks


def draw_guides(
    sheet: Sheet,
    scale: Scale,
    ticks: Sequence[float],
    spans: Sequence[tuple[float, float]],
    unit: str,
    *,
    at: tuple[float, str] = (0.0, "ink"),
) -> None:
    """Guides over spans of height, a stronger one ``at`` a value, numbers and the unit below.

    Around zero it is also said which side is less harm, and which more.
    """
    say = tick_label(ticks)
    bottom = spans[-1][1]
    for tick in ticks:
        for top, end in spans:
            sheet.line([scale(tick)] * 2, [top, end], "line")
    for top, end in spans:
        sheet.line([scale(at[0])] * 2, [top, end], at[1], 1.3)
    for tick in that_fit(ticks, scale):
        x = scale(tick)
        text = say(tick) if tick <= 0 else f"+{say(tick)}" if ticks[0] < 0 else say(tick)
        align = "left" if x < _EDGE else "right" if x > sheet.width - _EDGE else "center"
        sheet.text(x, bottom + 16, text, "muted", size=SMALL, align=align)
    below, start = bottom + 33, scale(ticks[0])
    if at[0] == 0 and ticks[0] < 0:
        zero = scale(0.0)
        sheet.text(zero - 8, below, "← less", "muted", size=SMALL, align="right")
        if zero + 56 < sheet.width:
            sheet.text(zero + 8, below, "more →", "muted", size=SMALL)
        if start + _CHARACTER * len(unit) + 8 > zero - 56:
            below += LINE
    sheet.text(start, below, unit, "muted", size=SMALL)


def that_fit(ticks: Sequence[float], scale: Scale) -> list[float]:
    """Ticks whose numbers do not touch: 0 always, and from there every so many."""
    say = tick_label(ticks)
    widest = max(len(say(tick)) + 1 for tick in ticks) * _CHARACTER + 8
    if scale(ticks[0]) < _EDGE:
        widest *= 1.5  # the first one is not centred, and so nearer to the next
    pitch = abs(scale(ticks[1]) - scale(ticks[0]))
    every = max(1, -(-int(widest) // max(int(pitch), 1)))
    zero = min(range(len(ticks)), key=lambda k: abs(ticks[k]))
    return [tick for k, tick in enumerate(ticks) if (k - zero) % every == 0]


def spans_of(placed: Sequence[Slot], width: float) -> list[tuple[float, float]]:
    """Where guides run: from top to bottom, or past the names that stand above their rows."""
    if not is_narrow(width):
        return [(placed[0].top, placed[-1].bottom)]
    return [(slot.top + 4 + LINE * len(slot.lines), slot.bottom) for slot in placed]
