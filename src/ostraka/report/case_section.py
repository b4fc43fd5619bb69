"""Published beside predicted: the section that a case adds to its page."""

from ostraka.evidence import CaseResult, PredictedFigure
from ostraka.report import figures
from ostraka.report.blocks import Block, Section
from ostraka.report.figures import Panel, Row, picture
from ostraka.report.tables import Cell, Table
from ostraka.report.words import NBSP
from ostraka.results import Estimate

_TITLE = "Published and predicted"


def published_and_predicted(result: CaseResult) -> Section:
    """Every held-out figure beside its prediction, with the verdict."""
    declared = result.case.declared
    panel = Panel(
        [row for figure in result.figures for row in _rows(figure)],
        f"of 100 {declared.unit}",
        factor=100.0,
        most=100.0,
    )
    lead = [_sentence(figure) for figure in result.figures]
    drawn = picture(
        "published",
        _TITLE,
        " ".join(lead),
        figures.height_of([panel]),
        figures.draw_panels([panel]),
    )
    caption = (
        f"Predicted: middle and 95{NBSP}% interval over the {result.kept:,} of {result.draws:,} draws of "
        f"{result.free_parameters} assumed numbers that agree with the facts that set the model. "
        f"Published: exact binomial 95{NBSP}% interval."
    )
    notes = [
        declared.summary.strip(),
        f"Set from: {'; '.join(result.case.facts[name].fact for name in declared.used)}. Held out: "
        f"{'; '.join(_held_out(result))}.",
        "The rest of this page shows the scenario at the central values of all assumed numbers, over all "
        "invented people, whether they appealed or not; so its shares differ from those above.",
        *declared.limits,
    ]
    return Section(
        "published", _TITLE, lead, [Block(_TITLE, caption, _table(result), drawn)], notes
    )


def _held_out(result: CaseResult) -> list[str]:
    facts = result.case.facts
    return [facts[p.published.count].fact for p in result.case.declared.predictions]


def _sentence(figure: PredictedFigure) -> str:
    where = {
        "inside": "inside the interval",
        "outside": f"outside by {100 * figure.outside_by:.1f}",
        "uninformative": "inside an interval so wide that it says nothing",
    }[figure.verdict]
    return (
        f"{figure.name}: predicted {100 * figure.low:.0f} to {100 * figure.high:.0f} of 100 (middle "
        f"{100 * figure.predicted:.0f}), published {100 * figure.published:.0f}: {where}."
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
        Row(f"{figure.name}, predicted", predicted, f"{100 * figure.predicted:.0f}{NBSP}%"),
        Row("published", published, f"{100 * figure.published:.0f}{NBSP}%", "muted"),
    ]


def _table(result: CaseResult) -> Table:
    heads = (
        "figure",
        "published",
        f"95{NBSP}%",
        "predicted",
        f"95{NBSP}%",
        "without a model",
        "verdict",
    )
    rows = []
    for f in result.figures:
        guess = "–" if f.baseline is None else f"{100 * f.baseline:.0f}"
        rows.append(
            (
                Cell(f.name, is_number=False),
                Cell(f"{100 * f.published:.1f}"),
                Cell(f"{100 * f.published_low:.1f} to {100 * f.published_high:.1f}"),
                Cell(f"{100 * f.predicted:.0f}"),
                Cell(f"{100 * f.low:.0f} to {100 * f.high:.0f}"),
                Cell(f"{guess} ({100 * f.bounds[0]:.0f} to {100 * f.bounds[1]:.0f})"),
                Cell(f.verdict_in_words, is_number=False),
            )
        )
    columns = tuple(Cell(name, is_number=0 < k < len(heads) - 1) for k, name in enumerate(heads))
    return Table(f"{_TITLE}, of 100 {result.case.declared.unit}", columns, tuple(rows))
