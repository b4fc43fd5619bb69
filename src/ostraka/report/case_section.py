"""Published beside predicted: how the page of a case opens, and what it was set from."""

from ostraka.evidence import CaseResult, PredictedFigure
from ostraka.report import figures
from ostraka.report.blocks import Block, Section
from ostraka.report.figures import Panel, Row, picture
from ostraka.report.sentences import Headline
from ostraka.report.tables import Cell, Table
from ostraka.report.words import NBSP
from ostraka.results import Estimate

_TITLE = "Published and predicted"


def opening(result: CaseResult) -> tuple[Headline, list[str], Block]:
    """The case's answer in one sentence, the verdicts, and published beside predicted."""
    declared, head = result.case.declared, result.headline
    line = Headline(
        f"Of 100 {declared.unit} on this list, ",
        f"{100 * head.low:.0f} to {100 * head.high:.0f}",
        " should not stand, by prediction",
        "",
        100,
    )
    verdicts = [_sentence(figure) for figure in result.figures]
    panel = Panel(
        [row for figure in result.figures for row in _rows(figure)],
        f"of 100 {declared.unit}",
        factor=100.0,
        most=100.0,
    )
    drawn = picture(
        "published",
        _TITLE,
        " ".join(verdicts),
        figures.height_of([panel]),
        figures.draw_panels([panel]),
    )
    caption = (
        f"Predicted: middle and 95{NBSP}% interval over the {result.kept:,} of {result.draws:,} draws of "
        f"{result.free_parameters} uncertain numbers that agree with the facts that set the model. "
        f"Published: exact binomial 95{NBSP}% interval."
    )
    below = [f"{declared.outcome} {100 * head.published:.0f} of 100.", *verdicts]
    return line, below, Block(_TITLE, caption, _comparison(result), drawn)


def facts(result: CaseResult) -> Section:
    """The facts with their sources: which set the model, which were held out."""
    declared = result.case.declared
    held_out = {fact for p in declared.predictions for fact in p.published.held_out}
    rows = []
    for name, fact in result.case.facts.items():
        role = "held out" if name in held_out else "sets" if name in declared.used else "context"
        rows.append(
            (
                Cell(fact.fact, is_number=False),
                Cell(f"{fact.value:,.10g}"),
                Cell(fact.unit, is_number=False),
                Cell(role, is_number=False),
                Cell(f"{fact.source_title} ({fact.source_kind})", is_number=False),
            )
        )
    heads = ("fact", "figure", "unit", "part here", "source")
    columns = tuple(Cell(name, is_number=name == "figure") for name in heads)
    table = Table("Published facts", columns, tuple(rows))
    guesses = [
        f"{p.name}: without a model one might guess {100 * f.baseline:.0f} of 100 ({p.baseline_why}); "
        f"what set the model allows {100 * f.bounds[0]:.0f} to {100 * f.bounds[1]:.0f} ({p.bounds_why})."
        for p, f in zip(declared.predictions, result.figures, strict=True)
        if f.baseline is not None
    ]
    notes = [
        *guesses,
        "The sections that follow show the scenario at the central values of all uncertain numbers, over "
        "all invented people, whether they appealed or not; so their shares differ from those above.",
        *declared.limits,
    ]
    return Section(
        "facts",
        "What was published",
        [declared.summary.strip()],
        [Block("Published facts", "", table, is_folded=False)],
        notes,
    )


def _sentence(figure: PredictedFigure) -> str:
    where = {
        "inside": "inside the interval",
        "outside": figure.verdict_in_words,
        "uninformative": "inside an interval so wide that it says nothing",
    }[figure.verdict]
    return (
        f"{figure.name}: predicted {100 * figure.low:.0f} to {100 * figure.high:.0f} of 100 (middle "
        f"{100 * figure.predicted:.0f}), published {100 * figure.published:.1f} "
        f"({100 * figure.published_low:.1f} to {100 * figure.published_high:.1f}): {where}."
    )


def _rows(figure: PredictedFigure) -> list[Row]:
    half = figure.monte_carlo
    predicted = Estimate(
        figure.predicted,
        figure.predicted - half,
        figure.predicted + half,
        2,
        "ok",
        figure.low,
        figure.high,
    )
    published = Estimate(figure.published, figure.published_low, figure.published_high, 1, "ok")
    return [
        Row(figure.name, predicted, f"{100 * figure.predicted:.0f}{NBSP}%"),
        Row("… as published", published, f"{100 * figure.published:.0f}{NBSP}%", "muted"),
    ]


def _comparison(result: CaseResult) -> Table:
    heads = ("figure", "published", f"95{NBSP}%", "predicted", f"95{NBSP}%", "score", "verdict")
    rows = []
    for f in result.figures:
        rows.append(
            (
                Cell(f.name, is_number=False),
                Cell(f"{100 * f.published:.1f}"),
                Cell(f"{100 * f.published_low:.1f} to {100 * f.published_high:.1f}"),
                Cell(f"{100 * f.predicted:.0f}"),
                Cell(f"{100 * f.low:.0f} to {100 * f.high:.0f}"),
                Cell(f"{100 * f.interval_score:.0f}"),
                Cell(f.verdict_in_words, is_number=False),
            )
        )
    columns = tuple(Cell(name, is_number=0 < k < len(heads) - 1) for k, name in enumerate(heads))
    caption = (
        f"{_TITLE}, of 100 {result.case.declared.unit}; score: interval score, smaller is better"
    )
    return Table(caption, columns, tuple(rows))
