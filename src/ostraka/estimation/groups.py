"""Groups beside each other: what bounds of two groups say of their difference and ratio."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ostraka.core.accessor import Accessor
from ostraka.core.errors import FiguresError, Problem
from ostraka.estimation import words
from ostraka.estimation.draws import RatioPrior
from ostraka.estimation.pooling import Pooled, pool
from ostraka.estimation.result import ListEstimate


@dataclass(frozen=True, slots=True)
class Pair:
    """One group held against another.

    Attributes
    ----------
    group, reference : str
    difference : tuple of float, or None
        Share of the group less that of the reference, from lowest to highest; None if one is refuted.
    ratio : tuple of (float, float or None), or None
        The same divided; no upper end where the reference may be zero.
    confidence : float or None
        Of both groups' bounds together, at least; None where luck has no part.
    """

    group: str
    reference: str
    difference: tuple[float, float] | None
    ratio: tuple[float, float | None] | None
    confidence: float | None

    @property
    def differs(self) -> bool:
        """Whether the bounds exclude that both shares are the same."""
        return self.difference is not None and (self.difference[0] > 0 or self.difference[1] < 0)

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "group": self.group,
            "reference": self.reference,
            "difference": None if self.difference is None else list(self.difference),
            "ratio": None if self.ratio is None else list(self.ratio),
            "differs": self.differs,
            "confidence": self.confidence,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Groups of one list under the same assumptions, each held against the first; pooled if asked."""

    groups: Mapping[str, ListEstimate]
    pairs: tuple[Pair, ...]
    pooled: Pooled | None = None

    plot = Accessor("ostraka.plots.of_estimate", "GroupsPlots")

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "groups": {name: one.to_dict() for name, one in self.groups.items()},
            "pairs": [pair.to_dict() for pair in self.pairs],
            "pooled": None if self.pooled is None else self.pooled.to_dict(),
            "quote": self.quote,
        }

    @property
    def quote(self) -> str:
        """What may be said of the groups, in sentences."""
        return " ".join(_sentence(pair, self.groups) for pair in self.pairs)

    def __str__(self) -> str:
        """Bounds by group, differences, and what they do not show."""
        return "\n".join(_lines(self)) + "\n"


def compare_groups(
    groups: Mapping[str, ListEstimate], *, pooled: bool | RatioPrior = False
) -> Comparison:
    """Hold every group against the first.

    The difference lies in [L₁ − U₂, U₁ − L₂], the ratio in [L₁ / U₂, U₁ / L₂]. ``pooled`` adds a
    hierarchical posterior, in which an audit of one group informs κ of the others.

    Raises
    ------
    FiguresError
        If there are fewer than two groups, or they do not rest on the same assumptions.
    """
    if len(groups) < 2:
        raise FiguresError(Problem("groups", "one group cannot be compared", "give two or more"))
    names = list(groups)
    first = groups[names[0]].setting
    for name in names[1:]:
        other = groups[name].setting
        if (other.assumptions, other.reading, other.alpha) != (
            first.assumptions,
            first.reading,
            first.alpha,
        ):
            raise FiguresError(
                Problem(
                    f"groups.{name}",
                    f"it rests on other assumptions than {names[0]}",
                    "state the same ones for both; what differs then is not the assumption",
                )
            )
    pairs = tuple(_pair(groups, name, names[0]) for name in names[1:])
    if pooled is False:
        return Comparison(dict(groups), pairs)
    prior = pooled if isinstance(pooled, RatioPrior) else RatioPrior()
    settings = {name: one.setting for name, one in groups.items()}
    return Comparison(dict(groups), pairs, pool(settings, prior))


def _pair(groups: Mapping[str, ListEstimate], name: str, reference: str) -> Pair:
    one, other = groups[name], groups[reference]
    misses = [1 - c for c in (one.bounds.confidence, other.bounds.confidence) if c is not None]
    confidence = max(0.0, 1 - sum(misses)) if misses else None
    if one.bounds.shares is None or other.bounds.shares is None:
        return Pair(name, reference, None, None, confidence)
    (low, high), (base_low, base_high) = one.bounds.shares, other.bounds.shares
    ratio = None
    if base_high:
        ratio = low / base_high, high / base_low if base_low else None
    return Pair(name, reference, (low - base_high, high - base_low), ratio, confidence)


def _sentence(pair: Pair, groups: Mapping[str, ListEstimate]) -> str:
    if pair.difference is None:
        return f"For {pair.group} or {pair.reference} the figures contradict what was assumed."
    if not pair.differs:
        return (
            f"The figures do not show in which of {pair.group} and {pair.reference} the larger share of "
            "entries is wrong."
        )
    estimate = groups[pair.group]
    clauses = words.joined(words.assumed(estimate.steps, estimate.setting, in_groups=True))
    more = "larger" if pair.difference[0] > 0 else "smaller"
    ends = sorted(abs(end) for end in pair.difference)
    sure = (
        "" if pair.confidence is None else f", with at least {100 * pair.confidence:g} % confidence"
    )
    return (
        f"If in both groups {clauses}, the share of wrong entries is {more} in {pair.group} than in "
        f"{pair.reference}, by {100 * ends[0]:.1f} to {100 * ends[1]:.1f} points{sure}."
    )


def _lines(comparison: Comparison) -> list[str]:
    width = max(len(name) for name in comparison.groups)
    first = next(iter(comparison.groups.values()))
    clauses = words.assumed(first.steps, first.setting, in_groups=True)
    under = f", if in each {words.joined(clauses)}" if clauses else ", with nothing assumed"
    made = words.wrapped(f"Wrong entries by group{under}:")
    for name, one in comparison.groups.items():
        if one.bounds.is_refuted:
            answer = "these assumptions contradict the figures"
        else:
            answer = (
                f"{words.counts(one.bounds)} of {one.figures.listed:,} ({words.shares(one.bounds)})"
            )
        made.append(f"  {name:{width}}  {answer}")
    made.append("")
    for pair in comparison.pairs:
        made += _pair_lines(pair)
    if comparison.pooled is not None:
        made += ["", *_pooled_lines(comparison.pooled, width)]
    made += ["", *words.wrapped(f"“{comparison.quote}”", "To quote: ")]
    return made + words.wrapped(
        "Note: different rates of overturned challenges never show different rates of error by "
        "themselves: the groups may differ in who challenges."
    )


def _pooled_lines(pooled: Pooled, width: int) -> list[str]:
    prior = pooled.prior
    made = words.wrapped(
        f"Posterior, if κ of the groups is believed to lie about {words.number(prior.median)}, give or "
        f"take a factor of {words.number(prior.factor)} (95 % intervals; an audit of one group informs "
        "κ of the others):"
    )
    made.append(f"  {'':{width}}{'share alone':>16}{'pooled':>16}{'κ alone':>16}{'pooled':>16}")
    for name, one in pooled.groups.items():
        shares = "".join(
            f"{f'{100 * low:.0f} to {100 * high:.0f} %':>16}"
            for low, _, high in (one.share_alone, one.share)
        )
        ratios = "".join(
            f"{f'{low:.2f} to {high:.2f}':>16}" for low, _, high in (one.ratio_alone, one.ratio)
        )
        made.append(f"  {name:{width}}{shares}{ratios}")
    return made


def _pair_lines(pair: Pair) -> list[str]:
    if pair.difference is None:
        return [f"{pair.group} less {pair.reference}: nothing follows"]
    low, high = pair.difference
    sure = "" if pair.confidence is None else f" ({100 * pair.confidence:g} % together)"
    made = [
        f"{pair.group} less {pair.reference}: {100 * low:+.1f} to {100 * high:+.1f} points{sure}"
    ]
    if pair.ratio is not None:
        top = "no limit" if pair.ratio[1] is None else f"{pair.ratio[1]:.3g}"
        made.append(f"{pair.group} over {pair.reference}: {pair.ratio[0]:.3g} to {top}")
    return made
