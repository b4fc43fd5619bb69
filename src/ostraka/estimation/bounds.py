"""Bounds on the wrongly listed: with nothing assumed, and after each assumption in turn."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from ostraka.estimation import inversion
from ostraka.estimation.assumptions import LARGEST_RATIO, Assumptions, Reading, exact
from ostraka.estimation.exact_tails import hypergeometric_interval
from ostraka.estimation.figures import Audit, Figures
from ostraka.estimation.region import (
    Region,
    limit_of,
    meet,
    wrong_among_decided,
    wrong_behind_apparent,
)

Limits = tuple[int, int]

AUDIT_RIGHT: Final = "audit_right"
AUDIT_RANDOM: Final = "audit_random"


@dataclass(frozen=True, slots=True)
class Setting:
    """What bounds follow from.

    Attributes
    ----------
    figures : Figures
    assumptions : Assumptions
    reading : str
        "realised": ratios and accuracies are those that occurred. "probabilities": they bound chances,
        and counts follow only up to luck.
    alpha : float
        What each source of luck may miss: one minus the confidence.
    """

    figures: Figures
    assumptions: Assumptions
    reading: Reading = "realised"
    alpha: float = 0.05

    def sources(self) -> tuple[str, ...]:
        """What luck has a part in; each adds ``alpha`` to what the bounds may miss."""
        figures = self.figures
        found = [AUDIT_RANDOM for audit in figures.audits if _is_part(figures, audit)]
        if self.reading == "realised":
            return tuple(found)
        given = self.assumptions.given()
        review = [given.get("specificity", 0.0), given.get("sensitivity", 0.0)]
        if self.figures.challenged and any(0 < share < 1 for share in review):
            found.append("review")
        if given.get("ratio_at_least") or "ratio_at_most" in given:
            found.append("ratio")
        if given.get("told_challenged_at_least") and self.figures.told is not None:
            found.append("told")
        whole = [audit for audit in figures.audits if not _is_part(figures, audit)]
        found += [AUDIT_RIGHT for audit in whole if _errs(audit)]
        return tuple(found)

    @property
    def confidence(self) -> float | None:
        """Of the bounds together, at least; None where luck has no part."""
        count = len(self.sources())
        return max(0.0, 1 - self.alpha * count) if count else None


@dataclass(frozen=True, slots=True)
class Bounds:
    """What figures and assumptions leave.

    Attributes
    ----------
    listed : int
    low, high : int or None
        Fewest and largest number of wrongly listed; None where the assumptions are refuted.
    confidence : float or None
        At least so surely do the bounds hold, where chance has a part; None where it has none.
    """

    listed: int
    low: int | None
    high: int | None
    confidence: float | None

    @property
    def is_refuted(self) -> bool:
        """Whether the figures contradict the assumptions."""
        return self.low is None

    @property
    def shares(self) -> tuple[float, float] | None:
        """Low and high as shares of the list."""
        if self.low is None or self.high is None:
            return None
        return self.low / self.listed, self.high / self.listed

    @property
    def width(self) -> float | None:
        """High less low, as a share of the list."""
        return None if self.shares is None else self.shares[1] - self.shares[0]

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        shares = self.shares or (None, None)
        return {
            "refuted": self.is_refuted,
            "low_count": self.low,
            "high_count": self.high,
            "low": shares[0],
            "high": shares[1],
            "confidence": self.confidence,
        }


def bounds_of(setting: Setting) -> Bounds:
    """Sharp bounds in the realised reading; by inverted tests where chance has a part."""
    found = _limits(setting)
    low, high = found if found is not None and found[0] <= found[1] else (None, None)
    return Bounds(setting.figures.listed, low, high, setting.confidence)


def _limits(setting: Setting) -> Limits | None:
    region = region_of(setting)
    if setting.reading == "realised":
        return region.bounds()
    plain = replace(region, ratio_at_least=None, ratio_at_most=None, told=None)
    found = plain.bounds()
    return None if found is None else _with_chance(setting, region, found)


def _with_chance(setting: Setting, region: Region, found: Limits) -> Limits | None:
    """What tests of ratio and awareness leave; they are inverted at the ends of w."""
    n, decided, alpha = region.listed, region.challenged, setting.alpha
    least, most = region.wrong
    low, high = found
    if region.ratio_at_least:
        end = _most_on_list(n, decided, most, float(region.ratio_at_least), alpha)
        if end is None:
            return None
        high = min(high, end)
    if region.ratio_at_most is not None:
        end = _least_on_list(n, decided, least, float(region.ratio_at_most), alpha)
        if end is None:
            return None
        low = max(low, end)
    if region.told is not None and region.told_share:
        told_most = most + region.told - decided
        behind = inversion.told_and_wrong(told_most, most, float(region.told_share), alpha)
        high = min(high, behind + n - region.told)
    return low, high


_most_on_list = lru_cache(maxsize=256)(inversion.most_on_list)
_least_on_list = lru_cache(maxsize=256)(inversion.least_on_list)


def region_of(setting: Setting) -> Region:
    """The pairs of unknowns that agree with figures and assumptions."""
    figures, given = setting.figures, setting.assumptions.given()
    n = figures.listed
    ratio = {
        name: exact(given[name]) for name in ("ratio_at_least", "ratio_at_most") if name in given
    }
    whole, others = [(0, n)], [(0, figures.unchallenged)]
    for audit in figures.audits:
        (whole if audit.of == "list" else others).append(_audit_limits(setting, audit))
    return Region(
        listed=n,
        challenged=figures.challenged,
        wrong=_review_limits(setting),
        whole=meet(*whole),
        others=meet(*others),
        told=figures.told,
        told_share=exact(given.get("told_challenged_at_least", 0)),
        **ratio,
    )


def _review_limits(setting: Setting) -> Limits:
    figures, given = setting.figures, setting.assumptions.given()
    sensitivity, specificity = given.get("sensitivity", 0.0), given.get("specificity", 0.0)
    counts = figures.challenged, figures.overturned
    if setting.reading == "realised":
        return wrong_among_decided(*counts, exact(sensitivity), exact(specificity))
    return inversion.wrong_among_decided(*counts, sensitivity, specificity, setting.alpha)


def _audit_limits(setting: Setting, audit: Audit) -> Limits:
    """Wrongly listed among what was audited from: for certain, or by the sample if it was random.

    What a random sample leaves is never more than what is certain: a number that the sample alone
    excludes is one that no draw could have shown.
    """
    size, drawn, found = setting.figures.size_of(audit), audit.audited, audit.found_wrong
    sensitivity, specificity = audit.stated
    with_chance = setting.reading == "probabilities" and _errs(audit)
    if _is_part(setting.figures, audit):
        if with_chance:
            return inversion.wrong_behind_sample(
                size, drawn, found, sensitivity, specificity, setting.alpha
            )
        apparent = _hypergeometric_interval(size, drawn, found, setting.alpha)
        sample = wrong_behind_apparent(size, apparent, exact(sensitivity), exact(specificity))
    else:
        sample = 0, size
    if with_chance:
        inside = inversion.wrong_among_decided(
            drawn, found, sensitivity, specificity, setting.alpha
        )
    else:
        inside = wrong_among_decided(drawn, found, exact(sensitivity), exact(specificity))
    return meet((inside[0], size - drawn + inside[1]), sample)


_hypergeometric_interval = lru_cache(maxsize=256)(hypergeometric_interval)


def _is_drawn(audit: Audit) -> bool:
    return audit.is_random and any(audit.stated)


def _is_part(figures: Figures, audit: Audit) -> bool:
    """Whether it is a random sample of more than itself; where all was looked at, nothing is luck."""
    return _is_drawn(audit) and audit.audited < figures.size_of(audit)


def _errs(audit: Audit) -> bool:
    return any(0 < share < 1 for share in audit.stated)


@dataclass(frozen=True, slots=True)
class Step:
    """One assumption more, and what is left then.

    Attributes
    ----------
    name : str
        Which assumption was added; "nothing" for the first.
    value : float or None
        Its value, where it has one.
    setting : Setting
        Everything assumed so far.
    bounds : Bounds
    limit : float or None
        Where the figures refute the step: the strongest value that they allow beside the steps before.
    audit : int or None
        Which audit it speaks of.
    """

    name: str
    value: float | None
    setting: Setting
    bounds: Bounds
    limit: float | None = None
    audit: int | None = None


def steps_of(setting: Setting) -> tuple[Step, ...]:
    """Nothing assumed, then each assumption that is switched on, in turn; bounds never widen."""
    made = []
    refuted = False
    for name, value, audit, so_far in _stages(setting):
        bounds = bounds_of(so_far)
        limit = None
        if bounds.is_refuted and not refuted and name in setting.assumptions.given():
            limit = strongest(so_far, name)
        refuted = refuted or bounds.is_refuted
        made.append(Step(name, value, so_far, bounds, limit, audit))
    return tuple(made)


def _stages(setting: Setting) -> Iterator[tuple[str, float | None, int | None, Setting]]:
    bare = tuple(Audit(a.audited, a.found_wrong, a.of) for a in setting.figures.audits)
    so_far = replace(
        setting, figures=replace(setting.figures, audits=bare), assumptions=Assumptions()
    )
    yield "nothing", None, None, so_far
    for name, value in setting.assumptions.given().items():
        so_far = replace(so_far, assumptions=so_far.assumptions.with_(**{name: value}))
        yield name, value, None, so_far
    for place, audit in enumerate(setting.figures.audits):
        if any(audit.stated):
            sensitivity, specificity = audit.stated
            known = replace(
                audit, is_random=False, sensitivity=sensitivity, specificity=specificity
            )
            so_far = _with_audit(so_far, place, known)
            yield AUDIT_RIGHT, None, place, so_far
        if _is_part(setting.figures, audit):
            so_far = _with_audit(so_far, place, audit)
            yield AUDIT_RANDOM, None, place, so_far


def _with_audit(setting: Setting, place: int, audit: Audit) -> Setting:
    audits = list(setting.figures.audits)
    audits[place] = audit
    return replace(setting, figures=replace(setting.figures, audits=tuple(audits)))


_ENDS: Final = {
    "specificity": (Fraction(0), Fraction(1)),
    "sensitivity": (Fraction(0), Fraction(1)),
    "told_challenged_at_least": (Fraction(0), Fraction(1)),
    "ratio_at_least": (Fraction(0), Fraction(int(LARGEST_RATIO))),
    "ratio_at_most": (Fraction(int(LARGEST_RATIO)), Fraction(0)),
}


def strongest(setting: Setting, name: str) -> float | None:
    """The strongest value of one assumption that the counts themselves allow, all others as they are.

    Of the realised reading; None where they allow none.
    """
    realised = replace(setting, reading="realised")
    region = region_of(realised)
    weakest, end = _ENDS[name]

    def feasible(value: Fraction) -> bool:
        if name == "ratio_at_least":
            changed = replace(region, ratio_at_least=value)
        elif name == "ratio_at_most":
            changed = replace(region, ratio_at_most=value)
        elif name == "told_challenged_at_least":
            changed = replace(region, told_share=value)
        else:
            counts = realised.figures.challenged, realised.figures.overturned
            given = realised.assumptions.given() | {name: value}
            wrong = wrong_among_decided(
                *counts, exact(given.get("sensitivity", 0)), exact(given.get("specificity", 0))
            )
            changed = replace(region, wrong=wrong)
        return changed.bounds() is not None

    found = limit_of(feasible, weakest, end)
    return None if found is None else float(found)
