"""How many on a list are there wrongly? What published counts can say, and cannot."""

from collections.abc import Sequence

from ostraka.core.errors import FiguresError, Problem
from ostraka.estimation.assumptions import Assumptions, Reading
from ostraka.estimation.bounds import Bounds, Setting, Step
from ostraka.estimation.curve import Curve, Point
from ostraka.estimation.draws import RatioPrior
from ostraka.estimation.figures import Audit, Figures
from ostraka.estimation.groups import Comparison, Pair, compare_groups
from ostraka.estimation.information import Worth, width_after
from ostraka.estimation.pooling import Pooled, PooledGroup
from ostraka.estimation.posterior import Belief, Posterior, posterior_of
from ostraka.estimation.result import ListEstimate

__all__ = [
    "Assumptions",
    "Audit",
    "Belief",
    "Bounds",
    "Comparison",
    "Curve",
    "Figures",
    "ListEstimate",
    "Pair",
    "Point",
    "Pooled",
    "PooledGroup",
    "Posterior",
    "RatioPrior",
    "Reading",
    "Setting",
    "Step",
    "Worth",
    "compare_groups",
    "estimate",
    "width_after",
]


def estimate(
    listed: int,
    challenged: int | None = None,
    overturned: int | None = None,
    *,
    audits: Audit | Sequence[Audit] = (),
    told: int | None = None,
    removed: int | None = None,
    perfect_review: bool = False,
    specificity: float | None = None,
    sensitivity: float | None = None,
    ratio_at_least: float | None = None,
    ratio_at_most: float | None = None,
    told_challenged_at_least: float | None = None,
    reading: Reading = "realised",
    confidence: float = 0.95,
    posterior: bool | RatioPrior = False,
) -> ListEstimate:
    """How many of the entries on a list are wrong, as far as its published figures say.

    Nothing is assumed unless it is given; see :class:`Figures`, :class:`Audit` and :class:`Assumptions`
    for what each number means.

    Parameters
    ----------
    listed, challenged, overturned : int
        Entries of one cohort, decided challenges of them, and those decided against the entry.
    audits : Audit or sequence of Audit
        Entries that somebody looked at again.
    told, removed : int, optional
        Entries whose subject was told; entries removed, which are no evidence.
    perfect_review : bool
        Every challenge was decided rightly: specificity and sensitivity are 1.
    reading : str
        "realised": shares and ratios are those that occurred. "probabilities": they are chances.
    confidence : float
        Of each source of luck; several are met, and what they hold together is said.
    posterior : bool or RatioPrior
        Also compute a posterior, with κ about 2 give or take a factor of 2, or as stated.

    Raises
    ------
    FiguresError
        If figures or assumptions cannot be what they are said to be: place, fault, remedy.
    """
    problems = [
        Problem(given, f"it is given without {missing}", f"give {missing} as well, or leave it out")
        for given, value, missing, other in (
            ("challenged", challenged, "overturned", overturned),
            ("overturned", overturned, "challenged", challenged),
        )
        if value is not None and other is None
    ]
    if perfect_review and (specificity not in (None, 1) or sensitivity not in (None, 1)):
        problems.append(
            Problem("perfect_review", "it contradicts an accuracy below 1", "leave one of them out")
        )
    if isinstance(confidence, bool) or not 0 < confidence < 1:
        problems.append(
            Problem("confidence", f"{confidence} is none", "give a number below 1, such as 0.95")
        )
    if reading not in ("realised", "probabilities"):
        problems.append(
            Problem("reading", f"{reading!r} is neither", "say realised or probabilities")
        )
    if problems:
        raise FiguresError(problems)
    figures = Figures(
        listed,
        challenged or 0,
        overturned or 0,
        told,
        removed,
        (audits,) if isinstance(audits, Audit) else tuple(audits),
    )
    assumptions = Assumptions(
        1.0 if perfect_review else specificity,
        1.0 if perfect_review else sensitivity,
        ratio_at_least,
        ratio_at_most,
        told_challenged_at_least,
    )
    setting = Setting(figures, assumptions, reading, 1 - confidence)
    if posterior is False:
        return ListEstimate(setting)
    prior = posterior if isinstance(posterior, RatioPrior) else RatioPrior()
    return ListEstimate(setting, posterior_of(setting, prior))
