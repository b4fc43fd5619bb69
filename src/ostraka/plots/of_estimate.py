"""``estimate.plot``: what published figures leave open, and what would narrow it."""

import textwrap
from typing import TYPE_CHECKING, Any, Final

from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from ostraka.core.errors import OstrakaError
from ostraka.estimation import words as said
from ostraka.estimation.curve import RATIOS, curve_of
from ostraka.plots.axes import Sheet
from ostraka.plots.rows import height_for, name_rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ostraka.estimation import Bounds, Comparison, ListEstimate

_FINE: Final = tuple(RATIOS[0] * (RATIOS[-1] / RATIOS[0]) ** (k / 60) for k in range(61))
_LABELLED: Final = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
_ENTRIES: Final = "% of the entries on the list that are wrong"


class EstimatePlots:
    """Pictures of an estimate from published figures. They speak of a list, and of no person on it."""

    def __init__(self, found: "ListEstimate") -> None:
        """Of this estimate."""
        self._found = found

    def bounds(self, ax: Any = None) -> "Axes":
        """What each assumption leaves, each keeping those before; hollow, what one more would leave."""
        found = self._found
        steps = [(step, False) for step in found.steps] + [(step, True) for step in found.offered]
        names = [
            _wrapped("nothing assumed" if s.name == "nothing" else f"and {said.step_words(s)}")
            for s, _ in steps
        ]
        sheet = Sheet(ax, height_for(len(steps), each=0.56), _note(found))
        for y, (step, is_offered) in enumerate(steps):
            what = (
                "if one also believed this" if is_offered else "left by the figures and assumptions"
            )
            _bar(sheet, y, step.bounds, what, is_hollow=is_offered)
        name_rows(sheet, names)
        sheet.axes.set_xlim(0, 100)
        sheet.label("How many entries are wrong: what each assumption leaves", _ENTRIES)
        sheet.legend(columns=1)
        return sheet.axes

    def curve(self, ax: Any = None) -> "Axes":
        """The share over κ: how many times as often the wrongly listed challenged as the others.

        Raises
        ------
        OstrakaError
            If challenges were not decided both ways: then there is no such curve.
        """
        curve = curve_of(self._found.setting, _FINE)
        if curve is None:
            raise OstrakaError(
                "curve: it needs challenges that were decided both ways; give both counts"
            )
        sheet = Sheet(ax, 4.2, _note(self._found))
        axes = sheet.axes
        between = [p for p in curve.points if p.low is not None and p.high is not None]
        if between and 0 < min(curve.sensitivity, curve.specificity) < 1:
            axes.fill_between(
                [p.ratio for p in between],
                [100 * (p.low or 0.0) for p in between],
                [100 * (p.high or 0.0) for p in between],
                color=sheet.colour("band"),
                linewidth=0,
                label="between the accuracies that are assumed",
            )
        right = [p for p in curve.points if p.right is not None]
        axes.plot(
            [p.ratio for p in right],
            [100 * (p.right or 0.0) for p in right],
            color=sheet.colour("series_a"),
            linewidth=2.2,
            label="if every challenge was decided rightly",
        )
        axes.set_xscale("log")
        axes.set_xlim(RATIOS[0], RATIOS[-1])
        axes.xaxis.set_major_locator(FixedLocator(_LABELLED))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_formatter(FuncFormatter(lambda tick, _: f"{tick:g}"))
        axes.set_ylim(0, 100)
        sheet.grid("y")
        sheet.label(
            "All hangs on who challenged",
            "κ: times as often as the others the wrongly listed challenged (logarithmic)",
            _ENTRIES,
        )
        sheet.legend(columns=1)
        return axes

    def worth(self, ax: Any = None) -> "Axes":
        """How wide the bounds would be at most after one more published figure, the best first.

        Raises
        ------
        OstrakaError
            If nothing is left to narrow.
        """
        found = self._found
        if not found.worth:
            raise OstrakaError(
                "worth: nothing is left to narrow; the bounds are one number, or refuted"
            )
        sheet = Sheet(ax, height_for(len(found.worth) + 1, each=0.5), _note(found))
        axes = sheet.axes
        now = 100 * (found.bounds.width or 0.0)
        names = [*(_wrapped(_worth_words(one)) for one in found.worth), "as it is"]
        widths = [*(100 * one.width for one in found.worth), now]
        colours = [sheet.colour("series_a")] * len(found.worth) + [sheet.colour("by_rules")]
        axes.barh(range(len(names)), widths, height=0.5, color=colours, zorder=2)
        name_rows(sheet, names)
        axes.set_xlim(0, 100)
        sheet.label(
            "What one more published figure would leave",
            "percentage points between the bounds, at most",
        )
        sheet.legend()
        return axes


class GroupsPlots:
    """The picture of groups of one list."""

    def __init__(self, found: "Comparison") -> None:
        """Of this comparison."""
        self._found = found

    def bounds(self, ax: Any = None) -> "Axes":
        """What figures and assumptions leave for each group."""
        groups = self._found.groups
        sheet = Sheet(ax, height_for(len(groups)), self._found.quote)
        for y, one in enumerate(groups.values()):
            _bar(sheet, y, one.bounds, "left by the figures and assumptions", is_hollow=False)
        name_rows(sheet, [str(name) for name in groups])
        sheet.axes.set_xlim(0, 100)
        sheet.label("How many entries are wrong, by group", _ENTRIES)
        sheet.legend(columns=1)
        return sheet.axes


def _bar(sheet: Sheet, y: float, bounds: "Bounds", what: str, *, is_hollow: bool) -> None:
    """From the fewest to the most, with both numbers; in words where figures and assumptions clash."""
    axes = sheet.axes
    if bounds.shares is None:
        axes.text(
            1, y, "contradicts the figures", va="center", fontsize=9, color=sheet.colour("muted")
        )
        return
    low, high = (100 * share for share in bounds.shares)
    confidence = "" if bounds.confidence is None else f" ({100 * bounds.confidence:g} % confidence)"
    axes.barh(
        y,
        high - low,
        left=low,
        height=0.3,
        facecolor="none" if is_hollow else sheet.colour("series_a"),
        edgecolor=sheet.colour("series_a"),
        linewidth=1.5,
        label=what + confidence,
        zorder=2,
    )
    axes.text(
        max(low, 0.0),
        y - 0.2,
        said.shares(bounds),
        va="bottom",
        ha="left" if low < 60 else "right",
        fontsize=8.5,
        color=sheet.colour("ink"),
    )


def _worth_words(one: Any) -> str:
    if one.kind == "audit":
        return f"a right audit of {one.size:,} drawn at random from the {one.of}"
    if one.kind == "grounds":
        return "the grounds of every decided challenge"
    return f"a right review of all {one.size:,} unchallenged"


def _wrapped(words: str) -> str:
    return "\n".join(textwrap.wrap(words, 38))


def _note(found: "ListEstimate") -> str:
    return f"{found.quote} Computed from published counts; it speaks of no person."
