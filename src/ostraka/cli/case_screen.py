"""What the commands of ``ostraka cases`` print: a case, its verdicts, the count of verdicts."""

from collections.abc import Iterator, Sequence
from textwrap import fill
from typing import Any

from ostraka.cli.screen import percent
from ostraka.core.quantities import Quantity
from ostraka.report.casebook import (
    figure_words,
    held_out_words,
    input_words,
    interval_words,
    published_words,
    tally,
)


def case_lines(result: Any) -> Iterator[str]:
    """The answer of a case in a sentence, and published beside predicted."""
    declared = result.case.declared
    yield declared.title
    if declared.outcome:
        head = result.headline
        yield (
            f"Of 100 {declared.unit} on this list, {percent(head.low)} to {percent(head.high)} "
            "should not stand, by prediction"
        )
        yield (
            f"({result.free_parameters} uncertain numbers, {result.kept} draws agree with what was set). "
            f"{declared.outcome} {percent(head.published)}."
        )
    else:
        how = "runs" if result.people else "draws by formula"
        yield f"({result.free_parameters} uncertain numbers, {result.kept:,} {how}.)"
    rows = [
        (
            f.name,
            figure_words(f, f.published),
            f"({published_words(f)})" if f.published_low < f.published_high else "",
            figure_words(f, f.predicted),
            f"({interval_words(f)})",
            f.verdict_in_words + ("" if f.could_fail else "; could not have failed"),
        )
        for f in result.figures
    ]
    head_row = ("", "published", "(95 %)", "predicted", "(95 %)", "verdict")
    widths = [max(len(row[k]) for row in (head_row, *rows)) for k in range(5)]
    for name, published, known, predicted, interval, verdict in (head_row, *rows):
        yield (
            f"  {name:{widths[0]}}  {published:>{widths[1]}}  {known:{widths[2]}}  "
            f"{predicted:>{widths[3]}}  {interval:{widths[4]}}  {verdict}"
        )


def verdict_lines(results: Sequence[Any]) -> Iterator[str]:
    """How many figures of how many cases came out how."""
    yield tally(results)


def show_lines(case: Any) -> Iterator[str]:
    """A case without its run."""
    declared = case.declared
    yield declared.title
    yield fill(" ".join(declared.summary.split()), 100)
    held_out = {fact for p in declared.predictions for fact in p.published.held_out}
    yield "\nFacts:"
    for name, fact in case.facts.items():
        part = "held out" if name in held_out else "sets" if name in declared.used else "context"
        yield f"  {name} = {fact.value:,.10g} {fact.unit} [{part}] {fact.fact}, {fact.period}"
        yield f"      {fact.source_title} ({fact.source_kind}) {fact.source_url}"
    if declared.inputs:
        yield "\nInputs:"
    for name, given in declared.inputs.items():
        yield f"  {name}: {input_words(given)}"
        if isinstance(given, Quantity) and given.note:
            yield f"      {given.note}"
    if declared.model:
        yield "\nModel:"
    for name, text in declared.model.items():
        yield f"  {name} = {text}"
    if case.scenario is not None:
        yield f"\nScenario: {case.scenario.title}, {len(case.scenario.uncertain())} uncertain numbers"
    if declared.sets:
        yield "\nDraws are kept if they agree with:"
    for one in declared.sets:
        yield f"  {one.name}, within {one.within:g}"
    yield "\nPredictions:"
    for p in declared.predictions:
        how = p.expression or "a share in the scenario's run"
        at = "".join(f", {name} = {value:g}" for name, value in p.at.items())
        yield f"  {p.name} [{p.truth}] = {how}{at}"
        yield f"      held out: {held_out_words(p.published)}"
        if p.could_not_fail:
            yield f"      could not fail: {p.could_not_fail}"
    if declared.limits:
        yield "\nLimits:"
    for limit in declared.limits:
        yield fill(limit, 100, initial_indent="  - ", subsequent_indent="    ")
