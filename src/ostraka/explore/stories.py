"""One invented person's life, and the same life with the changes."""

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ostraka.engine import schedule_for
from ostraka.population.ledgers import LEDGER_WORDS, LEDGERS
from ostraka.report import words
from ostraka.results import Life, explain
from ostraka.results.explain import INVENTED
from ostraka.results.replay import conditions_of

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Story:
    """A life as it was, and the same person's under the changed scenario.

    Attributes
    ----------
    life : Life
    changed : Life or None
        None where nothing is changed.
    """

    life: Life
    changed: Life | None = None

    def sentences(self) -> list[str]:
        """Who it is, what became of them, and what the changes do."""
        life = self.life
        home = f", in a household of {life.household}" if life.household > 1 else ""
        said = [
            f"{INVENTED} Invented person number {life.subject:,} of "
            f"{words.name_in_words(life.jurisdiction)}: {words.name_in_words(life.stratum)}{home}.",
            _became(life, "As it is"),
        ]
        if self.changed is not None:
            said.append(_became(self.changed, "The same person, with your changes"))
        if life.chosen is not None:
            said.append(life.chosen.words)
        return said


def kinds(scenario: Any) -> tuple[str, ...]:
    """Conditions of which a typical person can be looked for."""
    return tuple(conditions_of(schedule_for(scenario).passes))


def story(unchanged: Any, changed: Any | None, kind: str) -> Story:
    """A typical person's life in the unchanged scenario, and with the changes.

    Raises
    ------
    OstrakaError
        If nobody is ever in that condition.
    """
    life = explain(unchanged, typical=kind)
    if changed is None:
        return Story(life)
    return Story(life, explain(changed, subject=life.subject, jurisdiction=life.jurisdiction))


def months(life: Life) -> "pandas.DataFrame":
    """What happened, a row a month in which something did."""
    import pandas

    rows = [
        {"Month": month, "What happened": " ".join(one.event.words for one in together)}
        for month, together in groupby(life.happened, key=lambda one: one.month)
    ]
    made = pandas.DataFrame(rows, columns=["Month", "What happened"])
    return made.set_index("Month")


def ledgers(life: Life) -> "pandas.DataFrame":
    """When the person is on the list, by what each ledger knows."""
    import pandas

    rows = []
    for ledger, said in zip(LEDGERS, LEDGER_WORDS, strict=True):
        spells = life.spells(ledger)
        shown = ", ".join(f"{a}" if a == b else f"{a} to {b}" for a, b in spells)
        rows.append({"If the list knew": said, "On it in months": shown or "never"})
    return pandas.DataFrame(rows).set_index("If the list knew")


def _became(life: Life, begins: str) -> str:
    if not life.listed_months:
        return f"{begins}: never on the list in {life.months} months."
    wrong = life.wrongful_months
    return (
        f"{begins}: on the list in {words.count_of(life.listed_months, 'month')} of {life.months}, "
        f"wrongfully in {words.number(wrong)}."
    )
