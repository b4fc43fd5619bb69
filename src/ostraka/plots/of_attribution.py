"""``attribution.plot``: which mechanism causes which share of a harm."""

from typing import TYPE_CHECKING, Any

from ostraka.plots.axes import Sheet
from ostraka.plots.rows import MONTE_CARLO, draw_rows, height_for, row_of
from ostraka.report import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ostraka.results import Attribution


class AttributionPlots:
    """The picture of an attribution."""

    def __init__(self, found: "Attribution") -> None:
        """Of these shares."""
        self._found = found

    def shares(self, ax: Any = None) -> "Axes":
        """The Shapley share of each mechanism, the largest first, and the whole that they add up to."""
        found = self._found
        parts = sorted(found.parts, key=lambda part: -part.share.value)
        rows = [row_of(part.words, part.share, what="Shapley share") for part in parts]
        rows.append(row_of("All of these together", found.whole, colour="muted", what="the whole"))
        note = (
            f"{found.title}. {found.people:,} invented people, {words.count_of(found.months, 'month')}, "
            f"{words.count_of(found.replicates, 'replicate')}, seed {found.seed}. The shares add up to "
            "the whole; uncertain numbers are at their centre."
        )
        sheet = Sheet(ax, height_for(len(rows), each=0.5), note)
        sheet.axes.axvline(0, color=sheet.colour("ink"), linewidth=1)
        draw_rows(sheet, rows, mark="bar", named=MONTE_CARLO)
        sheet.label(f"Through which mechanism: {words.name_of(found.harm)}", found.unit)
        sheet.legend()
        return sheet.axes
