"""The first sections: the harm, through which mechanism, who carries it."""

from typing import Final

from ostraka.population.ledgers import CAUSES, WRONGFUL
from ostraka.report import areas, figures, readings, sentences, tables, words
from ostraka.report.blocks import Block, Section, chart_row, table_row
from ostraka.report.canvas import shortened
from ostraka.report.figures import Hundred, Panel, Row, picture
from ostraka.report.words import say, say_figure, say_ratio
from ostraka.results import Estimate, Result
from ostraka.results.variance import directions


def hundred(share: Estimate) -> Hundred | None:
    """The harm as squares out of a hundred or a thousand; None if there was no list."""
    if share.value is None:
        return None
    base = min(sentences.base_of(share.value), 1_000) if share.value else 100
    said = say(share, "", base)
    value = _amount(said.value)
    rest = "the rest: on the list by the rules"
    if said.assumptions in ("", words.FIXED):
        interval = f" ({said.interval})" if said.interval else ""
        name = f"{said.value} of {base:,}: wrongful{interval}"
        return Hundred(base, 0.0, value, value, ("", name, "", rest))
    least, most = said.assumptions.split(" to ")
    names = (
        f"{least}: low end of the assumptions",
        f"{said.value}: at the central values",
        f"{most}: high end of the assumptions",
        rest,
    )
    return Hundred(base, min(_amount(least), value), value, max(_amount(most), value), names)


def _amount(said: str) -> float:
    """What the words of a number show: the squares agree with the sentence."""
    return float(said.replace(",", ""))


def harm(result: Result) -> tuple[sentences.Headline, list[str], Block]:
    """The headline, what stands below it, and its picture."""
    table = result.harm
    share = table["wrongful_share_of_listed"]
    line = sentences.headline(share, table["listed_person_months"])
    below = [
        sentences.ever(result.people, table["ever_wrongly_listed"]),
        sentences.how_to_read(result.months, with_assumptions=result.spans_assumptions),
    ]
    names = (
        "wrongful_share_of_listed",
        "listed_person_months",
        "wrongful_person_months",
        "ever_listed",
        "ever_wrongly_listed",
        "mean_wrongful_months",
        "burden_top_tenth_share",
    )
    numbers = tables.of_estimates(
        "The harm in numbers",
        "figure",
        [table_row(words.name_of(name), name, table[name]) for name in names],
        with_assumptions=result.spans_assumptions,
    )
    squares = hundred(share)
    if squares is None:
        return line, below, Block("The harm in numbers", "", numbers, is_folded=False)
    drawn = picture(
        "harm",
        "How much of the list is wrongful",
        f"{squares.base:,} squares, one for each of {squares.base:,} person-months on the list. {line}",
        figures.height_of_hundred(squares),
        figures.draw_hundred(squares),
    )
    heading = f"One square is one of {squares.base:,} person-months on the list"
    return line, below, Block(heading, "", numbers, drawn)


def causes(result: Result) -> Section:
    """By which cause, in all and month by month."""
    table, modelled = result.harm, readings.modelled_causes(result.scenario)
    shown = [c for c in CAUSES[1:] if c in modelled or table[c].value]
    panel = Panel(
        [chart_row(words.CAUSES[c], c, table[c], c) for c in shown],
        "person-months on the list, in one run",
        is_bar=True,
    )
    rows = [
        (f"{words.CAUSES[c]}: {words.CAUSES_SAID[c]}", say_figure(c, table[c]), words.unit_of(c))
        for c in shown
    ]
    with_assumptions = result.spans_assumptions
    blocks = [
        Block(
            "Person-months on the list, by cause",
            "",
            tables.of_estimates(
                "Person-months on the list by cause",
                "cause",
                rows,
                with_assumptions=with_assumptions,
            ),
            picture(
                "causes",
                "Person-months on the list, by cause",
                f"Bars with intervals. {sentences.largest_cause(table)}",
                figures.height_of([panel]),
                figures.draw_panels([panel]),
            ),
        )
    ]
    series = readings.months(result)
    wrong = [c for c in WRONGFUL if series.parts[c].any()]
    if wrong:
        blocks.insert(0, _over_time(result, series, wrong))
    return Section(
        "causes",
        "Through which mechanism",
        [sentences.largest_cause(table), sentences.not_modelled(modelled)],
        blocks,
        [
            "Every listed person-month has exactly one cause: by the rules if own wrongdoing and the "
            "rules as written would list the person in that month too; else what it takes to clear "
            "the person. The section on the reverse order takes them the other way round."
        ],
    )


_ALL_WHISKERS: Final = " Whiskers: 95 % Monte Carlo interval of all wrongful causes together."


def _over_time(result: Result, series: readings.Months, wrong: list[str]) -> Block:
    last = words.number(float(series.total[-1]), 1.0 if series.total[-1] >= 10 else 0.1)
    named = {c: words.CAUSES[c] for c in ("by_rules", *wrong)}
    layers = [areas.Layer(c, words.CAUSES[c], c) for c in wrong]
    return Block(
        "People wrongly on the list at each month's end",
        "Mean over replicates, stacked by cause; those listed by the rules are in the table only."
        f"{_ALL_WHISKERS if result.replicates > 1 else ''}",
        tables.of_months(
            "People on the list at month's end, mean over replicates", series, named, "All wrongful"
        ),
        picture(
            "months",
            "People wrongly on the list at each month's end, by cause",
            f"A stacked area over {words.count_of(result.months, 'month')}, at the end {last} people "
            f"in all: {words.listed([words.CAUSES[c].lower() for c in wrong])}.",
            lambda width: areas.STACKED_HEIGHT,
            areas.draw_months(series, layers, "people at month's end"),
        ),
    )


_RATE: Final = "ever_wrongly_listed_per_100k"
_SHARE: Final = "wrongful_share_of_listed"


def who(result: Result) -> Section:
    """Which strata carry it."""
    groups, reference = result.by("stratum"), result.scenario.reference_stratum
    rates = {name: table[_RATE] for name, table in groups.items()}
    ratios = {name: table[_RATE] for name, table in groups.ratio(reference).items()}
    differences = {name: table[_RATE] for name, table in groups.difference(reference).items()}
    colours = {name: "muted" if name == reference else "accent" for name in groups}
    panels = [
        Panel(
            [chart_row(words.name_in_words(n), _RATE, e, colours[n]) for n, e in rates.items()],
            "ever wrongly listed, per 100,000 people",
        )
    ]
    described = {n: s.description for n, s in result.scenario.strata.items() if s.description}
    notes = [" ".join(f"{words.capital(n)}: {text.rstrip('.')}." for n, text in described.items())]
    if ratios:
        panels.append(
            Panel(
                [
                    Row(
                        words.name_in_words(n),
                        e,
                        f"{say_ratio(e).value}×" if e.value is not None else "undefined",
                    )
                    for n, e in ratios.items()
                ],
                f"times the rate of {shortened(words.name_in_words(reference), 28)}",
                is_ratio=True,
            )
        )
        found = directions(result, _RATE)
        lead = [
            sentences.compared(n, reference, rates, ratios[n], (found[n].turned, found[n].draws))
            for n in _furthest(ratios)
        ]
    else:
        said = say_figure(_RATE, rates[reference])
        lead = [
            f"The scenario has one stratum, so nothing is compared: {said} of 100,000 people were "
            "ever wrongly listed."
        ]
    with_assumptions = result.spans_assumptions
    numbers = tables.of_strata(
        "People ever wrongly listed, by stratum",
        {n: say_figure(_RATE, e) for n, e in rates.items()},
        {n: say(e, "undefined") for n, e in differences.items()},
        {n: say_ratio(e) for n, e in ratios.items()},
        with_assumptions=with_assumptions,
    )
    block = Block(
        "People ever wrongly listed, by stratum",
        "",
        numbers,
        picture(
            "strata",
            "People ever wrongly listed, by stratum",
            " ".join(lead),
            figures.height_of(panels),
            figures.draw_panels(panels),
        ),
    )
    blocks = [block, _pilots(result)] if len(result.jurisdictions) > 1 else [block]
    return Section("who", "Who carries it", lead, blocks, notes)


_MANY_PILOTS: Final = 6
"""Up to so many are told apart in a table; more are drawn."""


def _pilots(result: Result) -> Block:
    pilots = result.by("jurisdiction")
    rows = [
        table_row(f"{words.capital(place)}: {words.name_of(name).lower()}", name, table[name])
        for place, table in pilots.items()
        for name in (_SHARE, _RATE)
    ]
    numbers = tables.of_estimates(
        "By pilot", "pilot and figure", rows, with_assumptions=result.spans_assumptions
    )
    if len(pilots) <= _MANY_PILOTS:
        return Block("By pilot", "", numbers, is_folded=False)
    shares = {place: table[_SHARE] for place, table in pilots.items()}
    order = sorted(shares, key=lambda place: -(shares[place].value or 0.0))
    factor = words.factor_of(_SHARE)
    drawn = [chart_row(words.capital(place), _SHARE, shares[place]) for place in order]
    panel = Panel(drawn, "of 100 person-months on the list, wrongful", factor=factor, most=100.0)
    return Block(
        "Wrongful share of the list, by pilot",
        f"{len(pilots)} pilots in the order of the share.",
        numbers,
        picture(
            "pilots",
            "Wrongful share of listed person-months, by pilot",
            f"From {drawn[0].said} in {drawn[0].label} to {drawn[-1].said} in {drawn[-1].label}.",
            figures.height_of([panel]),
            figures.draw_panels([panel]),
        ),
    )


def _furthest(ratios: dict[str, Estimate], most: int = 3) -> list[str]:
    """The strata whose rate is furthest above the reference's; undefined ones last."""

    def height(name: str) -> float:
        value = ratios[name].value
        return -1.0 if value is None else value

    return sorted(ratios, key=height, reverse=True)[:most]
