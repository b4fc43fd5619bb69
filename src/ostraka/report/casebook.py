"""The page of all cases: what was published, what was predicted, and every verdict."""

from collections import Counter
from collections.abc import Iterator, Sequence
from importlib import resources
from typing import Any

from ostraka.core.quantities import Quantity
from ostraka.evidence import Case, CaseResult, PredictedFigure

_HEADS = (
    *("figure", "truth", "published", "95 %", "predicted", "95 %"),
    *("naive", "score (naive)", "free", "assumed", "verdict"),
)


def page(results: Sequence[CaseResult]) -> str:
    """The page in Markdown."""
    parts = [tally(results) + "\n", "\n".join(_overview(results)) + "\n"]
    failures = list(_failures(results))
    if failures:
        parts.append("## Where the prediction fails\n\n" + "\n".join(failures) + "\n")
    weak = list(_weak(results))
    if weak:
        parts.append("## What could not have come out wrong\n\n" + "\n".join(weak) + "\n")
    parts += [case_block(result) for result in results]
    frame = (resources.files("ostraka.report") / "casebook.md").read_text(encoding="utf-8")
    return frame.replace("{{ results }}\n", "\n".join(parts))


def tally(results: Sequence[CaseResult]) -> str:
    """How many figures came out how, in a sentence."""
    figures = [f for result in results for f in result.figures]
    count = Counter(f.verdict for f in figures)
    weak = sum(not f.could_fail for f in figures)
    return (
        f"{len(results)} cases, {len(figures)} predicted figures: {count['inside']} inside, "
        f"{count['outside']} outside, {count['uninformative']} uninformative; "
        f"{weak} could not have failed."
    )


def case_block(result: CaseResult) -> str:
    """One case: summary, verdicts, split, assumptions, limits."""
    declared = result.case.declared
    lines = [
        f"## {declared.title}",
        "",
        f"`ostraka cases run {result.case.name}`",
        "",
        " ".join(declared.summary.split()),
        "",
        f"| {' | '.join(_HEADS)} |",
        "|---" * len(_HEADS) + "|",
        *(_row(figure) for figure in result.figures),
        "",
        *stable_lines(result.case),
    ]
    return "\n".join(lines) + "\n"


def stable_lines(case: Case) -> Iterator[str]:
    """What can be written of a case without running it: facts, inputs, limits."""
    declared = case.declared
    held_out = {fact for p in declared.predictions for fact in p.published.held_out}
    for part, chosen in (
        ("Sets the model", [n for n in case.facts if n in declared.used]),
        ("Held out", [n for n in case.facts if n in held_out]),
    ):
        if chosen:
            yield f"{part}:"
            yield ""
            yield from (_fact_line(case.facts[name]) for name in chosen)
            yield ""
    assumed = [
        f"- `{name}`: {input_words(given)}{'; ' + given.note if given.note else ''}"
        for name, given in declared.inputs.items()
        if isinstance(given, Quantity) and given.assumed
    ]
    if assumed:
        yield "Assumed:"
        yield ""
        yield from assumed
        yield ""
    for limit in declared.limits:
        yield f"- *Limit:* {limit}"
    if declared.limits:
        yield ""


def _fact_line(fact: Any) -> str:
    note = f" — {fact.note}" if fact.note else ""
    return (
        f"- {fact.fact}: {fact.value:,.10g} {fact.unit}, {fact.period} "
        f"([{_plain(fact.source_title)}]({fact.source_url}), {fact.source_kind}){note}"
    )


def _plain(text: str) -> str:
    return text.replace("[", "(").replace("]", ")")


def _overview(results: Sequence[CaseResult]) -> Iterator[str]:
    yield "| case | figures | inside | outside | uninformative | could not fail |"
    yield "|---|---|---|---|---|---|"
    for result in results:
        count = Counter(f.verdict for f in result.figures)
        weak = sum(not f.could_fail for f in result.figures)
        yield (
            f"| {result.case.declared.title} | {len(result.figures)} | {count['inside']} | "
            f"{count['outside']} | {count['uninformative']} | {weak} |"
        )


def _failures(results: Sequence[CaseResult]) -> Iterator[str]:
    for result in results:
        for f in result.figures:
            if f.verdict == "outside":
                why = f.note or "The reason is not known."
                yield (
                    f"- **{f.name}** ({result.case.declared.title}): published "
                    f"{figure_words(f, f.published)}, predicted {interval_words(f)}. {why}"
                )


def _weak(results: Sequence[CaseResult]) -> Iterator[str]:
    for result in results:
        for f in result.figures:
            if not f.could_fail:
                why = (
                    f.note
                    if f.note and f.verdict != "outside"
                    else "its interval covers every value"
                )
                yield f"- **{f.name}** ({result.case.declared.title}): {why}"


def _row(f: PredictedFigure) -> str:
    naive = "" if f.baseline is None else figure_words(f, f.baseline)
    published = f"{_number(f, f.published_low)} to {_number(f, f.published_high)}"
    marked = f.verdict_in_words if f.could_fail else f"{f.verdict_in_words} (could not fail)"
    scores = f"{_number(f, f.interval_score)} ({_number(f, f.baseline_score)})"
    verdict = f"**{marked}**" if f.verdict == "outside" else marked
    cells = (
        f.name,
        f.truth,
        figure_words(f, f.published),
        published,
        figure_words(f, f.predicted),
        interval_words(f),
        naive,
        scores,
        str(f.free_parameters),
        "" if f.assumed_share is None else f"{100 * f.assumed_share:.0f} %",
        verdict,
    )
    return f"| {' | '.join(cells)} |"


def figure_words(f: PredictedFigure, value: float) -> str:
    """A figure with its unit: a share in a hundred, anything else as it is."""
    if f.is_share:
        return f"{100 * value:.1f} %"
    unit = {"ratio": "", "percent": "%"}.get(f.unit, f.unit)
    return f"{_number(f, value)} {unit}".rstrip()


def interval_words(f: PredictedFigure) -> str:
    """The predicted interval."""
    return f"{_number(f, f.low)} to {_number(f, f.high)}"


def published_words(f: PredictedFigure) -> str:
    """The interval of the published figure, from its counts or its rounding."""
    return f"{_number(f, f.published_low)} to {_number(f, f.published_high)}"


def _number(f: PredictedFigure, value: float) -> str:
    if value != value or abs(value) == float("inf"):
        return "no limit"
    if f.is_share:
        return f"{100 * value:.1f}"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4g}"


def input_words(given: Any) -> str:
    """An input in words: its value or range, and where it is from."""
    if not isinstance(given, Quantity):
        return f"{' + '.join(given.above)} out of {' + '.join(given.below)}, with the error of the counts"
    number = f"{given.value:g}"
    if given.is_uncertain:
        shape = given.distribution or "uniform"
        number = f"{given.low:g} to {given.high:g} ({shape.replace('_', ' ')})"
    return f"{number}, {'assumed' if given.assumed else given.source}"


def held_out_words(published: Any) -> str:
    """The facts of a prediction, such as ``selected / students``."""
    if published.share is None:
        return " + ".join(published.added)
    words = f"{' + '.join(published.share.above)} / {' + '.join(published.share.below)}"
    if published.relative_to is not None:
        below = published.relative_to
        words = f"({words}) / ({' + '.join(below.above)} / {' + '.join(below.below)})"
    return words
