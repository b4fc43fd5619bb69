"""The section on cascades: wrongful entries, copied by other agencies, and what these then deny."""

from typing import Final

from ostraka.report import cascades, figures, flow_picture, tables, words
from ostraka.report.blocks import Block, Section
from ostraka.report.cascades import Denied, Flow
from ostraka.report.figures import Panel, Row, picture
from ostraka.report.flow_picture import Names
from ostraka.report.tables import Cell, Table
from ostraka.report.words import say
from ostraka.results import Estimate, Result

MOST_RESTRICTIONS: Final = 10
"""So many are drawn; the table has all."""


def cascade(result: Result) -> Section | None:
    """What wrongful entries set off elsewhere; None without agencies that copy the list."""
    if result.scenario.joint_sanctions is None:
        return None
    found = cascades.flow(result)
    refused = cascades.denied(result)
    lead = [
        copied(result, found),
        left_over(result),
        put_back(result),
        people(result),
    ]
    blocks = [] if found is None else [_flow(found)]
    if refused:
        blocks.append(_denied(refused))
    notes = [
        "Counted are entries, each once a stage: by its cause in the first month, by the agencies that "
        "had copied it when it ended (or the run did), and by how it ended. Restrictions are of unlike "
        "weight, so they are never added up: a month without trains and one without a school place "
        "stand beside each other."
    ]
    return Section("cascades", "What a wrongful entry sets off", lead, blocks, notes)


def copied(result: Result, found: Flow | None) -> str:
    """How many wrongful entries other agencies copied, and how many agencies each."""
    if found is None:
        return "There was no wrongful entry, so there was nothing wrong to copy."
    total, some = say(found.total, ""), say(found.copied, "")
    verb = "was" if some.value == "1" else "were"
    which = "all of them were" if found.total == found.copied else f"{some} of them {verb}"
    text = (
        f"In one run, {total} entries were wrongful when they were made; {which} copied by at least one "
        "other agency"
    )
    each = result.harm["agencies_per_wrongful_entry"]
    if each.value is None:
        return f"{text}."
    said = say(each, "")
    noun = "agency" if said.value == "1" else "agencies"
    return f"{text}. A wrongful entry reached {said} {noun} on average."


def left_over(result: Result) -> str:
    """How many corrected entries still bite a year later; "" if none can be told."""
    share = result.harm["corrected_and_still_biting"]
    if share.value is None:
        return ""
    said = say(share, "", 100)
    verb = "bites" if said.value == "1" else "bite"
    which = "none" if share.value == 0 else said.value
    interval = f" ({said.interval})" if said.interval else ""
    return (
        f"Of 100 wrongful entries that an appeal or audit struck at least 12 months before the end, "
        f"{which}{interval} still {verb} 12 months later: some agency holds a stale copy."
    )


def put_back(result: Result) -> str:
    """How many entries came back from a stale copy; "" where the scenario has no such thing."""
    if not any(
        float(agency.reimport_per_month) > 0
        for agency in result.scenario.joint_sanctions.agencies.values()
    ):
        return ""
    amount = cascades.reimported(result)
    if amount.value == 0:
        return "No entry came back from a stale copy."
    said = say(amount, "")
    noun = "entry" if said.value == "1" else "entries"
    return f"In one run, {said} {noun} came back from a stale copy of one that had been removed."


def people(result: Result) -> str:
    """How many people were restricted wrongly, or by a copy that outlived its entry."""
    wrongly, stale = (
        say(result.harm[name], "")
        for name in ("people_wrongfully_sanctioned", "people_under_stale_copies")
    )
    verb = "was" if wrongly.value == "1" else "were"
    return (
        f"{wrongly} of {words.count_of(result.people, 'person', 'people')} {verb} at some time under a "
        f"restriction while their listing was wrongful, and {stale} under one of a copy that outlived "
        "its entry."
    )


def _names(found: Flow) -> Names:
    causes, reach, ends = ([node.key for node in stage] for stage in found.stages)
    said = {
        **{key: words.CAUSES[key] for key in causes},
        **{key: words.capital(key) for key in reach},
        **{key: words.OUTCOMES[key] for key in ends if key != cascades.STANDING},
        cascades.STANDING: "Still on the list",
    }
    colours = {
        **{key: key for key in causes},
        **dict.fromkeys(reach, "muted"),
        **{key: key for key in ends},
        cascades.STANDING: "band",
    }
    short = {key: key.removesuffix(" agencies").removesuffix(" agency") for key in reach}
    short = {
        **short,
        cascades.NO_AGENCY: "none",
        cascades.STANDING: "Listed still",
        "recovered": "Recovered",
    }
    return Names(said, short, colours, ("why made", "copied by agencies", "how it ended"))


def _flow(found: Flow) -> Block:
    names = _names(found)
    largest = max(found.links[1], key=lambda link: link.entries.value or 0.0)
    amount = say(largest.entries, "")
    heading = "From the wrong record to other agencies, and out again"
    return Block(
        heading,
        "Wrongful entries in one run. The height of a bar, and the width of a ribbon, is a number of "
        "entries; in brackets 95 % Monte Carlo intervals.",
        _flow_table(found, names),
        picture(
            "flow",
            heading,
            f"A flow in three stages of {say(found.total, '')} wrongful entries: by cause, by how many "
            f"agencies copied them, by how they ended. The widest ribbon at the end, {amount} entries, "
            f"leads from “{names.words[largest.start]}” to “{names.words[largest.end]}”.",
            flow_picture.height_of_flow(found),
            flow_picture.draw_flow(found, names),
        ),
    )


def _flow_table(found: Flow, names: Names) -> Table:
    rows = []
    for head, links in zip(("copied by", "ended"), found.links, strict=True):
        for link in links:
            said = say(link.entries, "")
            rows.append(
                (
                    Cell(f"{names.words[link.start]} → {names.words[link.end]}", is_number=False),
                    Cell(head, is_number=False),
                    Cell(said.value),
                    Cell(said.monte_carlo or tables.SILENT),
                )
            )
    heads = ("from → to", "stage", "entries", tables.MONTE_CARLO)
    columns = tuple(Cell(name, is_number=k > 1) for k, name in enumerate(heads))
    return Table("Wrongful entries in one run, from stage to stage", columns, tuple(rows))


def _denied(refused: dict[str, Denied]) -> Block:
    shown = list(refused.items())[:MOST_RESTRICTIONS]
    rows = [
        Row(words.capital(name), one.together, say(one.together, "").value) for name, one in shown
    ]
    panel = Panel(rows, "person-months in one run, wrongly under the restriction", is_bar=True)
    heading = "What was wrongly denied"
    first = rows[0]
    rest = (
        f" The {MOST_RESTRICTIONS} largest of {len(refused)} are drawn."
        if len(refused) > len(shown)
        else ""
    )
    return Block(
        heading,
        "Person-months under each restriction that rest on a wrongful listing, or on a copy that "
        f"outlived its entry.{rest}",
        _denied_table(refused),
        picture(
            "denied",
            heading,
            f"Bars with intervals, the longest first: {first.label}, {say(first.estimate, '')} "
            "person-months.",
            figures.height_of([panel]),
            figures.draw_panels([panel]),
        ),
    )


def _denied_table(refused: dict[str, Denied]) -> Table:
    def cells(estimate: Estimate) -> tuple[Cell, Cell]:
        said = say(estimate, "")
        return Cell(said.value), Cell(said.monte_carlo or tables.SILENT)

    rows = tuple(
        (
            Cell(words.capital(name), is_number=False),
            *cells(one.together),
            *cells(one.wrongful),
            *cells(one.stale),
        )
        for name, one in refused.items()
    )
    interval = tables.MONTE_CARLO
    heads = (
        "restriction",
        "together",
        interval,
        "wrongful listing",
        interval,
        "copy outlived the entry",
        interval,
    )
    columns = tuple(Cell(name, is_number=bool(k)) for k, name in enumerate(heads))
    return Table("Person-months wrongly under each restriction, in one run", columns, rows)
