"""A comparison in words and columns, as the terminal shows it."""

from collections.abc import Iterator, Sequence
from textwrap import fill
from typing import TYPE_CHECKING

from ostraka.population.ledgers import WRONGFUL
from ostraka.results.estimate import number_in_words
from ostraka.sensitivity.robustness_text import HEADS, READING, WIDTH, lines_of, rows_of
from ostraka.studies.changes import Change
from ostraka.studies.compare import MISSED, Comparison

if TYPE_CHECKING:
    from ostraka.studies.ceilings import Ceiling


def text_of(found: Comparison) -> str:
    """All tables of a comparison."""
    return "\n".join(_lines(found))


def _lines(found: Comparison) -> Iterator[str]:
    yield found.title
    yield found.purpose
    drawn = (
        f"; {found.draws} draws of the uncertain numbers, {found.draw_replicates} replicates each"
        if found.draws
        else "; no number is drawn"
    )
    yield (
        f"{found.people:,} invented people, {found.months} months, {found.replicates} replicates at the "
        f"central values{drawn}; seed {found.seed}."
    )
    yield (
        f"Differences are from {found.reference}: same people, same luck, replicate by replicate. "
        "(Monte Carlo 95 %) [over the assumptions 95 %]; the two are never pooled."
    )
    if found.until:
        how = "Stopped by precision" if found.reached else "Not so close in all these replicates"
        yield f"{how}: {found.until}."
    for harm in found.harms:
        yield ""
        yield from _harm(found, harm)
    yield ""
    yield from _causes(found)
    yield ""
    yield from _strata(found)
    if found.sets:
        yield ""
        yield from _sets(found)
    yield ""
    yield from _ranking(found)
    yield ""
    yield from _robustness(found)
    yield ""
    yield from _worth(found)


def _harm(found: Comparison, harm: str) -> Iterator[str]:
    words = found.figures[harm]
    yield f"{harm} ({words['unit']}): {words['definition']}"
    rows = [("arm", "in the arm", "difference", "missed under the rules as written, difference")]
    for arm in found.arms:
        row, missed = found.row(arm, harm), found.row(arm, MISSED)
        rows.append(
            (
                arm,
                _change(row.value),
                _change(row.difference, sign=True),
                _change(missed.difference, sign=True),
            )
        )
    yield from columns(rows)


def _causes(found: Comparison) -> Iterator[str]:
    yield "Wrongful person-months by cause, difference:"
    causes = [c for c in WRONGFUL if any(found.row(arm, c).value.value for arm in found.arms)]
    rows = [("arm", *(cause.replace("_", " ") for cause in causes))]
    for arm in found.arms:
        if arm != found.reference:
            given = [found.row(arm, cause).difference for cause in causes]
            rows.append((arm, *(_change(one, sign=True) for one in given)))
    yield from columns(rows)


def _strata(found: Comparison) -> Iterator[str]:
    harm = found.harms[0]
    strata = list(dict.fromkeys(r.stratum for r in found.rows if r.figure == harm and r.stratum))
    if not strata:
        yield f"{harm} is not counted by stratum."
        return
    yield f"{harm} by stratum, difference:"
    rows = [("arm", *strata)]
    for arm in found.arms:
        if arm != found.reference:
            given = [found.row(arm, harm, stratum).difference for stratum in strata]
            rows.append((arm, *(_change(one, sign=True) for one in given)))
    yield from columns(rows)


def _sets(found: Comparison) -> Iterator[str]:
    yield (
        f"The same people in both worlds, of {found.people:,}: spared (ever wrongly listed in "
        f"{found.reference}, never in the arm) and newly harmed (the other way round):"
    )
    strata = dict.fromkeys(one.stratum for one in found.sets)
    rows = [("arm", "people", "spared", "newly harmed")]
    for arm in found.arms:
        for stratum in strata:
            for one in found.sets:
                if (one.arm, one.stratum) == (arm, stratum):
                    given = (_change(one.spared), _change(one.newly_harmed))
                    rows.append((arm, stratum or "all", *given))
    yield from columns(rows)


def _ranking(found: Comparison) -> Iterator[str]:
    yield "Ranking, least harm first: in what share of the draws of the assumptions, and of the"
    yield "replicates at the central values, each arm is best (ties shared)."
    rows = [("harm", "arm", "best in draws", "best in replicates", "mean rank")]
    for harm, places in found.ranking.items():
        for number, place in enumerate(places):
            drawn = "-" if place.best_in_draws is None else f"{place.best_in_draws:.0%}"
            rank = (drawn, f"{place.best_in_replicates:.0%}", f"{place.mean_rank:.1f}")
            rows.append(("" if number else harm, place.arm, *rank))
    yield from columns(rows)


def _robustness(found: Comparison) -> Iterator[str]:
    over = (
        f"the {found.draws:,} draws of the uncertain numbers" if found.draws else "the assumptions"
    )
    yield f"Over {over}, each arm against {found.reference}."
    if found.robustness:
        yield from fill(READING, WIDTH).splitlines()
    for harm in found.harms:
        if harm not in found.robustness:
            yield f"  {harm}: {found.not_robust[harm]}."
            continue
        one = found.robustness[harm]
        yield f"{harm} ({one.unit}):"
        yield from columns([HEADS, *rows_of(one)])
        for words in lines_of(one):
            yield from fill(words, WIDTH, initial_indent="  ", subsequent_indent="  ").splitlines()


def _worth(found: Comparison) -> Iterator[str]:
    yield "Common draws: with a seed of its own, each arm would need so many times the replicates."
    rows = [("arm", *found.harms)]
    for arm in found.arms:
        if arm != found.reference:
            given = [found.row(arm, harm).common_draws for harm in found.harms]
            rows.append((arm, *("-" if one is None else f"{one:.3g}" for one in given)))
    yield from columns(rows)


def ceiling_text(found: "Ceiling") -> str:
    """Combinations held against a ceiling."""
    lines = [
        f"{found.harm} <= {number_in_words(found.ceiling)} ({found.unit}): an arm meets it if the upper "
        "end of its Monte Carlo interval does."
    ]
    rows = [("arm", "in the arm", "meets", "in draws", "minimal")]
    for one in found.candidates:
        drawn = "-" if one.share_of_draws is None else f"{one.share_of_draws:.0%}"
        meets, minimal = ("yes" if one.meets else "no"), ("yes" if one.is_minimal else "")
        rows.append((one.arm, _change(one.value), meets, drawn, minimal))
    lines += columns(rows)
    if not found.minimal:
        lines.append("No combination of this study meets it.")
    return "\n".join(lines)


def _change(change: Change | None, *, sign: bool = False) -> str:
    if change is None:
        return ""
    if change.value is None:
        return "undefined"

    def words(number: float) -> str:
        plain = number_in_words(number)
        return f"+{plain}" if sign and number > 0 else plain

    text = words(change.value)
    if change.low is not None and change.high is not None:
        text += f" ({words(change.low)} to {words(change.high)})"
    elif change.low is None:
        text += " (no Monte Carlo interval)"
    if change.assumed_low is not None and change.assumed_high is not None:
        text += f" [{words(change.assumed_low)} to {words(change.assumed_high)}]"
    return text


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of text as aligned columns; the first row is the head."""
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    return [
        "  "
        + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
