"""The section on one invented person: the story, and the same person with the same luck otherwise."""

from itertools import groupby
from typing import Final

import numpy as np

from ostraka.core.errors import OstrakaError
from ostraka.population.ledgers import CAUSES, LEDGER_WORDS, LEDGERS, RECORDED, WRONGFUL, cause_of
from ostraka.report import life_picture, words
from ostraka.report.blocks import Block, Section
from ostraka.report.figures import picture
from ostraka.report.life_picture import Lane, Span
from ostraka.report.tables import Cell, Table
from ostraka.report.words import count_of
from ostraka.results import Life, Result, explain
from ostraka.results.explain import INVENTED

_STEPS: Final = {
    "notice": "Told of the listing",
    "no_notice": "Not told",
    "appeal": "Appeal filed",
    "given_up": "Appeal given up",
    "denied": "Appeal denied",
    "upheld": "Appeal upheld",
    "upheld_without_effect": "Upheld, without effect",
    "reimported": "Listed again from a stale copy",
}

_CONDITIONS: Final = {
    "restricted": ("Restricted by agencies", "band"),
    "stale": ("of these, by a stale copy", "stale"),
    "restricted_for_others": ("Restricted for somebody else's listing", "association"),
}


def commonest(result: Result) -> tuple[str, int, int] | None:
    """The cause for which most wrongful spells began: its name, its spells, all spells; or None."""
    spells = sum(
        tables["tally_spells"].dense().sum(axis=(0, 1, 3, 4)).astype(int)
        for tables in result.tables
    )
    wrongful = {name: int(np.asarray(spells)[CAUSES.index(name)]) for name in WRONGFUL}
    name = max(wrongful, key=lambda key: wrongful[key])
    return (name, wrongful[name], sum(wrongful.values())) if wrongful[name] else None


def typical_life(result: Result) -> Life | None:
    """A typical person wronged for the commonest cause; None if none is among those looked at.

    It replays some cells of the first replicate, the same for the same scenario and seed.
    """
    found = commonest(result)
    if found is None:
        return None
    try:
        return explain(result.scenario, typical=found[0])
    except OstrakaError:
        # the cause is so rare that nobody of the cells that are searched met it
        return None


def story(result: Result, life: Life) -> Section:
    """The story as sentences, as a picture, and month by month."""
    lead = [on_the_list(life), otherwise(life), redress(life)]
    found = commonest(result)
    # the person was chosen by that
    assert found is not None
    assert life.chosen is not None
    cause, some, every = found
    notes = [
        INVENTED,
        f"How the story was chosen: {words.CAUSES[cause].lower()} is the commonest cause of a wrongful "
        f"spell in this run ({words.number(some)} of {words.number(every)} in all replicates). "
        f"{life.chosen.words}",
        f"The same as text: ostraka explain FOLDER --subject {life.subject}, where FOLDER is that of "
        f"this run{_where(result, life)}.",
    ]
    return Section("story", "One invented person", lead, [_picture(life), _timeline(life)], notes)


def _where(result: Result, life: Life) -> str:
    return f", with --jurisdiction {life.jurisdiction}" if len(result.jurisdictions) > 1 else ""


def on_the_list(life: Life) -> str:
    """For how many months, and for what."""
    kind = {"individual": "person"}.get(life.sector, life.sector)
    who = f"This invented {kind} ({words.name_in_words(life.stratum)})"
    share = "all" if life.wrongful_months == life.listed_months else f"{life.wrongful_months}"
    parts = [
        f"{count_of(months, 'month')} for {words.CAUSES_SAID[cause]}"
        for cause, months in life.by_cause.items()
    ]
    return (
        f"{who} was on the list in {life.listed_months} of {count_of(life.months, 'month')}, {share} "
        f"of them wrongfully: {words.listed(parts)}."
    )


def otherwise(life: Life) -> str:
    """What the same person with the same luck would have met, in the other ledgers."""
    said = [
        f"{one[0].lower()}{one[1:].rstrip('.')}".replace(": ", ", ", 1)
        for one in life.counterfactuals()
    ]
    if not said:
        return "The same person with the same luck would have been listed in the same months."
    return (
        "Had the system known more, the same person with the same luck would have been: "
        f"{'; '.join(said)}."
    )


def redress(life: Life) -> str:
    """Which steps of redress happened, and when."""
    steps = [
        f"{name[0].lower()}{name[1:]} in month {words.listed([str(m) for m in _months(life, kind)])}"
        for kind, name in _STEPS.items()
        if _months(life, kind)
    ]
    return (
        f"{words.capital('; '.join(steps))}."
        if steps
        else "Nobody told them, and no appeal was filed."
    )


def _months(life: Life, kind: str) -> list[int]:
    return [month for month, _ in life.events(kind)]


def _lanes(life: Life) -> list[Lane]:
    first = "On the list, as the system sees it"
    lanes = [Lane(first, _by_cause(life), (), _said(life.listed_months), is_bold=True)]
    for k, (ledger, name) in enumerate(zip(LEDGERS[1:], LEDGER_WORDS[1:], strict=True)):
        spells = life.spells(ledger)
        months = sum(b - a + 1 for a, b in spells)
        spans = [Span(a, b, "by_rules") for a, b in spells]
        lanes.append(Lane(words.capital(name), spans, (), _said(months), begins_group=k == 0))
    steps = [(name, _months(life, kind)) for kind, name in _STEPS.items() if _months(life, kind)]
    for k, (name, months_of) in enumerate(steps):
        lanes.append(Lane(name, (), months_of, begins_group=k == 0))
    held = [(name, life.spells_in.get(name, ())) for name in _CONDITIONS]
    for k, (condition, spells) in enumerate([one for one in held if one[1]]):
        name, colour = _CONDITIONS[condition]
        spans = [Span(a, b, colour) for a, b in spells]
        lanes.append(Lane(name, spans, (), _said(life.months_in[condition]), begins_group=k == 0))
    return lanes


def _said(months: int) -> str:
    return count_of(months, "month") if months else "never"


def _by_cause(life: Life) -> list[Span]:
    """Runs of months on the list with the same cause."""
    causes = [cause_of(state) if state & RECORDED else "" for state in life.states]
    spans, month = [], 0
    for cause, run in groupby(causes):
        length = len(list(run))
        if cause:
            spans.append(Span(month, month + length - 1, cause))
        month += length
    return spans


def _picture(life: Life) -> Block:
    lanes = _lanes(life)
    keys = [(cause, words.CAUSES[cause]) for cause in life.by_cause]
    heading = "On the list, month by month, and as it would have been"
    made = Table(
        "Months, by what a ledger knows",
        (Cell("ledger", is_number=False), Cell("months"), Cell("from – to", is_number=False)),
        tuple(_row(life, ledger, name) for ledger, name in zip(LEDGERS, LEDGER_WORDS, strict=True)),
    )
    return Block(
        heading,
        "The first line is what happened; its colours say why. The grey lines are the same person, with "
        "the same luck, had the system known more.",
        made,
        picture(
            "life",
            heading,
            f"Bars over {count_of(life.months, 'month')}. {on_the_list(life)} {otherwise(life)}",
            life_picture.height_of_life(lanes, len(keys)),
            life_picture.draw_life(lanes, keys, life.months),
        ),
    )


def _row(life: Life, ledger: str, name: str) -> tuple[Cell, ...]:
    spells = life.spells(ledger)
    shown = ", ".join(f"{a}" if a == b else f"{a} – {b}" for a, b in spells) or "never"
    months = sum(b - a + 1 for a, b in spells)
    return (Cell(name, is_number=False), Cell(f"{months}"), Cell(shown, is_number=False))


def _timeline(life: Life) -> Block:
    rows = [
        (Cell(f"{month}", is_number=False), Cell(" ".join(said), is_number=False))
        for month, events in groupby(life.happened, key=lambda one: one.month)
        if (said := [one.event.words for one in events])
    ]
    columns = (Cell("month", is_number=False), Cell("what happened", is_number=False))
    caption = "What happened, month by month"
    return Block(caption, "Months with nothing are left out.", Table(caption, columns, tuple(rows)))
