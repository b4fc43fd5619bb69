"""``result.plot``: the harm, its causes, who carries it, for how long, and how sure that is."""

from typing import TYPE_CHECKING, Any, Final, Literal

from ostraka.core.errors import OstrakaError, choose
from ostraka.plots import over_time
from ostraka.plots.axes import Sheet
from ostraka.plots.rows import (
    ASSUMPTIONS,
    CENTRAL,
    MONTE_CARLO,
    Row,
    assumed,
    draw_row,
    draw_rows,
    height_for,
    name_rows,
    row_of,
)
from ostraka.population.ledgers import CAUSES, WRONGFUL
from ostraka.report import readings, words
from ostraka.report.sentences import base_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ostraka.results import Result

By = Literal["stratum", "jurisdiction"]

RATE: Final = "ever_wrongly_listed_per_100k"

MAIN: Final = (
    "wrongful_share_of_listed",
    RATE,
    "wrongful_person_months",
    "never_corrected_share",
    "mean_wrongful_months",
    "missed_person_months",
)
"""Figures whose two intervals are held against each other."""

ONLY_LUCK: Final = "Counted in runs at the central values: no interval over the assumptions."


class ResultPlots:
    """Pictures of a result. Each method draws on ``ax``, or on a figure of its own, and returns the axes.

    Lines with ends are 95 % Monte Carlo intervals, pale bands 95 % intervals over the assumptions: drawn
    wherever the result has them, and never pooled.
    """

    def __init__(self, result: "Result") -> None:
        """Of this result."""
        self._result = result

    def headline(self, ax: Any = None) -> "Axes":
        """Of so many person-months on the list, how many fall on people who should not be there.

        One bar for the list, cut by cause; below it the wrongful part with both intervals.

        Raises
        ------
        OstrakaError
            If nobody was listed.
        """
        harm = self._result.harm
        share = harm["wrongful_share_of_listed"]
        if share.value is None:
            raise OstrakaError(
                "headline: nobody was listed in this run, so there is no list to draw"
            )
        base = base_of(share.value) if share.value else 100
        sheet = self._sheet(ax, 2.55)
        left = 0.0
        for cause in (*WRONGFUL, "by_rules"):
            width = base * (harm[f"{cause}_share_of_listed"].value or 0.0)
            if width:
                colour = sheet.colour(cause)
                edge = sheet.colour("paper")
                sheet.axes.barh(
                    0,
                    width,
                    left=left,
                    height=0.6,
                    color=colour,
                    edgecolor=edge,
                    label=words.CAUSES[cause],
                )
            left += width
        draw_row(
            sheet, 0.75, row_of("Wrongful", share, factor=base, what="Wrongful, in all"), mark="dot"
        )
        name_rows(sheet, ["On the list"])
        sheet.axes.set_yticks([0, 0.75], ["On the list", "Wrongful"])
        sheet.axes.set_ylim(1.15, -0.45)
        sheet.axes.set_xlim(0, base if base == 100 else None)
        return self._done(
            sheet, "Who on the list should not be there", f"of {base:,} person-months on the list"
        )

    def causes(self, ax: Any = None) -> "Axes":
        """People wrongly on the list at each month's end, by cause, with the interval of the total.

        Raises
        ------
        OstrakaError
            If nobody was wrongly listed in any month.
        """
        series = readings.months(self._result)
        wrong = [cause for cause in WRONGFUL if series.parts[cause].any()]
        if not wrong:
            raise OstrakaError("causes: nobody was wrongly listed in any month; nothing to draw")
        sheet = self._sheet(ax, 4.1, ONLY_LUCK)
        over_time.stack(sheet, series, wrong)
        return self._done(
            sheet,
            "People wrongly on the list, by cause",
            "month of the run",
            "people on the list",
        )

    def by_cause(self, ax: Any = None) -> "Axes":
        """Person-months on the list by cause over the whole run, with both intervals."""
        result = self._result
        modelled = readings.modelled_causes(result.scenario)
        shown = [c for c in CAUSES[1:] if c in modelled or result.harm[c].value]
        rows = [row_of(words.CAUSES[c], result.harm[c], colour=c) for c in shown]
        sheet = self._sheet(ax, height_for(len(rows), each=0.5))
        draw_rows(sheet, rows, mark="bar")
        sheet.axes.set_xlim(left=0)
        return self._done(
            sheet, "Person-months on the list, by cause", "person-months on the list, in one run"
        )

    def who(self, figure: str = RATE, ax: Any = None, *, by: By = "stratum") -> "Axes":
        """One figure by stratum or jurisdiction, with both intervals.

        Raises
        ------
        OstrakaError
            If there is no such figure or grouping.
        """
        groups = self._result.by(by)
        known = self._known(figure)
        factor = words.factor_for(known.unit)
        rows = [
            row_of(words.capital(name), table[figure], factor=factor, what=CENTRAL)
            for name, table in groups.items()
        ]
        sheet = self._sheet(ax, height_for(len(rows)))
        draw_rows(sheet, rows)
        sheet.axes.set_xlim(left=min(0.0, sheet.axes.get_xlim()[0]) if known.smallest < 0 else 0)
        return self._done(
            sheet, f"{words.name_of(figure)}, by {by}", words.unit_in_words(known.unit)
        )

    def figures(self, *names: str, ax: Any = None) -> "Axes":
        """Figures of the whole that share a unit, one a line, with both intervals.

        The name of one that is declared for several positions (``stale_share_of_copies``) stands for
        all of them.

        Raises
        ------
        OstrakaError
            If there is no such figure, or their units differ.
        """
        result = self._result
        chosen: list[str] = []
        for name in names:
            family = [one for one in result.figures if one.startswith(f"{name}.")]
            chosen += family if family and name not in result.figures else [self._known(name).name]
        units = {result.figures[name].unit for name in chosen}
        if len(units) != 1:
            said = ", ".join(sorted(units)) or "none"
            raise OstrakaError(
                f"figures: one axis has one unit, and these have {said}; name others"
            )
        (unit,) = units
        factor = words.factor_for(unit)
        is_family = len(names) == 1 < len(chosen)
        rows = [
            row_of(
                words.capital(name.partition(".")[2]) if is_family else words.name_of(name),
                result.harm[name],
                factor=factor,
                what=CENTRAL,
            )
            for name in chosen
        ]
        sheet = self._sheet(ax, height_for(len(rows), each=0.36))
        draw_rows(sheet, rows)
        sheet.axes.set_xlim(left=min(0.0, sheet.axes.get_xlim()[0]))
        title = words.name_of(names[0]) if len(names) == 1 else "Figures of the run"
        return self._done(sheet, title, words.unit_in_words(unit))

    def disparity(self, figure: str = RATE, ax: Any = None, *, by: By = "stratum") -> "Axes":
        """How many times the reference's figure each other group's is, with both intervals.

        Raises
        ------
        OstrakaError
            If there is no such figure, or only one group.
        """
        groups = self._result.by(by)
        known = self._known(figure)
        ratios = groups.ratio()
        if not ratios:
            raise OstrakaError(f"disparity: there is one {by}, and nothing to hold it against")
        if figure == "people":
            raise OstrakaError(
                "people: groups are not compared by their size; choose another figure"
            )
        rows = [
            row_of(words.capital(name), table[figure], what=CENTRAL)
            for name, table in ratios.items()
        ]
        sheet = self._sheet(ax, height_for(len(rows)))
        sheet.axes.axvline(1, color=sheet.colour("ink"), linewidth=1, label="as the reference")
        draw_rows(sheet, rows)
        over_time.times_of(sheet, rows)
        reference = words.name_in_words(ratios.reference)
        per = ", per 100,000 people of each" if known.grows else ""
        return self._done(
            sheet,
            f"{words.name_of(figure)}: times that of {reference}",
            f"ratio to {reference}{per} (1: the same; logarithmic)",
        )

    def how_long(self, ax: Any = None) -> "Axes":
        """How wrongful spells end, by months since they began: cumulative incidence of competing ends.

        Bands are 95 % Monte Carlo intervals; spells that are still open are censored, and lines stop
        where none can be followed further (Aalen and Johansen 1978). At the horizon the share corrected
        has its interval over the assumptions too.

        Raises
        ------
        OstrakaError
            If there was no wrongful spell.
        """
        found = readings.ends(self._result)
        if found is None:
            raise OstrakaError("how_long: there was no wrongful spell, so there is no end to draw")
        sheet = self._sheet(ax, 4.3)
        over_time.incidence(sheet, found, self._result.harm["never_corrected_share"])
        return self._done(
            sheet,
            "How wrongful listings end",
            "months since the spell began",
            "% of wrongful spells",
        )

    def redress(self, ax: Any = None) -> "Axes":
        """Entries, notices, appeals and what came of them: of the wrongful listings, beside the others.

        Raises
        ------
        OstrakaError
            If the scenario tells nobody.
        """
        steps = readings.redress(self._result)
        if not steps:
            raise OstrakaError(
                "redress: this scenario tells nobody; add [notice], or choose another"
            )
        sheet = self._sheet(ax, height_for(len(steps), each=0.55), ONLY_LUCK)
        for y, step in enumerate(steps):
            for where, colour, what, estimate in (
                (-0.2, "accent", "wrongful listings", step.wrongful),
                (0.2, "by_rules", "listings by the rules", step.by_rules),
            ):
                over_time.pair(sheet, y + where, row_of(what, estimate, colour=colour, what=what))
        names = {"entries": "Entries", **words.REDRESS}
        name_rows(sheet, [names[step.name] for step in steps])
        sheet.axes.set_xlim(left=0)
        return self._done(sheet, "Who is told, who appeals, who is heard", "number in one run")

    def missed(self, ax: Any = None) -> "Axes":
        """Person-months that the rules as written would list and the system does not, beside the harm.

        In all, with both intervals, and by reason. Shown side by side; the one is never set off against
        the other.
        """
        result = self._result
        rows = [
            row_of("Wrongful", result.harm["wrongful_person_months"]),
            row_of("Missed, in all", result.harm["missed_person_months"], colour="series_a"),
        ]
        rows += [
            row_of(f"  {_SHORT.get(name, words.capital(name))}", found, colour="series_e")
            for name, found in readings.missed_reasons(result).items()
        ]
        sheet = self._sheet(ax, height_for(len(rows), each=0.5))
        draw_rows(sheet, rows, mark="bar")
        sheet.axes.set_xlim(left=0)
        return self._done(
            sheet, "Wrongful, and missed under the rules as written", "person-months, in one run"
        )

    def uncertainty(self, ax: Any = None) -> "Axes":
        """The main figures' two intervals apart, each as a share of its value: luck against not knowing.

        Raises
        ------
        OstrakaError
            If no figure has an interval.
        """
        harm = self._result.harm
        rows = []
        for name in MAIN:
            found = harm[name]
            if found.value and (found.low is not None or assumed(found)[0] is not None):
                rows.append(row_of(words.name_of(name), found, factor=100 / found.value))
        if not rows:
            raise OstrakaError("uncertainty: no figure has an interval; take more replicates")
        sheet = self._sheet(ax, height_for(len(rows), each=0.5))
        sheet.axes.axvline(100, color=sheet.colour("ink"), linewidth=1, label="the value itself")
        for y, row in enumerate(rows):
            _apart(sheet, y, row)
        name_rows(sheet, [row.name for row in rows])
        return self._done(
            sheet, "How sure: luck, and what is not known", "% of the figure's own value"
        )

    def _known(self, figure: str) -> Any:
        figures = self._result.figures
        if figure not in figures:
            raise OstrakaError(f"{figure!r}: no figure of this run; {choose(figure, [*figures])}")
        return figures[figure]

    def _sheet(self, ax: Any, height: float, remark: str = "") -> Sheet:
        r = self._result
        draws = (
            f", {words.count_of(r.parameter_draws, 'parameter draw')}" if r.parameter_draws else ""
        )
        note = (
            f"{r.scenario.title}. {words.count_of(r.people, 'invented person', 'invented people')}, "
            f"{words.count_of(r.months, 'month')}, {words.count_of(r.replicates, 'replicate')}{draws}, "
            f"seed {r.seed}."
        )
        if remark and r.spans_assumptions:
            note += f" {remark}"
        return Sheet(ax, height, note)

    def _done(self, sheet: Sheet, title: str, x: str, y: str = "") -> "Axes":
        sheet.label(title, x, y)
        sheet.legend()
        return sheet.axes


def _apart(sheet: Sheet, y: float, row: Row) -> None:
    """The two intervals of one row, one above the other."""
    for where, low, high, colour, width, name in (
        (-0.15, row.low, row.high, "ink", 2.4, MONTE_CARLO),
        (0.15, row.assumed_low, row.assumed_high, "band", 7.0, ASSUMPTIONS),
    ):
        if low is not None and high is not None:
            sheet.axes.hlines(
                y + where,
                low,
                high,
                colors=sheet.colour(colour),
                linewidth=width,
                label=name,
                zorder=3,
            )


_SHORT: Final = {
    "mislinked_away": "record went to somebody else",
    "struck_by_mistake": "struck by a mistaken review",
    "favoured": "a clerk passed over the flag",
    "dropped": "an official dropped the record",
    "sold": "deleted for a bribe",
    "heard": "kept off by a hearing",
    "served": "the clocks differ",
}
"""Reasons of a missed listing in few words."""
