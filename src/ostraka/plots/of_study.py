"""``comparison.plot``: what each arm changes, for whom, and how its rank holds."""

from typing import TYPE_CHECKING, Any

from ostraka.core.errors import OstrakaError, choose
from ostraka.plots import over_time
from ostraka.plots.axes import Sheet
from ostraka.plots.rows import CENTRAL, Row, draw_row, draw_rows, height_for, name_rows, row_of
from ostraka.population.ledgers import WRONGFUL
from ostraka.report import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ostraka.studies.compare import Comparison


class ComparisonPlots:
    """Pictures of a comparison: arms less the reference, same people, same luck.

    Lines with ends are 95 % Monte Carlo intervals, pale bands 95 % intervals over the assumptions.
    """

    def __init__(self, comparison: "Comparison") -> None:
        """Of this comparison."""
        self._comparison = comparison

    def differences(
        self, figure: str | None = None, ax: Any = None, *, stratum: str = ""
    ) -> "Axes":
        """One figure of every arm less the reference, paired, with both intervals.

        Parameters
        ----------
        figure : str, optional
            The first harm of the comparison unless given; also a cause, or ``missed_person_months``.
        stratum : str
            "" for everybody.

        Raises
        ------
        OstrakaError
            If the comparison has no such figure or stratum.
        """
        found = self._comparison
        name = self._known(found.harms[0] if figure is None else figure)
        unit = found.figures[name]["unit"]
        factor = words.factor_for(unit)
        rows = []
        for arm in found.arms:
            if arm != found.reference:
                change = self._row(arm, name, stratum).difference
                rows.append(
                    row_of(words.capital(arm), change, factor=factor, what=CENTRAL)
                    if change is not None
                    else Row(words.capital(arm), None, None, None)
                )
        sheet = self._sheet(ax, height_for(len(rows)))
        self._zero(sheet)
        draw_rows(sheet, rows)
        of = f", {words.name_in_words(stratum)}" if stratum else ""
        points = f"percentage points, {words.unit_in_words(unit)}" if factor != 1 else unit
        return self._done(sheet, f"{words.name_of(name)}{of}: change", f"change, {points}")

    def by_cause(self, arm: str, ax: Any = None) -> "Axes":
        """Wrongful person-months of one arm less the reference, by cause, with both intervals.

        Raises
        ------
        OstrakaError
            If there is no such arm, or it changes no cause.
        """
        found = self._comparison
        self._arm(arm)
        rows = []
        for cause in WRONGFUL:
            change = found.row(arm, cause).difference
            if change is not None and (change.value or change.low or change.assumed_low):
                rows.append(row_of(words.CAUSES[cause], change, colour=cause))
        if not rows:
            raise OstrakaError(f"by_cause: {arm} changes no wrongful month of any cause")
        sheet = self._sheet(ax, height_for(len(rows), each=0.5))
        self._zero(sheet)
        draw_rows(sheet, rows, mark="bar")
        return self._done(
            sheet, f"{words.capital(arm)}: change by cause", "change, wrongful person-months"
        )

    def spared(self, ax: Any = None, *, stratum: str = "") -> "Axes":
        """People whom each arm spares, and whom it newly harms: the same people in both worlds.

        Raises
        ------
        OstrakaError
            If the study does not keep who was wronged, or there is no such stratum.
        """
        found = self._comparison
        known = list(dict.fromkeys(one.stratum for one in found.sets))
        if not known:
            raise OstrakaError(
                "spared: this study does not keep who was wronged; set person_sets = true"
            )
        if stratum not in known:
            raise OstrakaError(f"{stratum!r}: no stratum of this study; {choose(stratum, known)}")
        sets = [one for one in found.sets if one.stratum == stratum]
        sheet = self._sheet(ax, height_for(len(sets), each=0.6))
        for y, one in enumerate(sets):
            for where, colour, what, change in (
                (-0.18, "series_a", "spared: wrongly listed without it, not with it", one.spared),
                (0.18, "series_f", "newly harmed: the other way round", one.newly_harmed),
            ):
                row = row_of(what, change, colour=colour, what=what)
                draw_row(sheet, y + where, row, mark="dot" if colour == "series_a" else "diamond")
        name_rows(sheet, [words.capital(one.arm) for one in sets])
        sheet.axes.set_xlim(left=min(0.0, sheet.axes.get_xlim()[0]))
        of = f", {words.name_in_words(stratum)}" if stratum else ""
        return self._done(
            sheet,
            f"Whom a safeguard spares, and whom it newly harms{of}",
            f"people of {found.people:,}, ever wrongly listed in one world and not in the other",
        )

    def ranking(self, harm: str | None = None, ax: Any = None) -> "Axes":
        """How often each arm has least of a harm: over the assumptions, and over luck.

        Raises
        ------
        OstrakaError
            If the arms were not ranked by this harm.
        """
        found = self._comparison
        name = found.harms[0] if harm is None else harm
        if name not in found.ranking:
            raise OstrakaError(f"{name!r}: not ranked; {choose(name, [*found.ranking])}")
        places = found.ranking[name]
        sheet = self._sheet(ax, height_for(len(places), each=0.55))
        for y, one in enumerate(places):
            if one.best_in_draws is not None:
                what = f"of {found.draws:,} draws of the uncertain numbers"
                row = Row(
                    one.arm, 100 * one.best_in_draws, None, None, colour="series_a", what=what
                )
                over_time.pair(sheet, y - 0.2, row, hatched=False)
            what = f"of {found.replicates:,} replicates at the central values"
            row = Row(
                one.arm, 100 * one.best_in_replicates, None, None, colour="by_rules", what=what
            )
            over_time.pair(sheet, y + 0.2, row)
        name_rows(sheet, [words.capital(one.arm) for one in places])
        sheet.axes.set_xlim(0, 100)
        return self._done(
            sheet,
            f"Which arm has least: {words.name_of(name)}",
            "% in which the arm is best (ties shared)",
        )

    def _row(self, arm: str, figure: str, stratum: str) -> Any:
        try:
            return self._comparison.row(arm, figure, stratum)
        except StopIteration:
            strata = {one.stratum for one in self._comparison.rows if one.figure == figure}
            known = ", ".join(sorted(strata - {""})) or "none: it is not counted by stratum"
            raise OstrakaError(f"{stratum!r}: no stratum of {figure}; it has {known}") from None

    def _known(self, figure: str) -> str:
        known = [*self._comparison.figures]
        if figure not in known:
            raise OstrakaError(f"{figure!r}: no figure of this comparison; {choose(figure, known)}")
        return figure

    def _arm(self, arm: str) -> None:
        others = [name for name in self._comparison.arms if name != self._comparison.reference]
        if arm not in others:
            raise OstrakaError(f"{arm!r}: no arm to compare; {choose(arm, others)}")

    def _zero(self, sheet: Sheet) -> None:
        reference = words.name_in_words(self._comparison.reference)
        sheet.axes.axvline(
            0, color=sheet.colour("ink"), linewidth=1, label=f"as in the reference ({reference})"
        )

    def _sheet(self, ax: Any, height: float) -> Sheet:
        c = self._comparison
        return Sheet(
            ax,
            height,
            f"{c.title}. {c.people:,} invented people, {words.count_of(c.months, 'month')}, "
            f"{words.count_of(c.replicates, 'replicate')}, {words.count_of(c.draws, 'draw')} of the "
            f"uncertain numbers, seed {c.seed}; same people and same luck in every arm.",
        )

    def _done(self, sheet: Sheet, title: str, x: str) -> "Axes":
        sheet.label(title, x)
        sheet.legend()
        return sheet.axes
