"""Numbers and assumptions in words; ends are rounded outward: no sentence says more than is known."""

import math
import textwrap
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from ostraka.estimation.assumptions import Reading, exact
from ostraka.estimation.bounds import AUDIT_RANDOM, AUDIT_RIGHT, Bounds, Setting, Step
from ostraka.estimation.figures import Audit, Figures

WIDTH: Final = 100

BELIEVERS: Final = {
    "specificity": "no entry was overturned because something was not shown, out of time or unlawful",
    "sensitivity": "nobody who was right lost for want of papers, time or advice",
    "ratio_at_least": "the wrongly listed were told, could afford to challenge, and hoped to win",
    "ratio_at_most": "something kept the wrongly listed from challenging still more often",
    "told_challenged_at_least": "whoever was told could challenge, and got a decision",
    AUDIT_RIGHT: "whoever audited could find out, and was free to say",
    AUDIT_RANDOM: "a lot was drawn; a batch, a priority or a complaint is none",
}
"""What somebody has to believe who uses an assumption."""


def percent(count: int | Fraction, of: int, *, up: bool) -> str:
    """A share in a hundred, rounded away from the middle of an interval; digits enough not to be 0."""
    share = Fraction(count) * 100 / of
    if share in (0, 100):
        return f"{int(share)} %"
    digits = 1
    while digits < 6 and min(share, 100 - share) * 10**digits < 1:
        digits += 1
    scaled = share * 10**digits
    whole = -int(-scaled // 1) if up else int(scaled // 1)
    return f"{whole / 10**digits:.{digits}f} %"


def nearest_percent(share: float) -> str:
    """A share in a hundred to one digit."""
    return f"{100 * share:.1f} %"


def points(width: float) -> str:
    """A width in percentage points, rounded up; one digit below ten."""
    scaled = 100 * width - 1e-9
    return f"{math.ceil(scaled)}" if scaled >= 10 else f"{math.ceil(10 * scaled) / 10:g}"


def number(value: float) -> str:
    """A ratio, without needless digits."""
    return f"{value:.4g}"


def joined(parts: Sequence[str], last: str = " and ") -> str:
    """Several clauses as one."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + ("," if len(parts) > 2 else "") + last + parts[-1]


def counts(bounds: Bounds) -> str:
    """Such as ``4,058 to 55,476``, or one number."""
    assert bounds.low is not None
    assert bounds.high is not None
    if bounds.low == bounds.high:
        return f"{bounds.low:,}"
    return f"{bounds.low:,} to {bounds.high:,}"


def shares(bounds: Bounds) -> str:
    """Such as ``5.9 % to 81.9 %``, rounded outward, or one share."""
    assert bounds.low is not None
    assert bounds.high is not None
    if bounds.low == bounds.high:
        return nearest_percent(bounds.low / bounds.listed)
    low = percent(bounds.low, bounds.listed, up=False)
    return f"{low} to {percent(bounds.high, bounds.listed, up=True)}"


def ratio_words(least: float | None, most: float | None, reading: Reading) -> str:
    """How much more often the wrongly listed challenge, as it is assumed."""
    verb, unit, tail = (
        ("challenged", "as often", "as the others")
        if reading == "realised"
        else ("were", "as likely", "to challenge as the others")
    )
    if least is not None and most is not None:
        span = (
            f"exactly {number(least)}"
            if least == most
            else f"between {number(least)} and {number(most)}"
        )
        return f"the wrongly listed {verb} {span} times {unit} {tail}"
    bound = "at least" if least is not None else "at most"
    value = least if least is not None else most
    assert value is not None
    times = "" if value == 1 else f" {number(value)} times"
    return f"the wrongly listed {verb} {bound}{times} {unit} {tail}"


def audit_whole(audit: Audit, figures: Figures) -> str:
    """What an audit was taken from."""
    if audit.of == "list":
        return f"all {figures.listed:,}"
    return f"the {figures.unchallenged:,} unchallenged"


def wrapped(text: str, first: str = "", indent: str = "") -> list[str]:
    """Text in lines for a terminal; a number stays with its sign."""
    kept = text.replace(" %", "\u00a0%")
    lines = textwrap.wrap(
        kept, WIDTH, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False
    )
    return [line.replace("\u00a0", " ") for line in lines]


def step_words(step: Step, *, in_groups: bool = False) -> str:
    """One assumption as a clause; ``in_groups`` leaves out counts, which differ between groups."""
    value, setting = step.value, step.setting
    if step.name == "nothing":
        return "nothing"
    if step.name == "specificity":
        assert value is not None
        return (
            "every overturn was right"
            if value == 1
            else f"at least {_whole_percent(value)} of the rightly listed who challenged were refused"
        )
    if step.name == "sensitivity":
        assert value is not None
        return (
            "every refusal was right"
            if value == 1
            else f"at least {_whole_percent(value)} of the wrongly listed who challenged won"
        )
    if step.name == "ratio_at_least":
        return ratio_words(value, None, setting.reading)
    if step.name == "ratio_at_most":
        return ratio_words(None, value, setting.reading)
    if step.name == "told_challenged_at_least":
        assert value is not None
        return f"at least {_whole_percent(value)} of the wrongly listed who were told challenged"
    return _audit_words(step, in_groups)


def _audit_words(step: Step, in_groups: bool) -> str:
    assert step.audit is not None
    audit = step.setting.figures.audits[step.audit]
    whole = audit_whole(audit, step.setting.figures)
    named, drawn = f"the audit of {audit.audited:,}", f"the {audit.audited:,} audited"
    if in_groups:
        named, drawn = "the audit", "the audited"
        whole = "all" if audit.of == "list" else "the unchallenged"
    elif audit.audited == step.setting.figures.size_of(audit):
        named = f"the review of {whole}"
    if step.name == AUDIT_RANDOM:
        return f"{drawn} were drawn at random from {whole}"
    found, missed = audit.stated
    if found == missed == 1:
        return f"every finding of {named} was right"
    return (
        f"{named} found at least {_whole_percent(found)} of the wrong ones and cleared at least "
        f"{_whole_percent(missed)} of the right ones"
    )


def _whole_percent(value: float) -> str:
    return f"{float(exact(value) * 100):g} %"


def assumed(steps: Sequence[Step], setting: Setting, *, in_groups: bool = False) -> list[str]:
    """All assumptions that are switched on, as clauses, each said once."""
    given = setting.assumptions.given()
    clauses = []
    perfect = given.get("specificity") == 1 and given.get("sensitivity") == 1
    both = "ratio_at_least" in given and "ratio_at_most" in given
    if perfect:
        clauses.append("every challenge was decided rightly")
    for step in steps[1:]:
        if perfect and step.name in ("specificity", "sensitivity"):
            continue
        if both and step.name == "ratio_at_most":
            continue
        if both and step.name == "ratio_at_least":
            span = given["ratio_at_least"], given["ratio_at_most"]
            clauses.append(ratio_words(*span, setting.reading))
            continue
        clauses.append(step_words(step, in_groups=in_groups))
    return clauses
