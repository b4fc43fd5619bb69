"""What may be said: one sentence to quote, the answer in a paragraph, what it would take to know more."""

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ostraka.estimation import words
from ostraka.estimation.bounds import Bounds, Step
from ostraka.estimation.curve import Curve
from ostraka.estimation.information import Worth
from ostraka.estimation.posterior import Belief, Posterior

if TYPE_CHECKING:
    from ostraka.estimation.result import ListEstimate

FEW: Final = 10
"""Below so many decisions of a kind, chance alone moves a ratio far."""

SHOWN: Final = 3
"""Lines of what would narrow the bounds; the rest is in the data."""

_SHOWN_RATIOS: Final = (0.5, 1.0, 2.0, 3.0, 5.0)


def quote(estimate: "ListEstimate") -> str:
    """One sentence that carries its assumptions with it."""
    bounds, n = estimate.bounds, estimate.figures.listed
    clauses = words.assumed(estimate.steps, estimate.setting)
    if bounds.is_refuted:
        return (
            f"The published figures contradict what was assumed of the {n:,} entries on this list, "
            f"namely that {words.joined(clauses)}: nothing follows from it."
        )
    whole = bounds.low == 0 and bounds.high == n
    if not clauses:
        return (
            f"By themselves the published figures do not show how many of the {n:,} entries on this list "
            f"are wrong: they allow any number from 0 to {n:,}."
        )
    if whole:
        return (
            f"Even if {words.joined(clauses)}, the published figures allow any number of wrong entries "
            f"from 0 to {n:,}."
        )
    return f"If {words.joined(clauses)}, then {_said(bounds)}."


def _said(bounds: Bounds) -> str:
    n = f"of the {bounds.listed:,} entries on this list"
    shares = words.shares(bounds)
    assert bounds.low is not None
    assert bounds.high is not None
    if bounds.low == bounds.high:
        core = f"{bounds.low:,} {n} ({shares}) are wrong"
    else:
        core = f"between {bounds.low:,} and {bounds.high:,} {n} ({shares}) are wrong"
    if 2 * bounds.low > bounds.listed:
        core += ", which is more than half"
    if bounds.confidence is not None:
        core += f", with at least {100 * bounds.confidence:g} % confidence"
    return core


def lines(estimate: "ListEstimate") -> Iterator[str]:
    """The whole answer: first what is known, then what each assumption adds, then what would help."""
    yield from _figures(estimate)
    yield ""
    yield from _answer(estimate)
    yield ""
    yield from _ladder(estimate)
    if estimate.curve is not None and estimate.bounds.width != 0:
        yield ""
        yield from _curve(estimate.curve)
    notes = list(_notes(estimate))
    if notes:
        yield ""
    for note in notes:
        yield from words.wrapped(note, "Note: ")
    if estimate.posterior is not None:
        yield ""
        yield from _posterior(estimate.posterior)
    if estimate.worth:
        yield ""
        yield from _worth(estimate.worth)
    yield ""
    yield from words.wrapped(f"“{estimate.quote}”", "To quote: ")


def _figures(estimate: "ListEstimate") -> Iterator[str]:
    figures = estimate.figures
    parts = [f"{figures.listed:,} entries listed"]
    if figures.challenged:
        parts.append(
            f"{figures.challenged:,} challenges decided, {figures.overturned:,} overturned"
        )
    if figures.told is not None:
        parts.append(f"{figures.told:,} told")
    for audit in figures.audits:
        whole = words.audit_whole(audit, figures)
        parts.append(f"{audit.audited:,} of {whole} audited, {audit.found_wrong:,} found wrong")
    yield from words.wrapped("Figures: " + "; ".join(parts) + ".", "", "  ")


def _answer(estimate: "ListEstimate") -> Iterator[str]:
    bounds, figures = estimate.bounds, estimate.figures
    if bounds.is_refuted:
        yield from words.wrapped(_refusal(estimate))
        return
    has_assumptions = len(estimate.steps) > 1
    said = f"{words.counts(bounds)} of {figures.listed:,} ({words.shares(bounds)})"
    if has_assumptions:
        clauses = words.joined(words.assumed(estimate.steps, estimate.setting))
        sure = (
            "" if bounds.confidence is None else f", with {100 * bounds.confidence:g} % confidence"
        )
        yield from words.wrapped(f"How many entries are wrong? {said}{sure}, if {clauses}.")
        return
    rest = words.nearest_percent(figures.unchallenged / figures.listed)
    why = ["an overturn is no proof of error, nor a refusal of the contrary"] * bool(
        figures.challenged
    )
    if figures.unchallenged:
        why.insert(0, f"{figures.unchallenged:,} entries ({rest}) were never decided on")
    yield from words.wrapped(
        f"How many entries are wrong? The figures alone do not say. Anything from {said} is possible: "
        f"{words.joined(why, '; ')}."
    )


def _refusal(estimate: "ListEstimate") -> str:
    step = next(step for step in estimate.steps if step.bounds.is_refuted)
    sure = step.bounds.confidence
    said = f"These assumptions contradict the figures: {words.step_words(step)}"
    before = [one for one in estimate.steps[1:] if one is not step]
    before = before[: estimate.steps.index(step) - 1]
    if before:
        said += f", together with: {words.joined([words.step_words(one) for one in before])}"
    said += "."
    if step.limit is not None:
        said += f" {limit_words(step)}"
    if sure is not None:
        said += f" (Luck would do this in fewer than {100 * (1 - sure):g} of 100 such lists.)"
    return said


def limit_words(step: Step) -> str:
    """How far the figures let an assumption go."""
    limit = step.limit
    assert limit is not None
    if step.name == "ratio_at_least":
        return f"The figures allow a ratio of {_down(limit)} and no more."
    if step.name == "ratio_at_most":
        return f"The figures allow a ratio of {words.number(limit)} and no less."
    return f"The figures allow {words.number(100 * limit)} % and no more."


def _down(value: float) -> str:
    return f"{int(value * 100) / 100:.2f}" if value < 1e4 else f"{value:,.0f}"


def _ladder(estimate: "ListEstimate") -> Iterator[str]:
    yield "What each assumption adds (each line keeps those above it):"
    rows = [(_row_words(step), step, False) for step in estimate.steps]
    rows += [(words.step_words(step), step, True) for step in estimate.offered]
    told = False
    for text, step, offered in rows:
        if offered and not told:
            told = True
            yield "  and if one also believes that"
        yield from _row(text, step)
    names = dict.fromkeys(step.name for _, step, _ in rows if step.name != "nothing")
    if names:
        beliefs = "; ".join(words.BELIEVERS[name] for name in names)
        yield from words.wrapped(
            f"To use these lines is to believe, in this order: {beliefs}.", "  ", "  "
        )


def _row_words(step: Step) -> str:
    return "nothing assumed" if step.name == "nothing" else words.step_words(step)


def _row(text: str, step: Step) -> Iterator[str]:
    bounds = step.bounds
    if bounds.is_refuted:
        answer = "contradicts the figures"
    else:
        answer = f"{words.counts(bounds):>18}  {words.shares(bounds)}"
        if bounds.confidence is not None:
            answer += f"  ({100 * bounds.confidence:g} %)"
    wrapped = textwrap.wrap(text, 52)
    for line in wrapped[:-1]:
        yield f"    {line}"
    yield f"    {wrapped[-1]:54}{answer}"


def _curve(curve: Curve) -> Iterator[str]:
    shown = [p for p in curve.points if p.ratio in _SHOWN_RATIOS and p.right is not None]
    yield "If every challenge was decided rightly, all hangs on κ: how many times as often the wrongly"
    yield "listed challenged as the others. The challenges themselves do not tell κ."
    if shown:
        yield "    κ      " + "".join(f"{words.number(p.ratio):>9}" for p in shown)
        yield "    share  " + "".join(f"{words.nearest_percent(p.right or 0):>9}" for p in shown)
    if shown and 0 < min(curve.sensitivity, curve.specificity) < 1:
        yield "    or, if challenges were decided as rightly as is assumed above,"
        yield "    from   " + "".join(f"{words.nearest_percent(p.low or 0):>9}" for p in shown)
        yield "    to     " + "".join(f"{words.nearest_percent(p.high or 1):>9}" for p in shown)
    low, high = curve.allowed
    yield f"    The figures rule out κ above {_down(high)} and below {_down(low)}."


def _notes(estimate: "ListEstimate") -> Iterator[str]:
    figures, given = estimate.figures, estimate.setting.assumptions.given()
    ratio = "ratio_at_least" in given or "ratio_at_most" in given
    if figures.challenged and figures.unchallenged:
        yield "the share of challenges that were overturned speaks of those decided, not of the list."
    if figures.removed is not None:
        yield (
            f"the {figures.removed:,} removals are not used: an entry is removed for many reasons, and "
            "error is only one of them."
        )
    if figures.told is not None and "told_challenged_at_least" not in given:
        yield (
            "how many were told changes nothing until something is assumed of those who were told: "
            "--told-challenged-at-least."
        )
    if ratio and not {"sensitivity", "specificity"} & set(given):
        yield (
            "how often the wrongly listed challenge says nothing until something is assumed of how "
            "challenges were decided: --perfect-review, or --sensitivity and --specificity."
        )
    few = min(figures.overturned, figures.refused) < FEW
    if ratio and few and estimate.setting.reading == "realised":
        yield (
            f"fewer than {FEW} challenges were decided one way, so luck moves the ratio far; "
            "--reading probabilities allows for it."
        )
    for audit in figures.audits:
        if not audit.is_random and audit.audited < figures.size_of(audit):
            yield (
                f"the {audit.audited:,} audited entries are not taken as a random sample, so they speak "
                "for themselves only. If a lot was drawn: --audit-random."
            )
    if estimate.implied_ratios is not None and figures.audits:
        yield _implied(estimate)
    if len(estimate.steps) > 1:
        yield _reading(estimate)


def _reading(estimate: "ListEstimate") -> str:
    if estimate.setting.reading == "realised":
        return "shares and ratios are read as those that occurred among these entries."
    return "shares and ratios are read as chances, which the figures follow only up to luck."


def _implied(estimate: "ListEstimate") -> str:
    assert estimate.implied_ratios is not None
    low, high = estimate.implied_ratios
    span = f"{low:.3f}" if f"{low:.3f}" == f"{high:.3f}" else f"{low:.2f} to {high:.2f}"
    return f"with the audit, these assumptions imply that κ was {span}."


def _posterior(posterior: Posterior) -> Iterator[str]:
    prior = posterior.prior
    yield (
        f"Posterior, if κ is believed to be about {words.number(prior.median)}, give or take a factor of "
        f"{words.number(prior.factor)} (95 % intervals):"
    )
    yield f"    {'':22}{'before':>18}{'after':>18}"
    share, ratio = posterior.share, posterior.ratio
    for name, belief, factor, unit in (
        ("share of the list", share, 100, " %"),
        ("κ", ratio, 1, ""),
    ):
        before, after = (_span(e, factor, unit) for e in (belief.prior, belief.posterior))
        yield f"    {name:22}{before}{after}"
    yield from words.wrapped(movement(posterior), "    ", "    ")


def _span(ends: tuple[float, float, float], factor: float, unit: str) -> str:
    digits = 0 if factor == 100 else 2
    return f"{f'{factor * ends[0]:.{digits}f} to {factor * ends[2]:.{digits}f}{unit}':>18}"


def movement(posterior: Posterior) -> str:
    """What was learned, and what was not."""

    def verdict(name: str, belief: Belief) -> str:
        return f"{name} {'moved' if belief.is_learned else 'did not move'}"

    said = f"{verdict('The share', posterior.share)}; {verdict('κ', posterior.ratio)}."
    if not posterior.ratio.is_learned:
        said += (
            " So the interval of the share is what was believed of κ, put through the figures: more "
            "figures of the same kind would not narrow it."
        )
    return said


def _worth(worth: tuple[Worth, ...]) -> Iterator[str]:
    yield f"What would narrow it ({words.points(worth[0].width_now)} points lie between the bounds now):"
    for one in worth[:SHOWN] + tuple(one for one in worth[SHOWN:] if one.kind == "grounds"):
        tail = f"leaves at most {words.points(one.width)}" if one.width else "leaves nothing open"
        yield f"    {worth_words(one):62}{tail}"


def worth_words(one: Worth) -> str:
    """What could be published."""
    if one.kind == "grounds":
        return "the grounds of every decided challenge"
    if one.kind == "full_review":
        return f"a right review of all {one.size:,} unchallenged"
    whole = "the list" if one.of == "list" else "the unchallenged"
    return f"a right audit of {one.size:,} drawn at random from {whole}"
