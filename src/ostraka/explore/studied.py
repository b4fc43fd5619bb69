"""What the page says of a study that was run: paired differences, people who is spared, ranks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from ostraka.explore import view
from ostraka.explore.state import Arm
from ostraka.report import words
from ostraka.report.study.wording import estimate_of
from ostraka.report.words import Said, say
from ostraka.results import Estimate, paired
from ostraka.results.harm_table import PER_PEOPLE
from ostraka.studies.changes import Change
from ostraka.studies.compare import MISSED, Comparison

if TYPE_CHECKING:
    import pandas

    from ostraka.studies import Study, StudyResult

SAYS: Final = (
    "In brackets the 95 % Monte Carlo interval; after a semicolon that over the assumptions. A "
    "difference is the arm less the reference: same people, same luck."
)


def arms_to_take(study: "Study") -> tuple[Mapping[str, Arm], tuple[str, ...]]:
    """The study's arms as changes that the page can make; and the names of those that it cannot.

    It cannot give a number another range, or set what is no number.
    """
    made, others = {}, []
    for name, arm in study.arms.items():
        own: Any = study.table.arms.get(name)
        values = own.set if own else {}
        if any(
            isinstance(one, bool) or not isinstance(one, int | float) for one in values.values()
        ):
            others.append(name)
            continue
        added = tuple(sorted(arm.added))
        taken = Arm({place: float(v) for place, v in values.items()}, added, _left_out(own))
        if taken.changes:
            made[name] = taken
    return made, tuple(others)


def _left_out(own: Any) -> tuple[str, ...]:
    return tuple(own.without) if own else ()


@dataclass(frozen=True)
class Answer:
    """A comparison, as the page says it.

    Attributes
    ----------
    found : Comparison
    growing : frozenset of str
        Figures that grow with the people: shown per 100,000 of them.
    """

    found: Comparison
    growing: frozenset[str]

    @classmethod
    def of(cls, result: "StudyResult") -> Self:
        """The answer of a study that was run."""
        figures = result.study.figures
        return cls(result.compare(), frozenset(n for n, one in figures.items() if one.grows))

    @property
    def reference(self) -> str:
        """The arm that the others are compared with, as the page calls it."""
        return words.name_in_words(self.found.reference)

    def unit(self, figure: str) -> str:
        """Unit of a figure as the page shows it: per 100,000 people where it grows with them."""
        found = self.found
        unit = words.unit_in_words(found.figures[figure]["unit"])
        per = f" per {PER_PEOPLE:,} people" if figure in self.growing else ""
        return f"{unit}{per}"

    def label(self, figure: str) -> str:
        """Name and unit of a figure."""
        return f"{words.name_of(figure)} ({self.unit(figure)})"

    def differences(self, harm: str) -> "pandas.DataFrame":
        """Each arm less the reference: arm, value, low, high, its ends over the assumptions, in words."""
        import pandas

        found = self.found
        factor = self._factor(harm)
        rows = [
            view.row(
                {"arm": words.name_in_words(arm)},
                self._estimate(found.row(arm, harm).difference),
                factor,
            )
            for arm in found.arms
            if arm != found.reference
        ]
        return pandas.DataFrame(rows)

    def table(self, harm: str) -> "pandas.DataFrame":
        """Every arm: the harm, its difference, and beside it what the rules as written then miss."""
        import pandas

        found = self.found
        rows = []
        for arm in found.arms:
            row, missed = found.row(arm, harm), found.row(arm, MISSED)
            rows.append(
                {
                    "Arm": words.name_in_words(arm),
                    self.label(harm): view.short(self._said(harm, row.value)),
                    "Difference": self._apart(harm, row.difference),
                    f"Difference of: {self.label(MISSED)}": self._apart(MISSED, missed.difference),
                }
            )
        return pandas.DataFrame(rows).set_index("Arm")

    def people(self) -> "pandas.DataFrame":
        """Whom each arm spares and newly harms, of 100,000 people: the same people in both worlds."""
        import pandas

        found = self.found
        factor = PER_PEOPLE / found.people
        rows = [
            {
                "Arm": words.name_in_words(one.arm),
                "Group": words.name_in_words(one.stratum) if one.stratum else "everybody",
                "Spared": view.short(say(self._estimate(one.spared), "undefined", factor)),
                "Newly harmed": view.short(
                    say(self._estimate(one.newly_harmed), "undefined", factor)
                ),
            }
            for one in found.sets
        ]
        return pandas.DataFrame(rows).set_index(["Arm", "Group"])

    def ranks(self, harm: str) -> "pandas.DataFrame":
        """How often each arm is best, over the assumptions and over chance, apart."""
        import pandas

        found = self.found
        rows = [
            {
                "Arm": words.name_in_words(place.arm),
                "Best in draws of the assumptions": _percent(place.best_in_draws),
                "Best in replicates": _percent(place.best_in_replicates),
                "Mean rank": f"{place.mean_rank:.1f}",
            }
            for place in found.ranking[harm]
        ]
        return pandas.DataFrame(rows).set_index("Arm")

    def sentences(self, harm: str) -> list[str]:
        """The answer in words: the arm that ranks first, by how much, and whom it newly harms."""
        found = self.found
        first = found.ranking[harm][0].arm
        if first == found.reference:
            return [f"By this harm no arm ranks before “{self.reference}”."]
        change = found.row(first, harm).difference
        verdict = {
            paired.LESS: "less than",
            paired.MORE: "more than",
            paired.SAME: "the same as",
            paired.OPEN: "not told apart, by chance or over the assumptions, from",
        }[paired.direction(self._estimate(change))]
        apart = self._apart(harm, change)
        said = [
            f"Least harm in “{words.name_in_words(first)}”. "
            f"{self.label(harm)}: {apart}, {verdict} “{self.reference}”."
        ]
        factor = PER_PEOPLE / found.people
        for one in found.sets:
            if one.arm == first and not one.stratum:
                spared, anew = (
                    view.short(say(self._estimate(part), "undefined", factor))
                    for part in (one.spared, one.newly_harmed)
                )
                said.append(
                    f"Of {PER_PEOPLE:,} people it spares {spared} from ever being wrongly listed, and "
                    f"newly harms {anew}."
                )
        return said

    def _factor(self, figure: str) -> float:
        factor = words.factor_for(self.found.figures[figure]["unit"])
        return factor * PER_PEOPLE / self.found.people if figure in self.growing else factor

    def _estimate(self, change: Change | None) -> Estimate:
        return estimate_of(change, self.found.replicates)

    def _said(self, figure: str, change: Change | None) -> Said:
        return say(self._estimate(change), "undefined", self._factor(figure))

    def _apart(self, figure: str, change: Change | None) -> str:
        return "" if change is None else view.short(words.signed(self._said(figure, change)))


def _percent(share: float | None) -> str:
    return "no draws" if share is None else f"{100 * share:.0f} %"
