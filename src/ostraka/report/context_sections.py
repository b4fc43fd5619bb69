"""The later sections: what was missed, how sure this is, the reverse order, and the limits."""

from dataclasses import replace
from typing import Final

from ostraka.report import figures, readings, sentences, tables, words
from ostraka.report.blocks import Block, Section, chart_row, table_row
from ostraka.report.figures import Panel, picture
from ostraka.report.words import say
from ostraka.results import FIGURES, Result


def missed(result: Result) -> Section:
    """What the system misses under the rules as written, beside the harm; then redress and grades."""
    table = result.harm
    pair = ("wrongful_person_months", "missed_person_months")
    panel = Panel(
        [
            chart_row("Wrongful", pair[0], table[pair[0]]),
            chart_row("Missed", pair[1], table[pair[1]], "muted"),
        ],
        "person-months in one run",
        is_bar=True,
    )
    rows = [table_row(words.name_of(name), name, table[name]) for name in pair]
    rows += [
        (
            f"of these: {words.MISSED[name]}",
            replace(say(estimate, ""), assumptions=tables.SILENT),
            "person-months",
        )
        for name, estimate in readings.missed_reasons(result).items()
    ]
    said = sentences.missed(table[pair[0]], table[pair[1]])
    with_assumptions = result.spans_assumptions
    blocks = [
        Block(
            "Wrongful and missed, side by side",
            "",
            tables.of_estimates(
                "Wrongful and missed person-months",
                "figure",
                rows,
                with_assumptions=with_assumptions,
            ),
            picture(
                "missed",
                "Wrongful and missed person-months",
                f"Two bars with intervals. {said}",
                figures.height_of([panel]),
                figures.draw_panels([panel]),
            ),
        )
    ]
    lead = [said]
    if steps := readings.redress(result):
        blocks.append(_redress(steps))
        lead.append(sentences.redress(steps))
    found = readings.grades(result)
    if found is not None and not result.scenario.blacklist.is_by_grade:
        lead.append(sentences.misgraded(found, result.people))
        blocks.append(_crossing(found))
    return Section(
        "missed",
        "What was missed, and redress",
        lead,
        blocks,
        [
            "Missed months are listed under the rules as written and not in fact. They are never set "
            "off against harm, and no ratio of the two is formed: whether the rules are right to "
            "list anybody is not a question that a count can answer."
        ],
    )


def grades(result: Result) -> Section | None:
    """Recorded against deserved grades, where the list follows them; else they stand further down."""
    found = readings.grades(result)
    if found is None or not result.scenario.blacklist.is_by_grade:
        return None
    return Section(
        "grades",
        "Who has the wrong grade",
        [sentences.misgraded(found, result.people)],
        [_crossing(found)],
        [
            "This list follows the score, so a grade is what it does to people. The grade that own "
            "wrongdoing gives comes from the ledger that knows only that, under the same rules."
        ],
    )


def _crossing(found: readings.Grades) -> Block:
    return Block(
        "Grades at the end",
        "Rows: the grade that the system holds. Columns: the grade that own wrongdoing gives.",
        tables.of_grades("People by recorded and deserved grade", found),
        is_folded=False,
    )


def _redress(steps: list[readings.Step]) -> Block:
    names = {**words.REDRESS, "entries": "Entries"}
    return Block(
        "Redress, step by step",
        "Events in one run, by the cause of the listing when they happened; one entry may see more "
        "than one appeal. Thin lines: 95 % Monte Carlo intervals.",
        tables.of_steps("Steps of redress", steps, names),
        picture(
            "redress",
            "Steps of redress, for wrongful listings and for those by the rules",
            sentences.redress(steps),
            figures.height_of_steps(steps),
            figures.draw_steps(steps, names),
        ),
    )


_SHARES: Final = (
    "wrongful_share_of_listed",
    "wrongful_share_at_end",
    "wrongful_share_of_entries",
    "error_share_of_listed",
    "never_corrected_share",
)
_SHARES_SHORT: Final = (
    "Wrongful: person-months",
    "Wrongful: stock at the end",
    "Wrongful: flow of entries",
    "Error: person-months",
    "Not corrected: spells",
)


def uncertainty(result: Result) -> Section:
    """The two intervals side by side, and the three shares by their names."""
    table = result.harm
    with_assumptions = result.spans_assumptions
    panel = Panel(
        [
            chart_row(label, name, table[name])
            for label, name in zip(_SHARES_SHORT, _SHARES, strict=True)
        ],
        "per cent",
        factor=100.0,
        most=100.0,
    )
    rows = [table_row(words.name_of(name), name, table[name]) for name in FIGURES]
    lead = [
        sentences.three_shares(table),
        sentences.WHY_THEY_DIFFER,
        sentences.intervals(
            result.replicates, result.parameter_draws, len(result.scenario.uncertain())
        ),
    ]
    block = Block(
        "The same shares with both intervals",
        "",
        tables.of_estimates(
            "Every figure of the list", "figure", rows, with_assumptions=with_assumptions
        ),
        picture(
            "shares",
            "Wrongful shares with Monte Carlo and parameter intervals",
            sentences.three_shares(table),
            figures.height_of([panel]),
            figures.draw_panels([panel]),
        ),
    )
    return Section("uncertainty", "How sure this is", lead, [block])


def order(result: Result) -> Section:
    """Person-months by cause in the reverse order."""
    found = readings.orders(result)
    moved = sum(abs(o.forward - o.reverse) for o in found) / 2
    if not found:
        lead = "Nobody was listed, so there is nothing to attribute."
    elif moved < 1e-9:
        lead = (
            "In this run the reverse order gives the same split, as it must where the ledgers are "
            "nested and their clocks agree."
        )
    else:
        lead = (
            f"In the reverse order {words.number(moved)} of "
            f"{words.number(round(sum(o.forward for o in found)))} listed person-months change "
            "their cause."
        )
    blocks = []
    if found:
        caption = "Person-months by cause, in two orders"
        blocks.append(
            Block(
                caption,
                "Means over the same replicates, so the columns can be compared to the unit.",
                tables.of_orders(caption, found),
                is_folded=False,
            )
        )
    return Section(
        "order",
        "If causes are taken in the reverse order",
        [
            lead,
            "A cause is what, once undone, would clear the person in that month. The ledgers undo one "
            "wrong after another: error, then association, then lawful conduct. So the table shows "
            "only what differing clocks move. A month in which an error and lawful conduct are both "
            "needed, or either would do, counts as error in both columns.",
        ],
        blocks,
    )


def limits(result: Result, assumed: int) -> list[str]:
    """What this page cannot say, in sentences."""
    scenario = result.scenario
    size = scenario.population.cell_size
    found = [
        "The people are invented. No record about a real person or firm went in, and none came out.",
        "Nothing here certifies a real system, or clears one. It says what follows if a system "
        "worked as the scenario assumes.",
        f"{words.count_of(assumed, 'number')} of the scenario "
        f"{'is a guess' if assumed == 1 else 'are guesses'}, marked “assumed” under What was assumed. An "
        "interval over the assumptions covers only those with a range.",
        "Causes are but for, month by month: conduct is held as it happened, though a system may "
        "change how people behave. Undoing wrongs in another order would shift months between them.",
        f"Whatever people do to each other happens in cells of {size:,}; another size can change "
        "figures that depend on mislinks or on segregation.",
    ]
    if scenario.attention is not None and scenario.attention.rule != "fixed":
        found.append(
            "Attention couples all cells of a jurisdiction: what one replicate shows may rest on chance "
            "early in its run, and only replicates or jurisdictions are independent of each other."
        )
    if result.months > 120:
        found.append(
            f"The population is closed over {words.count_of(result.months, 'month')}: nobody is "
            "born, dies, ages or moves away."
        )
    return found
