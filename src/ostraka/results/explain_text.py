"""A person's story as text: a summary, the months in which something happened, the other ledgers."""

from collections.abc import Iterator
from itertools import groupby
from textwrap import fill
from typing import TYPE_CHECKING, cast

from ostraka.core.declarations import PHASES, Phase
from ostraka.population.ledgers import LEDGER_WORDS, LEDGERS

if TYPE_CHECKING:
    from ostraka.results.explain import Life

_WIDTH = 100

_CAUSES = {
    "by_rules": "by the rules as written",
    "wrong_person": "for somebody else's record",
    "false_record": "for a false record",
    "false_flag": "for a false flag",
    "reimported": "from a stale copy of a removed entry",
    "disfavour": "chosen out of disfavour",
    "association": "for somebody else's act",
    "lawful_conduct": "for lawful conduct",
}

_STEPS = {
    "notice": "told",
    "no_notice": "no notice of the entry",
    "appeal": "appealed",
    "given_up": "gave up",
    "denied": "denied",
    "upheld": "upheld",
    "upheld_without_effect": "upheld without effect",
}

_STATES = {"appealed": "listed after an appeal was filed, decided or not"}
"""Conditions whose own name would mislead."""


def text_of(life: "Life") -> str:
    """The whole story."""
    lines = [*_head(life), "", *_summary(life), "", *_timeline(life), "", *_ledgers(life)]
    return "\n".join(lines) + "\n"


def _head(life: "Life") -> Iterator[str]:
    from ostraka.results.explain import INVENTED

    kind = {"individual": "person"}.get(life.sector, life.sector)
    home = f", household of {life.household}" if life.household > 1 else ""
    yield f"{life.title}: an invented {kind}, subject {life.subject} of {life.jurisdiction}"
    yield f"Stratum {life.stratum}{home}; cell {life.cell}, seed {life.seed}, replicate {life.replicate}."
    yield f"{INVENTED} Months count from 0 to {life.months - 1}."
    if life.chosen is not None:
        yield fill(life.chosen.words, _WIDTH)


def _summary(life: "Life") -> Iterator[str]:
    if not life.listed_months:
        yield f"Never on the list in {life.months} months."
    else:
        wrong = life.wrongful_months
        share = "none" if not wrong else "all" if wrong == life.listed_months else str(wrong)
        yield f"On the list in {life.listed_months} of {life.months} months, {share} of them wrongfully:"
        for cause, months in life.by_cause.items():
            yield f"  {months:4d}  {_CAUSES.get(cause, cause.replace('_', ' '))}"
    steps = [
        f"{words} in month {', '.join(str(month) for month, _ in life.events(kind))}"
        for kind, words in _STEPS.items()
        if life.events(kind)
    ]
    if steps:
        yield fill(f"Redress: {'; '.join(steps)}.", _WIDTH)
    elif life.listed_months:
        yield "Redress: none; not told, no appeal."
    others = [
        f"{_STATES.get(name, name.replace('_', ' '))} {n}"
        for name, n in life.months_in.items()
        if n
    ]
    if others:
        yield fill(f"Months in other states: {', '.join(others)}.", _WIDTH)
    yield from (fill(words, _WIDTH) for words in life.counterfactuals())


def _timeline(life: "Life") -> Iterator[str]:
    if not life.happened:
        yield "Nothing happened in any month."
        return
    yield "Month  What happened (months with nothing are left out)"
    for month, events in groupby(life.happened, key=lambda one: one.month):
        paragraphs = groupby(events, key=lambda one: _part(one.phase))
        for number, (_, together) in enumerate(paragraphs):
            words = " ".join(one.event.words for one in together)
            label = f"{month:5d}  " if number == 0 else " " * 7
            yield fill(words, _WIDTH, initial_indent=label, subsequent_indent=" " * 9)


def _part(phase: str) -> int:
    """Paragraphs of a month: what was done and recorded, what the institutions do, where it leads."""
    after = [PHASES.index("listing"), PHASES.index("tallies")]
    return sum(PHASES.index(cast(Phase, phase)) >= begin for begin in after)


def _ledgers(life: "Life") -> Iterator[str]:
    yield "On the list, by what the ledger knows:"
    width = max(len(words) for words in LEDGER_WORDS)
    for ledger, words in zip(LEDGERS, LEDGER_WORDS, strict=True):
        spells = life.spells(ledger)
        shown = ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in spells) or "never"
        months = sum(b - a + 1 for a, b in spells)
        label = f"  {words:{width}}  {months:4d} months  "
        yield fill(shown, _WIDTH, initial_indent=label, subsequent_indent=" " * len(label))
